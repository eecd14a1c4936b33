import GoSyntax
import TestSupport
import Testing

@testable import GoTypes

@Suite struct GenericTests {
  @Test func typeArgumentsAreInferred() throws {
    let checked = try Checked(
      """
      package p
      type Ints []int
      func Map[T, U any](list []T, f func(T) U) []U { return nil }
      func Sort[S ~[]E, E any](s S, less func(a, b E) bool) S { return s }
      func Max[T int | float64](a, b T) T { return a }
      func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
      func Ptr[T any](v T) *T { return &v }
      func Make[T any]() T { panic(0) }
      func less(a, b int) bool { return a < b }
      func Less[T int](a, b T) bool { return a < b }
      func Pair[A, B any](a A, b B) (B, A) { return b, a }
      var ints Ints
      var m map[string]bool
      func f[T any](t T) {
        _ = /*map*/Map(ints, func(i int) string { return "" })
        _ = /*sort*/Sort(ints, less)
        _ = /*generic*/Sort(ints, Less)
        _ = /*max*/Max(1, 2.5)
        _ = /*keys*/Keys(m)
        _ = /*pointer*/Ptr(t)
        _ = /*written*/Make[chan int]()
        _ = /*partly*/Pair[string]("a", 'x')
        a, b := Pair(1, "s")
        _, _ = /*first*/a, /*second*/b
        var g func(int) *int = /*function*/Ptr
        _ = g
      }
      """)
    let expected = [
      "map": "[]string", "sort": "p.Ints", "generic": "p.Ints", "max": "float64", "keys": "[]string",
      "pointer": "*T", "written": "chan int", "partly": "(rune, string)", "first": "string", "second": "int",
      "function": "func(v int) *int",
    ]
    for (mark, type) in expected { #expect(try checked.type(mark) == type, "\(mark)") }
  }

  @Test func resultsWithoutTypeParametersNeedNoTypeArguments() throws {
    let checked = try Checked(
      """
      package p
      func Has[S ~[]E, E comparable](s S, v E) bool { return false }
      func Each[T any](list []T) (int, error) { return 0, nil }
      func First[T any](list []T) T { panic(0) }
      func f() {
        _ = /*one*/Has(missing.List, 1)
        count, _ := Each(missing.List)
        _ = /*several*/count
        _ = /*open*/First(missing.List)
      }
      """)
    #expect(try checked.type("one") == "bool")
    #expect(try checked.type("several") == "int")
    #expect(try checked.type("open") == "?")
  }

  @Test func methodsOfGenericTypes() throws {
    let checked = try Checked(
      """
      package p
      type List[T any] struct { head *Node[T]; size int }
      type Node[T any] struct { value T; next *Node[T] }
      func (l *List[E]) First() E { return l.head.value }
      func (l *List[E]) Each(f func(E) bool) { _ = /*field*/l.head.next.value }
      type Set[K comparable] = map[K]struct{}
      var l List[[]string]
      var a = /*method*/l.First()
      var b = /*value*/l.Each
      var c = /*chain*/l.head.next.value
      var s Set[string]
      func f() { for k := range s { _ = /*key*/k } }
      """)
    #expect(try checked.type("method") == "[]string")
    #expect(try checked.type("value") == "func(f func([]string) bool)")
    #expect(try checked.type("chain") == "[]string")
    #expect(try checked.type("field") == "E")
    #expect(try checked.type("key") == "string")
    #expect(try checked.typeOf("s").fullString == "p.Set[string]")
    #expect(try checked.typeOf("l").size() == 16)
  }

  @Test func typeParametersActThroughTheirCoreTypes() throws {
    let checked = try Checked(
      """
      package p
      type Number interface { ~int | ~float64 }
      type Stringer interface { String() string }
      func f[S ~[]E, E any, M map[string]E, B ~string | ~[]byte, X Stringer](s S, m M, b B, x X) {
        _ = /*index*/s[0]
        _ = /*slice*/s[1:]
        _ = /*map*/m["a"]
        _ = /*bytes*/b[0]
        _ = /*method*/x.String()
        for i, e := range s { _, _ = /*i*/i, /*e*/e }
      }
      """)
    let expected = ["index": "E", "slice": "S", "map": "E", "bytes": "byte", "method": "string", "i": "int", "e": "E"]
    for (mark, type) in expected { #expect(try checked.type(mark) == type, "\(mark)") }
  }

  /// Go 1.27: methods with type parameters of their own.
  @Test func methodsWithTypeParameters() throws {
    let checked = try Checked(
      """
      package p
      type Box[T any] struct { v T }
      func (b Box[T]) Map[U any](f func(T) U) Box[U] { return Box[U]{f(b.v)} }
      func (b *Box[T]) Fold[A, B any](a A, f func(A, T) B) (r map[string]B) { var l B; _ = /*l*/l; return }
      type Plain struct{}
      func (Plain) Of[K comparable, V any](k K, v V) map[K]V { return nil }
      type Outer struct { *Box[rune] }
      var a = Box[int]{}.Map(func(int) string { return "" })
      var b = Box[int]{}.Map[bool]
      var c = Box[int].Map[string]
      var d = Plain{}.Of("", 1)
      var e = Plain{}.Of[int8](1, 'x')
      var f = new(Box[byte]).Fold(1.5, func(float64, byte) error { return nil })
      var g = Outer{}.Map(func(rune) []byte { return nil })
      type Mapper interface { Map(func(int) string) Box[string] }
      var i Box[int]; var j Mapper
      """)
    let expected = [
      "a": "p.Box[string]", "b": "func(f func(int) bool) p.Box[bool]",
      "c": "func(b p.Box[int], f func(int) string) p.Box[string]", "d": "map[string]int", "e": "map[int8]rune",
      "f": "map[string]error", "g": "p.Box[[]byte]",
    ]
    for (name, text) in expected { #expect(try checked.typeOf(name).fullString == text, "\(name)") }
    let pointer = try Checked(
      """
      package p
      type Box[T any] struct { v T }
      func (b Box[T]) Map[U any](f func(T) U) Box[U] { return Box[U]{f(b.v)} }
      var a = (*Box[int]).Map[bool]
      """)
    #expect(try pointer.typeOf("a").fullString == "func(b *p.Box[int], f func(int) bool) p.Box[bool]")
    #expect(try checked.type("l") == "B")
    // A method with type parameters is not the one that an interface asks for.
    #expect(try checked.typeOf("i").implements(checked.typeOf("j")) == false)
  }

  @Test func instancesThatConstraintsComplete() throws {
    let checked = try Checked(
      """
      package p
      func sum[S ~[]E, E any](s S) (t E) { return }
      func two[A, B any](a A) (b B) { return }
      var a = /*partial*/sum[[]int]
      var b func([]string) string = /*assigned*/sum[[]string]
      var c = /*open*/two[int]
      """)
    #expect(try checked.type("partial") == "func(s []int) (t int)")
    #expect(try checked.typeOf("a").fullString == "func(s []int) (t int)")
    #expect(try checked.type("assigned") == "func(s []string) (t string)")
    #expect(try checked.type("open") == "?")
  }
}
