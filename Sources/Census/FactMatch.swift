/// An open use of a map that meets itself or another one, by what the packages that call it say.
package struct FactMatch: Sendable {
  /// Indices: of the facts among all, and of the open uses in them.
  package let facts: Int
  package let write: Int
  /// Another use that it meets; nil where it meets itself.
  package let other: Int?
  /// The facts of the package that calls them.
  package let caller: Int
  package let meeting: PackageFacts.Meeting
  /// Whether the calls name the functions themselves, and not a method of an interface.
  package let isDirect: Bool

  /// At most one for each map, those that are sure first; the same in whatever order the packages come.
  package static func all(in facts: [PackageFacts]) -> [FactMatch] {
    var meetings: [FactName: [(caller: Int, meeting: PackageFacts.Meeting)]] = [:]
    let order = facts.indices.sorted { facts[$0].package < facts[$1].package }
    for caller in order {
      for meeting in facts[caller].meetings {
        meetings[meeting.first.function, default: []].append((caller, meeting))
        if let second = meeting.second?.function, second != meeting.first.function {
          meetings[second, default: []].append((caller, meeting))
        }
      }
    }
    if meetings.isEmpty { return [] }
    var found: [FactMatch] = []
    for index in order where !facts[index].openUses.isEmpty {
      var seen: Set<FactName> = []
      for use in facts[index].openUses where seen.insert(use.container).inserted {
        let candidates = PackageMatches(facts, index, use.container, meetings).all()
        if let best = candidates.first(where: { $0.isDirect && $0.meeting.isSure })
          ?? candidates.first(where: \.isDirect) ?? candidates.first
        {
          found.append(best)
        }
      }
    }
    return found
  }
}

/// The matches for one map.
private struct PackageMatches {
  private let facts: [PackageFacts]
  private let index: Int
  private let uses: [(index: Int, use: PackageFacts.OpenUse)]
  private let meetings: [FactName: [(caller: Int, meeting: PackageFacts.Meeting)]]

  init(
    _ facts: [PackageFacts], _ index: Int, _ container: FactName,
    _ meetings: [FactName: [(caller: Int, meeting: PackageFacts.Meeting)]]
  ) {
    self.facts = facts
    self.index = index
    self.meetings = meetings
    uses = facts[index].openUses.enumerated().filter { $0.element.container == container }.map {
      ($0.offset, $0.element)
    }
  }

  func all() -> [FactMatch] {
    var found: [FactMatch] = []
    for (write, use) in uses where use.isWrite {
      for name in names(of: use.function) {
        for (caller, meeting) in meetings[name] ?? [] {
          guard let other = met(by: meeting, name) else { continue }
          found.append(
            FactMatch(
              facts: index, write: write, other: other == write ? nil : other, caller: caller, meeting: meeting,
              isDirect: name == use.function))
        }
      }
    }
    return found
  }

  /// The function itself and the methods of interfaces that it implements.
  private func names(of function: FactName) -> [FactName] {
    [function] + facts[index].implementations.filter { $0.method == function }.map(\.interface)
  }

  /// The use that the other side of a meeting comes to: a write if there is one.
  private func met(by meeting: PackageFacts.Meeting, _ name: FactName) -> Int? {
    let second = meeting.second?.function ?? meeting.first.function
    let other = meeting.first.function == name ? second : meeting.first.function
    let reached = uses.filter { names(of: $0.use.function).contains(other) }
    return (reached.first { $0.use.isWrite } ?? reached.first)?.index
  }
}
