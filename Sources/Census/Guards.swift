import GoFlow
import GoSyntax
import GoTypes

extension Census {
  /// A lock as seen from a container: which one it is, and how the way to it and the way to the container lie.
  package struct LockName: Hashable, Sendable {
    /// The field or variable that is the lock, or that the lock is embedded in.
    package let lock: Object
    /// How many fields the container's way goes on from where the lock's way leaves it: 1 for a lock beside the container
    /// (`s.mu` for `s.m`), 2 for one of the struct around (`s.mu` for `s.inner.m`), 0 for a lock elsewhere.
    package let distance: Int
  }

  /// Who guards a container.
  package struct Guard: Sendable {
    /// Nil where an annotation names a lock that no access holds.
    package let lock: LockName?
    package let mode: CensusReport.Guard.Mode
    /// Indices of the sites that count, and of those among them that hold the lock for certain.
    package let counted: [Int]
    package let held: [Int]
    package let source: CensusReport.Guard.Source
  }

  /// The locks that are held at a site for certain, as seen from the container.
  package func locks(at site: Site, of container: Container) -> [(LockName, LockMode)] {
    guard let set = flow.locks.held(at: site.node) else { return [] }
    let way = flow.locks.path(site.node)
    return set.certain.map { (lockName($0.lock, from: way, container), $0.mode) }
  }

  private func lockName(_ lock: AccessPath, from way: AccessPath?, _ container: Container) -> LockName {
    let object = lock.fields.last ?? lock.root
    guard let way, way.root == lock.root, !lock.fields.isEmpty, !way.fields.isEmpty else {
      return LockName(lock: object, distance: 0)
    }
    let owner = lock.fields.dropLast()
    guard way.fields.starts(with: owner) else { return LockName(lock: object, distance: 0) }
    return LockName(lock: object, distance: way.fields.count - owner.count)
  }

  /// Whether a site counts for what guards the container: an access or replacement of a value that others may have.
  package func isCounted(_ site: Site) -> Bool {
    guard site.isAccess || site.kind == .replace, !isInTest(site.node) else { return false }
    return !isBeforeSharing(site)
  }

  /// The lock that most accesses hold, or that an annotation names; nil where there is none.
  package func inferGuard(_ container: Container) -> Guard? {
    guard container.kind != .syncMap, container.kind != .syncPool else { return nil }
    let locks = flow.locks
    if locks.isEmpty && container.annotation == nil { return nil }
    var counted: [Int] = []
    var holders: [LockName: [(index: Int, mode: LockMode)]] = [:]
    var order: [LockName] = []
    for (index, site) in container.sites.enumerated() where isCounted(site) && locks.held(at: site.node) != nil {
      counted.append(index)
      let here = self.locks(at: site, of: container)
      for (position, (name, mode)) in here.enumerated() where !here[..<position].contains(where: { $0.0 == name }) {
        if holders[name] == nil { order.append(name) }
        // Held in both modes: the stronger one counts.
        let isWritten = mode == .write || here.contains { $0.0 == name && $0.1 == .write }
        holders[name, default: []].append((index, isWritten ? .write : .read))
      }
    }
    if let annotation = container.annotation {
      let name =
        order.first { $0.lock.name == annotation && $0.distance > 0 } ?? order.first { $0.lock.name == annotation }
      return made(name, name.flatMap { holders[$0] } ?? [], counted, .annotation)
    }
    // The first met of those held at most sites; a lock beside the container before one elsewhere.
    let best = order.enumerated().max { a, b in
      let (x, y) = (holders[a.element]?.count ?? 0, holders[b.element]?.count ?? 0)
      if x != y { return x < y }
      if (a.element.distance > 0) != (b.element.distance > 0) { return b.element.distance > 0 }
      return a.offset > b.offset
    }
    guard let name = best?.element, let held = holders[name], held.count * 2 > counted.count,
      held.count >= 2 || counted.count == 1
    else { return nil }
    return made(name, held, counted, .inferred)
  }

  private func made(
    _ name: LockName?, _ held: [(index: Int, mode: LockMode)], _ counted: [Int], _ source: CensusReport.Guard.Source
  ) -> Guard {
    Guard(
      lock: name, mode: held.allSatisfy { $0.mode == .write } ? .write : .read, counted: counted,
      held: held.map(\.index), source: source)
  }

  // MARK: As text

  /// The lock as in reports: `Server.mu` for a field, `registryMu` for a variable.
  func text(of lock: Object) -> String {
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
