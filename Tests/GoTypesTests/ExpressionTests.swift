import GoSyntax
import TestSupport
import Testing

@testable import GoTypes

@Suite struct ExpressionTests {
  /// Checks the types of marked expressions in a function body.
  private func expect(
    _ declarations: String, _ body: String, _ types: [String: String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let checked = try Checked("package p\n\(declarations)\nfunc body() {\n\(body)\n}\n")
    for (mark, type) in types {
      #expect(try checked.type(mark) == type, "\(mark)", sourceLocation: sourceLocation)
    }
  }

  @Test func untypedConstantsTakeTheTypeOfTheirContext() throws {
    try expect(
      "type D float32; func take(d D, rest ...uint8)",
      """
      var d D = /*var*/1
      d = /*assign*/2
      d += /*add*/3
      take(/*arg*/4, 5, /*rest*/6)
      _ = d == /*compare*/7
      _ = map[D]string{/*key*/8: /*value*/"x"}
      _ = []any{/*any*/9, 'x'}
      x := /*default*/1.5
      _ = D(/*converted*/10)
      var s uint = 3
      var f float64 = float64(1 << s)
      y := /*shift*/1 << s
      """,
      [
        "var": "p.D", "assign": "p.D", "add": "p.D", "arg": "p.D", "rest": "uint8", "compare": "p.D", "key": "p.D",
        "value": "string", "any": "int", "default": "float64", "converted": "p.D", "shift": "int",
      ])
  }

  @Test func commaOkFormsGiveValueAndBoolean() throws {
    try expect(
      "var m map[string]int; var c chan float64; var i any",
      """
      v, ok := m["a"]
      w, more := <-c
      t, is := i.(string)
      _, _, _, _, _, _ = /*v*/v, /*ok*/ok, /*w*/w, /*more*/more, /*t*/t, /*is*/is
      """, ["v": "int", "ok": "bool", "w": "float64", "more": "bool", "t": "string", "is": "bool"])
  }

  @Test func rangesOverEverything() throws {
    try expect(
      """
      type Seq func(yield func(k string, v bool) bool)
      var arr [3]int8
      var seq Seq
      var m map[rune]string
      """,
      """
      for i := range 10 { _ = /*int*/i }
      for i := range uint8(10) { _ = /*uint8*/i }
      for i, r := range "abc" { _, _ = /*index*/i, /*rune*/r }
      for k, v := range m { _, _ = /*key*/k, /*value*/v }
      for _, e := range &arr { _ = /*elem*/e }
      for k, v := range seq { _, _ = /*k*/k, /*b*/v }
      for x := range make(chan []int) { _ = /*chan*/x }
      """,
      [
        "int": "int", "uint8": "uint8", "index": "int", "rune": "rune", "key": "rune", "value": "string",
        "elem": "int8", "k": "string", "b": "bool", "chan": "[]int",
      ])
  }

  @Test func builtinFunctions() throws {
    try expect(
      "type S []int; var s S; var arr [4]byte; var c64 complex64",
      """
      _ = /*append*/append(s, 1)
      _ = /*make*/make(S, 3)
      _ = /*new*/new(S)
      _ = /*newValue*/new(len(s))
      _ = /*copy*/copy(s, s)
      _ = /*real*/real(c64)
      _ = /*complex*/complex(float32(1), float32(s[0]))
      _ = /*min*/min(s[0], 2, 3)
      _ = /*recover*/recover()
      _ = /*len*/len(s)
      """,
      [
        "append": "p.S", "make": "p.S", "new": "*p.S", "newValue": "*int", "copy": "int", "real": "float32",
        "complex": "complex64", "min": "int", "recover": "interface{}", "len": "int",
      ])
  }

  @Test func literalsWithoutTypes() throws {
    try expect(
      "type P struct{ X, Y int }",
      """
      _ = []P{/*elem*/{1, 2}}
      _ = []*P{/*pointer*/{X: 1}}
      _ = map[P][]P{/*key*/{1, 2}: /*list*/{/*inner*/{3, 4}}}
      _ = [...]string{5: "a", "b"}
      a := [...]string{5: "a", "b"}
      _ = /*array*/a
      """, ["elem": "p.P", "pointer": "*p.P", "key": "p.P", "list": "[]p.P", "inner": "p.P", "array": "[7]string"])
  }

  @Test func conversionsAndCallsAreToldApart() throws {
    let checked = try Checked(
      """
      package p
      type T int
      func (t T) M() {}
      func g(x int) int { return x }
      var fs []func()
      func f() {
        _ = /*conversion*/T(1)
        _ = /*call*/g(1)
        _ = /*slice*/[]byte("x")
        _ = /*parenthesised*/(*T)(nil)
        /*value*/fs[0]()
        /*method*/T(1).M()
        /*expression*/T.M(1)
      }
      """)
    #expect(checked.unit.isConversion(try checked.node("conversion")))
    #expect(!checked.unit.isConversion(try checked.node("call")))
    #expect(checked.unit.isConversion(try checked.node("slice")))
    #expect(checked.unit.isConversion(try checked.node("parenthesised")))
    #expect(checked.unit.callee(of: try checked.node("call"))?.name.string == "g")
    #expect(checked.unit.callee(of: try checked.node("value")) == nil)
    #expect(checked.unit.callee(of: try checked.node("method"))?.name.string == "M")
    #expect(checked.unit.callee(of: try checked.node("expression"))?.name.string == "M")
    #expect(checked.unit.functionName(enclosing: try checked.node("call")) == "p.f")
  }

  @Test func functionNamesAreThoseOfGoTypes() throws {
    let checked = try Checked(
      """
      package p
      type T[K any] struct{}
      func (t *T[K]) A() { func() { /*a*/a() }() }
      func (T[K]) B() { /*b*/b() }
      var x = func() { /*c*/c() }
      """)
    #expect(checked.unit.functionName(enclosing: try checked.node("a")) == "(*p.T).A")
    #expect(checked.unit.functionName(enclosing: try checked.node("b")) == "(p.T).B")
    #expect(checked.unit.functionName(enclosing: try checked.node("c")) == "")
  }

  @Test func unknownSpreads() throws {
    let checked = try Checked(
      """
      package p
      import "gone"
      type T struct { gone.Base; Name string }
      var t T
      var a = /*call*/gone.F()
      var b = /*shadowed*/t.Missing
      var c = map[string]gone.X{}
      func f() {
        for _, v := range gone.List { _ = /*element*/v.Field }
        _ = /*own*/t.Name
        _ = /*index*/c["a"].Y
      }
      """)
    for mark in ["call", "shadowed", "element", "index"] { #expect(try checked.type(mark) == "?") }
    #expect(try checked.type("own") == "string")
    #expect(try checked.typeOf("c").hasUnknownPart)
    #expect(try checked.typeOf("T").size() == nil)
    #expect(try checked.typeOf("c").isIdentical(to: try checked.typeOf("c")) == false)
  }

  @Test func nestingOfAnyDepthSurvives() throws {
    let depth = 100_000
    let parentheses = String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
    let blocks = String(repeating: "{", count: depth) + String(repeating: "}", count: depth)
    let sum = Array(repeating: "\"a\"", count: 20_000).joined(separator: " + ")
    let checked = try Checked("package p\nvar x = \(parentheses)\nfunc f() { \(blocks) }\nvar s = /*sum*/\(sum)\n")
    #expect(try checked.typeOf("x").isUnknown || checked.typeOf("x").fullString == "int")
    #expect(try checked.type("sum") == "string")
    guard case .string(let bytes) = checked.unit.constant(of: try checked.node("sum")) else {
      Issue.record("no constant")
      return
    }
    #expect(bytes.count == 20_000)
  }

  @Test func chainsOfAnyLengthAreKnown() throws {
    let links = String(repeating: ".Add(1).Next[0]", count: 10_000)
    let builder = """
      package lib
      type B struct { Next []*B }
      func (b *B) Add(n int) *B { return b }
      func Start() *B { return nil }
      var V = Start()\(links)

      """
    let checked = try Checked(
      """
      package p
      import "lib"
      func id[T any](x T) T { return x }
      func f() {
        _ = /*chain*/lib.Start()\(links).Add
        _ = /*imported*/lib.V
        _ = /*inner*/id(id((lib.Start()\(links))).Next)
      }
      """, imports: ["lib": builder])
    #expect(try checked.type("chain") == "func(n int) *lib.B")
    #expect(try checked.type("imported") == "*lib.B")
    #expect(try checked.type("inner") == "[]*lib.B")
  }
}
