import ArgumentParser
import Lint
import Rules

/// Which rules run and how their findings are weighed.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run exactly these rules, groups or all: ids run whatever their stage, groups their stable rules.",
      valueName: "rules"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Leave out these rules or groups.", valueName: "rules"))
  var ignore: [String] = []

  @Flag(inversion: .prefixedNo, help: "Add rules that have not proved themselves on enough real code yet.")
  var preview: Bool?

  @Option(
    name: .customLong("min-confidence"),
    help: ArgumentHelp("Show findings from this confidence on: high, medium (default) or low.", valueName: "level"))
  var minConfidence: String?

  @Option(
    help: ArgumentHelp("Change a rule's severity: RULE=error, RULE=warning or RULE=info.", valueName: "rule=level"))
  var severity: [String] = []

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "Leave with 1 on findings from this level on: error, warning (default), info or never.", valueName: "level"))
  var failOn: String?

  func apply(to configuration: inout Configuration) throws {
    var selection = RuleSelection()
    selection.select = Self.names(select)
    selection.ignore = Self.names(ignore)
    do {
      _ = try selection.resolve(allRules)
    } catch {
      throw Failure(error.description)
    }
    if !select.isEmpty { configuration.select = selection.select }
    if !ignore.isEmpty { configuration.ignore = selection.ignore }
    configuration.preview = preview
    if let minConfidence {
      guard let confidence = Confidence(rawValue: minConfidence) else {
        throw Failure("unknown confidence '\(minConfidence)' in --min-confidence: use high, medium or low")
      }
      configuration.minConfidence = confidence
    }
    if let failOn {
      guard let level = FailOn(failOn) else {
        throw Failure("unknown level '\(failOn)' in --fail-on: use error, warning, info or never")
      }
      configuration.failOn = level
    }
    try applySeverities(to: &configuration)
  }

  private func applySeverities(to configuration: inout Configuration) throws {
    let ids = allRules.map { $0.meta.id } + RuleMeta.directiveRules.map(\.id)
    for setting in severity {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let level = Severity(rawValue: parts[1]) else {
        throw Failure("'\(setting)' in --severity is not RULE=LEVEL with the level error, warning or info")
      }
      guard ids.contains(parts[0]) else {
        let hint = Nearest.match(parts[0], in: ids).map { ": did you mean '\($0)'?" } ?? ""
        throw Failure("unknown rule '\(parts[0])' in --severity\(hint) (`mapvet rules` lists them)")
      }
      configuration.rules[parts[0], default: Configuration.RuleSetting()].severity = level
    }
  }

  private static func names(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",").map(String.init) }
  }
}
