import GoSyntax
import GoTypes

/// What the mentions of a path's variable say, before any way through the function is looked at.
struct MapFacts {
  /// With the mention, in source order.
  private var actions: [(use: Node, action: MapAction)] = []
  private(set) var conditions: MapConditions
  /// Where the map gets to be nil, in source order.
  private var origins: [Node] = []
  private let declaration: Node?

  /// Nil where the map is made wherever that is certain: most are where they are declared.
  ///
  /// - Parameter isNilAtEntry: whether it is nil when the function is called.
  init?(
    _ path: MapPath, _ uses: [Node], in function: PackageFlow.Function, isNilAtEntry: Bool, isNeverSet: Bool,
    _ maps: MapInitialisation
  ) {
    let unit = maps.unit
    conditions = MapConditions(path, uses, in: function, unit)
    var outermostLiterals: Set<Node> = []
    for use in uses {
      let event = unit.event(of: use, path)
      if isNeverSet {
        if case .insert(let entry) = event, use.enclosingFunction == function.node {
          actions.append((use, .insert(entry)))
        }
        continue
      }
      if let literal = Self.literal(around: use, in: function.node) {
        // A literal may run at any time from where it is made.
        switch event {
        case .none, .read, .insert: break
        case .call(let call) where call.isCopy: break
        case .assign, .escape, .call:
          if outermostLiterals.insert(literal).inserted { actions.append((literal, .escape)) }
        }
        continue
      }
      switch event {
      case .none, .read: break
      case .insert(let entry): actions.append((use, .insert(entry)))
      case .escape: actions.append((use, .escape))
      case .call(let call): actions.append((use, .call(call, nil)))
      case .assign(let assignment):
        let state = Self.state(assignment, at: use, in: function, maps)
        if state == .nil { origins.append(Self.origin(assignment, use)) }
        let setting = MapAction.Setting(
          isWeak: assignment.isWeak, isDeclaration: assignment.isDeclaration,
          isShared: MapPath.isShared(path.steps.dropLast(assignment.rest.count)))
        actions.append((use, .set(state, setting)))
      }
    }
    origins += conditions.comparisons
    declaration = path.root.declaration
    guard isNilAtEntry || !origins.isEmpty else { return nil }
    origins.sort { $0.id < $1.id }
    // Calls do something to a map that is nil; to look into the functions is dear.
    for index in actions.indices {
      guard case .call(let call, _) = actions[index].action else { continue }
      actions[index].action = .call(call, Self.summary(of: call, maps))
    }
  }

  private static func literal(around use: Node, in function: Node) -> Node? {
    var found: Node?
    for node in use.ancestors {
      if node == function { return found }
      if node.kind == .funcLit { found = node }
    }
    return found
  }

  /// What a call does; behind `&&` and `||` nothing that it does is certain.
  private static func summary(of call: MapEvent.Call, _ maps: MapInitialisation) -> MapInitialisation.Summary? {
    guard let known = maps.summary(of: call) else { return nil }
    var isCertain = true
    for node in call.node.ancestors where isCertain {
      if node.isStatement { break }
      if node.kind == .binaryExpr, node.token == .logicalAnd || node.token == .logicalOr { isCertain = false }
    }
    return isCertain ? known : MapInitialisation.Summary(leavesNil: known.leavesNil)
  }

  private static func state(
    _ assignment: MapEvent.Assignment, at use: Node, in function: PackageFlow.Function, _ maps: MapInitialisation
  ) -> MapState {
    switch assignment.value {
    case .zero: return MapPath.isNilInZeroValue(assignment.rest) ? .nil : .unknown
    case .value(let value): return maps.state(of: value, assignment.rest[...], in: function)
    case .element(let operand):
      let container: MapPath.Container
      switch maps.unit.type(of: operand).underlying.kind {
      case .slice: container = .slice
      case .array: container = .array
      default: return .unknown
      }
      guard !MapPath.isShared(assignment.rest), let loop = operand.parent else { return .unknown }
      return maps.state(of: operand, element: container, assignment.rest, at: loop, in: function)
    case .unknown: return .unknown
    }
  }

  private static func origin(_ assignment: MapEvent.Assignment, _ use: Node) -> Node {
    switch assignment.value {
    case .value(let value), .element(let value): value
    case .zero, .unknown: use
    }
  }

  /// The last place before a node, in source order, where the map gets to be nil.
  func origin(before node: Node) -> Node? {
    var (low, high) = (0, origins.count)
    while low < high {
      let middle = (low + high) / 2
      if origins[middle].id <= node.id { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? origins[low - 1] : origins.first ?? declaration
  }

  /// The actions by the nodes of a graph's blocks. Within one, values are computed before anything is written.
  func placed(in graph: ControlFlowGraph) -> PlacedMapFacts {
    var placed: [Node: [MapAction]] = [:]
    func place(_ use: Node, _ action: MapAction) {
      guard let position = graph.position(of: use) else { return }
      let nodes = graph.nodes(of: position.block)
      placed[nodes[nodes.startIndex + position.index], default: []].append(action)
    }
    for phase in 0...2 {
      for (use, action) in actions where action.phase == phase { place(use, action) }
    }
    return PlacedMapFacts(actions: placed, conditions: conditions)
  }
}

/// The facts of a path by the nodes of a graph.
struct PlacedMapFacts {
  let actions: [Node: [MapAction]]
  let conditions: MapConditions
}

extension MapAction {
  fileprivate var phase: Int {
    switch self {
    case .escape, .call: 0
    case .insert: 1
    case .set: 2
    }
  }
}
