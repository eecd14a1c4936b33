import GoSyntax
import GoTypes

/// What one mention of a map does with it. A `sync.Map` is a map whose operations are methods.
package enum MapUse {
  /// Where the variable is declared, or set in a literal of its struct: the value it gets, if one stands there.
  case declaration(Node?)
  /// `m[k]` read: the index expression.
  case lookup(Node)
  /// `for … range m`: the statement.
  case range(Node)
  /// `len(m)`: the call.
  case length(Node)
  case nilComparison
  /// `m[k] = v`, `m[k] += v`, `m[k]++`, `for m[k] = range …`: the index expression.
  case insert(Node)
  /// `delete(m, k)`: the call.
  case delete(Node)
  /// `clear(m)`: the call.
  case clear(Node)
  /// `m = …`: the statement, and the value where one stands for the map alone.
  case replace(Node, Node?)
  /// `m.Name(…)`: the call.
  case method(Node, Name)
  /// The map goes elsewhere: returned, stored, passed, its address taken. It may be used in any way from there.
  case escape(Node)

  /// Whether the map's table is read or changed.
  package var isAccess: Bool {
    switch self {
    case .lookup, .range, .length, .insert, .delete, .clear: true
    default: false
    }
  }

  /// Whether the map's table is changed in place.
  package var isWrite: Bool {
    switch self {
    case .insert, .delete, .clear: true
    default: false
    }
  }
}

extension Unit {
  /// What a mention of a map does with it: `name` is an identifier that means a variable or field.
  package func mapUse(of name: Node) -> MapUse {
    guard let parent = name.parent else { return .escape(name) }
    if name.role == .key, parent.kind == .keyValueExpr, object(of: name)?.isField == true {
      return .declaration(parent.child(.value))
    }
    if name.role == .name, parent.kind == .field { return .declaration(nil) }
    let expression = name.role == .sel && parent.kind == .selectorExpr ? parent : name
    switch use(of: expression) {
    case .declared: return .declaration(expression.valueOfTarget)
    case .indexed(let index):
      return write(to: index) == nil ? .lookup(index) : .insert(index)
    case .ranged(let statement): return .range(statement)
    case .comparedWithNil: return .nilComparison
    case .assigned(let statement): return .replace(statement, expression.withParentheses.valueOfTarget)
    case .selected(let selector):
      guard let call = selector.withParentheses.parent, call.kind == .callExpr, let fun = call.child(.fun),
        fun.unparenthesized == selector, let method = selector.child(.sel)
      else { return .escape(selector) }
      return .method(call, method.name)
    case .argument(let call):
      switch builtin(call) {
      case .len: return .length(call)
      case .clear: return .clear(call)
      case .delete where call.child(.arg)?.unparenthesized == expression: return .delete(call)
      default: return .escape(call)
      }
    case .addressed, .other: return .escape(expression)
    }
  }

  /// The variable or field that an expression names: of `a.b.c` the field `c`.
  package func namedVariable(_ expression: Node) -> Object? {
    let node = expression.unparenthesized
    let name = node.kind == .selectorExpr ? node.child(.sel) : node
    guard let name, name.kind == .ident, let object = self.object(of: name), object.kind == .variable else {
      return nil
    }
    return object
  }

  /// The path of the import that an identifier names, from the import declaration itself: also of packages that cannot
  /// be found.
  package func importPath(_ identifier: Node) -> String? {
    guard identifier.kind == .ident, let object = self.object(of: identifier), object.kind == .packageName,
      let declaration = object.declaration
    else { return nil }
    let spec = declaration.kind == .importSpec ? declaration : declaration.parent
    guard let spec, spec.kind == .importSpec, let path = spec.child(.path) else { return nil }
    return String(path.textString.dropFirst().dropLast())
  }
}
