import GoSyntax
import GoTypes
import Synchronization

/// The call graph of a unit and what follows from it, for several flows of it: who asks first makes it, the others wait for it.
package final class SharedCallGraph: Sendable {
  private let graph = Mutex<CallGraph?>(nil)
  private let concurrency = Mutex<Concurrency?>(nil)

  private let leavesOutTests: Bool

  /// - Parameter leavesOutTests: whether functions for tests are nobody's concern.
  package init(leavesOutTests: Bool = false) { self.leavesOutTests = leavesOutTests }

  func graph(of unit: Unit) -> CallGraph {
    Self.made(graph) { CallGraph(unit, leavesOutTests: leavesOutTests) }
  }

  package func concurrency(of unit: Unit) -> Concurrency { Self.made(concurrency) { Concurrency(graph(of: unit)) } }

  private static func made<Value: Sendable>(_ known: borrowing Mutex<Value?>, _ make: () -> Value) -> Value {
    known.withLock { known in
      if let known { return known }
      let value = make()
      known = value
      return value
    }
  }
}

/// The functions of a unit and their graphs, each made when first asked for. Used by one thread.
package final class PackageFlow {
  package let unit: Unit

  /// A function declaration with a body, or a function literal.
  package struct Function {
    /// The `funcDecl` or `funcLit`.
    package let node: Node
    package let body: Node
    /// Index of the function that the literal stands in; nil for declarations and literals outside functions.
    package let parent: Int?
    /// The object of a declaration.
    package let object: Object?

    package var isLiteral: Bool { node.kind == .funcLit }
  }

  /// All function bodies, in file and source order: a literal comes after the function it stands in.
  package private(set) lazy var functions: [Function] = collect()
  private lazy var indices: [Node: Int] = Dictionary(
    uniqueKeysWithValues: functions.enumerated().map { ($0.element.node, $0.offset) })
  private lazy var declarations: [Object: Int] = Dictionary(
    functions.enumerated().compactMap { index, function in function.object.map { ($0, index) } },
    uniquingKeysWith: { first, _ in first })

  /// Who calls whom.
  package private(set) lazy var callGraph = sharedGraph.graph(of: unit)
  /// What runs beside what.
  package private(set) lazy var concurrency = sharedGraph.concurrency(of: unit)
  /// Whether the unit may use locks of package sync at all: much cheaper to ask than where.
  package private(set) lazy var usesLocks = LockKind.areUsed(in: unit)
  /// Which locks are held where.
  package private(set) lazy var locks = UnitLocks(self)

  let lockHintEvents = LockHintEvents()
  private var graphs: [Node: ControlFlowGraph] = [:]
  private var dominatorTrees: [Node: Dominators] = [:]
  private var loopTrees: [Node: Loops] = [:]
  /// Nil for a function that is being looked at: it is taken to return.
  private var endings: [Object: ControlFlowBuilder.Ending?] = [:]
  private lazy var maps = MapInitialisation(self)
  private var nilWrites: [Node: [NilWrite]] = [:]
  private lazy var suspects: Set<Name> = collectSuspects()
  private var depth = 0

  /// Whether a function may run more than once, as far as a call graph knows: recursion, calls in loops, handlers. Until one
  /// says otherwise, every function may, but `init` and the `main` of a program.
  package var mayRepeat: ((Function) -> Bool)?

  private let sharedGraph: SharedCallGraph
  private let reported: Set<UInt32>?

  /// - Parameter reported: the numbers of the files whose functions alone are asked about; nil for all.
  package init(
    _ unit: Unit, _ sharedGraph: SharedCallGraph = SharedCallGraph(), reported: Set<UInt32>? = nil
  ) {
    self.unit = unit
    self.sharedGraph = sharedGraph
    self.reported = reported
  }

  /// The functions that are asked about.
  private(set) lazy var askedFunctions: [Function] =
    reported.map { reported in functions.filter { reported.contains($0.node.fileIndex) } } ?? functions

  /// The functions whose nil maps may come to a write in those that are asked about: they themselves, and others that hand maps to
  /// them.
  package private(set) lazy var nilMapFunctions: [Function] =
    reported.map { maps.functions(leadingTo: $0) } ?? functions

  private func collect() -> [Function] {
    var found: [Function] = []
    var open: [(index: Int, end: UInt32)] = []
    for file in unit.files {
      open.removeAll()
      for node in file.root.descendants where node.kind == .funcDecl || node.kind == .funcLit {
        guard let body = node.child(.body) else { continue }
        while let last = open.last, last.end <= node.id { open.removeLast() }
        let object = node.kind == .funcDecl ? node.child(.name).flatMap { unit.object(of: $0) } : nil
        found.append(Function(node: node, body: body, parent: open.last?.index, object: object))
        open.append((found.count - 1, node.subtreeEnd))
      }
    }
    return found
  }

  /// The function of a `funcDecl` or `funcLit`; nil for one without a body.
  package func function(_ node: Node) -> Function? { indices[node].map { functions[$0] } }

  /// The function with a body that an object of the unit is declared as.
  package func function(of object: Object) -> Function? { declarations[object].map { functions[$0] } }

  /// The function whose body evaluates a node; nil outside functions.
  package func function(around node: Node) -> Function? { node.enclosingFunction.flatMap { function($0) } }

  /// The graph of a function.
  package func graph(of function: Function) -> ControlFlowGraph {
    if let known = graphs[function.node] { return known }
    let builder = ControlFlowBuilder(
      ending: { [unowned self] in self.ending(of: $0) }, truth: { [unowned self] in self.truth(of: $0) })
    let graph = ControlFlowGraph(function: function.node, builder.build(function.body))
    graphs[function.node] = graph
    return graph
  }

  /// The dominators of a function's blocks.
  package func dominators(of function: Function) -> Dominators {
    if let known = dominatorTrees[function.node] { return known }
    let tree = Dominators(graph(of: function))
    dominatorTrees[function.node] = tree
    return tree
  }

  /// The loops of a function.
  package func loops(of function: Function) -> Loops {
    if let known = loopTrees[function.node] { return known }
    let tree = Loops(graph(of: function), dominators(of: function))
    loopTrees[function.node] = tree
    return tree
  }

  /// Whether a node may be evaluated more than once while the program runs.
  package func runsRepeatedly(_ node: Node) -> Bool {
    guard let function = function(around: node) else { return false }
    if let position = graph(of: function).position(of: node), loops(of: function).isInCycle(position.block) {
      return true
    }
    return mayRepeat?(function) ?? !runsOnce(function)
  }

  private static let initName = Name.of("init")
  private static let mainName = Name.of("main")

  private func runsOnce(_ function: Function) -> Bool {
    guard function.node.kind == .funcDecl, function.node.child(.recv) == nil, let name = function.node.child(.name)
    else { return false }
    return name.name == Self.initName || name.name == Self.mainName && unit.package.name == Self.mainName
  }

  /// The writes that reach a map that is nil for certain, in the function of a `funcDecl` or `funcLit` and in what it calls.
  package func nilMapWrites(in node: Node) -> [NilWrite] {
    if let known = nilWrites[node] { return known }
    let found = function(node).map { maps.writes(in: $0) } ?? []
    nilWrites[node] = found
    return found
  }

  // MARK: What ends a block

  private static let trueName = Name.of("true")
  private static let falseName = Name.of("false")

  private func truth(of identifier: Node) -> Bool? {
    guard identifier.name == Self.trueName || identifier.name == Self.falseName,
      let object = unit.object(of: identifier), object.package == nil
    else { return nil }
    return identifier.name == Self.trueName
  }

  /// Whether a call never returns.
  package func neverReturns(_ call: Node) -> Bool { ending(of: call) != nil }

  private func ending(of call: Node) -> ControlFlowBuilder.Ending? {
    guard let name = NeverReturning.calledName(call) else { return nil }
    let isSuspect = suspects.contains(name)
    guard isSuspect || NeverReturning.isName(name) else { return nil }
    if unit.builtin(call) == .panic { return .panics }
    guard let callee = unit.callee(of: call) else { return nil }
    return NeverReturning.ending(of: callee) ?? (isSuspect ? ending(ofFunction: callee) : nil)
  }

  /// How many functions of the unit are looked through from one to the other; those further down are taken to return.
  private static let depthLimit = 16

  private func ending(ofFunction object: Object) -> ControlFlowBuilder.Ending? {
    if let known = endings[object] { return known }
    guard depth < Self.depthLimit, let function = function(of: object) else { return nil }
    endings[object] = .some(nil)
    depth += 1
    defer { depth -= 1 }
    let graph = graph(of: function)
    // A function that defers something may end the program by a panic too: whoever calls it may recover.
    let ending: ControlFlowBuilder.Ending? = graph.mayReturn || graph.hasDamage ? nil : .panics
    endings[object] = .some(ending)
    return ending
  }
}
