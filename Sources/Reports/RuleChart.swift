import Lint

/// A bar chart of a rule's figures, as SVG: for each fact that is counted a title and, by Go version, a bar for each form. It
/// stands on a page of its own colour: a picture knows whether its reader likes the dark, not whether the text around it is.
package enum RuleChart {
  private static let width = 720
  private static let left = 72
  private static let longestBar = 500
  private static let barHeight = 12
  /// What a line of text takes.
  private static let line = 18
  private static let titleLength = 92

  /// Nothing, where no fact is counted.
  package static func svg(_ meta: RuleMeta) -> String? {
    let facts = meta.evidence.filter { !$0.unit.isEmpty }
    guard !facts.isEmpty else { return nil }
    var body = ""
    var y = 8
    for fact in facts { draw(fact, at: &y, into: &body) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(y)" width="\(width)" height="\(y)" role="img" \
      aria-labelledby="title desc">
      <title id="title">\(escaped(meta.id)): measured figures by Go version</title>
      <desc id="desc">\(escaped(description(of: facts)))</desc>
      <style>
      .page { fill: #ffffff; }
      text { font: 13px system-ui, sans-serif; fill: #24292f; }
      .title { font-weight: 600; }
      .bad { fill: #c4432b; }
      .good { fill: #2f8f4e; }
      .only { fill: #4a78b8; }
      @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; }
      text { fill: #e6edf3; }
      .bad { fill: #f07a62; }
      .good { fill: #56c078; }
      .only { fill: #7fa9e0; }
      }
      </style>
      <rect class="page" width="\(width)" height="\(y)"/>
      \(body)</svg>

      """
  }

  private static func draw(_ fact: Evidence, at y: inout Int, into body: inout String) {
    for title in lines(RuleEvidence.title(fact)) {
      y += line
      body += "<text class=\"title\" x=\"8\" y=\"\(y)\">\(escaped(title))</text>\n"
    }
    y += 8
    let most = fact.rows.flatMap(\.values).compactMap { Int($0) }.max() ?? 0
    for (column, version) in fact.versions.enumerated() {
      let rows = fact.rows.filter { Int($0.values[column]) != nil }
      for (index, row) in rows.enumerated() {
        let amount = max(Int(row.values[column]) ?? 0, 0)
        // A bar that is there can be seen.
        let length = most == 0 || amount == 0 ? 0 : max(1, Int(Double(amount) / Double(most) * Double(longestBar)))
        let base = y + barHeight - 1
        if index == 0 { body += "<text x=\"8\" y=\"\(base)\">Go \(escaped(version))</text>\n" }
        if length > 0 {
          body +=
            "<rect class=\"\(kind(row))\" x=\"\(left)\" y=\"\(y)\" width=\"\(length)\" height=\"\(barHeight)\"/>\n"
        }
        let value = RuleEvidence.shown(row.values[column], unit: fact.unit)
        let label = row.name.isEmpty ? value : "\(value) \(row.name)"
        body += "<text x=\"\(left + length + 6)\" y=\"\(base)\">\(escaped(label))</text>\n"
        y += barHeight + 4
      }
      if !rows.isEmpty { y += 4 }
    }
    y += 8
  }

  private static func kind(_ row: Evidence.Row) -> String { ["bad", "good"].contains(row.name) ? row.name : "only" }

  /// The figures in words.
  private static func description(of facts: [Evidence]) -> String {
    facts.map { fact in
      let rows = fact.rows.map { row in
        let values = zip(fact.versions, row.values).filter { !$1.isEmpty }.map { version, value in
          "Go \(version) \(RuleEvidence.shown(value, unit: fact.unit))"
        }
        return (row.name.isEmpty ? "" : row.name + " ") + values.joined(separator: ", ")
      }
      return "\(RuleEvidence.title(fact)): \(rows.joined(separator: "; "))."
    }.joined(separator: " ")
  }

  /// A title in lines that fit.
  private static func lines(_ title: String) -> [String] {
    var lines: [String] = []
    for word in title.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= titleLength {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}
