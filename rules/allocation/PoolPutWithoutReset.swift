import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds pooled buffers and maps that go from one user to the next with what is in them.
struct PoolPutWithoutReset: Rule {
  static let meta = RuleMeta(
    id: "pool-put-without-reset",
    summary: "a buffer or map goes back to its sync.Pool, and out again, with the last user's data",
    group: .allocation, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      Get hands out what Put was given, as it was. A bytes.Buffer that nobody resets begins with the last user's bytes, a map \
      with the last user's keys: one request sees another's data, and what is in the pool only grows.

      Empty it right after Get or right before Put, in every place.
      """,
    bad: """
      var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

      func render(name string) string {
      	b := buffers.Get().(*bytes.Buffer)
      	defer buffers.Put(b)
      	b.WriteString(name)
      	return b.String()
      }
      """,
    good: """
      var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

      func render(name string) string {
      	b := buffers.Get().(*bytes.Buffer)
      	defer buffers.Put(b)
      	b.Reset()
      	b.WriteString(name)
      	return b.String()
      }
      """,
    limits: [
      "Only pools that stay in the package, and only bytes.Buffer, strings.Builder and maps; what a slice or struct needs is not known.",
      "A value that is handed to a function of another package than the standard library, or that is read until it is empty, is not "
        + "judged; functions of the package are taken to empty it only if they do.",
      "Below go 1.21 in go.mod, which has no clear, maps have no fix.",
      "A map that is looked into before it is filled is a cache that may be lost: it keeps its entries on purpose.",
      "In preview: 23 million lines have none that is shown by default, so its precision is not known.",
    ],
    figures: EvidenceFigures.poolPutWithoutReset,
    equivalents: [
      Equivalent("staticcheck", "SA6002", "reports values put into a pool that are no pointers, not what is in them")
    ])

  static let visitsPackage = true

  private static let mainName = Name.of("main")

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    for pool in PoolCalls.all(in: pass.unit)
    where !pool.pool.isExported || pass.unit.package.name == Self.mainName {
      check(pool, pass)
    }
  }

  private func check(_ pool: PoolCalls, _ pass: Pass) {
    let gets = pool.gets
    let puts = pool.puts
    guard let put = puts.first(where: { !pass.isInTest($0) }), !gets.isEmpty else { return }
    var filled: Node?
    for get in gets {
      guard let variable = target(of: get, pass), let kind = PooledKind(variable.type) else { return }
      switch PooledUse(variable, kind, pass).sinceGet() {
      case .emptied: continue
      case .unknown: return
      case .filled(let node): filled = filled ?? node
      }
    }
    guard let filled else { return }
    for put in puts {
      guard let argument = put.child(.arg), let variable = pass.unit.variable(argument), variable.isLocal,
        let kind = PooledKind(variable.type)
      else { return }
      switch PooledUse(variable, kind, pass).beforePut() {
      case .emptied, .unknown: return
      case .filled: continue
      }
    }
    let kind = target(of: gets[0], pass).flatMap { PooledKind($0.type) } ?? .map
    pass.report(
      Self.self, .kept(kind, pool.pool.name.string), at: put, confidence: .high,
      related: [(.filled, filled), (.taken, gets[0])], fix: fix(gets, pass))
  }

  private static let clearSince = 21

  /// Empties the value after each Get that is a statement of its own.
  private func fix(_ gets: [Node], _ pass: Pass) -> Fix? {
    var edits: [Fix.Edit] = []
    for get in gets {
      guard let variable = target(of: get, pass), let kind = PooledKind(variable.type),
        let name = variable.declaration, let statement = name.enclosingStatement,
        // With `b, ok := …` there may be nothing to empty.
        statement.kind != .assignStmt || statement.children(.lhs).count == 1,
        kind != .map || pass.language(at: get) >= Self.clearSince,
        let edit = pass.lines(
          [kind == .map ? "clear(\(name.textString))" : "\(name.textString).Reset()"], after: statement)
      else { return nil }
      edits.append(edit)
    }
    return Fix(title: "empty the value after Get", safety: .unsafe, edits: edits)
  }

  /// The local variable that `pool.Get().(T)` is assigned to.
  private func target(of get: Node, _ pass: Pass) -> Object? {
    guard let assertion = get.withParentheses.parent, assertion.kind == .typeAssertExpr,
      let assignment = assertion.withParentheses.parent
    else { return nil }
    let name = assignment.kind == .assignStmt ? assignment.child(.lhs) : assignment.child(.name)
    guard let name, assertion.withParentheses.role == .rhs || assertion.withParentheses.role == .value,
      let variable = pass.unit.variable(name), variable.isLocal, variable.declaration == name
    else { return nil }
    return variable
  }
}

/// What a pool hands out, as far as it is known how to empty it.
private enum PooledKind {
  case buffer, builder, map

  init?(_ type: Type) {
    let type = type.unaliased
    if type.underlying.kind == .map {
      self = .map
    } else if type.kind == .pointer, type.elem.isNamed("bytes", Name.of("Buffer")) {
      self = .buffer
    } else if type.kind == .pointer, type.elem.isNamed("strings", Name.of("Builder")) {
      self = .builder
    } else {
      return nil
    }
  }
}

/// What a function does with a value of a pool.
private struct PooledUse {
  enum State {
    /// Emptied for certain.
    case emptied
    /// Written to, and not emptied anywhere in the function.
    case filled(Node)
    case unknown
  }

  let variable: Object
  let kind: PooledKind
  let pass: Pass

  init(_ variable: Object, _ kind: PooledKind, _ pass: Pass) {
    self.variable = variable
    self.kind = kind
    self.pass = pass
  }

  private static let emptying = Set(["Reset", "Truncate"].map(Name.of))
  private static let draining = Set(
    ["WriteTo", "Read", "ReadByte", "ReadBytes", "ReadRune", "ReadString", "Next"].map(Name.of))
  private static let writing = Set(["Write", "WriteString", "WriteByte", "WriteRune", "ReadFrom"].map(Name.of))

  func sinceGet() -> State { state() }

  func beforePut() -> State { variable.isParameter ? (isEmptied ? .emptied : .unknown) : state() }

  private var uses: [Node]? {
    variable.function.flatMap { function in pass.unit.uses(of: variable, in: function) }
  }

  private var isEmptied: Bool {
    guard let uses else { return true }
    return uses.contains { if case .emptied? = effect(of: $0) { true } else { false } }
  }

  private func state() -> State {
    guard let uses, !looksUp(uses) else { return .unknown }
    var written: Node?
    for use in uses {
      switch effect(of: use) {
      case .emptied?: return .emptied
      case .unknown?: return .unknown
      case .filled(let node)?: written = written ?? node
      case nil: continue
      }
    }
    return written.map { .filled($0) } ?? .emptied
  }

  /// Whether entries are looked up before any is added: whoever does that knows what the last user left, and keeps it on
  /// purpose.
  private func looksUp(_ uses: [Node]) -> Bool {
    let entries = uses.compactMap { use -> Node? in
      if case .indexed(let entry) = pass.unit.use(of: use) { entry } else { nil }
    }
    let writes = entries.filter { pass.unit.write(to: $0) != nil }
    return entries.contains { entry in
      pass.unit.write(to: entry) == nil
        && writes.allSatisfy { write in
          entry.end < write.start && !(entry.enclosingLoops.contains { $0.contains(write) })
        }
    }
  }

  /// What one use does; nil where it only looks.
  private func effect(of use: Node) -> State? {
    switch pass.unit.use(of: use) {
    case .declared, .comparedWithNil: return nil
    case .assigned:
      // `if !ok { b = new(bytes.Buffer) }`: a new one is empty, which those of the pool are not for that.
      return use.withParentheses.valueOfTarget.map(isNew) ?? false ? nil : .unknown
    case .indexed(let entry): return pass.unit.write(to: entry) == nil ? nil : .filled(entry)
    case .ranged(let range):
      // `for k := range m { delete(m, k) }`
      let deletes = range.child(.body)?.descendants.contains { node in
        node.kind == .callExpr && pass.unit.builtin(node) == .delete
          && node.child(.arg).flatMap(pass.unit.variable) == variable
      }
      return deletes ?? false ? .emptied : nil
    case .selected(let selector):
      guard let name = selector.child(.sel)?.name else { return .unknown }
      if Self.emptying.contains(name) { return .emptied }
      if Self.draining.contains(name) { return .unknown }
      return Self.writing.contains(name) ? .filled(selector) : nil
    case .argument(let call):
      switch pass.unit.builtin(call) {
      case .len: return nil
      case .delete: return .unknown
      case .clear: return .emptied
      case nil: return passed(to: call)
      default: return .unknown
      }
    default: return .unknown
    }
  }

  private func isNew(_ value: Node) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .callExpr: return [.new, .make].contains(pass.unit.builtin(value))
    case .unaryExpr: return value.token == .and && value.child(.x)?.unparenthesized.kind == .compositeLit
    default: return value.kind == .compositeLit
    }
  }

  private func passed(to call: Node) -> State? {
    if let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == Name.of("Put"),
      pass.unit.callee(of: call)?.package?.path == "sync"
    {
      return nil
    }
    guard let path = pass.unit.callee(of: call)?.package?.path else { return .unknown }
    switch path {
    // Writers and printers; io.Copy may drain its source.
    case "fmt", "encoding/json", "encoding/xml", "encoding/gob", "encoding/binary", "encoding/csv", "text/template",
      "html/template", "bufio":
      return .filled(call)
    case "maps": return pass.unit.callee(of: call)?.name == Name.of("Copy") ? .filled(call) : .unknown
    default: return .unknown
    }
  }
}

extension Message {
  fileprivate static func kept(_ kind: PooledKind, _ pool: String) -> Message {
    let (what, how) =
      switch kind {
      case .buffer, .builder: ("bytes", "call Reset")
      case .map: ("keys", "clear it")
      }
    return """
      the next Get from `\(pool)` begins with these \(what): nothing empties the value after Get or before Put; \(how)
      """
  }
  fileprivate static var filled: Message { "written here" }
  fileprivate static var taken: Message { "taken with what the last user left" }
}
