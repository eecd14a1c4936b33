import Foundation
import Lint
import Testing

@testable import Reports

/// The problem matchers we ship, and two that others have, on lines that mapvet prints.
@Suite struct MatcherTests {
  private let results = run([
    finding("write to m[k]: a nil map [again]", location("a b/c.go", 12, 3)),
    finding("grows", location("c:d.go", 1, 1), rule: "unbounded-cache", severity: .warning),
    finding("rows\nand rows", location("pkg/é.go", 7, 20), rule: "slice-of-maps", severity: .info),
  ])

  /// Searches every line of a report; prints the groups found, separated by bars, or "-".
  private func matches(_ pattern: String, in report: String) throws -> [String] {
    let read = try python(
      """
      import re, sys
      pattern = re.compile(sys.argv[1])
      for line in sys.stdin.read().splitlines():
          found = pattern.search(line)
          print("|".join(g or "" for g in found.groups()) if found else "-")
      """, report, arguments: [pattern])
    return read.split(separator: "\n").map(String.init)
  }

  /// A file we ship, without the comments that Visual Studio Code allows.
  private func shipped(_ path: String) throws -> JSON {
    let text = try String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
    return try JSON(lines.joined(separator: "\n"))
  }

  @Test func visualStudioCode() throws {
    let matcher = try shipped("editors/vscode/tasks.json")["tasks"][0]["problemMatcher"]
    let pattern = matcher["pattern"]
    #expect(["file", "line", "column", "severity", "message", "code"].map { pattern[$0].int } == [1, 2, 3, 4, 5, 6])
    let regexp = try #require(pattern["regexp"].string)
    #expect(regexp == #"^(.+?):(\d+):(\d+)(?:-(?:\d+:)?\d+)?: (error|warning|info): (.+) \[([a-z0-9-]+)\]$"#)
    #expect(
      try matches(regexp, in: render(.text, results).text) == [
        "a b/c.go|12|3|error|write to m[k]: a nil map [again]|nil-map-write",
        "c:d.go|1|1|warning|grows|unbounded-cache",
        "pkg/é.go|7|20|info|rows and rows|slice-of-maps",
      ])
  }

  /// Of the other lines of `pretty`, none is taken for a problem.
  @Test func prettyHeadersMatchToo() throws {
    let file = Sample("a.go", "package a\n\nvar m = f(\"b.go:3:4: error: x [y]\", 1)\n")
    let found = finding(
      "grows", try file.at("m"), related: [Related(message: "made here", location: try file.at("f("))],
      fix: Fix(title: "mend: it", safety: .safe, edits: []))
    let regexp = try #require(
      try shipped("editors/vscode/tasks.json")["tasks"][0]["problemMatcher"]["pattern"]["regexp"].string)
    let report = render(.pretty, run([found]), context([file])).text
    #expect(try matches(regexp, in: report).filter { $0 != "-" } == ["a.go|3|5|error|grows|nil-map-write"])
  }

  @Test func gitHub() throws {
    let matchers = try shipped("matchers/github.json")["problemMatcher"]
    #expect(matchers.count == 2)
    let main = matchers[0]["pattern"][0]
    #expect(["file", "line", "column", "severity", "message", "code"].map { main[$0].int } == [1, 2, 3, 4, 5, 6])
    let info = matchers[1]["pattern"][0]
    #expect(["file", "line", "column", "severity", "message", "code"].map { info[$0].int } == [1, 2, 3, nil, 4, 5])
    #expect(matchers[1]["severity"].string == "notice")
    #expect(matchers[0]["owner"].string != matchers[1]["owner"].string)
    var actions = context()
    actions.isGitHubActions = true
    let report = render(.text, results, actions).text
    #expect(
      try matches(try #require(main["regexp"].string), in: report) == [
        "./a b/c.go|12|3|error|write to m[k]: a nil map [again]|nil-map-write",
        "./c:d.go|1|1|warning|grows|unbounded-cache",
        "-",
      ])
    #expect(
      try matches(try #require(info["regexp"].string), in: report) == [
        "-", "-", "./pkg/é.go|7|20|rows and rows|slice-of-maps",
      ])
  }

  /// Visual Studio Code's `$go`: file 2, line 4, column 6, message 7. It cannot read a path with a colon.
  @Test func visualStudioCodesOwnForGo() throws {
    let found = try matches(#"^([^:]*: )?((.:)?[^:]*):(\d+)(:(\d+))?: (.*)$"#, in: render(.text, results).text)
    #expect(found[0] == "|a b/c.go||12|:3|3|error: write to m[k]: a nil map [again] [nil-map-write]")
    #expect(found[2] == "|pkg/é.go||7|:20|20|info: rows and rows [slice-of-maps]")
  }

  /// setup-go's matcher is not anchored: without `./` it would take `/c.go` for the file of the first line.
  @Test func setupGo() throws {
    let pattern = #"((?:\.{0,2}\/|\.{0,2}\\)(?:.+\.go)):(?:(\d+):(\d+):)? (.*)"#
    var actions = context()
    actions.isGitHubActions = true
    let found = try matches(pattern, in: render(.text, results, actions).text)
    #expect(found[0] == "./a b/c.go|12|3|error: write to m[k]: a nil map [again] [nil-map-write]")
    #expect(found[2] == "./pkg/é.go|7|20|info: rows and rows [slice-of-maps]")
    #expect(try matches(pattern, in: render(.text, results).text)[0].hasPrefix("/c.go|"))
  }
}
