import GoSyntax
import GoTypes

/// A variable and the way from it to a map: `m`, `s.cache.m`, `p.m` through a pointer, `xs[0]`, `mm[k]`.
struct MapPath: Hashable {
  enum Container: UInt8 { case array, slice, map }

  enum Step: Hashable {
    case field(Object)
    /// Through a pointer, also where the source does not show it.
    case pointee
    /// An element at a constant index; nil stands for any. Keys of maps are not told apart.
    case element(Container, Int64?)
  }

  let root: Object
  let steps: [Step]

  /// What lies behind the steps is reached by copies of the value too.
  static func isShared(_ steps: some Sequence<Step>) -> Bool {
    steps.contains { step in
      switch step {
      case .pointee, .element(.slice, _), .element(.map, _): true
      default: false
      }
    }
  }

  /// Whether the zero value of a type has a nil map at the end of the steps; if not, the steps themselves panic.
  static func isNilInZeroValue(_ steps: some Sequence<Step>) -> Bool {
    steps.allSatisfy { step in
      switch step {
      case .field, .element(.array, _), .element(.map, _): true
      default: false
      }
    }
  }

  /// How a step taken in the source fits one of a path.
  enum Match { case same, perhaps, different, unclear }

  static func match(_ step: Step, _ other: Step) -> Match {
    switch (step, other) {
    case (.pointee, .pointee): return .same
    case (.field(let a), .field(let b)): return a == b ? .same : .different
    case (.element(let a, let i), .element(let b, let j)):
      guard a == b else { return .unclear }
      guard let i, let j else { return .perhaps }
      return i == j ? .same : .different
    default: return .unclear
    }
  }
}

extension Unit {
  /// The longest path that is followed.
  private static var stepLimit: Int { 12 }

  /// The path that an expression takes from a variable; nil for other expressions and where a part is not known.
  func mapPath(_ expression: Node) -> MapPath? {
    guard let (value, steps) = steps(to: expression), let root = variable(value), !root.isField else { return nil }
    return MapPath(root: root, steps: steps)
  }

  /// The path that an expression takes from a value that is no variable, such as `new(T)` or `f()`.
  func stepsFromValue(_ expression: Node) -> (value: Node, steps: [MapPath.Step])? {
    guard let found = steps(to: expression) else { return nil }
    switch found.value.kind {
    case .callExpr, .compositeLit, .unaryExpr: return found
    default: return nil
    }
  }

  private func steps(to expression: Node) -> (value: Node, steps: [MapPath.Step])? {
    var links: [[MapPath.Step]] = []
    var node = expression.unparenthesized
    while let operand = node.child(.x), let steps = steps(of: node) {
      guard links.count < Self.stepLimit else { return nil }
      links.append(steps)
      node = operand.unparenthesized
    }
    return (node, Array(links.reversed().joined()))
  }

  /// The steps that a selector, index or star expression takes from its operand; nil for other expressions.
  func steps(of node: Node) -> [MapPath.Step]? {
    switch node.kind {
    case .starExpr: return [.pointee]
    case .selectorExpr:
      guard let selection = selection(of: node), selection.kind == .field else { return nil }
      return steps(through: selection.embedded, from: selection.receiver).map { steps, isPointer in
        steps + (isPointer ? [.pointee, .field(selection.object)] : [.field(selection.object)])
      }
    case .indexExpr:
      guard let operand = node.child(.x) else { return nil }
      var type = self.type(of: operand).underlying
      var steps: [MapPath.Step] = []
      if type.kind == .pointer {
        steps = [.pointee]
        type = type.elem.underlying
      }
      let index = node.child(.index).flatMap { integer($0) }
      switch type.kind {
      case .array: return steps + [.element(.array, index)]
      case .slice where steps.isEmpty: return [.element(.slice, index)]
      case .map where steps.isEmpty: return [.element(.map, nil)]
      default: return nil
      }
    default: return nil
    }
  }

  /// The steps through embedded fields from a type, and whether a pointer comes last.
  func steps(through embedded: [Object], from type: Type) -> (steps: [MapPath.Step], isPointer: Bool)? {
    var steps: [MapPath.Step] = []
    if type.isUnknown { return nil }
    var isPointer = type.underlying.kind == .pointer
    for field in embedded {
      if isPointer { steps.append(.pointee) }
      steps.append(.field(field))
      if field.type.isUnknown { return nil }
      isPointer = field.type.underlying.kind == .pointer
    }
    return (steps, isPointer)
  }
}
