import GoSyntax
import TestSupport
import Testing

@testable import GoTypes

@Suite struct TypeTests {
  @Test func typesArePrintedAsByGoTypes() throws {
    let checked = try Checked(
      """
      package p
      import "a/q"
      type G[K comparable, V any] struct{}
      type A = map[string]q.T
      type E interface{ q.I; z(); B(x int, ys ...string) (n int, err error); a() bool }
      var v1 map[string][]*q.T
      var v2 func(a, b int, c ...byte) (x int, err error)
      var v3 chan (<-chan int)
      var v4 struct{ a int `json:"a"`; *q.T }
      var v5 G[string, G[int, any]]
      var v6 A
      var v7 interface{ M(); q.I }
      var v8 [1 << 3]rune
      var v9 interface{}
      func generic[S ~[]E, E any](s S) E { panic(0) }
      """, imports: ["a/q": "package q\ntype T int\ntype I interface{ Q() }"])
    let expected = [
      "v1": "map[string][]*a/q.T", "v2": "func(a int, b int, c ...byte) (x int, err error)",
      "v3": "chan (<-chan int)", "v4": "struct{a int \"json:\\\"a\\\"\"; *a/q.T}", "v5": "p.G[string, p.G[int, any]]",
      "v6": "p.A", "v7": "interface{M(); a/q.I}", "v8": "[8]rune", "v9": "interface{}",
      "generic": "func[S ~[]E, E any](s S) E",
    ]
    for (name, text) in expected { #expect(try checked.typeOf(name).fullString == text) }
    #expect(
      try checked.typeOf("E").underlying.fullString
        == "interface{B(x int, ys ...string) (n int, err error); a() bool; z(); a/q.I}")
    #expect(try checked.typeOf("v1").shortString == "map[string][]*q.T")
    #expect(try checked.typeOf("v6").canonical == checked.typeOf("v6").unaliased.canonical)
  }

  @Test func identityIgnoresAliasesAndParameterNames() throws {
    let checked = try Checked(
      """
      package p
      type A = []byte
      type B = struct { x A; Y any }
      var a A; var b []uint8
      var c func(x int) error; var d func(y int) (e error)
      var e B; var f struct { x []byte; Y interface{} }
      var g interface { M(); N() }; var h interface { N(); M() }
      var i int; var j int64
      """)
    func identical(_ a: String, _ b: String) throws -> Bool {
      try checked.typeOf(a).isIdentical(to: checked.typeOf(b))
    }
    #expect(try identical("a", "b"))
    #expect(try identical("c", "d"))
    #expect(try identical("e", "f"))
    #expect(try identical("g", "h"))
    #expect(try !identical("i", "j"))
  }

  @Test func promotionGoesByDepth() throws {
    let checked = try Checked(
      """
      package p
      type Inner struct { X int; Y string }
      func (*Inner) M() float64 { return 0 }
      type Mid struct { *Inner; X bool }
      type Other struct { Y rune }
      type Outer struct { Mid; Other }
      type Ambiguous struct { Inner; Other }
      var o Outer
      var a Ambiguous
      var x1 = /*x*/o.X
      var y1 = /*y*/o.Y
      var m1 = /*m*/o.M()
      var f1 = /*value*/o.M
      var e1 = /*expression*/(*Outer).M
      var z1 = /*ambiguous*/a.Y
      """)
    #expect(try checked.type("x") == "bool")
    #expect(try checked.type("y") == "rune")
    #expect(try checked.type("m") == "float64")
    #expect(try checked.type("value") == "func() float64")
    #expect(try checked.type("expression") == "func(*p.Outer) float64")
    #expect(try checked.type("ambiguous") == "?")
    let selection = try #require(checked.unit.selection(of: try checked.node("value")))
    #expect(selection.kind == .method)
    #expect(selection.isIndirect)
    #expect(selection.embedded.map(\.name.string) == ["Mid", "Inner"])
  }

  @Test func sizesAreThoseOfTheCompiler() throws {
    let text = """
      package p
      type A struct { a bool; b int64; c bool }
      type B struct { a int32; z struct{} }
      type C struct { z struct{}; a int32 }
      type D [10]A
      type E struct { s string; i any; f func(); m map[int]int; x []int }
      type F struct { a int8; c complex128 }
      type G[T any] struct { v T; ok bool }
      type H struct { g G[[3]int16]; p *H }
      """
    let checked = try Checked(text)
    let wide = ["A": 24, "B": 8, "C": 4, "D": 240, "E": 72, "F": 24, "H": 16]
    for (name, size) in wide { #expect(try checked.typeOf(name).size(.gcAMD64) == Int64(size), "\(name)") }
    let narrow = ["A": 16, "B": 8, "C": 4, "D": 160, "E": 36, "F": 20, "H": 12]
    for (name, size) in narrow { #expect(try checked.typeOf(name).size(.gc386) == Int64(size), "\(name)") }
    #expect(try checked.typeOf("G").size() == nil)
    #expect(try checked.typeOf("A").containsPointers == false)
    #expect(try checked.typeOf("E").containsPointers == true)
    #expect(try checked.typeOf("H").containsPointers == true)
    #expect(try checked.typeOf("E").isComparable == false)
    #expect(try checked.typeOf("A").isComparable == true)
  }

  @Test func atomicsAreAlignedOn32Bits() throws {
    let checked = try Checked(
      "package p\nimport \"sync/atomic\"\ntype T struct { a bool; n atomic.Int64 }\n",
      imports: [
        "sync/atomic":
          "package atomic\ntype align64 struct{}\ntype noCopy struct{}\ntype Int64 struct { _ noCopy; _ align64; v int64 }"
      ], sizes: .gc386)
    #expect(try checked.typeOf("T").size(.gc386) == 16)
    #expect(try checked.typeOf("T").size(.gcAMD64) == 16)
    #expect(try checked.typeOf("T").align(.gc386) == 8)
  }

  @Test func methodSetsDecideImplementation() throws {
    let checked = try Checked(
      """
      package p
      type I interface { M(int) string }
      type V struct{}
      func (V) M(int) string { return "" }
      type P struct{}
      func (*P) M(int) string { return "" }
      type W struct{}
      func (W) M(string) string { return "" }
      type E struct { *P }
      var v V; var p P; var pp *P; var w W; var e E
      """)
    let i = try checked.typeOf("I")
    for (name, expected) in ["v": true, "p": false, "pp": true, "w": false, "e": true] {
      #expect(try checked.typeOf(name).implements(i) == expected, "\(name)")
    }
  }
}
