import ArgumentParser
import Lint
import Reports
import Rules

/// Says all there is to say about a rule.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a rule: what is wrong, why, an example, the mend, measured figures, limits."
  )

  @Argument(help: "The rule's id, as in `mapvet rules`.")
  var rule: String

  func run() throws {
    let metas = allRules.map { $0.meta } + RuleMeta.directiveRules
    guard let meta = metas.first(where: { $0.id == rule }) else {
      let hint = Nearest.match(rule, in: metas.map { $0.id }).map { ": did you mean '\($0)'?" } ?? ""
      throw Failure("unknown rule '\(rule)'\(hint) (`mapvet rules` lists them)")
    }
    Console.write(RuleText.plain(meta, width: min(100, Console.width)))
  }
}
