import Testing

@testable import Census

/// What counts as worse from one census to the next.
@Suite struct DifferenceTests {
  typealias Container = CensusReport.Container

  private func container(
    _ id: String = "m.S.f", path: String = "a.go", line: Int = 3, kind: CensusReport.Kind = .map,
    guardedBy: CensusReport.Guard? = nil, growth: CensusReport.Growth = .open, bound: CensusReport.Bound? = nil,
    shrinks: [CensusReport.Shrink] = [], concurrent: Bool? = true, sites: [CensusReport.Site] = []
  ) -> Container {
    Container(
      id: id, kind: kind, name: "S.f", path: path, line: line, scope: .field, guardedBy: guardedBy, growth: growth,
      bound: bound, shrinks: shrinks, concurrent: concurrent, sites: sites)
  }

  private func held(_ held: Int, of all: Int, _ lock: String = "S.mu") -> CensusReport.Guard {
    CensusReport.Guard(lock: lock, mode: .write, held: held, of: all, source: .inferred)
  }

  private func site(
    _ line: Int, _ kind: CensusReport.SiteKind = .read, locks: [String] = [], concurrent: Bool? = true
  ) -> CensusReport.Site {
    CensusReport.Site(kind: kind, path: "a.go", line: line, function: "m.g", locks: locks, concurrent: concurrent)
  }

  private func difference(_ before: [Container], _ after: [Container]) -> CensusDifference {
    CensusDifference(from: CensusReport(containers: before), to: CensusReport(containers: after))
  }

  private func difference(_ before: Container, _ after: Container) -> CensusDifference {
    difference([before], [after])
  }

  @Test func nothingChanged() {
    let one = container(guardedBy: held(3, of: 4), bound: .length, sites: [site(5)])
    #expect(difference(one, one).isEmpty)
    #expect(difference([one], []).isEmpty)
    // Elsewhere in another file, with an entry point less.
    var moved = one
    moved.path = "b.go"
    moved.line = 99
    #expect(difference(one, moved).isEmpty)
  }

  @Test func appears() {
    let old = container("m.S.f")
    let new = container("m.T.g")
    #expect(difference([old], [old, new]).appeared == [new])
    #expect(difference([], [old, new]).appeared == [old, new])
  }

  @Test func anAccessWithoutTheLock() throws {
    let before = container(guardedBy: held(2, of: 2), sites: [site(5, locks: ["S.mu"]), site(6, locks: ["S.mu"])])
    let bare = site(9, .write)
    let after = container(
      guardedBy: held(2, of: 3),
      sites: [
        site(5, locks: ["S.mu"]), site(6, locks: ["s.mu (read)"]), bare, site(4, .make), site(2, concurrent: false),
      ])
    let loss = try #require(difference(before, after).lostGuard.first)
    #expect(loss.before == before && loss.after == after)
    #expect(loss.sites == [bare])
    // One without it was there before, one with it is new.
    let wasOne = container(guardedBy: held(2, of: 3))
    #expect(difference(wasOne, container(guardedBy: held(3, of: 4), sites: [site(5)])).isEmpty)
    #expect(difference(wasOne, container(guardedBy: held(3, of: 5), sites: [site(5)])).lostGuard.count == 1)
    // The reverse is a gain.
    #expect(difference(after, before).isEmpty)
  }

  /// Of two sites without the lock only one is counted: which, the report does not say, and no more is said here.
  @Test func sitesThatCannotBeToldApart() throws {
    let after = container(guardedBy: held(2, of: 3), sites: [site(5), site(6)])
    let loss = try #require(difference(container(guardedBy: held(2, of: 2)), after).lostGuard.first)
    #expect(loss.sites.isEmpty)
  }

  @Test func noGuardAnyMore() throws {
    let before = container(guardedBy: held(3, of: 3))
    let bare = site(7, .write)
    let after = container(sites: [bare, site(8, locks: ["S.mu"]), site(9, .return), site(2, .write, concurrent: false)])
    #expect(try #require(difference(before, after).lostGuard.first).sites == [bare])
  }

  /// The guard is not found any more, and nothing shows that it is missed.
  @Test func noLossWithoutProof() {
    let before = container(guardedBy: held(3, of: 3))
    let bare = [site(7, .write)]
    for after in [
      container(concurrent: false, sites: bare), container(concurrent: nil, sites: bare), container(sites: []),
      container(sites: [site(7, locks: ["S.other"])]), container(sites: [site(7, concurrent: nil)]),
      container(kind: .syncMap, sites: bare), container(guardedBy: held(3, of: 3, "S.other")),
      container(guardedBy: held(2, of: 3), concurrent: false, sites: bare), container(guardedBy: held(2, of: 3)),
      container(guardedBy: held(2, of: 3), sites: [site(7, locks: ["S.other"])]),
    ] { #expect(difference(before, after).isEmpty, "\(after)") }
  }

  @Test func bounds() {
    let bounded = container(bound: .length, shrinks: [.delete])
    #expect(difference(bounded, container(shrinks: [.delete])).lostBound.count == 1)
    #expect(difference(container(shrinks: [.delete]), container()).lostBound.count == 1)
    #expect(difference(bounded, container(bound: .age)).isEmpty)
    #expect(difference(container(shrinks: [.delete, .clear]), container(shrinks: [.clear])).isEmpty)
    for bound in [CensusReport.Bound.list, .age] {
      let evicted = container(bound: bound, shrinks: [.delete])
      #expect(difference(evicted, container()).lostBound.count == 1)
      #expect(difference(evicted, container(shrinks: [.delete])).isEmpty)
    }
    // It does not grow, or where it goes is not known.
    for growth in [CensusReport.Growth.none, .fixed, .unknown] {
      #expect(difference(bounded, container(growth: growth)).isEmpty)
    }
    #expect(difference(container(), bounded).isEmpty)
  }

  /// Packages without a module have equal ids, told apart by order alone; one more at the front shifts them all.
  @Test func equalNamesAreNotMixedUp() {
    let a = container("main.seen", path: "a/a.go", guardedBy: held(2, of: 2))
    let b = container("main.seen#2", path: "b/b.go", bound: .length)
    let new = container("main.seen", path: "0/0.go", sites: [site(1)])
    var a2 = a
    var b2 = b
    a2.id = "main.seen#2"
    b2.id = "main.seen#3"
    let found = difference([a, b], [new, a2, b2])
    #expect(found.appeared == [new])
    #expect(found.lostGuard.isEmpty && found.lostBound.isEmpty)
    // Two in one file, and one more: which is new cannot be said.
    let twins = [container("main.f.m", bound: .length), container("main.f.m#2")]
    #expect(difference(twins, twins).isEmpty)
    let triplets = [container("main.f.m"), container("main.f.m#2", bound: .length), container("main.f.m#3")]
    #expect(difference(twins, triplets).isEmpty)
    // A module's id may end in a number of its own.
    #expect(difference([container("m.S.f2")], [container("m.S.f2"), container("m.S.f3")]).appeared.count == 1)
  }
}
