import Testing

@testable import GoSyntax

@Suite struct TypeTests {
  @Test(arguments: [
    ("int", "int"),
    ("p.T", "(selectorExpr x:p sel:T)"),
    ("*T", "(starExpr x:T)"),
    ("(T)", "(parenExpr x:T)"),
    ("[]T", "(arrayType elem:T)"),
    ("[4]T", "(arrayType len:4 elem:T)"),
    ("[n + 1]T", "(arrayType len:(binaryExpr add x:n y:1) elem:T)"),
    ("map[string][]int", "(mapType key:string value:(arrayType elem:int))"),
    ("map[[2]int]map[K]V", "(mapType key:(arrayType len:2 elem:int) value:(mapType key:K value:V))"),
    ("chan int", "(chanType value:int)"),
    ("chan<- int", "(chanType sendOnly value:int)"),
    ("<-chan int", "(chanType receiveOnly value:int)"),
    ("chan<- chan int", "(chanType sendOnly value:(chanType value:int))"),
    ("<-chan <-chan int", "(chanType receiveOnly value:(chanType receiveOnly value:int))"),
    ("chan (<-chan int)", "(chanType value:(parenExpr x:(chanType receiveOnly value:int)))"),
    ("G[int]", "(indexExpr x:G index:int)"),
    ("p.G[K, []V]", "(indexListExpr x:(selectorExpr x:p sel:G) index:K index:(arrayType elem:V))"),
    ("struct{}", "(structType fields:(fieldList))"),
    ("interface{}", "(interfaceType fields:(fieldList))"),
  ])
  func plain(source: String, expected: String) throws {
    #expect(try typeShape(source) == expected)
  }

  @Test(arguments: [
    ("func()", "(funcType params:(fieldList))"),
    ("func(int)", "(funcType params:(fieldList field:(field type:int)))"),
    ("func(a, b int)", "(funcType params:(fieldList field:(field name:a name:b type:int)))"),
    (
      "func(a int, b ...string)",
      "(funcType params:(fieldList field:(field name:a type:int) field:(field name:b type:(ellipsis elem:string))))"
    ),
    ("func(...int)", "(funcType params:(fieldList field:(field type:(ellipsis elem:int))))"),
    ("func() error", "(funcType params:(fieldList) results:(fieldList field:(field type:error)))"),
    (
      "func() (int, error)",
      "(funcType params:(fieldList) results:(fieldList field:(field type:int) field:(field type:error)))"
    ),
    (
      "func() (n int, err error)",
      "(funcType params:(fieldList) results:(fieldList field:(field name:n type:int) field:(field name:err type:error)))"
    ),
    (
      "func() func()",
      "(funcType params:(fieldList) results:(fieldList field:(field type:(funcType params:(fieldList)))))"
    ),
  ])
  func functions(source: String, expected: String) throws {
    #expect(try typeShape(source) == expected)
  }

  /// The grammar takes keywords among parameters for names.
  @Test(arguments: [
    (
      "func(string, map[int]int)",
      "(fieldList field:(field type:string) field:(field type:(mapType key:int value:int)))"
    ),
    ("func(map[K]V)", "(fieldList field:(field type:(mapType key:K value:V)))"),
    ("func(m map[K]V)", "(fieldList field:(field name:m type:(mapType key:K value:V)))"),
    ("func(a, b map[K]V)", "(fieldList field:(field name:a name:b type:(mapType key:K value:V)))"),
    (
      "func(A, B, map[K]V)",
      "(fieldList field:(field type:A) field:(field type:B) field:(field type:(mapType key:K value:V)))"
    ),
    (
      "func(int, func(T))",
      "(fieldList field:(field type:int) field:(field type:(funcType params:(fieldList field:(field type:T)))))"
    ),
    ("func(int, chan T)", "(fieldList field:(field type:int) field:(field type:(chanType value:T)))"),
    ("func(chan T)", "(fieldList field:(field type:(chanType value:T)))"),
    ("func(mapped T)", "(fieldList field:(field name:mapped type:T))"),
  ])
  func keywordsAmongParameters(source: String, expected: String) throws {
    #expect(try typeShape(source) == "(funcType params:\(expected))")
  }

  /// The grammar gives up on names when there are many before one type.
  @Test(arguments: [3, 8, 9, 10, 40, 200])
  func manyNamesOfOneType(count: Int) throws {
    let names = (0..<count).map { "a\($0)" }
    let fields = "(fieldList field:(field \(names.map { "name:\($0)" }.joined(separator: " ")) type:T))"
    #expect(try typeShape("func(\(names.joined(separator: ", ")) T)") == "(funcType params:\(fields))")
    #expect(
      try typeShape("func() (\(names.joined(separator: ", ")) T)") == "(funcType params:(fieldList) results:\(fields))")
    let types = names.map { "field:(field type:\($0))" }.joined(separator: " ")
    #expect(try typeShape("func(\(names.joined(separator: ", ")))") == "(funcType params:(fieldList \(types)))")
    #expect(
      try typeShape("func(\(names.joined(separator: ", ")), map[K]V)")
        == "(funcType params:(fieldList \(types) field:(field type:(mapType key:K value:V))))")
  }

  @Test(arguments: [
    ("a int", "(field name:a type:int)"),
    ("a, b int", "(field name:a name:b type:int)"),
    ("T", "(field type:T)"),
    ("*T", "(field type:(starExpr x:T))"),
    ("p.T", "(field type:(selectorExpr x:p sel:T))"),
    ("*p.T", "(field type:(starExpr x:(selectorExpr x:p sel:T)))"),
    ("G[int]", "(field type:(indexExpr x:G index:int))"),
    ("*G[int]", "(field type:(starExpr x:(indexExpr x:G index:int)))"),
    ("a map[K]V `json:\"a\"`", "(field name:a type:(mapType key:K value:V) tag:`json:\"a\"`)"),
    ("_ [0]func()", "(field name:_ type:(arrayType len:0 elem:(funcType params:(fieldList))))"),
  ])
  func structFields(source: String, expected: String) throws {
    #expect(try typeShape("struct { \(source) }") == "(structType fields:(fieldList field:\(expected)))")
  }

  @Test(arguments: [
    ("M()", "(field name:M type:(funcType params:(fieldList)))"),
    (
      "M(a int) error",
      "(field name:M type:(funcType params:(fieldList field:(field name:a type:int)) results:(fieldList field:(field type:error))))"
    ),
    ("E", "(field type:E)"),
    ("p.E", "(field type:(selectorExpr x:p sel:E))"),
    ("~int", "(field type:(unaryExpr tilde x:int))"),
    ("a | b", "(field type:(binaryExpr or x:a y:b))"),
    (
      "~a | b | ~c",
      "(field type:(binaryExpr or x:(binaryExpr or x:(unaryExpr tilde x:a) y:b) y:(unaryExpr tilde x:c)))"
    ),
    ("~[]E", "(field type:(unaryExpr tilde x:(arrayType elem:E)))"),
    (
      "map[K]V | ~G[int]",
      "(field type:(binaryExpr or x:(mapType key:K value:V) y:(unaryExpr tilde x:(indexExpr x:G index:int))))"
    ),
  ])
  func interfaceElements(source: String, expected: String) throws {
    #expect(try typeShape("interface { \(source) }") == "(interfaceType fields:(fieldList field:\(expected)))")
  }
}
