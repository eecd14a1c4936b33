import GoFlow
import GoSyntax
import GoTypes
import TestSupport
import Testing

/// The locks held at marked places: `s.mu` for a lock held for writing, `s.mu(r)` for reading, with `?` where only some way there
/// holds it; `other` where a lock without a name may be held.
@Suite("Held locks")
struct LockTests {
  /// Package sync as far as locks go.
  static let sync = """
    package sync
    type Mutex struct { state int32 }
    func (m *Mutex) Lock() {}
    func (m *Mutex) Unlock() {}
    func (m *Mutex) TryLock() bool { return false }
    type RWMutex struct { w Mutex }
    func (m *RWMutex) Lock() {}
    func (m *RWMutex) Unlock() {}
    func (m *RWMutex) RLock() {}
    func (m *RWMutex) RUnlock() {}
    type Locker interface { Lock(); Unlock() }
    type Once struct{}
    func (o *Once) Do(f func()) {}
    type WaitGroup struct{}
    func (w *WaitGroup) Wait() {}
    """
  private static let declarations = """
    import ("sync"; "sort")
    type store struct { mu sync.Mutex; rw sync.RWMutex; m map[int]int; once sync.Once; inner *part; keys []int }
    type part struct { sync.Mutex; m map[int]int }
    type outer struct { part; other sync.Mutex }
    type pointed struct { mu *sync.Mutex; l sync.Locker; m map[int]int }
    var global = struct { sync.Mutex; m map[int]int }{}
    var gmu sync.Mutex
    var gm map[int]int
    func unknown()
    func cond() bool
    """

  private func picture(_ set: LockSet?) -> String {
    guard let set else { return "unreached" }
    var parts = set.held.map { held in
      let path = ([held.lock.root] + held.lock.fields).map(\.name.string).joined(separator: ".")
      return path + (held.mode == .read ? "(r)" : "") + (held.isCertain ? "" : "?")
    }
    if set.mayHoldOther { parts.append("other") }
    return parts.sorted().joined(separator: " ")
  }

  /// Checks the marks `a`, `b`, … of some functions against what is held there.
  private func expect(
    _ code: String, _ expected: [String: String], location: SourceLocation = #_sourceLocation
  ) throws {
    let checked = try Checked(
      "package p\n\(Self.declarations)\n\(code)",
      imports: ["sync": Self.sync, "sort": "package sort\nfunc Slice(x any, less func(i, j int) bool) {}"])
    let flow = PackageFlow(checked.unit)
    for (mark, held) in expected {
      #expect(picture(flow.locks.held(at: try checked.node(mark))) == held, "\(mark)", sourceLocation: location)
    }
  }

  @Test func lockAndUnlock() throws {
    try expect(
      "func (s *store) f() { /*a*/s.m[1]++; s.mu.Lock(); /*b*/s.m[1]++; s.mu.Unlock(); /*c*/s.m[1]++ }",
      ["a": "", "b": "s.mu", "c": ""])
  }

  @Test func deferredUnlockHoldsToTheEnd() throws {
    try expect(
      "func (s *store) f() int { s.mu.Lock(); defer s.mu.Unlock(); if cond() { return /*a*/s.m[1] }; return /*b*/s.m[2] }",
      ["a": "s.mu", "b": "s.mu"])
  }

  @Test func readAndWriteModes() throws {
    try expect(
      "func (s *store) f() { s.rw.RLock(); /*a*/s.m[1]++; s.rw.RUnlock(); s.rw.Lock(); /*b*/s.m[1]++; s.rw.Unlock(); /*c*/s.m[1]++ }",
      ["a": "s.rw(r)", "b": "s.rw", "c": ""])
  }

  @Test func joinsIntersect() throws {
    try expect(
      """
      func (s *store) f(x bool) { if x { s.mu.Lock() }; /*a*/s.m[1]++; if x { s.mu.Unlock() }; /*b*/s.m[1]++ }
      func (s *store) g(x bool) { if x { s.mu.Lock() } else { s.mu.Lock() }; /*c*/s.m[1]++; s.mu.Unlock() }
      """, ["a": "s.mu?", "b": "s.mu?", "c": "s.mu"])
  }

  @Test func unlockBeforeReturnStaysOnItsBranch() throws {
    try expect(
      "func (s *store) f() { s.mu.Lock(); if cond() { s.mu.Unlock(); /*a*/s.m[1]++; return }; /*b*/s.m[1]++; s.mu.Unlock() }",
      ["a": "", "b": "s.mu"])
  }

  @Test func unlockAndRelock() throws {
    try expect(
      """
      func (s *store) f() { s.mu.Lock(); for cond() { s.mu.Unlock(); /*a*/unknown(); s.mu.Lock(); /*b*/s.m[1]++ }; /*c*/s.m[1]++; s.mu.Unlock() }
      """, ["a": "", "b": "s.mu", "c": "s.mu"])
  }

  @Test func tryLockHoldsWhereItIsTrue() throws {
    try expect(
      """
      func (s *store) f() { if s.mu.TryLock() { /*a*/s.m[1]++; s.mu.Unlock() } else { /*b*/s.m[1]++ } }
      func (s *store) g() { if !s.mu.TryLock() { return }; /*c*/s.m[1]++; s.mu.Unlock() }
      func (s *store) h() { ok := s.mu.TryLock(); if ok { /*d*/s.m[1]++ } }
      """, ["a": "s.mu", "b": "", "c": "s.mu", "d": "s.mu?"])
  }

  @Test func embeddedAndPromotedLocks() throws {
    try expect(
      """
      func (p *part) f() { p.Lock(); /*a*/p.m[1]++; p.Mutex.Unlock(); /*b*/p.m[1]++ }
      func (o *outer) f() { o.Lock(); /*c*/o.m[1]++; o.part.Mutex.Unlock(); /*d*/o.m[1]++ }
      func f() { global.Lock(); /*e*/global.m[1]++; global.Unlock() }
      """,
      ["a": "p.Mutex", "b": "", "c": "o.part.Mutex", "d": "", "e": "global.Mutex"])
  }

  @Test func pointersLockersAndAliases() throws {
    try expect(
      """
      func (p *pointed) f() { p.mu.Lock(); /*a*/p.m[1]++; p.mu.Unlock(); p.l.Lock(); /*b*/p.m[1]++; p.l.Unlock() }
      func (s *store) f() { mu := &s.mu; mu.Lock(); /*c*/s.m[1]++; s.mu.Unlock(); /*d*/s.m[1]++ }
      func (s *store) g() { in := s.inner; in.Lock(); /*e*/in.m[1]++; s.inner.Unlock(); /*f*/in.m[1]++ }
      """,
      ["a": "p.mu", "b": "p.l", "c": "s.mu", "d": "", "e": "s.inner.Mutex", "f": ""])
  }

  @Test func aCopiedMutexIsAnother() throws {
    try expect(
      "func (s *store) f() { mu := s.mu; mu.Lock(); /*a*/s.m[1]++; mu.Unlock() }", ["a": "mu"])
  }

  @Test func twoLocks() throws {
    try expect(
      "func (s *store) f() { gmu.Lock(); s.mu.Lock(); /*a*/s.m[1]++; s.mu.Unlock(); /*b*/gm[1]++; gmu.Unlock() }",
      ["a": "gmu s.mu", "b": "gmu"])
  }

  @Test func wrappersLockForTheirCaller() throws {
    try expect(
      """
      func (s *store) lock() { s.mu.Lock() }
      func (s *store) unlock() { s.mu.Unlock() }
      func (s *store) both() { s.lock(); defer s.unlock() }
      func (s *store) f() { s.lock(); /*a*/s.m[1]++; s.unlock(); /*b*/s.m[1]++; s.both(); /*c*/s.m[1]++ }
      func (s *store) g() { s.lock(); defer s.unlock(); /*d*/s.m[1]++ }
      func locked(p *part) { p.Lock() }
      func h(s *store) { locked(s.inner); /*e*/s.inner.m[1]++; s.inner.Unlock() }
      """, ["a": "s.mu", "b": "", "c": "", "d": "s.mu", "e": "s.inner.Mutex"])
  }

  @Test func aHelperUnlocksAndLocksAgain() throws {
    try expect(
      """
      func (s *store) pause() { s.mu.Unlock(); unknown(); s.mu.Lock() }
      func (s *store) f() { s.mu.Lock(); s.pause(); /*a*/s.m[1]++; s.mu.Unlock() }
      """, ["a": "s.mu"])
  }

  @Test func aReturnedUnlockReleases() throws {
    try expect(
      """
      func (s *store) acquire() func() { s.mu.Lock(); return s.mu.Unlock }
      func (s *store) f() { release := s.acquire(); /*a*/s.m[1]++; release(); /*b*/s.m[1]++ }
      func (s *store) g() { defer s.acquire()(); /*c*/s.m[1]++ }
      """, ["a": "s.mu", "b": "s.mu?", "c": "s.mu"])
  }

  @Test func literalsThatRunAtOnceAreUnderTheCallersLock() throws {
    try expect(
      """
      func (s *store) f() {
        s.mu.Lock()
        func() { /*a*/s.m[1]++ }()
        s.once.Do(func() { /*b*/s.m[1]++ })
        sort.Slice(s.keys, func(i, j int) bool { return /*c*/s.m[i] < s.m[j] })
        s.mu.Unlock()
      }
      """, ["a": "s.mu", "b": "s.mu", "c": "s.mu"])
  }

  @Test func goroutinesHoldNothing() throws {
    try expect(
      """
      func (s *store) f() { s.mu.Lock(); go func() { /*a*/s.m[1]++ }(); s.mu.Unlock() }
      func (s *store) g(w *sync.WaitGroup) { s.mu.Lock(); go func() { /*b*/s.m[1]++ }(); w.Wait(); s.mu.Unlock() }
      """, ["a": "", "b": "s.mu?"])
  }

  @Test func deferredLiteralsMayRunAfterTheUnlock() throws {
    try expect(
      "func (s *store) f() { defer func() { /*a*/s.m[1]++ }(); s.mu.Lock(); defer s.mu.Unlock() }", ["a": "s.mu?"])
  }

  @Test func literalsThatGoElsewhere() throws {
    try expect(
      """
      func keep(f func()) { hold = f }
      var hold func()
      func (s *store) f() { s.mu.Lock(); keep(func() { /*a*/s.m[1]++ }); s.mu.Unlock(); keep(func() { /*b*/s.m[1]++ }) }
      """, ["a": "other s.mu?", "b": "other"])
  }

  @Test func helpersHoldWhatAllCallersHold() throws {
    try expect(
      """
      func (s *store) set() { /*a*/s.m[1]++ }
      func (s *store) mixed() { /*b*/s.m[1]++ }
      func (s *store) A() { s.mu.Lock(); s.set(); s.mixed(); s.deep(); s.mu.Unlock() }
      func (s *store) B() { s.mu.Lock(); defer s.mu.Unlock(); s.set() }
      func (s *store) C() { s.mixed() }
      func (s *store) deep() { s.deeper() }
      func (s *store) deeper() { /*c*/s.m[1]++ }
      func (s *store) Exported() { /*d*/s.m[1]++ }
      func (s *store) D() { s.mu.Lock(); s.Exported(); s.mu.Unlock() }
      """, ["a": "s.mu", "b": "s.mu?", "c": "s.mu", "d": "s.mu?"])
  }

  @Test func locksOfOuterStructsHaveNoNameInside() throws {
    try expect(
      """
      type group struct { mu sync.Mutex; members map[int]*store }
      func (s *store) bump() { /*a*/s.m[1]++ }
      func (g *group) All() { g.mu.Lock(); for _, s := range g.members { s.bump() }; g.mu.Unlock() }
      """, ["a": "other"])
  }

  @Test func recursionSettles() throws {
    try expect(
      """
      func (s *store) walk(n int) { /*a*/s.m[n]++; if n > 0 { s.walk(n - 1) } }
      func (s *store) even(n int) { /*b*/s.m[n]++; s.odd(n - 1) }
      func (s *store) odd(n int) { if n > 0 { s.even(n - 1) } }
      func (s *store) Run() { s.mu.Lock(); s.walk(3); s.even(3); s.mu.Unlock() }
      """, ["a": "s.mu", "b": "s.mu"])
  }

  @Test func constructorsDoNotCount() throws {
    try expect(
      """
      func New() *store { s := &store{}; s.fill(); return s }
      func (s *store) fill() { /*a*/s.m[1]++ }
      func (s *store) Refill() { s.mu.Lock(); s.fill(); s.mu.Unlock() }
      """, ["a": "s.mu"])
  }

  @Test func aVariableThatMovesOnForgetsItsLock() throws {
    try expect(
      "func f(a, b *store) { a.mu.Lock(); a = b; /*a*/a.m[1]++; a.mu.Unlock() }", ["a": "a.mu?"])
  }

  @Test func beforeSharing() throws {
    let checked = try Checked(
      """
      package p
      \(Self.declarations)
      func New() *store {
        s := &store{}
        /*a*/s.m[1] = 1
        s.onlyNew()
        s.both()
        go s.run()
        /*b*/s.m[2] = 2
        return s
      }
      func (s *store) run() { /*c*/s.m[3]++ }
      func (s *store) onlyNew() { /*d*/s.m[4]++ }
      func (s *store) both() { /*e*/s.m[5]++ }
      func (s *store) Later() { s.both() }
      func maker() *store { return &store{} }
      func use() { s := maker(); /*f*/s.m[6]++ }
      type other struct{}
      func (s *store) each(f func(*other)) { o := &other{}; f(o) }
      func (s *store) Tip() { s.mu.Lock(); s.each(s.on); s.mu.Unlock() }
      func (s *store) on(o *other) { /*g*/s.m[7]++ }
      """, imports: ["sync": Self.sync, "sort": "package sort"])
    let flow = PackageFlow(checked.unit)
    for (mark, expected) in ["a": true, "b": false, "c": false, "d": true, "e": false, "f": true, "g": false] {
      let index = try checked.node(mark)
      let path = try #require(index.descendants.first { $0.kind == .ident })
      let root = try #require(checked.unit.variable(path))
      #expect(flow.locks.isBeforeSharing(root, at: index) == expected, "\(mark)")
    }
  }

  /// What a flow makes does not keep it: else everything known of a package stays to the end of the run.
  @Test func nothingKeepsAFlowAlive() throws {
    let checked = try Checked(
      "package p\n\(Self.declarations)\nfunc (s *store) f() { s.mu.Lock(); s.m[1]++; s.mu.Unlock(); s.m = nil }",
      imports: ["sync": Self.sync, "sort": "package sort"])
    weak var kept: PackageFlow?
    do {
      let flow = PackageFlow(checked.unit)
      kept = flow
      #expect(!flow.locks.isEmpty)
      let hints = LockHints(flow)
      for function in flow.functions {
        _ = flow.nilMapWrites(in: function.node)
        _ = flow.runsRepeatedly(function.body)
        _ = flow.dominators(of: function)
        _ = flow.loops(of: function)
        for node in function.body.descendants where node.kind == .callExpr {
          _ = flow.neverReturns(node)
          _ = hints.mayBeKeptApart(node, in: function.node, isStarted: true)
        }
      }
      let finder = GuardFinder(flow)
      let writes = checked.unit.files[0].root.descendants.filter { $0.kind == .indexExpr }
      #expect(!finder.infer(writes.map { LockAccess(name: $0.child(.x) ?? $0, operation: $0, isWrite: true) }).isEmpty)
      _ = flow.locks.heldAcrossCalls
      for function in flow.callGraph.all { _ = flow.locks.effects(of: function) }
      _ = EntryPointOrder(flow)
    }
    #expect(kept == nil)
  }

  /// What callers hold is worked out for those that are asked about: in which order that is changes nothing. The literals are kept,
  /// called where they stand, and call the function around them; two functions call each other.
  @Test func whoAsksFirstChangesNothing() throws {
    let code = """
      var kept func()
      func (s *store) enter() { s.mu.Lock(); s.low(); s.pair(1); s.keeps(); s.mu.Unlock(); s.around() }
      func (s *store) keeps() { kept = func() { s.leaf() } }
      func (s *store) around() {
        s.rw.Lock()
        kept = func() { s.low(); s.around(); s.leaf() }
        func() { s.leaf() }()
        s.rw.Unlock()
      }
      func (s *store) low() { s.leaf() }
      func (s *store) leaf() { s.m[1]++ }
      func (s *store) pair(n int) { s.other(n) }
      func (s *store) other(n int) { if n > 0 { s.pair(n - 1) }; s.leaf() }
      func (s *store) release() { s.mu.Unlock() }
      func (s *store) alone() { s.mu.Lock(); s.release(); s.low() }
      """
    let checked = try Checked(
      "package p\n\(Self.declarations)\n\(code)",
      imports: ["sync": Self.sync, "sort": "package sort\nfunc Slice(x any, less func(i, j int) bool) {}"])
    func contexts(_ order: (Int) -> [Int]) -> [Int: LockSet] {
      let flow = PackageFlow(checked.unit)
      let functions = flow.callGraph.all
      var found: [Int: LockSet] = [:]
      for index in order(functions.count) { found[index] = flow.locks.context(of: functions[index]) }
      return found
    }
    let forwards = contexts { Array(0..<$0) }
    #expect(forwards.count == 12)
    #expect(forwards.values.contains { !$0.held.isEmpty })
    #expect(contexts { (0..<$0).reversed() } == forwards)
    for first in 0..<forwards.count {
      #expect(contexts { _ in [first] }[first] == forwards[first])
      #expect(contexts { [first] + Array(0..<$0) } == forwards)
    }
  }
}
