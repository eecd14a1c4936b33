import Lint
import Testing

@testable import Reports

@Suite struct PrettyReportTests {
  private let file = Sample("a.go", "package a\n\nfunc f(m map[string]int) {\n\tm[\"k\"] = 1 // 漢\n}\n")

  private func findings() throws -> [Finding] {
    [
      finding(
        "write to a nil map", try file.at("m[\"k\"] = 1"),
        related: [Related(message: "declared here", location: try file.at("m map[string]int"))],
        fix: Fix(title: "make it", safety: .unsafe, edits: [])),
      finding("again", location("gone.go", 120, 7)),
      finding("grows", location("gone.go", 121, 1), rule: "unbounded-cache", severity: .warning),
      finding("unused", location("gone.go", 122, 1), rule: "unused-suppression", group: "lint", severity: .warning),
    ]
  }

  @Test func aReport() throws {
    var unboundedCache = nilMapWrite
    unboundedCache.id = "unbounded-cache"
    let result = run(try findings(), rules: [nilMapWrite, unboundedCache])
    #expect(
      render(.pretty, result, context([file])).text == """
        a.go:4:2: error: write to a nil map [nil-map-write]
         4 |     m["k"] = 1 // 漢
           |     ^^^^^^^^^^
           = note: declared here (a.go:3:8)
         3 | func f(m map[string]int) {
           |        ^^^^^^^^^^^^^^^^
           = fix: make it (unsafe: look before you apply it)
           = help: mapvet explain nil-map-write

        gone.go:120:7: error: again [nil-map-write]

        gone.go:121:1: warning: grows [unbounded-cache]
             = help: mapvet explain unbounded-cache

        gone.go:122:1: warning: unused [unused-suppression]

        4 findings in 2 files (2 errors, 2 warnings)

        """)
  }

  @Test func colourOnlyWhenAsked() throws {
    var colorful = context([file])
    colorful.usesColor = true
    let plain = render(.pretty, run(try findings()), context([file])).text
    let painted = render(.pretty, run(try findings()), colorful).text
    #expect(!plain.contains("\u{1B}"))
    #expect(painted.hasPrefix("\u{1B}[1ma.go:4:2\u{1B}[0m: \u{1B}[1;31merror\u{1B}[0m: write to a nil map \u{1B}[2m["))
    #expect(painted.contains("\u{1B}[1;31m^^^^^^^^^^\u{1B}[0m\n"))
    #expect(painted.replacing(#/\x1B\[[0-9;]*m/#, with: "") == plain)
  }

  @Test func relatedPlacesBeyondAFewAreCounted() throws {
    let places = (1...11).map { Related(message: "read here", location: location("gone.go", $0, 1)) }
    let lines = render(.pretty, run([finding("m", location("gone.go", 1, 1), related: places)])).lines
    #expect(lines.count { $0.contains("note: read here") } == 8)
    #expect(lines.contains("   = note: 3 more places: see --output json"))
  }

  @Test func theSummary() {
    func summary(_ severities: [Severity], files: Int = 3, parseErrors: Int = 0) -> String {
      var result = run(
        severities.enumerated().map { finding("m", location("\($0 / 2).go", 1, 1), severity: $1) }, files: files)
      result.parseErrors = parseErrors
      return PrettyReport.summary(result)
    }
    #expect(summary([]) == "no findings in 3 files")
    #expect(summary([], files: 1) == "no findings in 1 file")
    #expect(summary([.error]) == "1 finding in 1 file (1 error)")
    #expect(summary([.info, .warning, .error, .info]) == "4 findings in 2 files (1 error, 1 warning, 2 info)")
    #expect(summary([], parseErrors: 2) == "no findings in 3 files; 2 files with syntax errors")
    var quiet = context()
    quiet.showsSummary = false
    #expect(render(.pretty, run([]), quiet).text.isEmpty)
  }
}
