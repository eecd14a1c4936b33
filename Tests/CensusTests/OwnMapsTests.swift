import GoSyntax
import TestSupport
import Testing

@testable import Census

@Suite struct OwnMapsTests {
  /// Whether the map that is named `m` after the mark is one that its function keeps to itself.
  private func isKept(_ body: String, parameters: String = "") throws -> Bool {
    let checked = try Checked(
      """
      package p
      import "other"
      type set map[string]int
      func (s set) add() {}
      type server struct { m map[string]int }
      func local(m map[string]int) {}
      func f(s *server, out chan map[string]int\(parameters)) map[string]int {
        \(body)
        return nil
      }
      """, imports: ["other": "package other\nfunc Use(m map[string]int) {}\nfunc New() map[string]int { return nil }"])
    var own = OwnMaps(checked.unit)
    return own.contains(try checked.ident("m"))
  }

  @Test(arguments: [
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; return m",
    "m := map[string]int{}; for k := range s.m { /*m*/m[k]++ }; delete(m, \"a\"); clear(m); _ = len(m)",
    "var m map[string]int; if m == nil { m = make(map[string]int) }; /*m*/m[\"a\"] = 1",
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; s.m = m",
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; out <- m",
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; _ = &server{m: m}; _ = []map[string]int{m}",
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; other.Use(m)",
    "go func() { m := make(map[string]int); /*m*/m[\"a\"] = 1 }()",
  ])
  func nothingElseComesToThese(_ body: String) throws { #expect(try isKept(body)) }

  @Test(arguments: [
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; go func() { m[\"b\"] = 2 }()",
    "m := make(map[string]int); /*m*/m[\"a\"] = 1; func() { _ = m[\"b\"] }()",
    "m := s.m; /*m*/m[\"a\"] = 1",
    "m := other.New(); /*m*/m[\"a\"] = 1",
    "m := make(map[string]int); m = s.m; /*m*/m[\"a\"] = 1",
    "m := make(map[string]int); n := m; /*m*/m[\"a\"] = 1; go func() { n[\"b\"] = 2 }()",
    "m := make(map[string]int); var n map[string]int; n = m; /*m*/m[\"a\"] = 1; _ = n",
    "m := make(map[string]int); p := &m; /*m*/m[\"a\"] = 1; _ = p",
    "m := make(map[string]int); go other.Use(m); /*m*/m[\"a\"] = 1",
    "m := make(map[string]int); local(m); /*m*/m[\"a\"] = 1",
    "use := local; m := make(map[string]int); use(m); /*m*/m[\"a\"] = 1",
    "m := set{}; m.add(); /*m*/m[\"a\"] = 1",
    "/*m*/s.m[\"a\"] = 1",
  ])
  func somethingMayComeToThese(_ body: String) throws { #expect(try !isKept(body)) }

  @Test func parametersAreOfTheCaller() throws {
    #expect(try !isKept("/*m*/m[\"a\"] = 1", parameters: ", m map[string]int"))
  }
}
