import GoFlow
import GoSyntax
import GoTypes

/// A use of a map of the unit that a function comes to which other packages may call, with no lock on the way.
package struct OpenUse {
  package let container: Container
  package let access: LockAccess
  /// The function that others may call.
  package let function: Object
  package let fact: PackageFacts.OpenUse

  /// In source order of the maps; nothing of maps that are only read.
  static func all(in census: Census) -> [OpenUse] {
    let containers = census.containers.filter { container in
      container.kind == .map && container.scope != .local && container.annotation == nil
        && container.accesses.contains { $0.isInPlace && !census.isInTest($0.name) }
    }
    if containers.isEmpty { return [] }
    let maker = FactMaker(census.unit)
    var ways = OpenWays(census)
    var found: [OpenUse] = []
    for container in containers {
      guard let map = FactMaker.name(of: container.object) else { continue }
      var uses: [OpenUse] = []
      var seen: Set<PackageFacts.OpenUse> = []
      for access in container.accesses where !access.isReplacement && !census.isInTest(access.name) {
        guard let place = maker.place(of: access.operation) else { continue }
        ways.follow(access.operation, census.flow.locks.path(access.name)) { function, way in
          guard let name = FactMaker.name(of: function) else { return }
          let fact = PackageFacts.OpenUse(
            container: map, function: name, way: way, isWrite: access.isWrite, place: place)
          if seen.insert(fact).inserted {
            uses.append(OpenUse(container: container, access: access, function: function, fact: fact))
          }
        }
      }
      if uses.contains(where: \.access.isWrite) { found += uses }
    }
    return found
  }
}
