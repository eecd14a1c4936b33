import GoFlow
import GoSyntax
import GoTypes

/// Local variables of the maps that their function makes and keeps to itself: nothing that runs beside it can come to one.
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
