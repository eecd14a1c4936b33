import GoSyntax
import GoTypes

extension PackageFlow {
  /// What a function waits for on the way to a node: the operands of calls `group.Wait()` of sync.WaitGroup, errgroup and the
  /// like that always run before it. A goroutine that is started in between may run on.
  package func groupsAwaited(before node: Node) -> [Node] {
    guard let function = node.enclosingFunction else { return [] }
    var groups: [Node] = []
    var skipped: UInt32 = 0
    for inner in function.descendants where inner.id >= skipped {
      if inner.start >= node.start { break }
      switch inner.kind {
      case .funcLit, .deferStmt: if !inner.contains(node) { skipped = inner.subtreeEnd }
      case .goStmt:
        skipped = inner.subtreeEnd
        groups = []
      case .callExpr:
        if inner.end <= node.start, let group = GroupCalls.awaited(by: inner, unit), inner.isChosen(with: node) {
          groups.append(group)
        }
      default: break
      }
    }
    return groups
  }
}

extension GroupCalls {
  private static let wait = Name.of("Wait")

  /// The group that a call waits for, of those that run functions beside their caller.
  static func awaited(by call: Node, _ unit: Unit) -> Node? {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == wait,
      call.child(.arg) == nil, let operand = fun.child(.x)
    else { return nil }
    return isGroup(operand, unit) ? operand : nil
  }
}
