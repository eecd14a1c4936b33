import GoSyntax

/// The types of objects, from their declarations.
extension Checker {
  /// The type of an object; computed at first use.
  mutating func type(of object: Object) -> Type {
    guard let record = object.record else { return .unknown }
    let known = record.pointee.type.load(ordering: .acquiring)
    if known != notComputed { return world.type(known) }
    if record.pointee.kind == .typeName, let type = immediateType(of: object) {
      record.pointee.type.store(type.id, ordering: .releasing)
      return type
    }
    let computed = run(Task(kind: .objectType, id: object.id)) { $0.declaredType(object) }
    guard let computed else { return .unknown }
    if computed.keep { record.pointee.type.store(computed.result.id, ordering: .releasing) }
    return computed.result
  }

  /// Type names other than aliases have their type without looking at anything.
  private func immediateType(of object: Object) -> Type? {
    if object.isTypeParameter { return world.typeParameter(object) }
    guard let spec = object.declaration?.parent, spec.kind == .typeSpec else { return nil }
    return spec.token == .alias ? nil : world.named(object)
  }

  private mutating func declaredType(_ object: Object) -> Type {
    guard let ident = object.declaration, let parent = ident.parent else { return .unknown }
    if object.isPackageLevel || object.isMethod, isDamaged(Self.header(parent)) { return .unknown }
    switch object.kind {
    case .typeName:
      guard parent.kind == .typeSpec, let type = parent.child(.type) else { return .unknown }
      return world.alias(object, target: typeExpression(type))
    case .function:
      guard let type = parent.child(.type), type.kind == .funcType else { return .unknown }
      return typeExpression(type)
    case .constant: return constantType(object, ident, parent)
    case .variable:
      return object.flags.contains(.isClauseVariable)
        ? clauseVariableType(object, ident) : variableType(ident, parent, isField: object.isField)
    default: return .unknown
    }
  }

  /// What decides the type of a package-level object or a method: of a function its type, of a constant its group, since
  /// values count from its beginning.
  private static func header(_ declaration: Node) -> Node {
    switch declaration.kind {
    case .funcDecl: declaration.child(.type) ?? declaration
    case .valueSpec where declaration.parent?.token == .const: declaration.parent ?? declaration
    default: declaration
    }
  }

  /// Whether source that does not parse touches a node.
  func isDamaged(_ node: Node) -> Bool {
    guard let file = world.pointee.file(node.fileIndex), !file.pointee.source.damaged.isEmpty else { return false }
    return file.pointee.source.isDamaged(node.start..<node.end)
  }

  private mutating func variableType(_ ident: Node, _ parent: Node, isField: Bool) -> Type {
    if isField || parent.kind == .field {
      var field: Node? = parent
      while let node = field, node.kind != .field { field = node.parent }
      guard let type = field?.child(.type) else { return .unknown }
      if type.kind == .ellipsis {
        guard let elem = type.child(.elem) else { return .unknown }
        return world.slice(typeExpression(elem))
      }
      return typeExpression(type)
    }
    switch parent.kind {
    case .valueSpec:
      if let type = parent.child(.type) { return typeExpression(type) }
      return assignedType(parent, .value, target: ident, .name)
    case .assignStmt: return assignedType(parent, .rhs, target: ident, .lhs)
    case .rangeStmt:
      guard let x = parent.child(.x) else { return .unknown }
      let types = rangeTypes(x)
      return ident.role == .key ? types.key : types.value
    default: return .unknown
    }
  }

  /// The type that an initial value gives to the variable at the same position.
  private mutating func assignedType(_ statement: Node, _ valueRole: Role, target: Node, _ targetRole: Role) -> Type {
    var position = 0
    var targets = 0
    for child in statement.children where child.role == targetRole {
      if child.id == target.id { position = targets }
      targets += 1
    }
    let values = statement.children(valueRole)
    let count = values.count
    if count == targets {
      var index = 0
      for value in values {
        if index == position {
          let result = operand(value)
          let isGeneric = result.type.kind == .signature && !result.type.typeParameters.isEmpty
          return isGeneric ? finalType(of: value) : defaultType(result)
        }
        index += 1
      }
    }
    guard count == 1, let value = values.first else { return .unknown }
    return component(of: value, at: position, of: targets)
  }

  /// One of the values of an expression that has several: a call, or a comma-ok form.
  mutating func component(of value: Node, at position: Int, of count: Int) -> Type {
    let result = operand(value)
    if result.type.kind == .tuple {
      let elements = result.type.elements
      return elements.count == count && position < count ? elements[position].type : .unknown
    }
    guard count == 2 else { return .unknown }
    // Whatever the operand, the second value of a comma-ok form is a boolean.
    if position == 1 { return Self.hasCommaOk(value) ? basic(.bool) : .unknown }
    return result.mode == .commaOk || result.mode == .mapIndex ? result.type : .unknown
  }

  /// Whether an expression with two values must be a comma-ok form.
  private static func hasCommaOk(_ value: Node) -> Bool {
    var value = value
    while value.kind == .parenExpr, let x = value.child(.x) { value = x }
    switch value.kind {
    case .typeAssertExpr, .indexExpr: return true
    case .unaryExpr: return value.token == .arrow
    default: return false
    }
  }

  /// What a variable gets from a value: untyped ones become typed.
  mutating func defaultType(_ operand: Operand) -> Type {
    switch operand.mode {
    case .constant, .variable, .mapIndex, .value, .commaOk:
      operand.type.kind == .tuple ? .unknown : Self.defaulted(operand.type)
    default: .unknown
    }
  }

  static func defaulted(_ type: Type) -> Type {
    guard type.kind == .basic, let world = type.world else { return type }
    switch type.basicKind {
    case .untypedBool: return world.basic(.bool)
    case .untypedInt: return world.basic(.int)
    case .untypedRune: return world.basic(.rune)
    case .untypedFloat: return world.basic(.float64)
    case .untypedComplex: return world.basic(.complex128)
    case .untypedString: return world.basic(.string)
    case .untypedNil: return .unknown
    default: return type
    }
  }

  /// The specification whose type and values a constant has: a later one of a group without
  /// values repeats an earlier one.
  static func effectiveSpec(_ spec: Node) -> Node {
    if spec.child(.value) != nil || spec.child(.type) != nil { return spec }
    guard let parent = spec.parent else { return spec }
    var effective = spec
    for child in parent.children where child.kind == .valueSpec {
      if child.id >= spec.id { break }
      if child.child(.value) != nil || child.child(.type) != nil { effective = child }
    }
    return effective
  }

  /// The value expression and type expression of a constant.
  static func constantSource(_ object: Object, _ ident: Node, _ spec: Node) -> (value: Node?, type: Node?) {
    var position = 0
    for name in spec.children(.name) {
      if name.id == ident.id { break }
      position += 1
    }
    guard let record = object.record else { return (nil, nil) }
    let source = spec.at(record.pointee.source)
    guard source.kind == .valueSpec else { return (nil, nil) }
    var index = 0
    for value in source.children(.value) {
      if index == position { return (value, source.child(.type)) }
      index += 1
    }
    return (nil, source.child(.type))
  }

  private mutating func constantType(_ object: Object, _ ident: Node, _ spec: Node) -> Type {
    guard spec.kind == .valueSpec else { return .unknown }
    let source = Self.constantSource(object, ident, spec)
    if let type = source.type { return typeExpression(type) }
    guard let value = source.value else { return .unknown }
    let result = operand(value)
    return result.mode == .constant ? result.type : .unknown
  }

  private mutating func clauseVariableType(_ object: Object, _ ident: Node) -> Type {
    guard let record = object.record, let assign = ident.parent,
      let assertion = assign.child(.rhs), let x = assertion.child(.x)
    else { return .unknown }
    let clause = ident.at(record.pointee.extra)
    var types = clause.children(.list)
    if let only = types.next(), types.next() == nil {
      if only.kind == .ident, let object = resolve(only), object.kind == .nil { return operand(x).type }
      return typeExpression(only)
    }
    return operand(x).type
  }

  /// The types of the key and value variables of a range over an expression.
  mutating func rangeTypes(_ x: Node) -> (key: Type, value: Type) {
    let operand = operand(x)
    if operand.type.isUntyped {
      switch operand.type.basicKind {
      case .untypedInt, .untypedRune:
        // The constant takes the type of a key that is assigned to.
        if let key = x.parent?.child(.key), x.parent?.token == .assign {
          return (self.operand(key).type, .unknown)
        }
        return (Self.defaulted(operand.type), .unknown)
      case .untypedString: return (basic(.int), basic(.rune))
      default: return (.unknown, .unknown)
      }
    }
    return rangeTypes(of: operand.type)
  }

  mutating func rangeTypes(of type: Type) -> (key: Type, value: Type) {
    let core = coreType(type)
    switch core.kind {
    case .basic:
      if core.basicKind.isString { return (basic(.int), basic(.rune)) }
      return core.basicKind.isInteger ? (type, .unknown) : (.unknown, .unknown)
    case .slice, .array: return (basic(.int), core.elem)
    case .pointer:
      let array = underlying(core.elem)
      return array.kind == .array ? (basic(.int), array.elem) : (.unknown, .unknown)
    case .map: return (core.key, core.elem)
    case .chan: return (core.elem, .unknown)
    case .signature:
      let parameters = core.parameters
      guard parameters.count == 1 else { return (.unknown, .unknown) }
      let yield = coreType(parameters[0].type)
      guard yield.kind == .signature else { return (.unknown, .unknown) }
      let values = yield.parameters
      return (values.count > 0 ? values[0].type : .unknown, values.count > 1 ? values[1].type : .unknown)
    default: return (.unknown, .unknown)
    }
  }
}
