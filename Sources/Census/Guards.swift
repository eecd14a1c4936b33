import GoFlow
import GoSyntax
import GoTypes

extension Census {
  /// Who guards a container, as reports tell it: the lock that more than half of its accesses hold, two at least, or the one
  /// that an annotation names; nil where there is none.
  func guardValue(_ container: Container) -> CensusReport.Guard? {
    guard let found = guards.inferred(container) else { return guardElsewhere(container) }
    let isAnnotated = container.annotation != nil
    guard isAnnotated || Self.isMost(found.held, of: found.of) else { return guardElsewhere(container) }
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

  /// A lock of another object that most accesses hold: that of the owner of a table of structs, say.
  private func guardElsewhere(_ container: Container) -> CensusReport.Guard? {
    guard container.kind == .map, !flow.locks.isEmpty else { return nil }
    var counts: [Object: (held: Int, read: Int)] = [:]
    var order: [Object] = []
    var counted = 0
    for site in container.sites where site.isAccess && !isInTest(site.node) && !isBeforeSharing(site) {
      guard let set = flow.locks.held(at: site.node), !set.mayHoldOther || !set.certain.isEmpty else { continue }
      counted += 1
      var seen: Set<Object> = []
      for held in set.certain {
        let lock = held.lock.fields.last ?? held.lock.root
        guard seen.insert(lock).inserted else { continue }
        if counts[lock] == nil { order.append(lock) }
        counts[lock, default: (0, 0)].held += 1
        if held.mode == .read { counts[lock, default: (0, 0)].read += 1 }
      }
    }
    // Of equals the first, by the order of accesses.
    var best: Object?
    for lock in order where counts[lock]?.held ?? 0 > best.flatMap({ counts[$0]?.held }) ?? 0 { best = lock }
    guard let best, let count = counts[best], Self.isMost(count.held, of: counted) else { return nil }
    return CensusReport.Guard(
      lock: text(of: best), mode: count.read == 0 ? .write : .read, held: count.held, of: counted, source: .inferred)
  }

  /// The lock as in reports: `Server.mu` for a field, `registryMu` for a variable.
  private func text(of lock: Object) -> String {
    guard lock.isField, let declaration = lock.declaration,
      let type = declaration.ancestors.first(where: { $0.kind == .structType })
    else { return lock.name.string }
    return owner(of: type) + "." + lock.name.string
  }

  /// The locks held at a site as they are written there, with ` (read)` after those held for reading.
  func lockTexts(at site: Site) -> [String] {
    guard let set = flow.locks.held(at: site.node) else { return [] }
    return set.certain.map { held in
      let path = ([held.lock.root] + held.lock.fields).map(\.name.string).joined(separator: ".")
      return held.mode == .read ? "\(path) (read)" : path
    }
  }
}
