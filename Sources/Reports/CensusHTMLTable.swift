import Census

/// The table of containers, the riskiest first, as it reads without JavaScript.
///
/// A row's place in the order of paths is in the address of its link, `#c7`; the script sorts by place with it.
struct CensusHTMLTable {
  private let report: CensusReport

  init(_ report: CensusReport) { self.report = report }

  private struct Column {
    let name: String
    /// How the script compares the cells: by their text, as numbers, or by the order of the rows as written.
    var order = "text"
  }

  private static let columns = [
    Column(name: "Risk", order: "written"), Column(name: "Container"), Column(name: "Kind"), Column(name: "Scope"),
    Column(name: "Key"), Column(name: "Value"), Column(name: "B/entry", order: "number"), Column(name: "Guard"),
    Column(name: "Growth"), Column(name: "Bound"), Column(name: "Shrinks"), Column(name: "Concurrent"),
    Column(name: "Sites", order: "number"), Column(name: "Place", order: "place"),
  ]

  func write(_ html: HTMLWriter) {
    html.markup("<section aria-labelledby=\"containers\">\n<h2 id=\"containers\" tabindex=\"-1\">Containers</h2>\n")
    writeControls(html)
    html.markup("<div class=\"scroll\" role=\"region\" aria-labelledby=\"containers\" tabindex=\"0\">\n")
    html.markup("<table id=\"table\">\n<thead>\n<tr>")
    for column in Self.columns {
      html.markup("<th scope=\"col\" data-order=\"\(column.order)\">\(column.name)</th>")
    }
    html.markup("</tr>\n</thead>\n<tbody>\n")
    for (index, container) in order { write(container, index, html) }
    html.markup("</tbody>\n</table>\n</div>\n")
    html.markup("<p class=\"more\" hidden><button type=\"button\" id=\"more\"></button></p>\n</section>\n")
  }

  /// By risk, each with its place in the order of paths.
  private var order: [(Int, CensusReport.Container)] {
    report.containers.enumerated().map { ($0.element.risk.rawValue, -($0.element.entryBytes ?? 0), $0.offset) }
      .sorted(by: <).map { ($0.2, report.containers[$0.2]) }
  }

  /// Hidden until the script that makes them work shows them.
  private func writeControls(_ html: HTMLWriter) {
    html.markup(
      """
      <form id="controls" hidden>
      <p class="field grow"><label for="filter">Filter</label>
      <input id="filter" type="search" autocomplete="off" spellcheck="false" \
      placeholder="name, type, lock, path"></p>

      """)
    let risks = CensusReport.Risk.allCases.filter { risk in report.containers.contains { $0.risk == risk } }
    writeChoice("Risk", column: 0, risks.map(\.pageLabel), html)
    let kinds = CensusReport.Kind.allCases.filter { kind in report.containers.contains { $0.kind == kind } }
    writeChoice("Kind", column: 2, kinds.map(\.rawValue), html)
    let scopes = CensusReport.Scope.allCases.filter { scope in report.containers.contains { $0.scope == scope } }
    writeChoice("Scope", column: 3, scopes.map(\.rawValue), html)
    html.markup("<p id=\"count\" role=\"status\"></p>\n</form>\n")
  }

  private func writeChoice(_ name: String, column: Int, _ values: [String], _ html: HTMLWriter) {
    html.markup("<p class=\"field\"><label for=\"by\(column)\">\(name)</label>\n")
    html.markup("<select id=\"by\(column)\" data-column=\"\(column)\"><option value=\"\">all</option>")
    for value in values { html.markup("<option>\(value)</option>") }
    html.markup("</select></p>\n")
  }

  private func write(_ container: CensusReport.Container, _ index: Int, _ html: HTMLWriter) {
    html.markup("<tr><td><span class=\"r\(container.risk.rawValue)\">\(container.risk.pageLabel)</span>")
    html.markup("<td><a href=\"#c\(index)\">")
    html.text(container.name)
    html.markup("</a><td>\(container.kind.rawValue)<td>\(container.scope.rawValue)<td>")
    write(container.key, html)
    html.markup("<td>")
    write(container.value, html)
    html.markup("<td>\(container.entryBytes.map(String.init) ?? Self.none)<td>")
    if let guarded = container.guardedBy {
      html.markup("<code>")
      html.text(guarded.lock)
      html.markup("</code> <small>\(guarded.held)/\(guarded.of)\(guarded.mode == .read ? " read" : "")</small>")
    } else {
      html.markup(Self.none)
    }
    html.markup("<td>\(container.growth.rawValue)<td>\(container.bound?.rawValue ?? Self.none)<td>")
    html.markup(container.shrinks.isEmpty ? Self.none : container.shrinks.map(\.rawValue).joined(separator: ", "))
    html.markup("<td>\(Self.answer(container.concurrent))<td>\(container.sites.count)<td>")
    html.text("\(container.path):\(container.line)")
    html.markup("</tr>\n")
  }

  private func write(_ part: CensusReport.Part?, _ html: HTMLWriter) {
    guard let part else { return html.markup(Self.none) }
    html.markup("<code>")
    html.text(part.type)
    html.markup("</code>")
    if let size = part.size { html.markup(" <small>\(size)&nbsp;B</small>") }
  }

  /// Not there, or not known.
  static let none = "–"

  static func answer(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? none }
}

extension CensusReport.Risk {
  /// The label with a word in the place of a dash.
  var pageLabel: String { self == .low ? "none seen" : label }
}
