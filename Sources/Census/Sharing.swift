import GoFlow
import GoSyntax
import GoTypes

extension Census {
  /// Whether a site runs only while the program starts or while the value it belongs to is made, before others see it.
  package func isBeforeSharing(_ site: Site) -> Bool {
    if site.kind == .make { return true }
    guard let function = flow.callGraph.function(enclosing: site.node) else { return true }
    if flow.concurrency.isStartupOnly(function) { return true }
    guard let root = flow.locks.path(site.node)?.root else { return false }
    return flow.locks.isBeforeSharing(root, at: site.node)
  }

  /// Whether other goroutines may run at the same time as a site: false before sharing, nil where nothing tells.
  package func isConcurrent(_ site: Site) -> Bool? {
    if isBeforeSharing(site) { return false }
    guard let function = flow.callGraph.function(enclosing: site.node) else { return false }
    return flow.concurrency.proof(function) == nil ? nil : true
  }

  /// Sites beyond this many are not compared in pairs.
  private static let siteLimit = 64

  /// Whether two goroutines may be at one container at the same time: one of two accesses writes, both may run at once, on one
  /// object, and no lock without a name here may keep them apart. False where every site comes before the value is shared,
  /// nil where nothing tells or locks are not seen.
  package func isConcurrent(_ container: Container) -> Bool? {
    if missesLocks { return nil }
    let sites = container.sites.filter { ($0.isAccess || $0.kind == .replace) && !isInTest($0.node) }
    let shared = sites.filter { !isBeforeSharing($0) }
    if shared.isEmpty { return sites.isEmpty ? nil : false }
    if container.scope == .local { return isSharedLocal(container, shared) }
    let visits = shared.prefix(Self.siteLimit).compactMap { visit($0, container) }
    for writer in visits where writer.isWriter {
      for other in visits where mayMeet(writer, other) { return true }
    }
    return nil
  }

  /// A site as far as it matters for who may be there at the same time.
  private struct Visit {
    let node: Node
    let function: FunctionID
    let isWriter: Bool
    /// The fields and variables of the locks that are held.
    let locks: [Object]
  }

  private func visit(_ site: Site, _ container: Container) -> Visit? {
    guard let held = flow.locks.held(at: site.node), !held.mayHoldOther,
      let function = flow.callGraph.function(enclosing: site.node), isOnSharedObject(site, function, container)
    else { return nil }
    return Visit(
      node: site.node, function: function, isWriter: site.isWrite || site.kind == .replace,
      locks: held.held.map { $0.lock.fields.last ?? $0.lock.root })
  }

  private func mayMeet(_ a: Visit, _ b: Visit) -> Bool {
    flow.concurrency.mayOverlap(a.function, b.function) && !flow.concurrency.areOnOneGoroutine(a.function, b.function)
      // A lock that both hold keeps them apart, of whatever object it is.
      && !a.locks.contains { b.locks.contains($0) }
      && !comesBefore(a, b) && !comesBefore(b, a)
  }

  /// Whether one visit stands before the `go` statements that lead to the other, in the function they stand in.
  private func comesBefore(_ first: Visit, _ second: Visit) -> Bool {
    let entries = flow.concurrency.entries(reaching: second.function)
    return !entries.isEmpty && entries.allSatisfy { $0.starter == first.function && first.node.start < $0.start.start }
  }

  /// Whether the object that a site touches is one that the goroutines that come there share: a package-level variable, what
  /// the method that they run is called on, or what the literal that they run captures.
  private func isOnSharedObject(_ site: Site, _ function: FunctionID, _ container: Container) -> Bool {
    guard let root = flow.locks.path(site.node)?.root else { return false }
    if root.isPackageLevel { return true }
    guard let type = Self.structType(of: root) else { return false }
    return flow.concurrency.entries(reaching: function).contains { entry in
      let node = flow.callGraph[entry.function].node
      if node.kind == .funcLit {
        guard let declaration = root.declaration else { return false }
        return function == entry.function && !node.contains(declaration)
      }
      guard entry.kind != .callback, let receiver = node.child(.recv)?.child(.field)?.child(.name),
        let object = unit.object(of: receiver)
      else { return false }
      return Self.structType(of: object) == type
    }
  }

  /// The named type that a variable is of or points to.
  private static func structType(of variable: Object) -> Object? {
    let type = variable.type.unaliased
    return type.kind == .pointer ? type.elem.unaliased.object : type.object
  }

  /// A local variable is another one in each call: only goroutines that its own function starts share it.
  private func isSharedLocal(_ container: Container, _ sites: [Site]) -> Bool? {
    guard let home = container.declaration.enclosingFunction, sites.contains(where: \.isWrite) else { return nil }
    for site in sites where flow.locks.held(at: site.node)?.mayHoldOther == false {
      guard let function = flow.callGraph.function(enclosing: site.node) else { continue }
      for entry in flow.concurrency.entries(reaching: function)
      where home.contains(entry.start) && flow.callGraph[entry.function].node != home {
        switch entry.kind {
        case .goroutine, .group, .actor, .timer, .parallelTest: return true
        case .handler, .service, .lockOwner, .callback: continue
        }
      }
    }
    return nil
  }
}
