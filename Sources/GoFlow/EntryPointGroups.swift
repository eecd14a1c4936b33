import GoSyntax
import GoTypes

/// Methods outside the unit that run a function they are given beside their caller, by import path: also of packages whose
/// sources cannot be found.
enum GroupCalls {
  private struct Method {
    let kind: EntryPoint.Kind
    /// The functions that make a value of the type: `g, ctx := errgroup.WithContext(ctx)`.
    var makers: Set<String> = []
  }

  /// By import path and type, then by the method's name. The function is the first argument.
  private static let methods: [String: [String: [Name: Method]]] = [
    "golang.org/x/sync/errgroup": [
      "Group": [
        .of("Go"): Method(kind: .group, makers: ["WithContext"]),
        .of("TryGo"): Method(kind: .group, makers: ["WithContext"]),
      ]
    ],
    "sync": ["WaitGroup": [.of("Go"): Method(kind: .group)]],
    "github.com/sourcegraph/conc": ["WaitGroup": [.of("Go"): Method(kind: .group, makers: ["NewWaitGroup"])]],
    "gopkg.in/tomb.v2": ["Tomb": [.of("Go"): Method(kind: .group, makers: ["WithContext"])]],
    "github.com/oklog/run": ["Group": [.of("Add"): Method(kind: .actor)]],
  ]

  private static let afterFunc = Name.of("AfterFunc")

  /// The names of all of them: nothing else needs to be looked at.
  static let names: Set<Name> = {
    var all: Set<Name> = [afterFunc]
    for types in methods.values { for list in types.values { all.formUnion(list.keys) } }
    return all
  }()

  /// How a call starts the function that it is given as an argument; nil where it does not, as far as is known.
  static func kind(of call: Node, _ argument: Node, _ unit: Unit) -> EntryPoint.Kind? {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let operand = fun.child(.x),
      let name = fun.child(.sel)?.name, names.contains(name)
    else { return nil }
    if name == afterFunc { return unit.importPath(operand) == "time" ? .timer : nil }
    guard call.child(.arg)?.unparenthesized == argument.unparenthesized else { return nil }
    let type = unit.type(of: operand).unaliased
    let base = type.kind == .pointer ? type.elem.unaliased : type
    if let object = base.object {
      return object.package.flatMap { methods[$0.path]?[object.name.string]?[name]?.kind }
    }
    return declaredKind(operand, name, unit)
  }

  /// Whether an expression is a value of one of the types.
  static func isGroup(_ operand: Node, _ unit: Unit) -> Bool {
    let type = unit.type(of: operand).unaliased
    let base = type.kind == .pointer ? type.elem.unaliased : type
    guard let object = base.object, let types = object.package.flatMap({ methods[$0.path] }) else { return false }
    return types[object.name.string] != nil
  }

  /// Of a variable whose type is out of reach what the type or value that it is declared with says, by its import.
  private static func declaredKind(_ operand: Node, _ name: Name, _ unit: Unit) -> EntryPoint.Kind? {
    guard let declaration = unit.namedVariable(operand)?.declaration else { return nil }
    if let written = declaration.parent?.child(.type) { return kind(ofType: written, name, unit) }
    guard let value = (declaration.valueOfTarget ?? declaration.parent?.child(.rhs))?.unparenthesized else {
      return nil
    }
    switch value.kind {
    case .callExpr:
      if unit.builtin(value) == .new { return value.child(.arg).flatMap { kind(ofType: $0, name, unit) } }
      guard let (types, maker) = value.child(.fun).flatMap({ member($0, unit) }) else { return nil }
      return types.values.compactMap { $0[name] }.first { $0.makers.contains(maker) }?.kind
    case .unaryExpr where value.token == .and:
      return value.child(.x)?.child(.type).flatMap { kind(ofType: $0, name, unit) }
    case .compositeLit: return value.child(.type).flatMap { kind(ofType: $0, name, unit) }
    default: return nil
    }
  }

  private static func kind(ofType written: Node, _ name: Name, _ unit: Unit) -> EntryPoint.Kind? {
    member(written.dereferenced, unit).flatMap { $0.types[$0.name]?[name]?.kind }
  }

  /// The types of the package that a selector names a member of, and the member.
  private static func member(_ selector: Node, _ unit: Unit) -> (types: [String: [Name: Method]], name: String)? {
    guard selector.kind == .selectorExpr,
      let types = selector.child(.x).flatMap(unit.importPath).flatMap({ methods[$0] }),
      let name = selector.child(.sel)?.textString
    else { return nil }
    return (types, name)
  }
}
