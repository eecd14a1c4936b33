/// Which blocks of a graph lie on every way from the entry to a block.
///
/// Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm": https://www.cs.tufts.edu/~nr/cs257/archive/keith-cooper/dom14.pdf
package struct Dominators {
  /// The immediate dominator by block; -1 for the entry and for blocks that cannot be reached.
  private let immediate: [Int32]
  /// When a walk over the tree of dominators enters and leaves a block.
  private let entered: [Int32]
  private let left: [Int32]

  package init(_ graph: ControlFlowGraph) {
    let order = graph.order
    // By position in reverse post order; a dominator comes before what it dominates.
    var above = [Int32](repeating: -1, count: order.count)
    if !above.isEmpty { above[0] = 0 }
    var changes = true
    // In one pass for graphs without goto into loops; each further pass goes one such loop deeper.
    var passes = 0
    while changes, passes < Self.passLimit {
      changes = false
      passes += 1
      for position in order.indices.dropFirst() {
        var found: Int32 = -1
        // Last to first: of a chain of tests that lead to one block, the deepest meet first.
        for edge in graph.predecessors(of: order[position]).reversed() {
          guard let other = graph.orderPosition(of: edge.from), above[other] >= 0 else { continue }
          found = found < 0 ? Int32(other) : Self.meet(Int32(other), found, above)
        }
        if found != above[position] {
          above[position] = found
          changes = true
        }
      }
    }
    // Short of the end only the entry is known to dominate.
    if changes { for position in above.indices { above[position] = 0 } }
    var immediate = [Int32](repeating: -1, count: graph.blockCount)
    for position in order.indices.dropFirst() { immediate[order[position]] = Int32(order[Int(above[position])]) }
    self.immediate = immediate
    (entered, left) = Self.intervals(order, above, graph.blockCount)
  }

  private static let passLimit = 64

  private static func meet(_ a: Int32, _ b: Int32, _ above: [Int32]) -> Int32 {
    var (a, b) = (a, b)
    while a != b {
      if a > b { a = above[Int(a)] } else { b = above[Int(b)] }
    }
    return a
  }

  private static func intervals(_ order: [Int], _ above: [Int32], _ count: Int) -> ([Int32], [Int32]) {
    var sizes = [Int32](repeating: 1, count: order.count)
    for position in order.indices.dropFirst().reversed() { sizes[Int(above[position])] += sizes[position] }
    // Children follow their dominator, each with room for what is below it.
    var next = [Int32](repeating: 0, count: order.count)
    var entered = [Int32](repeating: -1, count: count)
    var left = [Int32](repeating: -1, count: count)
    for position in order.indices {
      let start = position == 0 ? 0 : next[Int(above[position])]
      if position > 0 { next[Int(above[position])] += sizes[position] }
      next[position] = start + 1
      entered[order[position]] = start
      left[order[position]] = start + sizes[position]
    }
    return (entered, left)
  }

  /// The nearest other block on every way to a block; nil for the entry and for blocks that cannot be reached.
  package func immediateDominator(of block: Int) -> Int? { immediate[block] < 0 ? nil : Int(immediate[block]) }

  /// Whether every way to `other` comes through `block`; a block dominates itself. False where either cannot be reached.
  package func dominates(_ block: Int, _ other: Int) -> Bool {
    entered[block] >= 0 && entered[other] >= 0 && entered[block] <= entered[other] && entered[other] < left[block]
  }

  /// Whether whoever evaluates the node at `other` has evaluated the one at `place`.
  package func dominates(_ place: ControlFlowGraph.Position, _ other: ControlFlowGraph.Position) -> Bool {
    if place.block == other.block { return entered[place.block] >= 0 && place.index <= other.index }
    return dominates(place.block, other.block)
  }
}
