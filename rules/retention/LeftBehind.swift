import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// An entry that a function adds for the time it works, deletes at its end, and leaves behind where it returns with an error
/// before that. Nothing else in the package deletes entries.
struct LeftBehind {
  let insert: Site
  let delete: Site
  /// The early `return`.
  let end: Node
  /// Whether it is known to come after an error.
  let isSure: Bool

  init?(_ container: Container, _ pass: Pass) {
    let census = pass.census
    if container.isExported && !census.isMain { return nil }
    guard container.kind == .map || container.kind == .syncMap, container.scope != .local else { return nil }
    let sites = container.sites.filter { !census.isInTest($0.node) }
    let deletes = sites.filter { $0.kind == .delete }
    guard let delete = deletes.first, let function = delete.node.enclosingFunction,
      deletes.allSatisfy({ $0.node.enclosingFunction == function && $0.operation.parent?.kind != .deferStmt }),
      !container.unknownUses.contains(where: { !census.isInTest($0.node) }),
      sites.allSatisfy({ $0.kind == .delete || census.keepsGrowing($0) }),
      let insert = sites.first(where: { Self.isUndone($0, by: delete, in: function, pass) }),
      let body = pass.flow.function(function)
    else { return nil }
    let graph = pass.flow.graph(of: body)
    guard let start = graph.position(of: insert.operation),
      let end = function.descendants.first(where: { node in
        node.kind == .returnStmt && node.start > insert.node.end && node.enclosingFunction == function
          && Self.isFailure(node, pass) != nil && graph.leads(from: start, to: node, avoiding: deletes.map(\.operation))
      })
    else { return nil }
    self.insert = insert
    self.delete = delete
    self.end = end
    isSure = Self.isFailure(end, pass) == true
  }

  /// Whether an insert is of the key that is deleted later in the same function, on the same conditions.
  private static func isUndone(_ insert: Site, by delete: Site, in function: Node, _ pass: Pass) -> Bool {
    guard insert.kind == .write, insert.node.enclosingFunction == function, let key = insert.key, let other = delete.key
    else { return false }
    return insert.node.end < delete.node.start && insert.node.enclosingLoop == delete.node.enclosingLoop
      && pass.unit.constant(of: key) == nil && pass.unit.isSame(key, other)
      && !pass.unit.mayChange(key, from: insert.node.start, to: delete.node.end, in: function)
      && delete.operation.isChosen(with: insert.operation) && insert.operation.isChosen(with: delete.operation)
  }

  /// Whether a statement runs where an error has been seen: in the branch of `if err != nil`. Nil where it does not, false where
  /// the type is not known and the last of several results is asked.
  private static func isFailure(_ statement: Node, _ pass: Pass) -> Bool? {
    guard let branch = statement.choices.first, branch.role == .body, let test = branch.parent, test.kind == .ifStmt,
      let condition = test.child(.cond)?.unparenthesized, condition.kind == .binaryExpr, condition.token == .neq,
      let x = condition.child(.x), let y = condition.child(.y),
      let value = pass.unit.isNil(y) ? x : pass.unit.isNil(x) ? y : nil
    else { return nil }
    let type = pass.unit.type(of: value)
    if type.isError { return true }
    guard type.isUnknown, let declaration = pass.unit.variable(value)?.declaration, let assignment = declaration.parent,
      assignment.kind == .assignStmt, assignment.children(.lhs).count > 1, assignment.children(.rhs).count == 1
    else { return nil }
    return Array(assignment.children(.lhs)).last == declaration ? false : nil
  }
}

/// A map of counts whose entries go down to zero and stay.
struct CountsToZero {
  let decrement: Site
  /// Where the count is compared with zero.
  let test: Node
  /// Whether each key is an object of its own: there is no end of them, and the map keeps them alive.
  let keepsObjects: Bool

  init?(_ container: Container, _ sites: [Site], _ inserts: [Site], _ census: Census) {
    guard let map = container.map?.underlying, map.elem.underlying.kind == .basic, !inserts.isEmpty else { return nil }
    let key = map.key.underlying
    keepsObjects =
      key.kind == .pointer || key.kind == .chan || key.kind == .interface || Self.isPointerWritten(container)
    guard keepsObjects || census.variety.isUnbounded(map.key) else { return nil }
    for site in sites where site.kind == .write && Self.isDecrement(site.operation) {
      guard let key = site.key, census.unit.constant(of: key) == nil, let function = site.node.enclosingFunction,
        let test = sites.first(where: { read in
          read.kind == .read && read.node.enclosingFunction == function && read.node.start > site.node.end
            && Self.isComparedWithZero(read.operation, census.unit)
            && census.unit.isSame(read.operation, site.operation)
        })
      else { continue }
      decrement = site
      self.test = test.operation
      return
    }
    return nil
  }

  /// Whether a field is declared as `map[*T]…`: of whatever type T is.
  private static func isPointerWritten(_ container: Container) -> Bool {
    guard let type = container.declaration.parent?.child(.type), type.kind == .mapType else { return false }
    return type.child(.key)?.kind == .starExpr
  }

  private static func isDecrement(_ entry: Node) -> Bool {
    guard let parent = entry.withParentheses.parent else { return false }
    return parent.kind == .incDecStmt && parent.token == .dec
      || parent.kind == .assignStmt && parent.token == .subAssign
  }

  private static func isComparedWithZero(_ entry: Node, _ unit: Unit) -> Bool {
    let value = entry.withParentheses
    guard let comparison = value.parent, comparison.kind == .binaryExpr,
      let other = comparison.child(value.role == .x ? .y : .x), let bound = unit.integer(other)
    else { return false }
    switch comparison.token {
    case .eql, .leq: return bound == 0
    case .lss: return bound == 1 || bound == 0
    default: return false
    }
  }
}
