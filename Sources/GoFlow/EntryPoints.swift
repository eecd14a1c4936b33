import GoSyntax
import GoTypes

/// A function that is started beside what runs already: by a `go` statement, by a server, by a timer.
package struct EntryPoint: Hashable, Sendable {
  /// Ordered by how much it proves that several runs of the function overlap.
  package enum Kind: Int, Comparable, Sendable {
    /// `ServeHTTP` and functions registered to handle requests.
    case handler
    /// A method of a gRPC service.
    case service
    /// `go f()`.
    case goroutine
    /// `group.Go(f)` of errgroup, sync.WaitGroup and the like.
    case group
    /// `group.Add(f, interrupt)` of a `run.Group`: it starts with the others when the group runs.
    case actor
    /// `time.AfterFunc(d, f)`.
    case timer
    /// `t.Run(name, f)` where f calls `t.Parallel()`.
    case parallelTest
    /// An exported method of a type that has a lock: its author expects several callers.
    case lockOwner
    /// A function value given to code outside the unit, which may call it at any time.
    case callback

    package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }
  package let kind: Kind
  /// The function that runs.
  package let function: FunctionID
  /// What starts it: the `go` statement, the call that takes the function, the name of the method.
  package let start: Node
  /// The function that starts it; nil where the start is no code of the unit.
  package let starter: FunctionID?
  /// Whether several runs of this start may overlap, on different objects perhaps.
  package let isMultiple: Bool
  /// Whether several runs may overlap on one object: the start stands in a loop, or is none of the unit's code.
  package let isRepeated: Bool
}

/// Which functions of a unit may run on several goroutines, and which only before there are any.
package struct Concurrency: Sendable {
  package let graph: CallGraph
  package let entries: [EntryPoint]
  /// Indices into `entries` by function: the few strongest that lead to it.
  private let reaching: [[Int32]]
  /// Whether more lead to it than are kept.
  private let hasMore: [Bool]
  private let startupOnly: [Bool]

  /// So many entries are kept for each function.
  static let kept = 4

  package init(_ graph: CallGraph) {
    self.graph = graph
    entries = EntryPointFinder(graph).entries
    let count = graph.functions.count
    var reaching = [[Int32]](repeating: [], count: count)
    var hasMore = [Bool](repeating: false, count: count)
    for (index, entry) in entries.enumerated() { reaching[Int(entry.function.index)].append(Int32(index)) }
    // Callers before callees: one sweep is enough, since the functions of a component share what leads to any of them.
    for component in graph.components.reversed() {
      var all: Set<Int32> = []
      var isOver = false
      for member in component {
        all.formUnion(reaching[Int(member.index)])
        isOver = isOver || hasMore[Int(member.index)]
      }
      let known = entries
      let sorted = all.sorted { (known[Int($0)].rank, $0) < (known[Int($1)].rank, $1) }
      let best = Array(sorted.prefix(Self.kept))
      isOver = isOver || sorted.count > Self.kept
      for member in component {
        reaching[Int(member.index)] = best
        hasMore[Int(member.index)] = isOver
        for site in graph.calls(from: member) where site.isSynchronous && !site.isOnlyTest {
          let callee = Int(site.callee.index)
          if graph.component(of: site.callee) == graph.component(of: member) { continue }
          hasMore[callee] = hasMore[callee] || isOver
          for entry in best where !reaching[callee].contains(entry) { reaching[callee].append(entry) }
        }
      }
    }
    self.reaching = reaching
    self.hasMore = hasMore
    startupOnly = Self.startup(graph, entries)
  }

  /// Functions that run only before `main` does anything: `init`, package-level values, and what only these call.
  private static func startup(_ graph: CallGraph, _ entries: [EntryPoint]) -> [Bool] {
    var result = [Bool](repeating: false, count: graph.functions.count)
    let started = Set(entries.map(\.function))
    for component in graph.components.reversed() where component.count == 1 {
      guard let function = component.first, !started.contains(function) else { continue }
      let info = graph[function]
      if let object = info.object, object.name == CallGraph.initName, !object.isMethod {
        result[Int(function.index)] = true
        continue
      }
      guard graph.areCallersKnown(function) else { continue }
      let calls = graph.calls(of: function)
      result[Int(function.index)] =
        !calls.isEmpty
        && calls.allSatisfy { site in
          site.isSynchronous && (site.caller.map { result[Int($0.index)] } ?? true)
        }
    }
    return result
  }

  /// Whether anything in a unit may start a function as a goroutine, on a timer or for requests: much cheaper to ask than what.
  package static func mayStart(_ unit: Unit) -> Bool {
    if unit.imports(EntryPointFinder.declaresRequests) { return true }
    return unit.files.contains { file in
      file.root.descendants.contains { node in
        node.kind == .goStmt || node.kind == .ident && node.role == .sel && GroupCalls.names.contains(node.name)
      }
    }
  }

  /// The strongest entry points that lead to a function.
  package func entries(reaching function: FunctionID) -> [EntryPoint] {
    reaching[Int(function.index)].map { entries[Int($0)] }
  }

  /// Whether a function runs only while the program starts: in `init`, in the values of package-level variables, and in
  /// functions that only these call.
  package func isStartupOnly(_ function: FunctionID) -> Bool { startupOnly[Int(function.index)] }

  /// Whether a function may run beside itself or others, with the entry that proves it best.
  package func proof(_ function: FunctionID) -> EntryPoint? { entries(reaching: function).first }

  /// Whether two functions (or one with itself) may run at the same time, as far as entries say: two different ones lead to
  /// them, or one that may be run several times at once.
  package func mayOverlap(_ a: FunctionID, _ b: FunctionID) -> Bool {
    if hasMore[Int(a.index)] || hasMore[Int(b.index)] { return true }
    for first in reaching[Int(a.index)] {
      for second in reaching[Int(b.index)] where first != second || entries[Int(first)].isMultiple { return true }
    }
    return false
  }

  /// Whether everything that leads to both functions is one goroutine for each object: it may own what it touches. A method
  /// that several functions start with no arguments is the one goroutine of whatever each of them starts it for.
  package func areOnOneGoroutine(_ a: FunctionID, _ b: FunctionID) -> Bool {
    guard !hasMore[Int(a.index)], !hasMore[Int(b.index)], let first = reaching[Int(a.index)].first,
      Set(reaching[Int(a.index)]) == Set(reaching[Int(b.index)])
    else { return false }
    let all = reaching[Int(a.index)].map { entries[Int($0)] }
    if all.contains(where: \.isRepeated) { return false }
    if all.count == 1 { return true }
    let function = entries[Int(first)].function
    return graph[function].object?.isMethod == true
      && all.allSatisfy {
        $0.kind == .goroutine && $0.function == function && $0.start.child(.call)?.child(.arg) == nil
      }
      && Set(all.map(\.starter)).count == all.count
  }

  /// The name of an entry point for messages: `(*Server).ServeHTTP`, `the goroutine started at line 12`.
  package func name(of entry: EntryPoint) -> String {
    if let name = graph.shortName(of: entry.function) { return "`\(name)`" }
    switch entry.kind {
    case .handler: return "a request handler"
    case .timer: return "a timer"
    case .parallelTest: return "a parallel subtest"
    case .callback: return "a callback"
    default: return "a goroutine"
    }
  }
}

extension EntryPoint {
  /// A `go` statement that starts a function which is not of the unit. What that tells others on channels is not known:
  /// the function around the statement stands for it.
  package init(goroutineElsewhere start: Node, in function: FunctionID) {
    self.init(
      kind: .goroutine, function: function, start: start, starter: function, isMultiple: true,
      isRepeated: start.enclosingLoop != nil)
  }

  var rank: Int { kind.rawValue * 2 + (isMultiple ? 0 : 1) }
}

extension CallGraph {
  /// A function's name without its package: `(*Server).ServeHTTP`; nil for literals.
  package func shortName(of function: FunctionID) -> String? {
    guard let object = self[function].object else { return nil }
    guard let receiver = object.receiverTypeName else { return object.name.string }
    let type = self[function].node.child(.recv)?.child(.field)?.child(.type)
    return type?.kind == .starExpr
      ? "(*\(receiver.string)).\(object.name.string)" : "\(receiver.string).\(object.name.string)"
  }
}
