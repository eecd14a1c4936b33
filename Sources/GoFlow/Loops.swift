/// The loops of a graph: those with one head that dominates them, by nesting, and the blocks that lie on any cycle.
package struct Loops {
  /// A block that is come back to from blocks it dominates, and all blocks from which that happens.
  package struct Loop {
    package let head: Int
    /// Index of the loop around this one.
    package fileprivate(set) var parent: Int?
  }

  /// An inner loop comes before the loop around it.
  package private(set) var loops: [Loop] = []
  /// Index of the innermost loop by block, -1 for none.
  private var innermost: [Int32]
  private var cyclic: [Bool]

  package init(_ graph: ControlFlowGraph, _ dominators: Dominators) {
    innermost = [Int32](repeating: -1, count: graph.blockCount)
    cyclic = Self.cycles(graph)
    // Heads from the last in reverse post order, so inner loops first; a loop found is from then on one block, its head.
    var groups = Groups(count: graph.blockCount)
    var loopOfHead: [Int: Int] = [:]
    for head in graph.order.reversed() where cyclic[head] {
      var work = graph.predecessors(of: head).filter { dominators.dominates(head, $0.from) }.map(\.from)
      if work.isEmpty { continue }
      let loop = loops.count
      loops.append(Loop(head: head, parent: nil))
      loopOfHead[head] = loop
      innermost[head] = Int32(loop)
      while let next = work.popLast() {
        let block = groups.find(next)
        if block == head { continue }
        if let inner = loopOfHead[block] { loops[inner].parent = loop } else { innermost[block] = Int32(loop) }
        groups.join(block, into: head)
        for edge in graph.predecessors(of: block) where dominators.dominates(head, edge.from) { work.append(edge.from) }
      }
    }
  }

  /// The innermost loop that a block belongs to.
  package func innermostLoop(of block: Int) -> Int? { innermost[block] < 0 ? nil : Int(innermost[block]) }

  /// Whether a block may run again in the same call of its function.
  package func isInCycle(_ block: Int) -> Bool { cyclic[block] }

  /// Whether a block belongs to a loop or to one inside it.
  package func contains(_ loop: Int, _ block: Int) -> Bool {
    var current = innermostLoop(of: block)
    while let candidate = current, candidate <= loop {
      if candidate == loop { return true }
      current = loops[candidate].parent
    }
    return false
  }

  /// Blocks from which a way leads back to them: Tarjan's strongly connected components, without recursion.
  private static func cycles(_ graph: ControlFlowGraph) -> [Bool] {
    var result = [Bool](repeating: false, count: graph.blockCount)
    var number = [Int](repeating: 0, count: graph.blockCount)
    var lowest = number
    var isOpen = result
    var open: [Int] = []
    var path: [(block: Int, next: Int)] = []
    var counter = 0
    func enter(_ block: Int) {
      counter += 1
      number[block] = counter
      lowest[block] = counter
      isOpen[block] = true
      open.append(block)
      path.append((block, graph.successors(of: block).startIndex))
    }
    enter(ControlFlowGraph.entry)
    while let (block, edge) = path.last {
      if edge < graph.successors(of: block).endIndex {
        path[path.count - 1].next += 1
        let target = graph.edges[edge].to
        if target == block { result[block] = true }
        if number[target] == 0 {
          enter(target)
        } else if isOpen[target] {
          lowest[block] = min(lowest[block], number[target])
        }
        continue
      }
      path.removeLast()
      if let (above, _) = path.last { lowest[above] = min(lowest[above], lowest[block]) }
      guard lowest[block] == number[block] else { continue }
      let isAlone = open.last == block
      while let member = open.popLast() {
        isOpen[member] = false
        if !isAlone { result[member] = true }
        if member == block { break }
      }
    }
    return result
  }

  /// Disjoint sets of blocks, each with the block that stands for it.
  private struct Groups {
    private var parents: [Int32]

    init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

    mutating func find(_ block: Int) -> Int {
      var current = Int32(block)
      while parents[Int(current)] != current {
        parents[Int(current)] = parents[Int(parents[Int(current)])]
        current = parents[Int(current)]
      }
      return Int(current)
    }

    mutating func join(_ block: Int, into other: Int) { parents[block] = Int32(other) }
  }
}
