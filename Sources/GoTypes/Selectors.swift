import GoSyntax

/// Selector expressions.
extension Checker {
  /// What a selector selects, and the operand it is.
  enum Selected {
    case nothing
    case qualified(Object, Operand)
    case member(Selection.Kind, Member, Operand, receiver: Type)
  }

  /// The package of a file and the package whose test declarations it sees.
  func context(_ node: Node) -> (package: UInt32, view: UInt32) {
    guard let file = world.pointee.file(node.fileIndex) else { return (0, 0) }
    return (file.pointee.package, file.pointee.view)
  }

  mutating func selected(_ node: Node) -> Selected {
    guard let x = node.child(.x), let sel = node.child(.sel) else { return .nothing }
    let context = context(node)
    if x.kind == .ident, let name = resolve(x), name.kind == .packageName {
      let package = importedPackageIndex(of: name)
      guard package != 0, sel.name.isExported, let found = lookup(sel.name, inPackage: package, view: context.view)
      else { return .nothing }
      return .qualified(found, operand(of: found))
    }
    let operand = operand(x)
    switch operand.mode {
    case .typeExpression:
      guard let member = member(sel.name, of: operand.type, package: context.package, view: context.view),
        !member.isField
      else { return .nothing }
      return .member(
        .methodExpression, member, Operand(mode: .value, type: methodExpression(member, receiver: operand.type)),
        receiver: operand.type)
    case .variable, .value, .mapIndex, .commaOk:
      guard let member = member(sel.name, of: operand.type, package: context.package, view: context.view) else {
        return .nothing
      }
      guard member.isField else {
        return .member(.method, member, Operand(mode: .value, type: member.type), receiver: operand.type)
      }
      let mode: OperandMode = operand.mode == .variable || member.isIndirect ? .variable : .value
      return .member(.field, member, Operand(mode: mode, type: member.type), receiver: operand.type)
    case .constant:
      // A typed constant has the methods of its type.
      guard !operand.type.isUntyped,
        let member = member(sel.name, of: operand.type, package: context.package, view: context.view), !member.isField
      else { return .nothing }
      return .member(.method, member, Operand(mode: .value, type: member.type), receiver: operand.type)
    default: return .nothing
    }
  }

  /// `T.Method` is a function whose first parameter is the receiver.
  private func methodExpression(_ member: Member, receiver: Type) -> Type {
    guard member.type.kind == .signature else { return .unknown }
    var parameters = member.type.parameters.map { (type: $0.type, name: $0.name) }
    // go/types names the parameter as the method does, or `_` where the others have names.
    var name = Name.none
    if let first = parameters.first, first.name != .none {
      name = member.object.declaration?.parent?.child(.recv)?.child(.field)?.child(.name)?.name ?? Known.blank
    }
    parameters.insert((receiver, name), at: 0)
    return world.signature(
      parameters: world.tuple(parameters), results: member.type.sibling(member.type.word(1)),
      isVariadic: member.type.isVariadic, typeParameters: Array(member.type.typeParameters))
  }

  mutating func selectorOperand(_ node: Node) -> Operand {
    switch selected(node) {
    case .nothing: .unknown
    case .qualified(_, let operand): operand
    case .member(_, _, let operand, _): operand
    }
  }

  mutating func selection(_ node: Node) -> Selection? {
    switch selected(node) {
    case .nothing: return nil
    case .qualified(let object, let operand):
      return Selection(
        kind: .qualified, object: object, type: operand.type, receiver: .unknown, embedded: [], isIndirect: false)
    case .member(let kind, let member, let operand, let receiver):
      return Selection(
        kind: kind, object: member.object, type: operand.type, receiver: receiver, embedded: member.embedded,
        isIndirect: member.isIndirect)
    }
  }

  /// The object that a selector's identifier means.
  mutating func selectedObject(_ node: Node) -> Object? {
    switch selected(node) {
    case .nothing: nil
    case .qualified(let object, _): object
    case .member(_, let member, _, _): member.object
    }
  }

  // MARK: Any identifier

  /// The object that an identifier of the unit declares or means.
  mutating func object(of ident: Node) -> Object? {
    guard ident.kind == .ident, let parent = ident.parent else { return nil }
    switch ident.role {
    case .sel where parent.kind == .selectorExpr: return selectedObject(parent)
    case .name:
      if parent.kind == .importSpec { return packageObject(importSpec: parent) }
      if parent.kind == .field, let list = parent.parent { return fieldObject(ident, parent, list) }
    case .key where parent.kind == .keyValueExpr:
      if let field = fieldKey(ident, parent) { return field }
    default: break
    }
    return resolve(ident)
  }

  private func fieldObject(_ ident: Node, _ field: Node, _ list: Node) -> Object? {
    let owner = list.role == .fields ? list.parent : list
    switch owner?.kind {
    case .interfaceType: return declaredObject(ident, .function, .isMethod)
    case .structType: return declaredObject(ident, .variable, .isField)
    default: break
    }
    if let unit, let file = unit.pointee.file(ident.fileIndex), let known = Self.recorded(ident, file, world) {
      return known
    }
    return list.role == .typeParams ? typeParameterObject(ident) : nil
  }

  /// The field that a key of a struct literal names. Nil for keys of maps and arrays, whose
  /// identifiers are expressions; unknown literals have no answer at all.
  private mutating func fieldKey(_ ident: Node, _ pair: Node) -> Object?? {
    guard let literal = pair.parent, literal.kind == .compositeLit else { return nil }
    var under = coreType(literalTypeOf(literal))
    // `{…}` in a list of pointers stands for `&T{…}`.
    if under.kind == .pointer { under = underlying(under.elem) }
    switch under.kind {
    case .struct:
      let package = context(ident).package
      for field in under.fields where field.name == ident.name && field.object.isVisible(in: package) {
        return .some(field.object)
      }
      // Since Go 1.27 a key may name a promoted field.
      let member = member(ident.name, of: literalTypeOf(literal), package: package, view: context(ident).view)
      return .some(member?.isField == true ? member?.object : nil)
    case .unknown: return .some(nil)
    default: return nil
    }
  }
}
