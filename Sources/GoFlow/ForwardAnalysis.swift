import GoSyntax

/// A question about a function body that is answered from the entry forwards: what holds at a place by what holds at its
/// predecessors.
///
/// The states must form a lattice of small height: each `join` that changes a state moves it towards an end.
package protocol ForwardAnalysis {
  associatedtype State

  /// What holds where the function starts.
  var entryState: State { get }

  /// What holds after a node of a block (see `ControlFlowGraph` on what a node stands for).
  func transfer(_ node: Node, _ state: inout State)

  /// What holds after an edge was taken: a condition is known to be true. False if it cannot be taken.
  func follow(_ edge: ControlFlowGraph.Edge, _ state: inout State) -> Bool

  /// Puts together what holds on two ways that meet; returns whether `state` changed.
  func join(_ state: inout State, _ other: State) -> Bool
}

extension ForwardAnalysis {
  package func follow(_ edge: ControlFlowGraph.Edge, _ state: inout State) -> Bool { true }

  /// What holds at the start of each block; nil for blocks that are not reached. Nil altogether where the states do not
  /// settle within a bound, which only lattices of great height pass.
  package func solve(_ graph: ControlFlowGraph) -> FlowStates<Self>? {
    var states = [State?](repeating: nil, count: graph.blockCount)
    var isPending = [Bool](repeating: false, count: graph.order.count)
    guard let first = graph.order.first else { return nil }
    states[first] = entryState
    isPending[0] = true
    var budget = 64 * graph.order.count + 1024
    // The first pending position in reverse post order at or after this one; going round costs a sweep only after a change.
    var position = 0
    var pending = 1
    while pending > 0 {
      if position == isPending.count { position = 0 }
      guard isPending[position] else {
        position += 1
        continue
      }
      isPending[position] = false
      pending -= 1
      budget -= 1
      if budget == 0 { return nil }
      let block = graph.order[position]
      guard var state = states[block] else { continue }
      for node in graph.nodes(of: block) { transfer(node, &state) }
      for edge in graph.successors(of: block) {
        guard let target = graph.orderPosition(of: edge.to) else { continue }
        var next = state
        if !follow(edge, &next) { continue }
        if states[edge.to] == nil {
          states[edge.to] = next
        } else if states[edge.to].map({ known in
          var known = known
          states[edge.to] = nil
          let changed = join(&known, next)
          states[edge.to] = known
          return !changed
        }) ?? true {
          continue
        }
        if !isPending[target] {
          isPending[target] = true
          pending += 1
        }
      }
      position += 1
    }
    return FlowStates(analysis: self, graph: graph, states: states)
  }
}

/// The answer of a forward analysis.
package struct FlowStates<Analysis: ForwardAnalysis> {
  package let analysis: Analysis
  package let graph: ControlFlowGraph
  private let states: [Analysis.State?]

  init(analysis: Analysis, graph: ControlFlowGraph, states: [Analysis.State?]) {
    self.analysis = analysis
    self.graph = graph
    self.states = states
  }

  /// What holds where a block starts; nil if it is not reached.
  package func state(at block: Int) -> Analysis.State? { states[block] }

  /// What holds before the node of a place; nil if it is not reached. Costs the nodes of the block before it: to look at all,
  /// use `visit`.
  package func state(before position: ControlFlowGraph.Position) -> Analysis.State? {
    guard var state = states[position.block] else { return nil }
    for node in graph.nodes(of: position.block).prefix(position.index) { analysis.transfer(node, &state) }
    return state
  }

  /// Calls `body` with each node of the blocks that are reached and what holds before it.
  package func visit(_ body: (Node, Analysis.State) -> Void) {
    for block in graph.order {
      guard var state = states[block] else { continue }
      for node in graph.nodes(of: block) {
        body(node, state)
        analysis.transfer(node, &state)
      }
    }
  }
}
