import GoFlow
import GoSyntax
import GoTypes

extension Census {
  /// Who guards a container, as reports tell it: the lock that more than half of its accesses hold, two at least, or the one
  /// that an annotation names; nil where there is none.
  func guardValue(_ container: Container) -> CensusReport.Guard? {
    guard let found = guards.inferred(container) else { return nil }
    let isAnnotated = container.annotation != nil
    guard isAnnotated || Self.isMost(found.held, of: found.of) else { return nil }
    let isWritten = found.judged.allSatisfy { access in
      if case .held(.read) = access.verdict { return false }
      return true
    }
    let lock = found.key.object.map { text(of: $0) } ?? container.annotation?.string ?? ""
    return CensusReport.Guard(
      lock: lock, mode: isWritten ? .write : .read, held: found.held, of: found.of,
      source: isAnnotated ? .annotation : .inferred)
  }

  private static func isMost(_ held: Int, of all: Int) -> Bool { held * 2 > all && (held >= 2 || all == 1) }

  /// The lock as in reports: `Server.mu` for a field, `registryMu` for a variable.
  private func text(of lock: Object) -> String {
    guard lock.isField, let declaration = lock.declaration,
      let type = declaration.ancestors.first(where: { $0.kind == .structType })
    else { return lock.name.string }
    return owner(of: type) + "." + lock.name.string
  }

  /// The locks held at a site, as the guard is told, with ` (read)` after those held for reading.
  func lockTexts(at site: Site) -> [String] {
    guard let set = flow.locks.held(at: site.node) else { return [] }
    return set.certain.filter { !$0.lock.isOfMethods }.map { held in
      let text = text(of: held.lock.fields.last ?? held.lock.root)
      return held.mode == .read ? "\(text) (read)" : text
    }
  }
}
