import GoFlow
import GoSyntax
import GoTypes

/// Uses of a local variable after its map was published: `s.m = next; s.mu.Unlock(); len(next)`.
struct PublishedUses {
  private let flow: PackageFlow
  private var unit: Unit { flow.unit }

  init(_ flow: PackageFlow) { self.flow = flow }

  func accesses(_ container: Container) -> [LockAccess] {
    guard container.kind == .map, container.scope != .local else { return [] }
    var found: [LockAccess] = []
    for site in container.sites where site.kind == .replace && site.alias == nil {
      guard let value = site.value, let variable = unit.variable(value), variable.isLocal, !variable.isParameter,
        let function = flow.function(around: site.node)
      else { continue }
      let graph = flow.graph(of: function)
      guard let published = graph.position(of: site.operation) else { continue }
      let names = unit.references(to: variable)
      // From where it gets another map it is not this one.
      let isReplaced = names.contains { name in
        switch unit.use(of: name) {
        case .assigned: name.start > site.node.start
        case .addressed: true
        default: false
        }
      }
      if isReplaced { continue }
      for name in names where name.start > site.operation.end && name.enclosingFunction == function.node {
        guard let access = LockAccess(useOf: name, unit, published: site.node),
          let position = graph.position(of: access.operation),
          flow.dominators(of: function).dominates(published, position)
        else { continue }
        found.append(access)
      }
    }
    return found
  }
}

/// Uses of the maps that a map of maps holds: `s.m[a][b] = v`, and of local variables that got one of them.
struct InnerUses {
  private let unit: Unit

  /// So many uses are looked at for one container.
  private static let limit = 256

  init(_ unit: Unit) { self.unit = unit }

  func accesses(_ container: Container) -> [LockAccess] {
    guard container.kind == .map, container.map?.underlying.elem.underlying.kind == .map else { return [] }
    var found: [LockAccess] = []
    for site in container.sites {
      if found.count > Self.limit { return [] }
      switch site.kind {
      case .read:
        guard let inner = site.inner else { continue }
        if let isWrite = Self.isWrite(inner) {
          found.append(LockAccess(name: site.node, operation: site.operation, isWrite: isWrite))
        } else if let target = Self.target(of: site.operation) {
          found += uses(of: target, site)
        }
      case .range where site.operation.token == .define:
        if let value = site.operation.child(.value) { found += uses(of: value, site) }
      default: continue
      }
    }
    return found
  }

  /// Whether something done to a map changes it; nil where its table is not touched.
  private static func isWrite(_ kind: CensusReport.SiteKind) -> Bool? {
    switch kind {
    case .write, .delete, .clear: true
    case .read, .range, .len: false
    default: nil
    }
  }

  /// The variable that gets `m[k]`: `v := m[k]`, `v, ok := m[k]`.
  private static func target(of index: Node) -> Node? {
    let value = index.withParentheses
    if let target = value.targetOfValue { return target }
    guard let statement = value.parent, statement.kind == .assignStmt, value.role == .rhs,
      statement.child(.rhs) == value
    else { return nil }
    return statement.child(.lhs)
  }

  /// What is done to the map through the variable that a declaration makes.
  private func uses(of target: Node, _ site: Site) -> [LockAccess] {
    guard let variable = unit.variable(target), variable.isLocal, variable.declaration == target.unparenthesized else {
      return []
    }
    return unit.references(to: variable).compactMap { name in
      name.start < site.node.start ? nil : LockAccess(useOf: name, unit, published: nil)
    }
  }
}

extension LockAccess {
  /// What one mention of a local variable does to the map that it holds; nil where it does not touch the table.
  fileprivate init?(useOf name: Node, _ unit: Unit, published: Node?) {
    let use = unit.mapUse(of: name)
    let operation: Node
    switch use {
    case .lookup(let node), .length(let node), .insert(let node), .delete(let node), .clear(let node): operation = node
    // Of `for … range m` the header: the body may lock.
    case .range: operation = name
    default: return nil
    }
    self.init(name: name, operation: operation, isWrite: use.isWrite, isAlias: true, published: published)
  }
}
