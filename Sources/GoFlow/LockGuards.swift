import GoSyntax
import GoTypes

/// An access to something that a lock may guard.
package struct LockAccess {
  /// The variable or selector expression that names what is accessed.
  package let name: Node
  /// What is done: the index expression, the call, the statement.
  package let operation: Node
  package let isWrite: Bool
  /// Whether the variable or field gets another map, and no map is changed.
  package let isReplacement: Bool

  package init(name: Node, operation: Node, isWrite: Bool, isReplacement: Bool = false) {
    self.name = name
    self.operation = operation
    self.isWrite = isWrite
    self.isReplacement = isReplacement
  }

  /// Whether a map is changed that others may hold.
  package var isInPlace: Bool { isWrite && !isReplacement }
}

/// Which lock guards something, seen from it: so that accesses through different variables can be compared.
package enum GuardKey: Hashable, Sendable {
  /// A lock of the same struct (0) or of one so many steps further out: the fields from there to it.
  case beside(steps: Int, [Object])
  /// A lock of its own: a variable, or a field of one.
  case fixed(AccessPath)

  /// How a lock lies to what a path names; nil for a lock of another object.
  package init?(_ lock: AccessPath, for place: AccessPath) {
    if lock.root == place.root, let last = place.fields.indices.last {
      var common = 0
      while common < last, common < lock.fields.count, lock.fields[common] == place.fields[common] { common += 1 }
      guard common < lock.fields.count else { return nil }
      self = .beside(steps: last - common, Array(lock.fields[common...]))
    } else if lock.root.isPackageLevel || place.fields.isEmpty {
      self = .fixed(lock)
    } else {
      return nil
    }
  }

  /// The lock's path for what a path names; nil where it has no struct so far out.
  package func lock(for place: AccessPath) -> AccessPath? {
    switch self {
    case .fixed(let path): return path
    case .beside(let steps, let fields):
      let kept = place.fields.count - 1 - steps
      guard kept >= 0 else { return nil }
      return AccessPath(root: place.root, fields: Array(place.fields[..<kept]) + fields)
    }
  }

  /// The lock's field or variable.
  package var object: Object? {
    switch self {
    case .fixed(let path): path.fields.last ?? path.root
    case .beside(_, let fields): fields.last
    }
  }
}

/// An access, or a call that leads to one, and what is known of locks there.
package struct JudgedAccess {
  package enum Verdict: Equatable, Sendable {
    /// The guard is held, in this mode.
    case held(LockMode)
    /// No lock is held, for certain.
    case open
    /// Another lock of the same object is held, and not the guard.
    case wrongLock(AccessPath)
    /// Nothing can be said: a lock may be held, or the place has no name.
    case unknown
    /// Nobody else has the value yet.
    case unshared
  }
  package let access: LockAccess
  /// Where it is judged: the access, or a call on the way to it.
  package let node: Node
  package let verdict: Verdict
  /// The calls that lead from `node` to the access, outermost first.
  package let calls: [CallSite]
  /// The guard's path there.
  package let lock: AccessPath?
}

/// The lock under which something is accessed mostly, and every access judged by it.
package struct InferredGuard {
  package let key: GuardKey
  package let judged: [JudgedAccess]

  /// Accesses that hold the guard.
  package var held: Int { judged.count { if case .held = $0.verdict { true } else { false } } }
  /// Accesses of which it is known whether they do.
  package var of: Int {
    judged.count {
      switch $0.verdict {
      case .held, .open, .wrongLock: true
      case .unknown, .unshared: false
      }
    }
  }
}

/// Finds the guards of containers.
package struct GuardFinder {
  private let locks: UnitLocks
  private let graph: CallGraph
  private let concurrency: Concurrency

  /// Calls of helpers are followed outwards so far, and so many for one access.
  private static let depthLimit = 4
  private static let callLimit = 64
  /// So many locks are tried for one container.
  private static let candidateLimit = 3

  package init(_ flow: PackageFlow) {
    locks = flow.locks
    graph = flow.callGraph
    concurrency = flow.concurrency
  }

  /// The guard that most accesses hold; nil where none holds a lock that has to do with what is accessed. Accesses in tests
  /// do not count.
  package func infer(_ accesses: [LockAccess]) -> InferredGuard? {
    if locks.isEmpty { return nil }
    var counts: [GuardKey: Int] = [:]
    var order: [GuardKey] = []
    for access in accesses {
      guard let place = locks.path(access.name), let held = locks.held(at: access.operation) else { continue }
      var seen: Set<GuardKey> = []
      // What some callers hold is a candidate too: the others may have forgotten it.
      for lock in held.held {
        guard let key = GuardKey(lock.lock, for: place), seen.insert(key).inserted else { continue }
        if counts[key] == nil { order.append(key) }
        counts[key, default: 0] += lock.isCertain ? 2 : 1
      }
    }
    // Of equals the first, by the order of accesses.
    let ranked = order.enumerated().sorted { a, b in
      let (first, second) = (counts[a.element] ?? 0, counts[b.element] ?? 0)
      return first != second ? first > second : a.offset < b.offset
    }
    var best: InferredGuard?
    for candidate in ranked.prefix(Self.candidateLimit) {
      let found = judge(accesses, by: candidate.element)
      if found.held > best?.held ?? 0 { best = found }
    }
    return best
  }

  /// All accesses judged by a given guard.
  package func judge(_ accesses: [LockAccess], by key: GuardKey) -> InferredGuard {
    var judged: [JudgedAccess] = []
    for access in accesses {
      guard let function = graph.function(enclosing: access.operation) else { continue }
      if graph[function].isInTest { continue }
      var budget = Self.callLimit
      judge(access, locks.path(access.name), at: access.operation, [], key, &judged, &budget)
    }
    return InferredGuard(key: key, judged: judged)
  }

  private func judge(
    _ access: LockAccess, _ place: AccessPath?, at node: Node, _ calls: [CallSite], _ key: GuardKey,
    _ judged: inout [JudgedAccess], _ budget: inout Int
  ) {
    func add(_ verdict: JudgedAccess.Verdict, _ lock: AccessPath? = nil) {
      judged.append(JudgedAccess(access: access, node: node, verdict: verdict, calls: calls, lock: lock))
    }
    guard let place, let lock = key.lock(for: place), let held = locks.held(at: node),
      let function = graph.function(enclosing: node)
    else { return add(.unknown) }
    if isUnshared(place, at: node, in: function) { return add(.unshared, lock) }
    if let mode = held.certain(lock) { return add(.held(mode), lock) }
    if held.isEmpty { return add(.open, lock) }
    let own = locks.ownHeld(at: node) ?? held
    if own.isEmpty, graph.areCallersKnown(function), calls.count < Self.depthLimit {
      return judgeCallers(of: function, access, place, calls, key, &judged, &budget)
    }
    if !held.isPossible(lock), held.held.count == 1, let other = held.certain.first,
      let otherKey = GuardKey(other.lock, for: place), case .beside(0, let fields) = otherKey, fields.count == 1,
      case .beside = key
    {
      return add(.wrongLock(other.lock), lock)
    }
    add(.unknown, lock)
  }

  /// A helper that holds nothing itself is judged where it is called.
  private func judgeCallers(
    of function: FunctionID, _ access: LockAccess, _ place: AccessPath, _ calls: [CallSite], _ key: GuardKey,
    _ judged: inout [JudgedAccess], _ budget: inout Int
  ) {
    for site in graph.calls(of: function) {
      guard let caller = site.caller, !graph[caller].isInTest, caller != function else { continue }
      budget -= 1
      if budget < 0 { return }
      guard site.kind == .direct || site.kind == .dispatch, let outer = locks.place(place, at: site) else {
        judged.append(
          JudgedAccess(access: access, node: site.call, verdict: .unknown, calls: [site] + calls, lock: nil))
        continue
      }
      judge(access, outer, at: site.call, [site] + calls, key, &judged, &budget)
    }
  }

  private func isUnshared(_ place: AccessPath, at node: Node, in function: FunctionID) -> Bool {
    if place.root.isPackageLevel { return concurrency.isStartupOnly(function) }
    return locks.isBeforeSharing(place.root, at: node) || isInOnce(node)
  }

  /// Whether a node runs in a literal given to `sync.Once`: before whoever waits for it.
  private func isInOnce(_ node: Node) -> Bool {
    guard let function = graph.function(enclosing: node), graph[function].object == nil else { return false }
    return graph[function].uses.contains { use in
      guard case .atOnce(let call) = use, let fun = call.child(.fun)?.unparenthesized else { return false }
      return fun.child(.sel)?.textString == "Do"
    }
  }
}
