import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds copies of a struct whose map is then changed: the original has the same map.
struct SharedMapCopy: Rule {
  static let meta = RuleMeta(
    id: "shared-map-copy",
    summary: "a struct is copied and the copy's map is changed, which is the original's too",
    group: .concurrency, severity: .warning, stage: .stable(since: "0.1.0"),
    why: """
      Assigning a struct copies its fields, and a map field is a reference: both structs have one table. An insert or delete \
      through the copy changes the original as well, and races with whoever reads it; a lock that was copied along guards \
      nothing.

      Give the copy a map of its own (maps.Clone) before changing it.
      """,
    bad: """
      type config struct { name string; labels map[string]string }

      func (c *config) with(key, value string) *config {
      	next := *c
      	next.name = key
      	next.labels[key] = value
      	return &next
      }
      """,
    good: """
      type config struct { name string; labels map[string]string }

      func (c *config) with(key, value string) *config {
      	next := *c
      	next.name = key
      	next.labels = maps.Clone(c.labels)
      	next.labels[key] = value
      	return &next
      }
      """,
    limits: [
      "Only copies by `b := a` and `b := *p` are judged, when the copy leaves the function: not value receivers, parameters and range values.",
      "A change in a function that the copy is handed to is not seen.",
    ],
    figures: EvidenceFigures.sharedMapCopy,
    equivalents: [Equivalent("go vet", "copylocks", "reports copies of structs with a lock, not those with a map")])

  static let visits: [Kind] = [.assignStmt, .valueSpec]

  func check(_ node: Node, in pass: Pass) {
    if node.kind == .assignStmt, node.token != .define { return }
    for target in node.children(node.kind == .assignStmt ? .lhs : .name) where target.kind == .ident {
      guard let value = target.valueOfTarget?.unparenthesized, mayCopy(value), !pass.isInTest(target),
        let copy = pass.unit.object(of: target), copy.declaration == target, copy.isLocal,
        hasMap(pass.unit.type(of: value)), let original = original(value, pass),
        let function = target.enclosingFunction, let uses = pass.unit.uses(of: copy, in: function)
      else { continue }
      let later = uses.filter { $0.start > target.end }
      guard let (write, path) = write(through: copy, later, value.end, pass), leaves(later, original, pass),
        !isUnshared(original, value, later, write, pass)
      else { continue }
      pass.report(
        Self.self, .changed(path, target.name.string, value.textString), at: write, confidence: .medium,
        related: [(.copied, value)])
    }
  }

  /// A variable, a field or what a pointer points to.
  private func mayCopy(_ value: Node) -> Bool {
    switch value.kind {
    case .ident, .selectorExpr: true
    case .starExpr: true
    default: false
    }
  }

  private func hasMap(_ type: Type) -> Bool {
    let underlying = type.underlying
    return underlying.kind == .struct && underlying.fields.contains { $0.type.underlying.kind == .map }
  }

  private func original(_ value: Node, _ pass: Pass) -> AccessPath? { pass.flow.locks.path(value) }

  /// The first change in place of a map of the copy that the copy was not given since.
  private func write(
    through copy: Object, _ uses: [Node], _ start: UInt32, _ pass: Pass
  ) -> (node: Node, path: String)? {
    var replaced: Set<Object> = []
    for use in uses {
      if case .assigned = pass.unit.use(of: use) { return nil }
      guard case .selected(let selector) = pass.unit.use(of: use), let name = selector.child(.sel),
        let field = pass.unit.object(of: name), field.isField
      else { continue }
      switch pass.unit.mapUse(of: name) {
      case .replace: replaced.insert(field)
      case .insert(let node), .delete(let node), .clear(let node):
        guard pass.unit.type(of: selector).underlying.kind == .map, !replaced.contains(field) else { continue }
        return (node, selector.textString)
      case .escape:
        // `&copy.m` may get a map that way.
        if case .addressed = pass.unit.use(of: selector) { replaced.insert(field) }
      default: break
      }
    }
    return nil
  }

  /// Whether the copy lives on as a value of its own: it is returned, stored or handed on, and not put back where it came from.
  private func leaves(_ uses: [Node], _ original: AccessPath, _ pass: Pass) -> Bool {
    var isKept = false
    for use in uses {
      var value = use.withParentheses
      if let parent = value.parent, parent.kind == .unaryExpr, parent.token == .and { value = parent.withParentheses }
      guard let parent = value.parent else { continue }
      switch (parent.kind, value.role) {
      case (.returnStmt, _), (.callExpr, .arg), (.sendStmt, .value), (.compositeLit, _), (.keyValueExpr, .value):
        isKept = true
      case (.assignStmt, .rhs):
        // Put back, or put somewhere that is not known.
        guard let place = value.targetOfValue.flatMap(pass.flow.locks.path), place != original else { return false }
        isKept = true
      default: break
      }
    }
    return isKept
  }

  /// Whether the original is done with: a local variable that is not used after the copy, or a value nobody else has.
  private func isUnshared(
    _ original: AccessPath, _ value: Node, _ later: [Node], _ write: Node, _ pass: Pass
  ) -> Bool {
    let root = original.root
    guard root.isLocal else { return false }
    if root.isParameter {
      // A parameter that is a struct is the caller's copy: whether that one goes on is not known.
      return root.type.underlying.kind == .struct || original.root == pass.unit.variable(value)
    }
    guard let function = value.enclosingFunction, let uses = pass.unit.uses(of: root, in: function) else { return true }
    return !uses.contains { $0.start > write.end && mayRead(original, $0, pass) }
  }

  /// Whether a use of a local variable is of the part that was copied.
  private func mayRead(_ original: AccessPath, _ use: Node, _ pass: Pass) -> Bool {
    guard let first = original.fields.first else { return true }
    guard case .selected(let selector) = pass.unit.use(of: use), let name = selector.child(.sel) else { return false }
    return pass.unit.object(of: name) == first
  }
}

extension Message {
  fileprivate static func changed(_ path: String, _ copy: String, _ original: String) -> Message {
    """
    `\(path)` is also the map of `\(original)`, which `\(copy)` is a copy of: this changes both; give the copy a map of its own
    """
  }
  fileprivate static var copied: Message { "copied here, with a reference to the same map" }
}
