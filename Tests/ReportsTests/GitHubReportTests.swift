import Lint
import Testing

@testable import Reports

@Suite struct GitHubReportTests {
  @Test func commandsMostSevereFirst() {
    let spanning = Location(
      path: "b.go", start: .init(line: 3, column: 5, offset: 9), end: .init(line: 4, column: 2, offset: 20))
    let result = run([
      finding("rows", location("a.go", 7, 2), rule: "slice-of-maps", severity: .info),
      finding(
        "write", location("a.go", 8, 2), related: [Related(message: "made here", location: location("c.go", 5, 1))],
        fix: Fix(title: "make it", safety: .safe, edits: [])),
      finding("grows", spanning, rule: "unbounded-cache", severity: .warning),
      finding("again", location("b.go", 9, 1)),
    ])
    let rendered = render(.github, result, context(workingDirectory: "/home/me/shop/sub", gitRoot: "/home/me/shop"))
    #expect(
      rendered.text == """
        ::error file=sub/a.go,line=8,endLine=8,col=2,endColumn=3,title=mapvet%3A nil-map-write::\
        write%0Amade here: sub/c.go:5%0Afix: make it
        ::error file=sub/b.go,line=9,endLine=9,col=1,endColumn=2,title=mapvet%3A nil-map-write::again
        ::warning file=sub/b.go,line=3,endLine=3,col=5,title=mapvet%3A unbounded-cache::grows
        ::notice file=sub/a.go,line=7,endLine=7,col=2,endColumn=3,title=mapvet%3A slice-of-maps::rows

        """)
    #expect(rendered.notes.isEmpty)
  }

  @Test func escapes() {
    let result = run([finding("100% of a,b: c\r\nd%0A", location("a,b:c%d\n.go", 1, 1))])
    #expect(
      render(.github, result).text
        == "::error file=a%2Cb%3Ac%25d%0A.go,line=1,endLine=1,col=1,endColumn=2,title=mapvet%3A nil-map-write::"
        + "100%25 of a,b: c  d%250A\n")
    #expect(GitHubReport.escapedData("a\r\n%:,") == "a%0D%0A%25:,")
    #expect(GitHubReport.escapedProperty("a\r\n%:,") == "a%0D%0A%25%3A%2C")
  }

  @Test func saysWhatGitHubWillNotShow() {
    let findings =
      (1...12).map { finding("m", location("a.go", $0, 1)) }
      + (1...11).map { finding("m", location("b.go", $0, 1), severity: .info) }
    let rendered = render(.github, run(findings))
    #expect(rendered.lines.count == 24)
    #expect(
      rendered.notes == [
        "GitHub shows at most 10 errors, warnings and notices each of a step: 3 of 23 findings are in the log only"
      ])
  }
}
