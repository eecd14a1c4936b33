import Lint

extension RuleText {
  /// - Parameters:
  ///   - chart: The address of a picture of the figures.
  ///   - precision: How many of how many judged findings are true, where that is known.
  package static func markdown(_ meta: RuleMeta, chart: String? = nil, precision: String? = nil) -> String {
    var blocks = ["# \(meta.id)", sentence(meta.summary)]
    let facts = facts(meta) + (precision.map { [("precision (labels)", $0)] } ?? [])
    blocks.append(table(facts.map(\.0), [facts.map(\.1)]))
    blocks.append("## Why")
    blocks += paragraphs(meta.why)
    blocks += ["## Bad", code(meta.bad, "go"), "## Good", code(meta.good, "go")]
    let evidence = RuleEvidence(meta)
    if !evidence.facts.isEmpty { blocks.append("## Measured") }
    if let chart { blocks.append("![The figures of the table below as bars](\(chart))") }
    if let (head, rows) = evidence.table { blocks.append(table(head, rows)) }
    if !meta.options.isEmpty {
      let rows = meta.options.map { [$0.name, "\($0.default)", $0.doc] }
      blocks += ["## Options", table(["option", "default", "what"], rows)]
    }
    if !meta.limits.isEmpty { blocks += ["## Limits", meta.limits.map { "- " + $0 }.joined(separator: "\n")] }
    if !meta.equivalents.isEmpty {
      blocks.append("## In other tools")
      blocks.append(table(["tool", "id", "difference"], meta.equivalents.map { [$0.tool, $0.id, difference($0)] }))
    }
    blocks += [
      "## To suppress it", "On the line, or the line above; the reason is required:",
      code("//mapvet:ignore \(meta.id) why it is right here", "go"), "For a whole file:",
      code("//mapvet:ignore-file \(meta.id) why it is right here", "go"),
    ]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| "
        + cells.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }.joined(separator: " | ") + " |"
    }
    return ([line(head), "|" + String(repeating: " --- |", count: head.count)] + rows.map(line)).joined(separator: "\n")
  }

  /// A fence longer than any run of backticks in the code, which Go's raw strings may hold.
  private static func code(_ code: String, _ language: String) -> String {
    var longest = 0
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    var lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return fence + language + "\n" + lines.joined(separator: "\n") + "\n" + fence
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }
}
