import GoSyntax
import GoTypes

/// The effects that the functions of a unit have on locks, callees first.
struct LockSummaries {
  private unowned let flow: PackageFlow
  private let graph: CallGraph
  private(set) var paths: LockPaths
  private let finder: LockFinder
  /// Functions that do something to locks.
  private(set) var bodies: [FunctionID: LockBody] = [:]
  /// Locks that a function value may release: by the last field or variable of their names.
  private var releasedByValue: Set<Object>
  /// How many bodies were solved: for tests of linearity.
  private(set) var work = 0

  /// So often the functions of a component that call each other are looked at again.
  private static let rounds = 12

  init(_ flow: PackageFlow, _ graph: CallGraph) {
    self.flow = flow
    self.graph = graph
    var paths = LockPaths(graph.unit)
    finder = LockFinder(graph, &paths)
    self.paths = paths
    releasedByValue = finder.releasedByValue
    if finder.operations.isEmpty { return }
    collectReleases()
    for component in graph.components { solve(component) }
  }

  /// Literals that go elsewhere and release what they did not take: `return func() { s.mu.Unlock() }`.
  private mutating func collectReleases() {
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

  private mutating func solve(_ component: [FunctionID]) {
    let isCyclic = component.count > 1 || graph.isRecursive(component[0])
    var changed = Set(component)
    for round in 0..<Self.rounds {
      var next: Set<FunctionID> = []
      for function in component {
        let isDue = round == 0 || graph.calls(from: function).contains { changed.contains($0.callee) }
        guard isDue else { continue }
        let before = bodies[function].map { ($0.table, $0.effect) }
        let body = makeBody(function)
        bodies[function] = body
        if before?.0 != body?.table || before?.1 != body?.effect { next.insert(function) }
      }
      if !isCyclic || next.isEmpty { return }
      changed = next
    }
    // Those that do nothing so far may call one that is not known.
    for function in component { bodies[function, default: LockBody()].giveUp() }
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

  private mutating func makeBody(_ function: FunctionID) -> LockBody? {
    let operations = finder.operations[function] ?? []
    let sites = graph.calls(from: function).filter { site in
      site.isSynchronous && bodies[site.callee].map { !$0.effect.isIdentity } ?? false
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
      guard let callee = bodies[site.callee] else { continue }
      let effect = translate(callee, site, &body)
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
  private mutating func translate(_ callee: LockBody, _ site: CallSite, _ body: inout LockBody) -> LockState {
    let frame = LockFrame(site, graph, &paths) { object in callee.table.contains { $0.root == object } }
    var effect = LockState()
    effect.mayHoldOther = callee.effect.mayHoldOther
    let (taken, released) = (callee.effect.possible, callee.effect.mayRelease)
    let all = taken.read | taken.write | released.read | released.write
    for (index, path) in callee.table.enumerated() {
      let bit: UInt32 = 1 << UInt32(index)
      guard all & bit != 0 else { continue }
      guard path.fields.count <= AccessPath.lengthLimit, let meant = frame.outward(path.root),
        let own = body.bit(meant, then: path.fields)
      else {
        effect.mayHoldOther = effect.mayHoldOther || (taken.read | taken.write) & bit != 0
        continue
      }
      for mode in [LockMode.read, .write] where (taken[mode] | released[mode]) & bit != 0 {
        if taken[mode] & bit != 0 { effect.possible[mode] |= own }
        if released[mode] & bit != 0 { effect.mayRelease[mode] |= own }
        if callee.effect.certain[mode] & bit != 0 { effect.certain[mode] |= own }
        if callee.effect.release[mode] & bit != 0 { effect.release[mode] |= own }
      }
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
    let unit = graph.unit
    var seen: Set<Object> = []
    for root in body.table.map(\.root) where root.isLocal && seen.insert(root).inserted {
      for name in unit.references(to: root) {
        guard case .assigned(let statement) = unit.use(of: name), graph.function(enclosing: name) == function else {
          continue
        }
        body.add(.forget(body.bits { $0.root == root }), at: statement, isDeferred: false, in: control)
      }
    }
  }
}
