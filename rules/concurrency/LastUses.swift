import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Uses that others hardly meet: hints, no proof.
extension InconsistentLock {
  /// Whether one function makes all uses, and nothing but a lock of its receiver tells that it may run beside itself.
  func isAloneWithMap(_ use: JudgedAccess, _ function: FunctionID, _ inferred: InferredGuard, _ pass: Pass) -> Bool {
    guard pass.flow.concurrency.proof(function)?.kind == .lockOwner else { return false }
    let own = use.access.operation.outermostFunction
    return inferred.judged.allSatisfy { other in
      other.verdict == .unshared || other.access.operation.outermostFunction == own
    }
  }

  /// Whether a goroutine reads when it has left the loop that it is there for, and that it leaves only when it is told to: who
  /// tells it is done with the value, perhaps.
  func isAfterStop(_ use: JudgedAccess, _ function: FunctionID, _ pass: Pass) -> Bool {
    let node = pass.flow.callGraph[function].node
    guard !use.access.isWrite, let body = node.child(.body),
      pass.flow.concurrency.entries(reaching: function).contains(where: {
        $0.function == function && ($0.kind == .goroutine || $0.kind == .group)
      })
    else { return false }
    var isStopped = false
    for statement in body.children(.stmt) {
      if statement.contains(use.node) { return isStopped && !statement.isEndlessLoop }
      isStopped = isStopped || endsWhenTold(statement, pass)
    }
    return false
  }

  /// Whether a statement is such a loop, or calls a function that ends with one.
  private func endsWhenTold(_ statement: Node, _ pass: Pass) -> Bool {
    if statement.isEndlessLoop { return statement.isLeftByReceiving }
    guard statement.kind == .exprStmt, let call = statement.child(.x), let callee = pass.unit.callee(of: call),
      let body = pass.flow.function(of: callee)?.body, let last = Array(body.children(.stmt)).last
    else { return false }
    return last.isEndlessLoop && last.isLeftByReceiving
  }
}

extension Node {
  /// `for { … }`.
  fileprivate var isEndlessLoop: Bool { kind == .forStmt && child(.cond) == nil }

  /// Whether each way out of a loop stands in `case <-stop:` of a select, and there is one.
  fileprivate var isLeftByReceiving: Bool {
    var isLeft = false
    var skipped: UInt32 = 0
    for node in descendants where node.id >= skipped {
      switch node.kind {
      case .funcLit: skipped = node.subtreeEnd
      case .returnStmt:
        guard node.isInReceiveClause(within: self) else { return false }
        isLeft = true
      case .branchStmt where node.child(.label) != nil || node.token == .break:
        // Only what ends an inner statement stays within.
        guard node.child(.label) == nil, node.breaksInner(of: self) else { return false }
      default: break
      }
    }
    return isLeft
  }

  private func isInReceiveClause(within loop: Node) -> Bool {
    guard let clause = ancestors.first(where: { $0.kind == .commClause || $0 == loop }), clause.kind == .commClause,
      let comm = clause.child(.comm)
    else { return false }
    return comm.kind != .sendStmt
  }

  private func breaksInner(of loop: Node) -> Bool {
    let target = ancestors.first { outer in
      switch outer.kind {
      case .forStmt, .rangeStmt, .selectStmt, .switchStmt, .typeSwitchStmt: true
      default: false
      }
    }
    return target != loop
  }
}
