import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds sync.Maps that are only ever written.
struct SyncMapWriteHeavy: Rule {
  static let meta = RuleMeta(
    id: "sync-map-write-heavy",
    summary: "a sync.Map is only written, with new keys: a map with a mutex does that for less",
    group: .concurrency, severity: .info, stage: .preview(since: "0.1.0"), isOnByDefault: false,
    why: """
      sync.Map is made for maps that are mostly read. A new key that is stored and later deleted takes three to four \
      allocations, one less since Go 1.24, where a map behind a sync.RWMutex takes none.

      A sync.Map whose every use in the package is a Store or a Delete gains nothing from it. On many cores, where a mutex is \
      fought over, it may still be right: measure.
      """,
    bad: """
      var pending sync.Map

      func Begin(id string) { pending.Store(id, time.Now()) }

      func End(id string) { pending.Delete(id) }
      """,
    good: """
      var pending = struct { sync.Mutex; m map[string]time.Time }{m: map[string]time.Time{}}

      func Begin(id string) { pending.Lock(); pending.m[id] = time.Now(); pending.Unlock() }

      func End(id string) { pending.Lock(); delete(pending.m, id); pending.Unlock() }
      """,
    limits: [
      "Only maps that are never read are reported: how often reads happen is not known.",
      "Measured on two cores; on many cores sync.Map gains.",
      "In preview: the three findings that were read are true, and are too few to say more.",
    ],
    figures: EvidenceFigures.syncMapWriteHeavy,
    equivalents: [
      Equivalent("gocritic", "syncMapLoadAndDelete", "reports Load before Delete, not what the map is used for")
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for container in pass.census.containers
    where container.kind == .syncMap && !container.isExported && !container.hasUnknownUses {
      check(container, pass)
    }
  }

  private func check(_ container: Container, _ pass: Pass) {
    let sites = container.sites.filter { $0.kind != .make }
    let writes = sites.filter { $0.kind == .write }
    // LoadOrStore, Swap and the like read too; so does LoadAndDelete.
    guard !writes.isEmpty, sites.allSatisfy({ isPlain($0, pass) }),
      writes.contains(where: { site in site.key.map { pass.unit.constant(of: $0) == nil } ?? false }),
      !sites.contains(where: { pass.isInTest($0.node) })
    else { return }
    let name = container.object.name.string
    pass.report(
      Self.self, .onlyWritten(name, writes.count, sites.count - writes.count, allocations(writes, pass)),
      at: container.declaration,
      confidence: .medium, related: writes.prefix(3).map { (.written, $0.operation) })
  }

  /// What each new key allocates at the least: the entry, before Go 1.24 with a cell for its value, and the interfaces that
  /// key and value are put in.
  private func allocations(_ writes: [Site], _ pass: Pass) -> Int {
    let entry = pass.toolchain.map { $0 >= 24 ? 1 : 2 } ?? 1
    return writes.map { site in entry + [site.key, site.value].count { $0.map { isBoxed($0, pass) } ?? false } }.min()
      ?? entry
  }

  /// Whether a value allocates as it becomes an interface: not as a pointer, a constant or a byte (`convT` and its kin in
  /// runtime/iface.go).
  private func isBoxed(_ value: Node, _ pass: Pass) -> Bool {
    let type = pass.unit.type(of: value)
    if pass.unit.constant(of: value) != nil || pass.unit.isNil(value) { return false }
    switch type.underlying.kind {
    case .basic, .slice: return type.size(pass.sizes).map { $0 > 1 } ?? false
    // With one pointer and nothing else they are pointers too.
    case .struct, .array: return type.size(pass.sizes).map { $0 > pass.sizes.wordSize } ?? false
    default: return false
    }
  }

  private static let store = Name.of("Store")
  private static let delete = Name.of("Delete")

  private func isPlain(_ site: Site, _ pass: Pass) -> Bool {
    guard site.operation.kind == .callExpr, let fun = site.operation.child(.fun)?.unparenthesized,
      fun.kind == .selectorExpr, let name = fun.child(.sel)?.name
    else { return false }
    return name == Self.store || name == Self.delete
  }
}

extension Message {
  fileprivate static func onlyWritten(_ map: String, _ stores: Int, _ deletes: Int, _ allocations: Int) -> Message {
    """
    the sync.Map `\(map)` is never read: \(stores) Store and \(deletes) Delete; each new key that comes and goes takes at least \
    \(allocations == 1 ? "an allocation" : "\(allocations) allocations"), in a map with a mutex none
    """
  }
  fileprivate static var written: Message { "stored here" }
}
