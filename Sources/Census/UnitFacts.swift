import GoFlow
import GoSyntax
import GoTypes

/// The facts of one unit, made when they are asked for.
package final class UnitFacts {
  private let census: Census
  private let isInRun: (Package) -> Bool

  /// Maps that other packages may get at with no lock; with their nodes, for messages.
  package private(set) lazy var openUses: [OpenUse] = isOpen ? OpenUse.all(in: census) : []

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

  /// What facts are asked for.
  package enum Purpose: Sendable {
    /// The findings of rules.
    case rules
    /// The census of the run.
    case census
  }

  /// Whether the facts of a package are made in this run.
  package func isKnown(_ package: Package) -> Bool { isInRun(package) }

  /// They as values.
  package func written(for purposes: Set<Purpose> = [.rules, .census]) -> PackageFacts {
    var facts = PackageFacts(package: census.unit.package.path)
    var uses = MapUses(census, isInRun)
    if purposes.contains(.census) { facts.mapUses = uses.ofContainers() }
    facts.mapUses += uses.ofResults()
    if isOpen { facts.summaries = SummaryMaker.all(in: census) }
    if purposes.contains(.rules) { addMeetings(to: &facts) }
    return facts
  }

  private func addMeetings(to facts: inout PackageFacts) {
    facts.openUses = openUses.map(\.fact)
    var finder = ForeignCalls(census, isInRun)
    let calls = finder.all()
    facts.meetings = CallMeetings.all(of: calls, in: census)
    facts.lockedCalls = LockedCallFinder.all(of: calls, in: census)
    var functions = openUses.map(\.function)
    if isOpen {
      for (function, call) in openCalls(calls) {
        functions.append(function)
        facts.openCalls.append(call)
      }
    }
    facts.implementations = implementations(of: functions)
  }

  /// Calls of other packages that exported functions come to.
  private func openCalls(_ calls: [(LockAccess, AccessPath)]) -> [(Object, PackageFacts.OpenCall)] {
    if calls.isEmpty { return [] }
    let maker = FactMaker(census.unit)
    var ways = OpenWays(census)
    var found: [(Object, PackageFacts.OpenCall)] = []
    var seen: Set<PackageFacts.OpenCall> = []
    for (access, path) in calls where access.operation.parent?.kind != .goStmt {
      guard let callee = census.unit.callee(of: access.operation).flatMap(FactMaker.name),
        let place = maker.place(of: access.operation)
      else { continue }
      ways.follow(access.operation, path) { function, way in
        guard let name = FactMaker.name(of: function) else { return }
        let call = PackageFacts.OpenCall(function: name, way: way, callee: callee, place: place)
        if seen.insert(call).inserted { found.append((function, call)) }
      }
    }
    return found
  }

  /// Of the methods among functions those that interfaces of the package, and of packages of the run that it imports, have too.
  private func implementations(of functions: [Object]) -> [PackageFacts.Implementation] {
    var methods: [Object] = []
    for function in functions where function.isMethod && !methods.contains(function) { methods.append(function) }
    if methods.isEmpty { return [] }
    var found: [PackageFacts.Implementation] = []
    for package in [census.unit.package] + importedPackages() {
      for interface in package.objects
      where interface.kind == .typeName && interface.type.underlying.kind == .interface {
        let wanted = interface.type.methods
        if wanted.isEmpty { continue }
        for method in methods {
          guard let same = wanted.first(where: { $0.name == method.name }),
            let receiver = census.unit.receiverType(of: method), receiver.implements(interface.type) == true,
            let name = FactMaker.name(of: same), let own = FactMaker.name(of: method)
          else { continue }
          found.append(PackageFacts.Implementation(interface: name, method: own))
        }
      }
    }
    return found
  }

  /// The packages of the run that files of the unit import, in the order of their paths.
  private func importedPackages() -> [Package] {
    var found: Set<Package> = []
    for file in census.unit.files where !census.isInTest(file.root) {
      for declaration in file.root.children where declaration.kind == .genDecl && declaration.token == .import {
        for spec in declaration.children where spec.kind == .importSpec {
          guard let package = census.unit.importedPackage(by: spec), isInRun(package) else { continue }
          found.insert(package)
        }
      }
    }
    return found.sorted { ($0.path, $0.directory) < ($1.path, $1.directory) }
  }
}

extension Unit {
  /// The type that a method is declared with: `*T` or `T`.
  fileprivate func receiverType(of method: Object) -> Type? {
    method.declaration?.parent?.child(.recv)?.child(.field)?.child(.type).map { type(of: $0) }
  }
}
