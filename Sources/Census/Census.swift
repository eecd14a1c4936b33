import GoFlow
import GoSyntax
import GoTypes

/// The containers of a unit and every place that touches them. Made once per unit, when something first asks.
package final class Census {
  package let unit: Unit
  package let flow: PackageFlow
  /// In order of file and offset of their declarations.
  package let containers: [Container]
  package let variety: KeyVariety
  private let indices: [Object: Int]

  package init(_ unit: Unit, _ flow: PackageFlow) {
    self.unit = unit
    self.flow = flow
    let collector = Collector(unit)
    containers = collector.containers
    indices = Dictionary(
      containers.enumerated().map { ($0.element.object, $0.offset) }, uniquingKeysWith: { first, _ in first })
    variety = KeyVariety(unit)
  }

  /// The container that a variable or field is; nil for other objects and for local variables that nothing shares.
  package func container(_ object: Object) -> Container? { indices[object].map { containers[$0] } }

  /// Whether a site runs only while the program starts or while the value it belongs to is made, before others see it.
  package func isBeforeSharing(_ site: Site) -> Bool {
    if site.kind == .make { return true }
    guard let function = site.node.ancestors.first(where: { $0.kind == .funcDecl }) else { return true }
    return function.child(.recv) == nil && function.child(.name)?.textString == "init"
      && !site.node.isInFunctionLiteral(within: function)
  }
}
