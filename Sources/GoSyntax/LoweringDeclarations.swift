import CTreeSitterGo

extension Lowering {
  /// The top level: the package name, then declarations. The grammar takes statements there too, for snippets; Go does not.
  mutating func planFile(onlyAtLineStarts: Bool) {
    guard !raw.isEmpty else { return }
    for child in children(0) {
      switch symbol(child) {
      case MVG_SYMBOL_PACKAGE_CLAUSE:
        planAll(child, .name)
      case MVG_SYMBOL_IMPORT_DECLARATION, MVG_SYMBOL_CONST_DECLARATION, MVG_SYMBOL_VAR_DECLARATION,
        MVG_SYMBOL_TYPE_DECLARATION, MVG_SYMBOL_FUNCTION_DECLARATION, MVG_SYMBOL_METHOD_DECLARATION:
        let start = Int(self[child].start)
        let isSetIn = start > 0 && bytes[start - 1] != 0x0A
        if onlyAtLineStarts && isSetIn { planBadDeclaration(child) } else { plan(child, .decl) }
      case Int(RawNode.error): plan(child, .decl)
      case MVG_SYMBOL_EMPTY_STATEMENT: break
      default: if isNode(child) { planBadDeclaration(child) }
      }
    }
  }

  private mutating func planBadDeclaration(_ node: UInt32) {
    noteDamage(self[node].start..<self[node].end)
    planOpen(.badDecl, .decl, self[node].start, self[node].end)
    plan(node, .none)
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
    open(.typeSpec, role, token == .alias || isGenericAlias(node) ? .alias : .none, self[node].start, self[node].end)
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

  /// `type A[P any] = B`, which the parser saw without its `=` (see `LaterSyntax`).
  private mutating func isGenericAlias(_ node: UInt32) -> Bool {
    guard let typeParameters = child(node, MVG_FIELD_TYPE_PARAMETERS),
      let sign = firstByte(from: Int(self[typeParameters].end)), bytes[sign] == UInt8(ascii: "=")
    else { return false }
    aliasSigns.insert(UInt32(sign))
    return true
  }

  /// The offset of the first byte that is not a space.
  private func firstByte(from offset: Int) -> Int? {
    var offset = offset
    while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t") {
      offset += 1
    }
    return offset < bytes.count ? offset : nil
  }

  mutating func funcDecl(_ node: UInt32, _ role: Role) {
    open(.funcDecl, role, .none, self[node].start, self[node].end)
    if let receiver = child(node, MVG_FIELD_RECEIVER) {
      plan(receiver, .recv)
    } else if let start = firstByte(from: Int(self[node].start) + 4), bytes[start] == UInt8(ascii: "(") {
      planHiddenReceiver(from: start, before: Int(self[node].end))
    }
    if let name = child(node, MVG_FIELD_NAME) { plan(name, .name) }
    // go/ast has the `func` keyword in the FuncType, so the type starts where the declaration does.
    planFuncType(node, .type, from: self[node].start)
    if let body = child(node, MVG_FIELD_BODY) { plan(body, .body) }
    planErrors(node)
    planClose()
  }

  /// The receiver of a method with type parameters, which the parser did not see (see `LaterSyntax`): `(r *R[A, B])`.
  private mutating func planHiddenReceiver(from start: Int, before limit: Int) {
    guard start < limit, let close = bytes[start..<limit].firstIndex(of: UInt8(ascii: ")")) else { return }
    var words: [(start: UInt32, end: UInt32)] = []
    var star: UInt32?
    var bracket: UInt32?
    var index = start + 1
    while index < close {
      switch bytes[index] {
      case UInt8(ascii: "*"): star = UInt32(index)
      case UInt8(ascii: "]"): bracket = UInt32(index + 1)
      default: break
      }
      let wordStart = index
      while index < close, LaterSyntax.isNameByte(bytes[index]) { index += 1 }
      if index > wordStart { words.append((UInt32(wordStart), UInt32(index))) } else { index += 1 }
    }
    let open = bytes[start..<close].firstIndex(of: UInt8(ascii: "[")).map(UInt32.init)
    let arguments = words.filter { word in open.map { word.start > $0 } ?? false }
    let names = words.dropLast(arguments.count)
    guard let type = names.last, let first = words.first else { return }
    let typeEnd = bracket ?? type.end
    planOpen(.fieldList, .recv, UInt32(start), UInt32(close + 1))
    planOpen(.field, .field, star.map { min($0, first.start) } ?? first.start, typeEnd)
    if names.count > 1 { stack.append(.name(.name, first.start, first.end)) }
    if let star { planOpen(.starExpr, .type, star, typeEnd) }
    let typeRole: Role = star == nil ? .type : .x
    if arguments.isEmpty {
      stack.append(.name(typeRole, type.start, type.end))
    } else {
      planOpen(arguments.count > 1 ? .indexListExpr : .indexExpr, typeRole, type.start, typeEnd)
      stack.append(.name(.x, type.start, type.end))
      for argument in arguments { stack.append(.name(.index, argument.start, argument.end)) }
      planClose()
    }
    if star != nil { planClose() }
    planClose()
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
    if symbol(node) == MVG_SYMBOL_PARAMETER_LIST { planParameters(node) } else { planAll(node, .field) }
    planClose()
  }

  /// In a long list of names before one type the grammar gives up on the first of them and takes each for a type. By the
  /// language either all parameters have names or none, so what looks like a type before a name is a name too.
  private mutating func planParameters(_ list: UInt32) {
    var pending: [UInt32] = []
    for child in children(list) where isNode(child) {
      let type = symbol(child) == MVG_SYMBOL_PARAMETER_DECLARATION ? self.child(child, MVG_FIELD_TYPE) : nil
      let isNamed = self.child(child, MVG_FIELD_NAME) != nil
      if let type, !isNamed, symbol(type) == MVG_SYMBOL_TYPE_IDENTIFIER {
        pending.append(child)
      } else if let type, isNamed, let first = pending.first, keywordTakenAsName(child) == nil {
        planOpen(.field, .field, self[first].start, self[child].end)
        for name in pending { stack.append(.name(.name, self[name].start, self[name].end)) }
        for name in children(child) where isNode(name) && name != type { plan(name, nameRole(name)) }
        plan(type, .type)
        planClose()
        pending.removeAll()
      } else {
        for type in pending { plan(type, .field) }
        pending.removeAll()
        plan(child, .field)
      }
    }
    for type in pending { plan(type, .field) }
  }

  private func nameRole(_ node: UInt32) -> Role { Int(self[node].field) == MVG_FIELD_NAME ? .name : .none }

  mutating func parameter(_ node: UInt32, _ role: Role) {
    if let keyword = keywordTakenAsName(node) { return typesTakenAsNames(node, role, keyword) }
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

  /// The grammar reads `func(string, map[int]int)` as the names `string, map` of type `[int]int`, and does the same to
  /// `func(T)` and `chan T`. Keywords are no names, so a name like this is always that mistake.
  private func keywordTakenAsName(_ node: UInt32) -> (last: UInt32, kind: Kind)? {
    guard let type = child(node, MVG_FIELD_TYPE) else { return nil }
    var last: UInt32?
    for child in children(node) where Int(self[child].field) == MVG_FIELD_NAME && isNode(child) { last = child }
    guard let last, 3...4 ~= self[last].end - self[last].start else { return nil }
    let text = UnsafeBufferPointer(rebasing: bytes[Int(self[last].start)..<Int(self[last].end)])
    if text.elementsEqual("map".utf8), symbol(type) == MVG_SYMBOL_ARRAY_TYPE { return (last, .mapType) }
    if text.elementsEqual("func".utf8), symbol(type) == MVG_SYMBOL_PARENTHESIZED_TYPE { return (last, .funcType) }
    if text.elementsEqual("chan".utf8) { return (last, .chanType) }
    return nil
  }

  private mutating func typesTakenAsNames(_ node: UInt32, _ role: Role, _ keyword: (last: UInt32, kind: Kind)) {
    guard let type = child(node, MVG_FIELD_TYPE) else { return }
    for child in children(node) where isNode(child) && child < keyword.last {
      planOpen(.field, role, self[child].start, self[child].end)
      plan(child, .type)
      planClose()
    }
    planOpen(.field, role, self[keyword.last].start, self[type].end)
    planOpen(keyword.kind, .type, self[keyword.last].start, self[type].end)
    switch keyword.kind {
    case .mapType:
      if let key = child(type, MVG_FIELD_LENGTH) { plan(key, .key) }
      if let value = child(type, MVG_FIELD_ELEMENT) { plan(value, .value) }
    case .funcType:
      planOpen(.fieldList, .params, self[type].start, self[type].end)
      for parameter in children(type) where isNode(parameter) {
        planOpen(.field, .field, self[parameter].start, self[parameter].end)
        plan(parameter, .type)
        planClose()
      }
      planClose()
    default: plan(type, .value)
    }
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
