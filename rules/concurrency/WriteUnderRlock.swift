import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps that are changed while the lock of their struct is held for reading only.
struct WriteUnderRlock: Rule {
  static let meta = RuleMeta(
    id: "write-under-rlock",
    summary: "a map is changed while its lock is held for reading only",
    group: .concurrency, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      RLock lets any number of goroutines in at the same time. Whoever inserts, deletes or clears under it changes the map \
      while others read it, or change it too: entries are lost or found wrong, or the program ends with "fatal error: \
      concurrent map writes", which recover() does not catch. Filling a cache on a miss is the usual case.

      Release the read lock, take the write lock, look again whether the entry is there now, and write.
      """,
    bad: """
      type cache struct { mu sync.RWMutex; entries map[string]int }

      func (c *cache) Get(key string) int {
      	c.mu.RLock()
      	defer c.mu.RUnlock()
      	if _, ok := c.entries[key]; !ok {
      		c.entries[key] = len(key)
      	}
      	return c.entries[key]
      }
      """,
    good: """
      type cache struct { mu sync.RWMutex; entries map[string]int }

      func (c *cache) Get(key string) int {
      	c.mu.Lock()
      	defer c.mu.Unlock()
      	if _, ok := c.entries[key]; !ok {
      		c.entries[key] = len(key)
      	}
      	return c.entries[key]
      }
      """,
    limits: [
      "Only locks of the map's own struct or of one around it count, and of others those that guard most of its uses.",
      "A write while another lock may be held for writing is not reported.",
    ],
    figures: EvidenceFigures.writeUnderRlock,
    equivalents: [
      Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map"),
      Equivalent("gVisor checklocks", "", "needs annotations, and takes a write to an element for a read of the field"),
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    guard pass.flow.usesLocks else { return }
    let maps = pass.census.containers.filter { container in
      container.kind == .map
        && container.accesses.contains { $0.isInPlace && !pass.isInTest($0.operation) && pass.census.mayBeShared($0) }
    }
    // To ask for locks is dear.
    if maps.isEmpty || pass.flow.locks.isEmpty { return }
    let locks = pass.flow.locks
    var seen: Set<Node> = []
    // The calls of RLock that a finding has a mend for.
    var mended: Set<Node> = []
    for container in maps {
      for access in container.accesses where access.isInPlace && !pass.isInTest(access.operation) {
        guard let place = locks.path(access.name), let held = locks.held(at: access.operation),
          let lock = readLock(held, place, container, pass),
          !locks.isBeforeSharing(place.root, at: access.operation), !isOnlyReader(access, container, lock, pass)
        else { continue }
        seen.insert(access.operation)
        report(access, container, lock, &mended, pass)
      }
      checkJudged(container, &seen, pass)
    }
  }

  /// Whether one goroutine alone uses the map without the lock held for writing: there are no other readers.
  private func isOnlyReader(_ access: LockAccess, _ container: Container, _ lock: AccessPath, _ pass: Pass) -> Bool {
    let graph = pass.flow.callGraph
    let concurrency = pass.flow.concurrency
    guard let function = graph.function(enclosing: access.operation), let place = pass.flow.locks.path(access.name),
      let key = GuardKey(lock, for: place),
      concurrency.proof(function).map({ $0.kind == .goroutine || $0.kind == .group }) ?? false
    else { return false }
    return pass.census.guards.judged(container, by: key).judged.allSatisfy { other in
      if other.verdict == .held(.write) || other.verdict == .unshared { return true }
      guard let user = graph.function(enclosing: other.node) else { return false }
      return concurrency.areOnOneGoroutine(function, user)
    }
  }

  /// Writes where others take the lock for writing and this one for reading: in helpers, at their calls, and to maps of what a
  /// guarded map or slice holds.
  private func checkJudged(_ container: Container, _ seen: inout Set<Node>, _ pass: Pass) {
    for inferred in pass.census.guards.all(container) {
      let writes = inferred.judged.filter { $0.access.isInPlace && $0.verdict == .held(.write) }
      if writes.isEmpty { continue }
      for use in inferred.judged where use.access.isInPlace && use.verdict == .held(.read) {
        guard !use.calls.isEmpty || use.holder != nil, !pass.isInTest(use.node), let lock = use.lock,
          let held = pass.flow.locks.held(at: use.node), let own = pass.flow.locks.ownHeld(at: use.node),
          // A write lock of another struct may be there to let one writer in.
          !own.mayHoldOther, !held.held.contains(where: { $0.mode == .write }), seen.insert(use.node).inserted
        else { continue }
        let isSame = writes.contains { $0.access.operation == use.access.operation }
        report(use, lock, isSame && !held.mayHoldOther ? .medium : .low, pass)
      }
    }
  }

  private func report(_ use: JudgedAccess, _ lock: AccessPath, _ confidence: Confidence, _ pass: Pass) {
    let map = use.access.name.textString
    var related: [(Message, Node)] = []
    if use.node != use.access.operation { related.append((.writtenThere(map), use.access.operation)) }
    if let taken = readLockCall(before: use.node, lock, pass) { related.append((.taken(lock.description), taken)) }
    let message: Message =
      use.calls.isEmpty ? .written(map, lock.description) : .writtenByCall(map, lock.description)
    pass.report(Self.self, message, at: use.node, confidence: confidence, related: related)
  }

  /// The lock that is held for reading alone where one for writing is called for.
  private func readLock(_ held: LockSet, _ place: AccessPath, _ container: Container, _ pass: Pass) -> AccessPath? {
    // With a second lock, the readers of one may be the writers of the other.
    if held.mayHoldOther || held.held.contains(where: { $0.mode == .write }) { return nil }
    for lock in held.certain {
      guard let key = GuardKey(lock.lock, for: place) else { continue }
      if case .beside = key, isOnlyLock(lock.lock, container, pass) { return lock.lock }
      // A lock elsewhere: only if it is what others take to write.
      guard let inferred = pass.census.guards.inferred(container), inferred.key == key else { continue }
      let isWritten = inferred.judged.contains { $0.verdict == .held(.write) }
      if isWritten { return lock.lock }
    }
    return nil
  }

  /// Whether the struct that has the lock has no other.
  private func isOnlyLock(_ lock: AccessPath, _ container: Container, _ pass: Pass) -> Bool {
    guard let field = lock.fields.last,
      let list = field.declaration?.ancestors.first(where: { $0.kind == .structType }),
      let fields = list.child(.fields)
    else { return false }
    var count = 0
    for field in fields.children(.field) {
      guard let type = field.child(.type), LockKind(pass.unit.type(of: type)) != nil else { continue }
      count += max(1, field.children(.name).count)
    }
    return count == 1
  }

  private func report(
    _ access: LockAccess, _ container: Container, _ lock: AccessPath, _ mended: inout Set<Node>, _ pass: Pass
  ) {
    let name = access.name.textString
    var related: [(Message, Node)] = []
    var fix: Fix?
    if let taken = readLockCall(before: access.operation, lock, pass) {
      related.append((.taken(lock.description), taken))
      if mended.insert(taken).inserted { fix = ReadSection(taken, pass)?.fix() }
    }
    pass.report(Self.self, .written(name, lock.description), at: access.operation, related: related, fix: fix)
  }

  private static let readLocks: Set<Name> = [.of("RLock"), .of("TryRLock")]

  /// The call that takes the lock, in the same function.
  private func readLockCall(before node: Node, _ lock: AccessPath, _ pass: Pass) -> Node? {
    guard let function = node.enclosingFunction else { return nil }
    var taken: Node?
    for call in function.descendants where call.kind == .callExpr && call.end <= node.start {
      guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr,
        let method = pass.unit.callee(of: call), Self.readLocks.contains(method.name), method.package?.path == "sync",
        fun.child(.x).flatMap(pass.flow.locks.path)?.root == lock.root
      else { continue }
      taken = call
    }
    return taken
  }
}

/// The only section of a function that holds a lock for reading.
private struct ReadSection {
  private static let read = Name.of("RLock")
  private static let release = Name.of("RUnlock")

  private let taken: Node
  private let released: Node
  private let pass: Pass

  /// Nil where the function does more with locks than take this one and release it once, or calls what may.
  init?(_ taken: Node, _ pass: Pass) {
    guard let function = taken.enclosingFunction, let lock = Self.lock(taken), Self.name(taken) == Self.read else {
      return nil
    }
    var released: Node?
    for call in function.descendants where call.kind == .callExpr && call != taken {
      if pass.unit.builtin(call) != nil || pass.unit.isConversion(call) { continue }
      guard let callee = pass.unit.callee(of: call), let path = callee.package?.path else { return nil }
      if path == "sync" {
        guard released == nil, Self.name(call) == Self.release, let other = Self.lock(call),
          pass.unit.isSame(lock, other), call.start > taken.end
        else { return nil }
        released = call
      } else if callee.package == pass.unit.package || !Self.plain.contains(path) {
        // It may take the lock for reading too, which waits for ever under Lock.
        return nil
      }
    }
    guard let released else { return nil }
    self.taken = taken
    self.released = released
    self.pass = pass
  }

  /// Packages that call nothing of this one but methods of what they are given.
  private static let plain: Set<String> = ["bytes", "errors", "maps", "slices", "sort", "strconv", "strings", "time"]

  private static func name(_ call: Node) -> Name? { call.child(.fun)?.unparenthesized.child(.sel)?.name }
  private static func lock(_ call: Node) -> Node? { call.child(.fun)?.unparenthesized.child(.x) }

  func fix() -> Fix? {
    guard let taking = taken.child(.fun)?.unparenthesized.child(.sel).flatMap({ pass.edit($0, "Lock") }),
      let releasing = released.child(.fun)?.unparenthesized.child(.sel).flatMap({ pass.edit($0, "Unlock") })
    else { return nil }
    return Fix(title: "take the lock for writing", safety: .unsafe, edits: [taking, releasing])
  }
}

extension Message {
  fileprivate static func written(_ map: String, _ lock: String) -> Message {
    """
    `\(map)` is changed here while `\(lock)` is held only for reading: other readers may be using it, and the program may \
    end with "fatal error: concurrent map writes"; take the lock with Lock
    """
  }
  fileprivate static func writtenByCall(_ map: String, _ lock: String) -> Message {
    """
    this call may change `\(map)` while `\(lock)` is held only for reading: other readers may be using it, and the program may \
    end with "fatal error: concurrent map writes"; take the lock with Lock, as other callers do
    """
  }
  fileprivate static func writtenThere(_ map: String) -> Message { "`\(map)` is changed here" }
  fileprivate static func taken(_ lock: String) -> Message { "`\(lock)` is taken for reading here" }
}
