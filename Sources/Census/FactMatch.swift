/// An open use of a map that meets itself or another one, by what the packages that call it say.
package struct FactMatch: Sendable {
  /// Indices: of the facts among all, and of the open uses in them.
  package let facts: Int
  package let write: Int
  /// Another use that it meets; nil where it meets itself.
  package let other: Int?
  package let reach: FactReach

  /// At most one for each map, those that are sure first; the same in whatever order the packages come.
  package static func all(in facts: [PackageFacts]) -> [FactMatch] {
    let order = facts.indices.sorted { facts[$0].package < facts[$1].package }
    guard facts.contains(where: { !$0.openUses.isEmpty }), facts.contains(where: { !$0.meetings.isEmpty }) else {
      return []
    }
    let reaches = FactReaches(facts, order)
    var found: [FactMatch] = []
    for index in order where !facts[index].openUses.isEmpty {
      var seen: Set<FactName> = []
      for use in facts[index].openUses where seen.insert(use.container).inserted {
        let matches = matches(of: use.container, in: facts[index], index, reaches)
        if let best = matches.first(where: \.reach.isSure) ?? matches.first { found.append(best) }
      }
    }
    return found
  }

  private static func matches(
    of container: FactName, in facts: PackageFacts, _ index: Int, _ reaches: FactReaches
  ) -> [FactMatch] {
    let uses = facts.openUses.enumerated().filter { $0.element.container == container }
    var found: [FactMatch] = []
    for (write, use) in uses where use.isWrite {
      for reach in reaches.of(use.function) {
        let met = reach.first == use.function ? reach.second : reach.first
        let others = uses.filter { $0.element.function == met && $0.element.way == use.way }
        guard let other = others.first(where: \.element.isWrite) ?? others.first else { continue }
        found.append(
          FactMatch(facts: index, write: write, other: other.offset == write ? nil : other.offset, reach: reach))
      }
    }
    return found
  }
}

/// Two functions that may run at the same time, on one value where they are methods, and how that is known.
package struct FactReach: Sendable {
  /// A call on the way: the facts of its package, and its index among the open calls there.
  package struct Step: Sendable {
    package let facts: Int
    package let call: Int
  }
  package let first: FactName
  package let second: FactName
  /// The facts of the package where the ways to both come together.
  package let caller: Int
  package let meeting: PackageFacts.Meeting
  /// From the two calls there to the two functions.
  package let firstSteps: [Step]
  package let secondSteps: [Step]
  /// Whether the calls name the functions themselves, and the ways are plain.
  package let isSure: Bool
}

/// All pairs of functions that meet, by what each package says of calls in it: followed through functions that pass their
/// callers' meetings on, and through the methods of interfaces to those that implement them.
struct FactReaches {
  private let facts: [PackageFacts]
  private var byFunction: [FactName: [FactReach]] = [:]
  private var implementations: [FactName: [FactName]] = [:]
  private var openCalls: [FactName: [FactReach.Step]] = [:]

  private struct Pair: Hashable {
    let first: FactName
    let second: FactName
  }

  /// So many calls are followed from a meeting, and so many pairs looked at.
  private static let stepLimit = 3
  private static let pairLimit = 50_000
  /// Methods of an interface that more types than this implement are not followed.
  private static let implementationLimit = 8

  init(_ facts: [PackageFacts], _ order: [Int]) {
    self.facts = facts
    for index in order {
      for (call, open) in facts[index].openCalls.enumerated() {
        openCalls[open.function, default: []].append(FactReach.Step(facts: index, call: call))
      }
      for implementation in facts[index].implementations {
        implementations[implementation.interface, default: []].append(implementation.method)
      }
    }
    follow(order)
  }

  /// The pairs that a function is one of.
  func of(_ function: FactName) -> [FactReach] { byFunction[function] ?? [] }

  private mutating func follow(_ order: [Int]) {
    var seen: Set<Pair> = []
    // The sure ones first: the first way to a pair is kept.
    var open: [FactReach] = []
    for isSure in [true, false] {
      for index in order {
        for meeting in facts[index].meetings where meeting.isSure == isSure {
          let first = meeting.first.function
          open.append(
            FactReach(
              first: first, second: meeting.second?.function ?? first, caller: index, meeting: meeting, firstSteps: [],
              secondSteps: [], isSure: isSure))
        }
      }
    }
    var next = 0
    while next < open.count, next < Self.pairLimit {
      let reach = open[next]
      next += 1
      guard seen.insert(Pair(first: min(reach.first, reach.second), second: max(reach.first, reach.second))).inserted
      else { continue }
      byFunction[reach.first, default: []].append(reach)
      if reach.second != reach.first { byFunction[reach.second, default: []].append(reach) }
      open += implemented(reach)
      if reach.firstSteps.count < Self.stepLimit { open += called(reach) }
    }
  }

  /// From methods of an interface to those of the types that implement it: both of one type.
  private func implemented(_ reach: FactReach) -> [FactReach] {
    let first = implementations[reach.first] ?? []
    let second = implementations[reach.second] ?? []
    if first.isEmpty && second.isEmpty || max(first.count, second.count) > Self.implementationLimit { return [] }
    var found: [FactReach] = []
    for one in first.isEmpty ? [reach.first] : first {
      for other in second.isEmpty ? [reach.second] : second
      where one.package == other.package && one.owner == other.owner {
        found.append(reach.leading(to: one, other))
      }
    }
    return found
  }

  /// From two functions to what both call, behind the same place.
  private func called(_ reach: FactReach) -> [FactReach] {
    var found: [FactReach] = []
    for one in openCalls[reach.first] ?? [] {
      let first = facts[one.facts].openCalls[one.call]
      for other in openCalls[reach.second] ?? [] {
        let second = facts[other.facts].openCalls[other.call]
        guard one.facts == other.facts, first.way == second.way else { continue }
        found.append(reach.leading(to: first.callee, second.callee, by: one, other))
      }
    }
    return found
  }
}

extension FactReach {
  fileprivate func leading(to one: FactName, _ other: FactName, by first: Step, _ second: Step) -> FactReach {
    FactReach(
      first: one, second: other, caller: caller, meeting: meeting, firstSteps: firstSteps + [first],
      secondSteps: secondSteps + [second], isSure: isSure)
  }

  /// Which implementation a call comes to is not known for certain.
  fileprivate func leading(to one: FactName, _ other: FactName) -> FactReach {
    FactReach(
      first: one, second: other, caller: caller, meeting: meeting, firstSteps: firstSteps, secondSteps: secondSteps,
      isSure: false)
  }
}
