import Foundation
import TestSupport
import Testing

/// `go vet -vettool=mapvet`, run by the go command.
@Suite("mapvet as a vet tool") struct VetToolTests {
  private static let sources = [
    "go.mod": "module example.com/m\n\ngo 1.19\n",
    "store/store.go": """
    package store

    var counts = map[string]int{}

    func Hit(name string) { counts[name]++ }

    func Len() int { return len(counts) }

    """,
    "store/store_test.go": "package store_test\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n",
    "user/user.go": """
    package user

    import "example.com/m/store"

    func Use(names []string) {
    	for _, name := range names {
    		go store.Hit(name)
    	}
    }

    """,
    "fine/fine.go": "package fine\n\nfunc F() map[string]int { return map[string]int{} }\n",
  ]

  private static var tool: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("mapvet").path
  }

  /// The go commands that the protocol differs between: it has had three forms of `vet.cfg` and two of the answer.
  @Test(arguments: ["go1.19", "go1.23", "go"]) func findsWhatTheCommandLineFinds(_ version: String) throws {
    let folder = try Folder(Self.sources)
    let go = try GoToolchain(version)
    let url = URL(fileURLWithPath: folder.path)
    func vet(_ arguments: String...) throws -> (status: Int32, lines: [String]) {
      let run = try go.run(["vet", "-vettool=" + Self.tool] + arguments, in: url)
      return (run.status, run.output.split(separator: "\n").map(String.init))
    }
    let found = try vet("-preview", "./...")
    #expect(found.status != 0)
    let findings = found.lines.filter { $0.contains("[unlocked-map-write]") || $0.contains("[nil-map-write]") }
    #expect(findings.count == 2, "\(found.lines)")
    #expect(findings.contains { $0.contains("store/store.go:5:25: ") })
    #expect(findings.contains { $0.contains("store/store_test.go:5:2: ") })
    // The same out of the go command's cache.
    #expect(try vet("-preview", "./...").lines.sorted() == found.lines.sorted())
    #expect(try vet("-preview", "-ignore=concurrency,nilness", "./...").status == 0)
    #expect(try vet("-preview", "./fine").status == 0)
    let wrong = try vet("-select=nil-map-wriet", "./...")
    #expect(wrong.status != 0)
    #expect(wrong.lines.contains { $0.contains("did you mean 'nil-map-write'?") })
  }

  /// What the go command keeps is of the settings that it was found with.
  @Test(arguments: ["go1.19", "go"]) func settingsThatChangeCount(_ version: String) throws {
    let bad = "package p\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n"
    let folder = try Folder(["go.mod": "module example.com/m\n\ngo 1.19\n", "p/p.go": bad, "q/q.go": bad])
    let go = try GoToolchain(version)
    func vet(in directory: String = "") throws -> [String] {
      let url = URL(fileURLWithPath: folder.path + "/" + directory)
      let run = try go.run(["vet", "-vettool=" + Self.tool, "./..."], in: url)
      return run.output.split(separator: "\n").filter { $0.contains("[nil-map-write]") }
        .map { String($0.prefix { $0 != ":" }) }.sorted()
    }
    let all = ["p/p.go", "q/q.go"]
    #expect(try vet() == all)
    try folder.write(".mapvet.yml", "rules: {nil-map-write: off}\n")
    #expect(try vet() == [])
    #expect(try vet(in: "q") == [])
    try folder.write("p/.mapvet.yml", "rules: {nil-map-write: warning}\n")
    #expect(try vet() == ["p/p.go"])
    try FileManager.default.removeItem(atPath: folder.path + "/p/.mapvet.yml")
    try FileManager.default.removeItem(atPath: folder.path + "/.mapvet.yml")
    #expect(try vet() == all)
  }

  @Test func answersAsJSON() throws {
    let folder = try Folder(Self.sources)
    let run = try GoToolchain().run(
      ["vet", "-json", "-vettool=" + Self.tool, "-preview", "./..."], in: URL(fileURLWithPath: folder.path))
    #expect(run.status == 0)
    #expect(run.output.contains(#""category":"unlocked-map-write""#), "\(run.output)")
    #expect(run.output.contains(#""example.com/m/user":{"mapvet":["#))
  }

  /// A package with a test of its own and one beside it, so that each file has to be fixed by one run of the tool alone.
  private static let fixable = [
    "go.mod": "module example.com/m\n\ngo 1.24\n",
    "p/p.go": """
    package p

    func Count(names []string) map[string]int {
    \tvar counts map[string]int
    \tfor _, name := range names {
    \t\tcounts[name]++
    \t}
    \treturn counts
    }

    """,
    "p/in_test.go": "package p\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n",
    "p/out_test.go": "package p_test\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n",
    "q/q.go": "package q\n\nimport _ \"example.com/m/p\"\n",
  ]

  @Test(arguments: [["vet", "-fix", "-vettool="], ["fix", "-fixtool="]])
  func goCommandAppliesFixes(_ command: [String]) throws {
    let folder = try Folder(Self.fixable)
    let go = try GoToolchain()
    let url = URL(fileURLWithPath: folder.path)
    func run(_ arguments: String...) throws -> (status: Int32, output: String) {
      var words = command
      words[words.count - 1] += Self.tool
      return try go.run(words + ["-unsafe-fixes"] + arguments + ["./..."], in: url)
    }
    let shown = try run("-diff")
    #expect(shown.status == 1, "\(shown.output)")
    #expect(shown.output.split(separator: "\n").count { $0.hasPrefix("+++ b/") } == 3, "\(shown.output)")
    #expect(shown.output.contains("-\tvar counts map[string]int\n+\tcounts := "), "\(shown.output)")
    for (name, text) in Self.fixable { #expect(try folder.read(name) == text) }

    let fixed = try run()
    #expect(fixed.status == 0 && fixed.output == "", "\(fixed.output)")
    #expect(
      try folder.read("p/p.go")
        == Self.fixable["p/p.go"]?.replacing("var counts map[string]int", with: "counts := make(map[string]int)"))
    for name in ["p/in_test.go", "p/out_test.go"] {
      let expected = Self.fixable[name]?.replacing("var m map[string]int", with: "m := make(map[string]int)")
      #expect(try folder.read(name) == expected)
    }
    // Nothing is left, and what the go command kept says so too.
    for _ in 1...2 { #expect(try run("-diff") == (0, "")) }
    #expect(try run() == (0, ""))
  }

  /// The directories of a patch are those of the file system, since the tool does not know where the user stands.
  @Test func diffAppliesFromTheRoot() throws {
    let folder = try Folder(Self.fixable)
    let go = try GoToolchain()
    let diff = try go.run(
      ["vet", "-fix", "-diff", "-unsafe-fixes", "-vettool=" + Self.tool, "./..."],
      in: URL(fileURLWithPath: folder.path))
    let patch = try Run.tool(
      "/usr/bin/env", ["git", "apply", "--unsafe-paths", "-p1", "--directory=/"], input: diff.output, in: "/")
    #expect(patch.status == 0, "\(patch.errors)\(diff.output)")
    #expect(try folder.read("p/p.go").contains("counts := make(map[string]int)"))
  }

  @Test func fixesWithoutATakerAreRefused() throws {
    let folder = try Folder(["go.mod": "module example.com/m\n\ngo 1.24\n", "p.go": "package p\n"])
    try folder.write(
      "vet.cfg", #"{"ID":"m","Dir":"\#(folder.path)","ImportPath":"m","GoFiles":["\#(folder.path)/p.go"]}"#)
    let run = try Run.mapvet("-fix", folder.path + "/vet.cfg")
    #expect(run.status == 2)
    #expect(run.errors.contains("-fix needs a go command that takes fixes"), "\(run.errors)")
  }

  @Test func whatIsNoConfigurationIsSaid() throws {
    let folder = try Folder(["vet.cfg": "{"])
    let run = try Run.mapvet(folder.path + "/vet.cfg")
    #expect(run.status == 2)
    #expect(run.errors.contains("is no configuration for a vet tool"))
    #expect(try Run.mapvet(folder.path + "/none/vet.cfg").status == 2)
    #expect(try Run.mapvet("-V=full").output.hasPrefix("mapvet version "))
    #expect(try Run.mapvet("-flags").output.contains(#""Name":"preview""#))
  }
}
