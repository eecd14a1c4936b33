import Testing

@testable import GoSyntax

@Suite struct DeclarationTests {
  @Test(arguments: [
    ("import \"fmt\"", "(genDecl import spec:(importSpec path:\"fmt\"))"),
    (
      "import (\n\tf \"fmt\"\n\t. \"a\"\n\t_ \"b\"\n)",
      "(genDecl import spec:(importSpec name:f path:\"fmt\") spec:(importSpec name:. path:\"a\") "
        + "spec:(importSpec name:_ path:\"b\"))"
    ),
    ("var a, b int = 1, 2", "(genDecl var spec:(valueSpec name:a name:b type:int value:1 value:2))"),
    ("var (\n\ta = 1\n\tb int\n)", "(genDecl var spec:(valueSpec name:a value:1) spec:(valueSpec name:b type:int))"),
    ("const (\n\ta = iota\n\tb\n)", "(genDecl const spec:(valueSpec name:a value:iota) spec:(valueSpec name:b))"),
    ("const c, d T = 1, 2", "(genDecl const spec:(valueSpec name:c name:d type:T value:1 value:2))"),
    ("type T int", "(genDecl type spec:(typeSpec name:T type:int))"),
    ("type A = B", "(genDecl type spec:(typeSpec alias name:A type:B))"),
    (
      "type (\n\tT int\n\tA = T\n)",
      "(genDecl type spec:(typeSpec name:T type:int) spec:(typeSpec alias name:A type:T))"
    ),
    (
      "type G[K comparable, V any] map[K]V",
      "(genDecl type spec:(typeSpec name:G typeParams:(fieldList field:(field name:K type:comparable) "
        + "field:(field name:V type:any)) type:(mapType key:K value:V)))"
    ),
    (
      "type G[A, B any] struct{}",
      "(genDecl type spec:(typeSpec name:G typeParams:(fieldList field:(field name:A name:B type:any)) "
        + "type:(structType fields:(fieldList))))"
    ),
    (
      "type G[T ~int | ~string] []T",
      "(genDecl type spec:(typeSpec name:G typeParams:(fieldList field:(field name:T "
        + "type:(binaryExpr or x:(unaryExpr tilde x:int) y:(unaryExpr tilde x:string)))) type:(arrayType elem:T)))"
    ),
    (
      "type A[P any] = B[P]",
      "(genDecl type spec:(typeSpec alias name:A typeParams:(fieldList field:(field name:P type:any)) "
        + "type:(indexExpr x:B index:P)))"
    ),
    ("type T [N]int", "(genDecl type spec:(typeSpec name:T type:(arrayType len:N elem:int)))"),
  ])
  func general(source: String, expected: String) throws {
    #expect(try declarations(source) == expected)
  }

  @Test(arguments: [
    ("func f() {}", "(funcDecl name:f type:(funcType params:(fieldList)) body:(blockStmt))"),
    ("func f()", "(funcDecl name:f type:(funcType params:(fieldList)))"),
    (
      "func f() int { return 1 }",
      "(funcDecl name:f type:(funcType params:(fieldList) results:(fieldList field:(field type:int))) "
        + "body:(blockStmt stmt:(returnStmt result:1)))"
    ),
    (
      "func (t *T) m() {}",
      "(funcDecl recv:(fieldList field:(field name:t type:(starExpr x:T))) name:m type:(funcType params:(fieldList)) "
        + "body:(blockStmt))"
    ),
    (
      "func (T) m() {}",
      "(funcDecl recv:(fieldList field:(field type:T)) name:m type:(funcType params:(fieldList)) body:(blockStmt))"
    ),
    (
      "func (g G[K, V]) m() {}",
      "(funcDecl recv:(fieldList field:(field name:g type:(indexListExpr x:G index:K index:V))) name:m "
        + "type:(funcType params:(fieldList)) body:(blockStmt))"
    ),
    (
      "func f[K comparable, V any](m map[K]V) {}",
      "(funcDecl name:f type:(funcType typeParams:(fieldList field:(field name:K type:comparable) "
        + "field:(field name:V type:any)) params:(fieldList field:(field name:m type:(mapType key:K value:V)))) "
        + "body:(blockStmt))"
    ),
  ])
  func functions(source: String, expected: String) throws {
    #expect(try declarations(source) == expected)
  }

  /// Go 1.27; the parser does not see these receivers.
  @Test(arguments: [
    ("(r R)", "(field name:r type:R)"),
    ("(R)", "(field type:R)"),
    ("(r *R)", "(field name:r type:(starExpr x:R))"),
    ("(*R)", "(field type:(starExpr x:R))"),
    ("(r R[A])", "(field name:r type:(indexExpr x:R index:A))"),
    ("(r *R[A, B])", "(field name:r type:(starExpr x:(indexListExpr x:R index:A index:B)))"),
    ("(R[A])", "(field type:(indexExpr x:R index:A))"),
  ])
  func methodsWithTypeParameters(receiver: String, expected: String) throws {
    #expect(
      try declarations("func \(receiver) m[P any](p P) {}")
        == "(funcDecl recv:(fieldList field:\(expected)) name:m type:(funcType typeParams:(fieldList "
        + "field:(field name:P type:any)) params:(fieldList field:(field name:p type:P))) body:(blockStmt))")
  }

  @Test func packageNameIsTheFilesName() throws {
    let snippet = try Snippet("// doc\npackage demo\n")
    withExtendedLifetime(snippet) {
      #expect(shape(snippet.file.root) == "(file name:demo)")
    }
  }
}
