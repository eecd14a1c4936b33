import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Guarded maps in the hands of other packages: given to their functions, or of their types and used by methods that are not
/// seen here.
extension InconsistentLock {
  /// The map handed to a function of another package, which may look into it there and then.
  func checkHandedOn(_ container: Container, _ inferred: InferredGuard, _ pass: Pass) {
    if !container.unknownUses.contains(where: { $0.kind == .pass }) || OnlySection.isOf(inferred, pass) { return }
    let handed = pass.census.guards.handedOn(container, by: inferred.key).judged
    let writes = inferred.judged.filter { $0.verdict != .unshared && $0.access.isInPlace }
    if handed.isEmpty || writes.isEmpty { return }
    let uses = handed.filter { isBare($0) && mayRead($0.access.operation, pass) }
    report(uses, writes, container, inferred, pass, limit: .low)
  }

  /// Packages whose functions take a value and do not look into it.
  private static let blind: Set<String> = ["context", "runtime", "sync", "sync/atomic", "unsafe"]

  private func mayRead(_ call: Node, _ pass: Pass) -> Bool {
    if let callee = pass.unit.callee(of: call) { return !Self.blind.contains(callee.package?.path ?? "") }
    // A function of a package that is not at hand; what a function value does may be anything.
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.x) else {
      return false
    }
    return name.kind == .ident && pass.unit.object(of: name)?.kind == .packageName
  }

  /// A map of another package's type, whose methods do what is not seen here: the same method is called with the lock and
  /// without.
  func checkMethods(_ container: Container, _ pass: Pass) {
    for inferred in pass.census.guards.withMethods(container)
    where inferred.held >= 3 && inferred.held * 4 >= inferred.of * 3 && !OnlySection.isOf(inferred, pass) {
      let calls = inferred.judged.filter { $0.access.isWrite && $0.access.operation.kind == .callExpr }
      let held = Set(calls.filter(isHeld).compactMap { pass.unit.callee(of: $0.access.operation) })
      let uses = calls.filter { use in
        isBare(use) && pass.unit.callee(of: use.access.operation).map(held.contains) ?? false
      }
      report(uses, calls.filter(isHeld), container, inferred, pass, limit: .low)
    }
  }

  /// The function of another package that a map is handed to, as it is called.
  func taker(of use: JudgedAccess, _ container: Container) -> String? {
    handOver(use, container)?.operation.child(.fun)?.textString
  }

  /// The same as others of the run know it, if its package is among them.
  func knownTaker(of use: JudgedAccess, _ container: Container, _ pass: Pass) -> CensusReport.Container.Taker? {
    guard let site = handOver(use, container), let package = site.callee?.package, pass.facts?.isKnown(package) == true
    else { return nil }
    return pass.census.taker(at: site)
  }

  private func handOver(_ use: JudgedAccess, _ container: Container) -> Site? {
    let call = use.access.operation
    return use.node == call ? container.unknownUses.first { $0.kind == .pass && $0.operation == call } : nil
  }
}
