import GoSyntax
import GoTypes

// What more than one rule asks about syntax and variables. Nothing here guesses: where an answer cannot be had, the result is
// the one that keeps a rule silent, as its comment says.

extension Node {
  /// The expression inside any parentheses.
  package var unparenthesized: Node {
    var node = self
    while node.kind == .parenExpr, let inner = node.child(.x) { node = inner }
    return node
  }

  /// The outermost parentheses right around this expression, or the expression itself.
  package var withParentheses: Node {
    var node = self
    while let parent = node.parent, parent.kind == .parenExpr { node = parent }
    return node
  }

  package var isLoop: Bool { kind == .forStmt || kind == .rangeStmt }

  package var isStatement: Bool { kind.rawValue >= Kind.badStmt.rawValue && kind != .caseClause && kind != .commClause }

  /// The innermost function declaration or literal around the node, the node itself left out.
  package var enclosingFunction: Node? { ancestors.first { $0.kind == .funcDecl || $0.kind == .funcLit } }

  /// The innermost statement that is or contains the node.
  package var enclosingStatement: Node? { isStatement ? self : ancestors.first { $0.isStatement } }

  /// The loops of the same function that may run the node again, innermost first: those whose body it is in, or whose
  /// condition or post statement.
  package var enclosingLoops: [Node] {
    var loops: [Node] = []
    var inner = self
    for node in ancestors {
      if node.kind == .funcDecl || node.kind == .funcLit { break }
      if node.kind == .rangeStmt, inner.role == .body { loops.append(node) }
      if node.kind == .forStmt, inner.role != .initial { loops.append(node) }
      inner = node
    }
    return loops
  }

  /// The innermost loop of the same function that may run the node again.
  package var enclosingLoop: Node? { enclosingLoops.first }

  /// Whether a function literal lies between the node and `outer`, which contains it: the node may run at another time.
  package func isInFunctionLiteral(within outer: Node) -> Bool {
    for node in ancestors {
      if node.id <= outer.id { return false }
      if node.kind == .funcLit { return true }
    }
    return false
  }

  /// The `if`, `switch`, `select` and inner loops between the node and `outer`, innermost first: what decides whether the
  /// node runs once `outer` does. Where it stands in the condition itself does not count.
  package func conditions(within outer: Node) -> [Node] {
    var found: [Node] = []
    var inner = self
    for node in ancestors {
      if node.id <= outer.id { break }
      switch node.kind {
      case .ifStmt where inner.role == .body || inner.role == .otherwise: found.append(node)
      case .caseClause, .commClause: found.append(node)
      case .forStmt where inner.role == .body || inner.role == .post: found.append(node)
      case .rangeStmt where inner.role == .body: found.append(node)
      case .binaryExpr where inner.role == .y && (node.token == .logicalAnd || node.token == .logicalOr):
        found.append(node)
      default: break
      }
      inner = node
    }
    return found
  }

  /// The value at the same position as this target in `a, b := x, y` or `var a, b = x, y`; nil where the counts differ, as
  /// with the results of one call.
  package var valueOfTarget: Node? {
    guard let parent else { return nil }
    switch (parent.kind, role) {
    case (.assignStmt, .lhs): return parent.partner(of: self, from: .lhs, in: .rhs)
    case (.valueSpec, .name): return parent.partner(of: self, from: .name, in: .value)
    default: return nil
    }
  }

  private func partner(of node: Node, from: Role, in other: Role) -> Node? {
    let targets = Array(children(from))
    let values = Array(children(other))
    guard targets.count == values.count, let index = targets.firstIndex(of: node) else { return nil }
    return values[index]
  }
}

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
}

/// How often a loop's body runs.
package enum LoopCount: Equatable {
  case atMost(Int64)
  case unknown
}

extension Pass {
  /// The variable that an expression is, through parentheses; nil for any other expression and when it is not known.
  package func variable(_ expression: Node) -> Object? {
    let node = expression.unparenthesized
    guard node.kind == .ident, let object = unit.object(of: node), object.kind == .variable else { return nil }
    return object
  }

  /// All identifiers in `scope` that mean a variable other than a field, in source order, its declaration included; nil when
  /// one of the same name may or may not mean it.
  package func uses(of object: Object, in scope: Node) -> [Node]? {
    var found: [Node] = []
    let name = object.name
    for node in scope.descendants where node.kind == .ident && node.name == name {
      if node.role == .sel || node.role == .label { continue }
      guard let meant = unit.object(of: node) else { return nil }
      if meant == object { found.append(node) }
    }
    return found
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
      if parent.token == .define, unit.object(of: node)?.declaration == node { return .declared }
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
    return node.kind == .ident && unit.object(of: node)?.kind == .nil
  }

  /// The value of an integer constant expression that fits.
  package func integer(_ expression: Node) -> Int64? { unit.constant(of: expression)?.int64 }

  /// The place an expression names: a variable and fields of it. Nil for anything else, and for what a method or package
  /// qualifier is part of.
  package func path(_ expression: Node) -> AccessPath? {
    var fields: [Object] = []
    var node = expression.unparenthesized
    while node.kind == .selectorExpr, let operand = node.child(.x) {
      guard let selection = unit.selection(of: node) else { return nil }
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
      guard let object = unit.object(of: a) else { return false }
      return object == unit.object(of: b)
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
  package func mayChange(_ expression: Node, from start: UInt32, to end: UInt32, in function: Node) -> Bool {
    for part in [expression] + Array(expression.descendants) where part.kind == .ident && part.role != .sel {
      guard let object = unit.object(of: part) else { return true }
      guard object.kind == .variable else { continue }
      // A variable of the package may change in any call.
      if !object.isLocal { continue }
      guard let uses = uses(of: object, in: function) else { return true }
      for use in uses where use.start >= start && use.end <= end {
        switch self.use(of: use) {
        case .assigned, .addressed: return true
        default: break
        }
      }
    }
    return false
  }

  /// Whether an expression may have another value in each iteration of a loop: it calls something, or mentions a variable
  /// that is declared or assigned to in the loop. False also when it is not known.
  package func varies(_ expression: Node, in loop: Node) -> Bool {
    for part in [expression] + Array(expression.descendants) {
      if part.kind == .callExpr, unit.constant(of: part) == nil { return true }
      guard part.kind == .ident, part.role != .sel, let object = unit.object(of: part), object.kind == .variable,
        !object.isField
      else { continue }
      if let declaration = object.declaration, loop.contains(declaration) { return true }
      for use in uses(of: object, in: loop) ?? [] where write(to: use) != nil { return true }
    }
    return false
  }

  /// How often the body of a loop runs each time the loop is reached.
  package func count(_ loop: Node) -> LoopCount {
    guard let body = loop.child(.body) else { return .unknown }
    if leavesAtOnce(body, loop) { return .atMost(1) }
    if loop.kind == .rangeStmt {
      guard let operand = loop.child(.x) else { return .unknown }
      return length(operand).map { .atMost($0) } ?? .unknown
    }
    // `for i := a; i < b; i++` with constant bounds.
    guard loop.kind == .forStmt, let initial = loop.child(.initial), initial.kind == .assignStmt,
      initial.token == .define, let target = initial.child(.lhs), let object = variable(target),
      let first = target.valueOfTarget.flatMap(integer), let condition = loop.child(.cond)?.unparenthesized,
      condition.kind == .binaryExpr, condition.token == .lss || condition.token == .leq,
      let tested = condition.child(.x), variable(tested) == object, let bound = condition.child(.y).flatMap(integer),
      let post = loop.child(.post), post.kind == .incDecStmt, post.token == .inc, let stepped = post.child(.x),
      variable(stepped) == object, let uses = uses(of: object, in: body),
      uses.allSatisfy({ write(to: $0) == nil })
    else { return .unknown }
    let (span, overflow) = bound.subtractingReportingOverflow(first)
    return overflow ? .unknown : .atMost(max(0, condition.token == .leq && span < .max ? span + 1 : span))
  }

  /// Whether a loop's body always ends the loop in its first run.
  private func leavesAtOnce(_ body: Node, _ loop: Node) -> Bool { leaves(body, loop, after: body.start) }

  /// Whether whoever comes by a node in a loop's body leaves the loop in the same iteration: a block around the node ends with
  /// `return` or `break`, and nothing after the node continues the loop.
  package func leavesLoop(after node: Node, _ loop: Node) -> Bool {
    for block in node.ancestors {
      if block == loop { return false }
      if block.kind == .blockStmt || block.kind == .caseClause || block.kind == .commClause,
        leaves(block, loop, after: node.start)
      {
        return true
      }
    }
    return false
  }

  private func leaves(_ block: Node, _ loop: Node, after start: UInt32) -> Bool {
    guard let last = Array(block.children(.stmt)).last else { return false }
    switch last.kind {
    case .returnStmt: break
    case .branchStmt where last.token == .break && last.child(.label) == nil:
      // Below `switch` and `select`, `break` leaves only these.
      let left = last.ancestors.first {
        $0.isLoop || $0.kind == .switchStmt || $0.kind == .typeSwitchStmt || $0.kind == .selectStmt
      }
      if left != loop { return false }
    default: return false
    }
    return !block.descendants.contains {
      $0.kind == .branchStmt && $0.start > start
        && ($0.token == .goto || $0.token == .continue && ($0.enclosingLoop == loop || $0.child(.label) != nil))
    }
  }

  /// The greatest number of elements that ranging over an expression gives: of an array, a constant, a literal, or a local
  /// variable that only ever holds one literal. Nil when it is not known.
  package func length(_ expression: Node) -> Int64? {
    let node = expression.unparenthesized
    if let constant = unit.constant(of: node) {
      if case .string(let bytes) = constant { return Int64(bytes.count) }
      return constant.int64
    }
    let type = unit.type(of: node)
    let underlying = type.underlying
    if underlying.kind == .array { return underlying.length }
    if underlying.kind == .pointer, underlying.elem.underlying.kind == .array {
      return underlying.elem.underlying.length
    }
    if node.kind == .compositeLit {
      let elements = Array(node.children(.elt))
      let isKeyedList = underlying.kind != .map && elements.contains { $0.kind == .keyValueExpr }
      return isKeyedList || type.isUnknown ? nil : Int64(elements.count)
    }
    guard let object = variable(node), object.isLocal, !object.isParameter, let declaration = object.declaration,
      let value = declaration.valueOfTarget?.unparenthesized, value.kind == .compositeLit,
      underlying.kind == .slice || underlying.kind == .map, let function = declaration.enclosingFunction,
      let uses = uses(of: object, in: function)
    else { return nil }
    for use in uses {
      switch self.use(of: use) {
      case .declared, .ranged: continue
      case .indexed(let index) where underlying.kind == .slice || write(to: index) == nil: continue
      case .argument(let call) where unit.builtin(call) == .len: continue
      default: return nil
      }
    }
    return length(value)
  }
}
