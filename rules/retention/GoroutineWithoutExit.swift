import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds goroutines that wait for ever on a channel that nobody else uses any more.
struct GoroutineWithoutExit: Rule {
  static let meta = RuleMeta(
    id: "goroutine-without-exit",
    summary: "a goroutine waits for ever on a channel that nobody else uses any more",
    group: .retention, severity: .warning, stage: .stable(since: "0.1.0"),
    why: """
      A goroutine that waits on a channel is never collected, although nothing can reach the channel any more. It keeps its \
      stack of 2 kB and everything it captured, for as long as the program runs.

      The usual case is a result sent on an unbuffered channel after the receiver has given up on a timeout. Give the channel \
      room for every value that is sent (`make(chan T, 1)`), let the sender also wait for the context, or close the channel \
      that a goroutine ranges over on every way out of the function: with `defer`.

      Also reported: workers whose channel is not closed when the function returns early, goroutines that send more than is \
      received when a loop is left early, waits on the channel of a timer that `time.AfterFunc` made, which has none, and \
      goroutines that alone can cancel the context which they wait for.
      """,
    bad: """
      func fetch(work func() int) (int, bool) {
      	result := make(chan int)
      	go func() { result <- work() }()
      	select {
      	case v := <-result:
      		return v, true
      	case <-time.After(time.Second):
      		return 0, false
      	}
      }
      """,
    good: """
      func fetch(work func() int) (int, bool) {
      	result := make(chan int, 1)
      	go func() { result <- work() }()
      	select {
      	case v := <-result:
      		return v, true
      	case <-time.After(time.Second):
      		return 0, false
      	}
      }
      """,
    limits: [
      """
      Only channels that one function makes are judged, with the goroutines it starts and the functions of the package it \
      hands them to. Of one that is returned or handed on, and of one in a field, it is only told with low confidence that a \
      send does not wait for the context, or for what ends its loop or its readers.
      """,
      "Endless loops and `select {}` are not reported: many goroutines are meant to live as long as the program.",
      """
      In commands of cobra, urfave/cli and kingpin, which end with the program as a rule, confidence is low. Elsewhere outside \
      package main a function that runs once, right before the program ends, is not told from others.
      """,
      "A select that also receives a signal of the operating system is taken to end the program then.",
    ],
    figures: EvidenceFigures.goroutineWithoutExit,
    equivalents: [
      Equivalent("runtime/pprof", "goroutineleak", "Go 1.27: sees the goroutines that hang in a running program"),
      Equivalent("go.uber.org/goleak", "", "sees those that a test leaves behind"),
      Equivalent(
        "gosec", "G118",
        "reports endless loops that block and ask for no context, cancel functions never called, and goroutines with a context of their own"
      ),
      Equivalent(
        "semgrep", "trailofbits.go.hanging-goroutine.hanging-goroutine",
        "reports a few forms with a channel without room, within one function"),
    ])

  static let visits: [Kind] = [.callExpr, .goStmt, .selectorExpr, .sendStmt]

  private static let make = Name.of("make")

  func check(_ node: Node, in pass: Pass) {
    if node.kind == .selectorExpr { return checkTimer(node, pass) }
    if node.kind == .sendStmt { return checkSend(node, pass) }
    if node.kind == .goStmt { return checkStart(node, pass) }
    guard let fun = node.child(.fun), fun.kind == .ident, fun.name == Self.make,
      node.child(.arg)?.unparenthesized.kind == .chanType, !pass.isInTest(node),
      pass.unit.builtin(node) == .make, let target = node.withParentheses.targetOfValue,
      let channel = pass.unit.variable(target), channel.isLocal, channel.declaration == target,
      let home = node.enclosingFunction
    else { return }
    let arguments = Array(node.children(.arg))
    let room = arguments.count > 1 ? pass.unit.integer(arguments[1]) : 0
    if let found = ignoredContext(channel, home, room: room, pass) {
      return pass.report(
        Self.self, .ignoredContext(channel.name.string), at: found.send, confidence: .low,
        related: [(.made, target), (.started, found.start), (.handedOn, found.leaves)])
    }
    guard let uses = pass.flow.channelUses(of: channel, in: home) else { return }
    let made = MadeChannel(channel, target, home, isBuffered: Self.isBuffered(node, pass), uses)
    if uses.contains(where: { $0.kind == .returned }) { return }
    guard let leak = leak(of: made, pass) else { return }
    switch ending(of: home, pass) {
    case .program: return
    case .command: report(leak, made, pass, confidence: .low)
    case nil: report(leak, made, pass, confidence: .high)
    }
  }

  /// Whether a `make` of a channel gives room for values, or may.
  static func isBuffered(_ make: Node, _ pass: Pass) -> Bool {
    let arguments = Array(make.children(.arg))
    return arguments.count > 1 && pass.unit.integer(arguments[1]) != 0
  }

  private func report(_ leak: ChannelLeak, _ made: MadeChannel, _ pass: Pass, confidence: Confidence) {
    let name = made.channel.name.string
    // A function that several goroutines run is not where the mistake is.
    let isHere = made.home.contains(leak.stuck.node)
    let place = isHere ? leak.stuck.node : leak.stuck.goroutine ?? leak.stuck.node
    var related: [(Message, Node)] = []
    let message: Message
    switch leak.reason {
    case .neverSent: message = .neverSent(name)
    case .neverReceived: message = .neverReceived(name)
    case .neverClosed: message = .neverClosed(name)
    case .tooMany: message = .tooMany(name)
    case .mayBeLeft(let other):
      message = .mayBeLeft(name)
      related.append((.leftHere, other))
    case .notClosed(let end):
      message = .notClosed(name)
      related.append((.endsHere, end))
    case .leftEarly(let end):
      message = .leftEarly(name)
      related.append((.endsHere, end))
    }
    related.append((.made, made.target))
    if let goroutine = leak.stuck.goroutine, goroutine != place { related.append((.started, goroutine)) }
    if !isHere { related.append((.waits, leak.stuck.node)) }
    pass.report(Self.self, message, at: place, confidence: confidence, related: related)
  }
}

extension Message {
  /// The least that a goroutine has, as measured: `stackMin` in runtime/stack.go.
  private static var itsStack: String { "; it keeps a stack of 2 kB and all it captured" }

  fileprivate static func neverSent(_ channel: String) -> Message {
    "this goroutine never ends: nothing sends to `\(channel)` or closes it, and nothing else has it\(itsStack)"
  }
  fileprivate static func neverReceived(_ channel: String) -> Message {
    "this goroutine never ends: nothing receives from `\(channel)`, and nothing else has it\(itsStack)"
  }
  fileprivate static func neverClosed(_ channel: String) -> Message {
    "this goroutine never ends: it waits for more from `\(channel)`, which nothing closes\(itsStack)"
  }
  fileprivate static func notClosed(_ channel: String) -> Message {
    "this goroutine never ends if the function returns before it closes `\(channel)`\(itsStack); defer the close"
  }
  fileprivate static func tooMany(_ channel: String) -> Message {
    """
    one of the goroutines that send to `\(channel)` never ends: fewer values are received than sent\(itsStack); give the channel room \
    for all
    """
  }
  fileprivate static func leftEarly(_ channel: String) -> Message {
    """
    this goroutine never ends if the function returns before it has received all from `\(channel)`\(itsStack); give the channel room \
    for all values, or let the send wait for a context too
    """
  }
  fileprivate static func mayBeLeft(_ channel: String) -> Message {
    """
    this goroutine never ends if the select takes another case: nothing receives from `\(channel)` then\(itsStack); give the channel \
    room for the value
    """
  }
  fileprivate static func ignoredContext(_ channel: String) -> Message {
    """
    this goroutine may never end: it sends without waiting for the context too, and whoever reads from `\(channel)` may stop \
    when the context ends
    """
  }
  static func ignoredStop(_ channel: String) -> Message {
    """
    this goroutine may never end: its loop stops on another channel, which this send does not wait for, and all who receive \
    from `\(channel)` may turn to something else
    """
  }
  static func turnsAway(_ channel: String) -> Message {
    """
    this goroutine may never end: all who receive from `\(channel)` return once something else is done, and never come back; give \
    the channel room for the value
    """
  }
  static var turns: Message { "this receive takes another case ever after" }
  static var stops: Message { "here the loop stops" }
  static var mayTurn: Message { "this receive may take another case" }
  fileprivate static var handedOn: Message { "here the channel is returned to its reader" }
  fileprivate static var made: Message { "the channel is made here" }
  fileprivate static var started: Message { "the goroutine starts here" }
  fileprivate static var waits: Message { "it waits here" }
  fileprivate static var leftHere: Message { "after this case nothing receives" }
  fileprivate static var endsHere: Message { "the function returns here" }
}
