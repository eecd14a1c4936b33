import CTreeSitterGo

extension Lowering {
  /// Calls and conversions. With explicit type arguments the function is an index expression, as in go/ast.
  mutating func callExpr(_ node: UInt32, _ role: Role) {
    let arguments = child(node, MVG_FIELD_ARGUMENTS)
    // A call that only the parser saw (see `LaterSyntax`).
    if let arguments, self[arguments].start == self[arguments].end, let function = child(node, MVG_FIELD_FUNCTION),
      let typeArguments = child(node, MVG_FIELD_TYPE_ARGUMENTS)
    {
      return planIndex(of: function, arguments: typeArguments, role)
    }
    let isSpread = arguments.map { child($0, symbol: MVG_SYMBOL_VARIADIC_ARGUMENT) != nil } ?? false
    open(.callExpr, role, isSpread ? .ellipsis : .none, self[node].start, self[node].end)
    if let function = child(node, MVG_FIELD_FUNCTION) {
      if let typeArguments = child(node, MVG_FIELD_TYPE_ARGUMENTS) {
        planIndex(of: function, arguments: typeArguments, .fun)
      } else {
        plan(function, .fun)
      }
    }
    if let arguments { planAll(arguments, .arg) }
    planErrors(node)
    planClose()
  }

  /// The grammar takes `*T(x).f` for a field of a conversion to `*T`; by the language it dereferences `T(x).f`. Only a
  /// primary expression that starts with `*` can be this mistake. Moves the stars out and says whether it did.
  mutating func hoistStars(_ node: UInt32, _ role: Role) -> Bool {
    let start = Int(self[node].start)
    guard start < bytes.count, bytes[start] == UInt8(ascii: "*"), !starless.contains(node) else { return false }
    var chain = [node]
    while let operand = child(chain[chain.count - 1], MVG_FIELD_OPERAND)
      ?? child(chain[chain.count - 1], MVG_FIELD_FUNCTION),
      symbol(chain[chain.count - 1]) != MVG_SYMBOL_TYPE_CONVERSION_EXPRESSION
    {
      chain.append(operand)
    }
    guard symbol(chain[chain.count - 1]) == MVG_SYMBOL_TYPE_CONVERSION_EXPRESSION,
      var type = child(chain[chain.count - 1], MVG_FIELD_TYPE), symbol(type) == MVG_SYMBOL_POINTER_TYPE
    else {
      // Not to be asked again for every link of the chain.
      starless = node..<chain[chain.count - 1] + 1
      return false
    }
    var stars = 0
    var starRole = role
    while symbol(type) == MVG_SYMBOL_POINTER_TYPE, let inner = children(type).first(where: { isNode($0) }) {
      planOpen(.starExpr, starRole, self[type].start, self[node].end)
      starRole = .x
      stars += 1
      // Transparent from now on: the conversion's type is what the star points to.
      raw[Int(type)].symbol = UInt8(MVG_SYMBOL_EXPRESSION_LIST)
      type = inner
    }
    for link in chain { raw[Int(link)].start = self[type].start }
    plan(node, starRole)
    for _ in 0..<stars { planClose() }
    return stars > 0
  }

  /// `x[a]` or `x[a, b]` from an operand and a bracketed list.
  mutating func planIndex(of operand: UInt32, arguments: UInt32, _ role: Role) {
    let count = children(arguments).reduce(0) { $0 + (isNode($1) ? 1 : 0) }
    planOpen(
      count > 1 ? .indexListExpr : .indexExpr, role, self[operand].start, self[arguments].end)
    plan(operand, .x)
    planAll(arguments, .index)
    planClose()
  }

  mutating func genericType(_ node: UInt32, _ role: Role) {
    guard let type = child(node, MVG_FIELD_TYPE),
      let arguments = child(node, MVG_FIELD_TYPE_ARGUMENTS)
    else {
      return bad(node, role)
    }
    // The grammar binds `~` tighter than type arguments: `~T[int]` is `~(T[int])`.
    if symbol(type) == MVG_SYMBOL_NEGATED_TYPE,
      let inner = children(type).first(where: { isNode($0) })
    {
      planOpen(.unaryExpr, role, self[node].start, self[node].end, .tilde)
      planIndex(of: inner, arguments: arguments, .x)
      planClose()
    } else {
      planIndex(of: type, arguments: arguments, role)
    }
  }

  mutating func typeInstantiation(_ node: UInt32, _ role: Role) {
    // The grammar binds `*` tighter than type arguments: `*T[[]int]` is `*(T[[]int])`.
    var (stars, start, first, role) = (0, self[node].start, UInt32?.none, role)
    while let type = first ?? children(node).first(where: { isNode($0) }), symbol(type) == MVG_SYMBOL_POINTER_TYPE,
      let inner = children(type).first(where: { isNode($0) })
    {
      planOpen(.starExpr, role, start, self[node].end)
      (role, start, first) = (.x, self[inner].start, inner)
      stars += 1
    }
    let count = children(node).reduce(0) { $0 + (isNode($1) ? 1 : 0) }
    planOpen(count > 2 ? .indexListExpr : .indexExpr, role, start, self[node].end)
    var next = Role.x
    for child in children(node) where isNode(child) {
      plan(next == .x ? first ?? child : child, self[child].symbol == RawNode.error ? .none : next)
      next = .index
    }
    for _ in 0...stars { planClose() }
  }

  mutating func compositeLit(_ node: UInt32, _ role: Role) {
    open(.compositeLit, role, .none, self[node].start, self[node].end)
    if let type = child(node, MVG_FIELD_TYPE) { plan(type, .type) }
    if let body = child(node, MVG_FIELD_BODY) { planAll(body, .elt) }
    planErrors(node)
    planClose()
  }

  mutating func unaryExpr(_ node: UInt32, _ role: Role) {
    let token = child(node, MVG_FIELD_OPERATOR).map { operators[symbol($0)] } ?? .none
    let isStar = token == .mul
    open(
      isStar ? .starExpr : .unaryExpr, role, isStar ? .none : token, self[node].start,
      self[node].end)
    planAll(node, .x)
    planClose()
  }

  mutating func binaryExpr(_ node: UInt32, _ role: Role) {
    let token = child(node, MVG_FIELD_OPERATOR).map { operators[symbol($0)] } ?? .none
    open(.binaryExpr, role, token, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      switch Int(self[child].field) {
      case MVG_FIELD_LEFT: plan(child, .x)
      case MVG_FIELD_RIGHT: plan(child, .y)
      default: plan(child, .none)
      }
    }
    planClose()
  }

  mutating func channelType(_ node: UInt32, _ role: Role) {
    var token = Token.none
    if let arrow = child(node, symbol: MVG_SYMBOL_TOKEN_ARROW) {
      token = self[arrow].start == self[node].start ? .receiveOnly : .sendOnly
    } else if let value = child(node, MVG_FIELD_VALUE), moveArrowOut(of: value) {
      token = .sendOnly
    }
    open(.chanType, role, token, self[node].start, self[node].end)
    planAll(node, .value)
    planClose()
  }

  /// The grammar gives the arrow of `chan<- chan T` to the inner type; by the language it belongs to the leftmost `chan`
  /// it can. Takes it away from an inner type that starts with it and says whether it did.
  private mutating func moveArrowOut(of value: UInt32) -> Bool {
    guard symbol(value) == MVG_SYMBOL_CHANNEL_TYPE, let arrow = child(value, symbol: MVG_SYMBOL_TOKEN_ARROW),
      self[arrow].start == self[value].start,
      let start = bytes[Int(self[arrow].end)..<Int(self[value].end)].firstIndex(of: UInt8(ascii: "c"))
    else { return false }
    raw[Int(value)].start = UInt32(start)
    raw[Int(arrow)].symbol = UInt8(MVG_SYMBOL_TOKEN_COMMA)
    return true
  }

  mutating func implicitLengthArray(_ node: UInt32, _ role: Role) {
    open(.arrayType, role, .none, self[node].start, self[node].end)
    if let dots = child(node, symbol: MVG_SYMBOL_TOKEN_ELLIPSIS) {
      planLeaf(.ellipsis, .len, self[dots].start, self[dots].end)
    }
    planAll(node, .elem)
    planClose()
  }

  /// A node whose children map to roles by field alone.
  mutating func byField(
    _ node: UInt32, _ kind: Kind, _ role: Role, _ roles: KeyValuePairs<Int, Role>
  ) {
    open(kind, role, .none, self[node].start, self[node].end)
    for child in children(node) where isNode(child) {
      let field = Int(self[child].field)
      let isError = self[child].symbol == RawNode.error
      plan(child, isError ? .none : roles.first { $0.key == field }?.value ?? .none)
    }
    planClose()
  }

  /// A node all of whose children have one role.
  mutating func wrap(
    _ node: UInt32, _ kind: Kind, _ role: Role, _ childRole: Role, _ token: Token = .none
  ) {
    open(kind, role, token, self[node].start, self[node].end)
    planAll(node, childRole)
    planClose()
  }

  /// Damage: the kind follows from where it stands; the children stay, in no role.
  mutating func bad(_ node: UInt32, _ role: Role) {
    let kind: Kind =
      switch role {
      case .decl: .badDecl
      case .stmt, .initial, .post, .body, .otherwise, .comm: .badStmt
      default: .badExpr
      }
    open(kind, role, .none, self[node].start, self[node].end)
    planAll(node, .none)
    planClose()
  }

  mutating func ident(_ node: UInt32, _ role: Role) {
    let (start, end) = (self[node].start, self[node].end)
    if self[node].isMissing { return leaf(.badExpr, role, .none, start, end) }
    // The grammar takes a keyword for a name wherever no rule of its own wants the keyword: `else {}` as a statement.
    let name = names.intern(text(start, end))
    guard name.isKeyword else { return leaf(.ident, role, .none, start, end, name: name) }
    noteDamage(start..<end)
    leaf(.badExpr, role, .none, start, end)
  }

  mutating func ident(_ role: Role, _ start: UInt32, _ end: UInt32) {
    leaf(.ident, role, .none, start, end, name: names.intern(text(start, end)))
  }

  private func text(_ start: UInt32, _ end: UInt32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[Int(start)..<Int(end)])
  }

  mutating func literal(_ node: UInt32, _ role: Role, _ token: Token) {
    leaf(self[node].isMissing ? .badExpr : .basicLit, role, token, self[node].start, self[node].end)
  }
}
