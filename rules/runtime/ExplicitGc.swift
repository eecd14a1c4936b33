import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds collections that are forced again and again.
struct ExplicitGc: Rule {
  static let meta = RuleMeta(
    id: "explicit-gc",
    summary: "a collection is forced in a loop, for each request or on a timer",
    group: .runtime, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      runtime.GC runs a whole collection and blocks its caller until it is done, the longer the \
      more pointers there are to follow. debug.FreeOSMemory does the same and gives the pages back, so that the next \
      allocations fault them in again.

      The collector starts by itself when it pays. To keep memory below a bound set debug.SetMemoryLimit (Go 1.19); to collect less \
      garbage make less of it.
      """,
    bad: """
      func remove(files []string) {
      	for _, file := range files {
      		os.Remove(file)
      		runtime.GC()
      	}
      }
      """,
    good: """
      func remove(files []string) {
      	debug.SetMemoryLimit(1 << 30)
      	for _, file := range files {
      		os.Remove(file)
      	}
      }
      """,
    limits: [
      "A call in a function that is called from a loop elsewhere is not seen, but for handlers of requests and timers "
        + "that are set again.",
      "Functions that also read the memory statistics or write a profile are taken for diagnostics, as are handlers that do "
        + "little else.",
      "Loops of at most 16 turns and tests are left alone, as are handlers that do not look at their request.",
      "Low confidence under a condition within the loop: how often it holds is not known.",
      """
      In preview: merged code has so few (2 in 23 million lines) that its precision is not known well.
      """,
    ],
    figures: EvidenceFigures.explicitGc,
    equivalents: [
      Equivalent(
        "revive", "call-to-gc",
        "reports runtime.GC wherever it stands, but not in functions that are written as arguments, nor debug.FreeOSMemory"
      )
    ])

  static let visits: [Kind] = [.callExpr]

  private static let collect = Name.of("GC")
  private static let free = Name.of("FreeOSMemory")
  private static let readMemStats = Name.of("ReadMemStats")
  private static let yield = Name.of("Gosched")
  private static let readGCStats = Name.of("ReadGCStats")
  private static let writeHeapDump = Name.of("WriteHeapDump")

  /// debug.SetMemoryLimit came with Go 1.19.
  private static let limitSince = 19

  func check(_ call: Node, in pass: Pass) {
    let isFree = pass.unit.isCall(call, of: "runtime/debug", Self.free)
    guard isFree || pass.unit.isCall(call, of: "runtime", Self.collect), !pass.isInTest(call),
      pass.unit.package.path != "runtime", let function = call.enclosingFunction, !isDiagnostic(function, pass)
    else { return }
    let name = isFree ? "debug.FreeOSMemory" : "runtime.GC"
    let hasLimit = pass.language(at: call) >= Self.limitSince
    switch Pace.of(call, pass) {
    case .turn(let loop, let wait):
      // One loop may hold both: the first says it.
      if isFree, loop.descendants.contains(where: { pass.unit.isCall($0, of: "runtime", Self.collect) }) { return }
      // How often a condition holds is not known.
      if call.conditions(within: loop).contains(where: { $0.kind == .ifStmt || $0.kind == .caseClause }) {
        return pass.report(Self.self, .sometimes(name), at: call, confidence: .low, related: [(.loop, loop)])
      }
      switch wait {
      case .nothing: pass.report(Self.self, .turn(name), at: call, confidence: .high, related: [(.loop, loop)])
      case .time(let time):
        pass.report(
          Self.self, .timer(name, time.durationText, hasLimit), at: call, confidence: .medium, related: [(.loop, loop)])
      case .unknown: pass.report(Self.self, .turn(name), at: call, confidence: .medium, related: [(.loop, loop)])
      case .event: pass.report(Self.self, .turn(name), at: call, confidence: .low, related: [(.loop, loop)])
      }
    case .entry(let entry):
      if entry.kind != .timer, calls(in: function) <= Self.littleElse || ignoresRequest(function, pass) { return }
      pass.report(
        Self.self,
        entry.kind == .timer ? .onTimer(name, hasLimit) : .request(name, pass.flow.concurrency.name(of: entry)),
        at: call, confidence: .medium, related: [(.start, entry.start)])
    case .unknown: return
    }
  }

  /// A handler of so few calls is there to collect.
  private static let littleElse = 4

  private func calls(in function: Node) -> Int { function.descendants.count { $0.kind == .callExpr } }

  private static let request = Name.of("Request")

  /// Whether a handler does the same whatever it is asked: whoever calls it wants a collection.
  private func ignoresRequest(_ function: Node, _ pass: Pass) -> Bool {
    guard let body = function.child(.body) else { return false }
    for field in function.child(.type)?.child(.params)?.children(.field).map({ $0 }) ?? [] {
      guard let type = field.child(.type)?.unparenthesized, type.kind == .starExpr, let named = type.child(.x),
        pass.unit.type(of: named).isNamed("net/http", Self.request)
      else { continue }
      return field.children(.name).allSatisfy { name in
        guard let variable = pass.unit.object(of: name) else { return true }
        return pass.unit.uses(of: variable, in: body)?.isEmpty ?? false
      }
    }
    return false
  }

  /// Whether a function looks at the memory too: the collection makes the figures exact. Or whether it lets others run: it
  /// waits for finalizers.
  private func isDiagnostic(_ function: Node, _ pass: Pass) -> Bool {
    function.descendants.contains { node in
      guard node.kind == .callExpr else { return false }
      if pass.unit.isCall(node, of: "runtime", Self.readMemStats)
        || pass.unit.isCall(node, of: "runtime", Self.yield)
        || pass.unit.isCall(node, of: "runtime/debug", Self.readGCStats)
        || pass.unit.isCall(node, of: "runtime/debug", Self.writeHeapDump)
      {
        return true
      }
      return pass.unit.callee(of: node)?.package?.path == "runtime/pprof"
    }
  }
}

extension Message {
  fileprivate static func turn(_ name: String) -> Message {
    """
    `\(name)` in each turn of a loop: each call stops here for a whole collection; the collector \
    starts by itself
    """
  }
  fileprivate static func sometimes(_ name: String) -> Message {
    """
    `\(name)` in a loop: each call stops here for a whole collection; the collector starts by itself
    """
  }
  fileprivate static func timer(_ name: String, _ time: String, _ hasLimit: Bool) -> Message {
    "`\(name)` every \(time): the collector starts by itself\(hasLimit ? toBound : "")"
  }
  fileprivate static func onTimer(_ name: String, _ hasLimit: Bool) -> Message {
    "`\(name)` on a timer: the collector starts by itself\(hasLimit ? toBound : "")"
  }
  private static var toBound: String { "; to bound memory set debug.SetMemoryLimit" }
  fileprivate static func request(_ name: String, _ entry: String) -> Message {
    """
    `\(name)` for each request, reached from \(entry): the request waits for a whole collection; \
    the collector starts by itself
    """
  }
  fileprivate static var loop: Message { "the loop" }
  fileprivate static var start: Message { "started here" }
}
