import GoFlow
import GoSyntax
import GoTypes

/// What guards the containers of a unit, each looked into when first asked for.
package final class ContainerGuards {
  private let flow: PackageFlow
  private lazy var finder = GuardFinder(flow)
  private var known: [Object: [InferredGuard]] = [:]

  init(_ flow: PackageFlow) { self.flow = flow }

  /// The lock that a container's accesses hold, or that a `+checklocks` annotation names, with every access judged by it; nil
  /// where no access holds a lock that has to do with it.
  package func inferred(_ container: Container) -> InferredGuard? { all(container).first }

  /// The same for each struct type that holds the container and has a lock, the one that most accesses hold first.
  package func all(_ container: Container) -> [InferredGuard] {
    if let found = known[container.object] { return found }
    let accesses =
      container.accesses { [flow] place in flow.locks.ownHeld(at: place).map { !$0.isEmpty } ?? true }
      + PublishedUses(flow).accesses(container)
    let found = annotated(container).map { [finder.judge(accesses, by: $0)] } ?? finder.infer(accesses)
    known[container.object] = found
    return found
  }

  /// All accesses judged by a given guard.
  package func judged(_ container: Container, by key: GuardKey) -> InferredGuard {
    finder.judge(container.accesses, by: key)
  }

  /// The maps that a map of maps holds, judged by its guard: how each is used, from where it was taken out on.
  package func inner(_ container: Container, by key: GuardKey) -> InferredGuard {
    finder.judge(InnerUses(flow.unit).accesses(container), by: key)
  }

  /// The places where a container is handed to code of other packages, judged by its guard.
  package func handedOn(_ container: Container, by key: GuardKey) -> InferredGuard {
    finder.judge(container.handedOn(isWrite: false) { _ in true }, by: key)
  }

  /// The guards of a map whose type is another package's, calls of its methods taken for writes.
  package func withMethods(_ container: Container) -> [InferredGuard] {
    let calls = container.handedOn(isWrite: true) { $0.argument == Site.receiver && $0.callee != nil }
    return calls.isEmpty ? [] : finder.infer(container.accesses + calls)
  }

  /// The lock that an annotation names: a field beside the container.
  private func annotated(_ container: Container) -> GuardKey? {
    guard let name = container.annotation, let fields = container.structType?.child(.fields) else { return nil }
    for field in fields.children(.field) {
      for declared in field.children(.name) where declared.name == name {
        if let object = flow.unit.object(of: declared) { return .beside(steps: 0, [object]) }
      }
    }
    return nil
  }
}

extension Container {
  /// The places where the map itself is an argument or receiver of a call that leaves the package.
  fileprivate func handedOn(isWrite: Bool, where isMeant: (Site) -> Bool) -> [LockAccess] {
    guard kind == .map else { return [] }
    return unknownUses.compactMap { site in
      guard site.kind == .pass, isMeant(site), site.callee == nil || site.callee?.package != object.package else {
        return nil
      }
      return LockAccess(name: site.node, operation: site.operation, isWrite: isWrite, isAlias: site.alias != nil)
    }
  }

  /// The places where the map's table is read or changed, those of functions it is handed to included, and where the
  /// variable or field gets another map.
  package var accesses: [LockAccess] { kind == .map ? accesses { _ in false } : [] }

  /// The same without the calls of functions that take locks of their own where they get at the map.
  func accesses(locksAt: (Node) -> Bool) -> [LockAccess] {
    guard kind == .map || kind == .sliceOfMaps || kind == .arrayOfMaps else { return [] }
    return sites.compactMap { site in
      if site.isAccess {
        // Of `for … range m` the header: the body may lock.
        let operation = site.operation.kind == .rangeStmt ? site.node : site.operation
        return LockAccess(name: site.node, operation: operation, isWrite: site.isWrite, isAlias: site.alias != nil)
      }
      if site.kind == .replace, site.alias == nil {
        return LockAccess(name: site.node, operation: site.operation, isWrite: true, isReplacement: true)
      }
      guard let effects = site.effects, !site.effectPlaces.contains(where: locksAt) else { return nil }
      let isWrite = !effects.isDisjoint(with: [.write, .delete, .clear])
      let isRead = !effects.isDisjoint(with: [.read, .range, .len])
      return isWrite || isRead
        ? LockAccess(name: site.node, operation: site.operation, isWrite: isWrite, isAlias: site.alias != nil) : nil
    }
  }
}
