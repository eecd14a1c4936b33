import Foundation
import TestSupport
import Testing

@Suite("mapvet-dev types and oracle")
struct TypesTests {
  /// Offsets, types and sizes counted by hand: a slice is 24 bytes, a map one pointer; constants and what is assigned
  /// to `_` have no line.
  @Test func printsFiveColumns() throws {
    let folder = try Folder([
      "go.mod": "module example.com/m\n\ngo 1.27\n",
      "p/p.go": "package p\n\nfunc f(m map[string][]int) { _ = m[\"a\"] }\n",
      "p/x_test.go": "package p_test\n\nimport \"nowhere/at/all\"\n\nvar v = all.V\n",
    ])
    let run = try Run.product("mapvet-dev", ["types", "./..."], in: folder.path)
    #expect(
      run.output == """
        p/p.go\t18\t19\tmap[string][]int\t8
        p/p.go\t44\t45\tmap[string][]int\t8
        p/p.go\t44\t50\t[]int\t24
        p/x_test.go\t45\t46\t?\t?
        p/x_test.go\t49\t54\t?\t?
        p/x_test.go\t53\t54\t?\t?

        """)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// `make oracle` does this over all of Go's source.
  @Test func agreesWithGoTypes() throws {
    let go = try GoToolchain().root.path
    let packages = ["net/http", "encoding/json", "go/types", "sync", "runtime", "slices", "maps", "reflect"]
    let run = try Run.product(
      "mapvet-dev",
      ["oracle", "--go", go, "--root", repositoryRoot.path, "--min-agreed", "99.99", "--max-wrong", "0"]
        + packages.map { "\(go)/src/\($0)" })
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains(" expressions: agreed "))
  }

  /// Without any Go the table in the program answers, also for rules.
  @Test func standardLibraryIsKnownWithoutGo() throws {
    let folder = try Folder([
      "go.mod": "module example.com/m\n\ngo 1.27\n",
      "p.go": """
      package p

      import "net/http"

      type entry struct {
      \tbody   [200]byte
      \tclient http.Client
      }

      var all = map[string]entry{}

      func add(r *http.Request) {
      \te := all[r.URL.Path]
      \te.body[0]++
      \tall[r.URL.Path] = e
      }
      """,
    ])
    let nowhere = ["PATH": "/nonexistent", "HOME": "/nonexistent", "GOROOT": "/nonexistent"]
    let types = try Run.product("mapvet-dev", ["types", "."], in: folder.path, environment: nowhere)
    #expect(types.output.contains("\tnet/http.Client\t48\n"), "\(types.output)\(types.errors)")
    #expect(types.output.contains("\t*net/http.Request\t8\n"))
    #expect(!types.output.contains("?"))
    let rules = try Run.mapvet(
      "check", "--select", "large-map-value,unbounded-cache", "--output", "text", ".", in: folder.path,
      environment: nowhere)
    #expect(rules.output.contains("[large-map-value]"), "\(rules.output)\(rules.errors)")
    #expect(rules.output.contains("[unbounded-cache]"), "\(rules.output)\(rules.errors)")
  }

  /// A package that has nothing but tests is one too.
  @Test func testsWithoutPackageAreTyped() throws {
    let folder = try Folder([
      "go.mod": "module example.com/m\n\ngo 1.27\n",
      "p/p_test.go": "package p\n\nvar v = T{}\n\ntype T struct{ x int32 }\n",
    ])
    let run = try Run.product("mapvet-dev", ["types", "./p"], in: folder.path)
    #expect(run.output.contains("p/p_test.go\t15\t16\texample.com/m/p.T\t4\n"), "\(run.output)")
  }

  @Test func comparesTwoDumps() throws {
    let theirs = """
      a.go\t1\t2\tint\t8
      a.go\t3\t4\tint\t8
      a.go\t3\t9\t[]int\t24
      a.go\t5\t6\tstring\t16
      a.go\t7\t8\tp.T\t32

      """
    // Agreed, unknown, missing, wrong, wrong size; then one line more of that file and one of a file go/types has not.
    let ours = """
      a.go\t1\t2\tint\t8
      a.go\t3\t4\t?\t?
      a.go\t5\t6\tint\t8
      a.go\t7\t8\tp.T\t24
      a.go\t8\t9\t?\t?
      b.go\t1\t2\tint\t8

      """
    let folder = try Folder(["ours": ours, "theirs": theirs])
    let arguments = ["oracle", "--dumps", "ours", "theirs", "--min-agreed", "20"]
    let wrong = try Run.product(
      "mapvet-dev", arguments + ["--max-wrong", "19", "--max-wrong-sizes", "1"], in: folder.path)
    #expect(wrong.status == 1)
    #expect(
      wrong.output.contains(
        "5 expressions: agreed 1 (20.0000 %), unknown 1 (20.0000 %), missing 1 (20.0000 %), "
          + "wrong 1 (20.0000 %), wrong size 1 (20.0000 %)"), "\(wrong.output)")
    #expect(wrong.output.contains("wrong: a.go 5-6: go/types: string (16), mapvet: int (8)"))
    #expect(wrong.output.contains("beyond go/types: 0 with a type, 1 without"))
    let good = try Run.product(
      "mapvet-dev", arguments + ["--max-wrong", "20", "--max-wrong-sizes", "1"], in: folder.path)
    #expect(good.status == 0, "\(good.output)\(good.errors)")
  }
}
