import Census

/// The census as one page that needs nothing else: no network, fonts or scripts from elsewhere.
///
/// All containers stand in one table, all their sites in a `noscript` element behind it. Without JavaScript both are
/// simply read. With it a `noscript` element is a single piece of text, so a page of tens of thousands of sites stays
/// small: the script keeps the first rows of the table, and takes a container's sites from that text when asked.
struct CensusHTMLReport {
  let context: ReportContext

  func write(_ report: CensusReport, to sink: ByteSink) {
    let html = HTMLWriter(sink: sink)
    writeHead(html)
    html.markup("<body>\n<a class=\"skip\" href=\"#containers\">Skip to the table</a>\n")
    html.markup("<header>\n<h1>\(Self.title)</h1>\n")
    writeSummary(report, html)
    html.markup("</header>\n<main>\n")
    if report.containers.isEmpty {
      html.markup("<p id=\"containers\">No map, and nothing that holds maps, outlives a call here.</p>\n")
    } else {
      CensusHTMLChart(report)?.write(html)
      let table = CensusHTMLTable(report)
      table.write(html)
      html.markup("<noscript id=\"sites\">\n<h2>Guards and sites</h2>\n")
      for (index, container) in report.containers.enumerated() {
        CensusHTMLDetails(container, index: index).write(html)
      }
      html.markup("</noscript>\n")
    }
    html.markup("</main>\n<footer>mapvet ")
    html.text(context.version)
    html.markup(", \(CensusReport.schema)</footer>\n")
    if !report.containers.isEmpty { html.markup("<script>\n\(CensusHTMLScript.text)</script>\n") }
    html.markup("</body>\n</html>\n")
  }

  private static let title = "Maps and what holds them"

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
      <title>\(Self.title)</title>
      <style>
      \(CensusHTMLStyle.page)\(CensusHTMLStyle.table)</style>
      </head>

      """)
  }

  private func writeSummary(_ report: CensusReport, _ html: HTMLWriter) {
    let containers = report.containers
    html.markup("<dl class=\"summary\">\n")
    func figure(_ name: String, _ count: Int, isWarning: Bool = false) {
      let style = isWarning && count > 0 ? " class=\"warn\"" : ""
      html.markup("<div\(style)><dt>\(name)</dt><dd>\(Self.grouped(count))</dd></div>\n")
    }
    figure("containers", containers.count)
    figure("sites", containers.reduce(0) { $0 + $1.sites.count })
    figure("unguarded and concurrent", containers.count { $0.risk == .unguarded }, isWarning: true)
    figure("partly guarded", containers.count { $0.risk == .partlyGuarded }, isWarning: true)
    figure("growing without bound", containers.count(where: \.growsWithoutBound), isWarning: true)
    html.markup("<div class=\"kinds\"><dt>by kind</dt><dd><ul>")
    for kind in CensusReport.Kind.allCases {
      let count = containers.count { $0.kind == kind }
      if count > 0 { html.markup("<li><b>\(Self.grouped(count))</b> \(kind.rawValue)</li>") }
    }
    html.markup("</ul></dd></div>\n</dl>\n")
  }

  /// `60,000`
  private static func grouped(_ number: Int) -> String {
    var result: [Character] = []
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }
}
