import GoFlow
import GoSyntax
import GoTypes

/// What a map holds when a container gets it.
enum FirstEntries {
  case none, some
  /// It comes from somewhere else: others may have it too.
  case unknown

  init(of value: Node, _ unit: Unit) {
    let node = value.unparenthesized
    switch node.kind {
    case .compositeLit: self = node.child(.elt) == nil ? .none : .some
    case .unaryExpr:
      guard node.token == .and, let literal = node.child(.x)?.unparenthesized, literal.kind == .compositeLit else {
        self = .unknown
        return
      }
      self = literal.child(.elt) == nil ? .none : .some
    case .callExpr:
      let builtin = unit.builtin(node)
      if builtin == .make || builtin == .new {
        self = .none
      } else {
        let callee = unit.callee(of: node)
        self = callee?.package?.path == "maps" && callee?.name == Self.clone ? .some : .unknown
      }
    case .ident: self = unit.isNil(node) ? .none : Self.local(node, unit)
    default: self = .unknown
    }
  }

  private static let clone = Name.of("Clone")

  /// A local variable that is made in the function, filled there and given to nothing else: `m := map[string]int{}; m[k] = 1;
  /// return &T{m: m}`.
  private static func local(_ name: Node, _ unit: Unit) -> FirstEntries {
    guard let variable = unit.variable(name), variable.isLocal, !variable.isParameter,
      let declaration = variable.declaration, declaration.enclosingFunction == name.enclosingFunction,
      let value = declaration.valueOfTarget, value.unparenthesized.kind != .ident
    else { return .unknown }
    var entries = FirstEntries(of: value, unit)
    let classifier = Classifier(unit: unit)
    for use in unit.references(to: variable) where use != declaration && use != name {
      guard use.start < name.start, use.enclosingFunction == name.enclosingFunction,
        let site = classifier.site(of: use, kind: .map)
      else { return .unknown }
      switch site.kind {
      case .write: if entries == .none { entries = .some }
      case .read, .delete, .range, .len, .clear, .compare: break
      default: return .unknown
      }
    }
    return entries
  }
}
