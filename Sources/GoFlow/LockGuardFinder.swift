import GoSyntax
import GoTypes

/// Finds the guards of containers.
package struct GuardFinder {
  private let flow: PackageFlow
  private var locks: UnitLocks { flow.locks }
  private var graph: CallGraph { flow.callGraph }
  private var concurrency: Concurrency { flow.concurrency }

  /// Calls of helpers are followed outwards so far, and so many for one access.
  private static let depthLimit = 4
  private static let callLimit = 64
  /// So many locks are tried for one container.
  private static let candidateLimit = 3

  /// What is accessed, as a function names it: the place itself, and what holds it where it was taken out of something.
  private struct Place {
    var path: AccessPath?
    var holder: AccessPath?
  }

  /// A place on the way from an access outwards: the access itself, or a call.
  private struct Step {
    let access: LockAccess
    let place: Place
    let node: Node
    /// From `node` to the access, outermost first.
    let calls: [CallSite]
  }

  package init(_ flow: PackageFlow) { self.flow = flow }

  /// The guards that accesses hold, the one that most hold first, the others of further structs that hold what is accessed;
  /// none where no access holds a lock that has to do with it. Accesses in tests do not count.
  package func infer(_ accesses: [LockAccess]) -> [InferredGuard] {
    if accesses.isEmpty || locks.isEmpty { return [] }
    var tally = Tally()
    for access in accesses {
      guard let function = graph.function(enclosing: access.operation), !graph[function].isInTest else { continue }
      var budget = Self.callLimit
      collect(step(of: access), &tally, &budget)
    }
    var found = tally.ranked.prefix(Self.candidateLimit).map { judge(accesses, by: $0) }.filter { $0.held > 0 }
    guard let best = found.indices.max(by: { (found[$0].held, -$0) < (found[$1].held, -$1) }) else { return [] }
    found.swapAt(0, best)
    return [found[0]] + found.dropFirst().filter { $0.key.isOfOtherStruct(than: found[0].key) }
  }

  /// All accesses judged by a given guard.
  package func judge(_ accesses: [LockAccess], by key: GuardKey) -> InferredGuard {
    var judged: [JudgedAccess] = []
    for access in accesses {
      guard let function = graph.function(enclosing: access.operation) else { continue }
      if graph[function].isInTest { continue }
      var budget = Self.callLimit
      judge(step(of: access), key, &judged, &budget)
    }
    return InferredGuard(key: key, judged: judged)
  }

  private func step(of access: LockAccess) -> Step {
    let name = access.published ?? access.name
    let place = Place(path: locks.path(name), holder: locks.holder(name))
    return Step(access: access, place: place, node: access.operation, calls: [])
  }

  private func step(outwards site: CallSite, _ inner: Step) -> Step? {
    guard site.kind == .direct || site.kind == .dispatch else { return nil }
    let path = inner.place.path.flatMap { locks.place($0, at: site) }
    var holder: AccessPath?
    if let inner = inner.place.holder {
      holder = locks.place(inner, at: site).map { locks.holder($0) ?? $0 }
    } else if let inner = inner.place.path {
      holder = locks.holder(inner, at: site)
    }
    if path == nil && holder == nil { return nil }
    return Step(
      access: inner.access, place: Place(path: path, holder: holder), node: site.call,
      calls: [site] + inner.calls)
  }

  // MARK: Candidates

  /// How many accesses hold which locks, for certain counted twice.
  private struct Tally {
    private var counts: [GuardKey: Int] = [:]
    private var order: [GuardKey] = []

    mutating func add(_ key: GuardKey, isCertain: Bool) {
      if counts[key] == nil { order.append(key) }
      counts[key, default: 0] += isCertain ? 2 : 1
    }

    /// Of equals the first, by the order of accesses.
    var ranked: [GuardKey] {
      order.enumerated().sorted { a, b in
        let (first, second) = (counts[a.element] ?? 0, counts[b.element] ?? 0)
        return first != second ? first > second : a.offset < b.offset
      }.map(\.element)
    }
  }

  private func collect(_ step: Step, _ tally: inout Tally, _ budget: inout Int) {
    guard let held = locks.held(at: step.node) else { return }
    var seen: Set<GuardKey> = []
    let named = held.held.filter { !$0.lock.isOfMethods }
    // What some callers hold is a candidate too: the others may have forgotten it.
    for lock in named {
      for place in [step.place.path, step.place.holder] {
        guard let place, let key = GuardKey(lock.lock, for: place), key.lock(for: place) != nil,
          seen.insert(key).inserted
        else { continue }
        tally.add(key, isCertain: lock.isCertain)
      }
    }
    // Locks of the structs around have no name in a method of what they hold.
    guard named.isEmpty, !held.unnamed.isEmpty, step.calls.count < Self.depthLimit,
      let function = graph.function(enclosing: step.node), graph.areCallersKnown(function)
    else { return }
    for site in graph.calls(of: function) {
      guard let caller = site.caller, !graph[caller].isInTest, caller != function else { continue }
      budget -= 1
      if budget < 0 { return }
      if let outer = self.step(outwards: site, step) { collect(outer, &tally, &budget) }
    }
  }

  // MARK: Verdicts

  private func judge(_ step: Step, _ key: GuardKey, _ judged: inout [JudgedAccess], _ budget: inout Int) {
    let node = step.node
    var holder: AccessPath?
    var lock = step.place.path.flatMap(key.lock)
    if lock == nil {
      holder = step.place.holder
      lock = holder.flatMap(key.lock)
    }
    var fields: Set<Object>?
    var releasesGuard = false
    var isHandedOn = false
    func add(_ verdict: JudgedAccess.Verdict) {
      judged.append(
        JudgedAccess(
          access: step.access, node: node, verdict: verdict, calls: step.calls, lock: lock, fields: fields,
          holder: holder, releasesGuard: releasesGuard, isHandedOn: isHandedOn))
    }
    guard let function = graph.function(enclosing: node), let held = locks.held(at: node) else { return add(.unknown) }
    let own = locks.ownHeld(at: node) ?? held
    guard let lock else {
      // The lock of a struct further out: its callers name it.
      if own.isEmpty, mayAskCallers(function, step) {
        return judgeCallers(of: function, step, key, &judged, &budget)
      }
      return add(.unknown)
    }
    fields = held.fields
    isHandedOn = held.isHandedOn
    if isUnshared(step.place, at: node, in: function) { return add(.unshared) }
    if let mode = held.certain(lock) { return add(.held(mode)) }
    releasesGuard = locks.releasesOnly(lock, in: function)
    if held.isEmpty { return add(.open) }
    if own.isEmpty, mayAskCallers(function, step), !locks.takes(lock, in: function) {
      return judgeCallers(of: function, step, key, &judged, &budget)
    }
    let guardField = lock.fields.last ?? lock.root
    guard let fields, !fields.contains(guardField), !isHandedOn || !locks.isGivenAway(guardField) else {
      return add(locks.neverReaches(guardField) && !own.isPossible(lock) ? .without : .unknown)
    }
    if fields.isEmpty { return add(.open) }
    if held.held.count == 1, !held.mayHoldOther, let other = held.certain.first, let place = step.place.path,
      let otherKey = GuardKey(other.lock, for: place), case .beside(0, let fields) = otherKey, fields.count == 1,
      case .beside = key
    {
      return add(.wrongLock(other.lock))
    }
    // A lock of whoever holds the object may order all of its uses.
    if !held.held.isEmpty { return add(.elsewhere) }
    add(locks.neverReaches(guardField) && !own.isPossible(lock) ? .without : .unknown)
  }

  private func mayAskCallers(_ function: FunctionID, _ step: Step) -> Bool {
    step.calls.count < Self.depthLimit && graph.areCallersKnown(function)
  }

  /// A helper that holds nothing itself is judged where it is called.
  private func judgeCallers(
    of function: FunctionID, _ step: Step, _ key: GuardKey, _ judged: inout [JudgedAccess], _ budget: inout Int
  ) {
    for site in graph.calls(of: function) {
      guard let caller = site.caller, !graph[caller].isInTest, caller != function else { continue }
      budget -= 1
      if budget < 0 { return }
      guard let outer = self.step(outwards: site, step) else {
        judged.append(
          JudgedAccess(
            access: step.access, node: site.call, verdict: .unknown, calls: [site] + step.calls, lock: nil,
            fields: nil, holder: nil, releasesGuard: false, isHandedOn: false))
        continue
      }
      judge(outer, key, &judged, &budget)
    }
  }

  private func isUnshared(_ place: Place, at node: Node, in function: FunctionID) -> Bool {
    guard let root = place.path?.root ?? place.holder?.root else { return false }
    if root.isPackageLevel { return concurrency.isStartupOnly(function) }
    if let outer = place.holder?.root, outer != root, outer.isLocal, locks.isBeforeSharing(outer, at: node) {
      return true
    }
    return locks.isBeforeSharing(root, at: node) || isInOnce(node)
  }

  /// Whether a node runs in a literal given to `sync.Once`, or in a function that only such literals call and that starts no
  /// goroutine: before whoever waits for it.
  private func isInOnce(_ node: Node) -> Bool {
    guard let function = graph.function(enclosing: node) else { return false }
    if graph[function].object == nil { return isOnce(function) }
    guard graph.areCallersKnown(function), !graph[function].node.descendants.contains(where: { $0.kind == .goStmt })
    else { return false }
    let calls = graph.calls(of: function)
    return !calls.isEmpty
      && calls.allSatisfy { site in
        site.kind == .direct && site.caller.map { graph[$0].object == nil && isOnce($0) } ?? false
      }
  }

  private func isOnce(_ literal: FunctionID) -> Bool {
    graph[literal].uses.contains { use in
      guard case .atOnce(let call) = use, let callee = graph.unit.callee(of: call) else { return false }
      return callee.package?.path == "sync" && callee.receiverTypeName == Self.once
    }
  }

  private static let once = Name.of("Once")
}
