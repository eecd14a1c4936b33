import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps whose entries are added under one field of a struct and deleted under another.
struct MismatchedDelete: Rule {
  static let meta = RuleMeta(
    id: "mismatched-delete",
    summary: "a map gets entries under one field of a struct and loses them under another",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      delete of a key that is not in the map does nothing and says nothing. If every entry is added under one field of a \
      struct, and every delete is given another field of the same type, no entry is ever found: the map grows with each \
      value that passes through it, and what the entries point to is never freed.

      A map is reported only where all its keys are fields of one struct type, all inserts take the same field and all \
      deletes take one other field, in different functions, and the package nowhere sets one of the fields from the other.
      """,
    bad: """
      type session struct{ ID, User string }

      type store struct{ sessions map[string]*session }

      func (s *store) open(x *session)  { s.sessions[x.ID] = x }
      func (s *store) close(x *session) { delete(s.sessions, x.User) }
      """,
    good: """
      type session struct{ ID, User string }

      type store struct{ sessions map[string]*session }

      func (s *store) open(x *session)  { s.sessions[x.ID] = x }
      func (s *store) close(x *session) { delete(s.sessions, x.ID) }
      """,
    limits: [
      "keys that come through a parameter or a call, or are put together, are not compared",
      "In preview: merged code hardly has it; 23 million lines have none, so its precision is not known.",
    ],
    figures: EvidenceFigures.mismatchedDelete)

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for container in pass.census.containers where container.scope != .local {
      guard let mismatch = Mismatch(container, pass) else { continue }
      let name = pass.census.displayName(of: container)
      pass.report(
        Self.self,
        .otherField(
          name, container.map.flatMap(pass.entry(of:)), inserted: mismatch.inserted, deleted: mismatch.deleted),
        at: mismatch.delete.operation, related: [(.inserted(mismatch.inserted), mismatch.insert.operation)])
    }
  }
}

/// A container whose inserts and deletes cannot meet.
private struct Mismatch {
  let insert: Site
  let delete: Site
  let inserted: Object
  let deleted: Object

  init?(_ container: Container, _ pass: Pass) {
    guard container.kind == .map || container.kind == .syncMap, !container.isExported || pass.census.isMain else {
      return nil
    }
    let sites = container.sites.filter { !pass.isInTest($0.node) }
    guard !container.unknownUses.contains(where: { !pass.isInTest($0.node) }),
      sites.allSatisfy({ Self.takesNothingElse($0) }),
      let writes = Self.keys(sites, .write, pass), let deletes = Self.keys(sites, .delete, pass),
      let write = writes.first, let delete = deletes.first, write.field != delete.field,
      writes.allSatisfy({ $0.field == write.field }), deletes.allSatisfy({ $0.field == delete.field }),
      write.type == delete.type,
      // An insert beside the delete is a change of key.
      !writes.contains(where: { write in deletes.contains { $0.function == write.function } }),
      !Self.areLinked(write.field, delete.field, pass)
    else { return nil }
    insert = write.site
    self.delete = delete.site
    inserted = write.field
    deleted = delete.field
  }

  /// Whether a site leaves the keys in the map alone, or is an insert or delete that is looked at by its key.
  private static func takesNothingElse(_ site: Site) -> Bool {
    switch site.kind {
    case .clear, .copy, .alias, .return, .address: false
    case .pass: site.effects.map { $0.isDisjoint(with: [.write, .delete, .clear]) } ?? false
    case .make: site.value.map { !hasEntries($0) } ?? true
    default: true
    }
  }

  private static func hasEntries(_ value: Node) -> Bool {
    let value = value.unparenthesized
    if value.kind == .compositeLit { return value.child(.elt) != nil }
    return value.kind != .callExpr && value.kind != .unaryExpr && value.kind != .ident
  }

  // MARK: Keys

  private struct Key {
    let site: Site
    let function: Node
    /// The field that the key is.
    let field: Object
    /// The struct type that it is a field of.
    let type: Object
  }

  /// The keys of all inserts or deletes; nil where one is no field of a struct.
  private static func keys(_ sites: [Site], _ kind: CensusReport.SiteKind, _ pass: Pass) -> [Key]? {
    var keys: [Key] = []
    for site in sites where site.kind == kind {
      guard let expression = site.key, let function = site.node.enclosingFunction,
        let selector = selector(expression, pass), let selection = pass.unit.selection(of: selector),
        selection.kind == .field, selection.embedded.isEmpty, let type = structType(selection.receiver)
      else { return nil }
      keys.append(Key(site: site, function: function, field: selection.object, type: type))
    }
    return keys.isEmpty ? nil : keys
  }

  /// The selector expression that a key is, through one local variable that is set once.
  private static func selector(_ expression: Node, _ pass: Pass) -> Node? {
    let node = expression.unparenthesized
    if node.kind == .selectorExpr { return node }
    guard let variable = pass.unit.variable(node), variable.isLocal, !variable.isParameter,
      let value = variable.declaration?.valueOfTarget?.unparenthesized, value.kind == .selectorExpr,
      pass.unit.references(to: variable).allSatisfy({ name in
        switch pass.unit.use(of: name) {
        case .assigned, .addressed: false
        default: true
        }
      })
    else { return nil }
    return value
  }

  private static func structType(_ receiver: Type) -> Object? {
    let type = receiver.unaliased
    let base = type.kind == .pointer ? type.elem.unaliased : type
    return base.kind == .named ? base.object : nil
  }

  // MARK: Whether the fields may hold the same

  /// Whether the package sets one of the fields from the other, or both from one value.
  private static func areLinked(_ a: Object, _ b: Object, _ pass: Pass) -> Bool {
    var values: [Object: [Node]] = [:]
    for field in [a, b] {
      for name in pass.unit.references(to: field) {
        guard let parent = name.parent else { continue }
        if name.role == .key, parent.kind == .keyValueExpr {
          if let value = parent.child(.value) { values[field, default: []].append(value) }
          continue
        }
        guard name.role == .sel, parent.kind == .selectorExpr else { continue }
        let outer = parent.withParentheses
        if let value = outer.valueOfTarget {
          values[field, default: []].append(value)
        } else if pass.unit.write(to: parent) != nil {
          return true
        } else if let holder = outer.parent, holder.kind == .unaryExpr, holder.token == .and {
          return true
        }
      }
    }
    let first = values[a] ?? []
    let second = values[b] ?? []
    return first.contains { mentions($0, b, pass) } || second.contains { mentions($0, a, pass) }
      || first.contains { one in second.contains { pass.unit.isSame(one, $0) } }
  }

  private static func mentions(_ value: Node, _ field: Object, _ pass: Pass) -> Bool {
    ([value] + Array(value.descendants)).contains {
      $0.kind == .ident && $0.name == field.name && pass.unit.object(of: $0) == field
    }
  }
}

extension Message {
  fileprivate static func otherField(_ map: String, _ cost: String?, inserted: Object, deleted: Object) -> Message {
    """
    `\(map)` never loses an entry here: entries are added under `\(inserted.name.string)` and deleted under \
    `\(deleted.name.string)`\(cost.map { "; each stays, with \($0)" } ?? "")
    """
  }
  fileprivate static func inserted(_ field: Object) -> Message { "added under `\(field.name.string)` here" }
}
