import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds one slice that is stored in several places and then written through more than one of them.
struct SharedBackingArray: Rule {
  static let meta = RuleMeta(
    id: "shared-backing-array",
    summary: "one slice is stored in several places, and what is written through one shows in the others",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      Storing a slice copies its header, not its elements: both places see the same array. A write to an element of one is a \
      write to the other. With room behind the elements, appends to both go to the same place, and the last one wins; without \
      room each append copies first, and nothing happens: whether the program is right depends on a capacity.

      Make a slice for each place, or store copies (`slices.Clone`).
      """,
    bad: """
      func byName(names []string, n int) map[string][]int {
      	empty := make([]int, 0, n)
      	all := map[string][]int{}
      	for _, name := range names { all[name] = empty }
      	for i, name := range names {
      		all[name] = append(all[name], i)
      	}
      	return all
      }
      """,
    good: """
      func byName(names []string, n int) map[string][]int {
      	all := make(map[string][]int, len(names))
      	for i, name := range names {
      		if all[name] == nil {
      			all[name] = make([]int, 0, n)
      		}
      		all[name] = append(all[name], i)
      	}
      	return all
      }
      """,
    limits: [
      "Only what one function stores and writes is judged, and only slices that it makes itself.",
      "One append, and appends to slices without room, change nothing for the others and are silent.",
      "That two names are meant to share the elements cannot be seen where one is only read: element writes are medium.",
      "In preview: merged code hardly has it; 23 million lines have none, so its precision is not known.",
    ],
    figures: EvidenceFigures.sharedBackingArray)

  static let visits: [Kind] = [.assignStmt]

  func check(_ statement: Node, in pass: Pass) {
    guard statement.token == .assign, !pass.isInTest(statement) else { return }
    for target in statement.children(.lhs) {
      guard let value = target.valueOfTarget?.unparenthesized, value.kind == .ident else { continue }
      let place = target.unparenthesized
      guard place.kind == .indexExpr || place.kind == .selectorExpr else { continue }
      check(place, value, statement, pass)
    }
  }

  private func check(_ place: Node, _ value: Node, _ statement: Node, _ pass: Pass) {
    guard let slice = pass.unit.variable(value), slice.isLocal, !slice.isParameter,
      slice.type.underlying.kind == .slice, let function = statement.enclosingFunction, slice.function == function,
      let uses = pass.unit.uses(of: slice, in: function), let made = made(slice, uses, pass)
    else { return }
    if let loop = loopThatStores(place, slice, statement, pass) {
      checkLoop(place, slice, uses, made, loop, pass)
    } else {
      checkPair(place, value, slice, uses, made, statement, pass)
    }
  }

  /// Where the function makes a slice with elements or room, if it is assigned to nowhere else but by append to itself.
  private func made(_ slice: Object, _ uses: [Node], _ pass: Pass) -> Node? {
    guard let declaration = slice.declaration, let value = declaration.valueOfTarget?.unparenthesized else {
      return nil
    }
    switch value.kind {
    case .callExpr: if pass.unit.builtin(value) != .make { return nil }
    case .compositeLit: break
    default: return nil
    }
    for use in uses {
      switch pass.unit.use(of: use) {
      case .addressed: return nil
      case .assigned:
        guard let appended = use.withParentheses.valueOfTarget?.unparenthesized, appended.kind == .callExpr,
          pass.unit.builtin(appended) == .append, let base = appended.child(.arg), pass.unit.variable(base) == slice
        else { return nil }
      default: continue
      }
    }
    return value
  }

  // MARK: Stored in each turn of a loop

  /// The loop around a store whose turns put the same slice into different places.
  private func loopThatStores(_ place: Node, _ slice: Object, _ statement: Node, _ pass: Pass) -> Node? {
    guard place.kind == .indexExpr, let index = place.child(.index), let declaration = slice.declaration else {
      return nil
    }
    for loop in statement.enclosingLoops where !loop.contains(declaration) {
      guard pass.unit.varies(index, in: loop) else { continue }
      // One of them, as a rule.
      if pass.unit.isPicked(statement, in: loop) || pass.unit.leavesLoop(after: statement, loop) { return nil }
      if case .atMost(let count) = pass.unit.count(loop), count <= 1 { return nil }
      return loop
    }
    return nil
  }

  private func checkLoop(
    _ place: Node, _ slice: Object, _ uses: [Node], _ made: Node, _ loop: Node, _ pass: Pass
  ) {
    guard let container = place.child(.x), let function = place.enclosingFunction,
      !uses.contains(where: { loop.contains($0) && pass.unit.write(to: $0) != nil })
    else { return }
    let hasRoom = pass.unit.room(of: slice, uses, before: place) != nil
    for node in function.descendants where node.kind == .indexExpr && node != place {
      guard let operand = node.child(.x), let index = node.child(.index), pass.unit.isSame(operand, container),
        pass.unit.constant(of: index) == nil,
        let writing = node.enclosingLoops.first(where: { pass.unit.varies(index, in: $0) })
      else { continue }
      if hasRoom, let append = append(to: node, pass), !isRemade(node, in: writing, pass) {
        return report(.loopAppend(slice.name.string), append, made, [place], pass)
      }
      if let write = elementWrite(of: node, pass), !isRemade(node, in: writing, pass) {
        return report(.loopWrite(slice.name.string), write, made, [place], pass)
      }
    }
  }

  /// Whether a loop gives the place a slice of its own before it writes to it.
  private func isRemade(_ place: Node, in loop: Node, _ pass: Pass) -> Bool {
    loop.descendants.contains { node in
      guard node.kind == .indexExpr, pass.unit.write(to: node) != nil, pass.unit.isSame(node, place) else {
        return false
      }
      return append(to: node, pass) == nil
    }
  }

  // MARK: Stored in two places

  /// Two stores of one slice, one after the other in a block, to different places.
  private func checkPair(
    _ place: Node, _ value: Node, _ slice: Object, _ uses: [Node], _ made: Node, _ statement: Node, _ pass: Pass
  ) {
    guard let block = statement.parent, block.kind == .blockStmt, isFixed(place, pass) else { return }
    for use in uses where use.start > statement.end {
      if pass.unit.write(to: use) != nil { return }
      guard let other = use.withParentheses.parent, other.kind == .assignStmt, other.token == .assign,
        other.parent == block,
        let second = other.children(.lhs).first(where: { $0.valueOfTarget?.unparenthesized == use })?.unparenthesized,
        isFixed(second, pass), !pass.unit.isSame(place, second), areDistinct(place, second, pass)
      else { continue }
      checkWrites(place, second, slice, uses, made, after: other, pass)
      return
    }
  }

  /// Whether a place names one field, or one entry under a constant key, of a variable.
  private func isFixed(_ place: Node, _ pass: Pass) -> Bool {
    switch place.kind {
    case .indexExpr:
      guard let index = place.child(.index), let operand = place.child(.x) else { return false }
      return pass.unit.constant(of: index) != nil && pass.unit.path(operand) != nil
    case .selectorExpr: return pass.unit.path(place) != nil
    default: return false
    }
  }

  /// Whether two places of the same shape are different ones for certain: other keys of one map, other fields of one struct.
  private func areDistinct(_ a: Node, _ b: Node, _ pass: Pass) -> Bool {
    guard a.kind == b.kind, let x = a.child(.x), let y = b.child(.x), pass.unit.isSame(x, y) else { return false }
    if a.kind == .selectorExpr { return a.child(.sel)?.name != b.child(.sel)?.name }
    guard let p = a.child(.index).flatMap(pass.unit.constant), let q = b.child(.index).flatMap(pass.unit.constant)
    else {
      return false
    }
    return p != q
  }

  private func checkWrites(
    _ first: Node, _ second: Node, _ slice: Object, _ uses: [Node], _ made: Node, after statement: Node, _ pass: Pass
  ) {
    guard let function = statement.enclosingFunction else { return }
    let hasRoom = pass.unit.room(of: slice, uses, before: first) != nil
    var appended: [Node?] = [nil, nil]
    var written: [Node?] = [nil, nil]
    var isRead = [false, false]
    for node in function.descendants where node.start > statement.end && node.kind == first.kind {
      guard let index = [first, second].firstIndex(where: { pass.unit.isSame(node, $0) }) else { continue }
      if let append = append(to: node, pass) {
        appended[index] = appended[index] ?? append
      } else if pass.unit.write(to: node) != nil {
        // It gets another slice.
        return
      } else if let write = elementWrite(of: node, pass) {
        written[index] = written[index] ?? write
      } else {
        isRead[index] = true
      }
    }
    if hasRoom, let one = appended[0], let other = appended[1] {
      let later = one.start < other.start ? other : one
      return report(.pairAppend(first.textString, second.textString), later, made, [first, second], pass)
    }
    for (index, other) in [(0, 1), (1, 0)] {
      guard let write = written[index], isRead[other], appended[index] == nil, written[other] == nil else { continue }
      return report(
        .pairWrite([first, second][index].textString, [first, second][other].textString), write, made,
        [first, second], pass)
    }
  }

  // MARK: Writes

  /// The call of append whose result goes back to the place that is its base: `p = append(p, …)`.
  private func append(to place: Node, _ pass: Pass) -> Node? {
    guard pass.unit.write(to: place) != nil, let value = place.withParentheses.valueOfTarget?.unparenthesized,
      value.kind == .callExpr, pass.unit.builtin(value) == .append, let base = value.child(.arg),
      pass.unit.isSame(base, place)
    else { return nil }
    return value
  }

  /// `p[i] = v`, `p[i]++`.
  private func elementWrite(of place: Node, _ pass: Pass) -> Node? {
    guard case .indexed(let element) = pass.unit.use(of: place) else { return nil }
    var part = element
    while let parent = part.withParentheses.parent, parent.kind == .selectorExpr,
      let selection = pass.unit.selection(of: parent), selection.kind == .field, !selection.isIndirect
    {
      part = parent
    }
    return pass.unit.write(to: part) == nil ? nil : part
  }

  private func report(_ message: Message, _ write: Node, _ made: Node, _ stores: [Node], _ pass: Pass) {
    pass.report(
      Self.self, message, at: write, confidence: .medium,
      related: [(.made, made)] + stores.map { (.stored, $0) })
  }
}

extension Message {
  fileprivate static func loopAppend(_ slice: String) -> Message {
    "each place got the same `\(slice)`, which has room: this append overwrites what was appended under other keys; make one for each"
  }
  fileprivate static func loopWrite(_ slice: String) -> Message {
    "each place got the same `\(slice)`: this write shows in all of them; make one for each"
  }
  fileprivate static func pairAppend(_ first: String, _ second: String) -> Message {
    "`\(first)` and `\(second)` are one slice with room: this append overwrites what was appended to the other; store a copy"
  }
  fileprivate static func pairWrite(_ written: String, _ other: String) -> Message {
    "`\(written)` and `\(other)` are one slice: this write shows in `\(other)`, which is read too; store a copy"
  }
  fileprivate static var made: Message { "made once" }
  fileprivate static var stored: Message { "stored here" }
}
