import GoFlow
import GoSyntax
import GoTypes

/// Which struct types of a unit have values that live as long as the process, as far as the unit shows it.
package struct LongLived {
  package enum Reason {
    /// A package-level variable holds one and is set once.
    case variable(Object)
    /// A method of the type serves requests: the identifier that declares it.
    case handler(Node)
  }

  private let unit: Unit
  private let tests: Set<UInt32>
  /// Whether entries of a map are never taken out again.
  private let onlyGrows: (Object) -> Bool
  private var reasons: [Object: Reason] = [:]

  private static let request = Name.of("Request")
  private static let protoReflect = Name.of("ProtoReflect")
  private static let context = Name.of("Context")

  init(_ unit: Unit, onlyGrows: @escaping (Object) -> Bool) {
    self.unit = unit
    self.onlyGrows = onlyGrows
    tests = Set(unit.files.filter(\.isForTests).map(\.fileIndex))
    for file in unit.files where !tests.contains(file.fileIndex) {
      for declaration in file.root.children(.decl) {
        switch declaration.kind {
        case .genDecl where declaration.token == .var: variables(declaration)
        case .funcDecl: method(declaration)
        default: break
        }
      }
    }
    let perRequest = madePerRequest()
    for type in perRequest { if case .handler? = reasons[type] { reasons[type] = nil } }
    spreadToParts()
  }

  /// Why values of a struct type live long; nil where that is not known.
  package func reason(_ structType: Node?) -> Reason? {
    guard let structType, let parent = structType.parent else { return nil }
    if let name = parent.kind == .typeSpec ? parent.child(.name) : nil, let object = unit.object(of: name) {
      return reasons[object]
    }
    // `var state struct{ … }`
    if parent.kind == .valueSpec, let name = parent.child(.name), let object = unit.object(of: name),
      object.isPackageLevel
    {
      return .variable(object)
    }
    return nil
  }

  // MARK: Package-level variables

  private mutating func variables(_ declaration: Node) {
    for spec in declaration.children(.spec) {
      for name in spec.children(.name) {
        guard let object = unit.object(of: name), let type = Self.base(of: object.type) ?? element(of: object),
          type.package == unit.package, reasons[type] == nil, isSetOnce(object)
        else { continue }
        reasons[type] = .variable(object)
      }
    }
  }

  /// The named struct type that a type is or points to.
  private static func base(of type: Type) -> Object? {
    let type = type.unaliased
    let base = type.kind == .pointer ? type.elem.unaliased : type
    return base.underlying.kind == .struct ? base.object : nil
  }

  /// The named struct type of the values of a map that never loses any.
  private func element(of map: Object) -> Object? {
    let type = map.type.underlying
    guard type.kind == .map, let element = Self.base(of: type.elem), onlyGrows(map) else { return nil }
    return element
  }

  private func isSetOnce(_ variable: Object) -> Bool {
    unit.references(to: variable).allSatisfy { name in
      guard case .assigned(let statement) = unit.use(of: name) else { return true }
      if tests.contains(name.fileIndex) { return true }
      guard let function = statement.ancestors.first(where: { $0.kind == .funcDecl }) else { return false }
      return function.child(.recv) == nil && function.child(.name)?.textString == "init"
    }
  }

  // MARK: Handlers and services

  private mutating func method(_ declaration: Node) {
    guard let name = declaration.child(.name), declaration.child(.body) != nil,
      let receiver = declaration.child(.recv)?.child(.field)?.child(.type),
      let type = Self.base(of: unit.type(of: receiver)), reasons[type] == nil, takesRequest(declaration)
    else { return }
    reasons[type] = .handler(name)
  }

  /// Whether a method is called for each request: with an `*http.Request`, or as a method of a gRPC service.
  private func takesRequest(_ declaration: Node) -> Bool {
    guard let parameters = declaration.child(.type)?.child(.params) else { return false }
    let written = parameters.children(.field).compactMap { $0.child(.type) }
    guard written.contains(where: { $0.kind == .starExpr }), written.count <= 3 else { return false }
    let types = written.map { unit.type(of: $0).unaliased }
    if types.count == 2, Self.isRequest(types[1]) { return true }
    guard types.count == 2, types[0].isNamed("context", Self.context), let name = declaration.child(.name),
      name.name.isExported
    else { return false }
    return types[1].kind == .pointer && types[1].lookup(Self.protoReflect, in: nil) != nil
  }

  private static func isRequest(_ type: Type) -> Bool {
    type.kind == .pointer && type.elem.isNamed("net/http", request)
  }

  /// The types of which values are made in functions that get a request, or by constructors that such functions call.
  private func madePerRequest() -> Set<Object> {
    guard reasons.values.contains(where: { if case .handler = $0 { true } else { false } }) else { return [] }
    var found: Set<Object> = []
    var makers: [Object: Set<Object>] = [:]
    let names = NameFilter(reasons.keys.map(\.name))
    for file in unit.files where !tests.contains(file.fileIndex) {
      for node in file.root.descendants where node.kind == .ident && names.contains(node.name) {
        guard let type = unit.object(of: node), reasons[type] != nil, isMade(node) else { continue }
        if isInRequest(node) { found.insert(type) }
        if let function = node.ancestors.first(where: { $0.kind == .funcDecl }), let name = function.child(.name),
          let object = unit.object(of: name)
        {
          makers[object, default: []].insert(type)
        }
      }
    }
    for (maker, types) in makers {
      for call in unit.references(to: maker) where !tests.contains(call.fileIndex) && isInRequest(call) {
        found.formUnion(types)
      }
    }
    return found
  }

  /// Whether a type's name stands where a value is made: `T{…}`, `new(T)`, `var x T`.
  private func isMade(_ name: Node) -> Bool {
    guard let parent = name.parent else { return false }
    switch (parent.kind, name.role) {
    case (.compositeLit, .type), (.valueSpec, .type): return true
    case (.callExpr, .arg): return unit.builtin(parent) == .new
    default: return false
    }
  }

  /// Whether a node runs for each request: a function around it gets one.
  private func isInRequest(_ node: Node) -> Bool {
    for function in node.ancestors where function.kind == .funcDecl || function.kind == .funcLit {
      for field in function.child(.type)?.child(.params)?.children(.field) ?? function.children(.field) {
        guard let type = field.child(.type), type.kind == .starExpr else { continue }
        if Self.isRequest(unit.type(of: type).unaliased) { return true }
      }
    }
    return false
  }

  // MARK: Parts

  /// What a long-lived struct holds lives as long: parts, what a pointer leads to that is set when the struct is made, and the
  /// values of maps that never lose any.
  private mutating func spreadToParts() {
    var work = reasons.map { ($0.key, $0.value) }
    // Where two hold the same part, the reason must not depend on the order of a dictionary.
    work.sort { ($0.0.declaration?.start ?? 0, $0.0.name.string) > ($1.0.declaration?.start ?? 0, $1.0.name.string) }
    while let (type, reason) = work.popLast() {
      for field in type.type.underlying.fields {
        guard let part = part(of: field), part.package == unit.package, reasons[part] == nil else { continue }
        reasons[part] = reason
        work.append((part, reason))
      }
    }
  }

  private func part(of field: StructField) -> Object? {
    let type = field.type.unaliased
    if type.underlying.kind == .struct { return type.object }
    if type.kind == .pointer { return isSetInLiterals(field.object) ? Self.base(of: type) : nil }
    return element(of: field.object)
  }

  /// Whether a field gets its value only where its struct is made.
  private func isSetInLiterals(_ field: Object) -> Bool {
    guard !field.isExported else { return false }
    return unit.references(to: field).allSatisfy { name in
      if tests.contains(name.fileIndex) || name.role != .sel { return true }
      switch unit.use(of: name.parent ?? name) {
      case .assigned, .addressed: return false
      default: return true
      }
    }
  }
}
