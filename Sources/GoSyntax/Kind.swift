/// What a node is, named as in go/ast. Two kinds have no counterpart there: `file` children of
/// tree-sitter's ERROR regions are lowered below `badDecl`, `badStmt` or `badExpr`, so that names
/// used in damaged code are still seen.
@usableFromInline
package enum Kind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case file
  // Declarations and specifications.
  case badDecl, genDecl, funcDecl, importSpec, valueSpec, typeSpec
  // Fields.
  case fieldList, field
  // Expressions.
  case badExpr, ident, ellipsis, basicLit, funcLit, compositeLit, parenExpr, selectorExpr
  case indexExpr, indexListExpr, sliceExpr, typeAssertExpr, callExpr, starExpr, unaryExpr
  case binaryExpr, keyValueExpr
  // Type expressions.
  case arrayType, structType, funcType, interfaceType, mapType, chanType
  // Statements.
  case badStmt, declStmt, emptyStmt, labeledStmt, exprStmt, sendStmt, incDecStmt, assignStmt
  case goStmt, deferStmt, returnStmt, branchStmt, blockStmt, ifStmt, caseClause, switchStmt
  case typeSwitchStmt, commClause, selectStmt, forStmt, rangeStmt

  // Stands here so that other modules inline it.
  @inlinable
  package static func == (a: Self, b: Self) -> Bool {
    unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
  }

  /// The name go/ast gives the node: `CallExpr` for `callExpr`.
  package var goName: String {
    let name = String(describing: self)
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}

/// The field of its parent that a node fills, named as the field of the go/ast struct.
@usableFromInline
package enum Role: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// No field: the root, and the children of a damaged region.
  case none
  case name, decl, spec, path, doc
  case type, value, typeParams, recv, params, results, body, field, fields, tag
  case fun, arg, x, y, sel, index, low, high, max, key, elt, elem, len
  case label, stmt, call, result, lhs, rhs, initial, cond, post, otherwise, list, assign, comm
  case channel

  // Stands here so that other modules inline it.
  @inlinable
  package static func == (a: Self, b: Self) -> Bool {
    unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
  }
}

/// An operator or the keyword that distinguishes nodes of one kind, named as in go/token.
@usableFromInline
package enum Token: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case none
  // BasicLit.
  case int, float, imag, char, string
  // Operators, unary and binary.
  case add, sub, mul, quo, rem, and, or, xor, shl, shr, andNot
  case logicalAnd, logicalOr, arrow, eql, lss, gtr, not, neq, leq, geq, tilde
  // AssignStmt and RangeStmt: `=`, `:=` and the assignment operators.
  case assign, define
  case addAssign, subAssign, mulAssign, quoAssign, remAssign, andAssign, orAssign, xorAssign
  case shlAssign, shrAssign, andNotAssign
  // IncDecStmt.
  case inc, dec
  // CallExpr whose last argument is spread (`f(xs...)`).
  case ellipsis
  // GenDecl.
  case `import`, const, type, `var`
  // BranchStmt.
  case `break`, `continue`, goto, `fallthrough`
  // ChanType: both directions is `none`.
  case sendOnly, receiveOnly
  // CaseClause and CommClause without a `case`.
  case `default`
  // TypeSpec that declares an alias (`type A = B`).
  case alias

  // Stands here so that other modules inline it.
  @inlinable
  package static func == (a: Self, b: Self) -> Bool {
    unsafeBitCast(a, to: UInt8.self) == unsafeBitCast(b, to: UInt8.self)
  }
}
