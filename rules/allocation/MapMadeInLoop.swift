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
    limits: [
      "A map that is passed to any function, captured, stored or returned counts as leaving the iteration.",
      "An inner loop of unknown length is taken to fill the map: medium confidence where the iteration calls nothing but builtins and small helpers, low elsewhere.",
      "Iterations that wait (channels, contexts, input and output) are left alone: there the map is not what costs.",
      "So are keys of enumerations: integer types with a String method.",
      "Test files and init functions are left alone.",
    ],
    evidence: [
      Evidence(
        "allocations per iteration of a map of 1000 entries made in the loop",
        ["1.19": "64 allocs", "1.23": "61 allocs", "1.27": "20 allocs"]),
      Evidence(
        "the same, made before the loop and emptied", ["1.19": "0-4 allocs", "1.23": "0-4 allocs", "1.27": "0 allocs"]),
      Evidence("8 entries, made in the loop", ["1.19": "0 allocs", "1.23": "0 allocs", "1.27": "0 allocs"]),
    ])

  static let visits: [Kind] = [.assignStmt, .valueSpec]

  /// What a map holds without a heap allocation.
  private static let inlineEntries: Int64 = 8
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
      !isRunOnce(loop, pass), !pass.unit.leavesLoop(after: target, loop), !waits(body, pass),
      let uses = pass.unit.uses(of: variable, in: body), staysInside(uses, target, pass),
      let fill = filling(uses, making, loop, pass)
    else { return }
    pass.report(
      Self.self, message(pass.unit.type(of: target), fill, pass), at: making.value,
      confidence: fill.isCertain ? .high : isLight(body, pass) ? .medium : .low,
      related: [(fillMessage(fill), fill.place), (loopMessage, loop)])
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

  private func isRunOnce(_ loop: Node, _ pass: Pass) -> Bool {
    if case .atMost(let count) = pass.unit.count(loop), count <= 1 { return true }
    guard let function = loop.ancestors.first(where: { $0.kind == .funcDecl }) else { return false }
    return function.child(.recv) == nil && function.child(.name)?.name == Self.initName
  }

  private static let initName = Name.of("init")

  /// Whether an iteration may wait: for a channel, or in a call that takes a context or belongs to a package of input and
  /// output. There the map is not what costs.
  private func waits(_ body: Node, _ pass: Pass) -> Bool {
    body.descendants.contains { node in
      switch node.kind {
      case .selectStmt: true
      case .unaryExpr: node.token == .arrow
      case .callExpr:
        node.children(.arg).contains { pass.unit.type(of: $0).isNamed("context", Self.contextName) }
          || pass.unit.callee(of: node).map { isOfWaitingPackage($0) } ?? false
      default: false
      }
    }
  }

  private static let contextName = Name.of("Context")
  private static let sleepName = Name.of("Sleep")

  private func isOfWaitingPackage(_ function: Object) -> Bool {
    guard let path = function.package?.path else { return false }
    return function.isObject("time", Self.sleepName)
      || ["os", "os/exec", "io", "io/ioutil", "bufio", "net", "net/http", "database/sql"].contains(path)
  }

  /// Whether an iteration calls nothing but builtins, conversions and small helpers of the standard library, so that the map
  /// is what costs.
  private func isLight(_ body: Node, _ pass: Pass) -> Bool {
    !body.descendants.contains { node in
      guard node.kind == .callExpr, pass.unit.builtin(node) == nil, !pass.unit.isConversion(node) else { return false }
      guard let path = pass.unit.callee(of: node)?.package?.path else { return true }
      return !["bytes", "cmp", "maps", "math", "slices", "sort", "strconv", "strings", "unicode", "unicode/utf8"]
        .contains(path)
    }
  }

  /// Whether every use of the map leaves it where it is: entries read and written, ranged over, `len`, `delete`, `clear`,
  /// compared with nil.
  private func staysInside(_ uses: [Node], _ target: Node, _ pass: Pass) -> Bool {
    uses.allSatisfy { use in
      if use.enclosingFunction != target.enclosingFunction { return false }
      switch pass.unit.use(of: use) {
      case .declared: return use == target
      case .indexed, .comparedWithNil, .ranged: return true
      case .argument(let call):
        switch pass.unit.builtin(call) {
        case .len, .delete, .clear: return true
        default: return false
        }
      default: return false
      }
    }
  }

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
      // A loop that runs while a condition holds says nothing about its length.
      if inner.isEmpty || inner.contains(where: { $0.kind == .forStmt && $0.child(.post) == nil }) { continue }
      switch product(inner, pass) {
      case .unknown: unknown = unknown ?? Fill(size: .loop(nil), place: insert)
      case .atMost(let count):
        guard count > Self.inlineEntries else { continue }
        if isEveryTime(insert, inner) { return Fill(size: .loop(count), place: insert) }
        unknown = unknown ?? Fill(size: .loop(nil), place: insert)
      }
    }
    return unknown
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
  private func isEveryTime(_ insert: Node, _ loops: [Node]) -> Bool {
    guard loops.count == 1, let loop = loops.first, insert.conditions(within: loop).isEmpty,
      let key = insert.child(.index)?.unparenthesized, key.kind == .ident
    else { return false }
    return !loop.descendants.contains { $0.kind == .branchStmt || $0.kind == .returnStmt }
      && [loop.child(.key), loop.child(.initial)?.child(.lhs)].contains { $0?.name == key.name }
  }

  // MARK: Messages

  private func message(_ type: Type, _ fill: Fill, _ pass: Pass) -> Message {
    let emptied =
      pass.language >= 21 ? "empty it here with clear" : "empty it here with `for k := range m { delete(m, k) }`"
    let cost =
      switch fill.size {
      case .hint(let hint): "with room for \(hint) entries it allocates its table every time"
      case .constants(let count): "\(count) entries do not fit on the stack, so it allocates every time"
      case .loop(let count?): "\(count) entries do not fit on the stack, so it allocates every time"
      case .loop(nil): "over 8 entries it allocates every time (1000 entries: 64 times on Go 1.19, 20 times on 1.27)"
      }
    return
      "this \(type.shortString) is made anew in every iteration and stays in it: \(cost); make it once before the loop and \(emptied)"
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
