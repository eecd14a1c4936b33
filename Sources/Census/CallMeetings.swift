import GoFlow
import GoSyntax
import GoTypes

/// Finds calls of functions of other packages of the run that may run at the same time: of methods on one value, of functions
/// of packages that have maps of their own. To the finders of uses of maps such a call is a use of a map behind its receiver,
/// or of one of the other package: what it does there that package knows.
struct CallMeetings {
  private let census: Census
  private let unit: Unit
  private let maker: FactMaker
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

  private init(_ census: Census) {
    self.census = census
    unit = census.unit
    maker = FactMaker(census.unit)
  }

  /// One meeting for each two functions, in source order.
  static func all(of calls: [(LockAccess, AccessPath)], in census: Census) -> [PackageFacts.Meeting] {
    guard !calls.isEmpty, Concurrency.mayStart(census.unit) else { return [] }
    var finder = CallMeetings(census)
    let order = EntryPointOrder(census.flow)
    for (place, uses) in GoroutineUses(census).of(calls) { finder.compare(uses, at: place, order) }
    finder.followOutwards(calls)
    return finder.found
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
      note(PackageFacts.Meeting(first: call, second: nil, isSure: isPlain(use)))
    case .between(let use, let start, let other, let otherStart):
      guard let first = call(use, use.starts.isEmpty ? .starter : .goroutine, start),
        let second = call(other, other.starts.isEmpty ? .starter : .goroutine, otherStart ?? start)
      else { return }
      note(PackageFacts.Meeting(first: first, second: second, isSure: isPlain(use) && isPlain(other)))
    }
  }

  /// Whether a call is of a function, which has one package for all, or stands where its goroutine starts: on the way through other
  /// functions a receiver may become another one, and conditions may keep goroutines out.
  private func isPlain(_ use: GoroutineUse) -> Bool {
    use.operation == use.node || unit.callee(of: use.access.operation)?.isMethod == false
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
