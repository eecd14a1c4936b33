import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds memory statistics that are read often enough to matter.
struct MemstatsInHotPath: Rule {
  static let meta = RuleMeta(
    id: "memstats-in-hot-path",
    summary: "runtime.ReadMemStats, which stops the world, is called in a tight loop or for each request",
    group: .runtime, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      runtime.ReadMemStats stops every goroutine of the program. Once every few seconds nobody \
      notices; in a loop or for each request all of them wait for it, again and again.

      runtime/metrics.Read gives the same figures without stopping the world.
      """,
    bad: """
      func watch(limit uint64) {
      	var stats runtime.MemStats
      	for stats.HeapAlloc < limit {
      		runtime.ReadMemStats(&stats)
      		time.Sleep(time.Millisecond)
      	}
      }
      """,
    good: """
      func watch(limit uint64) {
      	var stats runtime.MemStats
      	for stats.HeapAlloc < limit {
      		runtime.ReadMemStats(&stats)
      		time.Sleep(10 * time.Second)
      	}
      }
      """,
    limits: [
      "Loops that wait for something other than a constant time are not judged, nor are calls in a function that a loop "
        + "elsewhere calls.",
      "Reads for each request are reported only where nothing but conditions use them: else the handler is there to show them.",
      "Loops that read twice in a turn measure what lies between, and are left alone; so are tests.",
      "In preview: 23 million lines have none that is shown by default, so its precision is not known.",
    ],
    figures: EvidenceFigures.memstatsInHotPath)

  static let visits: [Kind] = [.callExpr]

  private static let name = Name.of("ReadMemStats")
  private static let second: Int64 = 1_000_000_000

  func check(_ call: Node, in pass: Pass) {
    guard pass.unit.isCall(call, of: "runtime", Self.name), !pass.isInTest(call) else { return }
    switch Pace.of(call, pass) {
    case .turn(let loop, let wait):
      let reads = loop.descendants.count { pass.unit.isCall($0, of: "runtime", Self.name) }
      if reads > 1 { return }
      switch wait {
      case .nothing: pass.report(Self.self, .turn, at: call, confidence: .high, related: [(.loop, loop)])
      case .time(let time) where time < Self.second:
        pass.report(Self.self, .often(time.durationText), at: call, confidence: .high, related: [(.loop, loop)])
      default: return
      }
    case .entry(let entry) where entry.kind != .timer && onlyDecides(call, pass):
      pass.report(
        Self.self, .request(pass.flow.concurrency.name(of: entry)), at: call, confidence: .medium,
        related: [(.start, entry.start)])
    default: return
    }
  }

  /// Whether what is read is only compared with something.
  private func onlyDecides(_ call: Node, _ pass: Pass) -> Bool {
    guard let address = call.child(.arg)?.unparenthesized, address.kind == .unaryExpr, address.token == .and,
      let variable = address.child(.x).flatMap(pass.unit.variable), variable.isLocal, let function = variable.function,
      let uses = pass.unit.uses(of: variable, in: function)
    else { return false }
    return uses.allSatisfy { use in
      switch pass.unit.use(of: use) {
      case .declared: true
      case .addressed: call.contains(use)
      case .selected(let selector):
        selector.ancestors.prefix { !$0.isStatement || $0.kind == .ifStmt }.contains { $0.role == .cond }
          || selector.role == .cond
      default: false
      }
    }
  }
}

extension Message {
  fileprivate static var turn: Message {
    """
    `runtime.ReadMemStats` in each turn of a loop that waits for nothing stops every goroutine each time; \
    runtime/metrics.Read does not
    """
  }
  fileprivate static func often(_ time: String) -> Message {
    """
    `runtime.ReadMemStats` every \(time) stops every goroutine each time; runtime/metrics.Read does not, and once in some \
    seconds is mostly enough
    """
  }
  fileprivate static func request(_ entry: String) -> Message {
    """
    `runtime.ReadMemStats` for each request, reached from \(entry), stops every goroutine each time; runtime/metrics.Read \
    does not
    """
  }
  fileprivate static var loop: Message { "the loop" }
  fileprivate static var start: Message { "started here" }
}
