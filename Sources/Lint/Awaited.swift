import Census

/// What other packages do that makes a finding hold, as a rule words it.
package enum FactEvidence {
  /// The call in the other package.
  case call(function: String, package: String)
  /// What runs it beside others.
  case start(PackageFacts.Call.Start)
  /// The use that it meets.
  case use(isWrite: Bool)
}

/// A rule some of whose findings hold only if other packages of the run call what is found.
package protocol FactRule: Rule {
  static func message(for evidence: FactEvidence) -> Message
}

/// A finding that waits for what the other packages of the run say.
package struct AwaitedFinding: Sendable {
  package let rule: any FactRule.Type
  /// The open use that it is about: its index in the facts of its unit.
  package let openUse: Int
  package var finding: Finding
}

/// The facts of one unit with the findings that hang on those of others.
struct LintedFacts: Sendable {
  var facts: PackageFacts
  /// Where the unit's files lie, with a slash at the end.
  var directory: String
  var awaited: [AwaitedFinding]

  /// The findings of all units that hold, in no order.
  static func findings(_ units: [LintedFacts]) -> [Finding] {
    FactMatch.all(in: units.map(\.facts)).compactMap { match in
      let unit = units[match.facts]
      guard let awaited = unit.awaited.first(where: { $0.openUse == match.write }) else { return nil }
      var finding = awaited.finding
      if !match.reach.isSure { finding.confidence = .low }
      finding.related = related(match, awaited.rule, units) + finding.related
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
    func point(_ point: FactPlace.Point) -> Point {
      Point(line: point.line, column: point.column, offset: point.offset)
    }
    self.init(path: directory + place.file, start: point(place.start), end: point(place.end))
  }
}
