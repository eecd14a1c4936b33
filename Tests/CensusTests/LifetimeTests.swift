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
      "type color string\nconst ( red color = \"red\"; blue color = \"blue\" )\nvar m = map[color]int{}",
      "m[color(k)]++",
      growth: .open, bound: .keyType)
    // One constant is a value of its own among any others.
    try check(
      "type id string\nconst none id = \"\"\nvar m = map[id]int{}", "m[id(k)]++", growth: .open)
    // Constants of another package's type do not tell all of its values.
    try check(
      "const ( a time.Duration = 1; b time.Duration = 2 )\nvar m = map[time.Duration]int{}",
      "m[time.Since(time.Now())]++",
      growth: .open)
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

  /// A length that decides about something else bounds nothing.
  @Test func whatALengthDecides() throws {
    let add = "var m = map[string]int{}\nfunc add(k string) { m[k] = 1 }\n"
    try check(add, "add(k); if len(m) > 100 { println(k) }", growth: .open, bound: .length)
    try check(
      add + "func full() bool { return len(m) > 100 }\n", "if !full() { add(k) }", growth: .open, bound: .length)
    try check(add + "func show() { if len(m) > 100 { println(1) } }\n", "show(); add(k)", growth: .open)
  }

  @Test func whatItIsMadeOf() throws {
    let type = "type t struct { m map[string]int }\n"
    try check(type + "func with(m map[string]int) *t { return &t{m: m} }\n", "", growth: .unknown)
    try check(type + "func make2() map[string]int { return nil }\nvar v = t{m: make2()}\n", "", growth: .unknown)
    try check(
      type + "func load() (map[string]int, error) { return nil, nil }\n", "x := &t{}; x.m, _ = load()",
      growth: .unknown,
      shrinks: [])
    try check(type, "n := map[string]int{}; n[k] = 1; _ = &t{m: n}", growth: .fixed)
    try check(type, "n := map[string]int{}; _ = len(n); _ = &t{m: n}", growth: .none)
    try check(type, "n := map[string]int{}; x := &t{m: n}; n[k] = 1; _ = x", growth: .unknown)
    // A value that is never shared is not made all the time.
    try check(
      type + "func (x *t) add(k string) { x.m[k] = 1 }\n", "x := &t{m: map[string]int{}}; x.add(k)", growth: .open)
  }

  @Test func shrinking() throws {
    try check("var m = map[string]int{}", "m[k] = 1; delete(m, k)", growth: .open, shrinks: [.delete])
    try check("var m = map[string]int{}", "m[k] = 1; clear(m)", growth: .open, shrinks: [.clear])
    try check("var m = map[string]int{}", "m[k] = 1; m = map[string]int{}", growth: .open, shrinks: [.replace])
    try check("var m map[string]int", "if m == nil { m = map[string]int{} }; m[k] = 1", growth: .open)
    try check("var m map[string]int", "if i > 0 && m == nil { m = map[string]int{} }; m[k] = 1", growth: .open)
    try check(
      "var m map[string]int", "if i > 0 || m == nil { m = map[string]int{} }; m[k] = 1", growth: .open,
      shrinks: [.replace])
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
