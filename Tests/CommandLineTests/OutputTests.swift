import Foundation
import Testing

private let flagged = """
  package p

  func F(n int) []map[string]int {
  \tcounts := make([]map[string]int, n)
  \tcounts[0]["a"] = 1
  \treturn counts
  }
  """

@Suite("mapvet --output")
struct OutputTests {
  private let folder: Folder

  init() throws { folder = try Folder(["go.mod": "module example.com/m\n\ngo 1.22\n", "a.go": flagged]) }

  private func check(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
    try Run.product(
      "mapvet", ["--select", "nil-map-in-slice"] + arguments, in: folder.path, environment: environment)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? [] }

  @Test func everyFormatAtOnce() throws {
    let formats = [
      "text", "pretty", "json", "sarif", "github", "jsonl", "checkstyle", "junit", "gitlab", "rdjson", "rdjsonl",
      "teamcity", "sonar", "markdown", "html",
    ]
    let run = try Run.product(
      "mapvet",
      ["--select", "nil-map-in-slice", "--output", "text"] + formats.flatMap { ["--output", "\($0):out.\($0)"] },
      in: folder.path)
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("a.go:5:2: error: "))
    #expect(run.errors == "")
    for format in formats { #expect(try text("out." + format).contains("nil-map-in-slice"), "\(format)") }
    #expect(try text("out.text") == run.output)
  }

  @Test(arguments: [
    ("json:no/such/x", "cannot write no/such/x: there is no folder no/such"),
    ("json:a.go/x", "cannot write a.go/x: a.go is no folder"),
    ("json:.", "cannot write .: it is a folder"),
    ("json:", "'json:' in --output names no path: write FORMAT or FORMAT:PATH"),
    ("jsonll", "unknown format 'jsonll' in --output: did you mean 'jsonl'?"),
  ])
  func wrongPathsAreKnownBeforeTheRun(_ output: String, _ expected: String) throws {
    let run = try check("--output", output)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("mapvet: " + expected), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func twoReportsInOneFileAreRefused() throws {
    let run = try check("--output", "json:x", "--output", "sarif:x")
    #expect(run.status == 2)
    #expect(run.errors == "mapvet: two --output write x: give each a path of its own\n")
    #expect(!names.contains("x"))
  }

  /// The new file takes the old one's place in one step: whoever has the old one open goes on reading it.
  @Test func anOldReportIsReplaced() throws {
    try folder.write("out.json", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path + "/out.json")
    let old = try #require(FileHandle(forReadingAtPath: folder.path + "/out.json"))
    #expect(try check("--output", "json:out.json").status == 1)
    #expect(try text("out.json").contains("mapvet/findings/1"))
    #expect(try old.readToEnd() == Data("old".utf8))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/out.json")
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(names == ["a.go", "go.mod", "out.json"])
  }

  @Test func linksAreFollowed() throws {
    try folder.write("real/out.json", "old")
    for (link, target) in [("link.json", "real/out.json"), ("new.json", "real/new.json")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + link, withDestinationPath: target)
      #expect(try check("--output", "json:" + link).status == 1)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/" + link) == target)
      #expect(try text(target).contains("mapvet/findings/1"))
    }
  }

  @Test func devicesAreWrittenAsTheyAre() throws {
    #expect(try check("--output", "json:/dev/null").status == 1)
    let run = try check("--output", "json:/dev/stdout")
    #expect(run.output.contains("mapvet/findings/1"))
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  @Test func aDashIsStandardOutput() throws {
    let run = try check("--output", "json:-", "--output", "sarif:out.sarif")
    #expect(run.output.hasPrefix("{\"schema\":\"mapvet/findings/1\""))
    #expect(names == ["a.go", "go.mod", "out.sarif"])
    #expect(try check("--output", "json:-", "--output", "text").status == 2)
  }

  @Test func colourIsForTerminalsThatKnowIt() throws {
    func isColoured(_ environment: [String: String]) throws -> Bool {
      let command = Run.built("mapvet") + " --no-cache"
      let run = try Run.tool(
        "/usr/bin/script", ["-qc", command, "/dev/null"], in: folder.path, environment: environment)
      #expect(run.output.contains("a.go:5:2"))
      return run.output.contains("\u{1B}[")
    }
    #expect(try isColoured(["TERM": "xterm"]))
    #expect(try !isColoured(["TERM": "dumb"]))
    #expect(try !isColoured(["TERM": "xterm", "NO_COLOR": "1"]))
  }

  /// What earlier commands of the step said in its summary stays.
  @Test func aJobsSummaryIsAddedTo() throws {
    try folder.write("summary", "# Tests passed\n\n")
    let path = folder.path + "/summary"
    #expect(try check("--output", "markdown:" + path, environment: ["GITHUB_STEP_SUMMARY": path]).status == 1)
    #expect(try text("summary").hasPrefix("# Tests passed\n\n## mapvet: 1 finding in 1 file (1 error)\n"))
  }

  @Test func inAWorkflowTheTableLinksToTheCommit() throws {
    let run = try check(
      "--output", "markdown",
      environment: [
        "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r",
        "GITHUB_SHA": "abc",
      ])
    #expect(run.output.contains("[a.go:5:2](https://github.com/o/r/blob/abc/a.go#L5)"))
  }
}
