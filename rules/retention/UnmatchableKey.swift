import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds lookups in maps by keys that nothing in the map can equal.
struct UnmatchableKey: Rule {
  static let meta = RuleMeta(
    id: "unmatchable-key",
    summary: "a map is asked for a key that equals none: a new pointer, the current time, NaN, a sum of fractions",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A map finds a key that is equal by `==`. A pointer to a value made on the spot equals no other pointer, whatever it points \
      to. What time.Now gives carries a clock reading that never comes again. NaN does not even equal itself: its entries can be \
      neither found nor deleted, only cleared. And 0.1 + 0.2 is not 0.3.

      Use the value itself as the key, or a part of it that is the same each time: an id, `t.Unix()`, a count of cents.
      """,
    bad: """
      type point struct { x, y int }

      func visited(seen map[*point]bool, x, y int) bool {
      	return seen[&point{x, y}]
      }
      """,
    good: """
      type point struct { x, y int }

      func visited(seen map[point]bool, x, y int) bool {
      	return seen[point{x, y}]
      }
      """,
    limits: [
      "Of pointers and times only lookups and deletes are reported: an insert may be ranged over later.",
      "Fractions are reported only where a loop steps by one that has no exact value, such as 0.1, and the variable is the key.",
      "Keys that come through parameters, fields or other functions are not known.",
      "In preview: merged code hardly has it; 23 million lines have none, so its precision is not known.",
    ],
    figures: EvidenceFigures.unmatchableKey,
    equivalents: [
      Equivalent("staticcheck", "SA4012", "reports comparisons with NaN, not keys"),
      Equivalent("revive", "time-equal", "reports times compared by ==, not as keys; so does staticcheck QF1009"),
      Equivalent("gocritic", "mapKey", "reports likely slips in the keys of a map literal"),
    ])

  static let visits: [Kind] = [.indexExpr, .callExpr]

  private static let deleteName = Name.of("delete")
  private static let now = Name.of("Now")
  private static let notANumber = Name.of("NaN")
  private static let keeping = Set(["UTC", "Local", "In", "Add", "AddDate"].map(Name.of))
  private static let time = Name.of("Time")

  func check(_ node: Node, in pass: Pass) {
    if pass.isInTest(node) { return }
    switch node.kind {
    case .indexExpr:
      guard let map = node.child(.x), let key = node.child(.index), pass.unit.type(of: map).underlying.kind == .map
      else {
        return
      }
      check(key, in: map, isWrite: pass.unit.write(to: node) != nil, pass)
    default:
      guard node.child(.fun)?.name == Self.deleteName, pass.unit.builtin(node) == .delete else { return }
      let arguments = Array(node.children(.arg))
      guard arguments.count == 2 else { return }
      check(arguments[1], in: arguments[0], isWrite: false, pass)
    }
  }

  private func check(_ key: Node, in map: Node, isWrite: Bool, _ pass: Pass) {
    let node = key.unparenthesized
    if pass.unit.isCall(node, of: "math", Self.notANumber) {
      return pass.report(Self.self, .notANumber, at: key)
    }
    if let step = fractionalStep(node, pass) {
      return pass.report(
        Self.self, .fraction(node.textString, step.textString), at: key, confidence: .medium, related: [(.step, step)])
    }
    if isWrite { return }
    if let size = newPointee(node, pass), size > 0 {
      return pass.report(Self.self, .pointer(map.textString), at: key)
    }
    if let source = currentTime(node, pass, depth: 0) {
      pass.report(Self.self, .time(map.textString), at: key, related: source == node ? [] : [(.read, source)])
    }
  }

  /// The size of what `&T{…}` or `new(T)` points to: pointers to values of no size may be equal.
  private func newPointee(_ key: Node, _ pass: Pass) -> Int64? {
    if key.kind == .unaryExpr, key.token == .and, let literal = key.child(.x)?.unparenthesized,
      literal.kind == .compositeLit
    {
      return pass.unit.type(of: literal).size(pass.sizes)
    }
    guard key.kind == .callExpr, pass.unit.builtin(key) == .new else { return nil }
    return pass.unit.type(of: key).underlying.elem.size(pass.sizes)
  }

  /// The `time.Now()` that a key is, or is made of without rounding.
  private func currentTime(_ key: Node, _ pass: Pass, depth: Int) -> Node? {
    if depth > 4 { return nil }
    if pass.unit.isCall(key, of: "time", Self.now) { return key }
    if key.kind == .callExpr, let fun = key.child(.fun)?.unparenthesized, fun.kind == .selectorExpr,
      let name = fun.child(.sel)?.name, Self.keeping.contains(name), let operand = fun.child(.x),
      pass.unit.isMethodCall(key, of: "time", Self.time, name)
    {
      return currentTime(operand.unparenthesized, pass, depth: depth + 1)
    }
    return nil
  }

  /// The `x += 0.1` that a loop variable used as a key steps by.
  private func fractionalStep(_ key: Node, _ pass: Pass) -> Node? {
    guard let variable = pass.unit.variable(key), variable.isLocal, variable.type.underlying.basicKind.isFloat,
      let declaration = variable.declaration,
      let loop = key.enclosingLoops.first(where: { $0.child(.initial)?.contains(declaration) ?? false }),
      let post = loop.child(.post), post.kind == .assignStmt, post.token == .addAssign || post.token == .subAssign,
      let target = post.child(.lhs), pass.unit.variable(target) == variable, let step = post.child(.rhs),
      case .rational(let value)? = pass.unit.constant(of: step), let parts = value.denominator.uint64,
      parts & (parts - 1) != 0
    else { return nil }
    return step
  }
}

extension Message {
  fileprivate static func pointer(_ map: String) -> Message {
    "`\(map)` has no such key: a pointer made here equals no other, whatever it points to"
  }
  fileprivate static func time(_ map: String) -> Message {
    "`\(map)` has no such key: what time.Now gives never comes again; round it, or use Unix()"
  }
  fileprivate static var notANumber: Message {
    "NaN equals nothing, not even itself: an entry under it is neither found nor deleted"
  }
  fileprivate static func fraction(_ key: String, _ step: String) -> Message {
    "`\(key)` steps by \(step), which has no exact value: the keys are not the decimals they look like; count in integers"
  }
  fileprivate static var read: Message { "the time is read here" }
  fileprivate static var step: Message { "the step" }
}
