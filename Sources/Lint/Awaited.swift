import Census
import GoFlow
import GoSyntax
import GoTypes

/// What other packages do that makes a finding hold, as a rule words it.
package enum FactEvidence {
  /// The call in the other package.
  case call(function: String, package: String)
  /// What runs it beside others.
  case start(PackageFacts.Call.Start)
  /// The use that it meets.
  case use(isWrite: Bool)
  /// What another package does to a map that a function returned.
  case resultUse(function: String, isWrite: Bool)
  /// What a function of another package does to a map that it gets.
  case parameterUse(isWrite: Bool)
}

/// A rule some of whose findings hold only if other packages of the run call what is found.
package protocol FactRule: Rule {
  static func message(for evidence: FactEvidence) -> Message
}

extension FactRule {
  package static var asksOthers: Bool { true }
}

/// A finding that waits for what the other packages of the run say.
package struct AwaitedFinding: Sendable {
  package enum Condition: Sendable {
    /// An open use, by its index in the facts of the unit, meets another one.
    case met(Int, any FactRule.Type)
    /// Not all calls that other packages make of a method hold a lock of its receiver.
    case notHeld(MethodLock)
    /// A function returns a map, which other packages use with no lock: told in any case if `isCertain`.
    case handedOut(FactName, isCertain: Bool, any FactRule.Type)
    /// A function of another package gets a map. It is told with the finding's own confidence where nothing is known of what it
    /// does, with this one where it uses the map, and not at all where it does not.
    case handedTo(CensusReport.Container.Taker, Confidence, any FactRule.Type)

    /// Whether the finding holds unless others say something.
    var isLikely: Bool {
      switch self {
      case .met: false
      case .notHeld, .handedTo: true
      case .handedOut(_, let isCertain, _): isCertain
      }
    }
  }
  package let condition: Condition
  package var finding: Finding
}

/// A lock of a method's receiver, by the way to it, that callers would have to hold to be right.
package struct MethodLock: Hashable, Sendable {
  package let method: FactName
  package let lock: String

  init(method: FactName, lock: String) {
    self.method = method
    self.lock = lock
  }

  /// The lock that a path names, as the callers of the method around it know it, for writing or for reading; nil where it is not
  /// one of an exported method's receiver, and where others cannot take it.
  package init?(_ lock: AccessPath, of method: Object, at receiver: Node?, isWrite: Bool, in locks: UnitLocks) {
    guard method.isMethod, method.isExported, let receiver, lock.root.declaration == receiver,
      !lock.fields.isEmpty, locks.isTakenByOthers(lock), let name = FactMaker.name(of: method)
    else { return nil }
    self.method = name
    let way = lock.fields.map(\.name.string).joined(separator: ".")
    self.lock = isWrite ? way : PackageFacts.LockedCalls.reading(way)
  }
}

/// The facts of one unit with the findings that hang on those of others.
struct LintedFacts: Sendable {
  var facts: PackageFacts
  /// Where the unit's files lie, with a slash at the end.
  var directory: String
  var awaited: [AwaitedFinding]

  /// The findings of all units that hold, in no order.
  ///
  /// - Parameter earlier: units of which only that is told which hangs on one of `own` too.
  static func findings(_ own: [LintedFacts], earlier: [LintedFacts] = []) -> [Finding] {
    let units = own + earlier
    if units.allSatisfy(\.awaited.isEmpty) { return [] }
    let summaries = FactSummaries(units.lazy.map(\.facts))
    return met(units, own.indices) + notHeld(units, own, summaries) + handedOut(units, own.indices)
      + handedTo(units, own, summaries)
  }

  private static func met(_ units: [LintedFacts], _ own: Range<Int>) -> [Finding] {
    FactMatch.all(in: units.map(\.facts)).compactMap { match in
      let steps = match.reach.firstSteps + match.reach.secondSteps
      guard ([match.facts, match.reach.caller] + steps.map(\.facts)).contains(where: own.contains) else { return nil }
      for awaited in units[match.facts].awaited {
        guard case .met(match.write, let rule) = awaited.condition else { continue }
        var finding = awaited.finding
        if !match.reach.isSure { finding.confidence = .low }
        finding.related = related(match, rule, units) + finding.related
        return finding
      }
      return nil
    }
  }

  private static func notHeld(
    _ units: [LintedFacts], _ own: [LintedFacts], _ summaries: FactSummaries
  ) -> [Finding] {
    var held: [FactName: Set<String>] = [:]
    for calls in units.lazy.flatMap(\.facts.lockedCalls) {
      let locks = summaries.locks(heldAt: calls)
      held[calls.function] = held[calls.function]?.intersection(locks) ?? locks
    }
    return own.lazy.flatMap(\.awaited).compactMap { awaited in
      guard case .notHeld(let lock) = awaited.condition else { return nil }
      return held[lock.method]?.contains(lock.lock) == true ? nil : awaited.finding
    }
  }

  /// So many uses are named as proof.
  private static let proofLimit = 3

  private static func handedOut(_ units: [LintedFacts], _ own: Range<Int>) -> [Finding] {
    var uses: [FactName: [(use: PackageFacts.MapUse, unit: Int)]] = [:]
    for unit in units.indices.sorted(by: { units[$0].facts.package < units[$1].facts.package }) {
      for use in units[unit].facts.mapUses where use.isResult && use.isBare && use.isConcurrent != false {
        uses[use.map, default: []].append((use, unit))
      }
    }
    let all = units.indices.lazy.flatMap { index in units[index].awaited.map { (index, $0) } }
    return all.compactMap { index, awaited in
      guard case .handedOut(let function, let isCertain, let rule) = awaited.condition else { return nil }
      let bare = uses[function] ?? []
      // What may run beside others says more.
      let sorted = bare.filter { $0.use.isConcurrent == true } + bare.filter { $0.use.isConcurrent == nil }
      guard isCertain || !sorted.isEmpty else { return nil }
      // Of what was looked at before, what is certain has been told.
      if !own.contains(index), isCertain || !sorted.contains(where: { own.contains($0.unit) }) { return nil }
      var finding = awaited.finding
      if !isCertain, sorted[0].use.isConcurrent == nil { finding.confidence = .low }
      for (use, unit) in sorted.prefix(proofLimit) {
        let message = rule.message(for: .resultUse(function: function.name, isWrite: use.kind.changesTable))
        finding.related.append(
          Related(message: message.text, location: Location(use.place, in: units[unit].directory)))
      }
      return finding
    }
  }

  private static func handedTo(
    _ units: [LintedFacts], _ own: [LintedFacts], _ summaries: FactSummaries
  ) -> [Finding] {
    let directories = Dictionary(units.map { ($0.facts.package, $0.directory) }) { first, _ in first }
    return own.lazy.flatMap(\.awaited).compactMap { awaited in
      guard case .handedTo(let taker, let confidence, let rule) = awaited.condition else { return nil }
      guard let known = summaries.parameter(taker.parameter, of: taker.function) else { return awaited.finding }
      guard let place = known.place, let directory = directories[taker.function.package] else { return nil }
      var finding = awaited.finding
      finding.confidence = confidence
      let message = rule.message(for: .parameterUse(isWrite: known.isChanged))
      finding.related.append(Related(message: message.text, location: Location(place, in: directory)))
      return finding
    }
  }

  /// The calls that meet and what they lead to, outermost first.
  private static func related(
    _ match: FactMatch, _ rule: any FactRule.Type, _ units: [LintedFacts]
  ) -> [Related] {
    var found: [Related] = []
    func add(_ evidence: FactEvidence, _ place: FactPlace, in unit: Int) {
      let location = Location(place, in: units[unit].directory)
      if found.contains(where: { $0.location == location }) { return }
      found.append(Related(message: rule.message(for: evidence).text, location: location))
    }
    func add(_ function: FactName, _ place: FactPlace, in unit: Int) {
      let name = function.owner.isEmpty ? function.name : "\(function.owner).\(function.name)"
      add(.call(function: name, package: units[unit].facts.package), place, in: unit)
    }
    func add(_ call: PackageFacts.Call, _ steps: [FactReach.Step]) {
      add(call.function, call.place, in: match.reach.caller)
      if let place = call.startPlace, place != call.place { add(.start(call.start), place, in: match.reach.caller) }
      for step in steps {
        let open = units[step.facts].facts.openCalls[step.call]
        add(open.callee, open.place, in: step.facts)
      }
    }
    add(match.reach.meeting.first, match.reach.firstSteps)
    add(match.reach.meeting.second ?? match.reach.meeting.first, match.reach.secondSteps)
    let uses = units[match.facts].facts.openUses
    if let other = match.other, uses[other].place != uses[match.write].place {
      add(.use(isWrite: uses[other].isWrite), uses[other].place, in: match.facts)
    }
    return found
  }
}

extension Location {
  fileprivate init(_ place: FactPlace, in directory: String) {
    self.init(path: directory + place.file, start: place.start, end: place.end)
  }
}
