import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds uses of a map without the lock that its other uses hold.
struct InconsistentLock: FactRule {
  static let meta = RuleMeta(
    id: "inconsistent-lock",
    summary: "a map is used without the lock that guards its other uses",
    group: .concurrency, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A lock guards a map only if every use takes it: lookups, range and len too, since each of them may meet a write that \
      is half done. Most such uses are silent data races; with luck the program ends with "fatal error: concurrent map read \
      and map write", which recover() does not catch.

      Take the lock here too, or document that the caller must hold it and let every caller do so.
      """,
    bad: """
      type registry struct { mu sync.Mutex; names map[string]int }

      func (r *registry) Add(name string) { r.mu.Lock(); r.names[name]++; r.mu.Unlock() }

      func (r *registry) Drop(name string) { r.mu.Lock(); delete(r.names, name); r.mu.Unlock() }

      func (r *registry) Has(name string) bool { r.mu.Lock(); defer r.mu.Unlock(); return r.names[name] > 0 }

      func (r *registry) Len() int { return len(r.names) }
      """,
    good: """
      type registry struct { mu sync.Mutex; names map[string]int }

      func (r *registry) Add(name string) { r.mu.Lock(); r.names[name]++; r.mu.Unlock() }

      func (r *registry) Drop(name string) { r.mu.Lock(); delete(r.names, name); r.mu.Unlock() }

      func (r *registry) Has(name string) bool { r.mu.Lock(); defer r.mu.Unlock(); return r.names[name] > 0 }

      func (r *registry) Len() int { r.mu.Lock(); defer r.mu.Unlock(); return len(r.names) }
      """,
    limits: [
      "The guard is what most uses in the package hold; of a map with few uses it is not known.",
      "A function that others call with the lock held is judged at its calls, if all of them are in the package.",
      "Uses in tests do not count.",
      "What a function of another package does to a map that it gets is known if that package is in the run.",
      """
      What a function does around a use may say that others are gone, or not there yet: it waits for a group of goroutines, sets \
      other fields with no lock, closes a channel, alone reads what others only add to. Confidence is low then; so it is where \
      all callers hold some lock, or the value is handed to other packages with the guard held.
      """,
      """
      In preview: in code that the rule was not made on about half of the findings shown by default are true; the others run \
      before or after all other uses, or on the one goroutine that changes the map, which the package does not show.
      """,
    ],
    figures: EvidenceFigures.inconsistentLock,
    equivalents: [
      Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map"),
      Equivalent("gVisor checklocks", "", "needs an annotation at each field and each function that asks for a lock"),
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if !pass.flow.usesLocks || pass.flow.locks.isEmpty || pass.census.missesLocks || pass.hasDamage { return }
    for container in pass.census.containers where container.kind == .map {
      var isGuarded = false
      for inferred in pass.census.guards.all(container) {
        let isAnnotated = container.annotation != nil
        guard isAnnotated || inferred.held >= 2, isAnnotated || inferred.held * 2 > inferred.of else { continue }
        isGuarded = true
        let reported = check(container, inferred, pass)
        checkInner(container, inferred, except: reported, pass)
        checkHandedOn(container, inferred, pass)
      }
      if !isGuarded { checkMethods(container, pass) }
    }
  }

  /// Answers with the statements in which it has found something.
  private func check(_ container: Container, _ inferred: InferredGuard, _ pass: Pass) -> Set<Node> {
    let shared = inferred.judged.filter { $0.verdict != .unshared }
    // Some use must change the map in place, or there is nothing to meet.
    let writes = shared.filter { $0.access.isWrite }
    if writes.isEmpty { return [] }
    let uses = shared.filter { isBare($0) && !isOnlyBirth($0, container, pass) }
    let section = uses.contains { $0.access.isWrite } ? nil : OnlySection(shared, inferred, pass)
    if section?.runsOnce ?? false { return [] }
    return report(uses, writes, container, inferred, pass, limit: section == nil ? .high : .low)
  }

  /// The maps within a map of maps, used when the lock is no longer held under which they were taken out.
  private func checkInner(
    _ container: Container, _ inferred: InferredGuard, except reported: Set<Node>, _ pass: Pass
  ) {
    let inner = pass.census.guards.inner(container, by: inferred.key)
    let shared = inner.judged.filter { $0.verdict != .unshared }
    let writes = shared.filter { use in
      if case .held = use.verdict { use.access.isInPlace } else { false }
    }
    if writes.isEmpty { return }
    let uses = shared.filter { use in
      isBare(use) && !(use.node.enclosingStatement.map(reported.contains) ?? false)
    }
    report(uses, writes, container, inferred, pass, isInner: true)
  }

  /// One finding for each function: its uses are mended together.
  @discardableResult
  func report(
    _ uses: [JudgedAccess], _ writes: [JudgedAccess], _ container: Container, _ inferred: InferredGuard, _ pass: Pass,
    isInner: Bool = false, limit: Confidence = .high
  ) -> Set<Node> {
    var found: [Node: [Found]] = [:]
    var order: [Node] = []
    for use in uses {
      guard let strength = strength(of: use, writes, inferred, container, pass),
        let function = use.node.enclosingFunction,
        found[function]?.contains(where: { $0.use.node == use.node }) != true
      else { continue }
      if found[function] == nil { order.append(function) }
      found[function, default: []].append(
        Found(use: use, strength: container.annotation != nil ? .high : min(strength, limit), unlimited: strength))
    }
    for function in order {
      let uses = found[function] ?? []
      // A write says more than a read.
      guard let first = uses.first(where: \.use.access.isWrite) ?? uses.first else { continue }
      let others = uses.filter { $0.use.node != first.use.node }.map(\.use)
      report(first, others, writes, container, inferred, pass, isInner: isInner)
    }
    return Set(order.flatMap { found[$0] ?? [] }.compactMap(\.use.node.enclosingStatement))
  }

  /// A use without the guard, and how sure it is that it may meet a write.
  private struct Found {
    let use: JudgedAccess
    let strength: Confidence
    /// The same where it is known that the map is looked into.
    let unlimited: Confidence
  }

  static func message(for evidence: FactEvidence) -> Message {
    if case .parameterUse(let isWrite) = evidence { .usedByTaker(isWrite) } else { .alsoHere }
  }

  func isBare(_ use: JudgedAccess) -> Bool {
    switch use.verdict {
    case .open, .wrongLock, .elsewhere: true
    default: false
    }
  }

  /// How sure it is that a use may meet a write; nil where it may be in order.
  private func strength(
    of use: JudgedAccess, _ writes: [JudgedAccess], _ inferred: InferredGuard, _ container: Container, _ pass: Pass
  ) -> Confidence? {
    let graph = pass.flow.callGraph
    let concurrency = pass.flow.concurrency
    guard let function = graph.function(enclosing: use.node) else { return nil }
    // A goroutine that alone writes may read without the lock that it writes under.
    // A map that was taken out under the lock is only met by changes in place.
    let others = writes.filter { $0.node != use.node && ($0.access.isInPlace || !use.access.isAlias) }
    let isOwner =
      !use.access.isWrite && !others.isEmpty
      && others.allSatisfy { write in
        guard let writer = graph.function(enclosing: write.node) else { return false }
        return writer == function || concurrency.areOnOneGoroutine(function, writer)
      }
    let isOne = concurrency.proof(function).map { proof in
      proof.kind != .lockOwner && concurrency.areOnOneGoroutine(function, function)
    }
    if isOwner, isOne ?? true { return nil }
    if isAllOnOneGoroutine(use, function, inferred, pass) || replacesLock(use, pass) { return nil }
    if others.isEmpty && (!use.access.isWrite || use.access.isAlias) { return nil }
    if isReplacedMeanwhile(use, container) || isTakenOut(use, container, pass) { return nil }
    // Another lock may keep the two apart, if whoever writes holds it too.
    if use.verdict != .open, !others.contains(where: { isHeld($0) && $0.isApart(from: use) }) { return nil }
    if let lock = inferred.key.object, pass.flow.locks.heldAcrossCalls.contains(lock) { return .low }
    if use.holder != nil || use.releasesGuard || use.isHandedOn || use.verdict == .elsewhere { return .low }
    let isMost: Bool
    var isClear = true
    if case .wrongLock = use.verdict { isClear = false }
    // The further away the lock is, the more else it may be there for.
    if case .beside(let steps, let fields) = inferred.key, steps > 0 || fields.isOfOtherPart { isClear = false }
    if !isClear {
      isMost = inferred.held * 10 >= inferred.of * 9 && inferred.held >= 5
    } else {
      isMost = inferred.held * 4 >= inferred.of * 3 && inferred.held >= 3
    }
    let hints = LifeCycle(function, pass)
    // Nothing says that the function runs beside anything.
    if concurrency.proof(function) == nil { return use.access.isReplacement && hints.isStartUp ? nil : .low }
    if !isMost || isMostlyOpen(inferred) || asksCaller(function, graph, pass)
      || isHeldByCallers(inferred.key.object, function, pass)
      || isOfMaker(use, container, pass)
      || isBeforeStart(use, pass) || hints.isStartUp
      || isAloneWithMap(use, function, inferred, pass) || isAfterStop(use, function, pass)
      || isAfterWait(use, others, pass) || isConfiguration(use, pass) || isHandedOver(use, pass)
      || isOnlyReader(use, inferred, container, pass) || isUnderLocks(function, pass)
      || isCalledBack(use, function, pass)
      || use.access.isReplacement && (hints.isDecoder || hints.tearsDown)
      || (use.access.isReplacement || !use.access.isWrite) && hints.isTearDown
    {
      return .low
    }
    return .medium
  }

  func isHeld(_ use: JudgedAccess) -> Bool {
    if case .held = use.verdict { true } else { false }
  }

  /// Whether what holds the map lost it in the same function: `c := s.conns[id]; delete(s.conns, id)`. It belongs to who took it
  /// out then.
  private func isTakenOut(_ use: JudgedAccess, _ container: Container, _ pass: Pass) -> Bool {
    guard let holder = use.holder, let function = use.node.enclosingFunction else { return false }
    return holder.fields.contains { field in
      pass.census.container(field)?.sites.contains { site in
        (site.kind == .delete || site.kind == .replace || site.kind == .clear)
          && site.node.enclosingFunction == function
      } ?? false
    }
  }

  /// Whether nothing else gives the map a value: the uses under the lock come later, as an insert before would panic.
  private func isOnlyBirth(_ use: JudgedAccess, _ container: Container, _ pass: Pass) -> Bool {
    guard use.access.isReplacement else { return false }
    return !container.sites.contains { site in
      guard site.kind == .make || site.kind == .replace, site.node != use.access.name else { return false }
      return site.value.map { !pass.unit.isNil($0) } ?? true
    }
  }

  /// `old := s.m; s.m = nil; …`: what was taken out belongs to who took it.
  private func isReplacedMeanwhile(_ use: JudgedAccess, _ container: Container) -> Bool {
    guard let function = use.access.operation.outermostFunction,
      container.sites.contains(where: { $0.node == use.access.name && $0.alias != nil })
    else { return false }
    return container.sites.contains { $0.kind == .replace && $0.node.outermostFunction == function }
  }

  private static let askingWords = [
    "lock", "mutex", "concurren", "goroutine", "thread", "not safe", "must be held", "must hold", "held by",
  ]

  /// Whether a function's name or comment says that its caller holds the lock: a hint, no proof.
  func asksCaller(_ function: FunctionID, _ graph: CallGraph, _ pass: Pass) -> Bool {
    var current: FunctionID? = function
    while let next = current, let outer = graph[next].outer { current = outer }
    guard let current, let name = graph[current].object?.name.string else { return false }
    if name.lowercased().contains("lock") || name.lowercased().contains("unsafe") { return true }
    let places = [graph[current].node, graph[current].node.child(.body)?.child(.stmt)]
    return places.compactMap { $0.flatMap { pass.comment(before: $0) } }.contains { text in
      Self.askingWords.contains { text.lowercased().contains($0) }
    }
  }

  private func report(
    _ found: Found, _ others: [JudgedAccess], _ writes: [JudgedAccess], _ container: Container,
    _ inferred: InferredGuard, _ pass: Pass, isInner: Bool
  ) {
    let graph = pass.flow.callGraph
    let use = found.use
    guard let function = graph.function(enclosing: use.node) else { return }
    let map = (use.access.published ?? use.access.name).textString
    let lock = use.lock?.description ?? ""
    let origin = origin(of: function, pass)
    let held = inferred.held
    // A use of which little is known is not among those that were counted.
    let all = inferred.of + (use.verdict == .elsewhere || use.isHandedOn || use.releasesGuard ? 1 : 0)
    var related: [(Message, Node)] = []
    if use.node != use.access.operation { related.append((.usedThere(map), use.access.operation)) }
    for other in others.prefix(3) { related.append((.alsoHere, other.node)) }
    let proofs = (isInner ? writes : inferred.judged).filter(isHeld)
    let sorted = proofs.filter { $0.access.isWrite } + proofs.filter { !$0.access.isWrite }
    for proof in sorted.prefix(3) { related.append((.heldHere(proof.access.isWrite), proof.node)) }
    let message: Message
    if isInner {
      let outer = use.holder?.description ?? map
      message = .inner(map, outer, lock, held, all, isWrite: use.access.isWrite)
    } else if use.access.published != nil {
      message = .published(use.access.name.textString, map, lock, isWrite: use.access.isWrite)
    } else if use.verdict == .elsewhere {
      message = .elsewhere(map, lock, held, all, isWrite: use.access.isWrite)
    } else if let callee = taker(of: use, container) {
      message = .handedOn(map, callee, lock, held, all)
    } else if use.releasesGuard {
      message = .released(map, lock)
    } else if case .wrongLock(let other) = use.verdict {
      message = .wrong(map, lock, other.description, held, all)
    } else if use.node != use.access.operation {
      message = .call(callee(use, graph), map, lock, held, all, origin)
    } else if container.annotation != nil {
      message = .annotated(map, lock, origin)
    } else {
      message = .open(map, lock, held, all, origin, isWrite: use.access.isWrite)
    }
    if let taker = knownTaker(of: use, container, pass) {
      pass.await(
        Self.self, .handedTo(taker, found.unlimited, Self.self), message, at: use.node, confidence: found.strength,
        related: related)
      return
    }
    pass.report(
      Self.self, message, at: use.node, confidence: found.strength, related: related,
      unless: lockOfCallers(use, function, pass))
  }

  /// The lock that callers in other packages may hold around a method that is called by none of this one.
  private func lockOfCallers(_ use: JudgedAccess, _ function: FunctionID, _ pass: Pass) -> MethodLock? {
    let graph = pass.flow.callGraph
    guard let lock = use.lock, let method = graph[function].object,
      graph.calls(of: function).isEmpty
    else { return nil }
    return MethodLock(
      lock, of: method, at: graph[function].node.child(.recv)?.child(.field)?.child(.name), isWrite: use.access.isWrite,
      in: pass.flow.locks)
  }

  private func callee(_ use: JudgedAccess, _ graph: CallGraph) -> String {
    use.calls.first.flatMap { graph.shortName(of: $0.callee) } ?? "this function"
  }

  /// What runs the function beside others, unless that is the function itself.
  private func origin(of function: FunctionID, _ pass: Pass) -> String? {
    let concurrency = pass.flow.concurrency
    guard let proof = concurrency.proof(function), proof.function != function || proof.kind < .lockOwner else {
      return nil
    }
    return concurrency.name(of: proof)
  }
}

extension Message {
  fileprivate static func open(
    _ map: String, _ lock: String, _ held: Int, _ all: Int, _ origin: String?, isWrite: Bool
  ) -> Message {
    let way = origin.map { ", reached from \($0)," } ?? ""
    return """
      \(held) of \(all) uses of `\(map)` hold `\(lock)`; this \(isWrite ? "write" : "read")\(way) does not
      """
  }
  fileprivate static func call(
    _ callee: String, _ map: String, _ lock: String, _ held: Int, _ all: Int, _ origin: String?
  ) -> Message {
    let way = origin.map { ", reached from \($0)," } ?? ""
    return """
      `\(callee)` uses `\(map)` and leaves locking to its callers; \(held) of \(all) uses hold `\(lock)`, this call\(way) \
      does not
      """
  }
  fileprivate static func wrong(_ map: String, _ lock: String, _ other: String, _ held: Int, _ all: Int) -> Message {
    "\(held) of \(all) uses of `\(map)` hold `\(lock)`; this one holds `\(other)` instead"
  }
  fileprivate static func elsewhere(_ map: String, _ lock: String, _ held: Int, _ all: Int, isWrite: Bool) -> Message {
    "\(held) of \(all) uses of `\(map)` hold `\(lock)`; this \(isWrite ? "write" : "read") may hold others, but not this one"
  }
  fileprivate static func handedOn(_ map: String, _ callee: String, _ lock: String, _ held: Int, _ all: Int) -> Message
  {
    """
    `\(callee)` gets at `\(map)` here without `\(lock)`, which \(held) of \(all) uses hold: it may look into the map while others \
    change it
    """
  }
  fileprivate static func released(_ map: String, _ lock: String) -> Message {
    "`\(map)` is used before `\(lock)` is released here, which is never taken"
  }
  fileprivate static func inner(
    _ map: String, _ outer: String, _ lock: String, _ held: Int, _ all: Int, isWrite: Bool
  ) -> Message {
    let what = map == outer ? "a map within `\(outer)`" : "`\(map)`, a map within `\(outer)`,"
    return """
      \(what) is \(isWrite ? "changed" : "read") here without `\(lock)`, which \(held) of \(all) uses of `\(outer)` hold: \
      others change it in place under that lock
      """
  }
  fileprivate static func published(_ map: String, _ field: String, _ lock: String, isWrite: Bool) -> Message {
    """
    `\(map)` is \(isWrite ? "changed" : "read") here without `\(lock)`, after it was published as `\(field)`: others change it \
    in place under that lock
    """
  }
  fileprivate static func annotated(_ map: String, _ lock: String, _ origin: String?) -> Message {
    let way = origin.map { ", reached from \($0)," } ?? ""
    return "`\(map)` is declared to be guarded by `\(lock)`; this use\(way) does not hold it"
  }
  fileprivate static func heldHere(_ isWrite: Bool) -> Message {
    isWrite ? "written here with the lock held" : "read here with the lock held"
  }
  fileprivate static func usedByTaker(_ isWrite: Bool) -> Message {
    isWrite ? "it changes the map here" : "it looks into the map here"
  }
  fileprivate static var alsoHere: Message { "and here" }
  fileprivate static func usedThere(_ map: String) -> Message { "`\(map)` is used here" }
}
