import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A section that alone takes a lock, with all writes in it: the lock keeps the section from itself. Nothing shows that readers
/// are meant to take it.
struct OnlySection {
  private let acquisition: Node
  private let pass: Pass

  /// Nil where the guard is taken elsewhere too, or held where the section does not lead.
  init?(_ uses: [JudgedAccess], _ inferred: InferredGuard, _ pass: Pass) {
    guard let lock = inferred.key.object, !lock.isExported,
      let acquisition = pass.flow.locks.onlyAcquisition(of: lock), acquisition.enclosingLoop == nil,
      let section = acquisition.enclosingFunction
    else { return nil }
    let graph = pass.flow.callGraph
    let isReached = uses.allSatisfy { use in
      guard case .held = use.verdict else { return !use.access.isWrite }
      guard let function = graph.function(enclosing: use.node) else { return false }
      // What holds the lock without taking it was called with it held.
      return graph[function].node == section || graph.areCallersKnown(function)
    }
    guard isReached else { return nil }
    self.acquisition = acquisition
    self.pass = pass
  }

  /// Whether one section alone makes all uses with the lock held.
  static func isOf(_ inferred: InferredGuard, _ pass: Pass) -> Bool {
    OnlySection(inferred.judged.filter { $0.verdict != .unshared }, inferred, pass) != nil
  }

  /// Whether the section is left at once when it has run: `if s.done.Load() { return }` with `s.done.Store(true)` later on.
  var runsOnce: Bool {
    guard let function = acquisition.enclosingFunction else { return false }
    for test in function.descendants where test.kind == .ifStmt && test.start > acquisition.end {
      guard let condition = test.child(.cond), let body = test.child(.body),
        body.children(.stmt).contains(where: { $0.kind == .returnStmt })
      else { continue }
      let flags = Set(([condition] + Array(condition.descendants)).compactMap(flag))
      let isFlagged = function.descendants.contains { node in
        node.start > test.end && flag(node).map(flags.contains) ?? false && isSet(node)
      }
      if isFlagged { return true }
    }
    return false
  }

  /// The variable or field that an identifier names.
  private func flag(_ node: Node) -> Object? {
    guard node.kind == .ident, let object = pass.unit.object(of: node), object.kind == .variable, !object.isLocal else {
      return nil
    }
    return object
  }

  private static let store = Name.of("Store")

  private func isSet(_ name: Node) -> Bool {
    let expression = name.role == .sel ? name.parent ?? name : name
    switch pass.unit.use(of: expression) {
    case .assigned: return true
    case .selected(let selector):
      return selector.child(.sel)?.name == Self.store && selector.withParentheses.role == .fun
    default: return false
    }
  }
}
