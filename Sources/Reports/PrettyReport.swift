import Lint

/// For people at a terminal: each finding with its source line, the places that prove it and the fix, then a summary.
///
/// The first line of a finding is that of `text`, so that terminals and editors that link places find it there too.
struct PrettyReport: Reporter {
  let context: ReportContext

  /// Places shown for a finding; a rule may name a hundred.
  private static let relatedLimit = 8

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    var unexplained = Set(result.rules.map(\.id))
    for finding in result.findings {
      let hint = unexplained.remove(finding.rule) != nil
      write(finding, hint: hint, to: sink)
      sink.write("\n")
    }
    if context.showsSummary {
      sink.write(Self.summary(result))
      sink.write("\n")
    }
    return []
  }

  private func write(_ finding: Finding, hint: Bool, to sink: ByteSink) {
    let color = Paint.of(finding.severity)
    let related = finding.related.prefix(Self.relatedLimit)
    let lines = [finding.location.start.line] + related.map(\.location.start.line)
    let gutter = String(max(1, lines.max() ?? 1)).utf8.count + 1

    sink.write(painted(TextReport.place(finding.location, context), .bold))
    sink.write(": ")
    sink.write(painted(finding.severity.rawValue, color))
    sink.write(": \(TextReport.message(finding)) ")
    sink.write(painted("[\(finding.rule)]", .dim))
    sink.write("\n")
    writeExcerpt(finding.location, gutter: gutter, color: color, to: sink)
    for place in related {
      let words = place.message.isEmpty ? "here" : HarmlessText.message(place.message)
      writeItem("note", "\(words) (\(TextReport.place(place.location, context)))", .blue, gutter: gutter, to: sink)
      writeExcerpt(place.location, gutter: gutter, color: .blue, to: sink)
    }
    if finding.related.count > related.count {
      let more = finding.related.count - related.count
      writeItem("note", "\(Self.count(more, "more place")): see --output json", .blue, gutter: gutter, to: sink)
    }
    if let fix = finding.fix {
      let title = fix.title.isEmpty ? "there is one" : HarmlessText.message(fix.title)
      let unsafe = fix.safety == .unsafe ? " (unsafe: look before you apply it)" : ""
      writeItem("fix", title + unsafe, .green, gutter: gutter, to: sink)
    }
    if hint { writeItem("help", "mapvet explain \(finding.rule)", .green, gutter: gutter, to: sink) }
  }

  private func writeItem(_ kind: String, _ words: String, _ paint: Paint, gutter: Int, to sink: ByteSink) {
    sink.write(spaces(gutter))
    sink.write(painted(" = ", .dim))
    sink.write(painted(kind, paint))
    sink.write(": \(words)\n")
  }

  private func writeExcerpt(_ location: Location, gutter: Int, color: Paint, to sink: ByteSink) {
    let text = context.sources.text(for: location)
    guard let excerpt = Excerpt(location, in: text, width: context.width - gutter - 3) else { return }
    let number = String(location.start.line)
    sink.write(spaces(gutter - number.utf8.count))
    sink.write(painted(number + " |", .dim))
    sink.write((excerpt.source.isEmpty ? "" : " " + excerpt.source) + "\n")
    sink.write(spaces(gutter))
    sink.write(painted(" |", .dim))
    sink.write(" " + spaces(excerpt.indent))
    sink.write(painted(String(repeating: "^", count: excerpt.carets), color))
    sink.write("\n")
  }

  /// `3 findings in 2 files (1 error, 2 warnings)`.
  static func summary(_ result: RunResult) -> String {
    let damaged =
      result.parseErrors == 0
      ? "" : "; \(count(result.parseErrors, "file")) with syntax errors"
    if result.findings.isEmpty { return "no findings in \(count(result.files, "file"))" + damaged }
    let files = Set(result.findings.map(\.location.path)).count
    let kinds: [(Severity, String)] = [(.error, "error"), (.warning, "warning"), (.info, "info")]
    let parts = kinds.compactMap { severity, name -> String? in
      let number = result.findings.count { $0.severity == severity }
      return number == 0 ? nil : severity == .info ? "\(number) info" : count(number, name)
    }
    return "\(count(result.findings.count, "finding")) in \(count(files, "file")) (\(parts.joined(separator: ", ")))"
      + damaged
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  private func painted(_ text: String, _ paint: Paint) -> String {
    context.usesColor ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Terminal attributes (ECMA-48, SGR).
  private enum Paint: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case yellow = "1;33"
    case cyan = "1;36"
    case green = "32"
    case blue = "34"

    static func of(_ severity: Severity) -> Paint {
      switch severity {
      case .error: .red
      case .warning: .yellow
      case .info: .cyan
      }
    }
  }
}
