import Testing

@testable import GoSyntax

@Suite struct ExpressionTests {
  @Test(arguments: [
    ("x", "x"),
    ("42", "42"),
    ("0x1p-2", "0x1p-2"),
    ("(x)", "(parenExpr x:x)"),
    ("a.b", "(selectorExpr x:a sel:b)"),
    ("a.b.c", "(selectorExpr x:(selectorExpr x:a sel:b) sel:c)"),
    ("a[i]", "(indexExpr x:a index:i)"),
    ("a[i][j]", "(indexExpr x:(indexExpr x:a index:i) index:j)"),
    ("a[:]", "(sliceExpr x:a)"),
    ("a[1:]", "(sliceExpr x:a low:1)"),
    ("a[:2]", "(sliceExpr x:a high:2)"),
    ("a[1:2:3]", "(sliceExpr x:a low:1 high:2 max:3)"),
    ("x.(T)", "(typeAssertExpr x:x type:T)"),
    ("x.(*p.T)", "(typeAssertExpr x:x type:(starExpr x:(selectorExpr x:p sel:T)))"),
    ("f()", "(callExpr fun:f)"),
    ("f(1, g(2))", "(callExpr fun:f arg:1 arg:(callExpr fun:g arg:2))"),
    ("f(xs...)", "(callExpr ellipsis fun:f arg:xs)"),
    ("a.f(x)", "(callExpr fun:(selectorExpr x:a sel:f) arg:x)"),
    ("-x", "(unaryExpr sub x:x)"),
    ("!x", "(unaryExpr not x:x)"),
    ("^x", "(unaryExpr xor x:x)"),
    ("&T{}", "(unaryExpr and x:(compositeLit type:T))"),
    ("<-c", "(unaryExpr arrow x:c)"),
    ("*p", "(starExpr x:p)"),
    ("**p", "(starExpr x:(starExpr x:p))"),
    ("a + b*c", "(binaryExpr add x:a y:(binaryExpr mul x:b y:c))"),
    ("a &^ b", "(binaryExpr andNot x:a y:b)"),
    ("a && b || c", "(binaryExpr logicalOr x:(binaryExpr logicalAnd x:a y:b) y:c)"),
    ("a <= b", "(binaryExpr leq x:a y:b)"),
    ("func() {}", "(funcLit type:(funcType params:(fieldList)) body:(blockStmt))"),
    (
      "func(a int) int { return a }()",
      "(callExpr fun:(funcLit type:(funcType params:(fieldList field:(field name:a type:int)) "
        + "results:(fieldList field:(field type:int))) body:(blockStmt stmt:(returnStmt result:a))))"
    ),
  ])
  func plain(source: String, expected: String) throws {
    #expect(try expression(source) == expected)
  }

  @Test(arguments: [
    ("T{}", "(compositeLit type:T)"),
    ("p.T{1, 2}", "(compositeLit type:(selectorExpr x:p sel:T) elt:1 elt:2)"),
    ("T{a: 1}", "(compositeLit type:T elt:(keyValueExpr key:a value:1))"),
    ("[]int{1}", "(compositeLit type:(arrayType elem:int) elt:1)"),
    ("[2]int{0: 1}", "(compositeLit type:(arrayType len:2 elem:int) elt:(keyValueExpr key:0 value:1))"),
    ("[...]int{1}", "(compositeLit type:(arrayType len:(ellipsis) elem:int) elt:1)"),
    (
      "map[string]int{\"a\": 1}",
      "(compositeLit type:(mapType key:string value:int) elt:(keyValueExpr key:\"a\" value:1))"
    ),
    (
      "[][]int{{1}, {}}",
      "(compositeLit type:(arrayType elem:(arrayType elem:int)) elt:(compositeLit elt:1) elt:(compositeLit))"
    ),
    (
      "map[K]V{{1}: {2}}",
      "(compositeLit type:(mapType key:K value:V) elt:(keyValueExpr key:(compositeLit elt:1) value:(compositeLit elt:2)))"
    ),
    ("G[int]{}", "(compositeLit type:(indexExpr x:G index:int))"),
    ("G[K, V]{}", "(compositeLit type:(indexListExpr x:G index:K index:V))"),
    (
      "struct{ a int }{1}",
      "(compositeLit type:(structType fields:(fieldList field:(field name:a type:int))) elt:1)"
    ),
  ])
  func compositeLiterals(source: String, expected: String) throws {
    #expect(try expression(source) == expected)
  }

  /// What go/parser cannot tell apart stays a call.
  @Test(arguments: [
    ("Celsius(3)", "(callExpr fun:Celsius arg:3)"),
    ("[]byte(s)", "(callExpr fun:(arrayType elem:byte) arg:s)"),
    ("map[string]int(m)", "(callExpr fun:(mapType key:string value:int) arg:m)"),
    ("(*T)(x)", "(callExpr fun:(parenExpr x:(starExpr x:T)) arg:x)"),
    ("(func())(x)", "(callExpr fun:(parenExpr x:(funcType params:(fieldList))) arg:x)"),
    ("(<-chan int)(c)", "(callExpr fun:(parenExpr x:(chanType receiveOnly value:int)) arg:c)"),
    ("interface{}(x)", "(callExpr fun:(interfaceType fields:(fieldList)) arg:x)"),
    ("G[int](x)", "(callExpr fun:(indexExpr x:G index:int) arg:x)"),
    ("f[int, string](x)", "(callExpr fun:(indexListExpr x:f index:int index:string) arg:x)"),
    ("p.f[int](x)", "(callExpr fun:(indexExpr x:(selectorExpr x:p sel:f) index:int) arg:x)"),
    ("f[[]int](x)", "(callExpr fun:(indexExpr x:f index:(arrayType elem:int)) arg:x)"),
    ("fs[0](x)", "(callExpr fun:(indexExpr x:fs index:0) arg:x)"),
  ])
  func conversionsAndTypeArguments(source: String, expected: String) throws {
    #expect(try expression(source) == expected)
  }

  /// The grammar binds the star of `*T(x).f` to the conversion; the language binds it last.
  @Test(arguments: [
    ("*T(x)", "(starExpr x:(callExpr fun:T arg:x))"),
    ("*T(x).f", "(starExpr x:(selectorExpr x:(callExpr fun:T arg:x) sel:f))"),
    ("**T(x).f", "(starExpr x:(starExpr x:(selectorExpr x:(callExpr fun:T arg:x) sel:f)))"),
    (
      "*T(x).f.g(1)[2]",
      "(starExpr x:(indexExpr x:(callExpr fun:(selectorExpr x:(selectorExpr x:(callExpr fun:T arg:x) sel:f) sel:g) arg:1) index:2))"
    ),
    ("*(*T)(p).f", "(starExpr x:(selectorExpr x:(callExpr fun:(parenExpr x:(starExpr x:T)) arg:p) sel:f))"),
    ("*(*T)(p)", "(starExpr x:(callExpr fun:(parenExpr x:(starExpr x:T)) arg:p))"),
    (
      "*T(*U(x).a).b",
      "(starExpr x:(selectorExpr x:(callExpr fun:T arg:(starExpr x:(selectorExpr x:(callExpr fun:U arg:x) sel:a))) sel:b))"
    ),
    ("*p.q", "(starExpr x:(selectorExpr x:p sel:q))"),
    ("*f(x)[i]", "(starExpr x:(indexExpr x:(callExpr fun:f arg:x) index:i))"),
    ("a * T(x).f", "(binaryExpr mul x:a y:(selectorExpr x:(callExpr fun:T arg:x) sel:f))"),
  ])
  func stars(source: String, expected: String) throws {
    #expect(try expression(source) == expected)
  }

  /// `new` takes a value since Go 1.26, and both names may be redeclared.
  @Test(arguments: [
    ("new(T)", "(callExpr fun:new arg:T)"),
    ("new([]int)", "(callExpr fun:new arg:(arrayType elem:int))"),
    ("new(42)", "(callExpr fun:new arg:42)"),
    ("new(f(x))", "(callExpr fun:new arg:(callExpr fun:f arg:x))"),
    ("new(\"s\")", "(callExpr fun:new arg:\"s\")"),
    ("new([]int{1})", "(callExpr fun:new arg:(compositeLit type:(arrayType elem:int) elt:1))"),
    ("new([]byte(s))", "(callExpr fun:new arg:(callExpr fun:(arrayType elem:byte) arg:s))"),
    ("new(map[K][]V{})", "(callExpr fun:new arg:(compositeLit type:(mapType key:K value:(arrayType elem:V))))"),
    ("new(struct{}{})", "(callExpr fun:new arg:(compositeLit type:(structType fields:(fieldList))))"),
    ("new(map[K]struct{})", "(callExpr fun:new arg:(mapType key:K value:(structType fields:(fieldList))))"),
    ("new(a.b)", "(callExpr fun:new arg:(selectorExpr x:a sel:b))"),
    ("new(a.b.c)", "(callExpr fun:new arg:(selectorExpr x:(selectorExpr x:a sel:b) sel:c))"),
    ("new(s[0])", "(callExpr fun:new arg:(indexExpr x:s index:0))"),
    ("new(s[i].f)", "(callExpr fun:new arg:(selectorExpr x:(indexExpr x:s index:i) sel:f))"),
    ("new(T[int])", "(callExpr fun:new arg:(indexExpr x:T index:int))"),
    ("make(map[string]int, 8)", "(callExpr fun:make arg:(mapType key:string value:int) arg:8)"),
    ("make([]T, n, m)", "(callExpr fun:make arg:(arrayType elem:T) arg:n arg:m)"),
    ("make(chan<- int)", "(callExpr fun:make arg:(chanType sendOnly value:int))"),
    ("make(\"local\", 1+2)", "(callExpr fun:make arg:\"local\" arg:(binaryExpr add x:1 y:2))"),
    ("new(-x)", "(callExpr fun:new arg:(unaryExpr sub x:x))"),
  ])
  func newAndMake(source: String, expected: String) throws {
    #expect(try expression(source) == expected)
  }
}
