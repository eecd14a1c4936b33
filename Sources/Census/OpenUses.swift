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
}

/// Finds them: follows each use outwards, through calls, to functions and methods with exported names that reach the map by a
/// package-level variable or by their receiver.
struct OpenUses {
  private let census: Census
  private let graph: CallGraph
  private let locks: UnitLocks
  private let hints: LockHints
  private let maker: FactMaker
  private var found: [OpenUse] = []
  private var seen: Set<Visit> = []

  private struct Visit: Hashable {
    let function: FunctionID
    let place: AccessPath
    let isWrite: Bool
  }

  /// Calls are followed outwards so far, and so many of one function.
  private static let depthLimit = 4
  private static let callLimit = 16

  private init(_ census: Census) {
    self.census = census
    graph = census.flow.callGraph
    locks = census.flow.locks
    hints = LockHints(census.flow)
    maker = FactMaker(census.unit)
  }

  /// In source order of the maps.
  static func all(in census: Census) -> [OpenUse] {
    let containers = census.containers.filter { container in
      container.kind == .map && container.scope != .local && container.annotation == nil
        && container.accesses.contains { $0.isInPlace && !census.isInTest($0.name) }
    }
    if containers.isEmpty { return [] }
    var finder = OpenUses(census)
    for container in containers { finder.look(at: container) }
    return finder.found
  }

  private mutating func look(at container: Container) {
    let start = found.count
    seen = []
    for access in container.accesses where !access.isReplacement && !census.isInTest(access.name) {
      climb(access, locks.path(access.name), at: access.operation, container, depth: 0)
    }
    // Reads alone do no harm.
    if !found[start...].contains(where: \.access.isWrite) { found.removeSubrange(start...) }
  }

  private mutating func climb(
    _ access: LockAccess, _ place: AccessPath?, at node: Node, _ container: Container, depth: Int
  ) {
    guard let place, place.root.isPackageLevel || place.root.isParameter,
      let function = graph.function(enclosing: node)
    else { return }
    let info = graph[function]
    if info.isInTest || hints.mayBeKeptApart(node, in: info.node, isStarted: true) { return }
    if locks.isBeforeSharing(place.root, at: node) { return }
    guard seen.insert(Visit(function: function, place: place, isWrite: access.isWrite)).inserted else { return }
    if let object = info.object, isCallable(object), reaches(place, info.node) { note(access, object, container) }
    guard depth < Self.depthLimit else { return }
    for site in graph.calls(of: function).prefix(Self.callLimit) where site.kind == .direct {
      guard let caller = site.caller, caller != function else { continue }
      climb(access, locks.place(place, at: site), at: site.call, container, depth: depth + 1)
    }
  }

  /// Whether code of other packages may call a function: by its name, or, of a method, through an interface.
  private func isCallable(_ function: Object) -> Bool { function.isExported }

  private func reaches(_ place: AccessPath, _ function: Node) -> Bool {
    if place.root.isPackageLevel { return true }
    guard let receiver = function.child(.recv)?.child(.field)?.child(.name) else { return false }
    return place.root.declaration == receiver
  }

  private mutating func note(_ access: LockAccess, _ function: Object, _ container: Container) {
    guard let place = maker.place(of: access.operation), let name = FactMaker.name(of: function),
      let map = FactMaker.name(of: container.object)
    else { return }
    found.append(
      OpenUse(
        container: container, access: access, function: function,
        fact: PackageFacts.OpenUse(container: map, function: name, isWrite: access.isWrite, place: place)))
  }
}
