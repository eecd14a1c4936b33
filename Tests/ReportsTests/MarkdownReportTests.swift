import GoPackages
import Lint
import Testing

@testable import Reports

@Suite struct MarkdownReportTests {
  private let result = run(
    [
      finding("rows | `a|b` of @team <b>", location("a_b.go", 7, 20), rule: "slice-of-maps", severity: .info),
      finding("write to `m`", location("pkg/c d.go", 12, 3)),
    ], files: 3, errors: [LoadError(path: "q*.go", message: "gone")])

  @Test func aTableWithTheMostSevereFirst() {
    #expect(
      render(.markdown, result).text == #"""
        ## mapvet: 2 findings in 2 files (1 error, 1 info)

        | Severity | Place | Rule | Message |
        | --- | --- | --- | --- |
        | error | pkg/c d.go:12:3 | `nil-map-write` | write to `m` |
        | info | a\_b.go:7:20 | `slice-of-maps` | rows \| `a\|b` of &#64;team \<b\> |

        ### Not read

        - q\*.go: gone

        """#)
    #expect(render(.markdown, run([], files: 3)).text == "## mapvet: no findings in 3 files\n")
  }

  @Test func placesLinkToTheForge() {
    var workflow = context(workingDirectory: "/home/me/shop/sub", gitRoot: "/home/me/shop")
    workflow.sourceURL = "https://github.com/o/r/blob/abc"
    #expect(
      render(.markdown, result, workflow).text.contains(
        "| [pkg/c d.go:12:3](https://github.com/o/r/blob/abc/sub/pkg/c%20d.go#L12) |"))
  }

  /// A reader of Markdown sees the table and its words as they were meant.
  @Test func anotherReaderReadsItBack() throws {
    let read = try python(
      """
      import sys, markdown_it
      html = markdown_it.MarkdownIt("commonmark").enable("table").render(sys.stdin.read())
      for line in html.splitlines():
          if line.startswith(("<td", "<li")): print(line)
      """, render(.markdown, result).text)
    #expect(
      read == """
        <td>error</td>
        <td>pkg/c d.go:12:3</td>
        <td><code>nil-map-write</code></td>
        <td>write to <code>m</code></td>
        <td>info</td>
        <td>a_b.go:7:20</td>
        <td><code>slice-of-maps</code></td>
        <td>rows | <code>a|b</code> of @team &lt;b&gt;</td>
        <li>q*.go: gone</li>

        """)
  }

  /// GitHub refuses a summary above 1 MiB as a whole.
  @Test func whatDoesNotFitIsCounted() {
    let findings =
      (1...9000).map { finding(String(repeating: "m", count: 100), location("a.go", $0, 1), severity: .info) } + [
        finding("last but worst", location("z.go", 1, 1))
      ]
    let rendered = render(.markdown, run(findings))
    #expect(rendered.text.utf8.count < 1 << 20)
    #expect(rendered.text.contains("last but worst"))
    // Heading and table, then rows as long as their lines' numbers make them.
    let rows = rendered.lines.count { $0.hasPrefix("| info") }
    #expect(rendered.text.contains("The least severe \(9000 - rows) of 9001 findings are left out"))
    #expect(
      rendered.notes == [
        "markdown: the least severe \(9000 - rows) of 9001 findings are left out, since a job summary may have 1 MiB"
      ])
  }
}
