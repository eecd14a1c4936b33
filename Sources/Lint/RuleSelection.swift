/// Which rules run, from what the user asked for.
package struct RuleSelection: Sendable {
  /// `--select`: ids, groups or `all`; empty for the default set.
  package var select: [String] = []
  /// `--ignore`: ids or groups.
  package var ignore: [String] = []
  /// `--preview`: rules that have not proved themselves yet take part.
  package var preview = false

  package init() {}

  package struct UnknownName: Error, CustomStringConvertible {
    package let name: String
    package let option: String
    package let suggestion: String?

    package var description: String {
      let hint = suggestion.map { ": did you mean '\($0)'?" } ?? ""
      return "unknown rule or group '\(name)' in \(option)\(hint) (`mapvet rules` lists them)"
    }
  }

  /// What a selection comes to.
  package struct Resolved: Sendable {
    package var rules: [any Rule.Type]
    /// The findings about directives that are wanted.
    package var directiveRules: Set<String>

    /// No rules: for runs that only gather.
    package static let none = Resolved(rules: [], directiveRules: [])
  }

  /// The rules that run, in the order of `all`.
  ///
  /// The default set is what is stable and on by default; `preview` adds what is not yet stable and on by default. An id runs
  /// its rule whatever its stage. A group or `all` takes off-by-default rules too, preview ones only with `preview`.
  package func resolve(_ all: [any Rule.Type]) throws(UnknownName) -> Resolved {
    let directives = RuleMeta.directiveRules
    let metas = all.map { $0.meta } + directives
    let ids = metas.map { $0.id }
    let groups = Group.allCases.map(\.rawValue)
    for (names, option) in [(select, "--select"), (ignore, "--ignore")] {
      for name in names where !ids.contains(name) && !groups.contains(name) && name != "all" {
        throw UnknownName(name: name, option: option, suggestion: Nearest.match(name, in: ids + groups))
      }
    }
    let chosen = self.ids(of: metas)
    return Resolved(
      rules: all.filter { rule in chosen.contains(rule.meta.id) },
      directiveRules: Set(directives.map { $0.id }.filter { chosen.contains($0) }))
  }

  /// The ids of those that run, where every name is known.
  func ids(of metas: [RuleMeta]) -> Set<String> {
    Set(metas.filter { isSelected($0) && !Self.names(ignore, $0) }.map(\.id))
  }

  /// Whether some of the names mean a rule.
  static func names(_ names: [String], _ meta: RuleMeta) -> Bool {
    names.contains { $0 == meta.id || $0 == meta.group.rawValue || $0 == "all" }
  }

  private func isSelected(_ meta: RuleMeta) -> Bool {
    let mayRun = meta.stage.isStable || preview
    if select.isEmpty { return mayRun && meta.isOnByDefault }
    if select.contains(meta.id) { return true }
    return mayRun && (select.contains("all") || select.contains(meta.group.rawValue))
  }
}
