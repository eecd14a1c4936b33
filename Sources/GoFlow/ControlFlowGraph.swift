import GoSyntax

/// Which blocks of a function body follow each other. Blocks are numbers; the entry is 0, the exit 1.
///
/// A block's nodes are what it evaluates, in order: simple statements, `var` specifications, the parts of conditions between
/// `&&`, `||` and `!`, tags, case expressions, the operand of a range. Three nodes stand for less than their subtree:
///
/// - a `rangeStmt`, first in the loop's body block, for what an iteration gives its variables;
/// - a `deferStmt` for computing the function and its arguments: the call itself comes when the function ends;
/// - a node with a `funcLit` in it for making the closure: its body has a graph of its own.
///
/// The communication of a `select` case comes first in the case's block. `return` leads to the exit, as do the end of the
/// body and, in a function that defers something, a panic. Calls that never return end their block. Terms as in
/// golang.org/x/tools/go/cfg.
package final class ControlFlowGraph {
  /// The `funcDecl` or `funcLit`.
  package let function: Node
  package let blockCount: Int
  /// All edges, those out of one block side by side in source order.
  package let edges: [Edge]
  /// The deferred calls' statements in source order.
  package let defers: [Node]
  /// Whether statements did not parse: they may do anything.
  package let hasDamage: Bool
  /// The blocks that can be reached, in reverse post order: a block comes before those it leads to, loops apart.
  package let order: [Int]

  private let flatNodes: [Node]
  /// Where each block's nodes start in `flatNodes`, and one more.
  private let nodeStarts: [Int]
  private let edgeStarts: [Int]
  /// Indices into `edges` by the block they lead to.
  private let incoming: [Int]
  private let incomingStarts: [Int]
  /// Positions in `order` by block, -1 for blocks that cannot be reached.
  private let orderPositions: [Int32]
  /// Positions in `flatNodes`, sorted by node.
  private let sorted: [Int32]

  package static let entry = 0
  package static let exit = 1

  /// How one block follows another.
  package struct Edge {
    package enum Kind: UInt8, Sendable {
      /// Always.
      case next
      /// The condition is true, or false.
      case holds, fails
      /// A range statement has a further element, or none.
      case enters, leaves
      /// A `switch` value equals the case expression, a type switch takes the clause; nothing matched.
      case matches, differs
      /// A `select` takes the clause.
      case communicates
      case returns
      /// A panic that a deferred call may recover from.
      case panics
    }
    package let kind: Kind
    package let from: Int
    package let to: Int
    /// What decides: a condition, a `rangeStmt`, a case expression or clause; the switch where none of its cases matched.
    package let condition: Node?
  }

  /// A place in a block: before its node of that index.
  package struct Position: Hashable {
    package let block: Int
    package let index: Int
  }

  init(function: Node, _ built: consuming ControlFlowBuilder.Result) {
    self.function = function
    let count = built.blockCount
    blockCount = count
    defers = built.defers
    hasDamage = built.hasDamage
    let (nodePlaces, nodeStarts) = Self.grouped(built.nodes, count) { $0.block }
    flatNodes = nodePlaces.map { built.nodes[$0].node }
    self.nodeStarts = nodeStarts
    let (edgePlaces, edgeStarts) = Self.grouped(built.edges, count) { $0.from }
    let edges = edgePlaces.map { built.edges[$0] }
    self.edges = edges
    self.edgeStarts = edgeStarts
    (incoming, incomingStarts) = Self.grouped(edges, count) { $0.to }
    let nodes = flatNodes
    sorted = nodes.indices.map(Int32.init).sorted { nodes[Int($0)].id < nodes[Int($1)].id }
    order = Self.reversePostOrder(count, edges, edgeStarts)
    var positions = [Int32](repeating: -1, count: count)
    for (position, block) in order.enumerated() { positions[block] = Int32(position) }
    orderPositions = positions
  }

  /// Indices by group, in their order within a group, and where each group starts.
  private static func grouped<Element>(
    _ elements: [Element], _ groups: Int, _ group: (Element) -> Int
  ) -> (indices: [Int], starts: [Int]) {
    var starts = [Int](repeating: 0, count: groups + 1)
    for element in elements { starts[group(element) + 1] += 1 }
    for index in 0..<groups { starts[index + 1] += starts[index] }
    var next = starts
    var indices = [Int](repeating: 0, count: elements.count)
    for (index, element) in elements.enumerated() {
      indices[next[group(element)]] = index
      next[group(element)] += 1
    }
    return (indices, starts)
  }

  private static func reversePostOrder(_ count: Int, _ edges: [Edge], _ starts: [Int]) -> [Int] {
    var order: [Int] = []
    var seen = [Bool](repeating: false, count: count)
    // The next edge of each block on the way from the entry. Edges are taken last to first, so that the order reads as the
    // source does.
    var path: [(block: Int, edge: Int)] = [(entry, starts[entry + 1])]
    seen[entry] = true
    while let (block, edge) = path.last {
      if edge == starts[block] {
        order.append(block)
        path.removeLast()
        continue
      }
      path[path.count - 1].edge -= 1
      let next = edges[edge - 1].to
      if !seen[next] {
        seen[next] = true
        path.append((next, starts[next + 1]))
      }
    }
    return order.reversed()
  }

  /// What a block evaluates, in order.
  package func nodes(of block: Int) -> ArraySlice<Node> { flatNodes[nodeStarts[block]..<nodeStarts[block + 1]] }

  /// The edges out of a block.
  package func successors(of block: Int) -> ArraySlice<Edge> { edges[edgeStarts[block]..<edgeStarts[block + 1]] }

  /// The edges into a block, also from blocks that cannot be reached.
  package func predecessors(of block: Int) -> PredecessorList {
    PredecessorList(graph: self, indices: incomingStarts[block]..<incomingStarts[block + 1])
  }

  /// The edges into a block.
  package struct PredecessorList: RandomAccessCollection {
    let graph: ControlFlowGraph
    package let indices: Range<Int>
    package var startIndex: Int { indices.lowerBound }
    package var endIndex: Int { indices.upperBound }
    package subscript(index: Int) -> Edge { graph.edges[graph.incoming[index]] }
  }

  /// Whether a block can be reached from the entry.
  package func isReachable(_ block: Int) -> Bool { orderPositions[block] >= 0 }

  /// Where a block stands in `order`; nil when it cannot be reached.
  package func orderPosition(of block: Int) -> Int? { orderPositions[block] < 0 ? nil : Int(orderPositions[block]) }

  /// Whether the function can end by `return`, by reaching its end, or by recovering from a panic.
  package var mayReturn: Bool { isReachable(Self.exit) }

  /// Where a node is evaluated: the place of the statement or expression of a block that it is part of. Of a statement that
  /// has parts in several blocks, where the first of them is; nil for what is never evaluated, such as a type declaration.
  package func position(of node: Node) -> Position? {
    // The first entry after the node; the one before it may contain the node.
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if flatNodes[Int(sorted[middle])].id <= node.id { low = middle + 1 } else { high = middle }
    }
    if low > 0 {
      let found = flatNodes[Int(sorted[low - 1])]
      let isBody = found.kind == .rangeStmt && found.child(.body).map { $0.id <= node.id } ?? false
      if found.contains(node), !isBody { return place(Int(sorted[low - 1])) }
    }
    if low < sorted.count, node.contains(flatNodes[Int(sorted[low])]) { return place(Int(sorted[low])) }
    return nil
  }

  private func place(_ flat: Int) -> Position {
    // The last block that starts at or before the node and is not empty.
    var low = 0
    var high = blockCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if nodeStarts[middle] <= flat { low = middle } else { high = middle }
    }
    return Position(block: low, index: flat - nodeStarts[low])
  }
}
