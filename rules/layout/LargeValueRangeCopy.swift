import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds loops that copy large elements.
struct LargeValueRangeCopy: Rule {
  static let meta = RuleMeta(
    id: "large-value-range-copy",
    summary: "range copies each large element into its variable",
    group: .layout, severity: .info, stage: .preview(since: "0.1.0"),
    why: """
      `for _, v := range s` copies each element into v. For large elements that is most of what a short loop costs: of values \
      of 1 KB, handing v on whole takes at least 3 times as long as handing on `&s[i]`.

      From Go 1.27 on the copy is left out where only fields are read. Such loops are reported only where the toolchain is known \
      to be older, by `--toolchain` or the toolchain line of go.mod.
      """,
    bad: """
      type event struct { id int; payload [512]byte }

      func ids(events []event) (sum int) {
      	for _, e := range events {
      		sum += check(e)
      	}
      	return sum
      }

      func check(e event) int { return e.id }
      """,
    good: """
      type event struct { id int; payload [512]byte }

      func ids(events []event) (sum int) {
      	for i := range events {
      		sum += check(&events[i])
      	}
      	return sum
      }

      func check(e *event) int { return e.id }
      """,
    options: [size],
    limits: [
      "An element whose address is taken, that is changed, captured or kept is a wanted copy.",
      "Loops of at most 8 turns and tests are left alone. So are elements of 256 to 511 bytes unless `size` says otherwise: in real code "
        + "their copies were seldom what a loop costs.",
      "Low confidence where the loop does more than small functions of its package: there the copy is not what costs. So have maps, which "
        + "the mend would change everywhere.",
      """
      In preview: how many elements there are is not seen; of 31 findings shown by default in 23 million lines 7 were about \
      a handful.
      """,
    ],
    figures: EvidenceFigures.largeValueRangeCopy,
    equivalents: [
      Equivalent("gocritic", "rangeValCopy", "reports from 128 bytes on, whatever is done with the copy", covers: true),
      Equivalent("gocritic", "rangeExprCopy", "reports arrays that are ranged over by value"),
    ])

  static let visits: [Kind] = [.rangeStmt]

  private static let size = RuleOption(
    "size", default: 512, range: 1...1 << 20, "Elements of so many bytes and more are reported.")
  private static let fewTurns: Int64 = 8

  func check(_ range: Node, in pass: Pass) {
    guard range.token == .define, let value = range.child(.value), value.kind == .ident,
      let operand = range.child(.x), let body = range.child(.body), !pass.isInTest(range),
      let variable = pass.unit.variable(value), let size = variable.type.size(pass.sizes),
      size >= pass.value(of: Self.size, of: Self.self)
    else { return }
    let container = pass.unit.type(of: operand).underlying
    guard [.slice, .map, .array, .pointer].contains(container.kind), let uses = pass.unit.uses(of: variable, in: body),
      !uses.isEmpty
    else { return }
    if case .atMost(let count) = pass.unit.count(range), count <= Self.fewTurns { return }
    var whole: Node?
    for use in uses {
      switch self.use(use, range, pass) {
      case .field: continue
      case .whole: whole = whole ?? use
      case .wanted: return
      }
    }
    if whole == nil, pass.toolchain.map({ $0 >= 27 }) ?? true { return }
    pass.report(
      Self.self,
      .copies(variable.name.string, size, operand.textString, isMap: container.kind == .map, isWhole: whole != nil),
      at: value,
      confidence: container.kind != .map && pass.unit.isLight(body) && !pass.unit.mayWait(body) ? .medium : .low,
      related: [(whole == nil ? .read : .used, whole ?? uses[0])])
  }

  private enum Use {
    /// A field or an element of it is read.
    case field
    /// It is handed to a function by value.
    case whole
    /// The copy may be what is wanted.
    case wanted
  }

  private func use(_ name: Node, _ range: Node, _ pass: Pass) -> Use {
    if name.enclosingFunction != range.enclosingFunction { return .wanted }
    switch pass.unit.use(of: name) {
    case .selected(let selector): return isRead(selector, pass) ? .field : .wanted
    case .indexed(let index): return isRead(index, pass) ? .field : .wanted
    case .argument(let call):
      // What append, a conversion to an interface and go statements do with it is to keep it.
      guard pass.unit.builtin(call) == nil, let statement = call.withParentheses.parent,
        statement.kind != .goStmt, statement.kind != .deferStmt, !pass.unit.isConversion(call),
        takesByValue(call, name.withParentheses, pass)
      else { return .wanted }
      return .whole
    default: return .wanted
    }
  }

  /// Whether a part is only read: not assigned to, its address not taken, no method with a pointer receiver called on it.
  private func isRead(_ part: Node, _ pass: Pass) -> Bool {
    var node = part
    while true {
      if node.kind == .selectorExpr, let selection = pass.unit.selection(of: node), selection.kind != .field {
        guard selection.kind == .method, let receiver = selection.object.receiver else { return false }
        return !receiver.isPointer
      }
      if node.kind == .selectorExpr, pass.unit.selection(of: node) == nil { return false }
      let outer = node.withParentheses
      guard let parent = outer.parent else { return false }
      switch (parent.kind, outer.role) {
      case (.selectorExpr, .x), (.indexExpr, .x): node = parent
      case (.unaryExpr, _): return parent.token != .and
      case (.assignStmt, .lhs), (.incDecStmt, _), (.sliceExpr, .x): return false
      default: return true
      }
    }
  }

  /// Whether the parameter that an argument is for has the argument's own type.
  private func takesByValue(_ call: Node, _ argument: Node, _ pass: Pass) -> Bool {
    guard let callee = pass.unit.callee(of: call), callee.package == pass.unit.package || !callee.isMethod,
      call.token != .ellipsis, let index = Array(call.children(.arg)).firstIndex(of: argument)
    else { return false }
    let signature = callee.type
    guard !signature.isVariadic, signature.typeParameters.isEmpty, index < signature.parameters.count else {
      return false
    }
    let parameter = signature.parameters[index].type
    return parameter.underlying.kind != .interface
      && parameter.size(pass.sizes) == pass.unit.type(of: argument).size(pass.sizes)
  }
}

extension Message {
  fileprivate static func copies(_ variable: String, _ size: Int64, _ operand: String, isMap: Bool, isWhole: Bool)
    -> Message
  {
    let mend = isMap ? "a map of pointers has nothing to copy" : "use `&\(operand)[i]`"
    return isWhole
      ? "each turn copies \(size) bytes into `\(variable)`, and again into the function that gets it; \(mend)"
      : "each turn copies \(size) bytes into `\(variable)` to read a part of them, before Go 1.27; \(mend)"
  }
  fileprivate static var used: Message { "copied once more here" }
  fileprivate static var read: Message { "only a part is read" }
}
