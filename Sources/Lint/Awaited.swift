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
      if !match.isDirect || !match.meeting.isSure { finding.confidence = .low }
      finding.related = units[match.facts].related(match, awaited.rule, units[match.caller]) + finding.related
      return finding
    }
  }

  private func related(_ match: FactMatch, _ rule: any FactRule.Type, _ caller: LintedFacts) -> [Related] {
    var found: [Related] = []
    func add(_ evidence: FactEvidence, _ place: FactPlace, in directory: String) {
      found.append(
        Related(message: rule.message(for: evidence).text, location: Location(place, in: directory)))
    }
    func add(_ call: PackageFacts.Call) {
      let name = call.function.owner.isEmpty ? call.function.name : "\(call.function.owner).\(call.function.name)"
      add(.call(function: name, package: caller.facts.package), call.place, in: caller.directory)
      if let place = call.startPlace, place != call.place { add(.start(call.start), place, in: caller.directory) }
    }
    add(match.meeting.first)
    if let second = match.meeting.second { add(second) }
    if let other = match.other {
      let use = facts.openUses[other]
      if use.place != facts.openUses[match.write].place { add(.use(isWrite: use.isWrite), use.place, in: directory) }
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
