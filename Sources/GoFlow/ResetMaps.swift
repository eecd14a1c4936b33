import GoSyntax
import GoTypes

/// Maps that one function sets to nil for good and another writes to without a look: `Close` drops the map, and an `Add` that
/// comes later panics.
///
/// Who comes when is not known, so what speaks for an order keeps it silent: another function that makes the map again, a test of
/// something that is set beside the nil, one function that leads to both.
struct ResetMaps {
  /// By the function of the write.
  private(set) var writes: [Node: [NilWrite]] = [:]

  private unowned let flow: PackageFlow
  private let unit: Unit
  private let targets: MapTargets

  /// How many variables and fields are looked at closely, and how many functions are followed outwards from one.
  private static let objectLimit = 16
  private static let callerLimit = 64

  /// A place that sets a map to nil.
  private struct Reset {
    /// The nil.
    let value: Node
    let function: Node
    /// What loses its map.
    let object: Object
    /// Other fields and variables that the same function sets.
    let flags: Set<Object>
  }

  init(_ targets: MapTargets, _ maps: MapInitialisation) {
    flow = maps.flow
    unit = maps.unit
    self.targets = targets
    if unit.files.contains(where: { !$0.damaged.isEmpty }) { return }
    let dropped = droppedNames()
    if dropped.isEmpty { return }
    var resets: [Object: [Reset]] = [:]
    for function in flow.askedFunctions {
      for path in targets.paths(in: function.node) {
        guard let object = object(of: path, in: function.node), dropped.contains(object.name) else { continue }
        if resets[object] == nil {
          if resets.count == Self.objectLimit { continue }
          resets[object] = self.resets(of: object)
        }
        guard let known = resets[object], !known.isEmpty, targets.isFirst(path, in: function.node) else { continue }
        find(path, function, known, maps)
      }
    }
  }

  private mutating func find(
    _ path: MapPath, _ function: PackageFlow.Function, _ resets: [Reset], _ maps: MapInitialisation
  ) {
    if isInTest(function.node) || !path.steps.isEmpty && isFresh(path.root) { return }
    guard let reset = resets.first(where: { mayComeBefore($0, function.node) }),
      let solution = MapSolution(path, in: function, entry: .nil, isLenient: true, maps)
    else { return }
    for entry in solution.inserts where !isTested(entry, reset, in: function.node) {
      guard var write = NilWrite(entry, path, reset.value, unit) else { continue }
      write.isReset = true
      writes[function.node, default: []].append(write)
      // The others are mended by the same test.
      return
    }
  }

  private func isInTest(_ node: Node) -> Bool {
    unit.files.first { $0.fileIndex == node.fileIndex }?.isForTests ?? false
  }

  /// Whether a variable holds what its function has made.
  private func isFresh(_ root: Object) -> Bool {
    guard root.isLocal, !root.isParameter, let value = root.declaration?.valueOfTarget?.unparenthesized else {
      return false
    }
    switch value.kind {
    case .compositeLit, .unaryExpr, .callExpr: return true
    default: return false
    }
  }

  /// The field, or the variable that function literals share, which only the unit can set.
  private func object(of path: MapPath, in function: Node) -> Object? {
    guard let last = path.steps.last else {
      let root = path.root
      return root.isLocal && !root.isParameter && root.function != function ? root : nil
    }
    guard case .field(let field) = last, field.package == unit.package, !field.isExported else { return nil }
    return field
  }

  // MARK: What sets them to nil

  /// The names that are set to nil somewhere.
  private func droppedNames() -> Set<Name> {
    var names: Set<Name> = []
    for file in unit.files {
      for node in file.root.descendants where node.kind == .ident && node.role == .rhs && node.name == Self.nilName {
        guard let target = node.targetOfValue?.unparenthesized, node.parent?.token == .assign else { continue }
        names.insert(target.kind == .selectorExpr ? target.child(.sel)?.name ?? .none : target.name)
      }
    }
    return names
  }

  private static let nilName = Name.of("nil")

  /// The places that set a map to nil; none where anything but its birth and lazy guards may make it again.
  private func resets(of object: Object) -> [Reset] {
    var found: [Reset] = []
    for file in unit.files {
      let isTest = file.isForTests
      for node in file.root.descendants where node.kind == .ident && node.name == object.name && node.role != .label {
        guard let meant = unit.object(of: node) else { return [] }
        guard meant == object, let function = node.enclosingFunction else { continue }
        let expression = node.role == .sel ? node.parent ?? node : node
        switch unit.use(of: expression) {
        case .addressed: return []
        case .assigned(let statement):
          guard let value = expression.withParentheses.valueOfTarget else { return [] }
          if isTest { continue }
          if unit.isNil(value) {
            found.append(
              Reset(value: value, function: function, object: object, flags: flags(in: function).subtracting([object])))
          } else if !isBirth(expression, object) && !isLazy(statement, function) {
            return []
          }
        default: continue
        }
      }
    }
    return found
  }

  /// Whether an assignment gives a map to what its function has made.
  private func isBirth(_ target: Node, _ object: Object) -> Bool {
    guard let path = unit.path(target) else { return false }
    return object.isField ? isFresh(path.root) : target.enclosingFunction == object.function
  }

  /// Whether an assignment stands under a comparison with nil.
  private func isLazy(_ statement: Node, _ function: Node) -> Bool {
    statement.ancestors.prefix { $0 != function }.contains { outer in
      guard outer.kind == .ifStmt, let condition = outer.child(.cond) else { return false }
      return ([condition] + Array(condition.descendants)).contains { node in
        node.kind == .binaryExpr && node.token == .eql
          && [node.child(.x), node.child(.y)].contains { $0.map { unit.isNil($0) } ?? false }
      }
    }
  }

  private static let setters: Set<Name> = [.of("Store"), .of("Swap"), .of("CompareAndSwap"), .of("Add")]

  /// The fields and variables that a function sets.
  private func flags(in function: Node) -> Set<Object> {
    var flags: Set<Object> = []
    for node in function.descendants {
      switch node.kind {
      case .assignStmt:
        for name in node.children(.lhs) { if let object = unit.namedVariable(name) { flags.insert(object) } }
      case .callExpr:
        // `s.closed.Store(true)`, `close(s.done)`
        let fun = node.child(.fun)?.unparenthesized
        let operand =
          unit.builtin(node) == .close ? node.child(.arg) : fun?.kind == .selectorExpr ? fun?.child(.x) : nil
        if let operand, let object = unit.namedVariable(operand) { flags.insert(object) }
      default: break
      }
    }
    return flags
  }

  // MARK: What comes between

  /// Whether the function decides by something that is set beside the nil, before it comes to the write.
  private func isTested(_ entry: Node, _ reset: Reset, in function: Node) -> Bool {
    if hasTest(before: entry, reset, in: function, outside: nil) { return true }
    let graph = flow.callGraph
    guard let id = graph.function(function), graph.areCallersKnown(id) else { return false }
    let calls = graph.calls(of: id)
    // A test before a loop says nothing about its second turn.
    return !calls.isEmpty
      && calls.allSatisfy { site in
        guard let caller = site.caller, site.kind == .direct, !isBetweenSections(site.call, entry, reset) else {
          return false
        }
        return hasTest(before: site.call, reset, in: graph[caller].node, outside: site.call.enclosingLoop)
      }
  }

  /// Whether the write and the reset hold a lock in common which the call that leads to the write does not: what was tested before
  /// the call may have changed when the lock is taken.
  private func isBetweenSections(_ call: Node, _ entry: Node, _ reset: Reset) -> Bool {
    guard flow.usesLocks, let outside = flow.locks.held(at: call)?.fields else { return false }
    func held(at node: Node) -> Set<Object> {
      Set((flow.locks.held(at: node)?.certain ?? []).map { $0.lock.fields.last ?? $0.lock.root })
    }
    return !held(at: entry).intersection(held(at: reset.value)).isSubset(of: outside)
  }

  /// Whether a condition before a node, inside of the given loop, reads one of the flags.
  private func hasTest(before node: Node, _ reset: Reset, in function: Node, outside loop: Node?) -> Bool {
    function.descendants.contains { test in
      guard test.start < node.start, loop?.contains(test) ?? true else { return false }
      let conditions: [Node?]
      switch test.kind {
      case .ifStmt, .forStmt: conditions = [test.child(.cond), test.child(.initial)]
      case .switchStmt: conditions = [test.child(.tag), test.child(.initial)]
      case .caseClause, .commClause: conditions = Array(test.children).filter { $0.role != .body && !$0.isStatement }
      case .selectStmt: return true
      default: return false
      }
      return conditions.contains { condition in
        guard let condition else { return false }
        return ([condition] + Array(condition.descendants)).contains { name in
          guard name.kind == .ident, let object = unit.object(of: name) else { return false }
          if reset.flags.contains(object) { return true }
          // `if s.isClosed()`: what a method of the unit looks at.
          guard object.kind == .function, let body = flow.function(of: object)?.body else { return false }
          return body.descendants.contains { inner in
            inner.kind == .ident
              && unit.object(of: inner).map { reset.flags.contains($0) || $0 == reset.object } ?? false
          }
        }
      }
    }
  }

  // MARK: Order

  /// Whether a function that writes may come after a reset: something from outside leads to each of them, or the writer itself
  /// leads to the reset and is called again.
  private func mayComeBefore(_ reset: Reset, _ writer: Node) -> Bool {
    let graph = flow.callGraph
    guard reset.function != writer, let first = graph.function(reset.function), let second = graph.function(writer)
    else { return false }
    if graph[first].object == nil || graph[second].object == nil {
      // Callbacks that one call takes.
      return graph[first].object == nil && graph[second].object == nil && isHanded(first, with: second)
    }
    if graph[first].isInTest { return false }
    if reaches(second, first) && graph.calls(of: second).contains(where: \.isInLoop) { return true }
    let before = starts(first)
    let after = starts(second)
    // One function that leads to both knows the order.
    return !before.isEmpty && !after.isEmpty && before != after
  }

  private func isHanded(_ a: FunctionID, with b: FunctionID) -> Bool {
    func call(_ function: FunctionID) -> Node? {
      for case .escapes(_, let call?) in flow.callGraph[function].uses { return call }
      return nil
    }
    guard let first = call(a) else { return false }
    return first == call(b)
  }

  /// The functions without known callers that lead to a function; none where there are too many to tell.
  private func starts(_ function: FunctionID) -> Set<FunctionID> {
    let graph = flow.callGraph
    var found: Set<FunctionID> = []
    var seen: Set<FunctionID> = [function]
    var work = [function]
    while let next = work.popLast() {
      if !graph.areCallersKnown(next) { found.insert(next) }
      for site in graph.calls(of: next) {
        guard let caller = site.caller, seen.insert(caller).inserted else { continue }
        if seen.count > Self.callerLimit { return [] }
        work.append(caller)
      }
    }
    return found
  }

  private func reaches(_ from: FunctionID, _ to: FunctionID) -> Bool {
    let graph = flow.callGraph
    var seen: Set<FunctionID> = [from]
    var work = [from]
    while let next = work.popLast() {
      if next == to { return true }
      for site in graph.calls(from: next) where seen.insert(site.callee).inserted {
        if seen.count > Self.callerLimit { return false }
        work.append(site.callee)
      }
    }
    return false
  }
}
