import GoFlow
import GoSyntax
import GoTypes
import TestSupport
import Testing

@testable import Census

@Suite struct PackageFactTests {
  private let library = """
    package q

    type Table struct { rows map[string]int }

    func (t *Table) Add(k string) { t.rows[k]++ }
    func (t *Table) Len() int { return len(t.rows) }

    var seen = map[string]bool{}

    func See(k string) { seen[k] = true }
    """

  private func facts(_ text: String, imports: [String: String] = [:]) throws -> PackageFacts {
    let counted = try Counted(text, imports: imports)
    return UnitFacts(counted.census) { imports[$0.path] != nil }.written()
  }

  private func caller(_ body: String) throws -> PackageFacts {
    try facts("package p\nimport \"q\"\ntype s struct { t *q.Table }\n\(body)\n", imports: ["q": library])
  }

  private func name(_ meeting: PackageFacts.Meeting) -> [String] {
    [meeting.first.function.name] + (meeting.second.map { [$0.function.name] } ?? [])
  }

  @Test func whatOthersMayCall() throws {
    let found = try facts(library.replacing("package q", with: "package p"))
    #expect(found.openUses.map(\.function.name) == ["Add", "Len", "See"])
    #expect(found.openUses.map(\.function.owner) == ["Table", "Table", ""])
    #expect(found.openUses.map(\.isWrite) == [true, false, true])
    #expect(found.openUses.map(\.container.name) == ["rows", "rows", "seen"])
    #expect(found.openUses.map(\.place.start.line) == [5, 6, 10])
    #expect(Set(found.openUses.map(\.place.file)) == ["0.go"])
    #expect(found.meetings.isEmpty)
  }

  @Test func mainIsCalledByNobody() throws {
    #expect(try facts(library.replacing("package q", with: "package main")).openUses.isEmpty)
  }

  @Test func callsThatMeet() throws {
    let loop = try caller("func (s *s) f(n int) { for i := 0; i < n; i++ { go func() { s.t.Add(\"k\") }() } }")
    #expect(loop.meetings.map(name) == [["Add"]])
    #expect(loop.meetings.map(\.first.start) == [.loop])
    let pair = try caller("func f() { t := &q.Table{}; go func() { t.Add(\"k\") }(); _ = t.Len() }")
    #expect(pair.meetings.map(name) == [["Add", "Len"]])
    #expect(pair.meetings.compactMap(\.second).map(\.start) == [.starter])
    let variable = try caller("func f(n int) { for i := 0; i < n; i++ { go q.See(\"k\") } }")
    #expect(variable.meetings.map(name) == [["See"]])
  }

  @Test func locksThatCallersHold() throws {
    let group = """
      package q
      import "sync"
      type Group struct { Mu sync.RWMutex; rows map[string]int }
      func (g *Group) Get() int { return len(g.rows) }
      """
    let used = ["q": group].merging(libraries) { $1 }
    let both = try facts(
      """
      package p
      import "q"
      func f(g *q.Group) { g.Mu.Lock(); g.Get(); g.Mu.Unlock() }
      func h(g *q.Group) { g.Mu.RLock(); defer g.Mu.RUnlock(); g.Get() }
      """, imports: used)
    #expect(both.lockedCalls.map(\.locks) == [["Mu (read)"]])
    #expect(PackageFacts(encoded: both.encoded()) == both)
    let one = try facts(
      "package p\nimport \"q\"\nfunc f(g, h *q.Group) { g.Mu.Lock(); g.Get(); g.Mu.Unlock(); h.Get() }\n", imports: used
    )
    #expect(one.lockedCalls.map(\.locks) == [[]])
  }

  @Test func locksThatMethodsTake() throws {
    let ring = """
      package q
      import "sync"
      type Ring struct { mu sync.RWMutex; rows map[string]int }
      func (r *Ring) Lock() { r.mu.Lock() }
      func (r *Ring) Unlock() { r.mu.Unlock() }
      func (r *Ring) RLock() { r.rlock() }
      func (r *Ring) rlock() { r.mu.RLock() }
      func (r *Ring) Try(ok bool) { if ok { r.mu.Lock() } }
      func (r *Ring) Len() int { r.mu.Lock(); defer r.mu.Unlock(); return len(r.rows) }
      func Begin(r *Ring) { r.mu.Lock() }
      func (r *Ring) Get() int { return len(r.rows) }
      """
    let summaries = try facts(ring, imports: libraries).summaries
    #expect(summaries.map(\.function.name) == ["Lock", "Unlock", "RLock", "Begin"])
    #expect(
      summaries.map { $0.taken.map(\.way) } == [
        [.init(.receiver, "mu")], [], [.init(.receiver, "mu")], [.init(.parameter(0), "mu")],
      ])
    #expect(summaries.map { $0.taken.map(\.isWrite) } == [[true], [], [false], [true]])
    #expect(summaries.map { $0.released.map(\.way) } == [[], [.init(.receiver, "mu")], [], []])
    let users = try facts(
      """
      package p
      import "q"
      func f(r *q.Ring) { r.Lock(); r.Get(); r.Unlock(); }
      func g(r *q.Ring) { r.RLock(); defer r.RUnlock(); r.Len() }
      func h(r *q.Ring, ok bool) { if ok { r.Lock() }; r.Begin() }
      """, imports: ["q": ring + "func (r *Ring) RUnlock() {}\nfunc (r *Ring) Begin() {}\n"].merging(libraries) { $1 })
    let held = Dictionary(users.lockedCalls.map { ($0.function.name, $0.locks) }) { first, _ in first }
    #expect(held["Get"] == ["Lock()"])
    #expect(held["Len"] == ["RLock()"])
    #expect(held["Begin"] == [])
    let known = FactSummaries([PackageFacts(package: "q")])
    #expect(users.lockedCalls.allSatisfy { known.locks(heldAt: $0) == Set($0.locks) })
  }

  /// What a function does is known through those that it calls.
  @Test func whatFunctionsDoToMaps() throws {
    let found = try facts(
      """
      package p
      type T struct { rows map[string]int; kept map[string]int }
      func (t *T) Rows() map[string]int { return t.inner() }
      func (t *T) inner() map[string]int { return t.rows }
      func (t *T) Both() (map[string]int, error) { return t.rows, nil }
      func Other(a, b *T) map[string]int { return b.rows }
      func Fill(n int, m map[string]int) { put(m) }
      func put(m map[string]int) { m["a"]++ }
      func Look(m map[string]int) int { x := m; return x["a"] + len(m) }
      func (t *T) Keep(m map[string]int) { t.kept = m }
      func Give(m map[string]int) map[string]int { return m }
      func hidden(m map[string]int) { delete(m, "a") }
      """)
    #expect(found.summaries.map(\.function.name) == ["Rows", "Other", "Fill", "Look"])
    #expect(
      found.summaries.map { $0.results.map(\.way) }
        == [[.init(.receiver, "rows")], [.init(.parameter(1), "rows")], [], []])
    #expect(found.summaries.map { $0.parameters.map(\.index) } == [[], [], [1], [0]])
    #expect(found.summaries.map { $0.parameters.map(\.effects) } == [[], [], [[.write]], [[.read, .len]]])
    #expect(found.summaries.flatMap { $0.parameters.map(\.place?.start.line) } == [8, 9])
    #expect(PackageFacts(encoded: found.encoded()) == found)
  }

  @Test func callsThatDoNot() throws {
    let own = try caller("func f(n int) { for i := 0; i < n; i++ { go func() { t := &q.Table{}; t.Add(\"k\") }() } }")
    #expect(own.meetings.isEmpty)
    #expect(try caller("func (s *s) f() { s.t.Add(\"k\"); _ = s.t.Len() }").meetings.isEmpty)
    let elsewhere = try Counted(
      "package p\nimport \"q\"\nfunc f(n int) { for i := 0; i < n; i++ { go q.See(\"k\") } }", imports: ["q": library])
    #expect(UnitFacts(elsewhere.census) { _ in false }.written().meetings.isEmpty)
  }

  /// What is known of a package goes when the package is done.
  @Test func nothingKeepsACensusAlive() throws {
    let checked = try Checked(
      """
      package p
      import "sync"
      type T struct { mu sync.Mutex; rows map[string]int }
      func (t *T) Add(k string) { t.mu.Lock(); t.rows[k]++; t.mu.Unlock(); go t.Add(k) }
      func (t *T) Rows() map[string]int { return t.rows }
      func Fill(m map[string]int) { m["a"]++ }
      """, imports: libraries)
    weak var flow: PackageFlow?
    weak var census: Census?
    do {
      let made = PackageFlow(checked.unit)
      let counted = Census(checked.unit, made)
      flow = made
      census = counted
      let facts = UnitFacts(counted) { _ in true }
      #expect(facts.written().summaries.count == 2)
      let setting = Census.Setting(sizes: .gcAMD64, toolchain: 24, toolchainAtLeast: 24, identity: "p")
      #expect(counted.report(files: checked.unit.files, setting).count == 1)
      for container in counted.containers {
        _ = counted.longLived.reason(container.structType)
        _ = counted.sitesIfOnlyGrowing(container)
        _ = counted.guards.all(container)
      }
      _ = counted.origins
    }
    #expect(flow == nil)
    #expect(census == nil)
  }

  // MARK: Work

  /// The summaries of functions that all call each other cost twice as much for twice as many.
  @Test func workOnSummariesIsLinear() throws {
    func work(_ count: Int) throws -> Int {
      var code = "import \"sync\"\ntype T struct { mu sync.Mutex; m map[int]int }\n"
      for index in 0..<count {
        let (next, twice) = ((index + 1) % count, index * 2 % count)
        code +=
          "func F\(index)(t *T, m map[int]int) { t.mu.Lock(); m[\(index)]++; F\(next)(t, m); F\(twice)(t, t.m) }\n"
        code +=
          "func (t *T) G\(index)() map[int]int { if t.m == nil { return t.G\(next)() }; t.G\(twice)(); return t.m }\n"
      }
      let counted = try Counted("package p\n\(code)")
      return SummaryMaker.work(in: counted.census)
    }
    let half = try work(1000)
    let whole = try work(2000)
    #expect(whole <= half * 2 + 100)
    // Two functions, each with two calls, looked at a few times.
    #expect(whole < 2000 * 30)
  }

  // MARK: Bytes

  private let calls = """
    func (s *s) f(n int) {
    	for i := 0; i < n; i++ { go func() { s.t.Add("k"); q.See("k") }() }
    	go s.t.Add("l")
    	_ = s.t.Len()
    }
    """

  @Test func writtenAndReadBack() throws {
    let summaries = """
      package p
      import "sync"
      type T struct { mu sync.Mutex; rows map[string]int }
      func (t *T) Lock() { t.mu.Lock() }
      func (t *T) Unlock() { t.mu.Unlock() }
      func (t *T) Rows() map[string]int { return t.rows }
      func Fill(m map[string]int) { m["a"]++ }
      """
    let uses = "func f(t *q.Table, m map[string]int) { q.All[\"a\"]++; delete(q.Get(), \"a\") }"
    let other = "package q\nvar All map[string]int\nfunc Get() map[string]int { return All }\ntype Table struct{}\n"
    for made in [
      try caller(calls), try facts(library.replacing("package q", with: "package p")),
      try facts(summaries, imports: libraries),
      try facts("package p\nimport \"q\"\n\(uses)\n", imports: ["q": other]),
    ] {
      #expect(!made.isEmpty)
      let bytes = made.encoded()
      #expect(PackageFacts(encoded: bytes) == made)
      #expect(made.encoded() == bytes)
    }
  }

  @Test func nothingElseIsRead() throws {
    for bytes in [try caller(calls).encoded(), try everySummary().encoded()] { nothingElseIsRead(bytes) }
  }

  private func everySummary() throws -> PackageFacts {
    var made = try facts(
      """
      package p
      import "q"
      type T struct { rows map[string]int }
      func (t *T) Rows() map[string]int { return t.rows }
      func Fill(m map[string]int) { m["a"]++ }
      func f() { q.All["a"]++ }
      """, imports: ["q": "package q\nvar All map[string]int\n"])
    #expect(made.summaries.count == 2 && made.mapUses.count == 1)
    made.summaries[0].taken = [.init(way: .init(.parameter(2), "mu"), isWrite: true)]
    made.summaries[0].released = [.init(way: .init(.variable, "mu"), isWrite: false)]
    made.mapUses[0].isConcurrent = true
    made.mapUses[0].locks = ["T.mu"]
    return made
  }

  private func nothingElseIsRead(_ bytes: [UInt8]) {
    for length in 0..<bytes.count { #expect(PackageFacts(encoded: Array(bytes.prefix(length))) == nil) }
    #expect(PackageFacts(encoded: bytes + [0]) == nil)
    var other = bytes
    other[3] = PackageFacts.formatVersion + 1
    #expect(PackageFacts(encoded: other) == nil)
    // Any change is read as other facts or as none, and never ends the program.
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var changed = bytes
        changed[index] = value
        if let read = PackageFacts(encoded: changed) { #expect(read.encoded().count <= bytes.count + 16) }
      }
    }
  }
}
