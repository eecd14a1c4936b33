import GoFlow
import GoSyntax
import GoTypes

/// Follows something that is done to a place outwards, through calls with no lock held, to the functions that code of other
/// packages may call: those with exported names, methods too, since an interface may have them. The place is theirs if it lies
/// behind a package-level variable or behind their receiver.
struct OpenWays {
  private let census: Census
  private let graph: CallGraph
  private let locks: UnitLocks
  private let hints: LockHints
  private var seen: Set<Visit> = []

  private struct Visit: Hashable {
    let function: FunctionID
    let place: AccessPath
  }

  /// Calls are followed outwards so far, and so many of one function.
  private static let depthLimit = 4
  private static let callLimit = 16

  init(_ census: Census) {
    self.census = census
    graph = census.flow.callGraph
    locks = census.flow.locks
    hints = LockHints(census.flow)
  }

  /// Calls `visit` with each function and the way from it to the place: `table.rows` from its receiver, and from a variable
  /// with its name.
  mutating func follow(_ node: Node, _ place: AccessPath?, _ visit: (Object, String) -> Void) {
    seen = []
    climb(node, place, depth: 0, visit)
  }

  private mutating func climb(_ node: Node, _ place: AccessPath?, depth: Int, _ visit: (Object, String) -> Void) {
    guard let place, place.root.isPackageLevel || place.root.isParameter,
      let function = graph.function(enclosing: node)
    else { return }
    let info = graph[function]
    if info.isInTest || hints.mayBeKeptApart(node, in: info.node, isStarted: true) { return }
    if locks.isBeforeSharing(place.root, at: node) { return }
    guard seen.insert(Visit(function: function, place: place)).inserted else { return }
    if let object = info.object, object.isExported, let way = Self.way(place, from: info.node) { visit(object, way) }
    guard depth < Self.depthLimit else { return }
    for site in graph.calls(of: function).prefix(Self.callLimit) where site.kind == .direct {
      guard let caller = site.caller, caller != function else { continue }
      climb(site.call, locks.place(place, at: site), depth: depth + 1, visit)
    }
  }

  private static func way(_ place: AccessPath, from function: Node) -> String? {
    if place.root.isPackageLevel { return place.description }
    guard let receiver = function.child(.recv)?.child(.field)?.child(.name), place.root.declaration == receiver else {
      return nil
    }
    return place.fields.map(\.name.string).joined(separator: ".")
  }
}
