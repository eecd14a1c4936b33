import GoSyntax
import GoTypes

/// What the functions of a unit find locked when they are called.
///
/// Of a function all callers of which are known, it is what they all hold. Callers that have the value to themselves, because
/// they have just made it, do not count. Each is worked out when something asks for it, with those that it follows from.
final class LockContexts {
  unowned let flow: PackageFlow
  let graph: CallGraph
  let summaries: LockSummaries
  private let frames: LockFrames
  private var sharing: BeforeSharing
  private var contexts: [LockSet]
  /// Whether all callers have the receiver (of a function without one, what they hand over) to themselves.
  private var isUnshared: [Bool]
  /// By component of the call graph, whether it is settled.
  private var isSettled: [Bool]
  /// How many calls were looked at: for tests of linearity.
  private(set) var work = 0

  /// Functions of the component in hand that no known caller has led to so far.
  private var pending: Set<FunctionID> = []

  /// Functions that something starts beside what runs already.
  private let started: Set<FunctionID>

  /// So often the functions of a component that call each other are looked at again.
  private static let rounds = 8

  init(
    _ flow: PackageFlow, _ graph: CallGraph, _ summaries: LockSummaries, _ sharing: BeforeSharing,
    _ frames: LockFrames, _ concurrency: Concurrency
  ) {
    self.flow = flow
    self.graph = graph
    self.summaries = summaries
    self.sharing = sharing
    self.frames = frames
    started = Set(concurrency.entries.lazy.filter { $0.kind != .callback }.map(\.function))
    contexts = [LockSet](repeating: .none, count: graph.functions.count)
    isUnshared = [Bool](repeating: false, count: graph.functions.count)
    isSettled = [Bool](repeating: false, count: graph.components.count)
  }

  /// What a function finds locked when it is called.
  func context(of function: FunctionID) -> LockSet {
    settle(upTo: function)
    return contexts[Int(function.index)]
  }

  /// Settles what the context of a function follows from: components come before those that call them.
  private func settle(upTo function: FunctionID) {
    let first = graph.component(of: function)
    if isSettled[first] { return }
    isSettled[first] = true
    var due = [first]
    func add(_ function: FunctionID, after component: Int) {
      let other = graph.component(of: function)
      // One that comes later is not looked at, whoever asked first.
      if other <= component || isSettled[other] { return }
      isSettled[other] = true
      due.append(other)
    }
    var next = 0
    while next < due.count {
      let component = due[next]
      for member in graph.components[component] {
        for site in graph.calls(of: member) { if let caller = site.caller { add(caller, after: component) } }
        if let outer = graph[member].outer { add(outer, after: component) }
      }
      next += 1
    }
    for component in due.sorted(by: >) { settle(graph.components[component]) }
  }

  private func settle(_ component: [FunctionID]) {
    if component.count == 1 { return update(component[0]) }
    // What is called from outside first; calls within then lead to the others.
    pending = Set(component)
    for round in 0..<Self.rounds {
      var changed = false
      for function in component {
        let before = (contexts[Int(function.index)], pending.contains(function))
        update(function)
        changed = changed || before != (contexts[Int(function.index)], pending.contains(function))
      }
      if !changed { break }
      if round == Self.rounds - 1 {
        for function in component {
          contexts[Int(function.index)] = contexts[Int(function.index)].uncertain
          contexts[Int(function.index)].mayHoldUnknown = true
        }
      }
    }
    // Nothing leads to these but each other, and callers that have their value to themselves.
    for function in pending { contexts[Int(function.index)].mayHoldUnknown = true }
    pending = []
  }

  private func update(_ function: FunctionID) {
    let info = graph[function]
    var joined: LockSet?
    let isKnown = graph.areCallersKnown(function)
    var isAlwaysUnshared = true
    var isCalledOpen = false
    var isNeverReached = false
    var hasCalls = false
    var isWaiting = false
    for site in graph.calls(of: function) where site.callee != site.caller {
      if let caller = site.caller, caller != function, pending.contains(caller) {
        isWaiting = true
        continue
      }
      // Where others may call it too, a call that may be another function's says nothing.
      if !isKnown, site.kind == .dispatch || site.kind == .value { continue }
      hasCalls = true
      work += 1
      let frame = frames.frame(of: site)
      if hasOnlyOwn(site, frame) {
        guard site.kind == .value || site.kind == .atOnce, info.node.child(.recv) != nil else { continue }
        // What a method value is called on is not seen, and so is what is held of it.
        isAlwaysUnshared = false
        let unknown = LockSet(mayHoldUnknown: true)
        joined = joined?.joined(unknown) ?? unknown
        continue
      }
      isAlwaysUnshared = false
      guard let held = held(at: site, frame) else {
        isNeverReached = true
        continue
      }
      isCalledOpen = isCalledOpen || held.isEmpty
      joined = joined?.joined(held) ?? held
    }
    // A literal that goes elsewhere may run where it is made.
    let goesElsewhere = !isKnown && info.uses.contains(where: \.goesElsewhere)
    if info.object == nil, let outer = info.outer, goesElsewhere {
      let isSettled = graph.component(of: outer) >= graph.component(of: function)
      let entry = isSettled ? contexts[Int(outer.index)] : .none
      let made = state(at: info.node, in: outer, entry: entry)?.uncertain ?? LockSet(mayHoldUnknown: true)
      joined = joined?.joined(made) ?? made
    }
    if joined == nil, isWaiting { return }
    pending.remove(function)
    // Where no call is reached, nothing is known.
    var result = joined ?? LockSet(mayHoldUnknown: isNeverReached)
    if !isKnown, info.object != nil {
      // Others may call it too. What every caller seen here holds is perhaps what it asks for.
      result =
        LockSet(
          held: result.certain, mayHoldUnknown: result.mayHoldUnknown && !isCalledOpen,
          isHandedOn: result.isHandedOn && !isCalledOpen,
          unnamed: isCalledOpen ? [] : result.unnamed
        ).uncertain
      isAlwaysUnshared = false
    }
    // A function that is kept or handed on may be called with anything held.
    if goesElsewhere, !started.contains(function), !(info.object?.isExported ?? false) {
      // What is kept is called by this package, perhaps under a lock of its own.
      let isArgument = info.uses.allSatisfy { self.isArgument($0) || !$0.goesElsewhere }
      if isArgument { result.isHandedOn = true } else { result.mayHoldUnknown = true }
    }
    contexts[Int(function.index)] = result
    isUnshared[Int(function.index)] = hasCalls && isAlwaysUnshared
  }

  /// Whether a function is handed to calls of code that is not seen, perhaps by a function of the unit that hands it on.
  private func isArgument(_ use: ValueUse) -> Bool {
    switch use {
    case .escapes(_, let call): return call != nil
    case .held(let holder) where holder.isLocal && holder.isParameter:
      return graph.unit.references(to: holder).allSatisfy { name in
        switch graph.unit.use(of: name) {
        case .declared, .comparedWithNil, .argument: true
        default: name.withParentheses.role == .fun || name.parent?.kind == .field
        }
      }
    default: return false
    }
  }

  /// Whether what a call is made on belongs to the caller alone so far.
  private func hasOnlyOwn(_ site: CallSite, _ frame: LockFrame) -> Bool {
    guard site.isSynchronous, let caller = site.caller else { return false }
    guard let place = frame.handed.first else { return false }
    return isBeforeSharing(place.root, at: site.call, in: caller)
  }

  func isBeforeSharing(_ root: Object, at node: Node, in function: FunctionID) -> Bool {
    settle(upTo: function)
    if root.isParameter, isUnshared[Int(function.index)], graph[function].node.receiverOrFirst == root.declaration {
      return !sharing.isPublished(root, before: node, in: function)
    }
    return sharing.contains(root, at: node, in: function)
  }

  // MARK: What callers hold

  /// What the callee finds locked, in its own names; nil where the call is not reached.
  private func held(at site: CallSite, _ frame: LockFrame) -> LockSet? {
    guard let caller = site.caller else { return LockSet.none }
    var held: LockSet
    switch site.kind {
    case .goroutine:
      // Who waits for a goroutine under a lock lends it the lock.
      guard let here = state(at: site.call, in: caller), !here.isEmpty else { return LockSet.none }
      if !mayWait(after: site.call) { return LockSet.none }
      held = here.uncertain
    case .deferred: held = everHeld(in: caller).uncertain
    default:
      guard let here = state(at: site.call, in: caller) else { return nil }
      held = here
    }
    return inward(held, frame)
  }

  private func inward(_ held: LockSet, _ frame: LockFrame) -> LockSet {
    var result = LockSet()
    result.mayHoldUnknown = held.mayHoldUnknown
    result.isHandedOn = held.isHandedOn
    result.unnamed = held.unnamed
    for lock in held.held {
      let names = frame.inward(lock.lock)
      if names.isEmpty { result.unnamed.insert(lock.lock.fields.last ?? lock.lock.root) }
      for name in names { result.insert(name, lock.mode, isCertain: lock.isCertain) }
    }
    return result
  }

  private func everHeld(in function: FunctionID) -> LockSet {
    var result = contexts[Int(function.index)]
    guard let body = summaries.body(of: function) else { return result }
    let modes = body.everHeld
    for (index, path) in body.table.enumerated() {
      for mode in [LockMode.read, .write] where modes[mode] & (1 << UInt32(index)) != 0 {
        result.insert(path, mode, isCertain: false)
      }
    }
    return result
  }

  /// The locks held before a node of a function; nil where it is not reached or not known.
  func state(at node: Node, in function: FunctionID) -> LockSet? {
    state(at: node, in: function, entry: context(of: function))
  }

  /// The same for given locks that are held when the function is called.
  func state(at node: Node, in function: FunctionID, entry: LockSet) -> LockSet? {
    guard let body = summaries.body(of: function) else { return entry }
    guard let info = flow.function(graph[function].node) else { return nil }
    if body.isGivenUp {
      var anything = entry.uncertain
      anything.mayHoldUnknown = true
      return anything
    }
    guard let own = body.state(before: node, in: flow.graph(of: info)) else { return nil }
    var result = LockSet()
    result.mayHoldUnknown = own.mayHoldOther || entry.mayHoldUnknown
    result.isHandedOn = entry.isHandedOn
    result.unnamed = entry.unnamed
    for (index, path) in body.table.enumerated() {
      let bit: UInt32 = 1 << UInt32(index)
      for mode in [LockMode.read, .write] where own.possible[mode] & bit != 0 {
        result.insert(path, mode, isCertain: own.certain[mode] & bit != 0)
      }
    }
    for lock in entry.held {
      let bit = body.table.firstIndex(of: lock.lock).map { UInt32(1) << UInt32($0) } ?? 0
      if own.release[lock.mode] & bit != 0 { continue }
      result.insert(lock.lock, lock.mode, isCertain: lock.isCertain && own.mayRelease[lock.mode] & bit == 0)
    }
    return result
  }

  private static let wait = Name.of("Wait")

  /// Whether a function may wait for the goroutine that it starts by a statement: any method `Wait` may, whoever has it.
  private func mayWait(after start: Node) -> Bool {
    guard let function = start.enclosingFunction else { return false }
    return function.descendants.contains { node in
      guard node.id > start.id else { return false }
      switch node.kind {
      case .selectorExpr: return node.child(.sel)?.name == Self.wait
      case .unaryExpr: return node.token == .arrow
      case .selectStmt: return true
      case .rangeStmt:
        return node.child(.x).map { graph.unit.type(of: $0).underlying.kind == .chan } ?? false
      default: return false
      }
    }
  }
}

extension ValueUse {
  /// Whether a function may be called from where its uses are not all seen.
  var goesElsewhere: Bool {
    switch self {
    case .escapes, .held: true
    default: false
    }
  }
}

extension Node {
  /// The name of the receiver of a function declaration, or of its first parameter.
  var receiverOrFirst: Node? {
    if let recv = child(.recv) { return recv.child(.field)?.child(.name) }
    return parameter(at: 0)
  }
}
