import GoFlow
import GoSyntax
import GoTypes

/// Finds calls of functions of other packages of the run that may run at the same time: of methods on one value, of functions
/// of packages that have maps of their own. To the finders of uses of maps such a call is a use of a map behind its receiver,
/// or of one of the other package: what it does there that package knows.
struct CallMeetings {
  private let census: Census
  private let unit: Unit
  private let isInRun: (Package) -> Bool
  private let maker: FactMaker
  /// By type or package: what stands for its maps; nil where it has none.
  private var maps: [Object: Object?] = [:]
  private var variables: [Package: Object?] = [:]
  private var interfaces: [Package: Bool] = [:]
  private var found: [PackageFacts.Meeting] = []
  private var seen: Set<Pair> = []

  private struct Pair: Hashable {
    let first: FactName
    let second: FactName

    init(_ one: FactName, _ other: FactName) {
      first = min(one, other)
      second = max(one, other)
    }
  }

  /// Of one value so many calls are compared.
  private static let useLimit = 64

  private init(_ census: Census, _ isInRun: @escaping (Package) -> Bool) {
    self.census = census
    self.isInRun = isInRun
    unit = census.unit
    maker = FactMaker(census.unit)
  }

  /// One meeting for each two functions, in source order.
  static func all(in census: Census, isInRun: @escaping (Package) -> Bool) -> [PackageFacts.Meeting] {
    guard Concurrency.mayStart(census.unit) else { return [] }
    var finder = CallMeetings(census, isInRun)
    let calls = finder.calls()
    if calls.isEmpty { return [] }
    let order = EntryPointOrder(census.flow)
    for (place, uses) in GoroutineUses(census).of(calls) { finder.compare(uses, at: place, order) }
    finder.followOutwards(calls)
    return finder.found
  }

  // MARK: Calls

  private mutating func calls() -> [(LockAccess, AccessPath)] {
    var found: [(LockAccess, AccessPath)] = []
    for file in unit.files where !census.isInTest(file.root) {
      for call in file.root.descendants where call.kind == .callExpr {
        guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel),
          name.name.isExported, let operand = fun.child(.x), let place = place(of: fun, operand)
        else { continue }
        found.append((LockAccess(name: fun, operation: call, isWrite: true), place))
      }
    }
    return found
  }

  /// Where a map may lie that a called function gets at: behind its receiver, or in a variable of its package.
  private mutating func place(of fun: Node, _ operand: Node) -> AccessPath? {
    if unit.importPath(operand) != nil {
      guard let function = unit.object(of: fun.child(.sel) ?? fun), function.kind == .function,
        let package = function.package, package != unit.package, isInRun(package)
      else { return nil }
      return variable(of: package).map { AccessPath(variable: $0) }
    }
    guard let selection = unit.selection(of: fun), selection.kind == .method,
      let package = selection.object.package, package != unit.package, isInRun(package),
      let path = census.flow.locks.path(operand)
    else { return nil }
    let value = selection.embedded.last?.type ?? selection.receiver
    guard let map = map(in: value) else { return nil }
    return path.appending(selection.embedded + map)
  }

  // MARK: What may hold maps

  /// The field of a struct type that stands for its maps, none for a map and an interface; nil for a type without any.
  private mutating func map(in type: Type) -> [Object]? {
    let plain = type.unaliased
    let base = (plain.kind == .pointer ? plain.elem : plain).unaliased
    guard let object = base.object else { return nil }
    switch base.underlying.kind {
    case .map: return []
    case .interface: return object.package.map { hasMaps($0) } ?? false ? [] : nil
    case .struct:
      if let known = maps[object] { return known.map { [$0] } }
      let field = Self.mapField(base, depth: 0)
      maps[object] = .some(field)
      return field.map { [$0] }
    default: return nil
    }
  }

  /// A field of a map type, or one with a struct that has such a field.
  private static func mapField(_ type: Type, depth: Int) -> Object? {
    guard depth < 3 else { return nil }
    for field in type.underlying.fields {
      let plain = field.type.unaliased
      if plain.underlying.kind == .map { return field.object }
      let base = plain.kind == .pointer ? plain.elem : plain
      if base.underlying.kind == .struct, base.object?.package == type.object?.package,
        mapField(base, depth: depth + 1) != nil
      {
        return field.object
      }
    }
    return nil
  }

  /// A package-level variable that is a map or has one.
  private mutating func variable(of package: Package) -> Object? {
    if let known = variables[package] { return known }
    let found = package.objects.first { object in
      guard object.kind == .variable else { return false }
      let plain = object.type.unaliased
      if plain.underlying.kind == .map { return true }
      let base = plain.kind == .pointer ? plain.elem : plain
      return base.underlying.kind == .struct && Self.mapField(base, depth: 0) != nil
    }
    variables[package] = .some(found)
    return found
  }

  /// Whether a package has a struct type with a map: what implements its interfaces may be one.
  private mutating func hasMaps(_ package: Package) -> Bool {
    if let known = interfaces[package] { return known }
    let found = package.objects.contains { object in
      object.kind == .typeName && object.type.underlying.kind == .struct && Self.mapField(object.type, depth: 0) != nil
    }
    interfaces[package] = found
    return found
  }

  // MARK: Meetings

  private mutating func compare(_ uses: [GoroutineUse], at place: AccessPath, _ order: EntryPointOrder) {
    let compared = uses.prefix(Self.useLimit)
    for use in compared {
      guard let race = MapRace.withItself(use, place, order) else { continue }
      note(race)
    }
    for (index, use) in compared.enumerated() {
      for other in compared.dropFirst(index) where other.node != use.node || use.starts.count > 1 {
        if let race = MapRace.between(use, other, place, order) ?? MapRace.between(other, use, place, order) {
          note(race)
        }
      }
    }
  }

  /// Calls that come together in functions further out: less plain.
  private mutating func followOutwards(_ calls: [(LockAccess, AccessPath)]) {
    var groups: [Object: [(LockAccess, AccessPath)]] = [:]
    var order: [Object] = []
    for (access, place) in calls {
      let map = place.fields.last ?? place.root
      if groups[map] == nil { order.append(map) }
      groups[map, default: []].append((access, place))
    }
    for map in order {
      let known = seen
      let meetings = MapMeetings.all(of: groups[map] ?? [], in: census) { first, second in
        guard let one = name(first), let other = name(second) else { return false }
        return !known.contains(Pair(one, other))
      }
      for meeting in meetings {
        guard let first = call(meeting.write, meeting.other == nil ? .loop : nil) else { continue }
        let second = meeting.other.flatMap { call($0, nil) }
        if meeting.other == nil || second != nil {
          note(PackageFacts.Meeting(first: first, second: second, isSure: false))
        }
      }
    }
  }

  private func name(_ access: LockAccess) -> FactName? { unit.callee(of: access.operation).flatMap(FactMaker.name) }

  private func call(_ visit: MapMeeting.Visit, _ start: PackageFacts.Call.Start?) -> PackageFacts.Call? {
    guard let name = name(visit.access), let place = maker.place(of: visit.access.operation) else { return nil }
    return PackageFacts.Call(
      function: name, place: place, start: start ?? (visit.entry == nil ? .starter : .goroutine),
      startPlace: maker.place(of: visit.entry?.start ?? visit.node))
  }

  private mutating func note(_ race: MapRace) {
    switch race {
    case .withItself(let use, let start):
      let isRequest = start.kind == .handler || start.kind == .service
      guard let call = call(use, isRequest ? .request : .loop, start) else { return }
      note(PackageFacts.Meeting(first: call, second: nil, isSure: true))
    case .between(let use, let start, let other, let otherStart):
      guard let first = call(use, use.starts.isEmpty ? .starter : .goroutine, start),
        let second = call(other, other.starts.isEmpty ? .starter : .goroutine, otherStart ?? start)
      else { return }
      note(PackageFacts.Meeting(first: first, second: second, isSure: true))
    }
  }

  private mutating func note(_ meeting: PackageFacts.Meeting) {
    let second = meeting.second?.function ?? meeting.first.function
    guard seen.insert(Pair(meeting.first.function, second)).inserted else { return }
    found.append(meeting)
  }

  private func call(_ use: GoroutineUse, _ start: PackageFacts.Call.Start, _ entry: EntryPoint) -> PackageFacts.Call? {
    guard let name = name(use.access), let place = maker.place(of: use.operation) else { return nil }
    return PackageFacts.Call(function: name, place: place, start: start, startPlace: maker.place(of: entry.start))
  }
}
