import Foundation
import TestSupport
import Testing

/// `go vet -vettool=mapvet`, run by the go command.
@Suite("mapvet as a vet tool") struct VetToolTests {
  private static let sources = [
    "go.mod": "module example.com/m\n\ngo 1.19\n",
    "store/store.go": """
    package store

    type Store struct{ Counts map[string]int }

    func New() *Store { return &Store{Counts: map[string]int{}} }

    func (s *Store) Hit(name string) { s.Counts[name]++ }

    """,
    "store/store_test.go": "package store_test\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n",
    "user/user.go": """
    package user

    import "example.com/m/store"

    func Use(names []string) {
    	s := store.New()
    	for _, name := range names {
    		go s.Hit(name)
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
    #expect(findings.contains { $0.contains("store/store.go:7:36: ") })
    #expect(findings.contains { $0.contains("store/store_test.go:5:2: ") })
    // The same out of the go command's cache.
    #expect(try vet("-preview", "./...").lines.sorted() == found.lines.sorted())
    #expect(try vet("-preview", "-ignore=concurrency,nilness", "./...").status == 0)
    #expect(try vet("-preview", "./fine").status == 0)
    let wrong = try vet("-select=nil-map-wriet", "./...")
    #expect(wrong.status != 0)
    #expect(wrong.lines.contains { $0.contains("did you mean 'nil-map-write'?") })
  }

  @Test func answersAsJSON() throws {
    let folder = try Folder(Self.sources)
    let run = try GoToolchain().run(
      ["vet", "-json", "-vettool=" + Self.tool, "-preview", "./..."], in: URL(fileURLWithPath: folder.path))
    #expect(run.status == 0)
    #expect(run.output.contains(#""category":"unlocked-map-write""#), "\(run.output)")
    #expect(run.output.contains(#""example.com/m/user":{"mapvet":["#))
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
