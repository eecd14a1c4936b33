import GoFlow
import GoSyntax
import GoTypes

/// A use of a map, and the function that is a goroutine's (or the whole declaration) around it.
package struct GoroutineUse {
  package let access: LockAccess
  /// The use, or the call that leads to it, in `function`.
  package let node: Node
  package let function: Node
  /// What starts this function beside others; empty for one that is only called.
  package let starts: [EntryPoint]

  /// The variable or selector expression that names the map.
  package var name: Node { access.name }
  package var operation: Node { access.operation }
  package var isWrite: Bool { access.isWrite }
}

/// What starts functions of the unit as goroutines or for requests.
private struct Starts {
  private var byFunction: [FunctionID: [EntryPoint]] = [:]

  init(_ flow: PackageFlow) {
    lazy var servesInTurn = LockHints(flow).mayServeInTurn(flow.callGraph)
    for entry in flow.concurrency.entries where Self.counts(entry, flow) {
      if entry.kind == .handler || entry.kind == .service, servesInTurn { continue }
      byFunction[entry.function, default: []].append(entry)
    }
  }

  var isEmpty: Bool { byFunction.isEmpty }
  var functions: [FunctionID] { byFunction.keys.sorted() }

  func of(_ function: FunctionID) -> [EntryPoint] { byFunction[function] ?? [] }

  private static func counts(_ entry: EntryPoint, _ flow: PackageFlow) -> Bool {
    switch entry.kind {
    case .goroutine, .group, .actor, .timer: return true
    case .handler, .service:
      let graph = flow.callGraph
      // A handler that other code of the unit calls too may get a value of its own from there; so may one that is made for
      // each request.
      if graph.calls(of: entry.function).contains(where: { !($0.caller.map { graph[$0].isInTest } ?? false) }) {
        return false
      }
      guard let starter = entry.starter else { return graph[entry.function].object != nil }
      return !flow.concurrency.entries(reaching: starter).contains { $0.kind == .handler || $0.kind == .service }
    default: return false
    }
  }
}

/// Finds the uses of maps that goroutines share with the code around them.
package struct GoroutineUses {
  private let census: Census
  private let unit: Unit
  private let starts: Starts
  private let graph: CallGraph
  private let locks: UnitLocks
  private let hints: LockHints
  private var order: [AccessPath] = []
  private var found: [AccessPath: [GoroutineUse]] = [:]
  private var seen: Set<Object> = []

  /// Calls are followed outwards so far, and so many of one function.
  private static let depthLimit = 3
  private static let callLimit = 16

  package init(_ census: Census) {
    self.census = census
    unit = census.unit
    starts = Starts(census.flow)
    graph = census.flow.callGraph
    locks = census.flow.locks
    hints = LockHints(census.flow)
  }

  /// By map; nil where no function of the unit is started beside others, and where no change of a map is asked about.
  package static func ofMaps(in census: Census) -> [(AccessPath, [GoroutineUse])]? {
    !census.mayReportWrites || Starts(census.flow).isEmpty
      ? nil : GoroutineUses(census).ofMaps()
  }

  /// By map, those in variables first, in source order.
  private func ofMaps() -> [(AccessPath, [GoroutineUse])] {
    var finder = self
    for function in starts.functions {
      for node in graph[function].node.descendants {
        guard node.kind == .ident, node.role != .sel, node.role != .label, let object = unit.object(of: node),
          object.kind == .variable, !object.isField, !finder.seen.contains(object),
          unit.type(of: node).underlying.kind == .map
        else { continue }
        finder.seen.insert(object)
        for name in unit.references(to: object) { finder.add(name) }
      }
    }
    for container in census.containers where container.kind == .map && container.scope != .local {
      guard !finder.seen.contains(container.object), container.accesses.contains(where: \.isInPlace) else { continue }
      for access in container.accesses where !access.isReplacement {
        finder.climb(access, locks.path(access.name), at: access.operation, depth: 0)
      }
    }
    for (_, accesses) in ForeignMaps.accesses(in: census) {
      for access in accesses { finder.climb(access, locks.path(access.name), at: access.operation, depth: 0) }
    }
    return finder.order.map { ($0, finder.found[$0] ?? []) }
  }

  /// The uses of given places, by place.
  func of(_ accesses: [(LockAccess, AccessPath)]) -> [(AccessPath, [GoroutineUse])] {
    var finder = self
    for (access, place) in accesses {
      if let start = access.operation.parent, start.kind == .goStmt {
        finder.started(access, place, start)
      } else {
        finder.climb(access, place, at: access.operation, depth: 0)
      }
    }
    return finder.order.map { ($0, finder.found[$0] ?? []) }
  }

  /// A function of another package that is a goroutine by itself: `go s.table.Add(name)`.
  private mutating func started(_ access: LockAccess, _ place: AccessPath, _ start: Node) {
    guard let function = graph.function(enclosing: start) else { return }
    if found[place] == nil { order.append(place) }
    found[place, default: []].append(
      GoroutineUse(
        access: access, node: access.operation, function: graph[function].node,
        starts: [EntryPoint(goroutineElsewhere: start, in: function)]))
  }

  /// A mention of a variable.
  private mutating func add(_ name: Node) {
    let use = unit.mapUse(of: name)
    let operation: Node
    switch use {
    case .insert(let node), .delete(let node), .clear(let node), .lookup(let node), .length(let node): operation = node
    case .range(let statement): operation = statement.child(.x) ?? name
    default: return
    }
    let access = LockAccess(name: name, operation: operation, isWrite: use.isWrite)
    climb(access, unit.variable(name).map { AccessPath(variable: $0) }, at: operation, depth: 0)
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
        GoroutineUse(access: access, node: node, function: info.node, starts: starts))
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
