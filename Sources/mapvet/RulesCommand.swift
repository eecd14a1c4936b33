import ArgumentParser
import Lint
import Rules

/// Lists the catalogue.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List all rules with their group, severity, stage and what they find.",
    discussion:
      "Stable rules that are on run by default; `--preview` adds the preview ones. `mapvet explain RULE` says more."
  )

  func run() {
    let rows = allRules.map { $0.meta }.map { meta in
      [
        meta.id, meta.group.rawValue, meta.severity.rawValue, meta.stage.name, meta.isOnByDefault ? "on" : "off",
        meta.summary,
      ]
    }
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = (0..<5).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
      Console.write((cells + [row[5]]).joined(separator: "  ") + "\n")
    }
  }
}
