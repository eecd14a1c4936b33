import GoSyntax
import GoTypes

/// What of what entry points start may run at the same time. All of it errs on the side of order: what may be a join is taken
/// for one.
package struct EntryPointOrder {
  private let flow: PackageFlow
  private let unit: Unit
  private let calls: CallHints

  package init(_ flow: PackageFlow) {
    self.flow = flow
    unit = flow.unit
    calls = CallHints(flow)
  }

  private func started(by entry: EntryPoint) -> Node { flow.callGraph[entry.function].node }

  /// Whether several goroutines of one start use one and the same map.
  package func runsBesideItself(_ entry: EntryPoint, _ place: AccessPath) -> Bool {
    guard let declaration = place.root.declaration else { return false }
    switch entry.kind {
    case .handler, .service: return true
    case .goroutine, .group, .actor: break
    default: return false
    }
    if isLimitedToOne(entry) { return false }
    for loop in entry.start.enclosingLoops {
      if loop.contains(declaration) { return false }
      if case .atMost(let turns) = unit.count(loop), turns <= 1 { continue }
      guard let body = loop.child(.body), !leaves(loop, after: entry.start), !isStartedOnce(entry.start, in: loop),
        !mayJoin(body, entry), !isReplaced(place, in: loop)
      else { continue }
      return true
    }
    return false
  }

  /// Whether the group that starts a goroutine lets only one run at a time.
  package func isLimitedToOne(_ entry: EntryPoint) -> Bool { limit(of: entry).map { $0 <= 1 } ?? false }

  /// The limit set on the errgroup that starts the goroutine.
  private func limit(of entry: EntryPoint) -> Int64? {
    guard entry.kind == .group, let group = entry.start.child(.fun)?.unparenthesized.child(.x),
      let variable = unit.variable(group), let function = variable.declaration?.enclosingFunction,
      let uses = unit.uses(of: variable, in: function)
    else { return nil }
    for use in uses {
      guard case .selected(let selector) = unit.use(of: use), selector.child(.sel)?.textString == "SetLimit",
        let argument = selector.withParentheses.parent?.child(.arg)
      else { continue }
      return unit.integer(argument)
    }
    return nil
  }

  /// Whether the loop is left on the way on from a start: a `return` or `break` follows in a block around it.
  private func leaves(_ loop: Node, after start: Node) -> Bool {
    var inner = start
    for outer in start.ancestors {
      if outer == loop { return false }
      if outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause {
        for statement in outer.children where statement.id > inner.id {
          if statement.kind == .returnStmt { return true }
          if statement.kind == .branchStmt, statement.token != .continue { return true }
        }
      }
      inner = outer
    }
    return false
  }

  /// `if !started { started = true; go … }`, looked for around a start up to a loop or function.
  package func isStartedOnce(_ start: Node, in loop: Node) -> Bool {
    for outer in start.ancestors {
      if outer == loop { return false }
      guard outer.kind == .ifStmt, let test = outer.child(.cond) else { continue }
      let tested = [test] + Array(test.descendants)
      for node in outer.descendants where node.kind == .ident {
        guard let object = unit.object(of: node), object.kind == .variable else { continue }
        let expression = node.role == .sel ? node.parent ?? node : node
        guard assigns(expression) else { continue }
        if tested.contains(where: { $0.kind == .ident && $0.name == node.name && unit.object(of: $0) == object }) {
          return true
        }
      }
    }
    return false
  }

  /// Whether an expression, or an element or a field of it, is assigned to.
  private func assigns(_ expression: Node) -> Bool {
    switch unit.use(of: expression) {
    case .assigned: true
    case .indexed(let outer), .selected(let outer): assigns(outer)
    default: false
    }
  }

  /// Whether the map itself, or a variable or field on the way to it, may be another one by the next turn.
  private func isReplaced(_ place: AccessPath, in loop: Node) -> Bool {
    let parts = [place.root] + place.fields
    return loop.descendants.contains { node in
      guard node.kind == .ident, parts.contains(where: { $0.name == node.name }), let object = unit.object(of: node),
        parts.contains(object)
      else { return false }
      if object == parts.last, case .replace = unit.mapUse(of: node) { return true }
      return object != parts.last && unit.write(to: node.role == .sel ? node.parent ?? node : node) != nil
    }
  }

  /// Whether two goroutines that one function starts may run at the same time.
  package func areBothAlive(_ first: EntryPoint, _ second: EntryPoint, _ place: AccessPath) -> Bool {
    guard first.kind == .goroutine || first.kind == .group, second.kind == .goroutine || second.kind == .group,
      let function = first.start.enclosingFunction, function == second.start.enclosingFunction,
      !areExclusive(first.start, second.start), !isReplaced(place, in: function),
      !isLimitedToOne(first), !isLimitedToOne(second)
    else { return false }
    return !mayJoin(function, from: first.start.end, to: second.start.start, strictly: true)
  }

  /// Whether a use in the function that starts a goroutine comes after the start, with no join between.
  package func follows(_ node: Node, in home: Node, _ entry: EntryPoint, _ place: AccessPath) -> Bool {
    guard entry.kind == .goroutine || entry.kind == .group, let function = entry.start.enclosingFunction,
      function == home, node.start > entry.start.end, !entry.start.contains(node),
      !areExclusive(entry.start, node), !isReplaced(place, in: function)
    else { return false }
    if isLimitedToOne(entry) { return false }
    return !mayJoin(function, from: entry.start.end, to: node.start, strictly: true)
  }

  /// Whether two nodes of a function lie on different branches, or the first is followed by a way out of its block.
  private func areExclusive(_ first: Node, _ second: Node) -> Bool {
    var inner = first
    for outer in first.ancestors {
      if outer.contains(second) {
        if outer.kind == .ifStmt { return inner.role == .body || inner.role == .otherwise }
        return inner.kind == .caseClause || inner.kind == .commClause
      }
      if outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause {
        for statement in outer.children where statement.id > inner.id {
          if statement.kind == .returnStmt || statement.kind == .branchStmt { return true }
          if statement.kind == .exprStmt, let call = statement.child(.x), call.kind == .callExpr,
            unit.builtin(call) == .panic
              || calls.name(call).map({ Words($0).contains(["fatal", "exit"]) }) ?? false
          {
            return true
          }
        }
      }
      inner = outer
    }
    return false
  }

  /// Whether a turn of a loop may wait for the goroutine it starts.
  private func mayJoin(_ body: Node, _ entry: EntryPoint) -> Bool {
    let signals = started(by: entry).descendants.contains { node in
      node.kind == .sendStmt || (node.kind == .callExpr && (unit.builtin(node) == .close || calls.isCallOfValue(node)))
    }
    return mayJoin(body, from: body.start, to: body.end, strictly: signals)
  }

  /// Whether the source between two offsets, function literals left out, may wait for another goroutine. A receive counts
  /// only if `strictly`; a token put into a channel or taken from it always does.
  private func mayJoin(_ scope: Node, from start: UInt32, to end: UInt32, strictly: Bool) -> Bool {
    var skipped: UInt32 = 0
    for node in scope.descendants where node.id >= skipped && node.start >= start && node.end <= end {
      switch node.kind {
      case .funcLit, .goStmt: skipped = node.subtreeEnd
      case .unaryExpr where node.token == .arrow:
        if strictly || calls.isTokenReceive(node) { return true }
      case .selectStmt: if strictly { return true }
      case .sendStmt:
        guard let channel = node.child(.channel) else { return true }
        if calls.isToken(channel) || strictly && !calls.isWide(channel) { return true }
      case .rangeStmt:
        let type = node.child(.x).map { unit.type(of: $0).underlying } ?? .unknown
        if strictly && (type.kind == .chan || type.isUnknown || type.kind == .signature) { return true }
      case .callExpr: if isJoin(node, strictly: strictly) { return true }
      default: break
      }
    }
    return false
  }

  /// Whether a call may wait: by the words of its name, by what is handed to it, or by the body of a function of the package.
  private func isJoin(_ call: Node, strictly: Bool) -> Bool {
    if unit.builtin(call) != nil || unit.isConversion(call) { return false }
    guard let name = calls.name(call) else { return true }
    let words = Words(name)
    if words.contains(["wait", "join", "barrier", "acquire", "lock", "rlock", "eventually", "until"]) { return true }
    if let declaration = calls.declaration(call), waits(declaration, depth: 0) { return true }
    if !strictly { return false }
    if calls.isCallOfValue(call) { return true }
    if words.contains([
      "close", "stop", "shutdown", "run", "sleep", "flush", "drain", "sync", "finish", "serve", "done",
    ]) {
      return true
    }
    return call.children(.arg).contains { argument in
      let type = unit.type(of: argument).underlying
      switch type.kind {
      case .chan, .signature: return true
      case .pointer: return type.elem.isNamed("sync", .of("WaitGroup")) || type.elem.isNamed("sync", .of("Cond"))
      default: return argument.unparenthesized.kind == .funcLit
      }
    }
  }

  /// Whether a function of the package waits for something, or calls one that does.
  private func waits(_ declaration: Node, depth: Int) -> Bool {
    guard depth < 3, let body = declaration.child(.body) else { return depth >= 3 }
    return body.descendants.contains { node in
      switch node.kind {
      case .selectStmt: return true
      case .unaryExpr: return node.token == .arrow
      case .callExpr:
        guard let name = calls.name(node) else { return false }
        if Words(name).contains(["wait", "barrier"]) { return true }
        guard let next = calls.declaration(node), next != declaration else { return false }
        return depth < 2 && waits(next, depth: depth + 1)
      default: return false
      }
    }
  }
}
