import GoFlow
import GoSyntax
import GoTypes

/// Maps that nothing which runs beside a function can come to: those that it makes and keeps to itself in local variables, and for a
/// while those in fields of a value that it makes.
struct OwnMaps {
  private let unit: Unit
  private var known: [Object: Bool] = [:]

  init(_ unit: Unit) { self.unit = unit }

  /// Whether an expression is such a variable.
  mutating func contains(_ map: Node) -> Bool {
    let name = map.unparenthesized
    guard name.kind == .ident, let object = unit.object(of: name), object.isLocal, !object.isParameter else {
      return false
    }
    if let known = known[object] { return known }
    let found = isKept(object)
    known[object] = found
    return found
  }

  /// Whether a map is a field of a value that the function has made, as in `s := &server{}; s.clients[c] = true`, and that it has
  /// not handed to anybody before an operation on the map. Asks for types alone.
  func liesInNewValue(_ map: Node, at operation: Node) -> Bool {
    let field = map.unparenthesized
    guard field.kind == .selectorExpr, let name = field.child(.x)?.unparenthesized, name.kind == .ident,
      let holder = unit.object(of: name), holder.isLocal, !holder.isParameter,
      let declaration = holder.declaration, let home = declaration.enclosingFunction,
      operation.enclosingFunction == home, declaration.valueOfTarget.map(isNewStruct) ?? false
    else { return false }
    let loop = operation.enclosingLoops.last { !$0.contains(declaration) }
    return unit.references(to: holder).allSatisfy { name in
      if name == declaration { return true }
      if case .assigned = unit.use(of: name) { return false }
      if name.start >= operation.start, !(loop?.contains(name) ?? false) { return true }
      return name.enclosingFunction == home && isFieldOnly(name, around: operation)
    }
  }

  private func isNewStruct(_ value: Node) -> Bool {
    var value = value.unparenthesized
    if value.kind == .unaryExpr, value.token == .and, let operand = value.child(.x) { value = operand.unparenthesized }
    return value.kind == .compositeLit || unit.builtin(value) == .new
  }

  /// Whether of a variable only a field is named, and that outside of calls.
  private func isFieldOnly(_ name: Node, around operation: Node) -> Bool {
    guard let selector = name.withParentheses.parent, selector.kind == .selectorExpr,
      let field = selector.child(.sel).flatMap({ unit.object(of: $0) }), field.isField
    else { return false }
    for outer in selector.ancestors {
      if outer.kind == .funcDecl || outer.kind == .funcLit { break }
      if outer.kind == .callExpr, !outer.contains(operation), unit.builtin(outer) == nil { return false }
    }
    return true
  }

  private func isKept(_ object: Object) -> Bool {
    guard let home = object.declaration?.enclosingFunction else { return false }
    return unit.references(to: object).allSatisfy { name in
      if name.enclosingFunction != home { return false }
      switch unit.mapUse(of: name) {
      case .declaration(let value): return value.map(isNew) ?? (name.parent?.kind == .valueSpec)
      case .replace(_, let value): return value.map(isNew) ?? false
      case .lookup, .range, .length, .nilComparison, .insert, .delete, .clear: return true
      case .method: return false
      case .escape(let use): return isLeft(use)
      }
    }
  }

  private func isNew(_ value: Node) -> Bool {
    let value = value.unparenthesized
    return value.kind == .compositeLit || unit.builtin(value) == .make || unit.isNil(value)
  }

  /// Whether a map goes where it has another name that is not followed: to who called the function, into a field, an element or a
  /// channel, to what other packages do meanwhile.
  private func isLeft(_ use: Node) -> Bool {
    if use.kind == .callExpr {
      guard let package = unit.callee(of: use)?.package else { return false }
      return package != unit.package && use.parent?.kind != .goStmt
    }
    let value = use.withParentheses
    switch (value.parent?.kind, value.role) {
    case (.returnStmt, _), (.sendStmt, .value), (.keyValueExpr, .value), (.compositeLit, .elt): return true
    case (.assignStmt, .rhs):
      let target = value.targetOfValue?.unparenthesized
      return target?.kind == .selectorExpr || target?.kind == .indexExpr
    default: return false
    }
  }
}
