import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps whose key type is an interface though all keys have one type.
struct InterfaceMapKey: Rule {
  static let meta = RuleMeta(
    id: "interface-map-key",
    summary: "a map is keyed by an interface, and all its keys have the same type",
    group: .allocation, severity: .info, stage: .preview(since: "0.1.0"), isOnByDefault: false,
    why: """
      A key of type any is compared through its dynamic type: each lookup asks for the type first, and each write of a \
      string or a larger integer allocates the interface's value. Keys of different types never meet: 1, int64(1) and the \
      float64 of a decoded 1 are three keys, and one that cannot be compared panics.

      Where every key has one type, say so in the map's type.
      """,
    bad: """
      type registry struct{ byName map[any]int }

      func (r *registry) set(name string, n int) { r.byName[name] = n }

      func (r *registry) get(name string) int { return r.byName[name] }
      """,
    good: """
      type registry struct{ byName map[string]int }

      func (r *registry) set(name string, n int) { r.byName[name] = n }

      func (r *registry) get(name string) int { return r.byName[name] }
      """,
    limits: [
      "Only maps all of whose uses are seen, and that nobody ranges over, are judged; sync.Map has keys of type any by its nature.",
      "Keys that are interfaces themselves are of unknown type: the rule stays silent.",
      "In preview: 23 million lines have none that is shown by default, so its precision is not known.",
    ],
    figures: EvidenceFigures.interfaceMapKey)

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for container in pass.census.containers
    where container.kind == .map && !container.isExported && !container.hasUnknownUses {
      check(container, pass)
    }
  }

  private func check(_ container: Container, _ pass: Pass) {
    guard let map = container.map?.underlying, map.kind == .map, map.key.underlying.kind == .interface,
      map.key.kind != .typeParam, !pass.isInTest(container.declaration)
    else { return }
    var found: (type: Type, key: Node)?
    for site in container.sites {
      switch site.kind {
      case .write, .read, .delete, .make: break
      case .len, .clear, .compare, .replace: continue
      // What a range gives, and what is done elsewhere, may need the interface.
      default: return
      }
      if site.kind == .make {
        guard let value = site.value.map(\.unparenthesized) else { continue }
        // A literal with entries.
        if value.kind == .compositeLit, value.child(.elt) != nil { return }
        continue
      }
      if site.kind != .write, site.key.map({ pass.unit.constant(of: $0) != nil }) ?? false { continue }
      guard let key = site.key else { return }
      let type = pass.unit.type(of: key)
      if type.isUnknown || type.hasTypeParameter || type.underlying.kind == .interface || type.isUntyped { return }
      if let known = found, known.type != type { return }
      if site.kind == .write || found == nil { found = (type, key) }
    }
    guard let (type, key) = found, container.sites.contains(where: { $0.kind == .write }) else { return }
    pass.report(
      Self.self, .oneType(container.object.name.string, map.key.shortString, type.shortString, boxed(type, pass)),
      at: container.declaration, confidence: .medium, related: [(.key, key)])
  }
}

/// What the interface's value takes for a key: of basic types alone, where values of one byte take nothing (`convT` and its
/// kin in runtime/iface.go).
private func boxed(_ type: Type, _ pass: Pass) -> Int64? {
  guard type.underlying.kind == .basic, let size = type.size(pass.sizes), size > 1 else { return nil }
  return SizeClass.rounded(size)
}

extension Message {
  fileprivate static func oneType(_ map: String, _ interface: String, _ type: String, _ bytes: Int64?) -> Message {
    """
    every key written to `\(map)` is a \(type), and its key type is \(interface): each write may allocate\
    \(bytes.map { " \($0) bytes for its key" } ?? ""); make it a map with \(type) keys
    """
  }
  fileprivate static var key: Message { "a key is written here" }
}
