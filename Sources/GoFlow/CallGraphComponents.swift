/// Finds the strongly connected components of a call graph, callees before callers: Tarjan's algorithm with a stack of its own,
/// so that long chains of calls cost heap only. Calls by `go` count: what they start may call back.
struct ComponentFinder {
  private let sites: [CallSite]
  private let outgoing: [Range<Int32>]
  private(set) var components: [[FunctionID]] = []
  private(set) var componentOf: [Int32]
  /// How many calls were followed.
  private(set) var work = 0

  private var number: [Int32]
  private var low: [Int32]
  private var stack: [Int32] = []
  private var counter: Int32 = 0

  init(count: Int, sites: [CallSite], outgoing: [Range<Int32>]) {
    self.sites = sites
    self.outgoing = outgoing
    componentOf = [Int32](repeating: -1, count: count)
    number = [Int32](repeating: -1, count: count)
    low = number
  }

  mutating func run() {
    for start in number.indices where number[start] < 0 { visit(Int32(start)) }
  }

  private mutating func visit(_ start: Int32) {
    var path: [(function: Int32, next: Int32)] = []
    open(start, &path)
    while let top = path.last {
      let function = Int(top.function)
      if top.next < outgoing[function].upperBound {
        path[path.count - 1].next += 1
        work += 1
        let callee = sites[Int(top.next)].callee.index
        if number[Int(callee)] < 0 {
          open(callee, &path)
        } else if componentOf[Int(callee)] < 0 {
          low[function] = min(low[function], number[Int(callee)])
        }
        continue
      }
      path.removeLast()
      if let caller = path.last { low[Int(caller.function)] = min(low[Int(caller.function)], low[function]) }
      if low[function] == number[function] { close(top.function) }
    }
  }

  private mutating func open(_ function: Int32, _ path: inout [(function: Int32, next: Int32)]) {
    number[Int(function)] = counter
    low[Int(function)] = counter
    counter += 1
    stack.append(function)
    path.append((function, outgoing[Int(function)].lowerBound))
  }

  private mutating func close(_ function: Int32) {
    var members: [FunctionID] = []
    while let member = stack.popLast() {
      componentOf[Int(member)] = Int32(components.count)
      members.append(FunctionID(Int(member)))
      if member == function { break }
    }
    components.append(members.sorted())
  }
}
