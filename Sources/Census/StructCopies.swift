import GoFlow
import GoSyntax
import GoTypes

/// The struct types of a unit that hold containers, and where the syntax may copy one of them.
struct StructCopies: Sendable {
  /// By named struct type: its containers and their positions among the fields.
  private var byType: [Object: [(index: Int, position: Int)]] = [:]
  private var names: Set<Name> = []

  init(_ containers: [Container], _ unit: Unit) {
    for (index, container) in containers.enumerated() {
      guard let type = container.structType, let spec = type.parent, spec.kind == .typeSpec,
        let name = spec.child(.name), let object = unit.object(of: name),
        let position = Self.position(of: container.declaration, in: type)
      else { continue }
      byType[object, default: []].append((index, position))
      names.insert(object.name)
    }
  }

  private static func position(of name: Node, in type: Node) -> Int? {
    var position = 0
    for field in type.child(.fields)?.children(.field) ?? type.children(.field) {
      let count = field.children(.name).count
      if count == 0 { position += 1 }
      for declared in field.children(.name) {
        if declared == name { return position }
        position += 1
      }
    }
    return nil
  }

  /// The containers in the struct type that an expression has, or that a type expression names.
  func containers(in expression: Node, _ unit: Unit) -> [(index: Int, position: Int)]? {
    if byType.isEmpty { return nil }
    if expression.kind == .compositeLit, let type = expression.child(.type)?.unparenthesized {
      switch type.kind {
      case .ident where !names.contains(type.name): return nil
      case .arrayType, .mapType, .structType: return nil
      default: break
      }
    }
    guard let object = unit.type(of: expression).unaliased.object else { return nil }
    return byType[object]
  }

  /// Whether `*p` stands where its value is copied: not in a type, and not for a part of it.
  func mayCopy(_ star: Node) -> Bool {
    if byType.isEmpty { return false }
    let outer = star.withParentheses
    guard let parent = outer.parent else { return false }
    return switch (parent.kind, outer.role) {
    case (.assignStmt, .rhs), (.valueSpec, .value), (.returnStmt, _), (.callExpr, .arg), (.compositeLit, .elt),
      (.keyValueExpr, .value), (.sendStmt, .value):
      true
    default: false
    }
  }

  /// The type of a parameter or receiver that takes its argument by value.
  func valueParameter(_ field: Node) -> Node? {
    if byType.isEmpty { return nil }
    guard let list = field.parent, list.kind == .fieldList, list.role == .params || list.role == .recv,
      let function = list.role == .recv ? list.parent : list.parent?.parent, function.child(.body) != nil,
      var type = field.child(.type)?.unparenthesized
    else { return nil }
    if type.kind == .indexExpr || type.kind == .indexListExpr { type = type.child(.x) ?? type }
    return type.kind == .ident && names.contains(type.name) ? field.child(.type) : nil
  }
}
