import GoSyntax
import GoTypes

/// Whether slices have room behind their elements.
extension Unit {
  /// What gave a local slice more capacity than elements before a node, if nothing since took it away; nil also where it is
  /// not known. `uses` are all uses of the variable in its function.
  package func room(of variable: Object, _ uses: [Node], before node: Node) -> Node? {
    var found: Node?
    for use in uses {
      switch self.use(of: use) {
      case .addressed: return nil
      case .declared, .assigned:
        guard use.start < node.start || node.enclosingLoop.map({ $0.contains(use) }) ?? false else { continue }
        guard use.parent?.kind == .assignStmt || use.parent?.kind == .valueSpec else { return nil }
        guard let value = use.withParentheses.valueOfTarget?.unparenthesized else {
          // `var s []T`: nothing yet.
          if use.parent?.kind == .valueSpec, use.parent?.child(.value) == nil { continue }
          return nil
        }
        guard let isRoom = givesRoom(value) else { return nil }
        if isRoom { found = value } else { found = nil }
      default: continue
      }
    }
    return found
  }

  /// Whether a value has room behind its elements, perhaps; nil where nothing is known of it.
  package func givesRoom(_ value: Node) -> Bool? {
    switch value.kind {
    case .callExpr:
      switch builtin(value) {
      case .make:
        let arguments = Array(value.children(.arg))
        guard arguments.count == 3 else { return false }
        guard let length = integer(arguments[1]), let capacity = integer(arguments[2]) else {
          return !isSame(arguments[1], arguments[2])
        }
        return capacity > length
      case .append: return true
      default: return nil
      }
    case .compositeLit: return false
    case .sliceExpr:
      // `s[:n]` leaves what follows; `s[:n:n]` does not.
      if value.child(.max) != nil { return false }
      guard let high = value.child(.high) else { return nil }
      if let operand = value.child(.x), high.kind == .callExpr, builtin(high) == .len,
        let counted = high.child(.arg), isSame(operand, counted)
      {
        return nil
      }
      return true
    default: return isNil(value) ? false : nil
    }
  }
}
