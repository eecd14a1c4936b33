import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Uses in functions that run before others have the value, or when they are done with it, by what the function does around the
/// use: hints, no proof.
extension InconsistentLock {
  /// Whether the function has waited for a group before: for one of the same value, or for one of its own with a goroutine that
  /// makes the other uses.
  func isAfterWait(_ use: JudgedAccess, _ writes: [JudgedAccess], _ pass: Pass) -> Bool {
    let groups = pass.flow.groupsAwaited(before: use.node)
    if groups.isEmpty { return false }
    let owner = use.lock?.root
    for group in groups {
      guard let place = pass.flow.locks.path(group) else { continue }
      if !place.root.isLocal || !place.fields.isEmpty {
        if place.root == owner || place.root.isPackageLevel && owner?.isPackageLevel ?? false { return true }
      } else if let home = place.root.function, writes.contains(where: { isStarted($0, within: home, pass) }) {
        return true
      }
    }
    return false
  }

  /// Whether a goroutine that a function starts leads to a use.
  private func isStarted(_ use: JudgedAccess, within home: Node, _ pass: Pass) -> Bool {
    guard let function = pass.flow.callGraph.function(enclosing: use.access.operation) else { return false }
    return pass.flow.concurrency.entries(reaching: function).contains { entry in
      entry.starter != nil && home.contains(entry.start) && (entry.kind == .goroutine || entry.kind == .group)
    }
  }

  /// Whether the function sets other fields of the value with no lock, which nothing sets under the guard: one to a parameter, with
  /// nothing to return but the value, or several. It makes the value ready before others have it, or clears it when they are done.
  func isConfiguration(_ use: JudgedAccess, _ pass: Pass) -> Bool {
    guard let owner = use.lock?.root, owner.isParameter, let guardField = use.lock?.fields.last,
      let function = use.node.enclosingFunction, owner.function == function
    else { return false }
    let locks = pass.flow.locks
    var fields: Set<Object> = []
    for statement in function.descendants where statement.kind == .assignStmt && statement.enclosingFunction == function
    {
      guard locks.ownHeld(at: statement)?.isEmpty ?? false else { continue }
      for target in statement.children(.lhs) where target.unparenthesized.kind == .selectorExpr {
        guard let place = locks.path(target), place.root == owner, place.fields.count == 1,
          let field = place.fields.last, field.type.underlying.kind != .map, !isStored(field, under: guardField, pass)
        else { continue }
        let value = target.valueOfTarget.flatMap(pass.unit.variable)
        if let value, value.isParameter, value.function == function, returnsNothingElse(function, owner, pass) {
          return true
        }
        fields.insert(field)
      }
    }
    return fields.count > 1
  }

  private func returnsNothingElse(_ function: Node, _ owner: Object, _ pass: Pass) -> Bool {
    let results = function.child(.type)?.child(.results)?.children(.field).compactMap { $0.child(.type) } ?? []
    return results.allSatisfy { pass.unit.type(of: $0).isIdentical(to: owner.type) }
  }

  /// Whether a field is assigned somewhere with a lock held.
  private func isStored(_ field: Object, under lock: Object, _ pass: Pass) -> Bool {
    pass.unit.references(to: field).contains { name in
      guard name.role == .sel, let selector = name.parent, case .assigned = pass.unit.use(of: selector) else {
        return false
      }
      return pass.flow.locks.held(at: selector)?.held.contains {
        ($0.lock.fields.last ?? $0.lock.root) == lock
      } ?? true
    }
  }

  /// Whether the function closes a channel of the value after it has set the map: others wait for that before they look.
  func isHandedOver(_ use: JudgedAccess, _ pass: Pass) -> Bool {
    guard use.access.isReplacement, let owner = use.lock?.root, let function = use.node.enclosingFunction else {
      return false
    }
    return function.descendants.contains { call in
      call.kind == .callExpr && call.start > use.node.end && call.enclosingFunction == function
        && pass.unit.builtin(call) == .close
        && call.child(.arg).flatMap { pass.flow.locks.path($0) }.map { $0.root == owner && !$0.fields.isEmpty } ?? false
    }
  }

  /// Whether this function alone only looks into the map, never with the guard held, and all others add to it: what they have
  /// gathered may be asked for when they are done.
  func isOnlyReader(_ use: JudgedAccess, _ inferred: InferredGuard, _ container: Container, _ pass: Pass) -> Bool {
    guard !use.access.isWrite, let reader = use.access.operation.outermostFunction else { return false }
    let sites = container.sites.filter { !pass.isInTest($0.node) }
    let adding = Set(sites.lazy.filter { $0.kind == .write }.compactMap { $0.node.outermostFunction })
    if adding.contains(reader) { return false }
    let isOnlyAddedTo = sites.allSatisfy { site in
      switch site.kind {
      case .delete: site.node.outermostFunction.map(adding.contains) ?? false
      case .clear: false
      case .replace: pass.census.isBeforeSharing(site)
      default: true
      }
    }
    return isOnlyAddedTo
      && inferred.judged.allSatisfy { other in
        guard other.verdict != .unshared, let function = other.access.operation.outermostFunction else { return true }
        return function == reader ? !isHeld(other) : adding.contains(function)
      }
  }
}
