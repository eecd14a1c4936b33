import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds functions that hand out the map a lock guards, so that it is used when the lock is no longer held.
struct MapEscapesLock: FactRule {
  static let meta = RuleMeta(
    id: "map-escapes-lock",
    summary: "a map leaves the lock that guards it while others change it in place",
    group: .concurrency, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      Returning a map returns a reference to the same table, not a copy. The lock is released when the function ends, and \
      whoever got the map reads it while other methods change it under the lock: a data race that may end in "fatal error: \
      concurrent map iteration and map write", which recover() does not catch.

      Return a copy (maps.Clone), or give out what the caller needs under the lock. A map that is never changed in place but \
      only replaced by a new one may be handed out.
      """,
    bad: """
      type registry struct { mu sync.Mutex; names map[string]int }

      func (r *registry) Add(name string) { r.mu.Lock(); r.names[name]++; r.mu.Unlock() }

      func (r *registry) All() map[string]int {
      	r.mu.Lock()
      	defer r.mu.Unlock()
      	return r.names
      }
      """,
    good: """
      type registry struct { mu sync.Mutex; names map[string]int }

      func (r *registry) Add(name string) { r.mu.Lock(); r.names[name]++; r.mu.Unlock() }

      func (r *registry) All() map[string]int {
      	r.mu.Lock()
      	defer r.mu.Unlock()
      	return maps.Clone(r.names)
      }
      """,
    limits: [
      "Only a lock that the function itself takes counts; a helper that is called with it held may hand the map to its caller.",
      "A function that hands out the map and takes no lock is told where another package of the run uses what it gets with no lock.",
      "A map that one method's goroutines fill and another hands out with no lock is told with low confidence: whether calls of the two meet is not known.",
      "Who changes the map is taken to be done when the function has waited for a group of goroutines of the same value.",
      "Maps within the map, and slices and pointers it holds, are not judged.",
      """
      In preview: who changes the map after it was handed out is not always seen; of 19 findings shown by default in 30 \
      million lines five were about maps that nobody changes any more then, or that are documented to be shared.
      """,
    ],
    figures: EvidenceFigures.mapEscapesLock,
    equivalents: [Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map")])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if !pass.flow.usesLocks || pass.flow.locks.isEmpty || pass.census.missesLocks || pass.hasDamage { return }
    for container in pass.census.containers where container.kind == .map && container.scope != .local {
      guard container.sites.contains(where: { $0.kind == .return || $0.kind == .alias || $0.kind == .pass }) else {
        continue
      }
      checkUnlocked(container, pass)
      guard let inferred = pass.census.guards.inferred(container),
        let write = writeUnderLock(inferred, container, pass)
      else { continue }
      for site in container.sites where site.alias == nil || site.kind == .return {
        check(site, container, inferred, write, pass)
        checkBare(site, container, inferred, write, pass)
      }
    }
  }

  /// A place that changes the map in place with its guard held, when others have it.
  private func writeUnderLock(_ inferred: InferredGuard, _ container: Container, _ pass: Pass) -> JudgedAccess? {
    inferred.judged.first {
      $0.access.isInPlace && $0.verdict == .held(.write) && !isFilling($0.access.operation, container, pass)
    }
  }

  /// Whether a change is of a map that the function has just put in the place of the one that others may have.
  private func isFilling(_ change: Node, _ container: Container, _ pass: Pass) -> Bool {
    container.sites.contains { site in
      guard site.kind == .replace || site.kind == .make, site.alias == nil, site.node.end <= change.start,
        site.node.enclosingFunction == change.enclosingFunction, site.operation.isChosen(with: change),
        let value = site.value?.unparenthesized
      else { return false }
      return value.kind == .compositeLit || pass.unit.builtin(value) == .make
    }
  }

  private func check(
    _ site: Site, _ container: Container, _ inferred: InferredGuard, _ write: JudgedAccess, _ pass: Pass
  ) {
    let locks = pass.flow.locks
    guard leaves(site, pass), !pass.isInTest(site.node), let place = locks.path(site.node),
      let lock = inferred.key.lock(for: place), let own = locks.ownHeld(at: site.node),
      own.certain(lock) != nil, let function = site.node.enclosingFunction, !isHanded(out: lock, function, pass),
      !locks.isBeforeSharing(place.root, at: site.node)
    else { return }
    // `old := s.m; s.m = nil; return old` takes the map out.
    let isTaken = container.sites.contains { $0.kind == .replace && $0.node.enclosingFunction == function }
    if isTaken || marksAsTaken(function, place, pass) { return }
    // Who changes the map has been waited for.
    let groups = pass.flow.groupsAwaited(before: site.node)
    if groups.contains(where: { locks.path($0)?.root == place.root }) { return }
    let isOutside =
      (pass.flow.callGraph.function(enclosing: site.node).map {
        !pass.flow.callGraph.areCallersKnown($0) && !InconsistentLock().isUnderLocks($0, pass)
      } ?? false) && !isOnlyRegistry(container, inferred, pass)
    let message = Message.escapes(site.node.textString, lock.description)
    let related = [(Message.changed(write.lock?.description ?? lock.description), write.node)]
    guard isOutside, let name = openFunction(around: site, pass) else {
      return pass.report(
        Self.self, message, at: site.node, confidence: isOutside ? .medium : .low, related: related)
    }
    pass.await(
      Self.self, .handedOut(name, isCertain: true, Self.self), message, at: site.node, confidence: .medium,
      related: related)
  }

  /// The function that returns the map, as other packages know it.
  private func openFunction(around site: Site, _ pass: Pass) -> FactName? {
    guard site.kind == .return, let function = pass.flow.callGraph.function(enclosing: site.node),
      let object = pass.flow.callGraph[function].object, object.isExported
    else { return nil }
    return FactMaker.name(of: object)
  }

  /// A map that a function hands out which takes no lock: a mistake if others use it with none.
  private func checkBare(
    _ site: Site, _ container: Container, _ inferred: InferredGuard, _ write: JudgedAccess, _ pass: Pass
  ) {
    guard pass.facts != nil, inferred.held >= 3, inferred.held * 4 >= inferred.of * 3, site.alias == nil,
      !pass.isInTest(site.node), let name = openFunction(around: site, pass), leaves(site, pass),
      let function = pass.flow.callGraph.function(enclosing: site.node), let place = pass.flow.locks.path(site.node),
      let lock = inferred.key.lock(for: place), pass.flow.locks.held(at: site.node)?.isEmpty ?? false,
      !pass.flow.locks.isBeforeSharing(place.root, at: site.node),
      !container.sites.contains(where: {
        $0.kind == .replace && $0.node.enclosingFunction == site.node.enclosingFunction
      }),
      !InconsistentLock().asksCaller(function, pass.flow.callGraph, pass),
      !InconsistentLock().isHeldByCallers(inferred.key.object, function, pass)
    else { return }
    pass.await(
      Self.self, .handedOut(name, isCertain: false, Self.self),
      .bare(site.node.textString, lock.description, inferred.held, inferred.of), at: site.node, confidence: .medium,
      related: [(.changed(write.lock?.description ?? lock.description), write.node)], holdsAlone: false)
  }

  static func message(for evidence: FactEvidence) -> Message {
    switch evidence {
    case .resultUse(let function, let isWrite): .usedOutside(function, isWrite: isWrite)
    default: .filled
    }
  }

  /// Whether the function sets a flag of the struct: what others look at before they change the map.
  private func marksAsTaken(_ function: Node, _ place: AccessPath, _ pass: Pass) -> Bool {
    function.descendants.contains { node in
      guard node.kind == .assignStmt, node.enclosingFunction == function else { return false }
      return node.children(.lhs).contains { target in
        target.unparenthesized.kind == .selectorExpr && pass.unit.type(of: target).underlying.basicKind == .bool
          && pass.flow.locks.path(target)?.root == place.root
      }
    }
  }

  private static let initName = Name.of("init")

  /// Whether the map of a package is changed only by its `init` functions, literals in them and functions that they call: so do those of other packages.
  private func isOnlyRegistry(_ container: Container, _ inferred: InferredGuard, _ pass: Pass) -> Bool {
    let graph = pass.flow.callGraph
    return container.scope == .package
      && inferred.judged.allSatisfy { use in
        guard use.access.isInPlace else { return true }
        guard let function = graph.function(enclosing: use.access.operation) else { return false }
        if let outer = use.access.operation.outermostFunction.flatMap({ graph.function($0) }), isInit(outer, graph) {
          return true
        }
        let calls = graph.calls(of: function)
        return !calls.isEmpty
          && calls.allSatisfy { site in
            site.caller.map { isInit($0, graph) } ?? true
          }
      }
  }

  private func isInit(_ function: FunctionID, _ graph: CallGraph) -> Bool {
    graph[function].object?.name == Self.initName && graph[function].object?.isMethod == false
  }

  /// A map that the goroutines of one method fill, and that another method hands out with no lock.
  private func checkUnlocked(_ container: Container, _ pass: Pass) {
    guard container.scope == .field, let write = container.sites.lazy.compactMap({ goroutineWrite($0, pass) }).first
    else {
      return
    }
    for site in container.sites where site.kind == .return && site.alias == nil && !pass.isInTest(site.node) {
      guard let function = pass.flow.callGraph.function(enclosing: site.node), leaves(site, pass),
        let method = pass.flow.callGraph[function].object, method.isExported, method.isMethod,
        method.receiverTypeName == write.method.receiverTypeName, method != write.method,
        pass.flow.locks.held(at: site.node)?.isEmpty ?? false
      else { continue }
      pass.report(
        Self.self, .unlocked(site.node.textString, write.method.name.string), at: site.node, confidence: .low,
        related: [(.filled, write.node)])
    }
  }

  /// A change in place by a goroutine that an exported method of the container's struct starts.
  private func goroutineWrite(_ site: Site, _ pass: Pass) -> (node: Node, method: Object)? {
    let graph = pass.flow.callGraph
    guard site.isWrite, !pass.isInTest(site.node), let function = graph.function(enclosing: site.node),
      graph[function].object == nil
    else { return nil }
    for entry in pass.flow.concurrency.entries(reaching: function) where entry.function == function {
      guard entry.kind == .goroutine || entry.kind == .group, let starter = entry.starter,
        let method = graph[starter].object, method.isMethod, method.isExported,
        let receiver = graph[starter].node.child(.recv)?.child(.field)?.child(.name),
        pass.flow.locks.path(site.node)?.root == pass.unit.object(of: receiver)
      else { continue }
      return (site.node, method)
    }
    return nil
  }

  /// Whether a site gives the map to whoever called the function, or sends it.
  private func leaves(_ site: Site, _ pass: Pass) -> Bool {
    guard let parent = site.node.withParentheses.parent else { return false }
    switch parent.kind {
    case .returnStmt: return site.kind == .return
    case .sendStmt: return site.node.withParentheses.role == .value
    default: return false
    }
  }

  /// Whether the function leaves the lock held for its caller.
  private func isHanded(out lock: AccessPath, _ function: Node, _ pass: Pass) -> Bool {
    pass.flow.locks.heldAcrossCalls.contains(lock.fields.last ?? lock.root)
  }
}

extension Message {
  fileprivate static func escapes(_ map: String, _ lock: String) -> Message {
    "`\(map)` itself is handed out here and used after `\(lock)` is released, while others change it in place; hand out a copy"
  }
  fileprivate static func unlocked(_ map: String, _ method: String) -> Message {
    "`\(map)` itself is handed out here with no lock, and goroutines of `\(method)` change it in place; hand out a copy under a lock"
  }
  fileprivate static func bare(_ map: String, _ lock: String, _ held: Int, _ all: Int) -> Message {
    """
    `\(map)` itself is handed out here and used with no lock in another package; \(held) of \(all) uses here hold `\(lock)`, \
    and some change it in place; hand out a copy under the lock
    """
  }
  fileprivate static func usedOutside(_ function: String, isWrite: Bool) -> Message {
    "what `\(function)` returned is \(isWrite ? "changed" : "read") here with no lock"
  }
  fileprivate static var filled: Message { "changed in place here, by a goroutine" }
  fileprivate static func changed(_ lock: String) -> Message { "changed in place here under `\(lock)`" }
}
