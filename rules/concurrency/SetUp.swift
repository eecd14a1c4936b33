import GoFlow
import GoSyntax
import Lint

/// What says that a use of a guarded map comes before others have the map, or that its lock is there for something else.
extension InconsistentLock {
  /// Whether the function gives the value a new lock: it would let two in at once if others had the value.
  func replacesLock(_ use: JudgedAccess, _ pass: Pass) -> Bool {
    guard let lock = use.lock, let function = use.node.enclosingFunction else { return false }
    return function.descendants.contains { node in
      node.kind == .assignStmt && node.enclosingFunction == function
        && node.children(.lhs).contains { $0.unparenthesized.kind != .ident && pass.flow.locks.path($0) == lock }
    }
  }

  /// Whether more uses are under other locks, or perhaps, than hold the guard.
  func isMostlyOpen(_ inferred: InferredGuard) -> Bool {
    let others = inferred.judged.count { use in
      switch use.verdict {
      case .elsewhere, .unknown, .without, .wrongLock: true
      case .held, .open, .unshared: false
      }
    }
    return others > inferred.held
  }

  /// Whether goroutines start after the use, in its function or in all that call it: it may be what sets the value up.
  func isBeforeStart(_ use: JudgedAccess, _ pass: Pass) -> Bool {
    if startsGoroutine(after: use.node) { return true }
    let graph = pass.flow.callGraph
    guard let function = graph.function(enclosing: use.node) else { return false }
    let calls = graph.calls(of: function)
    return !calls.isEmpty && calls.allSatisfy { $0.isSynchronous && startsGoroutine(after: $0.call) }
  }

  private func startsGoroutine(after node: Node) -> Bool {
    guard let function = node.enclosingFunction else { return false }
    return function.descendants.contains { $0.kind == .goStmt && $0.id > node.id && !$0.contains(node) }
  }

  /// Whether one goroutine makes all uses: the lock is there for something else.
  func isAllOnOneGoroutine(
    _ use: JudgedAccess, _ function: FunctionID, _ inferred: InferredGuard, _ pass: Pass
  ) -> Bool {
    let concurrency = pass.flow.concurrency
    guard concurrency.proof(function).map({ $0.kind == .goroutine || $0.kind == .group }) ?? false else { return false }
    return inferred.judged.allSatisfy { other in
      other.verdict == .unshared
        || pass.flow.callGraph.function(enclosing: other.node).map { concurrency.areOnOneGoroutine(function, $0) }
          ?? false
    }
  }
}
