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
  private var solved: [Key: MapSolution?] = [:]
  private var summaries: [SummaryKey: Summary?] = [:]
  private var results: [ResultKey: MapState] = [:]
  private var reported: Set<Node> = []
  private var panicking: [Node: Bool] = [:]
  private var depth = 0
  /// How many nodes may still be looked at: some times those of the unit, so that functions within functions within functions
  /// do not cost the square of their size.
  private var budget: Int

  private struct Key: Hashable {
    let function: Node
    let path: MapPath
    let entry: MapState
  }

  private struct SummaryKey: Hashable {
    let function: Node
    let parameter: Int
    let rest: [MapPath.Step]
  }

  private struct ResultKey: Hashable {
    let function: Node
    let rest: [MapPath.Step]
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
  private static let depthLimit = 4
  /// How many paths are followed in a function: a bound on the work for great ones.
  private static let pathLimit = 64

  // MARK: Findings

  /// The writes of a function, and of what it calls, that reach a nil map.
  func writes(in function: PackageFlow.Function) -> [NilWrite] {
    let paths = candidates(in: function)
    let values = targets.values[function.node] ?? []
    let always = neverSet.writes[function.node] ?? []
    if paths.isEmpty && values.isEmpty && always.isEmpty || mayRecover(function.node) { return [] }
    var found: [NilWrite] = []
    func add(_ write: NilWrite) {
      // The first write of those that one origin makes panic says it for all, as does the first caller of a function.
      if found.contains(where: { $0.origin == write.origin && $0.kind == write.kind && $0.name == write.name }) {
        return
      }
      if write.isLastOfLiteralInTest(unit) || !reported.insert(write.entry).inserted { return }
      found.append(write)
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
    for path in targets.paths[function.node] ?? [] { add(path) }
    for call in targets.calls[function.node] ?? [] {
      guard let callee = unit.callee(of: call), let target = flow.function(of: callee) else { continue }
      for path in targets.paths[target.node] ?? [] {
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

  private func entryState(_ path: MapPath) -> MapState {
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
    let key = Key(function: function.node, path: path, entry: entry)
    if let known = solved[key] { return known }
    // Met again while it is being worked out, nothing is known.
    solved[key] = .some(nil)
    guard depth < Self.depthLimit else {
      solved[key] = nil
      return nil
    }
    budget -= Int(function.node.subtreeEnd - function.node.id)
    if budget < 0 { return nil }
    depth += 1
    defer { depth -= 1 }
    let solution = MapSolution(path, in: function, entry: entry, self)
    solved[key] = .some(solution)
    return solution
  }

  /// What is known of the map at the end of `rest` in a value that is computed at a node of a function.
  func state(of value: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function) -> MapState {
    let value = value.unparenthesized
    switch value.kind {
    case .ident where unit.isNil(value):
      return rest.isEmpty || rest.first == .element(.map, nil) ? zero(rest) : .unknown
    case .ident, .selectorExpr, .indexExpr, .starExpr:
      guard !MapPath.isShared(rest), let path = unit.mapPath(value) else { return .unknown }
      return copied(MapPath(root: path.root, steps: path.steps + rest), at: value, in: function)
    case .compositeLit: return literal(value, rest, in: function)
    case .unaryExpr:
      guard value.token == .and, rest.first == .pointee, let operand = value.child(.x)?.unparenthesized,
        operand.kind == .compositeLit
      else { return .unknown }
      return literal(operand, rest.dropFirst(), in: function)
    case .callExpr: return call(value, rest, in: function)
    default: return .unknown
    }
  }

  /// What is known of the map at the end of `rest` in any element of a value.
  func state(
    of value: Node, element container: MapPath.Container, _ rest: [MapPath.Step], at node: Node,
    in function: PackageFlow.Function
  ) -> MapState {
    guard let path = unit.mapPath(value) else { return .unknown }
    return copied(
      MapPath(root: path.root, steps: path.steps + [.element(container, nil)] + rest), at: node, in: function)
  }

  private func zero(_ rest: ArraySlice<MapPath.Step>) -> MapState { MapPath.isNilInZeroValue(rest) ? .nil : .unknown }

  private func copied(_ path: MapPath, at node: Node, in function: PackageFlow.Function) -> MapState {
    guard path.root.isLocal, path.root.function == function.node,
      let solution = solution(of: path, in: function, entry: entryState(path))
    else { return .unknown }
    let state = solution.state(before: node)
    return state == .nil || state == .made ? state : .unknown
  }

  private func call(_ call: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function) -> MapState {
    if let builtin = unit.builtin(call) {
      let arguments = Array(call.children(.arg))
      switch (builtin, rest.first) {
      case (.make, nil): return .made
      case (.make, .element(.map, nil)): return zero(rest.dropFirst())
      case (.make, .element(.slice, _)):
        guard arguments.count >= 2, unit.integer(arguments[1]) != 0 else { return .unknown }
        return zero(rest.dropFirst())
      case (.new, .pointee):
        guard let type = arguments.first, unit.isType(type) else { return .unknown }
        return zero(rest.dropFirst())
      default: return .unknown
      }
    }
    if unit.isConversion(call) {
      // Between struct types the fields are others.
      guard let argument = call.child(.arg), rest.isEmpty || unit.isNil(argument) else { return .unknown }
      return state(of: argument, rest, in: function)
    }
    return unit.callee(of: call).flatMap { flow.function(of: $0) }.map { result(of: $0, rest) } ?? .unknown
  }

  /// A composite literal.
  private func literal(
    _ literal: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function
  ) -> MapState {
    guard let step = rest.first else { return .made }
    let behind = rest.dropFirst()
    switch step {
    case .pointee: return .unknown
    case .field(let field):
      var isKeyed = true
      for (position, element) in literal.children(.elt).enumerated() {
        if element.kind == .keyValueExpr {
          guard let key = element.child(.key), let object = unit.object(of: key) else { return .unknown }
          if object == field { return element.child(.value).map { self.element($0, behind, in: function) } ?? .unknown }
        } else {
          isKeyed = false
          let fields = unit.type(of: literal).underlying.fields
          guard position < fields.count else { return .unknown }
          if fields[position].object == field { return self.element(element, behind, in: function) }
        }
      }
      return isKeyed && unit.type(of: literal).underlying.kind == .struct ? zero(behind) : .unknown
    case .element(let container, let index):
      return elements(literal, container, index, behind, in: function)
    }
  }

  private func elements(
    _ literal: Node, _ container: MapPath.Container, _ index: Int64?, _ rest: ArraySlice<MapPath.Step>,
    in function: PackageFlow.Function
  ) -> MapState {
    let elements = Array(literal.children(.elt))
    if elements.isEmpty { return container == .slice ? .unknown : zero(rest) }
    var found: MapState?
    for (position, element) in elements.enumerated().prefix(Self.elementLimit) {
      var value = element
      if element.kind == .keyValueExpr {
        guard container == .map, let inner = element.child(.value) else { return .unknown }
        value = inner
      }
      if let index, container != .map, index != Int64(position) { continue }
      let state = self.element(value, rest, in: function)
      if let known = found, known != state { return .unknown }
      found = state
    }
    if elements.count > Self.elementLimit { return .unknown }
    guard let found else { return container == .array ? zero(rest) : .unknown }
    // Others than those given are zero.
    let isWhole =
      container == .slice || index != nil
      || container == .array && unit.type(of: literal).underlying.length == Int64(elements.count)
    return isWhole || found == zero(rest) ? found : .unknown
  }

  private static let elementLimit = 32

  /// An element of a literal, whose type may be left out.
  private func element(
    _ value: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function
  ) -> MapState {
    guard depth < Self.depthLimit else { return .unknown }
    depth += 1
    defer { depth -= 1 }
    if value.kind == .compositeLit, value.child(.type) == nil, rest.first == .pointee {
      return literal(value, rest.dropFirst(), in: function)
    }
    return state(of: value, rest, in: function)
  }

  // MARK: Functions

  /// What a function returns as its only result.
  private func result(of function: PackageFlow.Function, _ rest: ArraySlice<MapPath.Step>) -> MapState {
    let key = ResultKey(function: function.node, rest: Array(rest))
    if let known = results[key] { return known }
    results[key] = .unknown
    guard depth < Self.depthLimit else {
      results[key] = nil
      return .unknown
    }
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
    let key = SummaryKey(function: function.node, parameter: call.parameter, rest: call.rest)
    if let known = summaries[key] { return known }
    summaries[key] = .some(nil)
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
