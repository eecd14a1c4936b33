import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A send in a loop that ends when something else is received, and that does not wait for this: all who receive may turn to
/// something else, and then it waits for ever. Or one that a goroutine was started for, where all who receive turn away once
/// something is done, and never come back.
extension GoroutineWithoutExit {
  func checkSend(_ send: Node, _ pass: Pass) {
    guard send.role != .comm, let channel = send.child(.channel)?.unparenthesized, channel.kind == .selectorExpr,
      !pass.isInTest(send)
    else { return }
    let select = Self.select(around: send)
    let stop = select?.enclosingLoop == nil ? nil : select.flatMap { self.stop(of: $0, beside: send, pass) }
    guard stop != nil || isFirstOfGoroutine(send), let selection = pass.unit.selection(of: channel),
      selection.kind == .field, !selection.object.isExported, selection.object.package == pass.unit.package
    else { return }
    let name = selection.object.name.string
    if let stop {
      guard let receive = receiveThatMayStop(selection.object, send, pass) else { return }
      pass.report(
        Self.self, .ignoredStop(name), at: send, confidence: .low, related: [(.stops, stop), (.mayTurn, receive)])
    } else if let receive = receiveThatMayStop(selection.object, send, pass, if: { turnsAwayForGood($0, pass) }) {
      pass.report(Self.self, .turnsAway(name), at: send, confidence: .low, related: [(.turns, receive)])
    }
  }

  /// Whether a send stands alone in a function literal that a `go` statement starts, outside loops and branches.
  private func isFirstOfGoroutine(_ send: Node) -> Bool {
    guard let literal = send.enclosingFunction, literal.kind == .funcLit, send.parent == literal.child(.body),
      let call = literal.withParentheses.parent, call.kind == .callExpr, literal.withParentheses.role == .fun
    else { return false }
    return call.parent?.kind == .goStmt
  }

  /// Whether another case of a select outside loops, once it was taken, is taken ever after: it returns when a context or a channel
  /// is done that a field holds.
  private func turnsAwayForGood(_ receive: Node, _ pass: Pass) -> Bool {
    guard let select = receive.ancestors.first(where: { $0.kind == .selectStmt }), select.enclosingLoop == nil else {
      return false
    }
    return select.child(.body)?.children.contains { clause in
      guard clause.kind == .commClause, !clause.contains(receive), let communication = clause.child(.comm),
        let other = ([communication] + Array(communication.descendants)).first(where: {
          $0.kind == .unaryExpr && $0.token == .arrow
        }), var place = other.child(.x)?.unparenthesized, Array(clause.children(.stmt)).last?.kind == .returnStmt
      else { return false }
      let element = pass.unit.type(of: place).underlying.elem.underlying
      guard element.kind == .struct, element.size(pass.sizes) == 0 else { return false }
      if place.kind == .callExpr {
        guard let method = place.child(.fun)?.unparenthesized, method.kind == .selectorExpr,
          let context = method.child(.x)?.unparenthesized,
          pass.unit.type(of: context).isNamed("context", .of("Context"))
        else { return false }
        place = context
      }
      return place.kind == .selectorExpr && pass.unit.selection(of: place)?.kind == .field
    } ?? false
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
  private func receiveThatMayStop(
    _ field: Object, _ send: Node, _ pass: Pass, if mayStop: (Node) -> Bool = { _ in true }
  ) -> Node? {
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
      // A close that comes after the send, by the same goroutine, is no way out of it.
      case (.callExpr, .arg)
      where pass.unit.builtin(parent) == .close && parent.enclosingFunction == send.enclosingFunction
        && parent.start > send.end && send.enclosingLoop == nil:
        continue
      case (.unaryExpr, .x) where parent.token == .arrow:
        guard let clause = parent.ancestors.first(where: { $0.kind == .commClause || $0.kind == .blockStmt }),
          clause.kind == .commClause, clause.child(.comm)?.contains(parent) == true,
          clause.parent.map({ $0.children.filter { $0.kind == .commClause }.count > 1 }) == true, mayStop(parent)
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
