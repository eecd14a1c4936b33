import Testing

@testable import Census

@Suite struct LifetimeTests {
  private func check(
    _ declarations: String, _ body: String, growth: CensusReport.Growth, bound: CensusReport.Bound? = nil,
    shrinks: [CensusReport.Shrink] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let counted = try Counted(
      """
      package p
      import ("container/list"; "time"; "sync")
      var _ = time.Now
      var _ list.List
      var _ sync.Mutex
      \(declarations)
      func f(k string, i int) {
        \(body)
      }
      """)
    let container = try #require(counted.report.containers.first, sourceLocation: sourceLocation)
    #expect(container.growth == growth, sourceLocation: sourceLocation)
    #expect(container.bound == bound, sourceLocation: sourceLocation)
    #expect(container.shrinks == shrinks, sourceLocation: sourceLocation)
  }

  @Test func growth() throws {
    try check("var m map[string]int", "_ = m[k]", growth: .none)
    try check("var m = map[string]int{}", "_ = m[k]", growth: .none)
    try check("var m = map[string]int{\"a\": 1}", "_ = m[k]", growth: .fixed)
    try check("var m = map[string]int{}\nfunc init() { for _, k := range []string{} { m[k] = 1 } }", "", growth: .fixed)
    try check("var m = map[string]int{}", "m[\"a\"] = 1", growth: .fixed, bound: .constantKeys)
    try check("var m = map[string]int{}", "m[k] = 1", growth: .open)
    try check("var m sync.Map", "m.Store(k, 1)", growth: .open)
    try check("var m = map[string]int{}\nvar g func(map[string]int)", "g(m)", growth: .unknown)
  }

  @Test func bounds() throws {
    try check("var m = map[bool]int{}", "m[i > 0]++", growth: .open, bound: .keyType)
    try check("var m = map[byte]int{}", "m[byte(i)]++", growth: .open, bound: .keyType)
    try check(
      "var m = map[struct{ a, b bool }]int{}", "m[struct{ a, b bool }{i > 0, true}]++", growth: .open, bound: .keyType)
    try check(
      "type color string\nconst red color = \"red\"\nvar m = map[color]int{}", "m[color(k)]++", growth: .open,
      bound: .keyType)
    try check("var m = map[string]int{}", "if len(m) < 100 { m[k] = 1 }", growth: .open, bound: .length)
    try check("var m = map[string]int{}", "if len(m) > 0 { m[k] = 1 }", growth: .open)
    try check("var m = map[string]int{}", "m[k] = 1; println(len(m))", growth: .open)
    try check(
      "var m = map[string]int{}", "n := len(m); if n < 100 { m[k] = 1 }", growth: .open, bound: .length)
    try check(
      "var m = map[string]int{}", "over := len(m) - 100; if over < 0 { m[k] = 1 }", growth: .open, bound: .length)
    try check("var m = map[string]int{}", "n := len(m); if n > 0 { m[k] = 1 }", growth: .open)
    try check("var m = map[string]int{}", "n := len(m) - 100; m[k] = n", growth: .open)
  }

  @Test func shrinking() throws {
    try check("var m = map[string]int{}", "m[k] = 1; delete(m, k)", growth: .open, shrinks: [.delete])
    try check("var m = map[string]int{}", "m[k] = 1; clear(m)", growth: .open, shrinks: [.clear])
    try check("var m = map[string]int{}", "m[k] = 1; m = map[string]int{}", growth: .open, shrinks: [.replace])
    try check("var m map[string]int", "if m == nil { m = map[string]int{} }; m[k] = 1", growth: .open)
    try check(
      "var m = map[string]int{}\nfunc trim(m map[string]int) { clear(m) }", "m[k] = 1; trim(m)", growth: .open,
      shrinks: [.clear])
    try check(
      "var m = map[string]time.Time{}",
      "m[k] = time.Now()\nfor k, t := range m { if time.Since(t) > 5 { delete(m, k) } }",
      growth: .open, bound: .age, shrinks: [.delete])
    try check(
      "var m = map[string]int{}\nvar l list.List",
      "m[k] = 1\nif e := l.Back(); e != nil { l.Remove(e); delete(m, e.Value.(string)) }", growth: .open, bound: .list,
      shrinks: [.delete])
  }
}
