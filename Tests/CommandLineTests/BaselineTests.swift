import Foundation
import Testing

private let module = "module example.com/m\n\ngo 1.22\n"
private let name = ".mapvet-baseline.json"

@Suite("mapvet baseline")
struct BaselineTests {
  @Test func knownFindingsAreNotReported() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F", "G")])
    #expect(try repository.mapvet().places == ["p/a.go:5", "p/a.go:10"])
    let written = try repository.mapvet("baseline", "write")
    #expect(written.status == 0 && written.output == "\(name): 2 findings\n", "\(written.errors)")
    #expect(
      try repository.text(name) == """
        {
          "schema": "mapvet/baseline/1",
          "findings": [
            {"rule": "nil-map-in-slice", "path": "p/a.go", "function": "F", "expression": "m[0][\\"F\\"]", "ordinal": 1, "confidence": "high"},
            {"rule": "nil-map-in-slice", "path": "p/a.go", "function": "G", "expression": "m[0][\\"G\\"]", "ordinal": 1, "confidence": "high"}
          ]
        }

        """)
    let run = try repository.mapvet()
    #expect(run.status == 0 && run.output == "" && run.errors == "")
    #expect(try repository.mapvet(in: "p").status == 0)
    #expect(try repository.mapvet("p/a.go", "--statistics").errors.contains("in the baseline: 2\n"))
    #expect(try repository.mapvet("--no-baseline").status == 1)
    let shown = try repository.mapvet("baseline", in: "p")
    #expect(
      shown.output.hasSuffix(
        "  p/a.go: F: m[0][\"F\"] [nil-map-in-slice]\n  p/a.go: G: m[0][\"G\"] [nil-map-in-slice]\n"))
    #expect(shown.output.hasPrefix("../\(name): 2 findings\n"))
  }

  @Test func codeThatMovesWakesNothing() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F", "G")])
    _ = try repository.mapvet("baseline", "write")
    try repository.folder.write("p/a.go", "// Package p is\n// longer now.\n" + nilMaps("H", "G", "F"))
    #expect(try repository.mapvet().places == ["p/a.go:7"])
    // In another file, and in a function of another name.
    try FileManager.default.removeItem(atPath: repository.path + "/p/a.go")
    try repository.folder.write("p/b.go", nilMaps("F", "G"))
    #expect(try repository.mapvet().status == 0)
    try repository.folder.write("p/b.go", nilMaps("F").replacing("[\"F\"] = 1", with: "[ \"F\" ] = 1 // why"))
    let run = try repository.mapvet()
    #expect(run.status == 0)
    #expect(run.errors == "mapvet: 1 entry of \(name) matches nothing any more: `mapvet baseline prune` removes it\n")
    #expect(try repository.mapvet("--quiet").errors == "")
  }

  @Test func staleEntriesCanFailARun() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F", "G")])
    #expect(try repository.mapvet("baseline", "write").status == 0)
    let whole = try repository.mapvet("--fail-on-stale")
    #expect(whole.status == 0 && whole.output == "" && whole.errors == "")
    try repository.folder.write("p/a.go", nilMaps("F"))
    let line = "mapvet: 1 entry of \(name) matches nothing any more: `mapvet baseline prune` removes it\n"
    for arguments in [["--fail-on-stale"], ["--fail-on-stale", "--quiet", "--fail-on", "never"]] {
      let run = try Run.product("mapvet", arguments, in: repository.path)
      #expect(run.status == 1 && run.output == "" && run.errors == line, "\(run)")
    }
    #expect(try repository.mapvet().status == 0)
    #expect(try repository.mapvet("--no-baseline", "--fail-on-stale", "--fail-on", "never").status == 0)
    #expect(try repository.mapvet("baseline", "prune").status == 0)
    #expect(try repository.mapvet("--fail-on-stale").status == 0)
  }

  @Test func onlyWhatWasLintedIsJudged() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F"), "q/a.go": nilMaps("G", package: "q")])
    _ = try repository.mapvet("baseline", "write")
    try repository.folder.write("p/a.go", "package p\n")
    #expect(try repository.mapvet("./q").errors == "")
    #expect(try repository.mapvet("--select", "explicit-gc").errors == "")
    #expect(try repository.mapvet("baseline", "prune", "./q").output == "\(name): removed 0 of 2 entries\n")
    // A package that does not parse may have lost its findings only for now.
    try repository.folder.write("p/b.go", "package p\n\nfunc (\n")
    #expect(try repository.mapvet("./p").errors == "")
    try FileManager.default.removeItem(atPath: repository.path + "/p/b.go")
    #expect(try repository.mapvet("baseline", "prune").output == "\(name): removed 1 of 2 entries\n")
    #expect(try repository.text(name).contains("q/a.go") && !repository.text(name).contains("p/a.go"))
  }

  /// A file that is gone may have moved: where is known only of what was linted.
  @Test func whatMovedElsewhereIsKept() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F"), "q/a.go": nilMaps("G", package: "q")])
    _ = try repository.mapvet("baseline", "write")
    try repository.git("mv", "p", "r")
    for pattern in ["./q", "q/..."] {
      #expect(try repository.mapvet(pattern, "--fail-on-stale").status == 0)
      #expect(try repository.mapvet("baseline", "prune", pattern).output == "\(name): removed 0 of 2 entries\n")
      _ = try repository.mapvet("baseline", "write", pattern)
    }
    #expect(try repository.mapvet("./...").status == 0)
    try FileManager.default.removeItem(atPath: repository.path + "/r")
    #expect(try repository.mapvet("--fail-on-stale", in: "q").status == 0)
    #expect(try repository.mapvet("baseline", "prune").output == "\(name): removed 1 of 2 entries\n")
  }

  @Test func writingSomeKeepsTheOthers() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F"), "q/a.go": nilMaps("G", package: "q")])
    _ = try repository.mapvet("baseline", "write")
    try repository.folder.write("p/a.go", nilMaps("H"))
    let run = try repository.mapvet("baseline", "write", "./p")
    #expect(run.output == "\(name): 2 findings, 1 of them kept from files and rules that were not linted\n")
    let text = try repository.text(name)
    #expect(
      text.contains("\"function\": \"H\"") && text.contains("\"function\": \"G\"")
        && !text.contains("\"function\": \"F\""))
  }

  @Test func whereItStands() throws {
    let repository = try Repository([
      "go.mod": module, "p/a.go": nilMaps("F"), "p/.mapvet.yml": "", "q/r/a.go": nilMaps("G", package: "r"),
      "q/.mapvet.yml": "baseline: known/list.json\n", "z/a.go": nilMaps("Z", package: "z"),
    ])
    try FileManager.default.createDirectory(atPath: repository.path + "/q/known", withIntermediateDirectories: false)
    #expect(
      try repository.mapvet("./q/...").errors.hasPrefix(
        "mapvet: q/known/list.json: no such file or directory: `mapvet baseline write`"))
    #expect(
      try repository.mapvet("baseline", "write").output == """
        \(name): 1 finding
        p/\(name): 1 finding
        q/known/list.json: 1 finding

        """)
    #expect(try repository.text("p/" + name).contains("\"path\": \"a.go\""))
    #expect(try repository.text("q/known/list.json").contains("\"path\": \"../r/a.go\""))
    #expect(try repository.mapvet().status == 0)
    let other = try repository.mapvet("baseline", "write", "--baseline", "one.json", "./...")
    #expect(other.output == "one.json: 3 findings\n")
    #expect(try repository.mapvet("--baseline", "one.json").status == 0)
    #expect(try repository.mapvet("--baseline", "none.json").status == 2)
    #expect(try repository.mapvet("--config", "baseline=false").places.count == 3)
    #expect(try repository.mapvet("--baseline", "a", "--no-baseline").status == 2)
    // Without git and configuration: the working directory.
    let bare = try Folder(["go.mod": module, "p/a.go": nilMaps("F")])
    #expect(try Run.mapvet("baseline", "write", "./p", in: bare.path).output == "\(name): 1 finding\n")
    #expect(try Run.mapvet(in: bare.path).status == 0)
  }

  @Test func linksAndPermissionsStay() throws {
    let repository = try Repository(["go.mod": module, "p/a.go": nilMaps("F"), "real.json": "{}"])
    let real = repository.path + "/real.json"
    try FileManager.default.createSymbolicLink(atPath: repository.path + "/" + name, withDestinationPath: "real.json")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real)
    // What cannot be read is written anew.
    #expect(try repository.mapvet("baseline", "write").status == 0)
    #expect(try repository.text("real.json").contains("mapvet/baseline/1"))
    #expect(try FileManager.default.attributesOfItem(atPath: real)[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: repository.path + "/" + name) == "real.json")
  }

  @Test func nothingIsWrittenWhereSomethingIsWrong() throws {
    let repository = try Repository([
      "go.mod": module, "p/a.go": nilMaps("F"), "q/go.mod": "module m\n\ngo one\n", "q/a.go": "package q\n",
    ])
    let run = try repository.mapvet("baseline", "write")
    #expect(run.status == 2 && run.errors.contains("q/go.mod:3"))
    #expect(!FileManager.default.fileExists(atPath: repository.path + "/" + name))
    #expect(try repository.mapvet("baseline", "write", "-").status == 2)
    let empty = try Folder([:])
    #expect(try Run.mapvet("baseline", "write", in: empty.path).errors == "mapvet: ./...: no Go files\n")
    #expect(try repository.mapvet("baseline", "write", "--no-baseline", "./p").status == 2)
    #expect(try repository.mapvet("baseline", "write", "--baseline", "no/such/x.json", "./p").status == 2)
  }

  @Test(arguments: [
    ("", "1:1: no baseline of mapvet"), ("[1]", "1:1: no baseline of mapvet"), ("{\"schema\": ", "no valid JSON"),
    ("{\"schema\": \"mapvet/baseline/9\"}", "1:12: its schema is 'mapvet/baseline/9'"),
    ("{\"schema\": \"mapvet/baseline/1\"}", "`findings` is missing"),
    ("{\"schema\": \"mapvet/baseline/1\", \"findings\": [\n{\"rule\": \"x\"}]}", "2:1: an entry has"),
  ])
  func filesThatAreNone(_ text: String, _ expected: String) throws {
    let repository = try Repository(["go.mod": module, "a.go": nilMaps("F"), name: text])
    let run = try repository.mapvet()
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.hasPrefix("mapvet: \(name):") && run.errors.contains(expected), "\(run.errors)")
    #expect(try repository.mapvet("baseline", "prune").status == 2)
    #expect(try repository.text(name) == text)
  }
}
