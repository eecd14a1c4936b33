import GoSyntax
import GoTypes

/// What conditions say of the map of a path, and how they come out while it is nil.
struct MapConditions {
  private let path: MapPath
  private let unit: Unit
  /// Mentions of the path's variable.
  private var uses: Set<Node> = []
  /// Variables whose value may depend on the path's variable.
  private var dependent: Set<Object> = []
  /// Comparisons of the map with nil.
  private(set) var comparisons: Set<Node> = []
  /// More variables depend on the map than are followed: everything may.
  private var isOverfull = false

  /// Others may reach the map too.
  var isShared: Bool { MapPath.isShared(path.steps) }

  enum Outcome { case possible, impossible, open }

  init(_ path: MapPath, _ uses: [Node], in function: PackageFlow.Function, _ unit: Unit) {
    self.path = path
    self.unit = unit
    let sources = uses.filter { !isLengthOfList($0) }
    self.uses = Set(sources)
    collectDependents(sources, in: function)
    // Of one of many elements a comparison says nothing about the others.
    if path.steps.contains(where: { if case .element(_, nil) = $0 { true } else { false } }) { return }
    for use in uses {
      for node in use.ancestors {
        if node.kind == .binaryExpr, isComparison(node) { comparisons.insert(node) }
        if node.isStatement { break }
      }
    }
  }

  // MARK: Variables that depend on the map

  /// How often a variable that depends on another is followed further.
  private static let rounds = 3
  private static let dependentLimit = 64

  private mutating func collectDependents(_ uses: [Node], in function: PackageFlow.Function) {
    var work = uses
    for _ in 0..<Self.rounds {
      var found: [Object] = []
      for use in work {
        for target in targets(takingFrom: use) where dependent.insert(target).inserted { found.append(target) }
      }
      if found.isEmpty { return }
      isOverfull = dependent.count > Self.dependentLimit
      if isOverfull { return }
      work = found.flatMap { unit.uses(of: $0, in: function.node) ?? [] }
    }
  }

  /// The variables that get a value computed from a mention.
  private func targets(takingFrom use: Node) -> [Object] {
    var inner = use
    for node in use.ancestors {
      switch node.kind {
      case .assignStmt where inner.role == .rhs: return node.children(.lhs).compactMap(root)
      case .valueSpec where inner.role == .value: return node.children(.name).compactMap(root)
      case .rangeStmt where inner.role == .x:
        let targets = isListOnTheWay(inner) ? [node.child(.value)] : [node.child(.key), node.child(.value)]
        return targets.compactMap { $0.flatMap(root) }
      default: if node.isStatement { return [] }
      }
      inner = node
    }
    return []
  }

  /// Whether an expression is a slice or array that the path goes through: its length says nothing about the maps in it.
  private func isListOnTheWay(_ expression: Node) -> Bool {
    guard let other = unit.mapPath(expression), other.root == path.root, other.steps.count < path.steps.count,
      zip(other.steps, path.steps).allSatisfy({ $0 == $1 })
    else { return false }
    switch path.steps[other.steps.count] {
    case .element(.slice, _), .element(.array, _): return true
    default: return false
    }
  }

  /// Whether a mention of the variable is part of `len(…)` or `cap(…)` of such a slice or array.
  private func isLengthOfList(_ use: Node) -> Bool {
    for node in use.ancestors {
      guard node.kind == .callExpr else {
        if node.isStatement { return false }
        continue
      }
      guard let builtin = unit.builtin(node), builtin == .len || builtin == .cap, let operand = node.child(.arg) else {
        return false
      }
      return isListOnTheWay(operand)
    }
    return false
  }

  /// The variable that a target is, or is part of.
  private func root(_ target: Node) -> Object? {
    var node = target.unparenthesized
    while let operand = node.child(.x) { node = operand.unparenthesized }
    guard let object = unit.variable(node), object != path.root else { return nil }
    return object
  }

  /// Whether what an expression gives may depend on the path's variable.
  private func depends(_ expression: Node) -> Bool {
    if isOverfull { return true }
    func isSource(_ node: Node) -> Bool {
      guard node.kind == .ident, node.role != .sel else { return false }
      return uses.contains(node) || unit.object(of: node).map { dependent.contains($0) } ?? true
    }
    return isSource(expression) || expression.descendants.contains(where: isSource)
  }

  // MARK: Edges

  /// What follows an edge takes for certain of the map: that it is nil, or that it is not.
  func saysNil(_ edge: ControlFlowGraph.Edge) -> Bool? {
    guard edge.kind == .holds || edge.kind == .fails, let condition = edge.condition, condition.kind == .binaryExpr,
      comparisons.contains(condition)
    else { return nil }
    return (condition.token == .eql) == (edge.kind == .holds)
  }

  /// Whether an edge can be taken while the map is nil.
  func outcome(of edge: ControlFlowGraph.Edge) -> Outcome {
    guard let condition = edge.condition else { return .possible }
    switch edge.kind {
    case .holds, .fails:
      if let value = truth(condition) { return value == (edge.kind == .holds) ? .possible : .impossible }
      return depends(condition) ? .open : .possible
    case .enters, .leaves:
      guard let operand = condition.child(.x) else { return .open }
      return range(operand, enters: edge.kind == .enters)
    case .matches, .differs: return choice(condition)
    case .next, .communicates, .returns, .panics: return .possible
    }
  }

  private func range(_ operand: Node, enters: Bool) -> Outcome {
    if let length = length(operand) { return length == 0 && enters ? .impossible : .possible }
    // A map whose entries have no map is mostly empty; a slice has its elements.
    if isListOnTheWay(operand) { return .possible }
    return depends(operand) && enters ? .open : .possible
  }

  /// A case, a clause, or none of them.
  private func choice(_ condition: Node) -> Outcome {
    var statement: Node? = condition
    while let node = statement, node.kind != .switchStmt, node.kind != .typeSwitchStmt { statement = node.parent }
    guard let statement else { return .open }
    let tag = statement.child(.tag) ?? statement.child(.assign)
    let isExpression = condition != statement && condition.kind != .caseClause
    return tag.map(depends) ?? false || isExpression && depends(condition) ? .open : .possible
  }

  // MARK: Values while the map is nil

  private enum Value {
    case truth(Bool)
    case number(Int64)
    case text
    case `nil`
  }

  /// How a condition comes out; nil when it is not known.
  private func truth(_ condition: Node) -> Bool? {
    if isOverfull { return nil }
    if condition.kind == .binaryExpr, let x = condition.child(.x), let y = condition.child(.y) {
      guard let a = value(x), let b = value(y) else { return nil }
      return Self.compare(a, condition.token, b)
    }
    if case .truth(let value) = value(condition) { return value }
    return nil
  }

  private static func compare(_ a: Value, _ token: Token, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.number(let a), .number(let b)):
      switch token {
      case .eql: return a == b
      case .neq: return a != b
      case .lss: return a < b
      case .leq: return a <= b
      case .gtr: return a > b
      case .geq: return a >= b
      default: return nil
      }
    case (.truth(let a), .truth(let b)): return token == .eql ? a == b : token == .neq ? a != b : nil
    case (.text, .text), (.nil, .nil): return token == .eql ? true : token == .neq ? false : nil
    default: return nil
    }
  }

  private func value(_ expression: Node, depth: Int = 0) -> Value? {
    let node = expression.unparenthesized
    if let constant = unit.constant(of: node) {
      switch constant {
      case .bool(let value): return .truth(value)
      case .string(let bytes): return bytes.isEmpty ? .text : nil
      default: return constant.int64.map { .number($0) }
      }
    }
    if unit.isNil(node) || isMap(node) { return .nil }
    switch node.kind {
    case .indexExpr:
      guard let operand = node.child(.x), isMap(operand) else { return nil }
      return zero(unit.type(of: node))
    case .callExpr:
      guard unit.builtin(node) == .len, let operand = node.child(.arg) else { return nil }
      return length(operand).map { .number($0) }
    case .ident: return depth < 2 ? variable(node, depth) : nil
    default: return nil
    }
  }

  /// The length of what is nil or empty while the map is nil.
  private func length(_ operand: Node) -> Int64? {
    let operand = operand.unparenthesized
    if isMap(operand) { return 0 }
    switch value(operand) {
    case .nil, .text: return 0
    default: return nil
    }
  }

  /// Whether an expression is the map.
  private func isMap(_ expression: Node) -> Bool {
    switch expression.unparenthesized.kind {
    case .ident, .selectorExpr, .indexExpr, .starExpr: unit.mapPath(expression) == path
    default: false
    }
  }

  private func isComparison(_ node: Node) -> Bool {
    guard node.token == .eql || node.token == .neq, let x = node.child(.x), let y = node.child(.y) else { return false }
    return isMap(x) && unit.isNil(y) || unit.isNil(x) && isMap(y)
  }

  private func zero(_ type: Type) -> Value? {
    let type = type.underlying
    switch type.kind {
    case .basic:
      let kind = type.basicKind
      return kind == .bool ? .truth(false) : kind.isString ? .text : kind.isNumeric ? .number(0) : nil
    case .pointer, .slice, .map, .chan, .signature, .interface: return .nil
    default: return nil
    }
  }

  /// `v` and `ok` of `v, ok := m[k]` and the like, where nothing else is assigned to them.
  private func variable(_ identifier: Node, _ depth: Int) -> Value? {
    guard let object = unit.variable(identifier), object.isLocal, !object.isParameter, dependent.contains(object),
      let declaration = object.declaration, let function = declaration.enclosingFunction,
      let uses = unit.uses(of: object, in: function),
      uses.allSatisfy({ use in
        switch unit.use(of: use) {
        case .assigned, .addressed: false
        default: true
        }
      })
    else { return nil }
    if let value = declaration.valueOfTarget { return self.value(value, depth: depth + 1) }
    guard let statement = declaration.parent, statement.kind == .assignStmt || statement.kind == .valueSpec else {
      return nil
    }
    let targets = Array(statement.children(statement.kind == .assignStmt ? .lhs : .name))
    let values = Array(statement.children(statement.kind == .assignStmt ? .rhs : .value))
    guard targets.count == 2, values.count == 1, let entry = values.first?.unparenthesized, entry.kind == .indexExpr,
      let operand = entry.child(.x), isMap(operand)
    else { return nil }
    return declaration == targets[1] ? .truth(false) : zero(unit.type(of: entry))
  }
}
