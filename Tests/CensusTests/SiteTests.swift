import Testing

@testable import Census

@Suite struct SiteTests {
  @Test func everyKindOfUse() throws {
    let counted = try Counted(
      """
      package p
      import "maps"
      var m = map[string]int{"a": 1}
      type T struct { f map[string]int }
      var t T
      func use() map[string]int {
        _ = m["a"]
        m["a"] = 1
        m["a"]++
        m["a"] += 2
        _, ok := m["b"]; _ = ok
        delete(m, "a")
        for k := range m { _ = k }
        _ = len(m)
        clear(m)
        m = map[string]int{}
        if m == nil { }
        t.f = m
        _ = &m
        for m["x"] = range []int{1} { }
        maps.Copy(m, nil)
        maps.DeleteFunc(m, nil)
        _ = maps.Clone(m)
        unknown(m)
        return m
      }
      """)
    #expect(
      try counted.sites("m") == [
        "3:make", "7:read", "8:write", "9:write", "10:write", "11:read", "12:delete", "13:range", "14:len", "15:clear",
        "16:replace", "17:compare", "18:alias", "19:address", "20:write", "21:write", "22:delete", "23:range",
        "24:pass", "25:return",
      ])
    #expect(try counted.sites("T.f") == ["18:replace"])
    #expect(try counted.container("m").sites[1].function == "p.use")
    #expect(try counted.container("m").sites[0].function == "")
  }

  @Test func syncMapsAndPools() throws {
    let counted = try Counted(
      """
      package p
      import "sync"
      type S struct { m sync.Map; pool *sync.Pool }
      func (s *S) use() {
        s.m.Load(1)
        s.m.Store(1, 2)
        s.m.LoadOrStore(1, 2)
        s.m.Delete(1)
        s.m.Range(nil)
        s.m.Clear()
        s.pool.Put(s.pool.Get())
        f := s.m.Load
        f(1)
      }
      """)
    #expect(
      try counted.sites("S.m") == [
        "5:read", "6:write", "7:write", "8:delete", "9:range", "10:clear", "12:alias",
      ])
    #expect(try counted.sites("S.pool") == ["11:write", "11:read"])
  }

  @Test func slicesOfMaps() throws {
    let counted = try Counted(
      """
      package p
      var shards []map[string]int
      func use(i int) {
        shards[i]["a"] = 1
        _ = shards[i]["a"]
        delete(shards[i], "a")
        shards[i] = map[string]int{}
        shards = append(shards, nil)
        for _, m := range shards { m["b"]++ }
        _ = len(shards)
        _ = len(shards[i])
      }
      """)
    #expect(
      try counted.sites("shards") == [
        "4:write", "5:read", "6:delete", "7:replace", "8:replace", "8:alias", "9:range", "9:write", "10:len", "11:len",
      ])
  }

  @Test func mapsInMaps() throws {
    let counted = try Counted(
      """
      package p
      var mm map[string]map[string]int
      func use() {
        mm["a"]["b"] = 1
        delete(mm["a"], "b")
        mm["a"] = nil
        _ = mm["a"]["b"]
      }
      """)
    let container = try counted.raw("mm")
    #expect(container.sites.map(\.kind) == [.read, .read, .write, .read])
    #expect(container.sites.map(\.inner) == [.write, .delete, nil, .read])
  }

  @Test func literalsOfTheStruct() throws {
    let counted = try Counted(
      """
      package p
      type T struct { n int; m map[string]int }
      func a() *T { return &T{m: make(map[string]int)} }
      func b() T { return T{1, map[string]int{}} }
      func c(t *T) { u := *t; u.m["a"] = 1 }
      func d(t T) { _ = t.n }
      func (t T) e() { }
      type G struct { m map[string]int }
      func (*G) f(p *T) { _ = (*p).n }
      """)
    #expect(try counted.sites("T.m") == ["3:make", "4:make", "5:copy", "5:write", "6:copy", "7:copy"])
    #expect(try counted.sites("G.m") == [])
  }

  // MARK: Aliases

  @Test func localAliasesAreFollowed() throws {
    let counted = try Counted(
      """
      package p
      type S struct { m map[string]int }
      func (s *S) use() {
        m := s.m
        m["a"] = 1
        other := m
        delete(other, "a")
      }
      """)
    #expect(try counted.sites("S.m") == ["4:alias", "5:write", "6:alias", "7:delete"])
    #expect(try counted.raw("S.m").hasUnknownUses == false)
  }

  @Test func uncertainAliasesAreUnknown() throws {
    let counted = try Counted(
      """
      package p
      type S struct { a, b, c, d, e map[string]int }
      func (s *S) use(out chan map[string]int) map[string]int {
        m := s.a
        m = map[string]int{}
        m["a"] = 1
        var n map[string]int
        n = s.b
        n["a"] = 1
        out <- s.c
        p := s.d
        _ = p
        return s.e
      }
      """)
    #expect(try counted.raw("S.a").hasUnknownUses)
    #expect(try counted.raw("S.b").hasUnknownUses)
    #expect(try counted.raw("S.c").hasUnknownUses)
    #expect(try counted.raw("S.d").hasUnknownUses == false)
    #expect(try counted.raw("S.e").hasUnknownUses)
  }

  /// What a function of the package does to its parameter is known; what others do is not.
  @Test func arguments() throws {
    let counted = try Counted(
      """
      package p
      import "fmt"
      var a, b, c, d, e, f map[string]int
      func trim(n int, m map[string]int) { if n > 0 { trim(n-1, m) }; delete(m, "a") }
      func keep(m map[string]int) { kept = m }
      func through(m map[string]int) { trim(1, m) }
      var kept map[string]int
      func ignore(map[string]int) {}
      func use(g func(map[string]int)) {
        trim(1, a)
        keep(b)
        through(c)
        g(d)
        fmt.Println(e)
        ignore(f)
      }
      """)
    func effects(_ name: String) throws -> Set<CensusReport.SiteKind>? { try counted.raw(name).sites[0].effects }
    #expect(try effects("a") == [.delete])
    #expect(try effects("b") == nil)
    #expect(try effects("c") == [.delete])
    #expect(try effects("d") == nil)
    #expect(try effects("e") == [.range])
    #expect(try effects("f") == nil)
    #expect(
      try ["a", "b", "c", "d", "e"].map { try counted.raw($0).hasUnknownUses } == [false, true, false, true, false])
  }

  @Test func deepNesting() throws {
    let depth = 20_000
    let text =
      "package p\ntype M map[int]M\nvar m M\nfunc f() { _ = m" + String(repeating: "[0]", count: depth)
      + "\n_ = " + String(repeating: "M(", count: depth) + "m" + String(repeating: ")", count: depth) + " }\n"
    let counted = try Counted(text)
    #expect(try counted.sites("m").count == 2)
  }
}
