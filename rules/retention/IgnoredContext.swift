import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A goroutine that sends again and again to a channel that its function returns, or hands to others for receiving alone, and
/// that does not wait for the context which the function was given: a reader that stops with the context leaves it waiting.
extension GoroutineWithoutExit {
  func ignoredContext(_ channel: Object, _ home: Node, room: Int64?, _ pass: Pass) -> (
    send: Node, start: Node, leaves: Node
  )? {
    guard room != nil, let names = pass.unit.uses(of: channel, in: home) else { return nil }
    var leaves: Node?
    var stuck: (send: Node, start: Node)?
    for name in names where name != channel.declaration {
      let value = name.withParentheses
      guard let parent = value.parent, let function = name.enclosingFunction else { return nil }
      switch (parent.kind, value.role) {
      case (.sendStmt, .channel):
        guard stuck == nil, let start = Self.start(of: function, in: home), parent.enclosingLoop != nil, isAlone(parent)
        else { continue }
        stuck = (parent, start)
      case (.unaryExpr, .x), (.rangeStmt, .x):
        // Who reads is here: other judgements look at that.
        return nil
      case (.returnStmt, _) where function == home: leaves = parent
      case (.callExpr, .arg) where function == home && isForReceiving(value, parent, pass): leaves = parent
      default: break
      }
    }
    guard let stuck, let leaves, hasContext(home, pass) else { return nil }
    return (stuck.send, stuck.start, leaves)
  }

  /// The `go` statement of a function literal that stands in a function.
  private static func start(of literal: Node, in home: Node) -> Node? {
    let value = literal.withParentheses
    guard literal.kind == .funcLit, value.role == .fun, let statement = value.parent?.parent, statement.kind == .goStmt,
      statement.enclosingFunction == home
    else { return nil }
    return statement
  }

  /// Whether nothing else can end the wait of a send.
  private func isAlone(_ send: Node) -> Bool {
    guard let clause = send.parent, clause.kind == .commClause, send.role == .comm else { return true }
    return clause.parent.map { $0.children.filter { $0.kind == .commClause }.count == 1 } ?? true
  }

  /// Whether a call hands a channel on as one that is only received from: `out.Show((<-chan T)(c))`.
  private func isForReceiving(_ channel: Node, _ call: Node, _ pass: Pass) -> Bool {
    guard pass.unit.isConversion(call), pass.unit.type(of: call).underlying.direction == .receiveOnly else {
      return false
    }
    let value = call.withParentheses
    return value.role == .arg && value.parent?.kind == .callExpr
  }

  /// Whether a function is given a context: by a parameter of its own or of the function around it, or by one that has a context,
  /// as a request does, and is asked for it.
  private func hasContext(_ function: Node, _ pass: Pass) -> Bool {
    for outer in [function] + Array(function.ancestors) where outer.kind == .funcDecl || outer.kind == .funcLit {
      for field in outer.child(.type)?.child(.params)?.children(.field) ?? outer.children(.field) {
        guard let type = field.child(.type), let name = field.child(.name), name.textString != "_" else { continue }
        if isContext(pass.unit.type(of: type)) { return true }
      }
    }
    return function.descendants.contains { call in
      guard call.kind == .callExpr, call.child(.arg) == nil, let method = call.child(.fun)?.unparenthesized,
        method.kind == .selectorExpr, let owner = method.child(.x).flatMap(pass.unit.variable), owner.isParameter
      else { return false }
      return isContext(pass.unit.type(of: call))
    }
  }

  private func isContext(_ type: Type) -> Bool { type.isNamed("context", .of("Context")) }
}
