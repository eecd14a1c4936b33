import Census

/// The rows of the audit's table, as text.
struct CensusTable {
  static let header = ["RISK", "CONTAINER", "KIND", "TYPE", "B/ENTRY", "GUARD", "GROWTH", "SITES", "PLACE"]

  struct Row {
    let cells: [String]
  }

  let rows: [Row]

  init(_ report: CensusReport) {
    rows = report.byRisk.map { container in
      Row(cells: [
        container.risk.label, container.name, container.kind.rawValue, Self.type(container),
        container.entryBytes.map(String.init) ?? "?", Self.guarded(container), Self.growth(container),
        Self.sites(container), "\(container.path):\(container.line)",
      ])
    }
  }

  private static func type(_ container: CensusReport.Container) -> String {
    guard let key = container.key, let value = container.value else { return "-" }
    return "[\(key.type)]\(value.type)"
  }

  /// `Server.mu 11/12`, with `read` where some accesses hold it for reading only.
  private static func guarded(_ container: CensusReport.Container) -> String {
    guard let guarded = container.guardedBy else { return "-" }
    let mode = guarded.mode == .read ? " (rw)" : ""
    return "\(guarded.lock)\(mode) \(guarded.held)/\(guarded.of)"
  }

  private static func growth(_ container: CensusReport.Container) -> String {
    var text = container.growth.rawValue
    if let bound = container.bound { text += ", bound: \(bound.rawValue)" }
    if !container.shrinks.isEmpty { text += ", " + container.shrinks.map(\.rawValue).joined(separator: "/") }
    return text
  }

  /// `4w 2r 1d`: writes, reads with ranges and lengths, deletes with clears, and other sites.
  private static func sites(_ container: CensusReport.Container) -> String {
    let writes = container.count(.write)
    let reads = container.count(.read, .range, .len)
    let deletes = container.count(.delete, .clear)
    let others = container.sites.count - writes - reads - deletes
    let parts = [(writes, "w"), (reads, "r"), (deletes, "d"), (others, "o")].filter { $0.0 > 0 }
    return parts.isEmpty ? "-" : parts.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }
}

/// The table in columns, with a line of counts at the end.
struct CensusTextReport {
  let context: ReportContext

  func write(_ report: CensusReport, to sink: ByteSink) {
    let rows = [CensusTable.header] + CensusTable(report).rows.map { $0.cells.map { HarmlessText.message($0) } }
    let widths = CensusTable.header.indices.map { column in
      rows.map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column + 1 < row.count {
          line += String(repeating: " ", count: widths[column] - DisplayWidth.of(cell) + 2)
        }
      }
      sink.write(line + "\n")
    }
    guard context.showsSummary else { return }
    sink.write("\(report.containers.count) containers, \(report.containers.reduce(0) { $0 + $1.sites.count }) sites\n")
  }
}

/// The table as GitHub's Markdown.
struct CensusMarkdownReport {
  func write(_ report: CensusReport, to sink: ByteSink) {
    sink.write("# Maps and what holds them\n\n")
    sink.write(Self.line(CensusTable.header.map { $0.prefix(1) + $0.dropFirst().lowercased() }.map(String.init)))
    sink.write(Self.line(CensusTable.header.map { _ in "---" }))
    for row in CensusTable(report).rows {
      sink.write(Self.line(row.cells.map { Self.escaped(HarmlessText.message($0)) }))
    }
    sink.write("\nw writes, r reads, ranges and lengths, d deletes and clears, o other sites.\n")
  }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

  /// Everything that Markdown or a table would take for itself, as it stands.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      if "\\`*_{}[]<>()#+!|~".unicodeScalars.contains(character) { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result
  }
}
