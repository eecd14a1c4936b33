import GoSyntax
import GoTypes

/// What is known of one path at every place of one function.
struct MapSolution {
  let states: FlowStates<MapAnalysis>
  /// The writes that reach a nil map in the function itself.
  let inserts: [Node]
  /// Those, and the ones in functions it calls.
  let writes: [NilWrite]

  /// - Parameters:
  ///   - isNeverSet: nothing in the unit ever sets the map, so that only conditions count.
  ///   - isLenient: a condition that may depend on the map, and does not come out one way while it is nil, is taken to go
  ///     either way.
  init?(
    _ path: MapPath, in function: PackageFlow.Function, entry: MapState, isNeverSet: Bool = false,
    isLenient: Bool = false, _ maps: MapInitialisation
  ) {
    let unit = maps.unit
    guard let uses = unit.uses(of: path.root, in: function.node),
      let facts = MapFacts(path, uses, in: function, isNilAtEntry: entry == .nil, isNeverSet: isNeverSet, maps)
    else { return nil }
    let graph = maps.flow.graph(of: function)
    guard !graph.hasDamage else { return nil }
    let analysis = MapAnalysis(
      entryState: entry, facts: facts.placed(in: graph), unit: unit, isLenient: isLenient)
    guard let states = analysis.solve(graph) else { return nil }
    self.states = states
    var inserts: [Node] = []
    var writes: [NilWrite] = []
    states.visit { node, state in
      var state = state
      analysis.startNode(node, &state)
      for action in analysis.facts.actions[node] ?? [] {
        if state == .nil || state == .lent {
          switch action {
          case .insert(let entry):
            inserts.append(entry)
            if let write = NilWrite(entry, path, facts.origin(before: entry), unit) { writes.append(write) }
          case .call(let call, let summary?):
            for entry in summary.inserts {
              guard var write = NilWrite(entry, path, facts.origin(before: call.node), unit) else { continue }
              write.call = call.node
              write.isCertain = summary.alwaysInserts
              writes.append(write)
            }
          default: break
          }
        }
        MapAnalysis.apply(action, &state)
      }
    }
    self.inserts = inserts
    self.writes = writes
  }

  /// What is known before the statement or expression of a block that a node is part of.
  func state(before node: Node) -> MapState {
    guard let position = states.graph.position(of: node) else { return .unknown }
    return states.state(before: position) ?? .unknown
  }
}

/// What happens to the map of a path at a node of a block.
enum MapAction {
  case insert(Node)
  case set(MapState, Setting)
  case call(MapEvent.Call, MapInitialisation.Summary?)
  case escape
}

extension MapAction {
  struct Setting {
    /// Whether another element may be meant.
    let isWeak: Bool
    /// A new variable each time.
    let isDeclaration: Bool
    /// The place is behind a pointer, in a slice or in a map, which others may have too.
    let isShared: Bool
  }
}

/// The question whether the map of a path is nil, answered forwards.
struct MapAnalysis: ForwardAnalysis {
  let entryState: MapState
  let facts: PlacedMapFacts
  let unit: Unit
  /// Whether conditions that may depend on the map go either way.
  let isLenient: Bool

  func transfer(_ node: Node, _ state: inout MapState) {
    startNode(node, &state)
    guard let actions = facts.actions[node] else { return }
    for action in actions { Self.apply(action, &state) }
  }

  /// What is known when a node starts: others may use a call or a wait to make a map they reach.
  func startNode(_ node: Node, _ state: inout MapState) {
    guard state == .lent, node.kind != .rangeStmt else { return }
    let mayWait = [node].contains(where: isCallOrWait) || node.descendants.contains(where: isCallOrWait)
    if mayWait { state = .unknown }
  }

  private func isCallOrWait(_ node: Node) -> Bool {
    switch node.kind {
    case .callExpr: unit.builtin(node) == nil && !unit.isConversion(node)
    case .unaryExpr: node.token == .arrow
    case .sendStmt: true
    default: false
    }
  }

  static func apply(_ action: MapAction, _ state: inout MapState) {
    if state == .dead { return }
    switch action {
    case .insert:
      // Who comes past it has a map.
      if state == .nil || state == .lent { state = .dead }
    case .set(let value, let setting):
      if state == .escaped, !setting.isDeclaration { return }
      if setting.isWeak, state != value {
        state = .unknown
      } else {
        let isOthers = setting.isShared && (state == .unknown || state == .lent)
        state = !isOthers ? value : value == .nil ? .lent : .unknown
      }
    case .call(let call, let summary):
      if call.isCopy {
        if state == .nil, summary?.alwaysInserts == true { state = .dead }
      } else if let summary, state == .nil {
        state = summary.alwaysInserts ? .dead : summary.leavesNil ? .nil : .escaped
      } else {
        state = .escaped
      }
    case .escape: state = .escaped
    }
  }

  func follow(_ edge: ControlFlowGraph.Edge, _ state: inout MapState) -> Bool {
    switch state {
    case .dead: return false
    case .escaped: return true
    case .nil, .lent:
      switch facts.conditions.outcome(of: edge) {
      case .possible: return true
      case .impossible: return false
      case .open:
        if !isLenient { state = .unknown }
        return true
      }
    case .made, .unknown:
      guard let isNil = facts.conditions.saysNil(edge) else { return true }
      if isNil, state == .made { return false }
      let isShared = facts.conditions.isShared
      state = isNil ? (isShared ? .lent : .nil) : (isShared ? .unknown : .made)
      return true
    }
  }

  func join(_ state: inout MapState, _ other: MapState) -> Bool {
    let before = state
    if state == .dead {
      state = other
    } else if other != .dead, state != other {
      let isNil = (state == .nil || state == .lent) && (other == .nil || other == .lent)
      state = isNil ? .lent : state == .escaped || other == .escaped ? .escaped : .unknown
    }
    return state != before
  }
}
