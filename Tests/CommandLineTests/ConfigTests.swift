import Foundation
import Testing

private let module = "module example.com/m\n\ngo 1.22\n"

/// A write to a nil map in a slice, and a garbage collection that is asked for: an error and a warning.
private let two = """
  package p

  import "runtime"

  func F(n int) []map[string]int {
  \tcounts := make([]map[string]int, n)
  \tcounts[0]["a"] = 1
  \tfor i := 0; i < n; i++ {
  \t\truntime.GC()
  \t}
  \treturn counts
  }

  """

/// Runs on two rules and gives `path:line: level [rule]` of each finding.
private func lint(_ arguments: String..., in directory: String) throws -> (found: [String], run: Run) {
  let run = try Run.product("mapvet", arguments, in: directory)
  let lines = run.output.split(separator: "\n").map { line in
    let parts = line.split(separator: ":", maxSplits: 4).map(String.init)
    return "\(parts[0]):\(parts[1]):\(parts[3]) \(line[line.lastIndex(of: "[")!...])"
  }
  return (lines, run)
}

private let nilMap = "[nil-map-in-slice]"
private let collection = "[explicit-gc]"

@Suite(".mapvet.yml")
struct ConfigTests {
  /// The two rules, whatever else runs by default.
  private let base = "select: [nil-map-in-slice, explicit-gc]\n"

  @Test func rulesLevelsAndWhatFails() throws {
    let folder = try Folder(["go.mod": module, "a.go": two, ".mapvet.yml": base])
    #expect(try lint(in: folder.path).found == ["a.go:7: error \(nilMap)", "a.go:9: warning \(collection)"])
    try folder.write(".mapvet.yml", base + "rules:\n  nil-map-in-slice: off\n  explicit-gc: {severity: info}\n")
    let info = try lint(in: folder.path)
    #expect(info.found == ["a.go:9: info \(collection)"])
    #expect(info.run.status == 0)
    #expect(try lint("--fail-on", "info", in: folder.path).run.status == 1)
    try folder.write(".mapvet.yml", base + "fail-on: never\nignore: runtime\n")
    let ignored = try lint(in: folder.path)
    #expect(ignored.found == ["a.go:7: error \(nilMap)"])
    #expect(ignored.run.status == 0)
  }

  @Test func theCommandLineHoldsOverTheFile() throws {
    let text = base + "ignore: [explicit-gc]\nrules: {nil-map-in-slice: info}\nfail-on: never\n"
    let folder = try Folder(["go.mod": module, "a.go": two, ".mapvet.yml": text])
    #expect(try lint(in: folder.path).found == ["a.go:7: info \(nilMap)"])
    #expect(try lint("--select", "explicit-gc", in: folder.path).found == ["a.go:9: warning \(collection)"])
    #expect(try lint("--severity", "nil-map-in-slice=error", in: folder.path).found == ["a.go:7: error \(nilMap)"])
    #expect(try lint("--ignore", "nilness", in: folder.path).found == [])
    #expect(try lint("--fail-on", "info", in: folder.path).run.status == 1)
    #expect(
      try lint("--config", "rules.nil-map-in-slice=warning", in: folder.path).found == ["a.go:7: warning \(nilMap)"])
    #expect(
      try lint("--config", "rules.nil-map-in-slice=off", "--severity", "nil-map-in-slice=info", in: folder.path).found
        == [])
    #expect(try lint("--config", "fail-on=info", in: folder.path).run.status == 1)
    let setting = String(base.dropLast().replacing(": ", with: "="))
    let isolated = try lint("--isolated", "--config", setting, in: folder.path)
    #expect(isolated.found.count == 2 && isolated.run.status == 1)
  }

  @Test func theNearestFileHoldsAndNoOther() throws {
    let folder = try Folder([
      "go.mod": module, "a.go": two, "x/a.go": two, "x/y/a.go": two, ".mapvet.yml": base,
      "x/.mapvet.yml": "select: explicit-gc\nfail-on: error\n",
    ])
    let both = ["a.go:7: error \(nilMap)", "a.go:9: warning \(collection)"]
    let below = ["x/a.go:9: warning \(collection)", "x/y/a.go:9: warning \(collection)"]
    #expect(try lint(in: folder.path).found == both + below)
    #expect(try lint("./x/...", "a.go", in: folder.path).found == both + below)
    #expect(try lint("./x/y", in: folder.path).run.status == 0)
    #expect(try lint("../a.go", "a.go", in: folder.path + "/x").run.status == 1)
    #expect(try Run.mapvet("config", "path", "x/y/a.go", in: folder.path).output == "x/.mapvet.yml\n")
    #expect(try Run.mapvet("config", "path", in: folder.path + "/x/y").output == "../.mapvet.yml\n")
  }

  @Test func standardInputHasTheConfigurationOfItsPath() throws {
    let folder = try Folder([
      "go.mod": module, "x/.mapvet.yml": "select: explicit-gc\n", ".mapvet.yml": "preview: true",
    ])
    let run = try Run.mapvet("-", "--stdin-filename", "x/a.go", input: two, in: folder.path)
    #expect(run.output.hasPrefix("x/a.go:9:3: warning: ") && run.output.split(separator: "\n").count == 1)
  }

  @Test func sectionsForPaths() throws {
    let text =
      base + """
        paths:
          - files: [old/, "*_gen.go"]
            ignore: nilness
          - files: [old/very]
            rules: {nil-map-in-slice: info, explicit-gc: off}

        """
    let folder = try Folder([
      "go.mod": module, "a.go": two, "old/a.go": two, "old/very/a.go": two, "z/a_gen.go": two, ".mapvet.yml": text,
    ])
    #expect(
      try lint(in: folder.path).found == [
        "a.go:7: error \(nilMap)", "a.go:9: warning \(collection)", "old/a.go:9: warning \(collection)",
        "old/very/a.go:7: info \(nilMap)", "z/a_gen.go:9: warning \(collection)",
      ])
    #expect(try lint("--select", "nil-map-in-slice", in: folder.path).found.count == 4)
  }

  @Test func aSectionTurnsOnWhatIsOffElsewhere() throws {
    let text = "select: nil-map-in-slice\npaths: [{files: [x/], rules: {explicit-gc: on}}]\n"
    let folder = try Folder(["go.mod": module, "a.go": two, "x/a.go": two, ".mapvet.yml": text])
    #expect(
      try lint(in: folder.path).found == [
        "a.go:7: error \(nilMap)", "x/a.go:7: error \(nilMap)", "x/a.go:9: warning \(collection)",
      ])
  }

  @Test func excludedFilesAreReadAndNotReported() throws {
    let folder = try Folder([
      "go.mod": module, ".mapvet.yml": base + "exclude: [gen/, \"*.pb.go\"]\n", "gen/a.go": two, "p/a.pb.go": two,
      // What the excluded sibling declares is known here.
      "p/b.go": "package p\n\nfunc G() { F(1)[0][\"a\"] = 1 }\n", "q/a.go": two,
    ])
    #expect(try lint(in: folder.path).found == ["q/a.go:7: error \(nilMap)", "q/a.go:9: warning \(collection)"])
    // A file or folder that is named is meant.
    #expect(try lint("gen/a.go", in: folder.path).found.count == 2)
    #expect(try lint("./gen", in: folder.path).found.count == 2)
    #expect(try lint("gen/a.go", "q/a.go", "--force-exclude", in: folder.path).found.count == 2)
    // Not what is left out by its own name there.
    #expect(try lint(".", in: folder.path + "/p").found.isEmpty)
    let nothing = try lint("gen/a.go", "p/a.pb.go", "--force-exclude", in: folder.path).run
    #expect(nothing.status == 0 && nothing.output == "")
    #expect(nothing.errors == "mapvet: nothing to lint: `exclude` in .mapvet.yml leaves out all 2 files\n")
    // As editors ask that hand over what is not saved yet.
    let input = ["-", "--stdin-filename", "gen/a.go"]
    #expect(try Run.product("mapvet", input, input: two, in: folder.path).status == 1)
    let forced = try Run.product("mapvet", input + ["--force-exclude"], input: two, in: folder.path)
    #expect(forced.status == 0 && forced.output == "" && forced.errors == "")
    let files = try Run.mapvet("--show-files", in: folder.path).output
    #expect(files.contains("gen/a.go: excluded: `gen/` in `exclude` of .mapvet.yml\n"))
    #expect(files.contains("p/a.pb.go: excluded: `*.pb.go` in `exclude` of .mapvet.yml\n"))
    #expect(files.contains("q/a.go: included\n"))
  }

  @Test func everythingExcludedIsWrongUse() throws {
    let folder = try Folder(["go.mod": module, "a.go": two, ".mapvet.yml": "exclude: ['*.go']\n"])
    let run = try Run.mapvet(in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors == "mapvet: no Go files left to lint: `exclude` in .mapvet.yml leaves out a.go\n")
  }

  /// The folder `w` is linted for another system than the rest, in the same run.
  @Test func whatIsBuiltDiffersByFolder() throws {
    let folder = try Folder([
      "go.mod": module, ".mapvet.yml": base, "a_windows.go": two, "a_test.go": two,
      "w/.mapvet.yml": base + "goos: windows\ntests: false\n", "w/a_windows.go": two, "w/a_test.go": two,
    ])
    let run = try lint("--output", "text", in: folder.path)
    #expect(Set(run.found.map { $0.split(separator: ":")[0] }) == ["a_test.go", "w/a_windows.go"])
    #expect(try lint("--tests", "--goos", "linux", in: folder.path).found.allSatisfy { $0.contains("a_test.go") })
  }

  @Test func tagsAndVersions() throws {
    let folder = try Folder([
      "go.mod": module, ".mapvet.yml": base + "tags: [integration]\ngo: 1.20\ntoolchain: \"1.21.3\"\n",
      "a.go": "//go:build integration && go1.21 && !go1.22\n\n" + two,
    ])
    #expect(try lint(in: folder.path).found.count == 2)
    let shown = try Run.mapvet("config", "show", in: folder.path).output
    #expect(shown.contains("go: \"1.20\"\n") || shown.contains("go: \"1.20.0\"\n"))
    #expect(shown.contains("toolchain: \"1.21.3\"\n") && shown.contains("tags: [\"integration\"]\n"))
  }

  @Test func whatIsShownMeansTheSame() throws {
    let text = """
      select: [nilness, explicit-gc]
      preview: true
      rules: {unbounded-cache: error}
      min-confidence: low
      fail-on: error
      exclude: ["a\\"b/"]
      paths: [{files: [old/], rules: {explicit-gc: {severity: info}}, min-confidence: high}]

      """
    let folder = try Folder(["a/.mapvet.yml": text, "b/.mapvet.yml": ""])
    let shown = try Run.mapvet("config", "show", "a", in: folder.path)
    #expect(shown.status == 0 && shown.output.hasPrefix("# a/.mapvet.yml\npreview: true\nrules:\n"))
    try folder.write("b/.mapvet.yml", shown.output)
    let again = try Run.mapvet("config", "show", "b", in: folder.path)
    #expect(again.output == shown.output.replacing("# a/", with: "# b/"), "\(again.errors)")
    #expect(try Run.mapvet("config", "show", in: folder.path).output.hasPrefix("# no file: the defaults\n"))
  }

  @Test(arguments: [
    ("selct: all\n", "1:1: unknown key 'selct': did you mean 'select'?"),
    (
      "select: [nilness, nil-map-wrte]\n",
      "1:19: unknown rule or group 'nil-map-wrte' in 'select': did you mean 'nil-map-write'?"
    ),
    ("\nrules:\n  unbounded-cash: off\n", "3:3: unknown rule 'unbounded-cash': did you mean 'unbounded-cache'?"),
    ("rules:\n  layout: off\n", "2:3: 'layout' is a group: `rules` takes rules"),
    ("rules:\n  explicit-gc: warn\n", "2:16: 'explicit-gc' cannot be 'warn': use on, off, error, warning or info"),
    ("rules: {explicit-gc: {severty: info}}\n", "1:23: unknown key 'severty': did you mean 'severity'?"),
    ("preview: yes\n", "1:10: 'preview' is true or false, not 'yes'"),
    ("fail-on: warnings\n", "1:10: 'fail-on' cannot be 'warnings': did you mean 'warning'?"),
    ("min-confidence: [high]\n", "1:17: 'min-confidence' cannot be a list: use high, medium or low"),
    ("goos: linx\n", "1:7: 'goos' cannot be 'linx': did you mean 'linux'?"),
    ("tags: [a, b c]\n", "1:11: 'b c' in 'tags' is no build tag: these have letters, digits, _ and ."),
    ("go: two\n", "1:5: 'go' is a Go version such as \"1.22\" or \"1.22.3\", not 'two'"),
    ("exclude: ['!a']\n", "1:11: 'exclude': '!a': patterns cannot take back"),
    ("paths: [{ignore: all}]\n", "1:9: a section of 'paths' needs `files`"),
    ("paths: [{files: a, goos: linux}]\n", "1:20: unknown key 'goos'"),
    ("baseline: true\n", "1:11: 'baseline' is the path of a file, or false, not 'true'"),
    ("- a\n", "1:1: a configuration is a mapping of keys to values, not a list"),
    ("select: [a\n", "2:1: no valid YAML"),
    ("select: &a x\nignore: *a\n", "2:9: aliases"),
    ("select: all\nselect: all\n", "2:1: key 'select' stands here twice"),
  ])
  func mistakesHaveTheirPlace(_ text: String, _ expected: String) throws {
    let folder = try Folder(["go.mod": module, "a.go": two, ".mapvet.yml": text])
    let run = try Run.mapvet(in: folder.path)
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.hasPrefix("mapvet: .mapvet.yml:\(expected)"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(try Run.mapvet("audit", in: folder.path).status == 2)
  }

  @Test func verifySaysAll() throws {
    let folder = try Folder([".mapvet.yml": "selct: all\npreview: yes\n", "ok.yml": "preview: true\n"])
    let run = try Run.mapvet("config", "verify", in: folder.path)
    #expect(run.status == 2)
    #expect(
      run.errors == """
        mapvet: .mapvet.yml:1:1: unknown key 'selct': did you mean 'select'?
        mapvet: .mapvet.yml:2:10: 'preview' is true or false, not 'yes'

        """)
    let short = try Run.mapvet("config", "show", in: folder.path)
    #expect(short.errors.hasSuffix("'select'? (and 1 more: `mapvet config verify` lists all)\n"))
    let correct = try Run.mapvet("config", "verify", "ok.yml", in: folder.path)
    #expect(correct.status == 0 && correct.output == "ok.yml: correct\n")
    #expect(
      try Run.mapvet("config", "verify", "none.yml", in: folder.path).errors
        == "mapvet: none.yml: no such file or directory\n")
  }

  @Test(arguments: [
    ("fail-on", "write KEY=VALUE"), ("fail-on=no", "'fail-on' cannot be 'no'"), ("falon=1", "unknown key 'falon'"),
    ("rules.explicit-gc.size=1", "unknown key 'size'"), ("select=[", "no valid YAML"), (".=1", "unknown key ''"),
  ])
  func wrongSettings(_ setting: String, _ expected: String) throws {
    let folder = try Folder(["a.go": "package p\n"])
    let run = try Run.mapvet("--config", setting, in: folder.path)
    #expect(run.status == 2 && run.errors.hasPrefix("mapvet: --config \(setting): "), "\(run.errors)")
    #expect(run.errors.contains(expected), "\(run.errors)")
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = try Folder([
      "a/.mapvet.yaml": "", "a/a.go": "package a\n", "b/.mapvet.yml/x": "", "b/a.go": "package b\n",
    ])
    #expect(
      try Run.mapvet("./a", in: folder.path).errors
        == "mapvet: a/.mapvet.yaml: not read under this name: call it .mapvet.yml\n")
    let run = try Run.mapvet("./b", in: folder.path)
    #expect(run.status == 2 && run.errors == "mapvet: b/.mapvet.yml: is a directory\n")
    #expect(try Run.mapvet("./b", "--isolated", in: folder.path).status == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/.mapvet.yml", withDestinationPath: folder.path + "/gone")
    try folder.write("c/a.go", "package c\n")
    #expect(try Run.mapvet("./c", in: folder.path).errors == "mapvet: .mapvet.yml: no such file or directory\n")
  }

  @Test func optionsOfRules() throws {
    // Elements of 640 bytes: 512 is the rule's default.
    let code = """
      package p

      type row struct{ cells [80]int }

      func sum(rows []row) (n int) {
      \tfor _, r := range rows {
      \t\tn += first(r)
      \t}
      \treturn n
      }

      func first(r row) int { return r.cells[0] }

      """
    let folder = try Folder(["go.mod": module, "a.go": code, ".mapvet.yml": "select: large-value-range-copy\n"])
    #expect(try lint(in: folder.path).found.count == 1)
    #expect(try lint("--config", "rules.large-value-range-copy.size=641", in: folder.path).found == [])
    #expect(try lint("--config", "rules.large-value-range-copy.size=640", in: folder.path).found.count == 1)
    let wrong = try Run.mapvet("--config", "rules.large-value-range-copy.size=0", in: folder.path)
    #expect(wrong.errors.hasSuffix("'size' is a number from 1 to 1048576, not '0'\n"), "\(wrong.errors)")
    #expect(try Run.mapvet("explain", "large-value-range-copy").output.contains("size (512): "))
  }

  /// Every key that is documented is read, and its example is right.
  @Test func examplesOfThePageAreRead() throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/configuration.md"), encoding: .utf8)
    let examples = page.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(examples.count > 12)
    for example in examples {
      let folder = try Folder([".mapvet.yml": example])
      let run = try Run.mapvet("config", "verify", in: folder.path)
      #expect(run.status == 0, "\(example)\(run.errors)")
    }
  }

  @Test func theSchemaIsJSON() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appendingPathComponent("docs/mapvet.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let keys = try #require(schema["properties"] as? [String: Any])
    #expect(keys.keys.contains("min-confidence") && schema["additionalProperties"] as? Bool == false)
  }
}
