import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds functions that hand out the map a lock guards, so that it is used when the lock is no longer held.
struct MapEscapesLock: Rule {
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
      "Maps within the map, and slices and pointers it holds, are not judged.",
    ],
    evidence: [
      Evidence(
        "-race on a map returned from under RLock and read beside a writer, of 3 runs",
        ["1.19": "3", "1.23": "3", "1.27": "2"]),
      Evidence(
        "ends in `fatal error`, two goroutines with a million operations each, of 5 runs",
        ["1.19": "2-3", "1.23": "2-3", "1.27": "2-3"]),
    ],
    equivalents: [Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map")])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if !pass.flow.usesLocks || pass.flow.locks.isEmpty || pass.census.missesLocks || pass.hasDamage { return }
    for container in pass.census.containers where container.kind == .map && container.scope != .local {
      guard container.sites.contains(where: { $0.kind == .return || $0.kind == .alias || $0.kind == .pass }),
        let inferred = pass.census.guards.inferred(container), let write = writeUnderLock(inferred)
      else { continue }
      for site in container.sites where site.alias == nil || site.kind == .return {
        check(site, container, inferred, write, pass)
      }
    }
  }

  /// A place that changes the map in place with its guard held, when others have it.
  private func writeUnderLock(_ inferred: InferredGuard) -> JudgedAccess? {
    inferred.judged.first { $0.access.isInPlace && $0.verdict == .held(.write) }
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
    if isTaken { return }
    let isOutside =
      pass.flow.callGraph.function(enclosing: site.node).map { !pass.flow.callGraph.areCallersKnown($0) } ?? false
    pass.report(
      Self.self, .escapes(site.node.textString, lock.description), at: site.node,
      confidence: isOutside ? .medium : .low,
      related: [(.changed(write.lock?.description ?? lock.description), write.node)])
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
  fileprivate static func changed(_ lock: String) -> Message { "changed in place here under `\(lock)`" }
}
