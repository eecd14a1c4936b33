import GoSyntax

/// What the context of an expression makes of its type.
extension Checker {
  /// The type of an expression as it is used: untyped values have what their context makes of
  /// them, generic functions their instance.
  mutating func finalType(of node: Node) -> Type {
    if node.kind == .ident {
      switch node.role {
      case .sel, .name, .lhs, .key, .value, .label:
        if let type = declaringType(node) { return type }
      default: break
      }
    }
    let result = operand(node)
    switch result.mode {
    case .invalid, .packageName: return .unknown
    case .nilValue: return contextType(node) ?? result.type
    case .constant, .value:
      if result.type.isUntyped { return contextual(node, result.type) }
      if result.type.kind == .signature, !result.type.typeParameters.isEmpty {
        if node.role == .x, let parent = node.parent, parent.kind == .indexExpr || parent.kind == .indexListExpr {
          return result.type
        }
        return instantiatedFunction(node, result.type)
      }
      return result.type
    default: return result.type
    }
  }

  /// The type of the object of an identifier that is no expression: a definition, a selector's
  /// or a key's name. Nil when it is an expression.
  private mutating func declaringType(_ ident: Node) -> Type? {
    guard let parent = ident.parent else { return nil }
    switch ident.role {
    case .sel where parent.kind == .selectorExpr: return finalType(of: parent)
    case .label: return .unknown
    case .name: return object(of: ident)?.type ?? .unknown
    case .lhs where parent.kind == .assignStmt && parent.token == .define,
      .key where parent.kind == .rangeStmt && parent.token == .define,
      .value where parent.kind == .rangeStmt && parent.token == .define:
      return object(of: ident).map { type(of: $0) } ?? .unknown
    case .key where parent.kind == .keyValueExpr:
      guard let object = object(of: ident) else { return .unknown }
      return object.isField ? fieldKeyType(ident, parent) : nil
    default: return nil
    }
  }

  private mutating func fieldKeyType(_ ident: Node, _ pair: Node) -> Type {
    guard let literal = pair.parent else { return .unknown }
    let context = context(ident)
    return member(ident.name, of: literalTypeOf(literal), package: context.package, view: context.view)?.type
      ?? .unknown
  }

  private mutating func contextual(_ node: Node, _ untyped: Type) -> Type {
    guard let target = contextType(node) else { return Self.defaulted(untyped) }
    if target.isUnknown { return .unknown }
    if target.isUntyped { return Self.defaulted(target) }
    if target.unaliased.kind == .typeParam { return target }
    let under = underlying(target)
    if under.isUnknown { return .unknown }
    return under.kind == .basic ? target : Self.defaulted(untyped)
  }

  /// The type that a value in this place is converted to: nil when the place asks for none,
  /// unknown when it is not known what it asks for.
  mutating func contextType(_ node: Node) -> Type? {
    var node = node
    for _ in 0..<1000 {
      guard let parent = node.parent else { return nil }
      switch parent.kind {
      case .parenExpr: node = parent
      case .unaryExpr:
        guard parent.token != .and, parent.token != .arrow else { return nil }
        node = parent
      case .binaryExpr:
        switch parent.token {
        case .eql, .neq, .lss, .leq, .gtr, .geq: return otherSide(node, parent)
        case .shl, .shr:
          if node.role == .y { return nil }
          node = parent
        default:
          let type = operand(parent).type
          if !type.isUntyped { return type }
          node = parent
        }
      default: return placeType(node, parent)
      }
    }
    return .unknown
  }

  /// A comparison gives each side the type of the other.
  private mutating func otherSide(_ node: Node, _ comparison: Node) -> Type? {
    guard let other = node.role == .x ? comparison.child(.y) : comparison.child(.x) else { return nil }
    let type = operand(other).type
    return type.isUntyped ? nil : type
  }

  private mutating func placeType(_ node: Node, _ parent: Node) -> Type? {
    switch parent.kind {
    case .assignStmt:
      guard node.role == .rhs, parent.token != .define else {
        return node.role == .rhs && parent.token == .define ? reassigned(node, parent) : nil
      }
      guard parent.token == .assign else {
        let isShift = parent.token == .shlAssign || parent.token == .shrAssign
        return isShift ? nil : parent.child(.lhs).map { operand($0).type }
      }
      guard let target = Self.counterpart(of: node, .rhs, in: parent, .lhs) else { return nil }
      return target.kind == .ident && target.name == Known.blank ? nil : operand(target).type
    case .valueSpec: return parent.child(.type).map { typeExpression($0) }
    case .callExpr: return node.role == .arg ? argumentType(node, parent) : nil
    case .returnStmt: return resultType(node, parent)
    case .compositeLit: return elementType(node, parent, isKey: false)
    case .keyValueExpr:
      guard let literal = parent.parent, literal.kind == .compositeLit else { return nil }
      return elementType(parent, literal, isKey: node.role == .key)
    case .indexExpr:
      guard node.role == .index, let x = parent.child(.x) else { return nil }
      let core = coreType(operand(x).type)
      return core.kind == .map ? core.key : nil
    case .sendStmt:
      guard node.role == .value, let channel = parent.child(.channel) else { return nil }
      return coreType(operand(channel).type).elem
    case .caseClause:
      guard let statement = parent.parent?.parent, statement.kind == .switchStmt, let tag = statement.child(.tag)
      else { return nil }
      return finalType(of: tag)
    case .rangeStmt:
      guard node.role == .x, parent.token == .assign, let key = parent.child(.key) else { return nil }
      return operand(key).type
    default: return nil
    }
  }

  /// `:=` may assign to a variable that exists already.
  private mutating func reassigned(_ node: Node, _ statement: Node) -> Type? {
    guard let target = Self.counterpart(of: node, .rhs, in: statement, .lhs), target.kind == .ident,
      let object = object(of: target), object.declaration?.id != target.id
    else { return nil }
    return type(of: object)
  }

  /// The node at the same position in another list of the same statement.
  static func counterpart(of node: Node, _ role: Role, in parent: Node, _ other: Role) -> Node? {
    var position = 0
    for child in parent.children(role) {
      if child.id == node.id { break }
      position += 1
    }
    var index = 0
    for child in parent.children(other) {
      if index == position { return child }
      index += 1
    }
    return nil
  }

  private mutating func argumentType(_ node: Node, _ call: Node) -> Type? {
    guard let fun = call.child(.fun) else { return nil }
    let function = operand(fun)
    switch function.mode {
    case .typeExpression:
      let under = underlying(function.type)
      // An integer that is converted to a string stays an integer.
      if under.basicKind.isString, operand(node).type.basicKind.isNumeric { return nil }
      return function.type
    case .builtin: return builtinArgumentType(node, call, Builtin(rawValue: function.type.detail))
    case .invalid, .noValue, .packageName, .nilValue, .constant: return .unknown
    default: break
    }
    let signature = calledSignature(call, fun, function.type)
    guard signature.kind == .signature else { return .unknown }
    var position = 0
    var count = 0
    for argument in call.children(.arg) {
      if argument.id == node.id { position = count }
      count += 1
    }
    guard let types = parameterTypes(signature, count: count, isSpread: call.token == .ellipsis) else {
      return .unknown
    }
    return types[position]
  }

  private mutating func builtinArgumentType(_ node: Node, _ call: Node, _ builtin: Builtin?) -> Type? {
    switch builtin {
    case .append:
      guard let first = call.child(.arg), first.id != node.id else { return nil }
      let core = coreType(operand(first).type)
      return call.token == .ellipsis ? nil : core.elem
    case .min, .max, .complex:
      let type = operand(call).type
      return type.isUntyped || builtin == .complex ? nil : type
    case .delete:
      guard let first = call.child(.arg), first.id != node.id else { return nil }
      return coreType(operand(first).type).key
    case .panic: return world.type(world.pointee.known.emptyInterface)
    default: return nil
    }
  }

  private mutating func resultType(_ node: Node, _ statement: Node) -> Type? {
    for ancestor in statement.ancestors where ancestor.kind == .funcLit || ancestor.kind == .funcDecl {
      guard let type = ancestor.child(.type) else { return .unknown }
      let results = typeExpression(type).results
      var position = 0
      for result in statement.children(.result) {
        if result.id == node.id { break }
        position += 1
      }
      return position < results.count ? results[position].type : .unknown
    }
    return .unknown
  }

  private mutating func elementType(_ element: Node, _ literal: Node, isKey: Bool) -> Type? {
    var core = coreType(operand(literal).type)
    if core.kind == .pointer { core = underlying(core.elem) }
    switch core.kind {
    case .slice, .array: return isKey ? nil : core.elem
    case .map: return isKey ? core.key : core.elem
    case .struct:
      if isKey { return nil }
      if element.kind == .keyValueExpr {
        guard let key = element.child(.key), key.kind == .ident else { return .unknown }
        return fieldKeyType(key, element)
      }
      var position = 0
      for child in literal.children(.elt) {
        if child.id == element.id { break }
        position += 1
      }
      let fields = core.fields
      return position < fields.count ? fields[position].type : .unknown
    default: return .unknown
    }
  }
}
