import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps that a loop of known length fills, made without a size.
struct MapWithoutSizeHint: Rule {
  static let meta = RuleMeta(
    id: "map-without-size-hint",
    summary: "map made without a size and then filled by one loop over something whose length is known",
    group: .allocation, severity: .info, stage: .preview(since: "0.1.0"),
    why: """
      A map that grows entry by entry is moved to a larger table again and again: filling one with a thousand entries allocates \
      twice the bytes of one made at its size. `make(map[K]V, len(s))` makes the table once.

      Up to 8 entries the hint changes nothing. A hint far too large costs more than it saves, so the rule speaks only where \
      each element of the loop is inserted, with nothing in the way.
      """,
    bad: """
      func byName(users []user) map[string]user {
      	m := make(map[string]user)
      	for _, u := range users {
      		m[u.name] = u
      	}
      	return m
      }

      type user struct{ name string }
      """,
    good: """
      func byName(users []user) map[string]user {
      	m := make(map[string]user, len(users))
      	for _, u := range users {
      		m[u.name] = u
      	}
      	return m
      }

      type user struct{ name string }
      """,
    limits: [
      "Whether the elements have different keys is known only of indices and of keys of another map: those have high confidence. "
        + "Sets (`map[T]bool`, `map[T]struct{}`), which are often there to find doubles, and keys that are computed have low confidence.",
      "Low confidence too where the loop calls more than small functions: growing is not what takes its time.",
      "Counting and grouping (`m[k]++`, `m[k] = append(m[k], v)`), inserts under a condition, loops that may end early, channels and "
        + "iterators are left alone, as are tests.",
      """
      Low confidence unless more than eight elements are certain: read in real code, most other loops go through a handful, for \
      which the hint changes nothing. So do most copies of maps that a package keeps: of 40 that were read, 16 had more.
      """,
      "In preview: no finding in the public code that was read has a size that is certain, so none is shown by default.",
    ],
    figures: EvidenceFigures.mapWithoutSizeHint,
    equivalents: [
      Equivalent("prealloc", "prealloc", "reports slices, not maps")
    ])

  static let visits: [Kind] = [.assignStmt, .valueSpec]

  private static let makeName = Name.of("make")
  /// Up to so many entries the table is of the smallest size.
  private static let inlineEntries: Int64 = 8

  func check(_ node: Node, in pass: Pass) {
    let role: Role = node.kind == .assignStmt ? .lhs : .name
    if node.kind == .assignStmt, node.token != .define || node.role == .initial { return }
    if node.kind == .valueSpec, node.enclosingFunction == nil { return }
    for target in node.children(role) where target.kind == .ident {
      guard let value = target.valueOfTarget?.unparenthesized, isEmptyMap(value) else { continue }
      check(target, value, pass)
    }
  }

  /// `make(map[K]V)` or `map[K]V{}`, by its form.
  private func isEmptyMap(_ value: Node) -> Bool {
    switch value.kind {
    case .callExpr: value.child(.fun)?.name == Self.makeName && Array(value.children(.arg)).count == 1
    case .compositeLit: value.child(.elt) == nil && value.child(.type) != nil
    default: false
    }
  }

  private func check(_ target: Node, _ value: Node, _ pass: Pass) {
    guard !pass.isInTest(target), let variable = pass.unit.variable(target), variable.isLocal,
      variable.declaration == target, pass.unit.type(of: target).underlying.kind == .map,
      value.kind != .callExpr || pass.unit.builtin(value) == .make,
      let block = block(around: target), let function = target.enclosingFunction,
      let uses = pass.unit.uses(of: variable, in: function)
    else { return }
    let later = uses.filter { $0 != target }
    guard let first = later.first, let loop = block.children(.stmt).first(where: { $0.contains(first) }), loop.isLoop,
      let body = loop.child(.body), body.contains(first)
    else { return }
    let inside = later.filter { loop.contains($0) }
    guard inside.allSatisfy({ $0.enclosingFunction == function }), let insert = onlyInsert(inside, body, pass),
      let key = insert.child(.index), let length = length(of: loop, pass)
    else { return }
    if case .atMost(let count) = pass.unit.count(loop), count <= Self.inlineEntries { return }
    guard let sureness = confidence(key, insert, loop, pass) else { return }
    // Where the loop does more than fill the map, that is what takes the time.
    let isBulk = pass.unit.count(loop) != .unknown
    let confidence = isBulk && pass.unit.isLight(body) && !pass.unit.mayWait(body) ? sureness : .low
    let isStable =
      !pass.unit.mayChange(length.source, from: target.end, to: loop.start, in: function)
      && !isGuarded(length.source, from: target, to: loop, in: block, pass)
    let isInScope =
      length.source.descendants.allSatisfy { isDeclared($0, before: target, pass) }
      && isDeclared(length.source, before: target, pass)
    pass.report(
      Self.self,
      .unsized(target.textString, growth(pass.unit.type(of: target), loop, pass), length.text, isInScope && isStable),
      at: value,
      confidence: confidence,
      related: [(.filled, insert), (.loop, loop)],
      fix: isInScope && isStable ? fix(value, length.text, pass) : nil)
  }

  /// What growing costs, at the entries that the loop is known to make or at a thousand.
  private func growth(_ map: Type, _ loop: Node, _ pass: Pass) -> String {
    var (entries, text): (Int64, String) = (1000, "a thousand")
    if case .atMost(let count) = pass.unit.count(loop) { (entries, text) = (count, "\(count)") }
    guard let tables = pass.tables(of: map, entries: entries) else { return "into larger and larger tables" }
    let times = tables.moves == "1" ? "once" : "\(tables.moves) times"
    return
      "\(text) entries move to a larger table \(times), which takes \(tables.grown) in all in place of \(tables.sized)"
  }

  private func isDeclared(_ node: Node, before target: Node, _ pass: Pass) -> Bool {
    guard node.kind == .ident, node.role != .sel, let declaration = pass.unit.object(of: node)?.declaration else {
      return true
    }
    return declaration.fileIndex != target.fileIndex || declaration.start < target.start
      || pass.unit.object(of: node)?.isPackageLevel ?? false
  }

  /// Whether what stands between a declaration and the loop may see to it that a pointer on the way to an operand is not nil:
  /// further up it may be.
  private func isGuarded(_ operand: Node, from target: Node, to loop: Node, in block: Node, _ pass: Pass) -> Bool {
    let goesThroughPointer = ([operand] + Array(operand.descendants)).contains { part in
      switch part.kind {
      case .starExpr, .indexExpr: true
      case .selectorExpr:
        part.child(.x).map { pass.unit.type(of: $0).underlying.kind != .struct } ?? true
      default: false
      }
    }
    return goesThroughPointer
      && block.children(.stmt).contains { statement in
        statement.start > target.end && statement.end <= loop.start && statement.kind != .assignStmt
          && statement.kind != .declStmt
      }
  }

  /// The block that a declaration stands in.
  private func block(around target: Node) -> Node? {
    guard let statement = target.enclosingStatement, let parent = statement.parent else { return nil }
    let outer = parent.kind == .declStmt ? parent.parent : parent
    guard let outer, outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause else {
      return nil
    }
    return outer
  }

  /// The one entry `m[k]` that the loop writes, in each turn.
  private func onlyInsert(_ uses: [Node], _ body: Node, _ pass: Pass) -> Node? {
    guard uses.count == 1, let use = uses.first, case .indexed(let entry) = pass.unit.use(of: use),
      let write = pass.unit.write(to: entry), write.kind == .assignStmt, write.token == .assign, write.parent == body
    else { return nil }
    let mayLeave = body.descendants.contains { node in
      switch node.kind {
      case .returnStmt: true
      case .branchStmt: node.token != .fallthrough
      default: false
      }
    }
    return mayLeave ? nil : entry
  }

  /// What says how often a loop runs.
  private struct Length {
    let source: Node
    let text: String
  }

  private func length(of loop: Node, _ pass: Pass) -> Length? {
    if loop.kind == .rangeStmt {
      guard let operand = loop.child(.x)?.unparenthesized, pass.unit.path(operand) != nil else { return nil }
      let type = pass.unit.type(of: operand).underlying
      switch type.kind {
      case .slice, .map: return Length(source: operand, text: "len(\(operand.textString))")
      case .array: return Length(source: operand, text: "len(\(operand.textString))")
      case .basic where type.basicKind.isInteger && pass.unit.constant(of: operand) == nil:
        return Length(source: operand, text: operand.textString)
      default: return nil
      }
    }
    // `for i := 0; i < n; i++`
    guard let initial = loop.child(.initial), initial.kind == .assignStmt, initial.token == .define,
      let target = initial.child(.lhs), let counter = pass.unit.variable(target),
      target.valueOfTarget.flatMap(pass.unit.integer) == 0, let condition = loop.child(.cond)?.unparenthesized,
      condition.kind == .binaryExpr, condition.token == .lss, let tested = condition.child(.x),
      pass.unit.variable(tested) == counter, let bound = condition.child(.y)?.unparenthesized,
      let post = loop.child(.post), post.kind == .incDecStmt, post.token == .inc,
      pass.unit.integer(bound) == nil, let body = loop.child(.body),
      !pass.unit.mayChange(target, from: body.start, to: body.end, in: body),
      !pass.unit.mayChange(bound, from: body.start, to: body.end, in: body)
    else { return nil }
    if bound.kind == .callExpr {
      guard pass.unit.builtin(bound) == .len, let operand = bound.child(.arg), pass.unit.path(operand) != nil else {
        return nil
      }
      return Length(source: operand, text: bound.textString)
    }
    guard pass.unit.path(bound) != nil else { return nil }
    return Length(source: bound, text: bound.textString)
  }

  // MARK: Keys

  /// How sure it is that the elements have different keys; nil where they are likely few.
  private func confidence(_ key: Node, _ insert: Node, _ loop: Node, _ pass: Pass) -> Confidence? {
    let type = pass.unit.type(of: key)
    guard !type.isUnknown, pass.unit.constant(of: key) == nil, pass.unit.varies(key, in: loop),
      let size = type.size(pass.sizes), size > 1
    else { return nil }
    let isSet = pass.unit.type(of: insert).size(pass.sizes).map { $0 <= 1 } ?? true
    let node = key.unparenthesized
    if let variable = pass.unit.variable(node), isElement(variable, of: loop, pass) {
      let isCounter = isCounter(variable, of: loop, pass)
      return isCounter ? .high : isSet ? .low : .medium
    }
    // `%`, `/`, `&`, `>>` put many into one.
    let narrowing: Set<Token> = [.rem, .quo, .and, .shr, .andNot]
    if ([node] + Array(node.descendants)).contains(where: { $0.kind == .binaryExpr && narrowing.contains($0.token) }) {
      return nil
    }
    let isField = node.kind == .selectorExpr && pass.unit.path(node).map { isElement($0.root, of: loop, pass) } ?? false
    if isField { return isSet ? .low : .medium }
    if node.kind == .indexExpr, let index = node.child(.index).flatMap(pass.unit.variable),
      isElement(index, of: loop, pass)
    {
      return isSet ? .low : .medium
    }
    return .low
  }

  /// Whether a variable is what the loop gives in each turn.
  private func isElement(_ variable: Object, of loop: Node, _ pass: Pass) -> Bool {
    guard let declaration = variable.declaration else { return false }
    if loop.kind == .rangeStmt {
      return declaration == loop.child(.key) || declaration == loop.child(.value)
    }
    return loop.child(.initial).map { $0.contains(declaration) } ?? false
  }

  /// Whether it is an index, or a key of a map: different in each turn.
  private func isCounter(_ variable: Object, of loop: Node, _ pass: Pass) -> Bool {
    loop.kind != .rangeStmt || variable.declaration == loop.child(.key)
  }

  // MARK: The mend

  private func fix(_ value: Node, _ length: String, _ pass: Pass) -> Fix? {
    guard let path = pass.file(of: value)?.path else { return nil }
    let type = value.kind == .callExpr ? value.child(.arg) : value.child(.type)
    guard let type else { return nil }
    let text = "make(\(type.textString), \(length))"
    return Fix(
      title: "make the map at its size", safety: .safe,
      edits: [Fix.Edit(path: path, start: Int(value.start), end: Int(value.end), text: text)])
  }
}

extension Message {
  fileprivate static func unsized(_ map: String, _ growth: String, _ length: String, _ isInScope: Bool) -> Message {
    """
    `\(map)` grows while the loop fills it: \(growth); make it with the size `\(length)`\(isInScope ? "" : ", after that is known")
    """
  }
  fileprivate static var filled: Message { "each turn inserts here" }
  fileprivate static var loop: Message { "the loop" }
}
