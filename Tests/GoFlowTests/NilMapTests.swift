import GoFlow
import GoSyntax
import TestSupport
import Testing

/// What `nilMapWrites` costs and where it stops; what it finds stands in the rules' test data.
@Suite struct NilMapTests {
  private func count(_ text: String) throws -> Int {
    let checked = try Checked(text)
    let flow = PackageFlow(checked.unit)
    return flow.functions.reduce(0) { $0 + flow.nilMapWrites(in: $1.node).count }
  }

  @Test func manyWrites() throws {
    let writes = String(repeating: "m[1]++\nif c { m[2] = 1 }\n", count: 10_000)
    #expect(try count("package p\nvar c bool\nfunc f() {\nvar m map[int]int\n\(writes)}\n") == 1)
  }

  @Test func manyMaps() throws {
    let maps = (0..<2_000).map { "var m\($0) map[int]int\nif c { m\($0)[1] = 1 }\n" }.joined()
    // A bound keeps this linear: the rest is not looked at.
    let found = try count("package p\nvar c bool\nfunc f() {\n\(maps)}\n")
    #expect(found > 0 && found <= 2_000)
  }

  @Test func manyComparisons() throws {
    let tests = String(repeating: "if m == nil { m[1] = 1 }\nm = nil\n", count: 5_000)
    #expect(try count("package p\nfunc f(m map[int]int) {\n\(tests)}\n") > 0)
  }

  @Test func manyDependentVariables() throws {
    let variables = (0..<5_000).map { "v\($0) := m[\($0)]\nif v\($0) > 0 { m[1] = 1 }\n" }.joined()
    #expect(try count("package p\nfunc f() {\nvar m map[int]int\n\(variables)m[2] = 2\n}\n") >= 0)
  }

  @Test func deepLiterals() throws {
    let open = String(repeating: "func() {\nvar m map[int]int\nm[1] = 1\n", count: 2_000)
    #expect(try count("package p\nfunc f() {\n\(open)\(String(repeating: "}()\n", count: 2_000))}\n") > 0)
  }

  @Test func deepPaths() throws {
    let steps = String(repeating: "[0]", count: 5_000)
    #expect(
      try count(
        "package p\nfunc f() {\nvar m \(String(repeating: "[1]", count: 5_000))map[int]int\nm\(steps)[1] = 1\n}\n") == 0
    )
    let nested = String(repeating: "(", count: 5_000) + "m" + String(repeating: ")", count: 5_000)
    #expect(try count("package p\nfunc f() {\nvar m map[int]int\n\(nested)[1] = 1\n}\n") == 1)
  }

  @Test func callsInARing() throws {
    let functions = (0..<500).map { "func f\($0)(m map[int]int) { f\(($0 + 1) % 500)(m); m[1] = 1 }\n" }.joined()
    #expect(try count("package p\n\(functions)func g() { var m map[int]int; f0(m) }\n") >= 0)
  }

  @Test func valuesInARing() throws {
    let functions = (0..<500).map { "func f\($0)() map[int]int { return f\(($0 + 1) % 500)() }\n" }.joined()
    #expect(try count("package p\n\(functions)func g() { m := f0(); m[1] = 1 }\n") == 0)
  }
}
