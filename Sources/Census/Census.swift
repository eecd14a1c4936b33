import GoFlow
import GoSyntax
import GoTypes
import Synchronization

/// The containers of a unit for several censuses of it: who asks first gathers them, the others wait.
package final class SharedContainers: Sendable {
  fileprivate struct Gathered: @unchecked Sendable {
    let containers: [Container]
    let aliases: Aliases
    let missesLocks: Bool
  }

  private let gathered = Mutex<Gathered?>(nil)

  package init() {}

  fileprivate func of(_ unit: Unit, _ reported: Set<UInt32>?) -> Gathered {
    gathered.withLock { gathered in
      if let gathered { return gathered }
      let collector = Collector(unit, localsOf: reported)
      let found = Gathered(
        containers: collector.containers, aliases: collector.aliases, missesLocks: collector.missesLocks)
      gathered = found
      return found
    }
  }
}

/// The containers of a unit and every place that touches them. Made once per unit, when something first asks.
package final class Census {
  package let unit: Unit
  package let flow: PackageFlow
  /// In order of file and offset of their declarations: all of them, or those that may have to do with findings in some files.
  package let containers: [Container]
  private let all: [Container]
  /// The files whose findings are wanted; nil where those of all are.
  private let reported: Set<UInt32>?
  package private(set) lazy var variety = KeyVariety(unit)
  private let indices: [Object: Int]
  let tests: Set<UInt32>
  /// Whether package sync is not found: nothing can be said about what is locked and what is not.
  package let missesLocks: Bool
  package private(set) lazy var longLived = LongLived(unit) { [unowned self] object in
    container(object).flatMap(sitesIfOnlyGrowing) != nil
  }
  package private(set) lazy var origins = KeyOrigins(unit)
  /// Which locks guard them.
  package let guards: ContainerGuards

  /// - Parameter reported: the numbers of the files whose findings are wanted, where those of others are not.
  package init(
    _ unit: Unit, _ flow: PackageFlow, _ shared: SharedContainers = SharedContainers(), reported: Set<UInt32>? = nil
  ) {
    self.unit = unit
    self.flow = flow
    self.reported = reported
    guards = ContainerGuards(flow)
    let gathered = shared.of(unit, reported)
    all = gathered.containers
    containers = reported.map { ReportedContainers(unit, in: $0).among(gathered.containers, gathered.aliases) } ?? all
    missesLocks = gathered.missesLocks
    indices = Dictionary(
      all.enumerated().map { ($0.element.object, $0.offset) }, uniquingKeysWith: { first, _ in first })
    tests = Set(unit.files.filter(\.isForTests).map(\.fileIndex))
  }

  /// The container that a variable or field is; nil for other objects and for local variables that nothing shares.
  package func container(_ object: Object) -> Container? { indices[object].map { all[$0] } }

  /// Whether a change of a map that several may come to may lie in a file whose findings are wanted: its syntax says so, or what is
  /// known of a container.
  package private(set) lazy var mayReportWrites: Bool = {
    guard let reported else { return true }
    let isWritten = containers.contains { container in
      container.accesses.contains { $0.isWrite && reported.contains($0.operation.fileIndex) && mayBeShared($0) }
    }
    if isWritten { return true }
    var own = OwnMaps(unit)
    return unit.files.contains { file in
      reported.contains(file.fileIndex)
        && file.root.descendants.contains { node in
          writtenMap(node).map { isNamed($0) && !own.contains($0) && !own.liesInNewValue($0, at: node) } ?? false
        }
    }
  }()

  /// Whether something else may come to a map at an access, as far as types tell: not in the value that a constructor is filling.
  package func mayBeShared(_ access: LockAccess) -> Bool {
    !OwnMaps(unit).liesInNewValue(access.name, at: access.operation)
  }

  private static let changes: Set<Name> = [.of("delete"), .of("clear")]

  /// Whether a map may be followed by its name: not what a call gives, nor an element.
  private func isNamed(_ map: Node) -> Bool {
    switch map.unparenthesized.kind {
    case .callExpr, .indexExpr, .typeAssertExpr: false
    default: true
    }
  }

  /// The map that an expression changes, as far as its syntax says.
  private func writtenMap(_ node: Node) -> Node? {
    switch node.kind {
    case .callExpr:
      return Self.changes.contains(node.child(.fun)?.unparenthesized.name ?? .none) ? node.child(.arg) : nil
    case .indexExpr:
      guard unit.write(to: node) != nil, let map = node.child(.x) else { return nil }
      return unit.type(of: map).underlying.kind == .map ? map : nil
    default: return nil
    }
  }

  /// Whether a node lies in a file for tests.
  package func isInTest(_ node: Node) -> Bool { tests.contains(node.fileIndex) }
}
