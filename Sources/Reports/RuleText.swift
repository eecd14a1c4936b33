import Lint

/// Everything a rule's metadata says, for reading: plain for `mapvet explain` and SARIF's `help.text`, markdown for the
/// documentation and SARIF's `help.markdown`.
package enum RuleText {
  package static func plain(_ meta: RuleMeta, width: Int) -> String {
    let width = min(max(width, 40), 120)
    var page = PlainPage(width: width)
    page.paragraph("\(meta.id): \(meta.summary)")
    page.table(facts(meta).map { [$0.0, $0.1] })
    page.heading("Why")
    for paragraph in paragraphs(meta.why) { page.paragraph(paragraph) }
    page.heading("Bad")
    page.code(meta.bad)
    page.heading("Good")
    page.code(meta.good)
    let measured = RuleEvidence(meta).plain
    if !measured.isEmpty { page.heading("Measured") }
    for (paragraph, table) in measured {
      page.paragraph(paragraph)
      page.columns(table)
    }
    if !meta.options.isEmpty {
      page.heading("Options")
      page.items(meta.options.map { "\($0.name) (\($0.default)): \($0.doc)" })
    }
    if !meta.limits.isEmpty {
      page.heading("Limits")
      page.items(meta.limits)
    }
    if !meta.equivalents.isEmpty {
      page.heading("In other tools")
      page.items(meta.equivalents.map { "\($0.tool)\($0.id.isEmpty ? "" : " ")\($0.id): \(difference($0))" })
    }
    page.heading("To suppress it")
    page.paragraph("On the line, or the line above; the reason is required:")
    page.code("//mapvet:ignore \(meta.id) why it is right here")
    page.paragraph("For a whole file:")
    page.code("//mapvet:ignore-file \(meta.id) why it is right here")
    return page.text
  }

  /// Name and value of what a table says about the rule.
  static func facts(_ meta: RuleMeta) -> [(String, String)] {
    let stage: String
    switch meta.stage {
    case .preview(let since): stage = "preview since \(since): runs with --preview or --select \(meta.id)"
    case .stable(let since): stage = "stable since \(since)"
    }
    let byDefault: String
    switch (meta.isOnByDefault, meta.stage.isStable) {
    case (true, true): byDefault = "on"
    case (true, false): byDefault = "on once stable"
    case (false, _): byDefault = "off: select it by its id or its group"
    }
    return [
      ("group", meta.group.rawValue), ("severity", meta.severity.rawValue), ("stage", stage), ("default", byDefault),
    ]
  }

  /// How a check of another tool differs, and whether the rule is left to it.
  static func difference(_ other: Equivalent) -> String {
    other.difference + (other.covers ? "; `--defer-to golangci` leaves the rule to it where it is enabled" : "")
  }

  /// The paragraphs of a text, each on one line.
  static func paragraphs(_ text: String) -> [String] {
    var result: [String] = []
    var words: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) + [Substring()] {
      let inLine = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
      if !inLine.isEmpty {
        words += inLine
      } else if !words.isEmpty {
        result.append(words.joined(separator: " "))
        words = []
      }
    }
    return result
  }

  static func firstParagraph(_ text: String) -> String { paragraphs(text).first ?? "" }
}

/// A page of plain text: blocks with a blank line between them, wrapped to a width.
private struct PlainPage {
  let width: Int
  private(set) var text = ""

  init(width: Int) { self.width = width }

  private mutating func block(_ lines: [String]) {
    if lines.isEmpty { return }
    if !text.isEmpty { text += "\n" }
    for line in lines { text += line + "\n" }
  }

  mutating func heading(_ title: String) { block([title.uppercased()]) }

  mutating func paragraph(_ words: String) { block(wrapped(words, first: "", rest: "")) }

  mutating func items(_ items: [String]) {
    block(items.flatMap { wrapped($0, first: "- ", rest: "  ") })
  }

  mutating func code(_ code: String) {
    var lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    block(lines.map { $0.isEmpty ? "" : "    " + String($0).replacing("\t", with: "    ") })
  }

  /// Rows of two cells, the first column as wide as its widest.
  mutating func table(_ rows: [[String]]) {
    let widest = rows.map { DisplayWidth.of($0[0]) }.max() ?? 0
    block(
      rows.flatMap { row in
        let padding = String(repeating: " ", count: widest - DisplayWidth.of(row[0]) + 2)
        return wrapped(row[1], first: "  " + row[0] + padding, rest: String(repeating: " ", count: widest + 4))
      })
  }

  /// Rows of cells: names on the left, values on the right of their columns. Two columns wrap like a table of facts.
  mutating func columns(_ rows: [[String]]) {
    guard let count = rows.first?.count, count > 2 else { return table(rows) }
    let widths = (0..<count).map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    // Rows that are wider than the page become one line for each value.
    guard widths.reduce(2 * count, +) <= width else {
      return table(
        rows.dropFirst().flatMap { row in
          zip(rows[0], row).dropFirst().map { [row[0].isEmpty ? $0 : "\(row[0]), \($0)", $1] }
        })
    }
    block(
      rows.map { row in
        var line = ""
        for (column, cell) in row.enumerated() where widths[column] > 0 {
          let padding = String(repeating: " ", count: widths[column] - DisplayWidth.of(cell))
          line += "  " + (column == 0 ? cell + padding : padding + cell)
        }
        return line
      })
  }

  private func wrapped(_ words: String, first: String, rest: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in words.split(whereSeparator: \.isWhitespace) {
      if !isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
        lines.append(line)
        line = rest
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return isEmpty ? lines : lines + [line]
  }
}
