import GoSyntax
import GoTypes

/// The locks a function names and what its nodes do to them: the transfer functions of its graph.
struct LockBody {
  /// More locks than this have no bit.
  static let tableLimit = 32

  private(set) var table: [AccessPath] = []
  private(set) var keys: [PathKey] = []
  /// What happens, by the node of the graph it is part of, in order of evaluation.
  private(set) var events: [Node: [Event]] = [:]
  private(set) var states: FlowStates<Analysis>?
  /// What a call of the function does.
  private(set) var effect = LockState()
  private var deferred: [Event] = []
  /// Whether nothing is known of what the function does to locks.
  private(set) var isGivenUp = false

  struct Event {
    enum Kind {
      case lock(UInt32, LockMode)
      case tryLock(UInt32, LockMode)
      case unlock(UInt32, LockMode)
      /// A call of a function with these effects.
      case call(LockState)
      /// A call that has one of several effects, or none.
      case mayCall(LockState)
      /// Locks whose names may mean others from here on, or that may be released by something unknown.
      case forget(UInt32)
      /// A lock is taken that has no bit.
      case other
    }
    let kind: Kind
    let node: Node
  }

  /// The bit of a lock; nil when the table is full.
  mutating func bit(_ path: AccessPath) -> UInt32? {
    let key = PathKey(path)
    return knownBit(key) ?? newBit(key, path)
  }

  /// The bit of a lock that is in the table.
  func knownBit(_ key: PathKey) -> UInt32? {
    keys.withUnsafeBufferPointer { keys in
      for index in keys.indices where keys[index] == key { return 1 << UInt32(index) }
      return nil
    }
  }

  /// Puts a lock into the table that is not in it; nil when that is full.
  mutating func newBit(_ key: PathKey, _ path: @autoclosure () -> AccessPath) -> UInt32? {
    guard table.count < Self.tableLimit else { return nil }
    table.append(path())
    keys.append(key)
    return 1 << UInt32(table.count - 1)
  }

  /// The bits of all locks named through a variable or field.
  func bits(where matches: (AccessPath) -> Bool) -> UInt32 {
    var bits: UInt32 = 0
    for (index, path) in table.enumerated() where matches(path) { bits |= 1 << UInt32(index) }
    return bits
  }

  mutating func add(_ kind: Event.Kind, at node: Node, isDeferred: Bool, in graph: ControlFlowGraph) {
    if isDeferred { return deferred.append(Event(kind: kind, node: node)) }
    guard let position = graph.position(of: node) else { return }
    let nodes = graph.nodes(of: position.block)
    events[nodes[nodes.startIndex + position.index], default: []].append(Event(kind: kind, node: node))
  }

  var isEmpty: Bool { events.isEmpty && deferred.isEmpty }

  mutating func solve(_ graph: ControlFlowGraph) {
    // A call comes after the calls in its arguments: it ends after them.
    for key in events.keys { events[key]?.sort { $0.node.end < $1.node.end } }
    states = Analysis(events: events).solve(graph)
    guard let states, !graph.hasDamage else { return giveUp() }
    // A function that does not end has no effect.
    effect = states.state(at: ControlFlowGraph.exit) ?? LockState()
    for event in deferred.reversed() { Analysis.apply(event.kind, &effect) }
  }

  /// All that is possibly held somewhere in the function: what a deferred call may meet.
  var everHeld: LockState.Modes {
    var all = LockState.Modes()
    for event in events.values.joined() {
      switch event.kind {
      case .lock(let bit, let mode), .tryLock(let bit, let mode): all[mode] |= bit
      case .call(let effect), .mayCall(let effect): all = all | effect.possible
      default: break
      }
    }
    return all
  }

  /// What the function has done before a node; nil where the node is not reached.
  func state(before node: Node, in graph: ControlFlowGraph) -> LockState? {
    guard let states, let position = graph.position(of: node), var state = states.state(before: position) else {
      return nil
    }
    let nodes = graph.nodes(of: position.block)
    for event in events[nodes[nodes.startIndex + position.index]] ?? [] where event.node.end <= node.start {
      Analysis.apply(event.kind, &state)
    }
    return state
  }

  struct Analysis: ForwardAnalysis {
    let events: [Node: [Event]]

    var entryState: LockState { LockState() }

    func transfer(_ node: Node, _ state: inout LockState) {
      guard let events = events[node] else { return }
      for event in events { Self.apply(event.kind, &state) }
    }

    static func apply(_ kind: Event.Kind, _ state: inout LockState) {
      switch kind {
      case .lock(let bit, let mode): state.lock(bit, mode)
      case .tryLock(let bit, let mode): state.mayLock(bit, mode)
      case .unlock(let bit, let mode): state.unlock(bit, mode)
      case .call(let effect): state.apply(effect)
      case .mayCall(let effect):
        var other = state
        other.apply(effect)
        _ = state.join(other)
      case .forget(let bits): state.forget(bits)
      case .other: state.mayHoldOther = true
      }
    }

    /// `if mu.TryLock() { … }`: held where the call is true, not held where it is false.
    func follow(_ edge: ControlFlowGraph.Edge, _ state: inout LockState) -> Bool {
      guard edge.kind == .holds || edge.kind == .fails, let condition = edge.condition, let events = events[condition]
      else { return true }
      for event in events where event.node == condition.unparenthesized {
        guard case .tryLock(let bit, let mode) = event.kind else { continue }
        if edge.kind == .holds { state.certain[mode] |= bit } else { state.possible[mode] &= ~bit }
      }
      return true
    }

    func join(_ state: inout LockState, _ other: LockState) -> Bool { state.join(other) }
  }
}

extension LockBody {
  /// The effects are not known: functions that call each other did not settle.
  mutating func giveUp() {
    effect = LockState()
    effect.mayHoldOther = true
    effect.mayRelease = LockState.Modes(read: .max, write: .max)
    states = nil
    isGivenUp = true
  }
}
