import GoFlow
import GoSyntax
import GoTypes

extension Unit {
  /// Where a function made the map that a statement in a loop of it fills: the declaration of a local variable, or `x.m = make(…)`
  /// right before the loop.
  func making(of map: Node, filledBy store: Node) -> Node? {
    if let variable = variable(map) {
      guard variable.isLocal, !variable.isParameter, let declaration = variable.declaration,
        declaration.enclosingFunction == store.enclosingFunction,
        let made = declaration.valueOfTarget?.unparenthesized, isEmptyMap(made)
      else { return nil }
      return declaration
    }
    guard let loop = store.enclosingLoop, path(map) != nil, let block = loop.parent, block.kind == .blockStmt
    else { return nil }
    for statement in Array(block.children(.stmt)).reversed() where statement.start < loop.start {
      guard statement.kind == .assignStmt, statement.token == .assign,
        let target = statement.children(.lhs).first(where: { isSame($0, map) }),
        let made = target.valueOfTarget?.unparenthesized, isEmptyMap(made)
      else { continue }
      let isMadeAnew = loop.descendants.contains { $0.role == .lhs && isSame($0, map) }
      return isMadeAnew || mayChange(map, from: statement.end, to: loop.end, in: loop) ? nil : target
    }
    return nil
  }

  private func isEmptyMap(_ value: Node) -> Bool {
    switch value.kind {
    case .callExpr: builtin(value) == .make
    case .compositeLit: value.child(.elt) == nil
    default: false
    }
  }
}
