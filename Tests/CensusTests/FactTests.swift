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

  @Test func callsThatDoNot() throws {
    let own = try caller("func f(n int) { for i := 0; i < n; i++ { go func() { t := &q.Table{}; t.Add(\"k\") }() } }")
    #expect(own.meetings.isEmpty)
    #expect(try caller("func (s *s) f() { s.t.Add(\"k\"); _ = s.t.Len() }").meetings.isEmpty)
    let elsewhere = try Counted(
      "package p\nimport \"q\"\nfunc f(n int) { for i := 0; i < n; i++ { go q.See(\"k\") } }", imports: ["q": library])
    #expect(UnitFacts(elsewhere.census) { _ in false }.written().meetings.isEmpty)
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
    for made in [try caller(calls), try facts(library.replacing("package q", with: "package p"))] {
      #expect(!made.isEmpty)
      let bytes = made.encoded()
      #expect(PackageFacts(encoded: bytes) == made)
      #expect(made.encoded() == bytes)
    }
  }

  @Test func nothingElseIsRead() throws {
    let bytes = try caller(calls).encoded()
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
