import GoFlow
import GoSyntax
import GoTypes
import Lint

/// How often a call runs, as far as the package shows.
enum Pace {
  /// In each turn of a loop.
  case turn(Node, Wait)
  /// For each request, or whenever a timer fires that is set again.
  case entry(EntryPoint)
  /// Not known to be often.
  case unknown

  /// What a loop waits for in each turn.
  enum Wait {
    case nothing
    /// So many nanoseconds.
    case time(Int64)
    /// A channel: an event that may be rare.
    case event
    /// Calls that may wait for anything.
    case unknown
  }

  /// Loops of so few turns are for a purpose: run the finalizers, warm up.
  static let fewTurns: Int64 = 16

  static func of(_ call: Node, _ pass: Pass) -> Pace {
    // Of nested loops the innermost sets the pace, unless it has but few turns.
    for loop in call.enclosingLoops {
      if case .atMost(let turns) = pass.unit.count(loop), turns <= fewTurns { continue }
      if pass.unit.leavesLoop(after: call, loop) { continue }
      return .turn(loop, wait(in: loop, pass))
    }
    guard let function = pass.flow.function(around: call),
      let id = pass.flow.callGraph.function(function.node),
      let entry = pass.flow.concurrency.proof(id)
    else { return .unknown }
    switch entry.kind {
    case .handler, .service: return .entry(entry)
    case .timer: return isSetAgain(entry, pass) ? .entry(entry) : .unknown
    default: return .unknown
    }
  }

  private static let reset = Name.of("Reset")

  /// Whether what time.AfterFunc starts sets the timer again, or a loop does: each call fires once.
  private static func isSetAgain(_ entry: EntryPoint, _ pass: Pass) -> Bool {
    if !entry.start.enclosingLoops.isEmpty { return true }
    if let starter = entry.starter,
      pass.flow.concurrency.entries(reaching: starter).contains(where: { $0.start == entry.start })
    {
      return true
    }
    guard let timer = entry.start.withParentheses.targetOfValue, let variable = pass.unit.namedVariable(timer) else {
      return false
    }
    return pass.unit.references(to: variable).contains { name in
      let place = name.role == .sel ? name.parent ?? name : name
      guard let method = place.parent, method.kind == .selectorExpr, place.role == .x else { return false }
      return method.child(.sel)?.name == reset
    }
  }

  private static let sleep = Name.of("Sleep")
  private static let after = Name.of("After")
  private static let tick = Name.of("Tick")
  private static let newTicker = Name.of("NewTicker")
  private static let newTimer = Name.of("NewTimer")

  private static func wait(in loop: Node, _ pass: Pass) -> Wait {
    if loop.kind == .rangeStmt, let operand = loop.child(.x) {
      let type = pass.unit.type(of: operand)
      if type.isUnknown { return .unknown }
      if type.underlying.kind == .chan { return interval(of: operand, pass).map { .time($0) } ?? .event }
    }
    var shortest: Int64?
    var isKnown = true
    for node in loop.descendants {
      switch node.kind {
      case .sendStmt: return .event
      case .unaryExpr where node.token == .arrow:
        guard let channel = node.child(.x), let time = interval(of: channel, pass) else { return .event }
        shortest = min(shortest ?? time, time)
      case .callExpr:
        if pass.unit.isCall(node, of: "time", sleep) {
          guard let time = node.child(.arg).flatMap(pass.unit.duration) else { return .unknown }
          shortest = min(shortest ?? time, time)
        } else if mayWait(node, pass) {
          isKnown = false
        }
      default: break
      }
    }
    if !isKnown { return .unknown }
    return shortest.map { .time($0) } ?? .nothing
  }

  /// Whether a call may wait for others: anything but functions of packages that only compute.
  private static func mayWait(_ call: Node, _ pass: Pass) -> Bool {
    if pass.unit.builtin(call) != nil || pass.unit.isConversion(call) { return false }
    guard let path = pass.unit.callee(of: call)?.package?.path else { return true }
    return !computing.contains(path)
  }

  private static let computing: Set<String> = [
    "bytes", "errors", "maps", "math", "math/bits", "runtime", "runtime/debug", "slices", "sort", "strconv", "strings",
    "sync/atomic", "unicode", "unicode/utf8",
  ]

  /// The time between two values of a ticker's or timer's channel: `ticker.C`, `time.Tick(d)`, `time.After(d)`.
  private static func interval(of channel: Node, _ pass: Pass) -> Int64? {
    let node = channel.unparenthesized
    if node.kind == .callExpr {
      guard pass.unit.isCall(node, of: "time", after) || pass.unit.isCall(node, of: "time", tick) else { return nil }
      return node.child(.arg).flatMap(pass.unit.duration)
    }
    guard node.kind == .selectorExpr, let operand = node.child(.x), let variable = pass.unit.variable(operand),
      variable.isLocal, let maker = variable.declaration?.valueOfTarget?.unparenthesized, maker.kind == .callExpr,
      pass.unit.isCall(maker, of: "time", newTicker) || pass.unit.isCall(maker, of: "time", newTimer)
    else { return nil }
    return maker.child(.arg).flatMap(pass.unit.duration)
  }
}
