import GoSyntax

/// What expressions are.
extension Checker {
  /// Mode and type of an expression, before its context makes an untyped value typed.
  mutating func operand(_ node: Node) -> Operand {
    guard let unit, let file = unit.pointee.file(node.fileIndex) else { return links[node] ?? guarded(node) }
    let slot = file.types + Int(node.id)
    let known = slot.pointee.load(ordering: .acquiring)
    if known != 0 { return Operand(packed: known, world: world) }
    let before = cycleStart
    cycleStart = .max
    let result = guarded(node)
    if cycleStart == .max { slot.pointee.store(result.packed, ordering: .releasing) }
    cycleStart = min(cycleStart, before)
    return result
  }

  private mutating func guarded(_ node: Node) -> Operand {
    guard depth < Self.depthLimit else {
      cycleStart = -1
      return .unknown
    }
    depth += 1
    defer { depth -= 1 }
    if depth % 50 == 0 { computeLinks(of: node) }
    return computed(node)
  }

  /// Computes what a chain such as `a.b().c().d()` starts with, link after link, so that its length does not count as depth.
  private mutating func computeLinks(of node: Node) {
    var chain: [Node] = []
    var link = node
    while let inner = Self.start(ofLink: link), memoised(inner) == nil, links[inner] == nil {
      chain.append(inner)
      link = inner
    }
    while let inner = chain.popLast() {
      let result = operand(inner)
      // What lies on a cycle is not kept, so nothing would be gained.
      guard cycleStart == .max else { return }
      if unit?.pointee.file(inner.fileIndex) == nil { links[inner] = result }
    }
  }

  /// What a link of a chain is applied to.
  private static func start(ofLink node: Node) -> Node? {
    switch node.kind {
    case .callExpr: node.child(.fun)
    case .selectorExpr, .indexExpr, .indexListExpr, .sliceExpr, .typeAssertExpr, .parenExpr: node.child(.x)
    default: nil
    }
  }

  private mutating func computed(_ node: Node) -> Operand {
    switch node.kind {
    case .ident:
      if node.name == Known.blank { return .unknown }
      guard let object = resolve(node) else { return .unknown }
      return operand(of: object)
    case .basicLit: return literal(node)
    case .funcLit: return node.child(.type).map { value(typeExpression($0)) } ?? .unknown
    case .compositeLit: return value(literalTypeOf(node))
    case .parenExpr: return node.child(.x).map { operand($0) } ?? .unknown
    case .selectorExpr: return selectorOperand(node)
    case .indexExpr, .indexListExpr: return index(node)
    case .sliceExpr: return slice(node)
    case .typeAssertExpr:
      guard let type = node.child(.type) else { return .unknown }
      return Operand(mode: .commaOk, type: typeExpression(type))
    case .callExpr: return call(node)
    case .starExpr: return star(node)
    case .unaryExpr: return unary(node)
    case .binaryExpr: return binary(node)
    case .arrayType, .structType, .funcType, .interfaceType, .mapType, .chanType:
      return Operand(mode: .typeExpression, type: literalType(node))
    default: return .unknown
    }
  }

  /// A value of a type; nothing when the type is unknown.
  func value(_ type: Type) -> Operand { type.isUnknown ? .unknown : Operand(mode: .value, type: type) }

  /// The operand that a use of an object is.
  mutating func operand(of object: Object) -> Operand {
    switch object.kind {
    case .variable:
      let type = type(of: object)
      return type.isUnknown ? .unknown : Operand(mode: .variable, type: type)
    case .constant:
      let type = type(of: object)
      return type.isUnknown ? .unknown : Operand(mode: .constant, type: type)
    case .typeName:
      let type = type(of: object)
      return type.isUnknown ? .unknown : Operand(mode: .typeExpression, type: type)
    case .function: return value(type(of: object))
    case .builtin: return Operand(mode: .builtin, type: type(of: object))
    case .nil: return Operand(mode: .nilValue, type: basic(.untypedNil))
    case .packageName: return Operand(mode: .packageName, type: .unknown)
    case .label: return .unknown
    }
  }

  private func literal(_ node: Node) -> Operand {
    let kind: BasicKind =
      switch node.token {
      case .int: .untypedInt
      case .float: .untypedFloat
      case .imag: .untypedComplex
      case .char: .untypedRune
      case .string: .untypedString
      default: .invalid
      }
    return kind == .invalid ? .unknown : Operand(mode: .constant, type: basic(kind))
  }

  private mutating func index(_ node: Node) -> Operand {
    guard let x = node.child(.x) else { return .unknown }
    let operand = operand(x)
    switch operand.mode {
    case .typeExpression:
      let arguments = node.children(.index).map { typeExpression($0) }
      let type = instantiate(operand.type, arguments)
      return type.isUnknown ? .unknown : Operand(mode: .typeExpression, type: type)
    case .value where operand.type.kind == .signature && !operand.type.typeParameters.isEmpty:
      let arguments = node.children(.index).map { typeExpression($0) }
      if arguments.count == operand.type.typeParameters.count {
        return value(instantiateSignature(operand.type, arguments))
      }
      // The rest is inferred where the function is called.
      return arguments.contains(where: \.isUnknown) ? .unknown : operand
    case .invalid, .noValue, .builtin, .packageName, .nilValue: return .unknown
    default: break
    }
    let core = coreString(operand.type)
    switch core.kind {
    case .basic:
      guard core.basicKind.isString else { return .unknown }
      return value(basic(.byte))
    case .slice: return Operand(mode: .variable, type: core.elem).orUnknown
    case .array: return Operand(mode: operand.mode == .variable ? .variable : .value, type: core.elem).orUnknown
    case .pointer:
      let array = underlying(core.elem)
      return array.kind == .array ? Operand(mode: .variable, type: array.elem).orUnknown : .unknown
    case .map: return Operand(mode: .mapIndex, type: core.elem).orUnknown
    case .unknown where operand.type.unaliased.kind == .typeParam: return indexOfTypeParameter(operand.type)
    default: return .unknown
    }
  }

  /// Indexing a type parameter whose types differ but share their element type.
  private mutating func indexOfTypeParameter(_ type: Type) -> Operand {
    let set = typeSet(of: bound(type.unaliased))
    guard set.hasTerms, !set.isIncompleteSet else { return .unknown }
    var elem = Type.unknown
    for term in set.setTerms {
      let under = underlying(term.type)
      let next: Type
      switch under.kind {
      case .slice, .array: next = under.elem
      case .pointer: next = underlying(under.elem).elem
      case .basic where under.basicKind.isString: next = basic(.byte)
      default: return .unknown
      }
      if elem.isUnknown { elem = next } else if !isIdentical(elem, next) { return .unknown }
    }
    return Operand(mode: .value, type: elem).orUnknown
  }

  private mutating func slice(_ node: Node) -> Operand {
    guard let x = node.child(.x) else { return .unknown }
    let operand = operand(x)
    guard operand.isValue else { return .unknown }
    let core = coreString(operand.type)
    switch core.kind {
    case .basic:
      guard core.basicKind.isString else { return .unknown }
      return value(operand.type.isUntyped ? basic(.string) : operand.type)
    case .slice: return value(operand.type)
    case .array: return value(world.slice(core.elem))
    case .pointer:
      let array = underlying(core.elem)
      return array.kind == .array ? value(world.slice(array.elem)) : .unknown
    default: return .unknown
    }
  }

  private mutating func star(_ node: Node) -> Operand {
    guard let x = node.child(.x) else { return .unknown }
    let operand = operand(x)
    switch operand.mode {
    case .typeExpression: return Operand(mode: .typeExpression, type: world.pointer(operand.type))
    case .variable, .value, .mapIndex, .commaOk:
      let core = coreType(operand.type)
      return core.kind == .pointer ? Operand(mode: .variable, type: core.elem).orUnknown : .unknown
    default: return .unknown
    }
  }

  private mutating func unary(_ node: Node) -> Operand {
    guard let x = node.child(.x) else { return .unknown }
    switch node.token {
    case .and:
      let operand = operand(x)
      switch operand.mode {
      case .variable, .value: return value(world.pointer(operand.type))
      default: return .unknown
      }
    case .arrow:
      let core = coreType(operand(x).type)
      return core.kind == .chan ? Operand(mode: .commaOk, type: core.elem).orUnknown : .unknown
    case .tilde: return Operand(mode: .typeExpression, type: unionType(node))
    case .add, .sub, .xor, .not:
      let operand = operand(x)
      switch operand.mode {
      case .constant: return operand
      case .variable, .value, .mapIndex, .commaOk: return value(operand.type)
      default: return .unknown
      }
    default: return .unknown
    }
  }

  /// Binary expressions. Chains like `a + b + c` lean to the left and may be thousands long, so
  /// they are walked in a loop.
  private mutating func binary(_ node: Node) -> Operand {
    var chain = [node]
    var leftmost = node
    while let x = leftmost.child(.x) {
      leftmost = x
      guard x.kind == .binaryExpr, memoised(x) == nil else { break }
      chain.append(x)
    }
    var left = operand(leftmost)
    if left.mode == .typeExpression, node.token == .or {
      return Operand(mode: .typeExpression, type: unionType(node))
    }
    for link in chain.reversed() {
      guard let y = link.child(.y) else { return .unknown }
      let right = operand(y)
      left = combine(link, left, right)
      if link.id != node.id { memoise(link, left) }
    }
    return left
  }

  private func memoised(_ node: Node) -> Operand? {
    guard let unit, let file = unit.pointee.file(node.fileIndex) else { return nil }
    let known = file.types[Int(node.id)].load(ordering: .acquiring)
    return known == 0 ? nil : Operand(packed: known, world: world)
  }

  private func memoise(_ node: Node, _ operand: Operand) {
    guard cycleStart == .max, let unit, let file = unit.pointee.file(node.fileIndex) else { return }
    file.types[Int(node.id)].store(operand.packed, ordering: .releasing)
  }

  private func combine(_ node: Node, _ left: Operand, _ right: Operand) -> Operand {
    let bothConstant = left.mode == .constant && right.mode == .constant
    let mode: OperandMode = bothConstant ? .constant : .value
    switch node.token {
    case .eql, .neq, .lss, .leq, .gtr, .geq:
      // Whatever the operands are, a comparison is a boolean; typed only by its context.
      return Operand(mode: mode, type: basic(.untypedBool))
    case .shl, .shr:
      guard left.isValue, !left.type.isUnknown else { return .unknown }
      if left.mode == .constant, left.type.isUntyped {
        // An untyped constant shifted by a constant is an integer; by a variable its type is up to the context.
        let kind = left.type.basicKind == .untypedRune ? BasicKind.untypedRune : .untypedInt
        return Operand(mode: mode, type: basic(kind))
      }
      return Operand(mode: mode, type: left.type)
    default: break
    }
    guard left.isValue, right.isValue, !left.type.isUnknown, !right.type.isUnknown else { return .unknown }
    switch (left.type.isUntyped, right.type.isUntyped) {
    case (false, _): return Operand(mode: mode, type: left.type)
    case (true, false): return Operand(mode: mode, type: right.type)
    case (true, true):
      let (a, b) = (left.type.basicKind, right.type.basicKind)
      if a.isNumeric, b.isNumeric { return Operand(mode: mode, type: basic(a.rawValue > b.rawValue ? a : b)) }
      return a == b ? Operand(mode: mode, type: left.type) : .unknown
    }
  }

  // MARK: Composite literals

  /// The type of a composite literal, from its type expression or from the literal around it.
  mutating func literalTypeOf(_ node: Node) -> Type {
    if let type = node.child(.type) { return typeExpression(type) }
    // `{…}` inside another literal has the type of the element there.
    var inner = node
    guard var outer = inner.parent else { return .unknown }
    var isKey = false
    if outer.kind == .keyValueExpr {
      isKey = inner.role == .key
      inner = outer
      guard let next = outer.parent else { return .unknown }
      outer = next
    }
    guard outer.kind == .compositeLit else { return .unknown }
    let core = coreType(operand(outer).type)
    let element: Type
    switch core.kind {
    case .slice, .array: element = isKey ? .unknown : core.elem
    case .map: element = isKey ? core.key : core.elem
    case .pointer:
      // `&T` is left out too: the outer literal was itself elided.
      let base = underlying(core.elem)
      switch base.kind {
      case .slice, .array: element = isKey ? .unknown : base.elem
      case .map: element = isKey ? base.key : base.elem
      default: return .unknown
      }
    default: return .unknown
    }
    return element
  }
}

extension Operand {
  /// The operand, or the unknown one when its type is unknown.
  var orUnknown: Operand { type.isUnknown ? .unknown : self }
}
