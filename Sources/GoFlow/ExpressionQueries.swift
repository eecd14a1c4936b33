import GoSyntax
import GoTypes

/// What is done with an expression where it stands.
package enum ExpressionUse {
  /// `x[…]`: the index expression.
  case indexed(Node)
  /// `x.name`: the selector expression.
  case selected(Node)
  /// `for … range x`: the statement.
  case ranged(Node)
  /// `f(…, x, …)`: the call.
  case argument(Node)
  /// `x == nil`, `x != nil`: the comparison.
  case comparedWithNil(Node)
  /// `x = …`, `x += …`, `x++`, `for x = range …`: the statement.
  case assigned(Node)
  /// Where a variable is declared.
  case declared
  /// `&x`.
  case addressed
  /// Anything else: it may go anywhere.
  case other
}

/// A variable and the fields selected from it: `x`, `x.f`, `x.f.g`. Two equal paths name one place as long as no part of it
/// is assigned to in between.
package struct AccessPath: Hashable {
  package let root: Object
  package let fields: [Object]

  package func _rawHashValue(seed: Int) -> Int {
    var key = UInt64(root.id)
    for field in fields { key = (key &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(field.id) }
    return IdentityHash.value(key, seed: seed)
  }
}

extension Unit {
  /// The variable that an expression is, through parentheses; nil for any other expression and when it is not known.
  package func variable(_ expression: Node) -> Object? {
    let node = expression.unparenthesized
    guard node.kind == .ident, let object = self.object(of: node), object.kind == .variable else { return nil }
    return object
  }

  /// All identifiers in `scope` that mean a variable other than a field, in source order, its declaration included; nil when
  /// one of the same name may or may not mean it.
  package func uses(of object: Object, in scope: Node) -> [Node]? {
    var found: [Node] = []
    let name = object.name
    for node in scope.descendants where node.kind == .ident && node.name == name {
      if node.role == .sel || node.role == .label { continue }
      guard let meant = self.object(of: node) else { return nil }
      if meant == object { found.append(node) }
    }
    return found
  }

  /// Whether a local variable keeps what its declaration gives it, for certain: it is not assigned to, and its address is
  /// not taken.
  package func isNeverAssigned(_ variable: Object) -> Bool {
    guard let function = variable.function, let uses = uses(of: variable, in: function) else { return false }
    return uses.allSatisfy { use in
      switch self.use(of: use) {
      case .assigned, .addressed: false
      default: true
      }
    }
  }

  /// What is done with an expression.
  package func use(of expression: Node) -> ExpressionUse {
    let node = expression.withParentheses
    guard let parent = node.parent else { return .other }
    switch (parent.kind, node.role) {
    case (.indexExpr, .x): return .indexed(parent)
    case (.selectorExpr, .x): return .selected(parent)
    case (.rangeStmt, .x): return .ranged(parent)
    case (.rangeStmt, .key), (.rangeStmt, .value): return parent.token == .define ? .declared : .assigned(parent)
    case (.callExpr, .arg): return .argument(parent)
    case (.binaryExpr, _) where parent.token == .eql || parent.token == .neq:
      guard let other = parent.child(node.role == .x ? .y : .x), isNil(other) else { return .other }
      return .comparedWithNil(parent)
    case (.assignStmt, .lhs):
      // Of `a, b := …` one may be an old variable.
      if parent.token == .define, object(of: node)?.declaration == node { return .declared }
      return .assigned(parent)
    case (.incDecStmt, _): return .assigned(parent)
    case (.valueSpec, .name): return .declared
    case (.unaryExpr, .x) where parent.token == .and: return .addressed
    default: return .other
    }
  }

  /// The statement that writes to an expression (`e = …`, `e += …`, `e++`, `for e = range …`).
  package func write(to expression: Node) -> Node? {
    if case .assigned(let statement) = use(of: expression) { return statement }
    return nil
  }

  /// Whether an expression is the predeclared `nil`, for certain.
  package func isNil(_ expression: Node) -> Bool {
    let node = expression.unparenthesized
    return node.kind == .ident && object(of: node)?.kind == .nil
  }

  /// The value of an integer constant expression that fits.
  package func integer(_ expression: Node) -> Int64? { constant(of: expression)?.int64 }

  /// The place an expression names: a variable and fields of it. Nil for anything else, and for what a method or package
  /// qualifier is part of.
  package func path(_ expression: Node) -> AccessPath? {
    var fields: [Object] = []
    var node = expression.unparenthesized
    while node.kind == .selectorExpr, let operand = node.child(.x) {
      guard let selection = self.selection(of: node) else { return nil }
      switch selection.kind {
      case .field: fields.append(selection.object)
      case .qualified where selection.object.kind == .variable:
        return AccessPath(root: selection.object, fields: fields.reversed())
      default: return nil
      }
      node = operand.unparenthesized
    }
    guard let root = variable(node) else { return nil }
    return AccessPath(root: root, fields: fields.reversed())
  }

  /// Whether two expressions are built alike from the same variables, fields and constants, with no call in them: as long as
  /// nothing they mention is assigned to, they have the same value.
  package func isSame(_ a: Node, _ b: Node) -> Bool {
    let a = a.unparenthesized
    let b = b.unparenthesized
    guard a.kind == b.kind, a.token == b.token else { return false }
    switch a.kind {
    case .ident:
      guard let object = self.object(of: a) else { return false }
      return object == self.object(of: b)
    case .basicLit: return a.text.elementsEqual(b.text)
    case .selectorExpr:
      guard let x = a.child(.x), let y = b.child(.x), let p = a.child(.sel), let q = b.child(.sel) else { return false }
      return p.name == q.name && isSame(x, y)
    case .indexExpr, .binaryExpr, .unaryExpr, .starExpr, .compositeLit, .keyValueExpr:
      if a.kind == .unaryExpr, a.token == .arrow || a.token == .and { return false }
      let parts = Array(a.children)
      let others = Array(b.children)
      return !parts.isEmpty && parts.count == others.count && zip(parts, others).allSatisfy { isSame($0, $1) }
    default: return false
    }
  }

  /// Whether a variable that `expression` mentions is assigned to, or may be through its address or a function literal, in
  /// the source between two offsets of a function.
}
