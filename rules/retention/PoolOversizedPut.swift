import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds pooled buffers and maps that go back as large as one input made them.
struct PoolOversizedPut: Rule {
  static let meta = RuleMeta(
    id: "pool-oversized-put",
    summary: "a buffer or map that an input may make any size goes back to its sync.Pool without a look at its size",
    group: .retention, severity: .info, stage: .preview(since: "0.1.0"), isOnByDefault: false,
    why: """
      Reset and clear empty a value and keep its memory. One large input makes one large buffer, and a pool that is in use \
      hands it out and gets it back for ever: every holder of the pool may end up with one as large as the largest input. \
      A pool that nobody uses is emptied by two collections.

      Look at the capacity before Put, and drop what is too large: package fmt drops buffers above 64 kB.
      """,
    bad: """
      var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

      func echo(w io.Writer, r *http.Request) {
      	b := buffers.Get().(*bytes.Buffer)
      	b.Reset()
      	b.ReadFrom(r.Body)
      	w.Write(b.Bytes())
      	buffers.Put(b)
      }
      """,
    good: """
      var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

      func echo(w io.Writer, r *http.Request) {
      	b := buffers.Get().(*bytes.Buffer)
      	b.Reset()
      	b.ReadFrom(r.Body)
      	w.Write(b.Bytes())
      	if b.Cap() <= 64<<10 {
      		buffers.Put(b)
      	}
      }
      """,
    limits: [
      "Only bytes.Buffer, slices and maps in a variable of their own are judged, filled in the function that puts them back or calls "
        + "the one that does; what a field of a pooled struct holds is not known.",
      "How large inputs are is not known: a caller may have looked at them. Single strings are taken to be short.",
      "Low confidence where elements are added one by one in a loop: read in real code, they are as many each time, or few.",
      "In preview: of ten findings shown by default that were read seven are true, too few to say more.",
    ],
    figures: EvidenceFigures.poolOversizedPut,
    equivalents: [
      Equivalent("staticcheck", "SA6002", "reports values put into a pool that are no pointers, not how large they are")
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    for pool in PoolCalls.all(in: pass.unit) {
      for put in pool.puts where !pass.isInTest(put) {
        guard let returned = PooledGrowth(put, pass), let fill = returned.fill() else { continue }
        pass.report(
          Self.self, .keeps(returned, pool.pool.name.string, pass), at: put,
          confidence: returned.growsByElement(fill) ? .low : .medium, related: [(.filled, fill)])
        break
      }
    }
  }
}

/// A value that is put back into a pool, and what makes it grow before.
private struct PooledGrowth {
  enum Kind { case buffer, slice, map }

  let variable: Object
  let kind: Kind
  /// Where the argument of Put stands.
  let argument: Node
  private let pass: Pass

  init?(_ put: Node, _ pass: Pass) {
    guard var argument = put.child(.arg)?.unparenthesized else { return nil }
    if argument.kind == .unaryExpr, argument.token == .and, let operand = argument.child(.x) {
      argument = operand.unparenthesized
    }
    guard let variable = pass.unit.variable(argument), variable.isLocal, let kind = Self.kind(variable.type) else {
      return nil
    }
    self.init(variable, kind, argument, pass)
  }

  private init(_ variable: Object, _ kind: Kind, _ argument: Node, _ pass: Pass) {
    self.variable = variable
    self.kind = kind
    self.argument = argument
    self.pass = pass
  }

  private static func kind(_ type: Type) -> Kind? {
    let type = type.unaliased
    let base = type.kind == .pointer ? type.elem : type
    if base.isNamed("bytes", buffer) { return .buffer }
    switch base.underlying.kind {
    case .slice: return .slice
    case .map: return .map
    default: return nil
    }
  }

  /// What fills it with an amount that the function does not bound; nil where there is none, or the size is looked at.
  func fill() -> Node? {
    guard let function = variable.function, let uses = pass.unit.uses(of: variable, in: function),
      !uses.contains(where: asksForSize)
    else { return nil }
    for use in uses {
      if let fill = filling(use) { return fill }
    }
    if variable.isParameter { return fillByCaller(of: function) }
    return nil
  }

  /// What callers of a function that puts its parameter back do with the value.
  private func fillByCaller(of function: Node) -> Node? {
    guard let name = function.child(.name), let object = pass.unit.object(of: name), !object.isMethod,
      let declaration = variable.declaration,
      let position = function.child(.type)?.child(.params)?.children(.field).flatMap({ Array($0.children(.name)) })
        .firstIndex(of: declaration)
    else { return nil }
    for reference in pass.unit.references(to: object) where !pass.isInTest(reference) {
      guard let call = reference.withParentheses.parent, call.kind == .callExpr, reference.withParentheses.role == .fun
      else { continue }
      let arguments = Array(call.children(.arg))
      guard position < arguments.count, let given = pass.unit.variable(arguments[position]), given.isLocal,
        !given.isParameter, let kind = Self.kind(given.type)
      else { continue }
      if let fill = PooledGrowth(given, kind, arguments[position], pass).fill() { return fill }
    }
    return nil
  }

  /// Whether what fills it adds an element in each turn of a loop, not all bytes of an input at once.
  func growsByElement(_ fill: Node) -> Bool {
    fill.kind == .indexExpr || pass.unit.builtin(fill) == .append && fill.token != .ellipsis
  }

  // MARK: Looking at the size

  private static let buffer = Name.of("Buffer")
  private static let capacity = Set(["Cap", "Available"].map(Name.of))
  private static let length = Name.of("Len")

  /// The place that stands for the value: the name, or `*name` around it.
  private func place(_ use: Node) -> Node {
    let outer = use.withParentheses
    guard let parent = outer.parent, parent.kind == .starExpr else { return use }
    return parent
  }

  private func asksForSize(_ use: Node) -> Bool {
    switch pass.unit.use(of: place(use)) {
    case .argument(let call):
      switch pass.unit.builtin(call) {
      case .cap: return true
      case .len: return isCompared(call)
      default: return false
      }
    case .selected(let selector):
      guard let name = selector.child(.sel)?.name else { return false }
      if Self.capacity.contains(name) { return true }
      return name == Self.length && selector.withParentheses.parent.map(isCompared) ?? false
    default: return false
    }
  }

  /// Whether a number, or the variable that it goes into, is compared in size with anything but nothing.
  private func isCompared(_ number: Node) -> Bool { isCompared(number, throughVariable: true) }

  private func isCompared(_ number: Node, throughVariable: Bool) -> Bool {
    let value = number.withParentheses
    guard let parent = value.parent else { return false }
    switch (parent.kind, parent.token) {
    case (.binaryExpr, .lss), (.binaryExpr, .leq), (.binaryExpr, .gtr), (.binaryExpr, .geq):
      guard let other = parent.child(value.role == .x ? .y : .x) else { return true }
      return pass.unit.integer(other).map { $0 > 1 } ?? true
    case (.assignStmt, _), (.valueSpec, _):
      if !throughVariable { return false }
      guard let name = value.targetOfValue, let kept = pass.unit.variable(name), kept.isLocal,
        let function = kept.function, let uses = pass.unit.uses(of: kept, in: function)
      else { return true }
      return uses.contains { isCompared($0, throughVariable: false) }
    default: return false
    }
  }

  // MARK: Growing

  private static let readFrom = Name.of("ReadFrom")
  private static let write = Name.of("Write")
  private static let copy = Name.of("Copy")
  private static let encode = Name.of("Encode")
  private static let newEncoder = Name.of("NewEncoder")

  /// The operation around a use that adds as much as an input holds.
  private func filling(_ use: Node) -> Node? {
    switch kind {
    case .buffer: return fillingBuffer(use)
    case .slice: return fillingSlice(place(use))
    case .map: return fillingMap(place(use))
    }
  }

  private func fillingBuffer(_ use: Node) -> Node? {
    switch pass.unit.use(of: use) {
    case .selected(let selector):
      guard let name = selector.child(.sel)?.name, let call = selector.withParentheses.parent, call.kind == .callExpr,
        let source = call.child(.arg)
      else { return nil }
      if name == Self.readFrom { return isInput(source) ? call : nil }
      // Texts that are written as they are, as names are, are short as a rule.
      return name == Self.write && isInput(source) ? call : nil
    case .argument(let call):
      let arguments = Array(call.children(.arg))
      if pass.unit.isCall(call, of: "io", Self.copy) {
        return arguments.count == 2 && arguments[0].unparenthesized == use && isInput(arguments[1]) ? call : nil
      }
      // `json.NewEncoder(b).Encode(x)`
      guard pass.unit.isCall(call, of: "encoding/json", Self.newEncoder),
        let selector = call.withParentheses.parent, selector.kind == .selectorExpr,
        selector.child(.sel)?.name == Self.encode, let encoding = selector.withParentheses.parent,
        encoding.kind == .callExpr, let value = encoding.child(.arg), isInput(value)
      else { return nil }
      return encoding
    default: return nil
    }
  }

  /// `b = append(b, data...)`.
  private func fillingSlice(_ place: Node) -> Node? {
    guard case .assigned = pass.unit.use(of: place), let value = place.withParentheses.valueOfTarget?.unparenthesized,
      value.kind == .callExpr, pass.unit.builtin(value) == .append
    else { return nil }
    let arguments = Array(value.children(.arg))
    guard arguments.count == 2 else { return nil }
    if value.token == .ellipsis {
      return pass.unit.type(of: arguments[1]).underlying.kind == .slice && isInput(arguments[1]) ? value : nil
    }
    return isInLoopOverInput(value) ? value : nil
  }

  private func fillingMap(_ place: Node) -> Node? {
    guard case .indexed(let entry) = pass.unit.use(of: place), pass.unit.write(to: entry) != nil,
      let key = entry.child(.index), let loop = entry.enclosingLoop, pass.unit.varies(key, in: loop),
      pass.census.variety.isUnbounded(pass.unit.type(of: key))
    else { return nil }
    return isInLoopOverInput(entry) ? entry : nil
  }

  private func isInLoopOverInput(_ node: Node) -> Bool {
    node.enclosingLoops.contains { loop in
      guard loop.kind == .rangeStmt, let operand = loop.child(.x) else { return false }
      if case .atMost = pass.unit.count(loop) { return false }
      return isInput(operand)
    }
  }

  /// Whether a value is what a caller gave, or a part of it, and nothing limits how much of it there is.
  private func isInput(_ expression: Node) -> Bool {
    if pass.unit.constant(of: expression) != nil { return false }
    let type = pass.unit.type(of: expression)
    if type.isUnknown || type.underlying.kind == .basic && type.underlying.basicKind != .string { return false }
    if (type.kind == .pointer ? type.elem : type).isNamed("io", Self.limitedReader) || isLimitedBefore(expression) {
      return false
    }
    let sources = ValueSources(expression, pass.unit)
    if sources.isBounded || sources.calls.contains(where: limits) { return false }
    return sources.direct.contains { !isOfFixedSize($0.type) }
  }

  private static let limitedReader = Name.of("LimitedReader")

  /// `r.Body = http.MaxBytesReader(w, r.Body, n)`.
  private func isLimitedBefore(_ expression: Node) -> Bool {
    guard expression.unparenthesized.kind == .selectorExpr, let function = expression.enclosingFunction else {
      return false
    }
    return function.descendants.contains { node in
      guard node.role == .lhs, pass.unit.isSame(node, expression), let value = node.valueOfTarget?.unparenthesized
      else {
        return false
      }
      return value.kind == .callExpr && limits(value)
    }
  }

  /// `io.LimitReader`, `http.MaxBytesReader`: what comes out of them has a limit.
  private func limits(_ call: Node) -> Bool {
    guard let callee = pass.unit.callee(of: call), let path = callee.package?.path else { return false }
    return Self.limiting.contains { callee.name == $0.name && path == $0.path }
  }

  private static let limiting = [
    (path: "io", name: Name.of("LimitReader")), (path: "net/http", name: Name.of("MaxBytesReader")),
  ]

  /// Numbers and structs of them do not grow.
  private func isOfFixedSize(_ type: Type) -> Bool {
    type.underlying.kind == .basic ? type.underlying.basicKind != .string : type.containsPointers != true
  }
}

extension Message {
  fileprivate static func keeps(_ returned: PooledGrowth, _ pool: String, _ pass: Pass) -> Message {
    let name = returned.variable.name.string
    switch returned.kind {
    case .buffer, .slice:
      return """
        `\(name)` goes back to `\(pool)` as large as its input made it, and stays: drop it above a limit, as fmt does above 64 kB
        """
    case .map:
      let type = returned.variable.type.unaliased
      let map = type.kind == .pointer ? type.elem : type
      let megabytes = pass.entryBytes(map)
      let cost = megabytes.map { ", \($0) MB after a million entries," } ?? ""
      return "`\(name)` goes back to `\(pool)` with its table\(cost) which never shrinks: drop it above a limit"
    }
  }
  fileprivate static var filled: Message { "it grows with its input here" }
}
