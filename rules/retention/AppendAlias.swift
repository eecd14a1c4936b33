import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds slices that share spare capacity because two appends began from the same one.
struct AppendAlias: Rule {
  static let meta = RuleMeta(
    id: "append-alias",
    summary: "two appends to one slice with room to spare give two slices over the same elements",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      append writes behind the last element when there is room, and only copies when there is none. Two slices made by \
      appending to the same one then share that room: the second append overwrites what the first put there. Whether there is \
      room depends on how the slice grew, so the program is right in tests and wrong with other lengths.

      Copy first (`slices.Clone`, `append([]T{}, s...)`) or leave no room: `append(s[:len(s):len(s)], x)`.
      """,
    bad: """
      func paths(words []string) (all [][]string) {
      	prefix := make([]string, 0, 8)
      	prefix = append(prefix, "root")
      	for _, w := range words {
      		all = append(all, append(prefix, w))
      	}
      	return all
      }
      """,
    good: """
      func paths(words []string) (all [][]string) {
      	prefix := make([]string, 0, 8)
      	prefix = append(prefix, "root")
      	for _, w := range words {
      		all = append(all, append(prefix[:len(prefix):len(prefix)], w))
      	}
      	return all
      }
      """,
    limits: [
      "Only slices that have room as far as the function shows are judged: made with a capacity, grown by append, cut from a longer "
        + "one. What comes from elsewhere is not known.",
      "Results that are handed to a function are taken to be used up by it.",
      "One append to a part, `b := append(a[:2], x)`, is not reported where a is read for what it overwrote: as a rule it takes an element out.",
      """
      In preview: merged code hardly has it, as tests find it soon; 23 million lines have none, so its precision is \
      not known.
      """,
    ],
    figures: EvidenceFigures.appendAlias,
    equivalents: [
      Equivalent(
        "gocritic", "appendAssign", "reports x = append(y, …), whatever room there is and however the results are used")
    ])

  static let visits: [Kind] = [.callExpr]

  private static let appendName = Name.of("append")

  func check(_ call: Node, in pass: Pass) {
    guard call.child(.fun)?.name == Self.appendName, !pass.isInTest(call), pass.unit.builtin(call) == .append,
      let base = call.child(.arg)?.unparenthesized, let variable = pass.unit.variable(base), variable.isLocal,
      !isAssignedBack(call, variable, pass), let function = call.enclosingFunction,
      variable.function == function, let uses = pass.unit.uses(of: variable, in: function),
      let room = pass.unit.room(of: variable, uses, before: call)
    else { return }
    if let loop = loopThatKeeps(call, variable, uses, pass) {
      return pass.report(
        Self.self, .inLoop(variable.name.string), at: call, confidence: .medium,
        related: [(.room, room), (.loop, loop)], fix: fix(base, pass))
    }
    guard let first = target(of: call, pass),
      let other = laterAppend(to: variable, after: call, uses, pass), let second = target(of: other, pass),
      first != second, isRead(first, after: other, pass)
    else { return }
    pass.report(
      Self.self, .overwritten(first.name.string, variable.name.string), at: other, confidence: .medium,
      related: [(.first, call), (.room, room)], fix: other.child(.arg).flatMap { fix($0, pass) })
  }

  /// A full slice expression leaves no room: this append copies.
  private func fix(_ base: Node, _ pass: Pass) -> Fix? {
    let name = base.textString
    guard base.kind == .ident, let edit = pass.edit(base, "\(name)[:len(\(name)):len(\(name))]") else { return nil }
    return Fix(title: "append to a slice without room", safety: .unsafe, edits: [edit])
  }

  /// `s = append(s, …)`.
  private func isAssignedBack(_ call: Node, _ variable: Object, _ pass: Pass) -> Bool {
    target(of: call, pass) == variable
  }

  /// The local variable that gets the result of an append.
  private func target(of call: Node, _ pass: Pass) -> Object? {
    let value = call.withParentheses
    guard let parent = value.parent, parent.kind == .assignStmt || parent.kind == .valueSpec else { return nil }
    let names = Array(parent.children(parent.kind == .assignStmt ? .lhs : .name))
    guard let name = names.first(where: { $0.valueOfTarget == value }), let variable = pass.unit.variable(name),
      variable.isLocal
    else { return nil }
    return variable
  }

  // MARK: Two results

  /// The loop that keeps the result of each turn while the slice stays the same.
  private func loopThatKeeps(_ call: Node, _ variable: Object, _ uses: [Node], _ pass: Pass) -> Node? {
    guard let loop = call.enclosingLoop, variable.declaration.map({ !loop.contains($0) }) ?? false,
      isKept(call, pass), !pass.unit.leavesLoop(after: call, loop)
    else { return nil }
    for use in uses where loop.contains(use) {
      switch pass.unit.use(of: use) {
      case .assigned: return nil
      default: continue
      }
    }
    return loop
  }

  /// Whether a result goes where the next turn does not reach it: an element of another slice, an entry of a map, a field of
  /// something new.
  private func isKept(_ call: Node, _ pass: Pass) -> Bool {
    let value = call.withParentheses
    guard let parent = value.parent else { return false }
    switch parent.kind {
    case .callExpr:
      return value.role == .arg && parent.token != .ellipsis && pass.unit.builtin(parent) == .append
        && parent.child(.arg) != value
    case .assignStmt:
      guard let target = Array(parent.children(.lhs)).first(where: { $0.valueOfTarget == value })?.unparenthesized,
        target.kind == .indexExpr, let index = target.child(.index), let loop = call.enclosingLoop
      else { return false }
      return pass.unit.varies(index, in: loop)
    case .keyValueExpr, .compositeLit:
      // `all = append(all, item{path: append(prefix, x)})`
      guard let literal = parent.kind == .compositeLit ? parent : parent.parent, literal.kind == .compositeLit else {
        return false
      }
      var outer = literal.withParentheses
      if let address = outer.parent, address.kind == .unaryExpr { outer = address.withParentheses }
      guard let holder = outer.parent, holder.kind == .callExpr, outer.role == .arg else { return false }
      return pass.unit.builtin(holder) == .append && holder.child(.arg) != outer
    default: return false
    }
  }

  /// The next append to the same slice that is surely run after this one, with the slice unchanged in between.
  private func laterAppend(to variable: Object, after call: Node, _ uses: [Node], _ pass: Pass) -> Node? {
    guard let block = call.enclosingStatement?.parent, block.kind == .blockStmt else { return nil }
    for use in uses where use.start > call.end {
      switch pass.unit.use(of: use) {
      case .assigned: return nil
      case .argument(let other):
        guard pass.unit.builtin(other) == .append, other.child(.arg)?.unparenthesized == use else { continue }
        return other.enclosingStatement?.parent == block && other.enclosingFunction == call.enclosingFunction
          ? other : nil
      default: continue
      }
    }
    return nil
  }

  /// Whether a variable is read after a node, before anything else is assigned to it.
  private func isRead(_ variable: Object, after node: Node, _ pass: Pass) -> Bool {
    guard let function = node.enclosingFunction, let uses = pass.unit.uses(of: variable, in: function) else {
      return false
    }
    for use in uses where use.start > node.end {
      if case .assigned = pass.unit.use(of: use) { return false }
      return true
    }
    return false
  }
}

extension Message {
  fileprivate static func inLoop(_ base: String) -> Message {
    """
    the slices that the turns of this loop keep share the room behind `\(base)`: each turn overwrites what the last one \
    appended; copy first, or append to `\(base)[:len(\(base)):len(\(base))]`
    """
  }
  fileprivate static func overwritten(_ first: String, _ base: String) -> Message {
    """
    this append writes where the one before it wrote, and `\(first)` is read after: both begin from `\(base)`, which has room; \
    copy first, or append to `\(base)[:len(\(base)):len(\(base))]`
    """
  }
  fileprivate static var first: Message { "the first append" }
  fileprivate static var room: Message { "leaves room behind the elements" }
  fileprivate static var loop: Message { "the loop" }
}
