import GoSyntax
import GoTypes

extension ControlFlowGraph {
  /// The place before everything.
  package static let start = Position(block: entry, index: -1)

  /// Where a select chooses among its cases, of which the communication of one is given.
  package func choice(ofCase communication: Node) -> Position? {
    guard let place = position(of: communication), let before = predecessors(of: place.block).first?.from else {
      return nil
    }
    return Position(block: before, index: nodes(of: before).count)
  }

  /// A way from a place to the end of the function that comes by none of some nodes and takes none of some edges: the last
  /// node on it, the function itself where there is none. Panics are no such way.
  package func way(
    after start: Position, avoiding nodes: [Node], unless isClosed: (Edge) -> Bool = { _ in false }
  ) -> Node? {
    guard let stops = stops(nodes, start) else { return nil }
    var last: Node?
    walk(from: start.block, stops, unless: isClosed) { edge in
      if edge.to == Self.exit { last = self.nodes(of: edge.from).last ?? function }
      return last == nil
    }
    return last
  }

  /// Whether there is a way from a place to a node that comes by none of some others.
  package func leads(from start: Position, to target: Node, avoiding nodes: [Node]) -> Bool {
    guard let stops = stops(nodes, start), let goal = position(of: target) else { return false }
    if goal.block == start.block { return goal.index > start.index }
    // Where the target's block holds one of the others too, the others come first.
    if stops.contains(goal.block) { return false }
    var isFound = false
    let isNever: (Edge) -> Bool = { _ in false }
    walk(from: start.block, stops, unless: isNever) { edge in
      isFound = isFound || edge.to == goal.block
      return !isFound
    }
    return isFound
  }

  /// The blocks that hold nodes that are to be avoided; nil where one of them comes right after the start.
  private func stops(_ nodes: [Node], _ start: Position) -> Set<Int>? {
    if hasDamage { return nil }
    var stops: Set<Int> = []
    for node in nodes {
      guard let position = position(of: node) else { return nil }
      if position.block == start.block, position.index > start.index { return nil }
      stops.insert(position.block)
    }
    return stops
  }

  private func walk(
    from start: Int, _ stops: Set<Int>, unless isClosed: (Edge) -> Bool, _ goesOn: (Edge) -> Bool
  ) {
    var seen: Set<Int> = []
    var open = [start]
    while let block = open.popLast() {
      for edge in successors(of: block) where edge.kind != .panics && !isClosed(edge) {
        guard goesOn(edge) else { return }
        if edge.to != Self.exit, !stops.contains(edge.to), seen.insert(edge.to).inserted { open.append(edge.to) }
      }
    }
  }
}

extension Node {
  /// The `if` branches and the clauses of `switch` and `select` around a node in its function, innermost first.
  package var choices: [Node] {
    var found: [Node] = []
    var inner = self
    for node in ancestors {
      switch node.kind {
      case .funcDecl, .funcLit: return found
      case .ifStmt where inner.role == .body || inner.role == .otherwise: found.append(inner)
      case .caseClause, .commClause: found.append(node)
      default: break
      }
      inner = node
    }
    return found
  }

  /// Whether whenever `other`, of the same function, comes to run, this node was chosen too.
  package func isChosen(with other: Node) -> Bool { choices.allSatisfy { $0.contains(other) } }
}
