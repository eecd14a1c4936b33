import GoSyntax
import GoTypes

/// The effects that the functions of a unit have on locks, callees first: of each when it is asked for.
final class LockSummaries {
  private unowned let flow: PackageFlow
  private let graph: CallGraph
  private let frames: LockFrames
  private let finder: LockFinder
  /// The functions solved so far that do something to locks.
  private var bodies: [FunctionID: LockBody] = [:]
  /// By component of the call graph, whether it is solved.
  private var isSolved: [Bool]
  /// What the functions made so far do, by function.
  private var effects: [Effect]
  /// Where local variables are assigned to that locks are named through.
  private var assignments: [Object: [(statement: Node, function: FunctionID?)]] = [:]
  /// Locks that a function value may release: by the last field or variable of their names.
  private var releasedByValue: Set<Object>
  /// How many bodies were solved: for tests of linearity.
  private(set) var work = 0

  /// What a body does, for its callers.
  private struct Effect: Equatable {
    var state = LockState()
    var table: [AccessPath] = []
    var keys: [PathKey] = []

    init() {}

    init(_ body: LockBody) {
      state = body.effect
      table = body.table
      keys = body.keys
    }

    static func == (a: Effect, b: Effect) -> Bool { a.state == b.state && a.keys == b.keys }
  }

  /// So often the functions of a component that call each other are looked at again.
  private static let rounds = 12

  init(_ flow: PackageFlow, _ graph: CallGraph, _ frames: LockFrames) {
    self.flow = flow
    self.graph = graph
    self.frames = frames
    finder = LockFinder(graph, frames.paths)
    releasedByValue = finder.releasedByValue
    effects = [Effect](repeating: Effect(), count: graph.functions.count)
    // Without operations no function does anything.
    isSolved = [Bool](repeating: finder.operations.isEmpty, count: graph.components.count)
    collectReleases()
  }

  /// What a function does; nil where that is nothing.
  func body(of function: FunctionID) -> LockBody? {
    solve(upTo: function)
    return bodies[function]
  }

  /// All functions that do something to locks.
  private(set) lazy var all: [FunctionID: LockBody] = {
    for function in graph.all { solve(upTo: function) }
    return bodies
  }()

  /// Solves what a function is made of: components come after those that they call.
  private func solve(upTo function: FunctionID) {
    let last = graph.component(of: function)
    if isSolved[last] { return }
    isSolved[last] = true
    var due = [last]
    var next = 0
    while next < due.count {
      for member in graph.components[due[next]] {
        for site in graph.calls(from: member) {
          let component = graph.component(of: site.callee)
          if isSolved[component] { continue }
          isSolved[component] = true
          due.append(component)
        }
      }
      next += 1
    }
    for component in due.sorted() { solve(graph.components[component]) }
  }

  /// Literals that go elsewhere and release what they did not take: `return func() { s.mu.Unlock() }`.
  private func collectReleases() {
    for (function, operations) in finder.operations where graph[function].object == nil {
      let goesOn = graph[function].uses.contains { use in
        switch use {
        case .held, .escapes: true
        default: false
        }
      }
      guard goesOn else { continue }
      for operation in operations where operation.kind == .unlock {
        guard let path = operation.path, !operations.contains(where: { $0.kind != .unlock && $0.path == path }) else {
          continue
        }
        releasedByValue.insert(path.fields.last ?? path.root)
      }
    }
  }

  private func solve(_ component: [FunctionID]) {
    let isCyclic = component.count > 1 || graph.isRecursive(component[0])
    var changed = Set(component)
    for round in 0..<Self.rounds {
      var next: Set<FunctionID> = []
      for function in component {
        let isDue = round == 0 || graph.calls(from: function).contains { changed.contains($0.callee) }
        guard isDue else { continue }
        let body = makeBody(function)
        bodies[function] = body
        let effect = body.map { Effect($0) } ?? Effect()
        if effect != effects[Int(function.index)] { next.insert(function) }
        effects[Int(function.index)] = effect
      }
      if !isCyclic || next.isEmpty { return }
      changed = next
    }
    // Those that do nothing so far may call one that is not known.
    for function in component {
      bodies[function, default: LockBody()].giveUp()
      effects[Int(function.index)] = bodies[function].map { Effect($0) } ?? Effect()
    }
  }

  /// The call that takes a lock where there is only one.
  func onlyAcquisition(of lock: Object) -> Node? {
    var found: Node?
    for operation in finder.operations.values.joined() where operation.kind != .unlock {
      guard let path = operation.path else { continue }
      guard path.fields.last ?? path.root == lock else { continue }
      if found != nil { return nil }
      found = operation.node
    }
    return found
  }

  private func makeBody(_ function: FunctionID) -> LockBody? {
    let operations = finder.operations[function] ?? []
    let sites = graph.calls(from: function).filter { site in
      site.isSynchronous && !effects[Int(site.callee.index)].state.isIdentity
    }
    if operations.isEmpty && sites.isEmpty { return nil }
    guard let info = flow.function(graph[function].node) else { return nil }
    work += 1
    let control = flow.graph(of: info)
    var body = LockBody()
    for operation in operations {
      guard let path = operation.path, let bit = body.bit(path) else {
        if operation.kind != .unlock { body.add(.other, at: operation.node, isDeferred: false, in: control) }
        continue
      }
      if operation.isForeign, operation.kind != .unlock {
        body.add(.other, at: operation.node, isDeferred: operation.isDeferred, in: control)
      }
      let kind: LockBody.Event.Kind =
        switch operation.kind {
        case .lock: .lock(bit, operation.mode)
        case .tryLock: .tryLock(bit, operation.mode)
        case .unlock: .unlock(bit, operation.mode)
        }
      body.add(kind, at: operation.node, isDeferred: operation.isDeferred, in: control)
    }
    for site in sites {
      let effect = translate(site, &body)
      if effect.isIdentity { continue }
      let isCertain = site.kind == .direct || site.kind == .deferred
      body.add(
        isCertain ? .call(effect) : .mayCall(effect), at: site.call, isDeferred: site.kind == .deferred, in: control)
    }
    addReleases(function, &body, control)
    addAssignments(function, &body, control)
    body.solve(control)
    return body
  }

  /// A callee's effect in the caller's bits.
  private func translate(_ site: CallSite, _ body: inout LockBody) -> LockState {
    let callee = effects[Int(site.callee.index)]
    var effect = LockState()
    effect.mayHoldOther = callee.state.mayHoldOther
    let (taken, released) = (callee.state.possible, callee.state.mayRelease)
    let either = taken | released
    let (certain, release) = (callee.state.certain & either, callee.state.release & either)
    let frame = frames.frame(of: site)
    let table = callee.table
    // Of the path before: many paths in a row start at one variable.
    var root: UInt64?
    var meant: (path: AccessPath, key: PathKey)?
    for (index, key) in callee.keys.enumerated() {
      let bit: UInt32 = 1 << UInt32(index)
      guard (either.read | either.write) & bit != 0 else { continue }
      if root != key.root {
        root = key.root
        meant = frame.outward(table[index].root).map { ($0, PathKey($0)) }
      }
      var own: UInt32?
      if let meant, table[index].fields.count <= AccessPath.lengthLimit {
        let key = key.moved(to: meant.key)
        own = body.knownBit(key) ?? body.newBit(key, meant.path.appending(table[index].fields))
      }
      guard let own else {
        effect.mayHoldOther = effect.mayHoldOther || (taken.read | taken.write) & bit != 0
        continue
      }
      effect.possible.add(taken, bit, as: own)
      effect.mayRelease.add(released, bit, as: own)
      effect.certain.add(certain, bit, as: own)
      effect.release.add(release, bit, as: own)
    }
    return effect
  }

  /// Calls of values that may be such as `unlock` in `unlock := s.mu.Unlock`.
  private func addReleases(_ function: FunctionID, _ body: inout LockBody, _ control: ControlFlowGraph) {
    let released = releasedByValue
    let bits = body.bits { released.contains($0.fields.last ?? $0.root) }
    if bits == 0 { return }
    let unit = graph.unit
    var skipped: UInt32 = 0
    for node in graph[function].node.descendants where node.id >= skipped {
      if node.kind == .funcLit { skipped = node.subtreeEnd }
      guard node.kind == .callExpr, unit.callee(of: node) == nil, unit.builtin(node) == nil, !unit.isConversion(node),
        node.child(.fun)?.unparenthesized.kind != .funcLit
      else { continue }
      body.add(.forget(bits), at: node, isDeferred: node.parent?.kind == .deferStmt, in: control)
    }
  }

  /// Assignments to the variables that locks are named through.
  private func addAssignments(_ function: FunctionID, _ body: inout LockBody, _ control: ControlFlowGraph) {
    var seen: Set<Object> = []
    for root in body.table.map(\.root) where root.isLocal && seen.insert(root).inserted {
      for assignment in assignments(to: root) where assignment.function == function {
        body.add(.forget(body.bits { $0.root == root }), at: assignment.statement, isDeferred: false, in: control)
      }
    }
  }

  private func assignments(to variable: Object) -> [(statement: Node, function: FunctionID?)] {
    if let known = assignments[variable] { return known }
    let found = graph.unit.references(to: variable).compactMap { name -> (statement: Node, function: FunctionID?)? in
      guard case .assigned(let statement) = graph.unit.use(of: name) else { return nil }
      return (statement, graph.function(enclosing: name))
    }
    assignments[variable] = found
    return found
  }
}
