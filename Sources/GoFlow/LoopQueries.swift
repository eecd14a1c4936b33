import GoSyntax
import GoTypes

/// How often a loop's body runs.
package enum LoopCount: Equatable {
  case atMost(Int64)
  case unknown
}

extension Unit {
  /// Whether a variable that `expression` mentions is assigned to, or may be through its address or a function literal, in
  /// the source between two offsets of a function.
  package func mayChange(_ expression: Node, from start: UInt32, to end: UInt32, in function: Node) -> Bool {
    for part in [expression] + Array(expression.descendants) where part.kind == .ident && part.role != .sel {
      guard let object = self.object(of: part) else { return true }
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
      if part.kind == .callExpr, constant(of: part) == nil { return true }
      guard part.kind == .ident, part.role != .sel, let object = self.object(of: part), object.kind == .variable,
        !object.isField
      else { continue }
      if let declaration = object.declaration, loop.contains(declaration) { return true }
      for use in uses(of: object, in: loop) ?? [] where write(to: use) != nil { return true }
    }
    return false
  }

  /// Whether a node in a loop's body runs only for elements that an equality with something fixed picks: below
  /// `if x.name == name`, or after `if x.name != name { continue }`. As a rule that is one of them.
  package func isPicked(_ node: Node, in loop: Node) -> Bool {
    var inner = node
    for outer in node.ancestors {
      if outer == loop { return false }
      switch outer.kind {
      case .ifStmt where inner.role == .body || inner.role == .otherwise:
        if let condition = outer.child(.cond), picks(condition, isTrue: inner.role == .body, loop, depth: 0) {
          return true
        }
      case .blockStmt, .caseClause, .commClause:
        for statement in outer.children(.stmt) where statement.kind == .ifStmt && statement.end <= inner.start {
          if let condition = statement.child(.cond), let body = statement.child(.body), leavesBlock(body),
            picks(condition, isTrue: false, loop, depth: 0)
          {
            return true
          }
        }
      default: break
      }
      inner = outer
    }
    return false
  }

  /// `""` and 0 tell what has none, and such elements may be many.
  private func isZeroValue(_ expression: Node) -> Bool {
    switch constant(of: expression) {
    case .string(let bytes)?: bytes.isEmpty
    case let number?: number.int64 == 0
    case nil: false
    }
  }

  private func picks(_ condition: Node, isTrue: Bool, _ loop: Node, depth: Int) -> Bool {
    // Conditions of people have a few parts.
    if depth > 16 { return false }
    let test = condition.unparenthesized
    guard test.kind == .binaryExpr, let x = test.child(.x), let y = test.child(.y) else { return false }
    switch test.token {
    case .logicalAnd where isTrue, .logicalOr where !isTrue:
      return picks(x, isTrue: isTrue, loop, depth: depth + 1) || picks(y, isTrue: isTrue, loop, depth: depth + 1)
    case .eql where isTrue, .neq where !isTrue:
      let type = type(of: x).underlying
      guard type.kind == .basic, type.basicKind != .bool, varies(x, in: loop) != varies(y, in: loop) else {
        return false
      }
      return ![x, y].contains(where: isZeroValue)
    default: return false
    }
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
    if let constant = self.constant(of: node) {
      if case .string(let bytes) = constant { return Int64(bytes.count) }
      return constant.int64
    }
    let type = self.type(of: node)
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
      case .argument(let call) where builtin(call) == .len: continue
      default: return nil
      }
    }
    return length(value)
  }
}
