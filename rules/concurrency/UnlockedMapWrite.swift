import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps that two goroutines may use at the same time, one of them to change it, with no lock.
struct UnlockedMapWrite: Rule {
  static let meta = RuleMeta(
    id: "unlocked-map-write",
    summary: "a map is written while another goroutine may use it, with no lock",
    group: .concurrency, severity: .error, stage: .preview(since: "0.1.0"),
    why: """
      A Go map must not be used by one goroutine while another changes it. If the runtime notices, the program ends with \
      "fatal error: concurrent map writes", which recover() does not catch; mostly it does not notice, and entries are lost \
      or found wrong.

      Guard the map with a sync.Mutex at every use, let one goroutine own it, or give each goroutine a map of its own and \
      merge them after the join.
      """,
    bad: """
      func lengths(words []string) map[string]int {
      	out := map[string]int{}
      	var group sync.WaitGroup
      	for _, word := range words {
      		group.Add(1)
      		go func() { defer group.Done(); out[word] = len(word) }()
      	}
      	group.Wait()
      	return out
      }
      """,
    good: """
      func lengths(words []string) map[string]int {
      	out, mu := map[string]int{}, sync.Mutex{}
      	var group sync.WaitGroup
      	for _, word := range words {
      		group.Add(1)
      		go func() { defer group.Done(); mu.Lock(); out[word] = len(word); mu.Unlock() }()
      	}
      	group.Wait()
      	return out
      }
      """,
    limits: [
      "of fields only those of a value that the starter has too, and of receivers of handlers",
      "anything before the write that may be a lock or a hand-over makes the rule silent, a wrong lock too",
      "calls of a goroutine are followed a few steps, to functions and methods of the package",
      "a lock held around any call that hands a request on makes the rule silent about all handlers of the package",
    ],
    evidence: [
      Evidence("-race on two goroutines that write one map", ["1.19": "always", "1.23": "always", "1.27": "always"]),
      Evidence(
        "ends in `fatal error`, two goroutines with a million writes each, of 5 runs",
        ["1.19": "5", "1.23": "5", "1.27": "5"]),
      Evidence(
        "ends in `fatal error`, two goroutines with one write each, of 20 runs",
        ["1.19": "0", "1.23": "0", "1.27": "0"]),
    ],
    equivalents: [Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map")])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    guard Concurrency.mayStart(pass.unit) else { return }
    let starts = Starts(pass)
    if starts.isEmpty { return }
    let finder = UseFinder(pass, starts)
    let order = EntryPointOrder(pass.flow)
    // A helper that several handlers call is one mistake.
    var reported: Set<Node> = []
    var maps: Set<Object> = []
    for (place, uses) in finder.uses() {
      guard uses.contains(where: \.isWrite), let race = race(on: place, uses, order),
        reported.insert(race.write.operation).inserted
      else { continue }
      report(race, on: place, in: pass)
      maps.insert(place.fields.last ?? place.root)
    }
    for meeting in MapMeetings.all(in: pass.census) {
      let map = meeting.place.fields.last ?? meeting.place.root
      if maps.insert(map).inserted, !reported.contains(meeting.write.access.operation) { report(meeting, in: pass) }
    }
  }

  // MARK: Two uses at the same time

  private enum Race {
    /// Several goroutines of one start run the write.
    case withItself(Use, EntryPoint)
    /// A goroutine and another, or the function that started it.
    case between(Use, EntryPoint, other: Use, otherStart: EntryPoint?)

    var write: Use {
      switch self {
      case .withItself(let write, _), .between(let write, _, _, _): write
      }
    }
  }

  private func race(on place: AccessPath, _ uses: [Use], _ order: EntryPointOrder) -> Race? {
    for use in uses where use.isWrite {
      for start in use.starts where order.runsBesideItself(start, place) { return .withItself(use, start) }
    }
    for write in uses where write.isWrite {
      for other in uses where other.node != write.node || write.starts.count > 1 {
        if let race = race(write, other, place, order) { return race }
      }
    }
    return nil
  }

  private func race(_ write: Use, _ other: Use, _ place: AccessPath, _ order: EntryPointOrder) -> Race? {
    for start in write.starts {
      for second in other.starts where second.start != start.start {
        let (first, last) = start.start.id < second.start.id ? (start, second) : (second, start)
        if order.areBothAlive(first, last, place) { return .between(write, start, other: other, otherStart: second) }
      }
      if other.starts.isEmpty, order.follows(other.node, in: other.function, start, place) {
        return .between(write, start, other: other, otherStart: nil)
      }
    }
    guard write.starts.isEmpty else { return nil }
    for start in other.starts where order.follows(write.node, in: write.function, start, place) {
      return .between(write, start, other: other, otherStart: start)
    }
    return nil
  }

  private func report(_ race: Race, on place: AccessPath, in pass: Pass) {
    var related: [(Message, Node)] = []
    switch race {
    case .withItself(let write, let start):
      let name = write.name.textString
      let isHandler = start.kind == .handler || start.kind == .service
      if write.operation != write.node { related.append((.calledHere, write.node)) }
      related.append((isHandler ? .handles : .startedInLoop, start.start))
      pass.report(
        Self.self, isHandler ? .unlockedInHandler(name) : .unlockedInMany(name), at: write.operation,
        confidence: write.operation == write.node ? .high : .medium, related: related + declaration(of: place))
    case .between(let write, let start, let other, let otherStart):
      related.append((.started, start.start))
      related.append((other.isWrite ? .otherWrite : .otherRead, other.operation))
      if let otherStart, otherStart.start != start.start { related.append((.otherStarted, otherStart.start)) }
      pass.report(
        Self.self, .unlockedBeside(write.name.textString), at: write.operation, confidence: .medium,
        related: related + declaration(of: place))
    }
  }

  /// What the ways through the functions around show; whether they are all taken is less sure.
  private func report(_ meeting: MapMeeting, in pass: Pass) {
    let write = meeting.write
    var related: [(Message, Node)] = []
    if let entry = write.entry { related += start(entry, at: write.node, .started) }
    guard let other = meeting.other else {
      pass.report(
        Self.self, .unlockedInMany(write.access.name.textString), at: write.access.operation, confidence: .low,
        related: related + declaration(of: meeting.place))
      return
    }
    related.append((other.access.isWrite ? .otherWrite : .otherRead, other.access.operation))
    if let entry = other.entry { related += start(entry, at: other.node, .otherStarted) }
    pass.report(
      Self.self, .unlockedBeside(write.access.name.textString), at: write.access.operation, confidence: .low,
      related: related + declaration(of: meeting.place))
  }

  private func start(_ entry: EntryPoint, at node: Node, _ message: Message) -> [(Message, Node)] {
    node == entry.start ? [(message, entry.start)] : [(message, entry.start), (.startsHere, node)]
  }

  private func declaration(of place: AccessPath) -> [(Message, Node)] {
    let object = place.fields.last ?? place.root
    return object.declaration.map { [(.declared(object.name.string), $0)] } ?? []
  }
}

/// A use of a map, and the function that is a goroutine's (or the whole declaration) around it.
private struct Use {
  /// The variable or selector expression that names the map.
  let name: Node
  let operation: Node
  /// The use, or the call that leads to it, in `function`.
  let node: Node
  let isWrite: Bool
  let function: Node
  /// What starts this function beside others; empty for one that is only called.
  let starts: [EntryPoint]
}

/// What starts functions of the unit as goroutines or for requests.
private struct Starts {
  private var byFunction: [FunctionID: [EntryPoint]] = [:]

  init(_ pass: Pass) {
    lazy var servesInTurn = LockHints(pass.flow).mayServeInTurn(pass.flow.callGraph)
    for entry in pass.flow.concurrency.entries where Self.counts(entry, pass) {
      if entry.kind == .handler || entry.kind == .service, servesInTurn { continue }
      byFunction[entry.function, default: []].append(entry)
    }
  }

  var isEmpty: Bool { byFunction.isEmpty }
  var functions: [FunctionID] { byFunction.keys.sorted() }

  func of(_ function: FunctionID) -> [EntryPoint] { byFunction[function] ?? [] }

  private static func counts(_ entry: EntryPoint, _ pass: Pass) -> Bool {
    switch entry.kind {
    case .goroutine, .group, .actor, .timer: return true
    case .handler, .service:
      let graph = pass.flow.callGraph
      // A handler that other code of the unit calls too may get a value of its own from there; so may one that is made for
      // each request.
      if graph.calls(of: entry.function).contains(where: { !($0.caller.map { graph[$0].isInTest } ?? false) }) {
        return false
      }
      guard let starter = entry.starter else { return graph[entry.function].object != nil }
      return !pass.flow.concurrency.entries(reaching: starter).contains { $0.kind == .handler || $0.kind == .service }
    default: return false
    }
  }
}

/// Finds the uses of maps that goroutines share with the code around them.
private struct UseFinder {
  private let pass: Pass
  private let starts: Starts
  private let graph: CallGraph
  private let locks: UnitLocks
  private let hints: LockHints
  private var order: [AccessPath] = []
  private var found: [AccessPath: [Use]] = [:]
  private var seen: Set<Object> = []

  /// Calls are followed outwards so far, and so many of one function.
  private static let depthLimit = 3
  private static let callLimit = 16

  init(_ pass: Pass, _ starts: Starts) {
    self.pass = pass
    self.starts = starts
    graph = pass.flow.callGraph
    locks = pass.flow.locks
    hints = LockHints(pass.flow)
  }

  /// By map, those in variables first, in source order.
  func uses() -> [(AccessPath, [Use])] {
    var finder = self
    for function in starts.functions {
      for node in graph[function].node.descendants {
        guard node.kind == .ident, node.role != .sel, node.role != .label, let object = pass.unit.object(of: node),
          object.kind == .variable, !object.isField, !finder.seen.contains(object),
          pass.unit.type(of: node).underlying.kind == .map
        else { continue }
        finder.seen.insert(object)
        for name in pass.unit.references(to: object) { finder.add(name) }
      }
    }
    for container in pass.census.containers where container.kind == .map && container.scope != .local {
      guard !finder.seen.contains(container.object), container.accesses.contains(where: \.isInPlace) else { continue }
      for access in container.accesses where !access.isReplacement {
        finder.climb(access, locks.path(access.name), at: access.operation, depth: 0)
      }
    }
    return finder.order.map { ($0, finder.found[$0] ?? []) }
  }

  /// A mention of a variable.
  private mutating func add(_ name: Node) {
    let use = pass.unit.mapUse(of: name)
    let operation: Node
    switch use {
    case .insert(let node), .delete(let node), .clear(let node), .lookup(let node), .length(let node): operation = node
    case .range(let statement): operation = statement.child(.x) ?? name
    default: return
    }
    let access = LockAccess(name: name, operation: operation, isWrite: use.isWrite)
    climb(access, pass.unit.variable(name).map { AccessPath(variable: $0) }, at: operation, depth: 0)
  }

  /// Follows a use outwards to the function that is started, or to where the map is declared.
  private mutating func climb(_ access: LockAccess, _ place: AccessPath?, at node: Node, depth: Int) {
    guard let place, let function = graph.function(enclosing: node) else { return }
    let info = graph[function]
    let entries = starts.of(function)
    if hints.mayBeKeptApart(node, in: info.node, isStarted: !entries.isEmpty) { return }
    func note(_ place: AccessPath, _ starts: [EntryPoint]) {
      if found[place] == nil { order.append(place) }
      found[place, default: []].append(
        Use(
          name: access.name, operation: access.operation, node: node, isWrite: access.isWrite, function: info.node,
          starts: starts))
    }
    let owns = place.root.declaration.map { info.node.contains($0) } ?? false
    if !owns {
      if !entries.isEmpty { return note(place, entries) }
      if info.object != nil, place.fields.isEmpty { note(place, []) }
      if info.object == nil, info.uses == [.called], let call = graph.calls(of: function).first, let outer = info.outer,
        call.kind == .direct, call.caller == outer
      {
        return climb(access, place, at: call.call, depth: depth)
      }
    } else if !place.root.isParameter {
      return note(place, [])
    } else {
      startedWith(place, entries, note)
    }
    guard depth < Self.depthLimit, access.isWrite || depth == 0 else { return }
    for site in graph.calls(of: function).prefix(Self.callLimit) where site.kind == .direct {
      guard let caller = site.caller, caller != function, !graph[caller].isInTest || info.isInTest else { continue }
      climb(access, locks.place(place, at: site), at: site.call, depth: depth + 1)
    }
  }

  /// A map that comes through a parameter: the same for all goroutines where the starter hands out one place, and for all
  /// requests where it belongs to the handler.
  private func startedWith(_ place: AccessPath, _ entries: [EntryPoint], _ note: (AccessPath, [EntryPoint]) -> Void) {
    for entry in entries {
      switch entry.kind {
      case .goroutine:
        let site = graph.calls(of: entry.function).first { $0.kind == .goroutine && $0.call.parent == entry.start }
        guard let site, let outer = locks.place(place, at: site) else { continue }
        note(outer, [entry])
      case .handler, .service:
        let recv = graph[entry.function].node.child(.recv)?.child(.field)
        guard let recv, recv.child(.type)?.kind == .starExpr, recv.child(.name) == place.root.declaration else {
          continue
        }
        note(place, [entry])
      default: continue
      }
    }
  }
}

extension Message {
  fileprivate static func unlockedInMany(_ map: String) -> Message {
    """
    goroutines that run at the same time write `\(map)` here with no lock: entries get lost, or the program ends with \
    "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedInHandler(_ map: String) -> Message {
    """
    requests that are served at the same time write `\(map)` here with no lock: entries get lost, or the program ends \
    with "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedBeside(_ map: String) -> Message {
    """
    `\(map)` is written here while another goroutine may use it, with no lock: the program may end with \
    "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static var startedInLoop: Message { "each turn of a loop starts one more goroutine here" }
  fileprivate static var handles: Message { "the server runs it for every request, each in a goroutine of its own" }
  fileprivate static var calledHere: Message { "the goroutine comes to it through this call" }
  fileprivate static var started: Message { "the goroutine starts here" }
  fileprivate static var startsHere: Message { "through this call" }
  fileprivate static var otherStarted: Message { "the other goroutine starts here" }
  fileprivate static var otherWrite: Message { "written here too" }
  fileprivate static var otherRead: Message { "read here" }
  fileprivate static func declared(_ map: String) -> Message { "`\(map)` is one map for all of them" }
}
