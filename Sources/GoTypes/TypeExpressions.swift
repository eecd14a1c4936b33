import GoSyntax

/// Expressions in the place of a type.
extension Checker {
  /// The type that an expression denotes; unknown when it denotes none.
  mutating func typeExpression(_ node: Node) -> Type {
    let result = operand(node)
    return result.mode == .typeExpression ? result.type : .unknown
  }

  /// The type of a node of one of the kinds that always are types.
  mutating func literalType(_ node: Node) -> Type {
    switch node.kind {
    case .arrayType: return arrayType(node)
    case .structType: return structType(node)
    case .funcType: return signatureType(node)
    case .interfaceType: return interfaceType(node)
    case .mapType:
      guard let key = node.child(.key), let value = node.child(.value) else { return .unknown }
      return world.map(typeExpression(key), typeExpression(value))
    case .chanType:
      guard let value = node.child(.value) else { return .unknown }
      let direction: ChanDirection =
        switch node.token {
        case .sendOnly: .sendOnly
        case .receiveOnly: .receiveOnly
        default: .both
        }
      return world.chan(typeExpression(value), direction)
    default: return .unknown
    }
  }

  private mutating func arrayType(_ node: Node) -> Type {
    guard let elem = node.child(.elem) else { return .unknown }
    let element = typeExpression(elem)
    guard let length = node.child(.len) else { return world.slice(element) }
    if length.kind == .ellipsis {
      guard let literal = node.parent, literal.kind == .compositeLit else { return world.array(element, length: nil) }
      return world.array(element, length: elementCount(literal))
    }
    let value = constant(length)?.int64
    return world.array(element, length: value.flatMap { $0 < 0 ? nil : $0 })
  }

  /// The length of an array that a literal gives: one more than its largest index.
  mutating func elementCount(_ literal: Node) -> Int64? {
    var next: Int64 = 0
    var length: Int64 = 0
    for element in literal.children where element.role == .elt {
      if element.kind == .keyValueExpr {
        guard let key = element.child(.key), let value = constant(key)?.int64, value >= 0, value < 1 << 40 else {
          return nil
        }
        next = value
      } else if element.kind == .badExpr {
        return nil
      }
      next += 1
      length = max(length, next)
    }
    return length
  }

  private mutating func structType(_ node: Node) -> Type {
    var words: [UInt32] = []
    for field in node.child(.fields)?.children(.field) ?? node.children(.field) {
      guard field.kind == .field, let type = field.child(.type) else { return .unknown }
      let tag = field.child(.tag).flatMap { StringLiteral.value($0.text) }
      let tagName = tag.map { Name.of(String(decoding: $0, as: UTF8.self)) } ?? .none
      let fieldType = typeExpression(type)
      var isEmbedded = true
      for name in field.children(.name) {
        isEmbedded = false
        words += [declaredObject(name, .variable, .isField).id, fieldType.id, tagName.id]
      }
      guard isEmbedded else { continue }
      guard let name = Self.embeddedName(type) else { return .unknown }
      words += [declaredObject(name, .variable, [.isField, .isEmbedded]).id, fieldType.id, tagName.id]
    }
    return world.intern(.struct, words: words)
  }

  /// The identifier that names an embedded field: `T` of `*pkg.T[int]`.
  static func embeddedName(_ type: Node) -> Node? {
    var type = type
    while true {
      switch type.kind {
      case .ident: return type
      case .selectorExpr:
        guard let sel = type.child(.sel) else { return nil }
        type = sel
      case .starExpr, .parenExpr, .indexExpr, .indexListExpr:
        guard let x = type.child(.x) else { return nil }
        type = x
      default: return nil
      }
    }
  }

  private mutating func signatureType(_ node: Node) -> Type {
    var isVariadic = false
    let parameters = tuple(node.child(.params), &isVariadic)
    var ignored = false
    let results = tuple(node.child(.results), &ignored)
    let typeParameters = Self.typeParameterNodes(node).map { world.typeParameter(typeParameterObject($0)) }
    return world.signature(
      parameters: parameters, results: results, isVariadic: isVariadic, typeParameters: typeParameters)
  }

  private mutating func tuple(_ list: Node?, _ isVariadic: inout Bool) -> Type {
    guard let list else { return world.type(world.pointee.known.emptyTuple) }
    var elements: [(type: Type, name: Name)] = []
    for field in list.children where field.role == .field {
      guard field.kind == .field, let typeNode = field.child(.type) else { return .unknown }
      var type: Type
      if typeNode.kind == .ellipsis {
        isVariadic = true
        type = typeNode.child(.elem).map { world.slice(typeExpression($0)) } ?? .unknown
      } else {
        type = typeExpression(typeNode)
      }
      var isNamed = false
      for name in field.children(.name) {
        isNamed = true
        elements.append((type, name.name))
      }
      if !isNamed { elements.append((type, .none)) }
    }
    return world.tuple(elements)
  }

  private mutating func interfaceType(_ node: Node) -> Type {
    var methods: [(object: Object, type: Type)] = []
    var embedded: [UInt32] = []
    for field in node.child(.fields)?.children(.field) ?? node.children(.field) {
      guard field.kind == .field, let type = field.child(.type) else { return .unknown }
      if let name = field.child(.name) {
        methods.append((declaredObject(name, .function, .isMethod), typeExpression(type)))
      } else {
        embedded.append(typeExpression(type).id)
      }
    }
    methods.sort { Self.precedes($0.object, $1.object) }
    var words = [UInt32(methods.count)]
    for method in methods { words += [method.object.id, method.type.id] }
    return world.intern(.interface, words: words + embedded)
  }

  /// The order in which go/types keeps the methods of an interface.
  static func precedes(_ a: Object, _ b: Object) -> Bool {
    let (exportedA, exportedB) = (a.isExported, b.isExported)
    if exportedA != exportedB { return exportedA }
    if a.name != b.name { return a.name.bytes.lexicographicallyPrecedes(b.name.bytes) }
    return !exportedA && (a.package?.path ?? "") < (b.package?.path ?? "")
  }

  /// `A | ~B`: a constraint element.
  mutating func unionType(_ node: Node) -> Type {
    var terms: [Node] = []
    var current = node
    while current.kind == .binaryExpr, current.token == .or, let x = current.child(.x), let y = current.child(.y) {
      terms.append(y)
      current = x
    }
    terms.append(current)
    var words: [UInt32] = []
    for term in terms.reversed() {
      let isTilde = term.kind == .unaryExpr && term.token == .tilde
      guard let type = isTilde ? term.child(.x) : term else { return .unknown }
      words += [isTilde ? 1 : 0, typeExpression(type).id]
    }
    return world.intern(.union, words: words)
  }

  // MARK: Generic types

  /// The type parameters that a named type or alias declares.
  func declaredTypeParameters(_ object: Object) -> [Type] {
    guard object.kind == .typeName, !object.isTypeParameter, let spec = object.declaration?.parent,
      spec.kind == .typeSpec
    else { return [] }
    return Self.typeParameterNodes(spec).map { world.typeParameter(typeParameterObject($0)) }
  }

  /// `T[A, B]` for a generic type T; unknown when the numbers do not fit.
  mutating func instantiate(_ generic: Type, _ arguments: [Type]) -> Type {
    guard let object = generic.object, generic.typeArguments.isEmpty else { return .unknown }
    let parameters = declaredTypeParameters(object)
    guard !parameters.isEmpty, parameters.count == arguments.count else { return .unknown }
    switch generic.kind {
    case .named: return world.named(object, arguments)
    case .alias:
      let target = generic.sibling(generic.word(1))
      return world.alias(object, target: substitute(target, parameters, arguments), arguments)
    default: return .unknown
    }
  }

  /// The constraint of a type parameter: an interface, perhaps below a name.
  mutating func bound(_ parameter: Type) -> Type {
    guard let object = parameter.object, let ident = object.declaration else { return .unknown }
    if parameter.wordCount > 1 {
      // One to infer: its constraint speaks of its fellows.
      let plain = Self.fellowParameters(ident).map { world.typeParameter(typeParameterObject($0)) }
      return substitute(bound(world.typeParameter(object)), plain, plain.map { world.freshParameter($0) })
    }
    return run(Task(kind: .bound, id: object.id)) { $0.declaredBound(ident) }?.result ?? .unknown
  }

  /// The type parameters that are declared together with one, as identifiers.
  private static func fellowParameters(_ ident: Node) -> [Node] {
    guard let list = ident.ancestors.first(where: { $0.kind == .fieldList }) else { return [] }
    return list.role == .recv ? receiverTypeParameters(list) : list.children(.field).flatMap { $0.children(.name) }
  }

  private mutating func declaredBound(_ ident: Node) -> Type {
    guard let parent = ident.parent else { return .unknown }
    if parent.kind == .field {
      guard let type = parent.child(.type) else { return .unknown }
      let constraint = typeExpression(type)
      if constraint.isUnknown { return .unknown }
      let under = underlying(constraint)
      if under.kind == .interface { return constraint }
      return world.intern(.interface, detail: 1, words: [0, constraint.id])
    }
    // A receiver's type parameter has the constraint of the type's own, in the receiver's names.
    guard let recv = ident.ancestors.first(where: { $0.kind == .fieldList }),
      let base = DeclarationCollector.receiverBase(recv), let object = resolve(base)
    else { return .unknown }
    let receiverNodes = Self.receiverTypeParameters(recv)
    guard let spec = object.declaration?.parent, spec.kind == .typeSpec else { return .unknown }
    let declared = Self.typeParameterNodes(spec)
    guard declared.count == receiverNodes.count, let index = receiverNodes.firstIndex(of: ident) else {
      return .unknown
    }
    let from = declared.map { world.typeParameter(typeParameterObject($0)) }
    let to = receiverNodes.map { world.typeParameter(typeParameterObject($0)) }
    return substitute(bound(from[index]), from, to)
  }
}
