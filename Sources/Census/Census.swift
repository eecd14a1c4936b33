import GoFlow
import GoSyntax
import GoTypes
import Synchronization

/// The containers of a unit for several censuses of it: who asks first gathers them, the others wait.
package final class SharedContainers: Sendable {
  fileprivate struct Gathered: @unchecked Sendable {
    let containers: [Container]
    let missesLocks: Bool
  }

  private let gathered = Mutex<Gathered?>(nil)

  package init() {}

  /// Gathers them now.
  package func gather(_ unit: Unit) { _ = of(unit) }

  fileprivate func of(_ unit: Unit) -> Gathered {
    gathered.withLock { gathered in
      if let gathered { return gathered }
      let collector = Collector(unit)
      let found = Gathered(containers: collector.containers, missesLocks: collector.missesLocks)
      gathered = found
      return found
    }
  }
}

/// The containers of a unit and every place that touches them. Made once per unit, when something first asks.
package final class Census {
  package let unit: Unit
  package let flow: PackageFlow
  /// In order of file and offset of their declarations.
  package let containers: [Container]
  package let variety: KeyVariety
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

  package init(_ unit: Unit, _ flow: PackageFlow, _ shared: SharedContainers = SharedContainers()) {
    self.unit = unit
    self.flow = flow
    guards = ContainerGuards(flow)
    let gathered = shared.of(unit)
    containers = gathered.containers
    missesLocks = gathered.missesLocks
    indices = Dictionary(
      containers.enumerated().map { ($0.element.object, $0.offset) }, uniquingKeysWith: { first, _ in first })
    variety = KeyVariety(unit)
    tests = Set(unit.files.filter(\.isForTests).map(\.fileIndex))
  }

  /// The container that a variable or field is; nil for other objects and for local variables that nothing shares.
  package func container(_ object: Object) -> Container? { indices[object].map { containers[$0] } }

  /// Whether a node lies in a file for tests.
  package func isInTest(_ node: Node) -> Bool { tests.contains(node.fileIndex) }
}
