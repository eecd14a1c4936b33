import Testing

@testable import Census

@Suite struct ContainerTests {
  @Test func packageVariables() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type table map[string]int
      var a map[string]int
      var b = map[int]bool{1: true}
      var c = make(table)
      var d sync.Map
      var e = &sync.Map{}
      var f = sync.Pool{New: func() any { return nil }}
      var g []map[string]int
      var h [4]map[string]int
      var i = 1
      var j []string
      var k chan map[string]int
      var l, m map[string]int
      """)
    #expect(counted.names == ["a", "b", "c", "d", "e", "f", "g", "h", "l", "m"])
    #expect(
      counted.report.containers.map(\.kind) == [
        .map, .map, .map, .syncMap, .syncMap, .syncPool, .sliceOfMaps, .arrayOfMaps, .map, .map,
      ])
    #expect(counted.report.containers.allSatisfy { $0.scope == .package })
    #expect(counted.report.containers.map(\.line) == [4, 5, 6, 7, 8, 9, 10, 11, 15, 15])
    #expect(counted.report.containers.map(\.id).first == "p.a")
  }

  @Test func fields() throws {
    let counted = try Counted(
      """
      package p
      type Server struct {
        name string
        sessions map[string]*Server
        inner struct { seen map[int]bool }
      }
      var state struct { m map[string]int }
      type Generic[K comparable, V any] struct { m map[K]V }
      func f() {
        type local struct { m map[string]int }
        _ = local{}
      }
      """)
    #expect(counted.names == ["Server.sessions", "Server.inner.seen", "state.m", "Generic.m", "f.local.m"])
    #expect(counted.report.containers.allSatisfy { $0.scope == .field })
    let sessions = try counted.container("Server.sessions")
    #expect(sessions.key == CensusReport.Part(type: "string", size: 16))
    #expect(sessions.value == CensusReport.Part(type: "*p.Server", size: 8))
    #expect(sessions.holdsPointers == true)
    #expect(try counted.container("Server.inner.seen").holdsPointers == false)
    let generic = try counted.container("Generic.m")
    #expect(generic.key?.size == nil)
    #expect(generic.entryBytes == nil)
    #expect(generic.holdsPointers == nil)
  }

  /// Only local variables that a function literal, a goroutine or a pointer shares are in the census.
  @Test func locals() throws {
    let counted = try Counted(
      """
      package p
      func use(m map[string]int) {}
      func f() {
        own := map[string]int{}
        own["a"]++
        captured := make(map[string]int)
        func() { captured["a"]++ }()
        handed := map[string]int{}
        go use(handed)
        addressed := map[string]int{}
        _ = &addressed
        var declared map[string]int
        defer func() { _ = len(declared) }()
        given := other()
        func() { given["a"]++ }()
        use(own)
      }
      func other() map[string]int { return nil }
      """)
    #expect(counted.names == ["f.captured", "f.handed", "f.addressed", "f.declared"])
    #expect(counted.report.containers.allSatisfy { $0.scope == .local })
  }

  @Test func equalIdsAreNumbered() throws {
    let counted = try Counted(
      """
      package p
      func f() {
        { m := map[string]int{}; func() { m["a"]++ }() }
        { m := map[string]int{}; func() { m["a"]++ }() }
      }
      """)
    #expect(counted.report.containers.map(\.id) == ["p.f.m", "p.f.m#2"])
  }
}
