import GoSyntax
import Lint

/// reviewdog's diagnostics, as one object or a line each: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>
///
/// Its reader refuses fields it does not know, so the places that prove a finding stand in the message.
struct ReviewdogReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let json = JSONWriter(sink)
    json.object {
      writeSource(json)
      json.key("diagnostics")
      json.lines(result.findings) { write($0, withSource: false, to: json) }
    }
    sink.write("\n")
    return []
  }

  func write(_ finding: Finding, withSource: Bool, to json: JSONWriter) {
    json.object {
      json.field("message", FindingLines.of(finding).joined(separator: "\n"))
      json.object("location") {
        json.field("path", finding.location.path)
        writeRange(finding.location.start, finding.location.end, to: json)
      }
      json.field("severity", finding.severity.rawValue.uppercased())
      if withSource { writeSource(json) }
      json.object("code") { json.field("value", finding.rule) }
      writeSuggestion(finding, to: json)
      let line = "\(TextReport.place(finding.location, plain)): \(finding.severity.rawValue)"
      json.field("original_output", "\(line): \(TextReport.message(finding)) [\(finding.rule)]")
    }
  }

  /// Without the `./` that workflows want.
  private var plain: ReportContext {
    var context = context
    context.isGitHubActions = false
    return context
  }

  private func writeSource(_ json: JSONWriter) {
    json.object("source") { json.field("name", "mapvet") }
  }

  /// Lines and columns are from 1, columns count bytes, ends are exclusive.
  private func writeRange(_ start: Point, _ end: Point, to json: JSONWriter) {
    json.object("range") {
      for (name, point) in [("start", start), ("end", end)] {
        json.object(name) {
          json.field("line", max(1, point.line))
          json.field("column", max(1, point.column))
        }
      }
    }
  }

  /// The fix as one change of the file, since each suggestion is taken or left by itself. A fix that does not fit the file
  /// as it is now, or that changes another file, is left out.
  private func writeSuggestion(_ finding: Finding, to json: JSONWriter) {
    guard let fix = finding.fix, !fix.edits.isEmpty,
      fix.edits.allSatisfy({ $0.path == finding.location.path }),
      let text = context.sources.text(for: finding.location)
    else { return }
    let edits = fix.edits.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    var replacement: [UInt8] = []
    var end = edits[0].start
    for edit in edits {
      guard edit.start >= end, edit.end >= edit.start, edit.end <= text.bytes.count else { return }
      replacement += text.bytes[end..<edit.start]
      replacement += edit.text.utf8
      end = edit.end
    }
    guard let first = text.point(at: edits[0].start), let last = text.point(at: end) else { return }
    json.array("suggestions") {
      json.object {
        writeRange(first, last, to: json)
        json.field("text", String(decoding: replacement, as: UTF8.self))
      }
    }
  }
}

/// The same, each diagnostic on a line of its own.
struct ReviewdogLinesReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let report = ReviewdogReport(context: context)
    for finding in result.findings {
      report.write(finding, withSource: true, to: JSONWriter(sink))
      sink.write("\n")
    }
    return []
  }
}
