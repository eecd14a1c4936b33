import GoSyntax

// What flow, census and rules ask about syntax. Nothing here guesses: where an answer cannot be had, the result is
// the one that keeps a rule silent, as its comment says.

extension Node {
  /// The expression inside any parentheses.
  package var unparenthesized: Node {
    var node = self
    while node.kind == .parenExpr, let inner = node.child(.x) { node = inner }
    return node
  }

  /// The outermost parentheses right around this expression, or the expression itself.
  package var withParentheses: Node {
    var node = self
    while let parent = node.parent, parent.kind == .parenExpr { node = parent }
    return node
  }

  package var isLoop: Bool { kind == .forStmt || kind == .rangeStmt }

  package var isStatement: Bool { kind.rawValue >= Kind.badStmt.rawValue && kind != .caseClause && kind != .commClause }

  /// The innermost function declaration or literal around the node, the node itself left out.
  package var enclosingFunction: Node? { ancestors.first { $0.kind == .funcDecl || $0.kind == .funcLit } }

  /// The innermost statement that is or contains the node.
  package var enclosingStatement: Node? { isStatement ? self : ancestors.first { $0.isStatement } }

  /// The loops of the same function that may run the node again, innermost first: those whose body it is in, or whose
  /// condition or post statement.
  package var enclosingLoops: [Node] {
    var loops: [Node] = []
    var inner = self
    for node in ancestors {
      if node.kind == .funcDecl || node.kind == .funcLit { break }
      if node.kind == .rangeStmt, inner.role == .body { loops.append(node) }
      if node.kind == .forStmt, inner.role != .initial { loops.append(node) }
      inner = node
    }
    return loops
  }

  /// The innermost loop of the same function that may run the node again.
  package var enclosingLoop: Node? { enclosingLoops.first }

  /// Whether a function literal lies between the node and `outer`, which contains it: the node may run at another time.
  package func isInFunctionLiteral(within outer: Node) -> Bool {
    for node in ancestors {
      if node.id <= outer.id { return false }
      if node.kind == .funcLit { return true }
    }
    return false
  }

  /// The `if`, `switch`, `select` and inner loops between the node and `outer`, innermost first: what decides whether the
  /// node runs once `outer` does. Where it stands in the condition itself does not count.
  package func conditions(within outer: Node) -> [Node] {
    var found: [Node] = []
    var inner = self
    for node in ancestors {
      if node.id <= outer.id { break }
      switch node.kind {
      case .ifStmt where inner.role == .body || inner.role == .otherwise: found.append(node)
      case .caseClause, .commClause: found.append(node)
      case .forStmt where inner.role == .body || inner.role == .post: found.append(node)
      case .rangeStmt where inner.role == .body: found.append(node)
      case .binaryExpr where inner.role == .y && (node.token == .logicalAnd || node.token == .logicalOr):
        found.append(node)
      default: break
      }
      inner = node
    }
    return found
  }

  /// The value at the same position as this target in `a, b := x, y` or `var a, b = x, y`; nil where the counts differ, as
  /// with the results of one call.
  package var valueOfTarget: Node? {
    guard let parent else { return nil }
    switch (parent.kind, role) {
    case (.assignStmt, .lhs): return parent.partner(of: self, from: .lhs, in: .rhs)
    case (.valueSpec, .name): return parent.partner(of: self, from: .name, in: .value)
    default: return nil
    }
  }

  private func partner(of node: Node, from: Role, in other: Role) -> Node? {
    let targets = Array(children(from))
    let values = Array(children(other))
    guard targets.count == values.count, let index = targets.firstIndex(of: node) else { return nil }
    return values[index]
  }
}
