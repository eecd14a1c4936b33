import Testing

@testable import GoSyntax

@Suite struct StatementTests {
  @Test(arguments: [
    ("f()", "(exprStmt x:(callExpr fun:f))"),
    ("x = 1", "(assignStmt assign lhs:x rhs:1)"),
    ("a, b := b, a", "(assignStmt define lhs:a lhs:b rhs:b rhs:a)"),
    ("m[k] += 2", "(assignStmt addAssign lhs:(indexExpr x:m index:k) rhs:2)"),
    ("x &^= y", "(assignStmt andNotAssign lhs:x rhs:y)"),
    ("x <<= 1", "(assignStmt shlAssign lhs:x rhs:1)"),
    ("m[k]++", "(incDecStmt inc x:(indexExpr x:m index:k))"),
    ("n--", "(incDecStmt dec x:n)"),
    ("c <- v", "(sendStmt channel:c value:v)"),
    ("<-c", "(exprStmt x:(unaryExpr arrow x:c))"),
    ("go f(x)", "(goStmt call:(callExpr fun:f arg:x))"),
    (
      "defer func() {}()",
      "(deferStmt call:(callExpr fun:(funcLit type:(funcType params:(fieldList)) body:(blockStmt))))"
    ),
    ("return", "(returnStmt)"),
    ("return a, b", "(returnStmt result:a result:b)"),
    ("{ x() }", "(blockStmt stmt:(exprStmt x:(callExpr fun:x)))"),
    ("var x int", "(declStmt decl:(genDecl var spec:(valueSpec name:x type:int)))"),
    ("const c = 1", "(declStmt decl:(genDecl const spec:(valueSpec name:c value:1)))"),
    ("type T int", "(declStmt decl:(genDecl type spec:(typeSpec name:T type:int)))"),
    ("*p = *q", "(assignStmt assign lhs:(starExpr x:p) rhs:(starExpr x:q))"),
    ("*T(x).f = y", "(assignStmt assign lhs:(starExpr x:(selectorExpr x:(callExpr fun:T arg:x) sel:f)) rhs:y)"),
  ])
  func simple(source: String, expected: String) throws {
    #expect(try statement(source) == expected)
  }

  /// The end of a line is a semicolon, also where the next one could go on with what stands before it.
  @Test(arguments: [
    ("a = m[k]\n(*c)()", "stmt:(assignStmt assign lhs:a rhs:(indexExpr x:m index:k)) stmt:CALL"),
    ("a = m[k] // note\n\t// another\n(*c)()", "stmt:(assignStmt assign lhs:a rhs:(indexExpr x:m index:k)) stmt:CALL"),
    ("a = (m[k])\r\n(*c)()", "stmt:(assignStmt assign lhs:a rhs:(parenExpr x:(indexExpr x:m index:k))) stmt:CALL"),
    ("a <- m[k]\n(*c)()", "stmt:(sendStmt channel:a value:(indexExpr x:m index:k)) stmt:CALL"),
    ("a := m[k]\n{ (*c)() }", "stmt:(assignStmt define lhs:a rhs:(indexExpr x:m index:k)) stmt:(blockStmt stmt:CALL)"),
    ("a() // m[k]\n(*c)()", "stmt:(exprStmt x:(callExpr fun:a)) stmt:CALL"),
    (
      "m[k](\n(*c)())",
      "stmt:(exprStmt x:(callExpr fun:(indexExpr x:m index:k) arg:(callExpr fun:(parenExpr x:(starExpr x:c)))))"
    ),
  ])
  func lineEnds(source: String, expected: String) throws {
    let call = "(exprStmt x:(callExpr fun:(parenExpr x:(starExpr x:c))))"
    #expect(try statement("{ \(source) }") == "(blockStmt \(expected.replacing("CALL", with: call)))")
  }

  @Test(arguments: [
    ("if a {}", "(ifStmt cond:a body:(blockStmt))"),
    ("if a {} else {}", "(ifStmt cond:a body:(blockStmt) otherwise:(blockStmt))"),
    ("if a {} else if b {}", "(ifStmt cond:a body:(blockStmt) otherwise:(ifStmt cond:b body:(blockStmt)))"),
    (
      "if v, ok := m[k]; ok {}",
      "(ifStmt initial:(assignStmt define lhs:v lhs:ok rhs:(indexExpr x:m index:k)) cond:ok body:(blockStmt))"
    ),
    ("for {}", "(forStmt body:(blockStmt))"),
    ("for a {}", "(forStmt cond:a body:(blockStmt))"),
    (
      "for i := 0; i < n; i++ {}",
      "(forStmt initial:(assignStmt define lhs:i rhs:0) cond:(binaryExpr lss x:i y:n) post:(incDecStmt inc x:i) body:(blockStmt))"
    ),
    ("for ; ; i++ {}", "(forStmt post:(incDecStmt inc x:i) body:(blockStmt))"),
    ("for range x {}", "(rangeStmt x:x body:(blockStmt))"),
    ("for i := range 10 {}", "(rangeStmt define key:i x:10 body:(blockStmt))"),
    ("for k, v := range m {}", "(rangeStmt define key:k value:v x:m body:(blockStmt))"),
    ("for k, a[0] = range m {}", "(rangeStmt assign key:k value:(indexExpr x:a index:0) x:m body:(blockStmt))"),
    ("L: for { break L }", "(labeledStmt label:L stmt:(forStmt body:(blockStmt stmt:(branchStmt break label:L))))"),
    ("for { continue }", "(forStmt body:(blockStmt stmt:(branchStmt continue)))"),
    ("goto L", "(branchStmt goto label:L)"),
    ("L:", "(labeledStmt label:L stmt:(emptyStmt))"),
  ])
  func control(source: String, expected: String) throws {
    #expect(try statement(source) == expected)
  }

  @Test(arguments: [
    ("switch {}", "(switchStmt body:(blockStmt))"),
    ("switch x {}", "(switchStmt tag:x body:(blockStmt))"),
    (
      "switch x := f(); x {}",
      "(switchStmt initial:(assignStmt define lhs:x rhs:(callExpr fun:f)) tag:x body:(blockStmt))"
    ),
    (
      "switch x { case 1, 2: f()\n\tdefault: }",
      "(switchStmt tag:x body:(blockStmt stmt:(caseClause list:1 list:2 stmt:(exprStmt x:(callExpr fun:f))) "
        + "stmt:(caseClause default)))"
    ),
    (
      "switch { case a: fallthrough\n\tcase b: }",
      "(switchStmt body:(blockStmt stmt:(caseClause list:a stmt:(branchStmt fallthrough)) stmt:(caseClause list:b)))"
    ),
    ("switch x.(type) {}", "(typeSwitchStmt assign:(exprStmt x:(typeAssertExpr x:x)) body:(blockStmt))"),
    (
      "switch v := x.(type) { case nil, *T: }",
      "(typeSwitchStmt assign:(assignStmt define lhs:v rhs:(typeAssertExpr x:x)) "
        + "body:(blockStmt stmt:(caseClause list:nil list:(starExpr x:T))))"
    ),
    (
      "switch a := b; v := f(a).(type) { default: }",
      "(typeSwitchStmt initial:(assignStmt define lhs:a rhs:b) "
        + "assign:(assignStmt define lhs:v rhs:(typeAssertExpr x:(callExpr fun:f arg:a))) "
        + "body:(blockStmt stmt:(caseClause default)))"
    ),
    (
      "switch x.(type) { case map[K]V, []T, func(): }",
      "(typeSwitchStmt assign:(exprStmt x:(typeAssertExpr x:x)) body:(blockStmt stmt:(caseClause list:(mapType key:K value:V) "
        + "list:(arrayType elem:T) list:(funcType params:(fieldList)))))"
    ),
  ])
  func switches(source: String, expected: String) throws {
    #expect(try statement(source) == expected)
  }

  @Test(arguments: [
    ("select {}", ""),
    ("select { case <-c: }", "stmt:(commClause comm:(exprStmt x:(unaryExpr arrow x:c)))"),
    (
      "select { case v := <-c: f(v) }",
      "stmt:(commClause comm:(assignStmt define lhs:v rhs:(unaryExpr arrow x:c)) stmt:(exprStmt x:(callExpr fun:f arg:v)))"
    ),
    (
      "select { case v, ok = <-c: }",
      "stmt:(commClause comm:(assignStmt assign lhs:v lhs:ok rhs:(unaryExpr arrow x:c)))"
    ),
    (
      "select { case c <- v: return\n\tdefault: }",
      "stmt:(commClause comm:(sendStmt channel:c value:v) stmt:(returnStmt)) stmt:(commClause default)"
    ),
  ])
  func selects(source: String, clauses: String) throws {
    #expect(try statement(source) == "(selectStmt body:(blockStmt\(clauses.isEmpty ? "" : " " + clauses)))")
  }
}
