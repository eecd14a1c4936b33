import GoSyntax

/// The labels of functions, apart from all other names: a label's scope is the body of the function it stands in, without
/// those of nested functions, and before its declaration too (Go spec, Label scopes).
struct LabelScopes {
  private struct Scope {
    var labels: [Name: (statement: Node, object: UInt32)] = [:]
    /// The labels that `break`, `continue` and `goto` name.
    var uses: [Node] = []
  }

  /// The bodies around the place that is looked at, outermost first.
  private var scopes: [Scope] = []

  mutating func open() { scopes.append(Scope()) }

  /// Takes a label's declaration. Of two with one name the first counts.
  mutating func declare(_ statement: Node, _ label: Node, make: () -> UInt32) {
    guard let last = scopes.indices.last, scopes[last].labels[label.name] == nil else { return }
    scopes[last].labels[label.name] = (statement, make())
  }

  mutating func use(_ label: Node) {
    guard let last = scopes.indices.last else { return }
    scopes[last].uses.append(label)
  }

  /// Ends a body: says of each use that is allowed what it means.
  mutating func close(_ record: (_ use: Node, _ object: UInt32) -> Void) {
    guard let scope = scopes.popLast() else { return }
    for use in scope.uses {
      guard let branch = use.parent, let label = scope.labels[use.name],
        Self.mayLead(branch, to: label.statement)
      else { continue }
      record(use, label.object)
    }
  }

  /// Whether the spec lets a statement lead to a labelled one: `break` and `continue` out of it, `goto` into no block.
  private static func mayLead(_ branch: Node, to labelled: Node) -> Bool {
    guard let statement = labelled.child(.stmt) else { return branch.token == .goto }
    switch branch.token {
    case .goto:
      // Labels of one statement; more than a few of them are taken for unknown.
      let block = labelled.ancestors.prefix(100).first { $0.kind != .labeledStmt }
      return block?.contains(branch) == true
    case .break:
      switch statement.kind {
      case .forStmt, .rangeStmt, .switchStmt, .typeSwitchStmt, .selectStmt: return statement.contains(branch)
      default: return false
      }
    case .continue:
      return (statement.kind == .forStmt || statement.kind == .rangeStmt) && statement.contains(branch)
    default: return false
    }
  }
}
