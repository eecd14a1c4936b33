import GoSyntax
import GoTypes

/// A check over the syntax, types and packages of one unit. Rules hold no state and never steer the walk.
package protocol Rule: Sendable {
  /// What the rule is: the source of `explain`, the docs and part of the tests.
  static var meta: RuleMeta { get }

  /// The kinds of node `check` is called for.
  static var visits: [Kind] { get }

  /// Whether `checkPackage` is called.
  static var visitsPackage: Bool { get }

  /// Whether what other packages of the run do matters to the rule.
  static var asksOthers: Bool { get }

  init()

  /// Looks at one node. Called for all nodes of the kinds in `visits`, file by file, in pre-order.
  func check(_ node: Node, in pass: Pass)

  /// Looks at the whole unit, once, after its nodes: for judgements that need every file of the package.
  func checkPackage(in pass: Pass)
}

extension Rule {
  package static var visits: [Kind] { [] }
  package static var visitsPackage: Bool { false }
  package static var asksOthers: Bool { false }
  package func check(_ node: Node, in pass: Pass) {}
  package func checkPackage(in pass: Pass) {}
}

/// The text of a finding or of a related place. Rules make theirs in private typed functions, so that every wording stands in
/// one place.
package struct Message: Hashable, Sendable, ExpressibleByStringInterpolation {
  package let text: String

  package init(stringLiteral text: String) { self.text = text }
}

/// Which rules listen to which kinds of node: a walk looks a node's kind up and calls only those.
package struct RuleTable: Sendable {
  package let rules: [any Rule.Type]
  /// Indices into `rules` by kind.
  private let listeners: [[Int]]
  private let instances: [any Rule]

  package init(_ rules: [any Rule.Type]) {
    self.rules = rules
    instances = rules.map { $0.init() }
    var listeners = [[Int]](repeating: [], count: Kind.allCases.count)
    for (index, rule) in rules.enumerated() {
      for kind in rule.visits { listeners[Int(kind.rawValue)].append(index) }
    }
    self.listeners = listeners
  }

  /// The rules in parts that ask for different things, so that threads can share the work on one unit: those about nil maps
  /// are alone in following maps through functions, and ask for no locks and no census.
  package var parts: [RuleTable] {
    let isApart = { (rule: any Rule.Type) in rule.meta.group == .nilness && !(rule is any FactRule.Type) }
    return [RuleTable(rules.filter { !isApart($0) }), RuleTable(rules.filter(isApart))].filter { !$0.rules.isEmpty }
  }

  /// Runs all rules over the unit of a pass: one walk of each reported file, then the package checks.
  package func run(_ pass: Pass) {
    let hears = listeners.map { !$0.isEmpty }
    for file in pass.reportedFiles {
      for node in file.root.descendants where hears[Int(node.kind.rawValue)] {
        for index in listeners[Int(node.kind.rawValue)] { instances[index].check(node, in: pass) }
      }
    }
    for (index, rule) in rules.enumerated() where rule.visitsPackage { instances[index].checkPackage(in: pass) }
  }
}
