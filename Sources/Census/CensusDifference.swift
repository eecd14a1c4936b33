/// What became worse from one census to a later one: containers that appeared, and those that lost their guard or their
/// bound.
///
/// A loss is only told where the later census shows it: a guard that is not found any more because the accesses are gone, or
/// because it is not known whether goroutines share the container, is no loss.
package struct CensusDifference: Hashable, Sendable {
  /// In the later census only.
  package var appeared: [CensusReport.Container] = []
  package var lostGuard: [Loss] = []
  package var lostBound: [Loss] = []

  /// A container as it was and as it is.
  package struct Loss: Hashable, Sendable {
    package var before: CensusReport.Container
    package var after: CensusReport.Container
    /// Of a lost guard, the accesses that do not hold it; empty where they cannot be told apart.
    package var sites: [CensusReport.Site] = []
  }

  package var isEmpty: Bool { appeared.isEmpty && lostGuard.isEmpty && lostBound.isEmpty }

  /// Paths of both are relative to the same root.
  package init(from before: CensusReport, to after: CensusReport) {
    let earlier = Partners(before.containers)
    var numbers: [Partners.Place: Int] = [:]
    let counts = Partners(after.containers)
    for container in after.containers {
      switch earlier.partner(of: container, among: counts, &numbers) {
      case .none: appeared.append(container)
      case .unsure: continue
      case .found(let old):
        if let sites = Self.lostGuard(old, container) {
          lostGuard.append(Loss(before: old, after: container, sites: sites))
        }
        if Self.lostBound(old, container) { lostBound.append(Loss(before: old, after: container)) }
      }
    }
  }

  /// Nil where no guard was lost.
  private static func lostGuard(
    _ before: CensusReport.Container, _ after: CensusReport.Container
  ) -> [CensusReport.Site]? {
    guard let old = before.guardedBy, after.concurrent != false, !after.locksItself else { return nil }
    let open = after.sites.filter(\.isOpen)
    if open.isEmpty { return nil }
    guard let new = after.guardedBy else { return after.concurrent == true ? open : nil }
    return new.of - new.held > old.of - old.held ? after.sitesWithoutGuard : nil
  }

  /// Whether a map that grows was bounded, or had its entries taken out, and is not any more. A list beside it and the age
  /// of entries bound it by what they take out: while something does, another kind of list may have taken their place.
  private static func lostBound(_ before: CensusReport.Container, _ after: CensusReport.Container) -> Bool {
    guard after.growsWithoutBound else { return false }
    switch before.bound {
    case .keyType, .constantKeys, .length: return true
    case .list, .age: return after.shrinks.isEmpty
    case nil: return !before.shrinks.isEmpty && after.shrinks.isEmpty
    }
  }
}

/// Finds a container in another census.
///
/// Ids of one census differ, but equal names in packages without a module are only told apart by their order
/// (`CensusReport.merge`), which changes when one is added. Among those, only containers of the same file are partners, and
/// only where both censuses have equally many there.
private struct Partners {
  struct Place: Hashable {
    var id: Substring
    var path: String
  }

  enum Answer {
    case none
    case unsure
    case found(CensusReport.Container)
  }

  private var byID: [Substring: [CensusReport.Container]] = [:]
  private var byPlace: [Place: [CensusReport.Container]] = [:]

  init(_ containers: [CensusReport.Container]) {
    for container in containers {
      byID[Self.name(container), default: []].append(container)
      byPlace[Self.place(container), default: []].append(container)
    }
  }

  /// - Parameters:
  ///   - others: the census that the container is of.
  ///   - numbers: how many containers were asked for at each place so far.
  func partner(
    of container: CensusReport.Container, among others: Partners, _ numbers: inout [Place: Int]
  ) -> Answer {
    let name = Self.name(container)
    let same = byID[name] ?? []
    if same.isEmpty { return .none }
    if same.count == 1, others.byID[name]?.count == 1 { return .found(same[0]) }
    let place = Self.place(container)
    let here = byPlace[place] ?? []
    let number = numbers[place, default: 0]
    numbers[place] = number + 1
    if here.count == others.byPlace[place]?.count { return .found(here[number]) }
    return here.isEmpty && same.count < others.byID[name]?.count ?? 0 ? .none : .unsure
  }

  private static func place(_ container: CensusReport.Container) -> Place {
    Place(id: name(container), path: container.path)
  }

  /// The id without the number that tells equal ones apart.
  private static func name(_ container: CensusReport.Container) -> Substring {
    guard let mark = container.id.lastIndex(of: "#"), container.id[mark...].dropFirst().allSatisfy(\.isWholeNumber)
    else { return container.id[...] }
    return container.id[..<mark]
  }
}
