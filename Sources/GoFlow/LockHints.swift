import GoSyntax
import GoTypes

/// What may keep goroutines apart beside the locks of package sync: locks of other packages, tokens, atomic tests. All of it errs
/// on that side: what may be a lock by its name is taken for one.
package struct LockHints {
  private let flow: PackageFlow
  private let unit: Unit
  private let calls: CallHints

  package init(_ flow: PackageFlow) {
    self.flow = flow
    unit = flow.unit
    calls = CallHints(flow)
  }

  /// Whether something before a node in its function may keep other goroutines out: a lock held there, a token taken from a
  /// channel, a wait, an atomic test.
  /// - Parameter isStarted: whether the function is started beside others: then it may wait for its turn.
  package func mayBeKeptApart(_ site: Node, in function: Node, isStarted: Bool) -> Bool {
    if holdsLock(site, in: function, isStarted) { return true }
    var isLocked = false
    for event in events(in: function) {
      let node = event.node
      if node.start >= site.start { break }
      if event.needsStart, !isStarted { continue }
      if isInOtherFunction(node, than: site) { continue }
      switch event.effect {
      case .locks: isLocked = true
      case .unlocks: if !isDeferred(node), isOnTheWay(node, to: site) { isLocked = false }
      case .waits: return true
      case .receives: if !isOtherClause(node, than: site) { return true }
      }
    }
    return isLocked || isAtomicallyChosen(site, in: function)
  }

  /// What in a function may keep others out, in source order.
  private func events(in function: Node) -> [LockHintEvent] {
    flow.lockHintEvents.of(function) {
      var events: [LockHintEvent] = []
      for node in function.descendants {
        switch node.kind {
        case .callExpr:
          if isOfSync(node) { continue }
          if let effect = lockEffect(of: node) { events.append(LockHintEvent(node: node, effect: effect)) }
          if calls.waits(node) { events.append(LockHintEvent(node: node, effect: .waits)) }
        case .sendStmt:
          if node.child(.channel).map(calls.isToken) ?? true {
            events.append(LockHintEvent(node: node, effect: .waits))
          }
        case .unaryExpr where node.token == .arrow:
          if calls.isTokenReceive(node) { events.append(LockHintEvent(node: node, effect: .receives)) }
        default: break
        }
      }
      return events
    }
  }

  /// Whether a lock of package sync may be held that others can have too: one of the function's own guards nothing, and one
  /// that whoever starts it holds meanwhile does not keep it from the others that are started there.
  private func holdsLock(_ site: Node, in function: Node, _ isStarted: Bool) -> Bool {
    guard let held = isStarted ? flow.locks.ownHeld(at: site) : flow.locks.held(at: site) else { return true }
    if held.mayHoldOther { return true }
    return held.held.contains { held in
      guard let declaration = held.lock.root.declaration, function.contains(declaration), held.lock.root.isLocal,
        !held.lock.root.isParameter
      else { return true }
      return !held.lock.fields.isEmpty || held.lock.root.type.underlying.kind != .struct
    }
  }

  private func isOfSync(_ call: Node) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel),
      LockFinder.isMethodName(name.name)
    else { return false }
    return unit.callee(of: call)?.package?.path == "sync"
  }

  /// What a call does to a lock, going by the words of its name; of a function of the package by its body too.
  private func lockEffect(of call: Node) -> LockHintEvent.Effect? {
    guard let name = calls.name(call) else { return nil }
    let words = Words(name)
    if words.contains(["unlock", "runlock", "release"]) { return .unlocks }
    if words.contains(["lock", "rlock", "trylock", "acquire", "locked", "atomically", "synchronized"]) {
      return .locks
    }
    guard let declaration = calls.declaration(call), let body = declaration.child(.body) else { return nil }
    return flow.lockHintEvents.leavesLocked(declaration) {
      var depth = 0
      for node in body.descendants where node.kind == .callExpr {
        guard let inner = calls.name(node) else { continue }
        let words = Words(inner)
        if words.contains(["unlock", "runlock", "release"]) { depth -= 1 }
        if words.contains(["lock", "rlock", "trylock", "acquire"]) { depth += 1 }
      }
      return depth > 0
    } ? .locks : nil
  }

  private func isDeferred(_ call: Node) -> Bool {
    call.parent?.kind == .deferStmt
      || call.ancestors.prefix(while: { $0.kind != .funcDecl }).contains { $0.kind == .deferStmt }
  }

  /// Whether a receive is the communication of a `select` clause and `site` lies in another clause, which it does not lead to.
  private func isOtherClause(_ receive: Node, than site: Node) -> Bool {
    guard let clause = receive.ancestors.first(where: { $0.kind == .commClause }), let statement = clause.child(.comm)
    else { return false }
    return statement.contains(receive) && !clause.contains(site)
      && clause.ancestors.first { $0.kind == .selectStmt }?.contains(site) ?? false
  }

  /// Whether a node lies in a function literal that does not contain `site`.
  private func isInOtherFunction(_ node: Node, than site: Node) -> Bool {
    for outer in node.ancestors {
      if outer.contains(site) { return false }
      if outer.kind == .funcLit { return true }
    }
    return false
  }

  /// Whether a statement runs whenever `site`, which comes later, does: its block is around the site.
  private func isOnTheWay(_ node: Node, to site: Node) -> Bool {
    for outer in node.ancestors {
      switch outer.kind {
      case .blockStmt, .caseClause, .commClause: return outer.contains(site)
      default: continue
      }
    }
    return false
  }

  /// `if atomic.CompareAndSwap…(…) { m[k] = v }`, `if flag.CompareAndSwap(false, true) { … }`, `if mu.TryLock() { … }`.
  private func isAtomicallyChosen(_ site: Node, in function: Node) -> Bool {
    for outer in site.ancestors {
      if outer == function { return false }
      guard outer.kind == .ifStmt || outer.kind == .switchStmt else { continue }
      for part in [outer.child(.initial), outer.child(.cond), outer.child(.tag)] {
        guard let part else { continue }
        for node in [part] + Array(part.descendants) where node.kind == .callExpr {
          guard let name = calls.name(node) else { continue }
          if Words(name).contains(["compare", "swap", "cas", "add", "load", "loaded", "store", "try", "once"]) {
            return true
          }
        }
      }
    }
    return false
  }
}

/// A place that may keep goroutines apart.
struct LockHintEvent {
  enum Effect {
    case locks, unlocks
    /// A token is sent, something is waited for.
    case waits
    /// A token is received.
    case receives
  }
  let node: Node
  let effect: Effect

  /// Whether it counts only in functions that are started beside others.
  var needsStart: Bool { effect == .waits || effect == .receives }
}

/// What `LockHints` found in the functions of a unit, each looked through once.
final class LockHintEvents {
  private var events: [Node: [LockHintEvent]] = [:]
  private var locked: [Node: Bool] = [:]

  func of(_ function: Node, _ make: () -> [LockHintEvent]) -> [LockHintEvent] {
    if let known = events[function] { return known }
    let made = make()
    events[function] = made
    return made
  }

  /// Whether a function declaration takes more locks than it gives back, by the names it calls.
  func leavesLocked(_ declaration: Node, _ find: () -> Bool) -> Bool {
    if let known = locked[declaration] { return known }
    let found = find()
    locked[declaration] = found
    return found
  }
}
