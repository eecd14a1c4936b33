import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds long-lived maps that lose many entries at once and keep the table they had.
struct MapNeverShrinks: Rule {
  static let meta = RuleMeta(
    id: "map-never-shrinks",
    summary: "a long-lived map loses entries in bulk and keeps its table",
    group: .retention, severity: .info, stage: .preview(since: "0.1.0"),
    why: """
      A Go map never gives its table back: after a delete of most entries, and after clear, it is as large as it ever was. \
      What the keys and values point to is freed, the slots are not, and each walk over the map and each garbage collection \
      goes through them. A loop that deletes what is old leaves a table for the peak.

      Copy the survivors into a new map: the old table is freed at the next collection. Where entries come and go at a steady \
      rate the table does not grow, and there is nothing to do.
      """,
    bad: """
      var sessions = map[string]time.Time{}

      func touch(id string) { sessions[id] = time.Now() }

      func sweep(limit time.Time) {
      	for id, seen := range sessions {
      		if seen.Before(limit) { delete(sessions, id) }
      	}
      }
      """,
    good: """
      var sessions = map[string]time.Time{}

      func touch(id string) { sessions[id] = time.Now() }

      func sweep(limit time.Time) {
      	kept := make(map[string]time.Time)
      	for id, seen := range sessions {
      		if !seen.Before(limit) { kept[id] = seen }
      	}
      	sessions = kept
      }
      """,
    limits: [
      "the confidence is low where the sweep does not ask the time: what is no longer configured or used is mostly few",
      "how many entries there are, and whether there ever is a peak, cannot be seen in the source",
      """
      a map in a field is judged where its struct is held by a package-level variable or serves requests itself; with low \
      confidence where only that the sweep asks the time, or that a goroutine runs it, says that the map lives long
      """,
      "In preview: of six findings shown by default in 23 million lines five are true, too few to say more.",
    ],
    figures: EvidenceFigures.mapNeverShrinks)

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for container in pass.census.containers where container.kind == .map && container.scope != .local {
      guard !pass.isInTest(container.declaration), isOpen(container, pass), let sweep = sweep(container, pass),
        let lifetime = lifetime(container, sweep, pass)
      else { continue }
      let name = pass.census.displayName(of: container)
      pass.report(
        Self.self, .keepsTable(name, megabytes(container, pass)), at: sweep.operation,
        confidence: lifetime.isSure && isByAge(sweep, pass) ? .medium : .low,
        related: [(.lives(name), lifetime.place)])
    }
  }

  /// What shows that a map lives long, and whether it lives as long as the process.
  private struct Lifetime {
    let place: Node
    let isSure: Bool
  }

  private func lifetime(_ container: Container, _ sweep: Site, _ pass: Pass) -> Lifetime? {
    if container.scope == .package { return Lifetime(place: container.declaration, isSure: true) }
    switch pass.census.longLived.reason(container.structType) {
    case .variable(let object): return object.declaration.map { Lifetime(place: $0, isSure: true) }
    case .handler(let method): return Lifetime(place: method, isSure: true)
    case nil: break
    }
    // What is swept by age, or by a goroutine, outlives a call.
    if let test = test(of: sweep)?.child(.cond), asksTime(test, pass) { return Lifetime(place: test, isSure: false) }
    guard let function = pass.flow.callGraph.function(enclosing: sweep.node),
      let entry = pass.flow.concurrency.entries(reaching: function).first(where: {
        $0.kind == .goroutine || $0.kind == .timer
      })
    else { return nil }
    return Lifetime(place: entry.start, isSure: false)
  }

  /// What goes by age came with the traffic, which has peaks. What goes when it is no longer configured, or no longer used, is
  /// mostly few.
  private func isByAge(_ sweep: Site, _ pass: Pass) -> Bool {
    test(of: sweep)?.child(.cond).map { asksTime($0, pass) } ?? false
  }

  private func asksTime(_ condition: Node, _ pass: Pass) -> Bool {
    ([condition] + Array(condition.descendants)).contains { node in
      switch node.kind {
      case .callExpr: return pass.unit.callee(of: node)?.package?.path == "time"
      case .ident:
        let type = pass.unit.type(of: node)
        return type.isNamed("time", .of("Time")) || type.isNamed("time", .of("Duration"))
      default: return false
      }
    }
  }

  /// Whether the map grows with keys that may be many, and nothing replaces it, keeps it short or empties it whole.
  private func isOpen(_ container: Container, _ pass: Pass) -> Bool {
    let census = pass.census
    guard !container.isExported || census.isMain, let map = container.map?.underlying,
      census.variety.isUnbounded(map.key),
      !container.unknownUses.contains(where: { !census.isInTest($0.node) })
    else { return false }
    var grows = false
    for site in container.sites where !census.isInTest(site.node) {
      switch site.kind {
      case .clear: return false
      case .replace:
        guard census.isBeforeSharing(site) || census.isLazyMake(site) else { return false }
      // A length that is compared bounds the peak.
      case .len: guard site.operation.withParentheses.role == .arg else { return false }
      // Entries that go one by one with what they are for come and go at a steady rate.
      case .delete: if !isBulk(site, container, pass) { return false }
      case .write:
        if let key = site.key, pass.unit.constant(of: key) == nil, !census.isBeforeSharing(site) { grows = true }
      case .pass:
        guard let effects = site.effects, effects.isDisjoint(with: [.clear, .delete, .len]) else { return false }
      default: break
      }
    }
    return grows
  }

  /// What the table takes at a million entries; nil where keys or values lie outside it, which deleting frees.
  private func megabytes(_ container: Container, _ pass: Pass) -> Int? {
    guard let map = container.map?.underlying, map.kind == .map, let key = map.key.size(pass.sizes), key <= 128,
      let value = map.elem.size(pass.sizes), value <= 128
    else { return nil }
    return pass.entryBytes(map)
  }

  private func sweep(_ container: Container, _ pass: Pass) -> Site? {
    container.sites.first { $0.kind == .delete && !pass.isInTest($0.node) && isBulk($0, container, pass) }
  }

  /// Whether a delete takes some entries out in a walk over the whole map: under a condition, the loop going on.
  private func isBulk(_ delete: Site, _ container: Container, _ pass: Pass) -> Bool {
    guard delete.operation.kind == .callExpr, pass.unit.builtin(delete.operation) == .delete,
      let loop = delete.operation.enclosingLoop, loop.kind == .rangeStmt, loop.token == .define,
      let walked = loop.child(.x), container.sites.contains(where: { $0.kind == .range && $0.operation == loop }),
      pass.unit.isSame(walked, delete.node), let name = loop.child(.key), let ranged = pass.unit.variable(name),
      let key = delete.key, pass.unit.variable(key) == ranged,
      !pass.unit.leavesLoop(after: delete.operation, loop)
    else { return false }
    return test(of: delete).map(mayHoldForMany) ?? false
  }

  /// The one `if` between the walk and the delete; nil where there is none or more decides.
  private func test(of delete: Site) -> Node? {
    guard let loop = delete.operation.enclosingLoop else { return nil }
    let conditions = delete.operation.conditions(within: loop)
    return conditions.count == 1 && conditions[0].kind == .ifStmt ? conditions[0] : nil
  }

  /// Whether a condition may hold for many entries: `x == y` picks out those of one.
  private func mayHoldForMany(_ statement: Node) -> Bool {
    guard let condition = statement.child(.cond) else { return false }
    return !([condition] + Array(condition.descendants)).contains {
      $0.kind == .binaryExpr && $0.token == .eql
    }
  }
}

extension Message {
  fileprivate static func keepsTable(_ map: String, _ megabytes: Int?) -> Message {
    let size = megabytes.map { ", \($0) MB after a million entries" } ?? ""
    return
      "`\(map)` keeps the table of its peak\(size): deleting many entries frees no slot, and nothing ever replaces the map"
  }
  fileprivate static func lives(_ map: String) -> Message { "`\(map)` lives long" }
}
