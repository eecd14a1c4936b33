import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A map is made in every iteration of a loop, does not leave it, and gets more entries than fit on the stack.
struct MapMadeInLoop: Rule {
  static let meta = RuleMeta(
    id: "map-made-in-loop",
    summary: "map made in every iteration, filled with more than 8 entries, and dropped",
    group: .allocation, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A map that stays in the iteration that makes it could be made once, before the loop, and emptied with `clear` (Go 1.21; \
      before that, with `for k := range m { delete(m, k) }`): it keeps its table from iteration to iteration and allocates \
      nothing.

      Up to 8 entries such a map lies on the stack and costs no allocation at all, so the rule speaks only where more than 8 \
      are certain or an inner loop fills the map.
      """,
    bad: """
      func distinct(texts [][]string) (total int) {
      	for _, words := range texts {
      		seen := make(map[string]bool)
      		for _, word := range words {
      			seen[word] = true
      		}
      		total += len(seen)
      	}
      	return total
      }
      """,
    good: """
      func distinct(texts [][]string) (total int) {
      	seen := make(map[string]bool)
      	for _, words := range texts {
      		clear(seen)
      		for _, word := range words {
      			seen[word] = true
      		}
      		total += len(seen)
      	}
      	return total
      }
      """,
    options: [turns],
    limits: [
      "A map that is captured, stored, returned or passed to a function counts as leaving the iteration, unless the function belongs to the package and leaves it in place.",
      "An inner loop of unknown length is taken to fill the map, with low confidence: read in real code, most such maps hold a handful.",
      "Iterations that wait (channels, contexts, input and output) are left alone: there the map is not what costs.",
      "So are keys of enumerations: integer types with a String method, and maps made only for elements that are equal to something fixed (`if x.name == name`): as a rule that is one.",
      "Keys and values of more than 128 bytes are left alone: each is allocated anew whatever is done with the map.",
      "Test files and init functions are left alone.",
      "Below go 1.21 in go.mod, which has no clear, there is no fix.",
      """
      In preview: how long the inner loop is is not seen; in code that the rule was not made on most of the maps held a \
      handful.
      """,
    ],
    figures: EvidenceFigures.mapMadeInLoop)

  static let visits: [Kind] = [.assignStmt, .valueSpec]

  /// What a map holds without a heap allocation.
  private static let inlineEntries: Int64 = 8
  /// So few turns are not worth a variable outside the loop.
  private static let turns = RuleOption(
    "turns", default: 4, range: 0...1 << 20, "Loops that are known to turn so often at most are left alone.")
  /// Larger keys and values are allocated one by one, whatever is done with the map.
  private static let largestInlineSize: Int64 = 128

  func check(_ node: Node, in pass: Pass) {
    let role: Role = node.kind == .assignStmt ? .lhs : .name
    if node.kind == .assignStmt, node.token != .define { return }
    for target in node.children(role) where target.kind == .ident {
      guard let making = Making(target), let loop = target.enclosingLoop, !pass.isInTest(node) else { continue }
      check(target, making, in: loop, pass)
    }
  }

  /// `make(…)` with its size hint, or a literal without entries.
  private struct Making {
    let value: Node
    let hint: Node?

    private static let makeName = Name.of("make")

    init?(_ target: Node) {
      guard let value = target.valueOfTarget?.unparenthesized else { return nil }
      self.value = value
      switch value.kind {
      case .callExpr:
        guard value.child(.fun)?.name == Self.makeName else { return nil }
        let arguments = Array(value.children(.arg))
        guard arguments.count == 1 || arguments.count == 2 else { return nil }
        hint = arguments.count == 2 ? arguments[1] : nil
      case .compositeLit where value.child(.elt) == nil && value.child(.type) != nil: hint = nil
      default: return nil
      }
    }
  }

  private func check(_ target: Node, _ making: Making, in loop: Node, _ pass: Pass) {
    if making.value.kind == .callExpr, pass.unit.builtin(making.value) != .make { return }
    guard let variable = pass.unit.object(of: target), variable.isLocal, variable.declaration == target,
      let body = loop.child(.body), body.contains(target), isSmall(pass.unit.type(of: target), pass),
      !runsFewTimes(loop, pass), !pass.unit.leavesLoop(after: target, loop), !pass.unit.isPicked(target, in: loop),
      !pass.unit.mayWait(body),
      let uses = pass.unit.uses(of: variable, in: body), staysInside(uses, target, pass),
      let fill = filling(uses, making, loop, pass)
    else { return }
    pass.report(
      Self.self, message(pass.unit.type(of: target), fill, pass), at: making.value,
      confidence: fill.isCertain ? .high : .low,
      related: [(fillMessage(fill), fill.place), (loopMessage, loop)],
      fix: HoistedMap(target, making.value, making.hint, loop, pass).fix(variable))
  }

  /// Whether keys and values lie in the table, and the keys can be more than 8.
  private func isSmall(_ type: Type, _ pass: Pass) -> Bool {
    let map = type.underlying
    guard map.kind == .map, !type.hasTypeParameter, let key = map.key.size(pass.sizes),
      let value = map.elem.size(pass.sizes), key <= Self.largestInlineSize, value <= Self.largestInlineSize
    else { return false }
    return key > 0 && map.key.underlying.basicKind != .bool && !isEnumeration(map.key)
  }

  /// Whether a key type is a number that prints itself by a method: such types have few values.
  private func isEnumeration(_ key: Type) -> Bool {
    key.underlying.basicKind.isInteger && key.unaliased.methods.contains { $0.name == Self.stringName }
  }

  private static let stringName = Name.of("String")

  private func runsFewTimes(_ loop: Node, _ pass: Pass) -> Bool {
    if case .atMost(let count) = pass.unit.count(loop), count <= pass.value(of: Self.turns, of: Self.self) {
      return true
    }
    guard let function = loop.ancestors.first(where: { $0.kind == .funcDecl }) else { return false }
    return function.child(.recv) == nil && function.child(.name)?.name == Self.initName
  }

  private static let initName = Name.of("init")

  /// Whether every use of the map leaves it where it is: entries read and written, ranged over, `len`, `delete`, `clear`,
  /// compared with nil, handed to functions that do no more.
  private func staysInside(_ uses: [Node], _ target: Node, _ pass: Pass) -> Bool {
    uses.allSatisfy { use in
      if use.enclosingFunction != target.enclosingFunction { return false }
      if case .declared = pass.unit.use(of: use) { return use == target }
      return isInPlace(use, pass, depth: 0)
    }
  }

  private func isInPlace(_ use: Node, _ pass: Pass, depth: Int) -> Bool {
    switch pass.unit.use(of: use) {
    case .indexed, .comparedWithNil, .ranged: return true
    case .argument(let call):
      switch pass.unit.builtin(call) {
      case .len, .delete, .clear: return true
      case nil: return keepsNothing(call, use.withParentheses, pass, depth: depth)
      default: return false
      }
    default: return false
    }
  }

  /// Whether a call uses a map only while it runs: a function of package maps, or one of this package that leaves its parameter
  /// in place.
  private func keepsNothing(_ call: Node, _ argument: Node, _ pass: Pass, depth: Int) -> Bool {
    guard depth < 3, let callee = pass.unit.callee(of: call), call.token != .ellipsis,
      let position = Array(call.children(.arg)).firstIndex(of: argument)
    else { return false }
    if callee.package?.path == "maps" {
      if Self.finishing.contains(callee.name) { return true }
      return Self.iterating.contains(callee.name) && isUsedUp(call, pass)
    }
    // Of other packages only the declarations are known.
    guard callee.package == pass.unit.package, let function = callee.declaration?.parent, function.kind == .funcDecl,
      let body = function.child(.body), let name = parameter(position, of: function),
      let parameter = pass.unit.object(of: name), let uses = pass.unit.uses(of: parameter, in: body)
    else { return false }
    return uses.allSatisfy { use in
      use.enclosingFunction == function && isInPlace(use, pass, depth: depth + 1)
    }
  }

  /// The name of a parameter by its position; nil for one without a name and for `...T`.
  private func parameter(_ position: Int, of function: Node) -> Node? {
    var index = 0
    for field in function.child(.type)?.child(.params).map({ Array($0.children(.field)) }) ?? [] {
      let names = Array(field.children(.name))
      if position < index + names.count {
        return field.child(.type)?.kind == .ellipsis ? nil : names[position - index]
      }
      index += max(names.count, 1)
    }
    return nil
  }

  /// Whether the iterator that a call gives is used up on the spot: ranged over or collected.
  private func isUsedUp(_ call: Node, _ pass: Pass) -> Bool {
    switch pass.unit.use(of: call) {
    case .ranged: return true
    case .argument(let outer):
      guard let callee = pass.unit.callee(of: outer) else { return false }
      return ["slices", "maps"].contains(callee.package?.path) && Self.collecting.contains(callee.name)
    default: return false
    }
  }

  private static let finishing = Set(["Copy", "Clone", "DeleteFunc", "Equal", "EqualFunc"].map { Name.of($0) })
  private static let iterating = Set(["All", "Keys", "Values"].map { Name.of($0) })
  private static let collecting = Set(
    ["Collect", "Insert", "Sorted", "SortedFunc", "SortedStableFunc", "AppendSeq"].map { Name.of($0) })

  /// How the map comes to more than 8 entries, for certain or as may be.
  private struct Fill {
    enum Size {
      case hint(Int64)
      case constants(Int)
      case loop(Int64?)
    }
    let size: Size
    let place: Node
    var isCertain: Bool {
      if case .loop(nil) = size { return false }
      return true
    }
  }

  private func filling(_ uses: [Node], _ making: Making, _ loop: Node, _ pass: Pass) -> Fill? {
    var inserts: [Node] = []
    for use in uses {
      guard case .indexed(let entry) = pass.unit.use(of: use), let write = pass.unit.write(to: entry),
        write.kind != .rangeStmt
      else { continue }
      inserts.append(entry)
    }
    guard let first = inserts.first else { return nil }
    if let hint = making.hint.flatMap(pass.unit.integer) {
      // Whoever says 8 or fewer knows.
      return hint > Self.inlineEntries ? Fill(size: .hint(hint), place: first) : nil
    }
    var keys: Set<Constant> = []
    for insert in inserts {
      if let key = insert.child(.index).flatMap(pass.unit.constant), insert.conditions(within: loop).isEmpty {
        keys.insert(key)
      }
    }
    if keys.count > Self.inlineEntries { return Fill(size: .constants(keys.count), place: first) }
    var unknown: Fill?
    for insert in inserts {
      guard let key = insert.child(.index), pass.unit.constant(of: key) == nil else { continue }
      let inner = insert.enclosingLoops.prefix { $0 != loop }.filter { pass.unit.varies(key, in: $0) }
      if inner.isEmpty || !inner.allSatisfy(countsThrough) { continue }
      switch product(inner, pass) {
      case .unknown: break
      case .atMost(let count):
        guard count > Self.inlineEntries else { continue }
        if isEveryTime(insert, inner, pass.unit) { return Fill(size: .loop(count), place: insert) }
      }
      if unknown == nil { unknown = Fill(size: .loop(nil), place: insert) }
    }
    return unknown
  }

  /// Whether a loop goes through something: one that runs while some condition holds says nothing about its length.
  private func countsThrough(_ loop: Node) -> Bool {
    if loop.kind == .rangeStmt { return true }
    guard loop.child(.post) != nil, let condition = loop.child(.cond)?.unparenthesized, condition.kind == .binaryExpr
    else { return false }
    switch condition.token {
    case .lss, .leq, .gtr, .geq, .neq: return true
    default: return false
    }
  }

  /// How often the inner loops run together.
  private func product(_ loops: [Node], _ pass: Pass) -> LoopCount {
    var total: Int64 = 1
    for loop in loops {
      guard case .atMost(let count) = pass.unit.count(loop) else { return .unknown }
      let (next, overflow) = total.multipliedReportingOverflow(by: count)
      if overflow { return .unknown }
      total = next
    }
    return .atMost(total)
  }

  /// Whether the insert runs in each iteration of one loop of known length, and its key is that loop's variable.
  private func isEveryTime(_ insert: Node, _ loops: [Node], _ unit: Unit) -> Bool {
    guard loops.count == 1, let loop = loops.first, insert.conditions(within: loop).isEmpty,
      let key = insert.child(.index)?.unparenthesized, let variable = unit.variable(key)
    else { return false }
    return !loop.descendants.contains { $0.kind == .branchStmt || $0.kind == .returnStmt }
      && [loop.child(.key), loop.child(.initial)?.child(.lhs)].contains { $0.flatMap(unit.variable) == variable }
  }

  // MARK: Messages

  private func message(_ type: Type, _ fill: Fill, _ pass: Pass) -> Message {
    let emptied =
      pass.language(at: fill.place) >= 21
      ? "empty it here with clear" : "empty it here with `for k := range m { delete(m, k) }`"
    let cost =
      switch fill.size {
      case .hint(let hint):
        "with room for \(hint) entries it allocates a table\(tables(type, hint, pass) { " of \($0.sized)" }) every time"
      case .constants(let count):
        "\(count) entries do not fit on the stack, so it allocates\(tables(type, Int64(count), pass) { " \($0.grownFromStack)" }) every time"
      case .loop(let count?):
        "\(count) entries do not fit on the stack, so it allocates\(tables(type, count, pass) { " \($0.grownFromStack)" }) every time"
      case .loop(nil):
        "over 8 entries it allocates every time\(tables(type, 1000, pass) { ", \($0.grownFromStack) for a thousand" })"
      }
    return
      "this \(type.shortString) is made anew in every iteration and stays in it: \(cost); make it once before the loop and \(emptied)"
  }

  private func tables(_ map: Type, _ entries: Int64, _ pass: Pass, _ text: (Pass.FilledTables) -> String) -> String {
    pass.tables(of: map, entries: entries).map(text) ?? ""
  }

  private func fillMessage(_ fill: Fill) -> Message {
    switch fill.size {
    case .hint, .constants: "it is filled here"
    case .loop(let count?): "filled here, \(count) times in each iteration"
    case .loop(nil): "filled here, in a loop within the iteration"
    }
  }

  private var loopMessage: Message { "the loop that makes it" }
}
