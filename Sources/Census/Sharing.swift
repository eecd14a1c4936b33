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

  /// Pairs of functions beyond this many are not compared.
  private static let functionLimit = 64

  /// Whether two goroutines may be at a container at the same time: one of two accesses writes, and both may run at once.
  /// False where every site comes before the value is shared, nil where nothing tells or locks are not seen.
  package func isConcurrent(_ container: Container) -> Bool? {
    if missesLocks { return nil }
    let sites = container.sites.filter { ($0.isAccess || $0.kind == .replace) && !isInTest($0.node) }
    let shared = sites.filter { !isBeforeSharing($0) }
    if shared.isEmpty { return sites.isEmpty ? nil : false }
    if container.scope == .local { return isSharedLocal(container, shared) }
    var writers: [FunctionID] = []
    var all: [FunctionID] = []
    for site in shared {
      guard let function = flow.callGraph.function(enclosing: site.node), all.count < Self.functionLimit else {
        continue
      }
      if !all.contains(function) { all.append(function) }
      let isWriter = site.isWrite || site.kind == .replace
      if isWriter, !writers.contains(function) { writers.append(function) }
    }
    let concurrency = flow.concurrency
    for writer in writers {
      for other in all where concurrency.mayOverlap(writer, other) && !concurrency.areOnOneGoroutine(writer, other) {
        return true
      }
    }
    return nil
  }

  /// A local variable is another one in each call: only goroutines that its own function starts share it.
  private func isSharedLocal(_ container: Container, _ sites: [Site]) -> Bool? {
    guard let home = container.declaration.enclosingFunction, sites.contains(where: \.isWrite) else { return nil }
    for site in sites {
      guard let function = flow.callGraph.function(enclosing: site.node) else { continue }
      for entry in flow.concurrency.entries(reaching: function)
      where home.contains(entry.start) && entry.kind != .callback {
        return true
      }
    }
    return nil
  }
}
