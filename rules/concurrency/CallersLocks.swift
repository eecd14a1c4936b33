import GoFlow
import GoSyntax
import GoTypes
import Lint

extension InconsistentLock {
  /// How far out callers are asked.
  private static let depthLimit = 3

  /// Whether a function that other packages may call too is called in this one, and always with the guard held: it seems to be
  /// meant for callers that hold it.
  func isHeldByCallers(_ lock: Object?, _ function: FunctionID, _ pass: Pass, depth: Int = 0) -> Bool {
    let graph = pass.flow.callGraph
    guard let lock, depth < Self.depthLimit, !graph.areCallersKnown(function) || depth > 0 else { return false }
    let calls = graph.calls(of: function).filter { !graph.isOnlyTest($0) }
    return !calls.isEmpty
      && calls.allSatisfy { site in
        if site.kind == .goroutine { return false }
        let held = pass.flow.locks.held(at: site.call)?.certain ?? []
        if held.contains(where: { ($0.lock.fields.last ?? $0.lock.root) == lock }) { return true }
        guard let caller = site.caller, caller != function else { return false }
        return isHeldByCallers(lock, caller, pass, depth: depth + 1)
      }
  }
}

extension [Object] {
  /// Whether the way to a lock leads into another part of the struct, that is not embedded: it guards that part first.
  var isOfOtherPart: Bool { count > 1 && first.map { !$0.isEmbedded } ?? false }
}

extension Node {
  /// The function around a node and around all literals that it stands in.
  var outermostFunction: Node? { Array(ancestors).last { $0.kind == .funcDecl || $0.kind == .funcLit } }
}
