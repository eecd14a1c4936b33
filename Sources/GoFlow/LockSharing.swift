import GoSyntax
import GoTypes

/// The time before a value is shared: between where a function makes it and where a goroutine first gets hold of it.
struct BeforeSharing {
  private let graph: CallGraph
  private let unit: Unit
  /// Functions that start goroutines, or call one that does.
  private let starters: [Bool]
  /// Functions that something starts beside what runs already.
  private let started: Set<FunctionID>
  private var fresh: [Object: Bool] = [:]
  private var makers: [FunctionID: Bool] = [:]
  private var depth = 0

  /// Constructors that call constructors are followed so far.
  private static let depthLimit = 4

  init(_ graph: CallGraph, _ concurrency: Concurrency) {
    self.graph = graph
    unit = graph.unit
    var starters = [Bool](repeating: false, count: graph.functions.count)
    for entry in concurrency.entries {
      guard let starter = entry.starter, entry.kind != .callback else { continue }
      // A literal's goroutine is started when the function around it runs it, perhaps.
      var current: FunctionID? = starter
      while let function = current {
        starters[Int(function.index)] = true
        current = graph[function].outer
      }
    }
    for component in graph.components {
      let starts = component.contains { member in
        starters[Int(member.index)] || graph.calls(from: member).contains { starters[Int($0.callee.index)] }
      }
      if starts { for member in component { starters[Int(member.index)] = true } }
    }
    self.starters = starters
    started = Set(concurrency.entries.lazy.filter { $0.kind != .callback }.map(\.function))
  }

  /// Whether a function starts a goroutine, itself or through others of the unit.
  func startsGoroutine(_ function: FunctionID) -> Bool { starters[Int(function.index)] }

  /// Whether the value behind a local variable was made in the function, and no goroutine has got it before the node.
  mutating func contains(_ root: Object, at node: Node, in function: FunctionID) -> Bool {
    guard root.isLocal, !root.isParameter || isResult(root), let declaration = root.declaration else { return false }
    // A literal belongs to the function around it, unless it is started as a goroutine; one that is handed to a call is
    // taken to run before the call returns.
    var home: FunctionID? = function
    while let current = home, !graph[current].node.contains(declaration) {
      guard graph[current].object == nil, !started.contains(current) else { return false }
      home = graph[current].outer
    }
    guard home != nil, isFresh(root) else { return false }
    return !isPublished(root, before: node, in: function)
  }

  /// Whether a goroutine may have got hold of a variable's value in a function before a node.
  func isPublished(_ root: Object, before node: Node, in function: FunctionID) -> Bool {
    // What a turn of a loop starts is there in the next one.
    let loop = node.enclosingLoops.last { loop in root.declaration.map { !loop.contains($0) } ?? false }
    for name in unit.references(to: root) where name.root == node.root {
      let isBefore = name.start < node.start
      guard isBefore || loop?.contains(name) ?? false else { continue }
      // What is published on a way that ends there does not come here.
      if loop == nil, leavesBefore(node, after: name) { continue }
      // What starts at the node itself comes after it.
      for outer in name.ancestors {
        let isStart =
          outer.kind == .goStmt
          || outer.kind == .funcLit && !outer.contains(node) && graph.function(outer).map(started.contains) ?? false
        if isStart {
          if isBefore ? isJoined(outer, before: node) : isJoined(outer, within: loop) { break }
          return true
        }
        if outer.kind == .callExpr, !outer.contains(node),
          graph.calls(from: function).contains(where: { $0.call == outer && startsGoroutine($0.callee) })
        {
          return true
        }
        if outer.kind == .funcDecl { break }
      }
    }
    return false
  }

  /// Whether a `return` follows in a block around a statement, before the block that holds the node too.
  private func leavesBefore(_ node: Node, after name: Node) -> Bool {
    var inner = name
    for outer in name.ancestors {
      if outer.kind == .funcLit || outer.kind == .funcDecl || outer.contains(node) { return false }
      if outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause {
        let isLeft = outer.children(.stmt).contains { $0.id >= inner.id && $0.kind == .returnStmt }
        if isLeft { return true }
      }
      inner = outer
    }
    return false
  }

  /// Whether a function waits between a start and a node: `wg.Wait()`. Not only groups of package sync have such a method, and
  /// taking another for one only keeps rules silent.
  private func isJoined(_ start: Node, before node: Node) -> Bool {
    guard let function = start.enclosingFunction, function.contains(node) else { return false }
    return function.descendants.contains { call in
      guard call.kind == .callExpr, call.start > start.end, call.end <= node.start,
        let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr
      else { return false }
      return fun.child(.sel)?.name == Self.wait
    }
  }

  /// Whether the loop waits for what it starts before its next turn.
  private func isJoined(_ start: Node, within loop: Node?) -> Bool {
    loop?.descendants.contains { call in
      guard call.kind == .callExpr, let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr else {
        return false
      }
      return fun.child(.sel)?.name == Self.wait
    } ?? true
  }

  private static let wait = Name.of("Wait")

  /// Whether a variable is a named result.
  private func isResult(_ variable: Object) -> Bool {
    variable.declaration?.parent.map { $0.kind == .field && $0.parent?.role == .results } ?? false
  }

  /// Whether a local variable only ever holds a value made by its function or by a constructor it calls.
  private mutating func isFresh(_ variable: Object) -> Bool {
    if let known = fresh[variable] { return known }
    fresh[variable] = false
    guard let declaration = variable.declaration else { return false }
    var isFresh: Bool
    if let value = declaration.valueOfTarget {
      isFresh = makes(value)
    } else if isResult(variable) {
      // Nil or zero until it is given a value.
      isFresh = [.pointer, .struct].contains(variable.type.underlying.kind)
    } else if declaration.parent?.kind == .valueSpec {
      isFresh = declaration.parent?.child(.value) == nil && variable.type.underlying.kind == .struct
    } else if let statement = declaration.parent, statement.kind == .assignStmt, statement.child(.lhs) == declaration,
      let call = statement.child(.rhs)
    {
      // `s, err := newServer()`
      isFresh = makes(call)
    } else {
      isFresh = false
    }
    if isFresh {
      for name in unit.references(to: variable) {
        guard case .assigned = unit.use(of: name) else { continue }
        let value = name.valueOfTarget
        if value.map({ makes($0) }) != true { isFresh = false }
      }
    }
    fresh[variable] = isFresh
    return isFresh
  }

  /// Whether an expression makes a value that nobody else has.
  private mutating func makes(_ expression: Node) -> Bool {
    var value = expression.unparenthesized
    if value.kind == .unaryExpr, value.token == .and, let operand = value.child(.x) { value = operand.unparenthesized }
    if value.kind == .compositeLit { return true }
    guard value.kind == .callExpr else { return false }
    switch unit.builtin(value) {
    case .new, .make: return true
    case .some: return false
    case nil: break
    }
    guard let callee = unit.callee(of: value), let function = graph.function(callee) else { return false }
    return isMaker(function)
  }

  private func firstResult(of function: Node) -> Object? {
    function.child(.type)?.child(.results)?.child(.field)?.child(.name).flatMap { unit.object(of: $0) }
  }

  /// Whether the first result of a function is always a value it has made.
  private mutating func isMaker(_ function: FunctionID) -> Bool {
    if let known = makers[function] { return known }
    makers[function] = false
    guard depth < Self.depthLimit else { return false }
    depth += 1
    defer { depth -= 1 }
    var hasResult = false
    let node = graph[function].node
    for statement in node.descendants where statement.kind == .returnStmt && statement.enclosingFunction == node {
      guard let value = statement.child(.result)?.unparenthesized else {
        guard let result = firstResult(of: node), isFresh(result) else { return false }
        hasResult = true
        continue
      }
      if unit.isNil(value) { continue }
      hasResult = true
      if let variable = unit.variable(value) {
        guard variable.isLocal, !variable.isParameter || isResult(variable), isFresh(variable) else { return false }
      } else if !makes(value) {
        return false
      }
    }
    // One that starts goroutines may have shared what it returns.
    makers[function] = hasResult && !startsGoroutine(function)
    return makers[function] ?? false
  }
}
