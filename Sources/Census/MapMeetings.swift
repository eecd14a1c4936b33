import GoFlow
import GoSyntax
import GoTypes

/// Two uses of one map, one of them a write, that may run at the same time with no lock, and how they come together: in one
/// function of the unit, which starts a goroutine that leads to one of them and comes to the other while it runs.
package struct MapMeeting {
  /// A use as that function sees it.
  package struct Visit {
    package let access: LockAccess
    /// In the function: the use, the start of the goroutine that leads to it, or the call that leads to either.
    package let node: Node
    /// The goroutine that leads to the use.
    package let entry: EntryPoint?
    /// Whether the goroutine receives something before it comes to the use: then it comes there when somebody sends.
    let isGated: Bool
  }

  /// The map as the function names it.
  package let place: AccessPath
  package let write: Visit
  /// Nil where the write meets itself.
  package let other: Visit?
}

/// Finds where goroutines meet at a map, by following uses outwards: through calls to the functions that start what leads to
/// them, and through starts to the functions that go on beside it.
package struct MapMeetings {
  let unit: Unit
  let flow: PackageFlow
  let graph: CallGraph
  private let locks: UnitLocks
  private let hints: LockHints
  private let order: EntryPointOrder
  private var paths: EntryPointPaths
  private var starts: [FunctionID: [EntryPoint]] = [:]

  private struct Home: Hashable {
    let function: FunctionID
    let place: AccessPath
  }
  private var homes: [Home] = []
  private var visits: [Home: [MapMeeting.Visit]] = [:]
  /// Goroutines that constructors leave behind with the value they return, and methods that come to the map of a value.
  var outside = OutsideVisits()
  /// What of the steps allowed for one map is left.
  private var steps = 0

  /// Calls are followed outwards so far, so many of one function, and so many in all for one map.
  private static let depthLimit = 3
  private static let callLimit = 16
  private static let stepLimit = 600
  /// Of one map in one function so many visits are compared.
  private static let visitLimit = 24

  package init(_ census: Census) {
    unit = census.unit
    flow = census.flow
    graph = flow.callGraph
    locks = flow.locks
    hints = LockHints(flow)
    order = EntryPointOrder(flow)
    paths = EntryPointPaths(flow)
    for entry in flow.concurrency.entries {
      switch entry.kind {
      case .goroutine, .group, .actor: starts[entry.function, default: []].append(entry)
      default: continue
      }
    }
  }

  /// At most one meeting of each map, in source order of the maps.
  package static func all(in census: Census) -> [MapMeeting] {
    var finder = MapMeetings(census)
    if finder.starts.isEmpty { return [] }
    var found: [MapMeeting] = []
    for container in census.containers where container.kind == .map && container.scope != .local {
      let accesses = container.accesses.filter { !$0.isReplacement }
      if accesses.contains(where: \.isInPlace), let meeting = finder.meeting(accesses) { found.append(meeting) }
    }
    for (_, accesses) in ForeignMaps.accesses(in: census) {
      if let meeting = finder.meeting(accesses) { found.append(meeting) }
    }
    for variable in finder.variables() {
      let accesses = finder.accesses(of: variable)
      if accesses.contains(where: \.isWrite), let meeting = finder.meeting(accesses) { found.append(meeting) }
    }
    return found
  }

  /// The meetings of uses of one map at given places, those alone of which `isWanted` says so.
  static func all(
    of uses: [(LockAccess, AccessPath)], in census: Census, isWanted: (LockAccess, LockAccess) -> Bool
  ) -> [MapMeeting] {
    var finder = MapMeetings(census)
    finder.homes = []
    finder.steps = Self.stepLimit
    for (access, place) in uses {
      if let start = access.operation.parent, start.kind == .goStmt,
        let function = finder.graph.function(enclosing: start)
      {
        finder.climb(access, place, at: start, EntryPoint(goroutineElsewhere: start, in: function), depth: 0)
      } else {
        finder.climb(access, place, at: access.operation, nil, depth: 0)
      }
    }
    var found: [MapMeeting] = []
    for home in finder.homes { finder.meetings(at: home, isWanted) { found.append($0) } }
    return found + finder.outsideMeetings(isWanted)
  }

  // MARK: Which maps

  /// The local variables and parameters of map types in functions that goroutines run or come to.
  private func variables() -> [Object] {
    var seen: Set<FunctionID> = []
    var open = starts.keys.map { ($0, 0) }
    while let (function, depth) = open.popLast() {
      guard seen.insert(function).inserted, depth < Self.depthLimit else { continue }
      for site in graph.calls(from: function) where site.kind == .direct { open.append((site.callee, depth + 1)) }
    }
    var found: [Object] = []
    var known: Set<Object> = []
    for function in seen.sorted() {
      for node in graph[function].node.descendants {
        guard node.kind == .ident, node.role != .sel, node.role != .label, let object = unit.object(of: node),
          object.kind == .variable, !object.isField, known.insert(object).inserted,
          unit.type(of: node).underlying.kind == .map
        else { continue }
        found.append(object)
      }
    }
    return found
  }

  private func accesses(of variable: Object) -> [LockAccess] {
    unit.references(to: variable).compactMap { name in
      let use = unit.mapUse(of: name)
      switch use {
      case .insert(let node), .delete(let node), .clear(let node), .lookup(let node), .length(let node):
        return LockAccess(name: name, operation: node, isWrite: use.isWrite)
      case .range(let statement):
        return LockAccess(name: name, operation: statement.child(.x) ?? name, isWrite: false)
      default: return nil
      }
    }
  }

  // MARK: Outwards

  private mutating func meeting(_ accesses: [LockAccess]) -> MapMeeting? {
    homes = []
    visits = [:]
    outside = OutsideVisits()
    steps = Self.stepLimit
    for access in accesses {
      guard let place = locks.path(access.name) else { continue }
      climb(access, place, at: access.operation, nil, depth: 0)
    }
    for home in homes {
      if let found = judge(home) { return found }
    }
    return outsideMeetings { $0.isWrite || $1.isWrite }.first
  }

  /// Follows a use, or the start of a goroutine that leads to it, to the callers of the function it stands in.
  private mutating func climb(
    _ access: LockAccess, _ place: AccessPath, at node: Node, _ entry: EntryPoint?, isGated: Bool = false, depth: Int
  ) {
    guard steps > 0, let function = graph.function(enclosing: node) else { return }
    steps -= 1
    let info = graph[function]
    let started = starts[function] ?? []
    if entry == nil {
      if hints.mayBeKeptApart(node, in: info.node, isStarted: !started.isEmpty) { return }
      if locks.isBeforeSharing(place.root, at: node) { return }
    }
    note(
      MapMeeting.Visit(access: access, node: node, entry: entry, isGated: isGated),
      Home(function: function, place: place))
    // Once the goroutine is started, what its starters wait for does not matter.
    let isGated = isGated || entry == nil && waits(before: node, in: info.node)
    if entry == nil { for start in started { toStarter(access, place, start, function, isGated, depth) } }
    let visit = MapMeeting.Visit(access: access, node: node, entry: entry, isGated: isGated)
    if let entry {
      if leavesBehind(entry, place, in: function), paths.returns(after: node, in: info.node, entry, place) {
        outside.left.append(OutsideVisits.Use(visit: visit, place: place, function: function))
      }
    } else if started.isEmpty, !isGated, isOfReceiver(place, in: function) {
      outside.reached.append(OutsideVisits.Use(visit: visit, place: place, function: function))
    }
    guard depth < Self.depthLimit else { return }
    if let entry {
      // Who starts a goroutine and says whether that went well is called again where it did not.
      if order.isStartedOnce(node, in: info.node) || tellsOutcome(info.node) { return }
      if !paths.returns(after: node, in: info.node, entry, place) { return }
    }
    let isCaptured = place.root.isLocal && !(place.root.declaration.map { info.node.contains($0) } ?? true)
    if isCaptured { return toHolder(access, place, function, entry, isGated, depth) }
    guard place.root.isParameter || place.root.isPackageLevel else { return }
    for site in graph.calls(of: function).prefix(Self.callLimit) where site.kind == .direct {
      guard let caller = site.caller, caller != function, let outer = locks.place(place, at: site)
      else { continue }
      climb(access, outer, at: site.call, entry, isGated: isGated, depth: depth + 1)
    }
  }

  /// From a function that is started to where that happens.
  private mutating func toStarter(
    _ access: LockAccess, _ place: AccessPath, _ entry: EntryPoint, _ function: FunctionID, _ isGated: Bool,
    _ depth: Int
  ) {
    let node = graph[function].node
    if entry.kind == .goroutine,
      let site = graph.calls(of: function).first(where: { $0.kind == .goroutine && $0.call.parent == entry.start })
    {
      guard let outer = locks.place(place, at: site) else { return }
      return climb(access, outer, at: entry.start, entry, isGated: isGated, depth: depth)
    }
    guard node.kind == .funcLit, place.root.declaration.map({ !node.contains($0) }) ?? false,
      entry.start.contains(node)
    else { return }
    climb(access, place, at: entry.start, entry, isGated: isGated, depth: depth)
  }

  /// From a literal that captures the variable to where it is called: at once, or by the function that it is handed to.
  private mutating func toHolder(
    _ access: LockAccess, _ place: AccessPath, _ function: FunctionID, _ entry: EntryPoint?, _ isGated: Bool,
    _ depth: Int
  ) {
    let value = graph[function].node.withParentheses
    guard let call = value.parent, call.kind == .callExpr else { return }
    for site in graph.calls(of: function).prefix(Self.callLimit) {
      if site.call == call, site.kind == .direct || site.kind == .atOnce {
        climb(access, place, at: call, entry, isGated: isGated, depth: depth + 1)
      } else if value.role == .arg, site.caller.flatMap({ graph[$0].object }) == unit.callee(of: call) {
        handed(access, place, call, site, function, entry, isGated, depth)
      }
    }
  }

  /// A literal that the called function calls, or starts as a goroutine.
  private mutating func handed(
    _ access: LockAccess, _ place: AccessPath, _ call: Node, _ site: CallSite, _ function: FunctionID,
    _ entry: EntryPoint?, _ isGated: Bool, _ depth: Int
  ) {
    guard let callee = site.caller, unit.callee(of: call) != nil else { return }
    if site.kind == .goroutine, let start = starts[function]?.first(where: { $0.starter == callee }), entry == nil {
      return climb(access, place, at: call, start, isGated: true, depth: depth + 1)
    }
    guard site.kind == .value else { return }
    if let statement = call.parent, statement.kind == .goStmt {
      guard let start = starts[callee]?.first(where: { $0.start == statement }), entry == nil else { return }
      return climb(access, place, at: statement, start, isGated: true, depth: depth + 1)
    }
    climb(access, place, at: call, entry, isGated: isGated, depth: depth + 1)
  }

  /// Whether a function may wait for a value from a channel, or for some time, before it comes to a node.
  private func waits(before node: Node, in function: Node) -> Bool {
    function.descendants.contains { part in
      guard part.start < node.start else { return false }
      switch part.kind {
      case .unaryExpr: return part.token == .arrow
      case .rangeStmt:
        let type = part.child(.x).map { unit.type(of: $0).underlying } ?? .unknown
        return type.kind == .chan || type.isUnknown
      case .selectorExpr: return part.child(.sel)?.name == Self.sleep
      default: return false
      }
    }
  }

  private static let sleep = Name.of("Sleep")

  /// Whether a function has a result that may say that something failed.
  private func tellsOutcome(_ function: Node) -> Bool {
    guard let results = function.child(.type)?.child(.results) else { return false }
    return results.children(.field).contains { field in
      guard let type = field.child(.type) else { return true }
      let result = unit.type(of: type)
      return result.isUnknown || result.underlying.kind == .interface || result.underlying.basicKind == .bool
    }
  }

  private mutating func note(_ visit: MapMeeting.Visit, _ home: Home) {
    if visits[home] == nil { homes.append(home) }
    visits[home, default: []].append(visit)
  }

  // MARK: Meetings

  private mutating func judge(_ home: Home) -> MapMeeting? {
    guard let all = visits[home], all.contains(where: \.access.isWrite), all.contains(where: { $0.entry != nil }) else {
      return nil
    }
    let function = graph[home.function].node
    let compared = all.prefix(Self.visitLimit)
    for write in compared where write.access.isWrite {
      if runsOn(write, to: write, home, function) {
        return MapMeeting(place: home.place, write: write, other: nil)
      }
    }
    for write in compared where write.access.isWrite {
      // Whoever sends to a goroutine may do so after its own use.
      for other in compared where other.node != write.node && !write.isGated && !other.isGated {
        if runsOn(write, to: other, home, function) || runsOn(other, to: write, home, function) {
          return MapMeeting(place: home.place, write: write, other: other)
        }
      }
    }
    return nil
  }

  private mutating func meetings(
    at home: Home, _ isWanted: (LockAccess, LockAccess) -> Bool, _ visit: (MapMeeting) -> Void
  ) {
    guard let all = visits[home], all.contains(where: { $0.entry != nil }) else { return }
    let function = graph[home.function].node
    let compared = all.prefix(Self.visitLimit)
    for (index, first) in compared.enumerated() {
      if isWanted(first.access, first.access), runsOn(first, to: first, home, function) {
        visit(MapMeeting(place: home.place, write: first, other: nil))
      }
      for second in compared.dropFirst(index + 1) where first.node != second.node && !first.isGated && !second.isGated {
        guard first.entry != nil || second.entry != nil, isWanted(first.access, second.access) else { continue }
        if runsOn(first, to: second, home, function) || runsOn(second, to: first, home, function) {
          visit(MapMeeting(place: home.place, write: first, other: second))
        }
      }
    }
  }

  /// Whether a goroutine that one visit starts may still run when the function comes to the other.
  private mutating func runsOn(
    _ visit: MapMeeting.Visit, to other: MapMeeting.Visit, _ home: Home, _ function: Node
  ) -> Bool {
    guard let entry = visit.entry, entry.kind != .actor || other.entry?.kind == .actor, !order.isLimitedToOne(entry),
      visit.node != other.node || !order.isStartedOnce(visit.node, in: function)
    else { return false }
    return paths.leads(from: visit.node, to: other.node, in: function, entry, home.place)
  }
}
