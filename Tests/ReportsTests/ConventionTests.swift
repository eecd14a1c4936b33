import Lint
import Testing

@testable import Reports

/// Where each form says that one finding is, on a line in which bytes, UTF-16 code units and characters differ.
@Suite struct ConventionTests {
  /// A tab, then `é` (2 bytes, 1 unit) and `💥` (4 bytes, 2 units) before what is marked, `é[k]`, which has 5 bytes and 4
  /// units. It starts at byte 18 of its line, counted from 1: 1 tab, `x := "` 6, `é💥` 6, `" + ` 4. In units that is 15:
  /// 1 + 6 + 3 + 4, plus one.
  private let sample = Sample("a.go", "package a\n\tx := \"é💥\" + é[k] + 1\n")

  /// What identifies the place in each form's output.
  private static let expected: [ReportFormat: String] = [
    // Bytes from 1, as Go's own tools count.
    .text: "a.go:2:18: ",
    .pretty: "a.go:2:18: ",
    .checkstyle: "line=\"2\" column=\"18\"",
    .junit: "classname=\"a.go:2:18\" file=\"a.go\" line=\"2\"",
    .markdown: "| a.go:2:18 |",
    .html: ">2:18</a>",
    // Bytes from 1, ends exclusive.
    .json: #""range":{"start":{"line":2,"column":18,"offset":27},"end":{"line":2,"column":23,"offset":32}}"#,
    .jsonl: #""range":{"start":{"line":2,"column":18,"offset":27},"end":{"line":2,"column":23,"offset":32}}"#,
    .rdjson: #""range":{"start":{"line":2,"column":18},"end":{"line":2,"column":23}}"#,
    .rdjsonl: #""range":{"start":{"line":2,"column":18},"end":{"line":2,"column":23}}"#,
    .github: "line=2,endLine=2,col=18,endColumn=23",
    // UTF-16 code units from 1, ends exclusive.
    .sarif: #""region":{"startLine":2,"startColumn":15,"endLine":2,"endColumn":19"#,
    // UTF-16 code units from 0, ends exclusive.
    .sonar: #""textRange":{"startLine":2,"endLine":2,"startColumn":14,"endColumn":18}"#,
    // Lines alone.
    .gitlab: #""lines":{"begin":2,"end":2}"#,
    .teamcity: "line='2'",
  ]

  @Test(arguments: ReportFormat.allCases)
  func columnBaseAndEnd(_ format: ReportFormat) throws {
    let result = run([finding("m", try sample.at("é[k]"))])
    let text = render(format, result, context([sample])).text
    let expected = try #require(Self.expected[format], "say here how \(format.rawValue) counts")
    #expect(text.contains(expected), "\(text)")
  }

  @Test func theMarkIsOnTheSameCharacters() throws {
    let result = run([finding("m", try sample.at("é[k]"))])
    #expect(render(.html, result, context([sample])).text.contains("&quot; + <mark>é[k]</mark> + 1</pre>"))
    let pretty = render(.pretty, result, context([sample])).lines
    let source = try #require(pretty.first { $0.contains("é[k]") })
    let carets = try #require(pretty.first { $0.contains("^^^^") })
    // The exploding star is two columns wide on a terminal.
    let before = try #require(source.range(of: "é[k]")).lowerBound
    let indent = try #require(carets.firstIndex(of: "^"))
    #expect(
      carets.distance(from: carets.startIndex, to: indent)
        == source.distance(from: source.startIndex, to: before) + 1)
  }

  /// Without the text, places that would need it are those of bytes, or have no column: Sonar refuses a report for a column
  /// its line does not have.
  @Test func withoutTheText() throws {
    let result = run([finding("m", try sample.at("é[k]"))])
    #expect(render(.sonar, result).text.contains(#""textRange":{"startLine":2}}"#))
    #expect(render(.sarif, result).text.contains(#""startLine":2,"startColumn":18,"endLine":2,"endColumn":23"#))
  }

  @Test func aPlaceAtTheEndOfItsLineHasNoColumnForSonar() throws {
    let end = Location(path: "a.go", start: sample.point(9), end: sample.point(9))
    #expect(render(.sonar, run([finding("m", end)]), context([sample])).text.contains(#""textRange":{"startLine":1}}"#))
  }
}
