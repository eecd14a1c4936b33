import Foundation
import Testing

@Suite("the cache") struct CacheCommandTests {
  private static func tree() throws -> Folder {
    try Folder([
      "go.mod": "module example.com/m\n\ngo 1.22\n",
      "p.go": "package p\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n",
    ])
  }

  private static func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  @Test func aSecondRunSaysTheSame() throws {
    let folder = try Self.tree()
    let environment = ["MAPVET_CACHE_DIR": folder.path + "/cache/of/mapvet"]
    var runs: [Run] = []
    for format in ["text", "json", "text"] {
      runs.append(
        try Run.mapvet("check", "--output", format, in: folder.path, environment: environment))
    }
    #expect(runs.map(\.status) == [1, 1, 1])
    #expect(runs[0].output == runs[2].output)
    #expect(runs[0].output.contains("[nil-map-write]"))
    // One entry, whatever becomes of the findings.
    #expect(Self.names(folder.path + "/cache/of/mapvet").filter { $0.count == 32 }.count == 1)
    #expect(try Run.mapvet("check", "--preview", in: folder.path, environment: environment).status == 1)
    #expect(Self.names(folder.path + "/cache/of/mapvet").filter { $0.count == 32 }.count == 2)
  }

  /// What is named has changed since it was named last; what stands beside it has not.
  @Test func treesBesideANamedFileAreKept() throws {
    let folder = try Self.tree()
    let cache = folder.path + "/cache"
    let words = String(repeating: "// More than a few words, so that the file is worth keeping.\n", count: 80)
    try folder.write("q.go", "package p\n\n\(words)\nvar table map[string]int\n")
    func check() throws -> Run {
      try Run.mapvet(
        "check", "--select", "nil-map-write", "p.go", in: folder.path, environment: ["MAPVET_CACHE_DIR": cache])
    }
    var entries: [Int] = []
    for text in ["table", "(table)", "table"] {
      try folder.write("p.go", "package p\n\nfunc init() {\n\t\(text)[\"a\"] = 1\n}\n")
      let run = try check()
      #expect(run.status == 1)
      #expect(run.output.contains("p.go:4:"))
      entries.append(Self.names(cache).filter { $0.count == 32 }.count)
    }
    // The tree of q.go: to find the results of so short a run would save little.
    #expect(entries == [1, 1, 1])
    for name in Self.names(cache) { try folder.write("cache/" + name, "no tree") }
    #expect(try check().status == 1)
    try folder.write("q.go", "package p\n\n\(words)\nvar table = map[string]int{}\n")
    #expect(try check().status == 0)
  }

  /// A large file is parsed where it changed since it was named last, and only there.
  @Test func aLargeFileSaysTheSameAfterEachChange() throws {
    let folder = try Self.tree()
    let cache = folder.path + "/cache"
    let function = "func f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n\n"
    let functions = (0..<700).map { function.replacingOccurrences(of: "f()", with: "f\($0)()") }
    let text = "package p\n\nvar name = `first`\n\n" + functions.joined()
    let changes = [
      ("", ""), ("func f200()", "\n// f200 is.\nfunc f200(a int)"), ("m[\"a\"] = 1", "m[\"a\"] = := 1"),
      ("map[string]int", "map[string]any"), (functions[100] + functions[101], functions[101] + functions[100]),
      (functions[100], functions[100] + functions[100]), ("package p", "// Package p is.\npackage p"),
      (functions[300], ""), ("`first`", "`first"), ("`first`", "`first` + `"), ("\tm[", "\tm = map[string]int{}\n\tm["),
      ("", ""),
    ]
    for (old, new) in changes {
      let changed = text.range(of: old).map { text.replacingCharacters(in: $0, with: new) } ?? text
      try folder.write("p.go", changed)
      let runs = try [[], ["--no-cache"]].map { arguments in
        try Run.product(
          "mapvet", ["check", "--output", "json", "p.go"] + arguments, in: folder.path,
          environment: ["MAPVET_CACHE_DIR": cache])
      }
      #expect(runs[0].output == runs[1].output)
      #expect(runs[0].status == runs[1].status)
      #expect(Self.names(cache).filter { $0.count == 32 }.count == 1)
    }
  }

  /// A run that parses much keeps its results. One that finds the trees it needs is short, and does not.
  @Test func resultsOfLongRunsOnNamedFilesAreKept() throws {
    let folder = try Self.tree()
    let cache = folder.path + "/cache"
    let words = String(repeating: "// More than a few words, so that the file is long.\n", count: 12000)
    try folder.write("q.go", "package p\n\n\(words)\nvar table map[string]int\n")
    func check() throws -> [String: Data] {
      let run = try Run.mapvet("check", "p.go", in: folder.path, environment: ["MAPVET_CACHE_DIR": cache])
      #expect(run.status == 1)
      let names = Self.names(cache).filter { $0.count == 32 }
      return try Dictionary(
        uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: "\(cache)/\($0)"))) })
    }
    let first = try check()
    #expect(first.count == 2)
    try folder.write("p.go", "package p\n\nfunc init() {\n\ttable[\"a\"] = 1\n}\n")
    #expect(try check() == first)
  }

  @Test func nothingIsKeptUnasked() throws {
    let folder = try Self.tree()
    for (arguments, directory) in [(["check", "--no-cache"], "\(folder.path)/cache"), (["check"], "off")] {
      let run = try Run.product(
        "mapvet", arguments, in: folder.path, environment: ["MAPVET_CACHE_DIR": directory, "HOME": folder.path])
      #expect(run.status == 1)
      #expect(Self.names(folder.path) == ["go.mod", "p.go"])
    }
    let run = try Run.product(
      "mapvet", ["check"], in: folder.path,
      environment: ["MAPVET_CACHE_DIR": "", "XDG_CACHE_HOME": "", "HOME": folder.path + "/home"])
    #expect(run.status == 1)
    #expect(Self.names(folder.path + "/home/.cache/mapvet").count == 2)
  }

  @Test func runsAtOnceDoNotDisturbEachOther() async throws {
    let folder = try Self.tree()
    let path = folder.path
    let environment = ["MAPVET_CACHE_DIR": path + "/cache"]
    let outputs = try await withThrowingTaskGroup(of: Run.self) { group in
      for _ in 0..<8 {
        group.addTask { try Run.mapvet("check", in: path, environment: environment) }
      }
      var outputs: Set<String> = []
      for try await run in group { outputs.insert("\(run.status) \(run.output) \(run.errors)") }
      return outputs
    }
    #expect(outputs.count == 1)
    #expect(Self.names(folder.path + "/cache").filter { $0.hasPrefix("new-") }.isEmpty)
  }
}
