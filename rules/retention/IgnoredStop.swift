import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A send in a loop that ends when something else is received, and that does not wait for this: all who receive may turn to
/// something else, and then it waits for ever.
extension GoroutineWithoutExit {
  func checkSend(_ send: Node, _ pass: Pass) {
    guard send.role != .comm, let channel = send.child(.channel)?.unparenthesized, channel.kind == .selectorExpr,
      let select = Self.select(around: send), select.enclosingLoop != nil, !pass.isInTest(send),
      let stop = stop(of: select, beside: send, pass), let selection = pass.unit.selection(of: channel),
      selection.kind == .field, !selection.object.isExported, selection.object.package == pass.unit.package,
      let receive = receiveThatMayStop(selection.object, pass)
    else { return }
    pass.report(
      Self.self, .ignoredStop(selection.object.name.string), at: send, confidence: .low,
      related: [(.stops, stop), (.mayTurn, receive)])
  }

  /// The select in the body of one of whose clauses a statement stands, in the same function.
  private static func select(around statement: Node) -> Node? {
    for outer in statement.ancestors {
      switch outer.kind {
      case .commClause: return outer.ancestors.first { $0.kind == .selectStmt }
      case .funcDecl, .funcLit, .forStmt, .rangeStmt: return nil
      default: break
      }
    }
    return nil
  }

  /// The clause of a select that receives an empty value, or that a channel is closed, and leaves the loop.
  private func stop(of select: Node, beside send: Node, _ pass: Pass) -> Node? {
    select.child(.body)?.children.first { clause in
      guard clause.kind == .commClause, !clause.contains(send), let communication = clause.child(.comm),
        let receive = ([communication] + Array(communication.descendants)).first(where: {
          $0.kind == .unaryExpr && $0.token == .arrow
        }), let channel = receive.child(.x), let last = Array(clause.children(.stmt)).last
      else { return false }
      let element = pass.unit.type(of: channel).underlying.elem.underlying
      guard element.kind == .struct, element.size(pass.sizes) == 0 else { return false }
      return last.kind == .returnStmt
        || last.kind == .branchStmt && last.child(.label) != nil && last.token == .break
    }
  }

  /// One of the receives of a channel field that is made without room, if all of them stand in a select with another case and
  /// the channel goes nowhere else.
  private func receiveThatMayStop(_ field: Object, _ pass: Pass) -> Node? {
    var found: Node?
    var isMade = false
    for name in pass.unit.references(to: field) where !pass.isInTest(name) {
      if name.role == .name { continue }
      if name.role == .key, let value = name.parent?.child(.value)?.unparenthesized {
        guard pass.unit.builtin(value) == .make, !Self.isBuffered(value, pass) else { return nil }
        isMade = true
        continue
      }
      guard name.role == .sel, let place = name.parent?.withParentheses, let parent = place.parent else { return nil }
      switch (parent.kind, place.role) {
      case (.sendStmt, .channel): continue
      case (.unaryExpr, .x) where parent.token == .arrow:
        guard let clause = parent.ancestors.first(where: { $0.kind == .commClause || $0.kind == .blockStmt }),
          clause.kind == .commClause, clause.child(.comm)?.contains(parent) == true,
          clause.parent.map({ $0.children.filter { $0.kind == .commClause }.count > 1 }) == true
        else { return nil }
        found = found ?? parent
      case (.assignStmt, .lhs):
        guard let value = place.valueOfTarget?.unparenthesized, pass.unit.builtin(value) == .make,
          !Self.isBuffered(value, pass)
        else { return nil }
        isMade = true
      default: return nil
      }
    }
    return isMade ? found : nil
  }
}
