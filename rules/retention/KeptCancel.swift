import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A goroutine that waits for a context, or for something that lasts longer, and alone can cancel the context: when the function
/// that made it returns, nobody does, and the goroutine stays.
extension GoroutineWithoutExit {
  func checkStart(_ start: Node, _ pass: Pass) {
    guard let literal = start.child(.call)?.child(.fun)?.unparenthesized, literal.kind == .funcLit,
      !pass.isInTest(start), let home = start.enclosingFunction, start.enclosingLoop == nil, start.choices.isEmpty,
      let select = waits(literal), let (context, done) = context(select, home, pass), isEndedByOthers(select, done),
      let (cancel, made) = cancel(of: context, before: start, home, pass),
      isCalled(cancel, after: select, in: literal, home, pass), staysInside(context, after: made, literal, home, pass)
    else { return }
    pass.report(
      Self.self, .keptCancel(context.name.string, cancel.name.string), at: start, confidence: .low,
      related: [(.contextMade, made), (.waitsForContext, done)])
  }

  /// The select that a function literal waits in, outside loops and branches.
  private func waits(_ literal: Node) -> Node? {
    literal.child(.body)?.children.first { $0.kind == .selectStmt }
  }

  /// The local variable of the function around whose end a select waits for, and the clause.
  private func context(_ select: Node, _ home: Node, _ pass: Pass) -> (Object, done: Node)? {
    for clause in clauses(of: select) {
      guard let receive = received(clause), receive.kind == .callExpr,
        let method = receive.child(.fun)?.unparenthesized, method.kind == .selectorExpr,
        method.child(.sel)?.name == Self.done, let context = method.child(.x).flatMap(pass.unit.variable),
        context.isLocal, context.function == home
      else { continue }
      return (context, clause)
    }
    return nil
  }

  private func clauses(of select: Node) -> [Node] {
    select.child(.body)?.children.filter { $0.kind == .commClause } ?? []
  }

  private static let done = Name.of("Done")
  private static let withCancel: Set<Name> = [.of("WithCancel"), .of("WithCancelCause")]

  /// What a clause of a select receives from.
  private func received(_ clause: Node) -> Node? {
    guard let communication = clause.child(.comm) else { return nil }
    return ([communication] + Array(communication.descendants)).first {
      $0.kind == .unaryExpr && $0.token == .arrow
    }?.child(.x)?.unparenthesized
  }

  /// Whether all other cases wait for what is no local variable, so that others must end them.
  private func isEndedByOthers(_ select: Node, _ done: Node) -> Bool {
    clauses(of: select).filter { $0 != done }.allSatisfy { clause in
      guard let channel = received(clause) else { return false }
      return channel.kind == .selectorExpr
        || channel.kind == .callExpr && channel.child(.fun)?.unparenthesized.child(.sel)?.name == Self.done
    }
  }

  /// The function that cancels a context, and the statement that makes both, before the goroutine starts: of `ctx, cancel :=
  /// context.WithCancel(parent)`.
  private func cancel(of context: Object, before start: Node, _ home: Node, _ pass: Pass) -> (Object, made: Node)? {
    var found: (Object, made: Node)?
    for name in pass.unit.uses(of: context, in: home) ?? [] where name.role == .lhs {
      guard found == nil, let statement = name.parent, statement.kind == .assignStmt, statement.end < start.start,
        statement.parent == start.parent, let call = statement.child(.rhs)?.unparenthesized, call.kind == .callExpr,
        let callee = pass.unit.callee(of: call), callee.package?.path == "context",
        Self.withCancel.contains(callee.name)
      else { return nil }
      let targets = Array(statement.children(.lhs))
      guard targets.count == 2, targets[0] == name, let cancel = pass.unit.variable(targets[1]),
        cancel.declaration == targets[1].unparenthesized
      else { return nil }
      found = (cancel, statement)
    }
    return found
  }

  /// Whether nothing but the goroutine, after its wait, has a use of the function.
  private func isCalled(_ cancel: Object, after select: Node, in literal: Node, _ home: Node, _ pass: Pass) -> Bool {
    guard let names = pass.unit.uses(of: cancel, in: home) else { return false }
    let uses = names.filter { $0 != cancel.declaration }
    return !uses.isEmpty && uses.allSatisfy { $0.start > select.start && literal.contains($0) }
  }

  /// Whether the context is done with when the function returns: it goes nowhere but into calls that are waited for, and these
  /// only look whether it is done, or the results have no room for it.
  private func staysInside(_ context: Object, after made: Node, _ literal: Node, _ home: Node, _ pass: Pass) -> Bool {
    guard let names = pass.unit.uses(of: context, in: home) else { return false }
    let holdsNothing = returnsNothingThatLives(home, pass)
    return names.allSatisfy { name in
      if name.start < made.end || literal.contains(name) { return true }
      guard name.enclosingFunction == home, let call = name.withParentheses.parent, call.kind == .callExpr,
        name.withParentheses.role == .arg, let outside = call.withParentheses.parent,
        outside.kind == .returnStmt || outside.kind == .exprStmt
      else { return false }
      return holdsNothing || looksOnly(call, at: name.withParentheses, pass)
    }
  }

  /// Whether no result of a function can hold the context: numbers, strings and errors.
  private func returnsNothingThatLives(_ home: Node, _ pass: Pass) -> Bool {
    guard let results = home.child(.type)?.child(.results) else { return true }
    return results.children(.field).allSatisfy { field in
      guard let type = field.child(.type).map({ pass.unit.type(of: $0) }) else { return false }
      return type.underlying.kind == .basic || type.isError
    }
  }

  private static let looks: Set<Name> = [done, .of("Err"), .of("Deadline"), .of("Value")]

  /// Whether a function of the unit does nothing with a context but call its methods, on the caller's goroutine.
  private func looksOnly(_ call: Node, at argument: Node, _ pass: Pass) -> Bool {
    guard let position = Array(call.children(.arg)).firstIndex(of: argument), let callee = pass.unit.callee(of: call),
      let function = pass.flow.function(of: callee)?.node
    else { return false }
    let names = function.child(.type)?.child(.params)?.children(.field).flatMap { Array($0.children(.name)) } ?? []
    guard names.indices.contains(position), let parameter = pass.unit.object(of: names[position]),
      let uses = pass.unit.uses(of: parameter, in: function)
    else { return false }
    return uses.allSatisfy { use in
      if use == parameter.declaration { return true }
      guard use.enclosingFunction == function, case .selected(let selector) = pass.unit.use(of: use) else {
        return false
      }
      return selector.child(.sel).map { Self.looks.contains($0.name) } ?? false && selector.withParentheses.role == .fun
    }
  }
}

extension Message {
  fileprivate static func keptCancel(_ context: String, _ cancel: String) -> Message {
    """
    this goroutine stays when the function returns: it alone cancels `\(context)`, after it has waited for it; defer \
    `\(cancel)()` in the function
    """
  }
  fileprivate static var contextMade: Message { "the context is made here" }
  fileprivate static var waitsForContext: Message { "it waits here" }
}
