import Testing

@testable import Census

@Suite struct GuardTests {
  @Test func inferredFromMostAccesses() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { mu sync.Mutex; m map[string]int }
      func New() *S { s := &S{m: map[string]int{}}; s.m["a"] = 1; return s }
      func (s *S) Set(k string) { s.mu.Lock(); defer s.mu.Unlock(); s.m[k] = 1 }
      func (s *S) Get(k string) int { s.mu.Lock(); v := s.m[k]; s.mu.Unlock(); return v }
      func (s *S) Len() int { return len(s.m) }
      """)
    let container = try counted.container("S.m")
    #expect(container.guardedBy == .init(lock: "S.mu", mode: .write, held: 2, of: 3, source: .inferred))
    #expect(
      container.sites.map(\.locks) == [[], [], ["S.mu"], ["S.mu"], []])
    #expect(container.sites.map(\.concurrent) == [false, false, true, true, true])
    #expect(container.concurrent == true)
    #expect(container.risk == .partlyGuarded)
  }

  @Test func readersHoldForReading() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      var mu sync.RWMutex
      var m = map[string]int{}
      func Set(k string) { mu.Lock(); m[k] = 1; mu.Unlock() }
      func Get(k string) int { mu.RLock(); defer mu.RUnlock(); return m[k] }
      """)
    let container = try counted.container("m")
    #expect(container.guardedBy == .init(lock: "mu", mode: .read, held: 2, of: 2, source: .inferred))
    #expect(container.sites.map(\.locks) == [[], ["mu"], ["mu (read)"]])
  }

  /// A helper whose callers all hold the lock holds it too.
  @Test func lockedByTheCaller() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { mu sync.Mutex; m map[string]int }
      func (s *S) Set(k string) { s.mu.Lock(); s.put(k); s.mu.Unlock() }
      func (s *S) Get(k string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.m[k] }
      func (s *S) put(k string) { s.m[k] = 1 }
      """)
    let guarded = try #require(try counted.container("S.m").guardedBy)
    #expect(guarded.held == 2)
    #expect(guarded.of == 2)
  }

  @Test func lockOfTheStructAround() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { mu sync.Mutex; inner struct { m map[string]int } }
      func (s *S) Set(k string) { s.mu.Lock(); s.inner.m[k] = 1; s.mu.Unlock() }
      func (s *S) Get(k string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.inner.m[k] }
      """)
    #expect(try counted.container("S.inner.m").guardedBy?.lock == "S.mu")
  }

  @Test func noGuardWithoutMajority() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { mu sync.Mutex; m map[string]int }
      func (s *S) Set(k string) { s.mu.Lock(); s.m[k] = 1; s.mu.Unlock() }
      func (s *S) Get(k string) int { return s.m[k] }
      """)
    #expect(try counted.container("S.m").guardedBy == nil)
    #expect(try counted.container("S.m").risk == .unguarded)
  }

  @Test func annotationsAreTruth() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct {
        mu sync.Mutex
        // Entries by name.
        // +checklocks:mu
        // They stay.
        m map[string]int
        n map[string]int // +checklocks:mu
        o map[string]int
      }
      func (s *S) Set(k string) { s.mu.Lock(); s.m[k] = 1; s.mu.Unlock() }
      func (s *S) Get(k string) int { return s.m[k] + s.n[k] + s.o[k] }
      """)
    #expect(
      try counted.container("S.m").guardedBy == .init(lock: "S.mu", mode: .write, held: 1, of: 2, source: .annotation))
    #expect(try counted.container("S.n").guardedBy?.source == .annotation)
    #expect(try counted.container("S.n").guardedBy?.held == 0)
    #expect(try counted.container("S.o").guardedBy == nil)
  }

  @Test func localsSharedWithGoroutines() throws {
    let counted = try Counted(
      """
      package p
      func f(ks []string) {
        m := map[string]int{}
        n := map[string]int{}
        for _, k := range ks { go func() { m[k] = 1 }() }
        func() { n["a"] = 1 }()
      }
      """)
    #expect(try counted.container("f.m").concurrent == true)
    #expect(try counted.container("f.n").concurrent == false)
  }

  /// A helper struct is guarded by the lock of whoever owns it: nothing is claimed about it.
  @Test func guardedByTheOwner() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type table struct { m map[string]int }
      func (t *table) put(k string) { t.m[k] = 1 }
      func (t *table) get(k string) int { return t.m[k] }
      type Owner struct { mu sync.Mutex; t *table }
      func (o *Owner) Put(k string) { o.mu.Lock(); defer o.mu.Unlock(); o.t.put(k) }
      func (o *Owner) Get(k string) int { o.mu.Lock(); defer o.mu.Unlock(); return o.t.get(k) }
      """)
    #expect(try counted.container("table.m").concurrent == nil)
    #expect(try counted.container("table.m").risk == .onlyGrows)
  }

  @Test func slicesOfMaps() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { mu sync.Mutex; parts []map[string]int }
      func (s *S) Set(i int, k string) { s.mu.Lock(); s.parts[i][k] = 1; s.mu.Unlock() }
      func (s *S) Get(i int, k string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.parts[i][k] }
      """)
    #expect(
      try counted.container("S.parts").guardedBy
        == .init(lock: "S.mu", mode: .write, held: 2, of: 2, source: .inferred))
  }

  /// Entries of a table are guarded by the lock of the table.
  @Test func lockOfAnotherObject() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type set struct { m map[string]int }
      type Table struct { mu sync.Mutex; sets map[string]*set }
      func (t *Table) Put(s, k string) { t.mu.Lock(); defer t.mu.Unlock(); set := t.sets[s]; set.m[k] = 1 }
      func (t *Table) Get(s, k string) int { t.mu.Lock(); defer t.mu.Unlock(); set := t.sets[s]; return set.m[k] }
      """)
    let container = try counted.container("set.m")
    #expect(container.guardedBy == .init(lock: "Table.mu", mode: .write, held: 2, of: 2, source: .inferred))
    #expect(container.concurrent != true)
  }

  /// A function that takes the lock itself where it gets at the map it is handed.
  @Test func handedToAFunctionThatLocks() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { mu sync.Mutex; m map[string]int }
      func (s *S) Put(k string) { s.add(s.m, k) }
      func (s *S) add(m map[string]int, k string) { s.mu.Lock(); defer s.mu.Unlock(); m[k]++ }
      func (s *S) Get(k string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.m[k] }
      func (s *S) Len() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.m) }
      """)
    let guarded = try #require(try counted.container("S.m").guardedBy)
    #expect(guarded.held == guarded.of)
    #expect(try counted.container("S.m").risk != .partlyGuarded)
  }

  /// What stands before the `go` statement comes before all that runs there.
  @Test func beforeTheGoroutine() throws {
    let counted = try Counted(
      """
      package p
      type S struct { m, n map[string]int }
      func (s *S) start() { s.m["a"] = 1; go s.loop(); s.n["a"] = 1 }
      func (s *S) loop() { s.m["b"] = 2; s.n["b"] = 2 }
      func run() { s := &S{}; go s.start() }
      """)
    #expect(try counted.container("S.m").concurrent != true)
    #expect(try counted.container("S.n").concurrent == true)
  }

  /// Where package sync cannot be found nothing is said about locks.
  @Test func unknownLocks() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      var mu sync.Mutex
      var m = map[string]int{}
      func Set(k string) { mu.Lock(); m[k] = 1; mu.Unlock(); go Set(k) }
      """, imports: [:])
    #expect(try counted.container("m").guardedBy == nil)
    #expect(try counted.container("m").concurrent == nil)
  }
}
