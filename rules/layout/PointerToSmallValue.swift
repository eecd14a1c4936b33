import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps of pointers to values that are small, hold no pointers and are only replaced and read.
struct PointerToSmallValue: Rule {
  static let meta = RuleMeta(
    id: "pointer-to-small-value",
    summary: "a map holds pointers to small values that are only replaced and read: each is an allocation",
    group: .layout, severity: .info, stage: .preview(since: "0.1.0"), isOnByDefault: false,
    why: """
      Each `m[k] = &T{…}` allocates, also where the key is there already, and each pointer in the table is one that the \
      collector follows. A value of up to 128 bytes lies in the table itself: no allocation of its own, and with a key that \
      holds no pointers nothing to follow in the whole map.

      Pointers are right where fields are changed in place, where nil says something, and where others hold the same value. \
      From about 64 bytes on the empty slots of the table cost more memory than the pointers do.
      """,
    bad: """
      type point struct{ x, y int32 }

      type index struct{ at map[uint64]*point }

      func (i *index) set(id uint64, x, y int32) { i.at[id] = &point{x, y} }

      func (i *index) column(id uint64) int32 { return i.at[id].x }
      """,
    good: """
      type point struct{ x, y int32 }

      type index struct{ at map[uint64]point }

      func (i *index) set(id uint64, x, y int32) { i.at[id] = point{x, y} }

      func (i *index) column(id uint64) int32 { return i.at[id].x }
      """,
    limits: [
      "Only package-level maps and fields all of whose uses are seen are judged, and values of up to 64 bytes.",
      "A pointer that is handed on, compared, or asked for nil is wanted.",
      "How many entries there are is not known; low confidence where the map of values takes more memory than that of pointers.",
      "In preview: 23 million lines have none that is shown by default, so its precision is not known.",
    ],
    figures: EvidenceFigures.pointerToSmallValue)

  static let visitsPackage = true

  private static let largest: Int64 = 64

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for container in pass.census.containers
    where container.kind == .map && container.scope != .local && !container.isExported && !container.hasUnknownUses {
      check(container, pass)
    }
  }

  private func check(_ container: Container, _ pass: Pass) {
    guard !pass.isInTest(container.declaration), let map = container.map?.underlying, map.kind == .map,
      map.elem.underlying.kind == .pointer
    else { return }
    let pointee = map.elem.underlying.elem
    guard !pointee.hasTypeParameter, pointee.containsPointers == false, let size = pointee.size(pass.sizes), size > 0,
      size <= Self.largest, !isShared(pointee, depth: 0)
    else { return }
    var added: Site?
    for site in container.sites {
      switch site.kind {
      case .len, .clear, .compare, .delete: continue
      case .make, .replace:
        guard let value = site.value else { continue }
        guard isFresh(value, pass) else { return }
      case .write:
        guard let value = site.value, isNewPointer(value, pass), site.inner == nil else { return }
        if !pass.isInTest(site.node), site.key.map({ pass.unit.constant(of: $0) == nil }) ?? false {
          added = added ?? site
        }
      case .read:
        guard isOnlyRead(site.operation, pass) else { return }
      case .range:
        guard let value = site.operation.child(.value) else { continue }
        if value.kind == .ident, value.name == Self.blank { continue }
        guard site.operation.token == .define, let variable = pass.unit.variable(value),
          areOnlyReads(of: variable, pass)
        else { return }
      default: return
      }
    }
    guard let added, let cost = cost(map, size, pass) else { return }
    pass.report(
      Self.self, .pointers(container.object.name.string, pointee.shortString, size, cost), at: container.declaration,
      confidence: cost.values <= cost.pointers ? .medium : .low, related: [(.added, added.operation)])
  }

  private static let blank = Name.of("_")

  /// Whether a value must not be copied: it is a lock or is read and written at the same time.
  private func isShared(_ type: Type, depth: Int) -> Bool {
    // A type of 64 bytes nests no deeper in code of people.
    if depth > 16 { return true }
    if let path = type.unaliased.object?.package?.path, path == "sync" || path == "sync/atomic" { return true }
    let underlying = type.underlying
    switch underlying.kind {
    case .struct: return underlying.fields.contains { isShared($0.type, depth: depth + 1) }
    case .array: return isShared(underlying.elem, depth: depth + 1)
    default: return false
    }
  }

  // MARK: Writes

  /// `make`, nil, or a literal whose values are literals.
  private func isFresh(_ value: Node, _ pass: Pass) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .callExpr: return pass.unit.builtin(value) == .make
    case .compositeLit:
      return value.children(.elt).allSatisfy { element in
        guard element.kind == .keyValueExpr, let entry = element.child(.value)?.unparenthesized else { return false }
        return entry.kind == .compositeLit || isNewPointer(entry, pass)
      }
    default: return pass.unit.isNil(value)
    }
  }

  /// `&T{…}` or `new(T)`.
  private func isNewPointer(_ value: Node, _ pass: Pass) -> Bool {
    let value = value.unparenthesized
    if value.kind == .unaryExpr, value.token == .and { return value.child(.x)?.unparenthesized.kind == .compositeLit }
    guard value.kind == .callExpr, pass.unit.builtin(value) == .new, let argument = value.child(.arg) else {
      return false
    }
    return pass.unit.isType(argument)
  }

  // MARK: Reads

  /// Whether of a pointer only parts of what it points to are read, or all of it is copied.
  private func isOnlyRead(_ pointer: Node, _ pass: Pass, isVariable: Bool = false) -> Bool {
    let outer = pointer.withParentheses
    guard let parent = outer.parent else { return false }
    switch (parent.kind, outer.role) {
    case (.selectorExpr, .x), (.starExpr, .x): return isPartRead(parent, pass)
    case (.assignStmt, .rhs), (.valueSpec, .value):
      if isVariable { return false }
      let targets = Array(parent.children(parent.kind == .assignStmt ? .lhs : .name))
      let values = Array(parent.children(parent.kind == .assignStmt ? .rhs : .value))
      guard values.count == 1 || values.count == targets.count, let index = values.firstIndex(of: outer) else {
        return false
      }
      let target = targets[index]
      if target.kind == .ident, target.name == Self.blank { return true }
      guard let variable = pass.unit.variable(target), variable.isLocal, variable.declaration == target else {
        return false
      }
      return areOnlyReads(of: variable, pass)
    case (.exprStmt, _): return true
    default: return false
    }
  }

  private func areOnlyReads(of variable: Object, _ pass: Pass) -> Bool {
    guard let function = variable.function, let uses = pass.unit.uses(of: variable, in: function) else { return false }
    return uses.allSatisfy { $0 == variable.declaration || isOnlyRead($0, pass, isVariable: true) }
  }

  /// Whether `p.f` or `*p` is only read: not assigned to, its address not taken, no method with a pointer receiver called.
  private func isPartRead(_ part: Node, _ pass: Pass) -> Bool {
    var node = part
    while true {
      if node.kind == .selectorExpr {
        guard let selection = pass.unit.selection(of: node) else { return false }
        if selection.kind == .method { return selection.object.receiver.map { !$0.isPointer } ?? false }
        if selection.kind != .field { return false }
      }
      let outer = node.withParentheses
      guard let parent = outer.parent else { return false }
      switch (parent.kind, outer.role) {
      case (.selectorExpr, .x), (.indexExpr, .x): node = parent
      case (.unaryExpr, _): return parent.token != .and
      case (.assignStmt, .lhs), (.incDecStmt, _), (.sliceExpr, .x), (.rangeStmt, .key), (.rangeStmt, .value):
        return false
      default: return true
      }
    }
  }

  // MARK: What it costs

  fileprivate struct Cost {
    /// Bytes for an entry, at a million of them.
    let pointers: Int
    let values: Int
    let hasPointersInKey: Bool
  }

  private func cost(_ map: Type, _ size: Int64, _ pass: Pass) -> Cost? {
    guard let pointers = EntryCost(map: map, pass.sizes),
      let values = EntryCost(key: map.key, value: map.elem.underlying.elem, pass.sizes),
      let isFollowed = map.key.containsPointers
    else { return nil }
    func bytes(_ cost: EntryCost) -> Int { cost.bytes(toolchain: pass.toolchain, atLeast: pass.toolchainAtLeast) }
    return Cost(
      pointers: bytes(pointers) + Int(SizeClass.rounded(size)), values: bytes(values), hasPointersInKey: isFollowed)
  }
}

extension Message {
  fileprivate static func pointers(_ map: String, _ type: String, _ size: Int64, _ cost: PointerToSmallValue.Cost)
    -> Message
  {
    let follow = cost.hasPointersInKey ? "" : " and none to follow"
    return """
      `\(map)` points to \(type) values of \(size) bytes that are only replaced and read: a million take \(cost.pointers) MB and \
      a million allocations; as values \(cost.values) MB, none of their own\(follow)
      """
  }
  fileprivate static var added: Message { "each of these allocates" }
}
