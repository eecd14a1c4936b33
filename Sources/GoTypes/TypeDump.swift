import GoSyntax

/// Prints the types of a unit's expressions, for comparison with go/types: one line for each
/// identifier, selector, index, call, composite literal, star, unary, type assertion and slice
/// expression that is a value of a typed, not constant, kind.
package struct TypeDump {
  private let unit: Unit
  private var checker: Checker
  private var texts: [UInt32: String] = [:]

  package init(unit: Unit) {
    self.unit = unit
    checker = Checker(unit.program.world, unit: unit.storage)
  }

  /// Computes what would be printed of a file and counts what is known of it.
  package mutating func count(of file: SourceFile) -> Int {
    var count = 0
    for node in file.root.descendants {
      if let type = printedType(node), !type.isUnknown { count += 1 }
    }
    return count
  }

  /// The lines of a file in the order of their places: path, start, end, type, size, separated by tabs. What is unknown
  /// is `?`; the size of a type with a type parameter is `-`. Nothing is taken for known in a declaration that does not
  /// parse whole.
  package mutating func lines(of file: SourceFile, path: String) -> String {
    var places: [(start: UInt32, end: UInt32, type: Type)] = []
    for decl in file.root.children {
      let isDamaged = file.isDamaged(decl.start..<decl.end)
      for node in decl.descendants {
        if let type = printedType(node) { places.append((node.start, node.end, isDamaged ? .unknown : type)) }
      }
    }
    places.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var output = ""
    for place in places { output += "\(path)\t\(place.start)\t\(place.end)\t\(text(place.type))\n" }
    return output
  }

  /// The type to print for a node; nil when it has no line.
  private mutating func printedType(_ node: Node) -> Type? {
    switch node.kind {
    case .ident:
      if node.name == Known.blank { return blankType(node) }
      return identifierType(node)
    case .selectorExpr, .indexExpr, .indexListExpr, .callExpr, .compositeLit, .starExpr, .unaryExpr, .typeAssertExpr,
      .sliceExpr:
      return expressionType(node)
    default: return nil
    }
  }

  /// A variable `_` has a line where it is declared.
  private mutating func blankType(_ node: Node) -> Type? {
    guard [.name, .lhs, .key, .value].contains(node.role), let object = checker.object(of: node),
      object.kind == .variable, !object.flags.contains(.isClauseVariable)
    else { return nil }
    return checker.type(of: object)
  }

  private mutating func identifierType(_ node: Node) -> Type? {
    guard let parent = node.parent else { return nil }
    switch node.role {
    case .name where Self.isDeclarationWithoutLine(parent): return nil
    case .label: return nil
    case .type, .x, .sel:
      if let type = embeddedFieldType(node) { return type }
      if node.role == .sel { return memberType(node, parent) }
    case .lhs where parent.role == .assign: return nil
    case .name, .key, .lhs, .value:
      if let object = checker.object(of: node) {
        guard object.kind == .variable else { break }
        let isDefinition = object.declaration?.id == node.id
        if isDefinition || object.isField { return checker.finalType(of: node) }
      } else if node.role == .key, parent.kind == .keyValueExpr, let literal = parent.parent {
        let core = checker.coreType(checker.literalTypeOf(literal))
        if core.isUnknown || core.kind == .struct { return .unknown }
      } else if node.role == .name || parent.token == .define {
        return parent.kind == .field && parent.parent?.role == .typeParams ? nil : .unknown
      }
    default: break
    }
    return expressionType(node)
  }

  /// Whether the names that a node declares are no variables.
  private static func isDeclarationWithoutLine(_ node: Node) -> Bool {
    switch node.kind {
    case .file, .importSpec, .typeSpec, .funcDecl: true
    case .field: node.child(.type)?.kind == .funcType && node.parent?.parent?.kind == .interfaceType
    default: false
    }
  }

  /// The type of the embedded field that an identifier names; nil when it names none.
  private mutating func embeddedFieldType(_ node: Node) -> Type? {
    var type = node
    while let parent = type.parent {
      switch parent.kind {
      case .starExpr, .parenExpr: break
      case .indexExpr, .indexListExpr: if type.role != .x { return nil }
      case .selectorExpr: if type.role != .sel { return nil }
      case .field:
        guard type.role == .type, parent.child(.name) == nil, parent.parent?.parent?.kind == .structType else {
          return nil
        }
        return checker.typeExpression(type)
      default: return nil
      }
      type = parent
    }
    return nil
  }

  /// Of a selector's name only fields and variables are printed.
  private mutating func memberType(_ node: Node, _ parent: Node) -> Type? {
    guard let object = checker.object(of: node) else {
      return checker.operand(parent).mode == .invalid ? .unknown : nil
    }
    return object.kind == .variable ? checker.finalType(of: parent) : nil
  }

  private mutating func expressionType(_ node: Node) -> Type? {
    if node.kind == .typeAssertExpr, node.child(.type) == nil { return nil }
    let operand = checker.operand(node)
    switch operand.mode {
    case .invalid: return .unknown
    case .noValue, .builtin, .typeExpression, .packageName, .constant: return nil
    case .nilValue: return nil
    case .value where operand.type.basicKind == .untypedBool && staysUntyped(node): return nil
    case .commaOk, .mapIndex:
      if let second = secondType(node) {
        return unit.program.world.tuple([(operand.type, .none), (second, .none)])
      }
      return operand.type
    default: return checker.finalType(of: node)
    }
  }

  /// Whether an untyped boolean stands where nothing makes it typed.
  private mutating func staysUntyped(_ node: Node) -> Bool {
    var node = node
    while let parent = node.parent {
      switch parent.kind {
      case .parenExpr, .unaryExpr: break
      case .binaryExpr:
        if !checker.operand(parent).type.isUntyped { return false }
      case .ifStmt, .forStmt: return true
      default: return false
      }
      node = parent
    }
    return true
  }

  /// The type of the boolean where an expression is used in its comma-ok form.
  private mutating func secondType(_ node: Node) -> Type? {
    var node = node
    while let parent = node.parent, parent.kind == .parenExpr { node = parent }
    guard let parent = node.parent else { return nil }
    let bool = unit.program.world.basic(.bool)
    switch parent.kind {
    case .assignStmt where node.role == .rhs:
      guard parent.children(.lhs).count == 2, parent.children(.rhs).count == 1 else { return nil }
      guard parent.token == .assign, let second = Array(parent.children(.lhs)).last else { return bool }
      let type = checker.finalType(of: second)
      return type.isUnknown ? bool : type
    case .valueSpec where node.role == .value:
      return parent.children(.name).count == 2 && parent.children(.value).count == 1
        ? parent.child(.type).map { checker.typeExpression($0) } ?? bool : nil
    default: return nil
    }
  }

  private mutating func text(_ type: Type) -> String {
    if type.hasUnknownPart || type.typeParameters.contains(where: \.constraint.hasUnknownPart) { return "?\t?" }
    if let known = texts[type.id] { return known }
    let size: String
    if type.kind == .tuple || type.hasTypeParameter || checker.storesTypeParameter(type) {
      size = "-"
    } else {
      size = checker.layout(type, .gcAMD64).map { String($0.size) } ?? "?"
    }
    let text = type.fullString + "\t" + size
    texts[type.id] = text
    return text
  }
}

extension Checker {
  /// Whether the size of a type depends on a type parameter, also where a type declared in a
  /// generic function stores one without naming it.
  mutating func storesTypeParameter(_ type: Type) -> Bool {
    if type.unaliased.kind == .typeParam { return true }
    if type.kind == .named, type.typeArguments.isEmpty, let object = type.object,
      !declaredTypeParameters(object).isEmpty
    {
      return true
    }
    guard depth < Self.depthLimit else { return false }
    depth += 1
    defer { depth -= 1 }
    let under = underlying(type)
    switch under.kind {
    case .typeParam: return true
    case .array: return storesTypeParameter(under.elem)
    case .struct: return under.fields.contains { storesTypeParameter($0.type) }
    default: return false
    }
  }
}
