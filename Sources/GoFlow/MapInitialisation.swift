import GoSyntax
import GoTypes

/// What is known of a map at a place.
enum MapState: UInt8 {
  case `nil`, made, unknown
  /// Nil, but others may reach it too: known until something is called or waited for.
  case lent
  /// Something else may make it at any time.
  case escaped
  /// The place is not reached: a write to a nil map came before.
  case dead
}

/// Definite initialisation: which maps are nil on every way to a place, function by function.
///
/// Only what is certain counts: a map that is made on one of the ways, may be made by a call or through an alias, or whose
/// reads decide what runs, is unknown.
final class MapInitialisation {
  unowned let flow: PackageFlow
  var unit: Unit { flow.unit }
  private lazy var targets = MapTargets(flow)
  private lazy var neverSet = NeverSetMaps(targets, self)
  private lazy var reset = ResetMaps(targets, self)
  private lazy var leftOut = LeftOutMaps(targets, self)
  private var solved: [Key: MapSolution?] = [:]
  private var summaries: [SummaryKey: Summary?] = [:]
  private var results: [ResultKey: MapState] = [:]
  private var reported: Set<Node> = []
  private var panicking: [Node: Bool] = [:]
  var depth = 0
  /// How many nodes may still be looked at: some times those of the unit, so that functions within functions within functions
  /// do not cost the square of their size.
  private var budget: Int

  /// How far values are followed hangs on the depth at which something is asked, so answers are kept by it: those to one question
  /// do not depend on what was asked before.
  private struct Key: Hashable {
    let function: Node
    let path: MapPath
    let entry: MapState
    let depth: Int
  }

  private struct SummaryKey: Hashable {
    let function: Node
    let parameter: Int
    let rest: [MapPath.Step]
    let depth: Int
  }

  private struct ResultKey: Hashable {
    let function: Node
    let rest: [MapPath.Step]
    let depth: Int
  }

  private struct Origin: Hashable {
    let node: Node
    let kind: NilWrite.Kind
    let name: Name
  }

  /// What a function does with a map that is nil when it is called.
  struct Summary {
    /// Writes to the map that nothing about it keeps the function from.
    var inserts: [Node] = []
    /// Whether every call comes to one of them.
    var alwaysInserts = false
    /// Whether the map is still nil afterwards.
    var leavesNil = true
  }

  init(_ flow: PackageFlow) {
    self.flow = flow
    budget = 64 * flow.unit.files.reduce(10_000) { $0 + Int($1.root.subtreeEnd) }
  }

  /// How far values are followed through copies, results and calls.
  static let depthLimit = 4
  /// How many paths are followed in a function: a bound on the work for great ones.
  private static let pathLimit = 64

  /// The functions of some files and those that hand them maps which they write to, through others or not, in file and source order.
  func functions(leadingTo files: Set<UInt32>) -> [PackageFlow.Function] {
    var nodes = Set(flow.functions.lazy.map(\.node).filter { files.contains($0.fileIndex) })
    var names = targets.writers(in: files)
    var followed = names
    for _ in 0..<Self.depthLimit where !names.isEmpty {
      var callers: Set<Name> = []
      for call in targets.calls(of: names) {
        for function in call.ancestors where function.kind == .funcDecl || function.kind == .funcLit {
          nodes.insert(function)
          if let name = function.child(.name)?.name, followed.insert(name).inserted { callers.insert(name) }
        }
      }
      names = callers
    }
    return flow.functions.filter { nodes.contains($0.node) }
  }

  // MARK: Findings

  /// The writes of a function, and of what it calls, that reach a nil map.
  func writes(in function: PackageFlow.Function) -> [NilWrite] {
    let paths = candidates(in: function)
    let values = targets.values(in: function.node)
    // These are of maps that the function names, and cost walks over the unit.
    let always =
      targets.paths(in: function.node).isEmpty
      ? [] : [neverSet.writes, reset.writes, leftOut.writes].flatMap { $0[function.node] ?? [] }
    if paths.isEmpty && values.isEmpty && always.isEmpty || mayRecover(function.node) { return [] }
    var found: [NilWrite] = []
    var first: [NilWrite] = []
    func add(_ write: NilWrite) {
      // The first write of those that one origin makes panic says it for all, as does the first caller of a function.
      if first.contains(where: { $0.origin == write.origin && $0.kind == write.kind && $0.name == write.name })
        || write.isLastOfLiteralInTest(unit)
      {
        return
      }
      first.append(write)
      if reported.insert(write.entry).inserted { found.append(write) }
    }
    for path in paths {
      solution(of: path, in: function, entry: entryState(path))?.writes.forEach(add)
    }
    for value in values { self.write(to: value, in: function).map(add) }
    always.forEach(add)
    return found
  }

  /// A write to a map of a value that is made in the same expression: `new(T).m[k] = v`.
  private func write(to entry: Node, in function: PackageFlow.Function) -> NilWrite? {
    guard let map = entry.child(.x), let value = unit.stepsFromValue(map),
      state(of: value.value, value.steps[...], in: function) == .nil
    else { return nil }
    return NilWrite(entry: entry, map: map, origin: value.value, kind: NilWrite.Kind(value.steps))
  }

  /// The paths of a function's own variables that it writes to or has written to by functions of the unit.
  private func candidates(in function: PackageFlow.Function) -> [MapPath] {
    var paths: [MapPath] = []
    var seen: Set<MapPath> = []
    func add(_ path: MapPath) {
      guard paths.count < Self.pathLimit, path.root.isLocal, path.root.function == function.node,
        seen.insert(path).inserted
      else { return }
      paths.append(path)
    }
    for path in targets.paths(in: function.node) { add(path) }
    for call in targets.calls(in: function.node) {
      guard let callee = unit.callee(of: call), let target = flow.function(of: callee) else { continue }
      for path in targets.paths(in: target.node) {
        guard path.root.isParameter, path.root.function == target.node, let handed = handed(path, by: call) else {
          continue
        }
        add(handed)
      }
    }
    return paths
  }

  /// The path of the caller that a path from a parameter is.
  private func handed(_ path: MapPath, by call: Node) -> MapPath? {
    guard let name = path.root.declaration, let list = name.parent?.parent else { return nil }
    var operand: Node
    var embedded: [MapPath.Step] = []
    if list.role == .recv {
      guard let selector = call.child(.fun)?.unparenthesized, let selection = unit.selection(of: selector),
        selection.kind == .method, let way = unit.steps(through: selection.embedded, from: selection.receiver),
        let x = selector.child(.x)
      else { return nil }
      operand = x
      // Of `v.f()` with a pointer receiver the address is taken, of `p.f()` with a value receiver the pointee copied.
      embedded = way.steps
      let takesPointer = path.root.type.underlying.kind == .pointer
      if way.isPointer, !takesPointer { embedded.append(.pointee) }
      if takesPointer, !way.isPointer {
        guard path.steps.first == .pointee, let base = unit.mapPath(operand) else { return nil }
        return MapPath(root: base.root, steps: base.steps + embedded + path.steps.dropFirst())
      }
    } else {
      let names = list.children(.field).flatMap { $0.children(.name) }
      let arguments = Array(call.children(.arg))
      guard list.role == .params, let index = names.firstIndex(of: name), index < arguments.count else { return nil }
      operand = arguments[index].unparenthesized
      if operand.kind == .unaryExpr, operand.token == .and, let x = operand.child(.x), path.steps.first == .pointee {
        guard let base = unit.mapPath(x) else { return nil }
        return MapPath(root: base.root, steps: base.steps + path.steps.dropFirst())
      }
    }
    return unit.mapPath(operand).map { MapPath(root: $0.root, steps: $0.steps + embedded + path.steps) }
  }

  func entryState(_ path: MapPath) -> MapState {
    guard path.root.isParameter, let field = path.root.declaration?.parent, field.parent?.role == .results else {
      return .unknown
    }
    return MapPath.isNilInZeroValue(path.steps) ? .nil : .unknown
  }

  /// Whether the function, or one around it, calls `recover` in a literal: the panic may be what it is after.
  private func mayRecover(_ function: Node) -> Bool {
    let outermost =
      function.kind == .funcDecl ? function : function.ancestors.first { $0.kind == .funcDecl } ?? function
    if let known = panicking[outermost] { return known }
    let found = outermost.descendants.contains {
      $0.kind == .callExpr && $0.child(.fun)?.name == Self.recoverName && unit.builtin($0) == .recover
    }
    panicking[outermost] = found
    return found
  }

  private static let recoverName = Name.of("recover")

  // MARK: Paths

  /// What is known of a path in a function; nil where nothing can be said of it.
  func solution(of path: MapPath, in function: PackageFlow.Function, entry: MapState) -> MapSolution? {
    guard depth < Self.depthLimit else { return nil }
    let key = Key(function: function.node, path: path, entry: entry, depth: depth)
    if let known = solved[key] { return known }
    budget -= Int(function.node.subtreeEnd - function.node.id)
    if budget < 0 { return nil }
    depth += 1
    defer { depth -= 1 }
    let solution = MapSolution(path, in: function, entry: entry, self)
    solved[key] = .some(solution)
    return solution
  }

  // MARK: Functions

  /// What a function returns as its only result.
  func result(of function: PackageFlow.Function, _ rest: ArraySlice<MapPath.Step>) -> MapState {
    guard depth < Self.depthLimit else { return .unknown }
    let key = ResultKey(function: function.node, rest: Array(rest), depth: depth)
    if let known = results[key] { return known }
    results[key] = .unknown
    depth += 1
    defer { depth -= 1 }
    var found: MapState?
    let graph = flow.graph(of: function)
    guard !graph.hasDamage, graph.defers.isEmpty, function.object?.type.results.count == 1 else { return .unknown }
    for edge in graph.predecessors(of: ControlFlowGraph.exit) where graph.isReachable(edge.from) {
      guard edge.kind == .returns, let values = edge.condition.map({ Array($0.children(.result)) }), values.count == 1
      else { return .unknown }
      let state = state(of: values[0], rest, in: function)
      if state != .nil && state != .made { return .unknown }
      if let known = found, known != state { return .unknown }
      found = state
    }
    results[key] = found ?? .unknown
    return found ?? .unknown
  }

  /// What a function of the unit does with a nil map that it reaches through a parameter; nil when it is not known.
  func summary(of call: MapEvent.Call) -> Summary? {
    guard let function = flow.function(of: call.callee), let parameter = parameter(call.parameter, of: function) else {
      return nil
    }
    let key = SummaryKey(function: function.node, parameter: call.parameter, rest: call.rest, depth: depth)
    if let known = summaries[key] { return known }
    let summary = summary(of: function, parameter, call.rest)
    summaries[key] = .some(summary)
    return summary
  }

  private func summary(of function: PackageFlow.Function, _ parameter: Node, _ rest: [MapPath.Step]) -> Summary? {
    // A parameter without a name is not used.
    guard let root = unit.object(of: parameter), root.kind == .variable else {
      return parameter.kind == .ident && parameter.name != Self.blankName ? nil : Summary()
    }
    if mayRecover(function.node) { return nil }
    let path = MapPath(root: root, steps: rest)
    guard let solution = solution(of: path, in: function, entry: .nil) else { return nil }
    let graph = flow.graph(of: function)
    let dominators = flow.dominators(of: function)
    let isCertain = solution.inserts.contains { insert in
      graph.position(of: insert).map { dominators.dominates($0.block, ControlFlowGraph.exit) } ?? false
    }
    let atEnd = solution.states.state(at: ControlFlowGraph.exit)
    return Summary(
      inserts: solution.inserts, alwaysInserts: isCertain,
      leavesNil: atEnd == nil || atEnd == .nil || atEnd == .dead)
  }

  private static let blankName = Name.of("_")

  /// The name of a parameter, or its type where it has none.
  private func parameter(_ index: Int, of function: PackageFlow.Function) -> Node? {
    guard index >= 0 else {
      let field = function.node.child(.recv)?.child(.field)
      return field?.child(.name) ?? field?.child(.type)
    }
    var position = 0
    for field in function.node.child(.type)?.child(.params).map({ Array($0.children(.field)) }) ?? [] {
      let names = Array(field.children(.name))
      for name in names.isEmpty ? [field.child(.type) ?? field] : names {
        if position == index { return name }
        position += 1
      }
    }
    return nil
  }
}
