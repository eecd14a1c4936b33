import CTreeSitterGo

extension Lowering {
  /// The top level: the package name, then declarations. The grammar takes statements there too, for snippets; Go does not.
  mutating func planFile() {
    guard !raw.isEmpty else { return planClose() }
    for child in children(0) {
      switch symbol(child) {
      case MVG_SYMBOL_PACKAGE_CLAUSE:
        planAll(child, .name)
      case MVG_SYMBOL_IMPORT_DECLARATION, MVG_SYMBOL_CONST_DECLARATION, MVG_SYMBOL_VAR_DECLARATION,
        MVG_SYMBOL_TYPE_DECLARATION, MVG_SYMBOL_FUNCTION_DECLARATION, MVG_SYMBOL_METHOD_DECLARATION,
        Int(RawNode.error):
        plan(child, .decl)
      case MVG_SYMBOL_EMPTY_STATEMENT: break
      default:
        guard isNode(child) else { continue }
        noteDamage(self[child].start..<self[child].end)
        planOpen(.badDecl, .decl, self[child].start, self[child].end)
        plan(child, .none)
        planClose()
      }
    }
    planClose()
  }

  /// `import`, `const`, `var` and `type`: a GenDecl, inside a function below a DeclStmt.
  mutating func genDecl(_ node: UInt32, _ role: Role, _ token: Token) {
    let isStatement = role != .decl
    if isStatement { open(.declStmt, role, .none, self[node].start, self[node].end) }
    open(.genDecl, .decl, token, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch symbol(child) {
      case MVG_SYMBOL_IMPORT_SPEC_LIST, MVG_SYMBOL_VAR_SPEC_LIST: planAll(child, .spec)
      default: plan(child, .spec)
      }
    }
    planClose()
    if isStatement { planClose() }
  }

  mutating func importSpec(_ node: UInt32, _ role: Role) {
    open(.importSpec, role, .none, self[node].start, self[node].end)
    if let name = child(node, MVG_FIELD_NAME) { plan(name, .name) }
    if let path = child(node, MVG_FIELD_PATH) { plan(path, .path) }
    planErrors(node)
    planClose()
  }

  mutating func valueSpec(_ node: UInt32, _ role: Role) {
    open(.valueSpec, role, .none, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_NAME: plan(child, .name)
      case MVG_FIELD_TYPE: plan(child, .type)
      case MVG_FIELD_VALUE: planList(child, .value)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  mutating func typeSpec(_ node: UInt32, _ role: Role, _ token: Token) {
    open(.typeSpec, role, token, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_NAME: plan(child, .name)
      case MVG_FIELD_TYPE_PARAMETERS: plan(child, .typeParams)
      case MVG_FIELD_TYPE: plan(child, .type)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  mutating func funcDecl(_ node: UInt32, _ role: Role) {
    open(.funcDecl, role, .none, self[node].start, self[node].end)
    if let receiver = child(node, MVG_FIELD_RECEIVER) { plan(receiver, .recv) }
    if let name = child(node, MVG_FIELD_NAME) { plan(name, .name) }
    // go/ast has the `func` keyword in the FuncType, so the type starts where the declaration does.
    planFuncType(node, .type, from: self[node].start)
    if let body = child(node, MVG_FIELD_BODY) { plan(body, .body) }
    planErrors(node)
    planClose()
  }

  /// A FuncType made of the signature fields of a declaration, literal, function type or interface method.
  mutating func planFuncType(_ node: UInt32, _ role: Role, from start: UInt32) {
    planOpen(.funcType, role, start, signatureEnd(node))
    planSignature(node)
    planClose()
  }

  func signatureEnd(_ node: UInt32) -> UInt32 {
    (child(node, MVG_FIELD_RESULT) ?? child(node, MVG_FIELD_PARAMETERS)).map { self[$0].end }
      ?? self[node].end
  }

  /// Type parameters, parameters and results; a single result without parentheses gets the field list go/ast gives it.
  mutating func planSignature(_ node: UInt32) {
    if let typeParameters = child(node, MVG_FIELD_TYPE_PARAMETERS) {
      plan(typeParameters, .typeParams)
    }
    if let parameters = child(node, MVG_FIELD_PARAMETERS) { plan(parameters, .params) }
    guard let result = child(node, MVG_FIELD_RESULT) else { return }
    if symbol(result) == MVG_SYMBOL_PARAMETER_LIST { return plan(result, .results) }
    planOpen(.fieldList, .results, self[result].start, self[result].end)
    planOpen(.field, .field, self[result].start, self[result].end)
    plan(result, .type)
    planClose()
    planClose()
  }

  mutating func fieldList(_ node: UInt32, _ role: Role) {
    open(.fieldList, role, .none, self[node].start, self[node].end)
    planAll(node, .field)
    planClose()
  }

  mutating func parameter(_ node: UInt32, _ role: Role) {
    if let map = mapKeywordTakenAsName(node) { return mapParameter(node, role, map) }
    open(.field, role, .none, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_NAME: plan(child, .name)
      case MVG_FIELD_TYPE: plan(child, .type)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  /// The grammar reads `func(string, map[int]int)` as the names `string, map` of type `[int]int`. `map` is a keyword, so
  /// a name `map` is always this mistake.
  private func mapKeywordTakenAsName(_ node: UInt32) -> UInt32? {
    guard let type = child(node, MVG_FIELD_TYPE), symbol(type) == MVG_SYMBOL_ARRAY_TYPE else {
      return nil
    }
    var last: UInt32?
    for child in children(node) where Int(self[child].field) == MVG_FIELD_NAME && isNode(child) {
      last = child
    }
    guard let last, self[last].end - self[last].start == 3 else { return nil }
    let text = UnsafeBufferPointer(rebasing: bytes[Int(self[last].start)..<Int(self[last].end)])
    return text.elementsEqual("map".utf8) ? last : nil
  }

  private mutating func mapParameter(_ node: UInt32, _ role: Role, _ map: UInt32) {
    guard let array = child(node, MVG_FIELD_TYPE) else { return }
    for child in children(node) where isNode(child) && child < map {
      planOpen(.field, role, self[child].start, self[child].end)
      plan(child, .type)
      planClose()
    }
    planOpen(.field, role, self[map].start, self[array].end)
    planOpen(.mapType, .type, self[map].start, self[array].end)
    if let key = child(array, MVG_FIELD_LENGTH) { plan(key, .key) }
    if let value = child(array, MVG_FIELD_ELEMENT) { plan(value, .value) }
    planClose()
    planClose()
  }

  mutating func variadicParameter(_ node: UInt32, _ role: Role) {
    open(.field, role, .none, self[node].start, self[node].end)
    if let name = child(node, MVG_FIELD_NAME) { plan(name, .name) }
    let dots =
      child(node, symbol: MVG_SYMBOL_TOKEN_ELLIPSIS).map { self[$0].start } ?? self[node].start
    planOpen(.ellipsis, .type, dots, self[node].end)
    if let type = child(node, MVG_FIELD_TYPE) { plan(type, .elem) }
    planClose()
    planErrors(node)
    planClose()
  }

  mutating func structField(_ node: UInt32, _ role: Role) {
    open(.field, role, .none, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_NAME: plan(child, .name)
      case MVG_FIELD_TYPE:
        guard let star = self.child(node, symbol: MVG_SYMBOL_TOKEN_STAR) else {
          plan(child, .type)
          continue
        }
        planOpen(.starExpr, .type, self[star].start, self[child].end)
        plan(child, .x)
        planClose()
      case MVG_FIELD_TAG: plan(child, .tag)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  mutating func interfaceType(_ node: UInt32, _ role: Role) {
    open(.interfaceType, role, .none, self[node].start, self[node].end)
    let brace =
      child(node, symbol: MVG_SYMBOL_TOKEN_LEFT_BRACE).map { self[$0].start } ?? self[node].start
    planOpen(.fieldList, .fields, brace, self[node].end)
    for child in children(node) where isNode(child) {
      guard symbol(child) != MVG_SYMBOL_METHOD_ELEM else {
        plan(child, .field)
        continue
      }
      planOpen(.field, .field, self[child].start, self[child].end)
      plan(child, .type)
      planClose()
    }
    planClose()
    planClose()
  }

  mutating func interfaceMethod(_ node: UInt32, _ role: Role) {
    open(.field, role, .none, self[node].start, self[node].end)
    if let name = child(node, MVG_FIELD_NAME) { plan(name, .name) }
    let start = child(node, MVG_FIELD_PARAMETERS).map { self[$0].start } ?? self[node].start
    planFuncType(node, .type, from: start)
    planErrors(node)
    planClose()
  }

  /// Type sets are unions in the grammar, left-associative `|` expressions in go/ast.
  mutating func typeElement(_ node: UInt32, _ role: Role) {
    let terms = children(node).filter { isNode($0) }
    guard let first = terms.first, terms.count > 1 else {
      if let only = terms.first { plan(only, role) }
      return
    }
    var binaryRole = role
    for last in terms.dropFirst().reversed() {
      planOpen(.binaryExpr, binaryRole, self[first].start, self[last].end, .or)
      binaryRole = .x
    }
    plan(first, .x)
    for term in terms.dropFirst() {
      plan(term, .y)
      planClose()
    }
  }
}
