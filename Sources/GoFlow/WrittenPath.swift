import GoSyntax
import GoTypes

/// The variable that an expression starts at and the fields on the way from there, `&x` and `*x` taken for x.
struct WrittenPath {
  var path: AccessPath
  /// Whether the way leads through an element of a map, slice or array; elements have no place in the path.
  var hasElement: Bool

  init(path: AccessPath, hasElement: Bool) {
    self.path = path
    self.hasElement = hasElement
  }

  /// Nil for what is no way through fields, such as the result of a call. Indexing, slicing and type assertions are
  /// followed only `throughElements`.
  init?(_ expression: Node, in unit: Unit, throughElements: Bool = false) {
    var fields: [Object] = []
    var hasElement = false
    var node = expression.unparenthesized
    while true {
      switch node.kind {
      case .starExpr, .unaryExpr:
        guard node.kind == .starExpr || node.token == .and, let operand = node.child(.x) else { return nil }
        node = operand.unparenthesized
      case .indexExpr where throughElements:
        guard let operand = node.child(.x), unit.hasElements(operand) else { return nil }
        hasElement = true
        node = operand.unparenthesized
      case .sliceExpr where throughElements, .typeAssertExpr where throughElements:
        guard let operand = node.child(.x) else { return nil }
        node = operand.unparenthesized
      case .selectorExpr:
        guard let selection = unit.selection(of: node), let operand = node.child(.x) else { return nil }
        switch selection.kind {
        case .field:
          fields.append(selection.object)
          fields.append(contentsOf: selection.embedded.reversed())
          node = operand.unparenthesized
        case .qualified where selection.object.kind == .variable:
          self.init(path: AccessPath(root: selection.object, fields: fields.reversed()), hasElement: hasElement)
          return
        default: return nil
        }
      case .ident:
        guard let root = unit.variable(node) else { return nil }
        self.init(path: AccessPath(root: root, fields: fields.reversed()), hasElement: hasElement)
        return
      default: return nil
      }
    }
  }
}

extension Unit {
  /// Whether an expression is a map, a slice, an array or a pointer to one.
  func hasElements(_ expression: Node) -> Bool {
    var type = type(of: expression).underlying
    if type.kind == .pointer { type = type.elem.underlying }
    switch type.kind {
    case .map, .slice, .array: return true
    default: return false
    }
  }
}
