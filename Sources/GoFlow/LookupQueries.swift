import GoSyntax
import GoTypes

/// What the lookups of a key say of it where its entry is written, in one turn of the innermost loop.
package enum KeyPresence {
  /// A lookup found nothing: the write adds the key.
  case missing
  /// A lookup found the key: the write replaces its value.
  case present
  /// Its value was read before, whether it is there or not.
  case read
  /// No lookup, or one that the way here does not depend on.
  case unasked
}

extension Unit {
  /// What the lookups of an entry `m[k]` before a statement that writes it say of the key.
  package func presence(of entry: Node, at statement: Node) -> KeyPresence {
    var inner = statement
    for outer in statement.ancestors {
      if outer.kind == .ifStmt, inner.role == .body || inner.role == .otherwise, let condition = outer.child(.cond),
        let isHit = isHit(entry, condition, isTrue: inner.role == .body)
      {
        return isHit ? .present : .missing
      }
      if outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause {
        // `if ok { continue }` before it.
        for earlier in outer.children(.stmt) where earlier.start < inner.start {
          guard earlier.kind == .ifStmt, earlier.child(.otherwise) == nil, let condition = earlier.child(.cond),
            let body = earlier.child(.body), leavesBlock(body),
            let isHit = isHit(entry, condition, isTrue: false)
          else { continue }
          return isHit ? .present : .missing
        }
      }
      if outer.isLoop || outer.kind == .funcDecl || outer.kind == .funcLit {
        return isRead(entry, before: statement.end, in: outer) ? .read : .unasked
      }
      inner = outer
    }
    return .unasked
  }

  /// Whether a block ends with a statement that leaves it for elsewhere: `return`, `continue`, `break`, `goto`, `panic(…)`.
  func leavesBlock(_ block: Node) -> Bool {
    guard let last = Array(block.children(.stmt)).last else { return false }
    switch last.kind {
    case .returnStmt: return true
    case .branchStmt: return last.token != .fallthrough
    case .exprStmt: return last.child(.x).map { builtin($0) == .panic } ?? false
    default: return false
    }
  }

  /// Whether a lookup of an entry found the key, if a condition came out as said; nil where the condition does not tell.
  private func isHit(_ entry: Node, _ condition: Node, isTrue: Bool) -> Bool? {
    isHit(entry, condition, isTrue: isTrue, depth: 0)
  }

  private func isHit(_ entry: Node, _ condition: Node, isTrue: Bool, depth: Int) -> Bool? {
    // Conditions of people have a few parts.
    if depth > 16 { return nil }
    let test = condition.unparenthesized
    switch (test.kind, test.token) {
    case (.unaryExpr, .not):
      return test.child(.x).flatMap { isHit(entry, $0, isTrue: !isTrue, depth: depth + 1) }
    case (.binaryExpr, .logicalAnd) where isTrue, (.binaryExpr, .logicalOr) where !isTrue:
      for part in [test.child(.x), test.child(.y)] {
        if let part, let known = isHit(entry, part, isTrue: isTrue, depth: depth + 1) { return known }
      }
      return nil
    case (.binaryExpr, .eql), (.binaryExpr, .neq):
      guard let x = test.child(.x), let y = test.child(.y), let value = isNil(y) ? x : isNil(x) ? y : nil,
        isSame(value, entry)
      else { return nil }
      return (test.token == .neq) == isTrue
    case (.indexExpr, _): return isSame(test, entry) ? isTrue : nil
    case (.ident, _): return isFoundFlag(test, of: entry) ? isTrue : nil
    default: return nil
    }
  }

  /// Whether an identifier is the `ok` of `v, ok := m[k]` and nothing else is ever assigned to it.
  private func isFoundFlag(_ name: Node, of entry: Node) -> Bool {
    guard let flag = variable(name), flag.isLocal, let declaration = flag.declaration,
      let assignment = declaration.parent, assignment.kind == .assignStmt, assignment.token == .define,
      let function = declaration.enclosingFunction, function == name.enclosingFunction
    else { return false }
    let targets = Array(assignment.children(.lhs))
    let values = Array(assignment.children(.rhs))
    guard targets.count == 2, targets[1] == declaration, values.count == 1, isSame(values[0], entry),
      let uses = uses(of: flag, in: function)
    else { return false }
    return uses.allSatisfy { use in
      switch self.use(of: use) {
      case .assigned, .addressed: false
      default: true
      }
    }
  }

  /// Whether the value of an entry is read between the start of a loop or function and an offset: not by `_, ok := m[k]`.
  private func isRead(_ entry: Node, before end: UInt32, in outer: Node) -> Bool {
    outer.descendants.contains { node in
      guard node.kind == .indexExpr, node != entry, node.end <= end, isSame(node, entry), write(to: node) == nil else {
        return false
      }
      let value = node.withParentheses
      guard value.role == .rhs, let assignment = value.parent, assignment.kind == .assignStmt,
        Array(assignment.children(.lhs)).count == 2, let first = assignment.child(.lhs)
      else { return true }
      return first.kind != .ident || first.name != Self.blankName
    }
  }

  private static let blankName = Name.of("_")
}
