import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps that are made anew to empty them.
struct RemakeInsteadOfClear: Rule {
  static let meta = RuleMeta(
    id: "remake-instead-of-clear",
    summary: "a map that nobody else holds is made anew to empty it, and filled again: clear keeps its table",
    group: .allocation, severity: .info, stage: .preview(since: "0.1.0"),
    why: """
      A map that is replaced by a new one grows again from nothing. `clear(m)` (Go 1.21) empties it and keeps the table, so \
      filling it again allocates next to nothing: 1000 entries take 22 to 66 allocations in a new map.

      That is right only where nobody else holds the old map, and where it is filled to about the same size again: a table \
      never shrinks, and clearing walks all of it. After a peak a new map is better.
      """,
    bad: """
      type batch struct{ seen map[string]int }

      func (b *batch) flush(send func(string, int)) {
      	for name, n := range b.seen {
      		send(name, n)
      	}
      	b.seen = make(map[string]int)
      }
      func (b *batch) add(name string) { b.seen[name]++ }
      """,
    good: """
      type batch struct{ seen map[string]int }

      func (b *batch) flush(send func(string, int)) {
      	for name, n := range b.seen {
      		send(name, n)
      	}
      	clear(b.seen)
      }
      func (b *batch) add(name string) { b.seen[name]++ }
      """,
    limits: [
      "Only maps all of whose uses are seen and that never leave the package or go into another variable are judged.",
      "Low confidence unless the function walks or copies the map before and a loop of the package repeats that for the same map: a Close empties "
        + "its map too, to give the memory back. Where neither is seen, nothing is said.",
      "How much is in the map is not known.",
      "Below go 1.21 in go.mod the rule is silent: there is no clear.",
      "In preview: the ten findings shown by default that were read are true, and are too few to say more.",
    ],
    figures: EvidenceFigures.remakeInsteadOfClear,
    equivalents: [
      Equivalent("gocritic", "sliceClear", "reports slices that a loop sets to zero, not maps")
    ])

  static let visitsPackage = true

  private static let clearSince = 21

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for container in pass.census.containers
    where container.kind == .map && container.scope != .local && !container.hasUnknownUses && isPrivate(container, pass)
    {
      check(container, pass)
    }
  }

  private static let mainName = Name.of("main")

  private func isPrivate(_ container: Container, _ pass: Pass) -> Bool {
    !container.isExported || pass.unit.package.name == Self.mainName
  }

  private func check(_ container: Container, _ pass: Pass) {
    let sites = container.sites.filter { !pass.isInTest($0.node) }
    // `old := s.m; s.m = make(…)` hands the old one over.
    if sites.contains(where: { $0.kind == .alias || $0.alias != nil || $0.kind == .copy }) { return }
    let replaces = sites.filter { $0.kind == .replace && !Lifetime.isLazyMake($0, pass.unit) }
    guard !replaces.isEmpty, replaces.allSatisfy({ $0.value.map { isEmptyMap($0, pass) } ?? false }) else { return }
    let writes = sites.filter { $0.kind == .write }
    guard let write = writes.first(where: { $0.key.map { pass.unit.constant(of: $0) == nil } ?? false }) else { return }
    for replace in replaces where isReset(replace, container, pass) {
      let function = replace.node.enclosingFunction
      let isDrained = sites.contains { site in
        site.node.enclosingFunction == function && site.node.end < replace.node.start
          && (site.kind == .range || site.kind == .len || site.kind == .read)
      }
      let isWalked = sites.contains { site in
        site.node.enclosingFunction == function && site.node.end < replace.node.start
          && (site.kind == .range || site.kind == .read && site.node.enclosingLoop != nil
            || site.operation.kind == .callExpr && site.kind != .len && !site.isWrite)
      }
      let isRepeated = isRepeated(replace, pass)
      if !isDrained && !isRepeated { continue }
      pass.report(
        Self.self, .remade(replace.node.textString, container.map.flatMap { pass.tables(of: $0, entries: 1000) }),
        at: replace.operation,
        confidence: isWalked && isRepeated ? .medium : .low, related: [(.filled, write.operation)],
        fix: fix(replace, pass))
    }
  }

  /// `make(map[K]V)` or `map[K]V{}`.
  private func isEmptyMap(_ value: Node, _ pass: Pass) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .callExpr: return pass.unit.builtin(value) == .make && Array(value.children(.arg)).count == 1
    case .compositeLit: return value.child(.elt) == nil
    default: return false
    }
  }

  /// Whether a replacement takes the place of a map that was there: not in the function that makes the struct, and not in one that
  /// runs at the start.
  private func isReset(_ replace: Site, _ container: Container, _ pass: Pass) -> Bool {
    guard pass.language(at: replace.node) >= Self.clearSince, replace.operation.kind == .assignStmt,
      Array(replace.operation.children(.lhs)).count == 1, let path = pass.unit.path(replace.node),
      let function = pass.flow.function(around: replace.node)
    else { return false }
    if container.scope == .field {
      guard path.root.isParameter || path.root.isPackageLevel else { return false }
    }
    guard pass.flow.runsRepeatedly(replace.node), !isMadeWithOther(replace, pass) else { return false }
    if let id = pass.flow.callGraph.function(function.node), pass.flow.concurrency.isStartupOnly(id) { return false }
    // What is read before in the function, or written anywhere but after this in the same function, was there.
    return container.sites.contains { site in
      site.isWrite && !pass.isInTest(site.node)
        && (site.node.enclosingFunction != replace.node.enclosingFunction || site.node.end < replace.node.start
          || replace.node.enclosingLoop != nil)
    }
  }

  /// Whether a loop empties the map, in its function or around a call of it: the same map in each turn.
  private func isRepeated(_ replace: Site, _ pass: Pass) -> Bool {
    if let loop = replace.node.enclosingLoop {
      if pass.unit.leavesLoop(after: replace.node, loop) { return false }
      guard let holder = replace.node.unparenthesized.child(.x) else { return true }
      return !pass.unit.varies(holder, in: loop)
    }
    let graph = pass.flow.callGraph
    guard let function = replace.node.enclosingFunction.flatMap({ graph.function($0) }) else { return false }
    return graph.calls(of: function).contains { site in
      guard site.kind == .direct, let loop = site.call.enclosingLoop,
        !pass.unit.leavesLoop(after: site.call, loop)
      else { return false }
      guard let callee = site.call.child(.fun)?.unparenthesized, callee.kind == .selectorExpr,
        let receiver = callee.child(.x)
      else { return true }
      return !pass.unit.varies(receiver, in: loop)
    }
  }

  /// `if x.other == nil { x.other = …; x.m = … }`: they are made together, at first.
  private func isMadeWithOther(_ replace: Site, _ pass: Pass) -> Bool {
    guard let root = pass.unit.path(replace.node)?.root else { return true }
    return replace.operation.conditions(within: replace.operation.root).contains { condition in
      guard condition.kind == .ifStmt, let test = condition.child(.cond)?.unparenthesized, test.kind == .binaryExpr,
        test.token == .eql, let x = test.child(.x), let y = test.child(.y), pass.unit.isNil(y)
      else { return false }
      return pass.unit.path(x)?.root == root
    }
  }

  private func fix(_ replace: Site, _ pass: Pass) -> Fix? {
    guard let path = pass.file(of: replace.operation)?.path else { return nil }
    return Fix(
      title: "empty the map with clear", safety: .unsafe,
      edits: [
        Fix.Edit(
          path: path, start: Int(replace.operation.start), end: Int(replace.operation.end),
          text: "clear(\(replace.node.textString))")
      ])
  }
}

extension Message {
  fileprivate static func remade(_ map: String, _ tables: Pass.FilledTables?) -> Message {
    let cost =
      tables.map { ", where a new one comes to a thousand entries by \($0.moves) larger ones, \($0.grown) in all" }
      ?? ""
    return """
      `\(map)` is made anew and filled again: `clear(\(map))` keeps its table\(cost); keep the new map if the old one is far \
      larger than the next
      """
  }
  fileprivate static var filled: Message { "filled here" }
}
