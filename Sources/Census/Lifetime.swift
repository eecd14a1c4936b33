import GoFlow
import GoSyntax
import GoTypes

/// What lets a container grow, what keeps it small and what takes entries out, from its sites.
package struct Lifetime {
  var growth = CensusReport.Growth.none
  var bound: CensusReport.Bound?
  var shrinks: [CensusReport.Shrink] = []

  /// - Parameter graph: tells which length checks have to do with what changes the container; without one all have.
  init(
    _ container: Container, _ variety: KeyVariety, isMadeOnly: (Site) -> Bool, _ unit: Unit, _ graph: CallGraph? = nil
  ) {
    guard container.kind != .syncPool else { return }
    let sites = container.sites
    func does(_ kind: CensusReport.SiteKind) -> Bool {
      sites.contains { $0.kind == kind || $0.effects?.contains(kind) == true }
    }
    if does(.delete) { shrinks.append(.delete) }
    if does(.clear) { shrinks.append(.clear) }
    if sites.contains(where: { $0.kind == .replace && !isMadeOnly($0) && !Self.isLazyMake($0, unit) }) {
      shrinks.append(.replace)
    }
    let writes = sites.filter { $0.kind == .write }
    let added = writes.filter { !Self.isConstant($0.key, unit) && !isMadeOnly($0) }
    if container.hasUnknownUses {
      growth = .unknown
    } else if !added.isEmpty || sites.contains(where: { $0.effects?.contains(.write) == true }) {
      growth = .open
    } else {
      growth = writes.isEmpty ? .none : .fixed
      for site in sites where site.kind == .make || site.kind == .replace {
        guard let value = site.value else {
          // `s.m, err = load()`
          if site.kind == .replace { growth = .unknown }
          continue
        }
        switch FirstEntries(of: value, unit) {
        case .none: break
        case .some where growth != .unknown: growth = .fixed
        case .some: break
        case .unknown: growth = .unknown
        }
      }
    }
    bound = Self.bound(container, writes, variety, isShrunk: !shrinks.isEmpty, unit, graph)
  }

  private static func isConstant(_ key: Node?, _ unit: Unit) -> Bool {
    key.map { unit.constant(of: $0) != nil } ?? false
  }

  /// `if m == nil { m = … }`: the first map, not another.
  package static func isLazyMake(_ site: Site, _ unit: Unit) -> Bool {
    guard site.kind == .replace, let block = site.operation.parent, let test = block.parent, test.kind == .ifStmt,
      block.role == .body, let condition = test.child(.cond)
    else { return false }
    // What holds of `a && b` holds of both.
    var open = [condition.unparenthesized]
    while let condition = open.popLast() {
      guard condition.kind == .binaryExpr, let x = condition.child(.x), let y = condition.child(.y) else { continue }
      if condition.token == .logicalAnd { open += [x.unparenthesized, y.unparenthesized] }
      if condition.token == .eql, unit.isNil(y), unit.isSame(x, site.node) { return true }
    }
    return false
  }

  // MARK: Bounds

  private static func bound(
    _ container: Container, _ writes: [Site], _ variety: KeyVariety, isShrunk: Bool, _ unit: Unit, _ graph: CallGraph?
  ) -> CensusReport.Bound? {
    if let map = container.map, variety.isSmall(map.underlying.key) { return .keyType }
    if container.kind == .syncMap, !writes.isEmpty,
      writes.allSatisfy({ $0.key.map { variety.isSmall(unit.type(of: $0)) } ?? false })
    {
      return .keyType
    }
    let isFilledElsewhere = container.sites.contains { $0.effects?.contains(.write) == true }
    if !writes.isEmpty, writes.allSatisfy({ isConstant($0.key, unit) }), !container.hasUnknownUses, !isFilledElsewhere {
      return .constantKeys
    }
    let checks = container.sites.filter { isLengthCheck($0, unit) }
    if !checks.isEmpty, graph.map({ decides(checks, container, $0) }) ?? true { return .length }
    guard isShrunk else { return nil }
    // A few tell how entries go; looking around every one of very many would take too long.
    let deletes = container.sites.lazy.filter { $0.kind == .delete }.prefix(8)
    if deletes.contains(where: { usesList(around: $0, unit) }) { return .list }
    if deletes.contains(where: { asksTime(before: $0, unit) }) { return .age }
    return nil
  }

  /// `len(m) >= limit`, also `over := len(m) - limit; if over > 0`: compared in size, and not only with nothing.
  private static func isLengthCheck(_ site: Site, _ unit: Unit) -> Bool {
    guard site.kind == .len, !site.isElement else { return false }
    if let isChecked = isOrdered(site.operation, unit, leastLimit: 2) { return isChecked }
    var value = site.operation.withParentheses
    var leastLimit: Int64 = 2
    if let difference = value.parent, difference.kind == .binaryExpr, difference.token == .sub, value.role == .x {
      value = difference.withParentheses
      leastLimit = 0
    }
    guard let target = value.targetOfValue, let variable = unit.variable(target), variable.isLocal,
      variable.declaration == target, let function = target.enclosingFunction,
      let uses = unit.uses(of: variable, in: function)
    else { return false }
    return uses.contains { isOrdered($0, unit, leastLimit: leastLimit) == true }
  }

  /// A function that changes a container is looked for so many calls away from a length check.
  private static let stepLimit = 2

  /// Whether one of some length checks stands in a function that changes the container, itself or by a few calls, or tells one
  /// that does.
  private static func decides(_ checks: [Site], _ container: Container, _ graph: CallGraph) -> Bool {
    var changing: Set<FunctionID> = []
    for site in container.sites where site.isWrite || site.kind == .replace || site.effects != nil {
      if let function = graph.function(enclosing: site.node) { changing.insert(function) }
    }
    var last = changing
    for _ in 0..<stepLimit {
      var next: Set<FunctionID> = []
      for function in last {
        for site in graph.calls(of: function) { if let caller = site.caller { next.insert(caller) } }
        if let outer = graph[function].outer { next.insert(outer) }
      }
      last = next.subtracting(changing)
      changing.formUnion(last)
    }
    return checks.contains { check in
      guard let function = graph.function(enclosing: check.node) else { return false }
      if changing.contains(function) { return true }
      let hasResult = graph[function].node.child(.type)?.child(.results) != nil
      return hasResult && graph.calls(of: function).contains { $0.caller.map(changing.contains) ?? false }
    }
  }

  /// Whether a number is compared in size with something that is not a constant below a limit; nil where it is not compared.
  private static func isOrdered(_ number: Node, _ unit: Unit, leastLimit: Int64) -> Bool? {
    let value = number.withParentheses
    guard let comparison = value.parent, comparison.kind == .binaryExpr, isOrder(comparison.token),
      let other = comparison.child(value.role == .x ? .y : .x)
    else { return nil }
    guard let constant = unit.integer(other) else { return true }
    return constant >= leastLimit
  }

  private static func isOrder(_ token: Token) -> Bool {
    token == .lss || token == .leq || token == .gtr || token == .geq
  }

  private static let lists: Set<Name> = [.of("Back"), .of("Front"), .of("Remove"), .of("MoveToFront")]

  /// Whether the function of a delete takes an element from a `container/list` too.
  private static func usesList(around site: Site, _ unit: Unit) -> Bool {
    guard let function = site.operation.enclosingFunction else { return false }
    return function.descendants.contains { call in
      guard call.kind == .callExpr, let fun = call.child(.fun), fun.kind == .selectorExpr,
        let name = fun.child(.sel)?.name, lists.contains(name)
      else { return false }
      return unit.callee(of: call)?.package?.path == "container/list"
    }
  }

  /// Whether a delete in a walk over the map depends on the time.
  private static func asksTime(before site: Site, _ unit: Unit) -> Bool {
    guard let loop = site.operation.enclosingLoop else { return false }
    return site.operation.conditions(within: loop).contains { condition in
      guard condition.kind == .ifStmt, let test = condition.child(.cond) else { return false }
      return ([test] + Array(test.descendants)).contains { node in
        guard node.kind == .callExpr || node.kind == .ident else { return false }
        if node.kind == .callExpr { return unit.callee(of: node)?.package?.path == "time" }
        let type = unit.type(of: node)
        return type.isNamed("time", .of("Time")) || type.isNamed("time", .of("Duration"))
      }
    }
  }
}
