import Lint

extension RuleText {
  package static func markdown(_ meta: RuleMeta) -> String {
    var blocks = ["# \(meta.id)", sentence(meta.summary)]
    blocks.append(table(facts(meta).map(\.0), [facts(meta).map(\.1)]))
    blocks.append("## Why")
    blocks += paragraphs(meta.why)
    blocks += ["## Bad", code(meta.bad, "go"), "## Good", code(meta.good, "go")]
    if !meta.evidence.isEmpty {
      blocks.append("## Measured")
      blocks += evidence(meta.evidence)
    }
    if !meta.limits.isEmpty { blocks += ["## Limits", meta.limits.map { "- " + $0 }.joined(separator: "\n")] }
    if !meta.equivalents.isEmpty {
      blocks.append("## In other tools")
      blocks.append(table(["tool", "id", "difference"], meta.equivalents.map { [$0.tool, $0.id, $0.difference] }))
    }
    blocks += [
      "## To suppress it", "On the line, or the line above; the reason is required:",
      code("//mapvet:ignore \(meta.id) why it is right here", "go"), "For a whole file:",
      code("//mapvet:ignore-file \(meta.id) why it is right here", "go"),
    ]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// Claims with figures are one table with a column for each Go version; the others a list.
  private static func evidence(_ all: [Evidence]) -> [String] {
    var versions: [String] = []
    for figure in all.flatMap(\.figures) where !versions.contains(figure.go) { versions.append(figure.go) }
    versions.sort { numbers($0).lexicographicallyPrecedes(numbers($1)) }
    let rows = all.filter { !$0.figures.isEmpty }.map { evidence in
      [evidence.claim]
        + versions.map { version in evidence.figures.first { $0.go == version }?.value ?? "" }
    }
    let bare = all.filter(\.figures.isEmpty).map { "- " + $0.claim }
    return (rows.isEmpty ? [] : [table(["what"] + versions.map { "Go " + $0 }, rows)])
      + (bare.isEmpty ? [] : [bare.joined(separator: "\n")])
  }

  /// `1.19` before `1.2`? No: by number, not by text.
  private static func numbers(_ version: String) -> [Int] { version.split(separator: ".").map { Int($0) ?? 0 } }

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
