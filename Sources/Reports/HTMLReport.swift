import GoPackages
import Lint

/// The findings as one page that needs nothing else: no network, fonts or scripts from elsewhere. Without scripts it is
/// simply read; with them it can be filtered.
struct HTMLReport: Reporter {
  let context: ReportContext

  /// Places shown for a finding; a rule may name a hundred.
  private static let relatedLimit = 20
  /// Characters of a line before and after what is marked, and of what is marked.
  private static let excerptLimit = 160

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let html = HTMLWriter(sink: sink)
    writeHead(html)
    html.markup(
      "<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header>\n<h1>Findings of mapvet</h1>\n")
    writeSummary(result, html)
    html.markup("</header>\n<main id=\"findings\" tabindex=\"-1\">\n")
    if result.findings.isEmpty {
      html.markup("<p>No findings in \(PrettyReport.count(result.files, "file")).</p>\n")
    } else {
      writeControls(result, html)
      var number = 0
      for findings in result.findingsByFile {
        html.markup("<section class=\"file\">\n<h2>")
        html.text(findings.first?.location.path ?? "")
        html.markup("</h2>\n")
        for finding in findings {
          write(finding, number, html)
          number += 1
        }
        html.markup("</section>\n")
      }
    }
    writeErrors(result, html)
    html.markup("</main>\n<footer>mapvet ")
    html.text(context.version)
    html.markup("</footer>\n")
    if !result.findings.isEmpty { html.markup("<script>\n\(HTMLReportParts.script)</script>\n") }
    html.markup("</body>\n</html>\n")
    return []
  }

  /// The policy forbids every load, so that not even a mistake here could reach the network.
  private func writeHead(_ html: HTMLWriter) {
    html.markup(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Findings of mapvet</title>
      <style>
      \(CensusHTMLStyle.page)\(HTMLReportParts.style)</style>
      </head>

      """)
  }

  private func writeSummary(_ result: RunResult, _ html: HTMLWriter) {
    html.markup("<dl class=\"summary\">\n")
    func figure(_ name: String, _ count: Int, isWarning: Bool = false) {
      let style = isWarning && count > 0 ? " class=\"warn\"" : ""
      html.markup("<div\(style)><dt>\(name)</dt><dd>\(count)</dd></div>\n")
    }
    figure("errors", result.findings.count { $0.severity == .error }, isWarning: true)
    figure("warnings", result.findings.count { $0.severity == .warning })
    figure("info", result.findings.count { $0.severity == .info })
    figure("files read", result.files)
    if result.parseErrors > 0 { figure("with syntax errors", result.parseErrors) }
    if !result.findings.isEmpty {
      html.markup("<div class=\"kinds\"><dt>by rule</dt><dd><ul>")
      for (finding, _, _) in result.rulesFound {
        html.markup("<li><b>\(result.findings.count { $0.rule == finding.rule })</b> ")
        html.text(finding.rule)
        html.markup("</li>")
      }
      html.markup("</ul></dd></div>\n")
    }
    html.markup("</dl>\n")
  }

  /// Hidden until the script that makes them work shows them.
  private func writeControls(_ result: RunResult, _ html: HTMLWriter) {
    html.markup(
      """
      <form id="controls" hidden>
      <p class="field grow"><label for="filter">Filter</label>
      <input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="path, message, source"></p>

      """)
    let severities = Severity.allCases.sorted(by: >).filter { severity in
      result.findings.contains { $0.severity == severity }
    }
    writeChoice("Severity", "severity", severities.map(\.rawValue), html)
    writeChoice("Rule", "rule", result.rulesFound.map(\.finding.rule), html)
    html.markup("<p id=\"count\" role=\"status\"></p>\n</form>\n")
  }

  private func writeChoice(_ name: String, _ key: String, _ values: [String], _ html: HTMLWriter) {
    html.markup("<p class=\"field\"><label for=\"by-\(key)\">\(name)</label>\n")
    html.markup("<select id=\"by-\(key)\" data-key=\"\(key)\"><option value=\"\">all</option>")
    for value in values {
      html.markup("<option>")
      html.text(value)
      html.markup("</option>")
    }
    html.markup("</select></p>\n")
  }

  private func write(_ finding: Finding, _ number: Int, _ html: HTMLWriter) {
    let severity = finding.severity.rawValue
    html.markup("<article id=\"f\(number)\" data-severity=\"\(severity)\" data-rule=\"")
    html.text(finding.rule)
    html.markup("\">\n<h3><span class=\"severity \(severity)\">\(severity)</span> <a href=\"#f\(number)\">")
    html.markup(
      "\(max(1, finding.location.start.line)):\(max(1, finding.location.start.column))</a> <span class=\"rule\">")
    html.text(finding.rule)
    html.markup("</span></h3>\n<p>")
    prose(TextReport.message(finding), html)
    html.markup("</p>\n")
    writeSource(finding.location, html)
    if !finding.related.isEmpty {
      html.markup("<ul>\n")
      for place in finding.related.prefix(Self.relatedLimit) {
        html.markup("<li>")
        prose(FindingLines.words(place), html)
        html.markup(" <span class=\"place\">")
        html.text("\(place.location.path):\(max(1, place.location.start.line))")
        html.markup("</span></li>\n")
      }
      let more = finding.related.count - Self.relatedLimit
      if more > 0 { html.markup("<li>and \(PrettyReport.count(more, "more place"))</li>\n") }
      html.markup("</ul>\n")
    }
    if let fix = finding.fix {
      html.markup("<p class=\"note\">Fix: ")
      prose(fix.title.isEmpty ? "there is one" : HarmlessText.message(fix.title), html)
      html.markup(fix.safety == .unsafe ? " (unsafe: look before you apply it)</p>\n" : "</p>\n")
    }
    html.markup("</article>\n")
  }

  /// The line with what the finding is about marked; nothing where the file is gone or has changed.
  private func writeSource(_ location: Location, _ html: HTMLWriter) {
    guard let text = context.sources.text(for: location), let line = text.visibleLine(location.start.line) else {
      return
    }
    let marked = text.firstLine(of: location)
    let start = max(line.startIndex, min(marked.startIndex, line.endIndex))
    let before = Self.shown(line[..<start])
    let after = Self.shown(line[max(start, min(marked.endIndex, line.endIndex))...])
    let words = Self.shown(marked)
    html.markup("<pre><span class=\"number\">\(location.start.line)</span> ")
    html.text(before.count > Self.excerptLimit ? "…" + before.suffix(Self.excerptLimit) : before)
    html.markup("<mark>")
    html.text(words.count > Self.excerptLimit ? words.prefix(Self.excerptLimit) + "…" : words)
    html.markup("</mark>")
    html.text(after.count > Self.excerptLimit ? after.prefix(Self.excerptLimit) + "…" : after)
    html.markup("</pre>\n")
  }

  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\t", with: "    ")
  }

  /// Text in which what stands between backticks is code.
  private func prose(_ text: String, _ html: HTMLWriter) {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return html.text(text) }
    for (index, part) in parts.enumerated() {
      if index % 2 == 1 { html.markup("<code>") }
      html.text(String(part))
      if index % 2 == 1 { html.markup("</code>") }
    }
  }

  private func writeErrors(_ result: RunResult, _ html: HTMLWriter) {
    if result.errors.isEmpty { return }
    html.markup("<section>\n<h2>Not read</h2>\n<ul>\n")
    for error in result.errors {
      html.markup("<li>")
      html.text(FindingLines.of(error))
      html.markup("</li>\n")
    }
    html.markup("</ul>\n</section>\n")
  }
}
