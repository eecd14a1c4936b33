import GoFlow
import GoSyntax
import GoTypes

/// The facts of one unit, made when they are asked for.
package final class UnitFacts {
  private let census: Census
  private let isInRun: (Package) -> Bool

  /// Maps that other packages may get at with no lock; with their nodes, for messages.
  package private(set) lazy var openUses: [OpenUse] = isOpen ? OpenUses.all(in: census) : []

  /// - Parameter isInRun: whether a package is one of those that the run lints, and its facts are made too.
  package init(_ census: Census, isInRun: @escaping (Package) -> Bool) {
    self.census = census
    self.isInRun = isInRun
  }

  /// Whether others can import the package.
  private var isOpen: Bool {
    census.unit.package.name != Self.main && census.unit.files.first.map { !census.isInTest($0.root) } ?? false
  }

  private static let main = Name.of("main")

  /// All of them as values.
  package func written() -> PackageFacts {
    var facts = PackageFacts(package: census.unit.package.path)
    facts.openUses = openUses.map(\.fact)
    facts.implementations = implementations()
    facts.meetings = CallMeetings.all(in: census, isInRun: isInRun)
    return facts
  }

  /// Of the methods with open uses those that interfaces of the package have too.
  private func implementations() -> [PackageFacts.Implementation] {
    var methods: [Object] = []
    for use in openUses where use.function.isMethod && !methods.contains(use.function) { methods.append(use.function) }
    if methods.isEmpty { return [] }
    var found: [PackageFacts.Implementation] = []
    for interface in census.unit.package.objects
    where interface.kind == .typeName && interface.type.underlying.kind == .interface {
      for method in methods {
        guard let receiver = census.unit.receiverType(of: method),
          let same = interface.type.methods.first(where: { $0.name == method.name }),
          receiver.implements(interface.type) == true, let name = FactMaker.name(of: same),
          let own = FactMaker.name(of: method)
        else { continue }
        found.append(PackageFacts.Implementation(interface: name, method: own))
      }
    }
    return found
  }
}

extension Unit {
  /// The type that a method is declared with: `*T` or `T`.
  fileprivate func receiverType(of method: Object) -> Type? {
    method.declaration?.parent?.child(.recv)?.child(.field)?.child(.type).map { type(of: $0) }
  }
}
