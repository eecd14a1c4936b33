import GoPackages
import Lint

/// A table for the summary of a job or a comment on a pull request, the most severe findings first.
struct MarkdownReport: Reporter {
  let context: ReportContext

  /// GitHub takes 1 MiB of a step's summary; some is left for what else the step writes.
  static let sizeLimit = 1_000_000

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let links = context.sourceURL.map { Links(base: $0, paths: RootedPaths(context)) }
    let head = "## mapvet: \(PrettyReport.summary(result))\n"
    sink.write(head)
    var size = head.utf8.count
    func fits(_ text: String) -> Bool {
      guard size + text.utf8.count <= Self.sizeLimit else { return false }
      size += text.utf8.count
      sink.write(text)
      return true
    }
    var hidden = 0
    if !result.findings.isEmpty { _ = fits("\n| Severity | Place | Rule | Message |\n| --- | --- | --- | --- |\n") }
    for (index, finding) in result.findingsBySeverity.enumerated() where !fits(row(finding, links)) {
      hidden = result.findings.count - index
      break
    }
    var errorsHidden = 0
    if !result.errors.isEmpty { _ = fits("\n### Not read\n\n") }
    for (index, error) in result.errors.enumerated()
    where !fits("- \(Self.plain(FindingLines.of(error)))\n") {
      errorsHidden = result.errors.count - index
      break
    }
    return notes(hidden, errorsHidden, of: result, to: sink)
  }

  private func notes(_ hidden: Int, _ errorsHidden: Int, of result: RunResult, to sink: ByteSink) -> [String] {
    var notes: [String] = []
    if hidden > 0 { notes.append("the least severe \(hidden) of \(result.findings.count) findings are left out") }
    if errorsHidden > 0 { notes.append("\(errorsHidden) of \(result.errors.count) files not read are left out") }
    for note in notes { sink.write("\n\(note.prefix(1).uppercased() + note.dropFirst()): a summary may have 1 MiB.\n") }
    return notes.map { "markdown: \($0), since a job summary may have 1 MiB" }
  }

  private func row(_ finding: Finding, _ links: Links?) -> String {
    let place = Self.plain(
      "\(HarmlessText.path(finding.location.path)):\(max(1, finding.location.start.line))"
        + ":\(max(1, finding.location.start.column))")
    let cells = [
      finding.severity.rawValue, links.map { "[\(place)](\($0.url(finding.location)))" } ?? place,
      "`\(finding.rule)`", Self.prose(TextReport.message(finding)),
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  /// A message in a cell of a table: what stands between backticks stays code, everything else is plain text.
  static func prose(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return plain(text) }
    return parts.enumerated().map { index, part in
      if index % 2 == 0 { return plain(String(part)) }
      // Code in a table cannot hold a bar as it is, and cannot be empty.
      return part.allSatisfy { $0 == " " } ? "\\`\(part)\\`" : "`\(part.replacing("|", with: "\\|"))`"
    }.joined()
  }

  /// A name after `@` would be told of it.
  private static func plain(_ text: String) -> String {
    CensusMarkdownReport.escaped(text).replacing("&", with: "&amp;").replacing("@", with: "&#64;")
  }

  /// Addresses of lines at the forge.
  private struct Links {
    let base: String
    let paths: RootedPaths

    func url(_ location: Location) -> String {
      "\(base)/\(Paths.percentEncoded(paths.path(location.path)))#L\(max(1, location.start.line))"
    }
  }
}
