import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds tickers that go on when the function that made them is over.
struct TickerNotStopped: Rule {
  static let meta = RuleMeta(
    id: "ticker-not-stopped",
    summary: "a ticker is dropped without Stop: before Go 1.23 it ticks for ever",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      Before Go 1.23 the runtime keeps every running ticker: one that is dropped without Stop is never collected and goes on \
      waking the processor at each tick. A function that makes one on each call leaks one on each call; time.Tick gives no way \
      to stop it at all.

      Since Go 1.23 a ticker that nothing refers to is collected, where go.mod says go 1.23 or later too; since Go 1.27 \
      always. The rule is silent there.
      """,
    bad: """
      func watch(done chan bool) {
      	ticker := time.NewTicker(time.Second)
      	for {
      		select {
      		case <-ticker.C: fmt.Println("still here")
      		case <-done: return
      		}
      	}
      }
      """,
    good: """
      func watch(done chan bool) {
      	ticker := time.NewTicker(time.Second)
      	defer ticker.Stop()
      	for {
      		select {
      		case <-ticker.C: fmt.Println("still here")
      		case <-done: return
      		}
      	}
      }
      """,
    limits: [
      "Modules whose go.mod says go 1.23 or later are not judged, nor are runs for a toolchain of Go 1.27 or later.",
      "Only tickers that never leave the function are judged. One made in main or init lives as long as the program.",
      "Whether a function is called often enough to matter is not known: low confidence, unless a loop makes tickers.",
      """
      In preview: of 18 findings read, 12 were in functions that run once, or in a command that ends; no module of today's that \
      was read has any.
      """,
    ],
    figures: EvidenceFigures.tickerNotStopped,
    equivalents: [
      Equivalent("staticcheck", "SA1015", "reports time.Tick in functions that return, not tickers without Stop")
    ])

  static let visits: [Kind] = [.callExpr]

  private static let newTicker = Name.of("NewTicker")
  private static let tick = Name.of("Tick")
  private static let stop = Name.of("Stop")
  private static let channel = Name.of("C")
  private static let reset = Name.of("Reset")

  func check(_ call: Node, in pass: Pass) {
    guard Timers.areKept(pass), !pass.isInTest(call) else { return }
    if pass.unit.isCall(call, of: "time", Self.tick) { return checkTick(call, pass) }
    guard pass.unit.isCall(call, of: "time", Self.newTicker), let ticker = ticker(of: call, pass) else { return }
    guard let uses = pass.unit.uses(of: ticker, in: ticker.function ?? call), isDroppedUnstopped(uses, pass),
      // A goroutine that reads it has it on after the function's end.
      uses.allSatisfy({ $0.enclosingFunction == ticker.function })
    else { return }
    let loops = uses.compactMap { use -> Node? in
      guard let selector = use.withParentheses.parent, selector.kind == .selectorExpr else { return nil }
      return selector.withParentheses.parent.flatMap { $0.kind == .rangeStmt ? $0 : nil }
    }
    guard returns(after: call, endless: loops, pass) else { return }
    pass.report(Self.self, .notStopped(ticker.name.string), at: call, confidence: .low)
  }

  /// The local variable that gets the ticker, and nothing else.
  private func ticker(of call: Node, _ pass: Pass) -> Object? {
    let value = call.withParentheses
    guard let parent = value.parent, parent.kind == .assignStmt || parent.kind == .valueSpec,
      let function = call.enclosingFunction
    else { return nil }
    let name = parent.child(parent.kind == .assignStmt ? .lhs : .name)
    guard let name, name.valueOfTarget == value, name.kind == .ident, let variable = pass.unit.variable(name),
      variable.isLocal, variable.declaration == name, variable.function == function
    else { return nil }
    return variable
  }

  /// Whether all that happens to a ticker is that its channel is read.
  private func isDroppedUnstopped(_ uses: [Node], _ pass: Pass) -> Bool {
    uses.allSatisfy { use in
      switch pass.unit.use(of: use) {
      case .declared: return true
      case .selected(let selector):
        guard let name = selector.child(.sel)?.name else { return false }
        // The channel itself may go elsewhere; that stops nothing.
        return name == Self.channel || name == Self.reset
      default: return false
      }
    }
  }

  /// `time.Tick(d)`: nobody can stop it.
  private func checkTick(_ call: Node, _ pass: Pass) {
    let isInSelect = call.ancestors.prefix(while: { $0.kind != .blockStmt }).contains { $0.kind == .commClause }
    if isInSelect || call.withParentheses.parent?.kind == .unaryExpr, let loop = call.enclosingLoop {
      return pass.report(Self.self, .tickInLoop, at: call, confidence: .high, related: [(.loop, loop)])
    }
    var loops: [Node] = []
    if let range = call.withParentheses.parent, range.kind == .rangeStmt {
      loops = [range]
    } else if let channel = ticker(of: call, pass), let uses = pass.unit.uses(of: channel, in: channel.function ?? call)
    {
      loops = uses.compactMap { use in
        use.withParentheses.parent.flatMap { $0.kind == .rangeStmt && use.withParentheses.role == .x ? $0 : nil }
      }
    } else {
      return
    }
    guard returns(after: call, endless: loops, pass) else { return }
    pass.report(Self.self, .tick, at: call, confidence: .low)
  }

  /// Whether the function that makes a ticker ends, the program with it left out, and may be called again.
  private func returns(after call: Node, endless loops: [Node], _ pass: Pass) -> Bool {
    guard let function = pass.flow.function(around: call), pass.flow.runsRepeatedly(call), !isOfMain(call, pass) else {
      return false
    }
    let graph = pass.flow.graph(of: function)
    guard !graph.hasDamage, let start = graph.position(of: call)?.block else { return false }
    var seen: Set<Int> = [start]
    var open = [start]
    while let block = open.popLast() {
      for edge in graph.successors(of: block) {
        // The channel of a ticker is never closed.
        if edge.kind == .leaves, let loop = edge.condition, loops.contains(loop) { continue }
        if edge.kind == .panics { continue }
        if edge.to == ControlFlowGraph.exit { return true }
        if seen.insert(edge.to).inserted { open.append(edge.to) }
      }
    }
    return false
  }

  private static let mainName = Name.of("main")
  private static let initName = Name.of("init")

  /// Whether a call stands in main or init, or in a literal there: it runs once, unless a loop repeats it.
  private func isOfMain(_ call: Node, _ pass: Pass) -> Bool {
    guard let declaration = call.ancestors.first(where: { $0.kind == .funcDecl }),
      declaration.child(.recv) == nil, let name = declaration.child(.name)?.name
    else { return call.ancestors.allSatisfy { $0.kind != .funcDecl } }
    return name == Self.initName || name == Self.mainName && pass.unit.package.name == Self.mainName
  }
}

/// What the runtime keeps of timers that nothing refers to.
enum Timers {
  /// Whether timers and tickers that are dropped stay until they fire, or for ever: where go.mod asks for less than Go 1.23, on
  /// toolchains before Go 1.27. https://go.dev/wiki/Go123Timer
  static func areKept(_ pass: Pass) -> Bool {
    pass.language < 23 && pass.toolchainAtLeast < 27 && (pass.toolchain ?? 0) < 27
  }
}

extension Message {
  fileprivate static func notStopped(_ ticker: String) -> Message {
    """
    `\(ticker)` is not stopped when the function returns: before Go 1.23 it ticks for ever, over 200 bytes and a wake-up a tick; \
    `defer \(ticker).Stop()`
    """
  }
  fileprivate static var tick: Message {
    """
    this `time.Tick` cannot be stopped when the function returns: before Go 1.23 it ticks for ever, over 200 bytes and a wake-up \
    a tick; use time.NewTicker and Stop
    """
  }
  fileprivate static var tickInLoop: Message {
    """
    `time.Tick` makes a new ticker in each turn: before Go 1.23 each one ticks for ever, over 200 bytes and a wake-up a tick; make \
    one before the loop
    """
  }
  fileprivate static var loop: Message { "the loop" }
}
