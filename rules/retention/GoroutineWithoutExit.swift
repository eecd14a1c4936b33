import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds goroutines that wait for ever on a channel that nobody else uses.
struct GoroutineWithoutExit: Rule {
  static let meta = RuleMeta(
    id: "goroutine-without-exit",
    summary: "a goroutine waits on a channel that nothing sends to, receives from or closes",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A goroutine that waits on a channel is never collected, although nothing can reach the channel any more. It keeps its \
      stack and everything it captured: about 2.7 kB each without that, for as long as the program runs.

      The usual case is a result sent on an unbuffered channel after the receiver has given up on a timeout. Give the channel \
      room for every value that is sent (`make(chan T, 1)`), let the sender also wait for the context, or close the channel \
      that a goroutine ranges over.
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
      "Only channels that one function makes and hands to nobody are judged, with the goroutines it starts as function literals.",
      "Endless loops are not reported: many goroutines are meant to live as long as the program.",
    ],
    evidence: [
      Evidence(
        "a goroutine that waits on a channel nobody else has", ["1.19": "never collected", "1.27": "never collected"]),
      Evidence("stack of 10 000 of them", ["1.19": "20.7 MB", "1.23": "20.7 MB", "1.27": "20.7 MB"]),
    ],
    equivalents: [
      Equivalent("runtime/pprof goroutineleak", "", "Go 1.27: sees the goroutines that hang in a running program"),
      Equivalent("go.uber.org/goleak", "", "sees those that a test leaves behind"),
    ])

  static let visits: [Kind] = [.callExpr]

  private static let make = Name.of("make")

  func check(_ call: Node, in pass: Pass) {
    guard let fun = call.child(.fun), fun.kind == .ident, fun.name == Self.make,
      call.child(.arg)?.unparenthesized.kind == .chanType, !pass.isInTest(call),
      pass.unit.builtin(call) == .make, let target = call.withParentheses.targetOfValue,
      let channel = pass.unit.variable(target), channel.isLocal, channel.declaration == target,
      let home = call.enclosingFunction, !isMain(home, pass), let names = pass.unit.uses(of: channel, in: home)
    else { return }
    let arguments = Array(call.children(.arg))
    let isBuffered = arguments.count > 1 && pass.unit.integer(arguments[1]) != 0
    var uses: [Use] = []
    for name in names where name != target {
      guard let use = Use(name, home, pass) else { return }
      uses.append(use)
    }
    judge(uses, channel, target, isBuffered: isBuffered, pass)
  }

  /// The end of `main` ends all goroutines.
  private func isMain(_ function: Node, _ pass: Pass) -> Bool {
    function.kind == .funcDecl && function.child(.recv) == nil && function.child(.name)?.textString == "main"
      && pass.unit.package.name.string == "main"
  }

  private func judge(_ uses: [Use], _ channel: Object, _ target: Node, isBuffered: Bool, _ pass: Pass) {
    let receives = uses.filter { $0.kind == .receive }
    let sends = uses.filter { $0.kind == .send }
    let closes = uses.filter { $0.kind == .close }
    let name = channel.name.string
    if sends.isEmpty, closes.isEmpty, let stuck = receives.first(where: { $0.goroutine != nil && $0.isAlone }),
      receives.allSatisfy({ $0.goroutine != nil })
    {
      return pass.report(
        Self.self, .neverSent(name), at: stuck.node, related: [(.made, target)] + started(stuck))
    }
    guard !isBuffered, let stuck = sends.first(where: { $0.goroutine != nil && $0.isAlone }) else { return }
    // A close that the goroutine comes to after the send is no way out of the send.
    guard closes.allSatisfy({ $0.goroutine == stuck.goroutine && $0.node.start > stuck.node.end }) else { return }
    if receives.isEmpty {
      if sends.allSatisfy({ $0.goroutine != nil }) {
        pass.report(Self.self, .neverReceived(name), at: stuck.node, related: [(.made, target)] + started(stuck))
      }
      return
    }
    // One goroutine that sends, and one select that may turn to something else.
    guard sends.allSatisfy({ $0.goroutine != nil && $0.isAlone }), receives.count == 1, let receive = receives.first,
      receive.goroutine == nil, let select = receive.select, let other = wayOut(of: select, receive, stuck, pass),
      select.enclosingLoop == nil, !isReportedElsewhere(stuck, select, pass)
    else { return }
    pass.report(
      Self.self, .mayBeLeft(name), at: stuck.node, related: [(.leftHere, other), (.made, target)] + started(stuck))
  }

  private func started(_ use: Use) -> [(Message, Node)] {
    use.goroutine.map { [(.started, $0)] } ?? []
  }

  /// Another case of a select after which the function goes on.
  private func wayOut(of select: Node, _ receive: Use, _ stuck: Use, _ pass: Pass) -> Node? {
    guard let body = select.child(.body) else { return nil }
    for clause in body.children where clause.kind == .commClause && !clause.contains(receive.node) {
      // The goroutine may send on another channel instead.
      if let other = received(clause, pass), sends(stuck, on: other, pass) { continue }
      let ends = clause.descendants.contains { $0.kind == .callExpr && pass.flow.neverReturns($0) }
      if !ends { return clause }
    }
    return nil
  }
}

extension GoroutineWithoutExit {
  /// The channel that a clause of a select receives from.
  private func received(_ clause: Node, _ pass: Pass) -> Object? {
    guard let communication = clause.child(.comm) else { return nil }
    for node in [communication] + Array(communication.descendants) where node.kind == .unaryExpr && node.token == .arrow
    {
      return node.child(.x).flatMap(pass.unit.variable)
    }
    return nil
  }

  /// Whether the goroutine sends on another channel of the select before: one finding is enough for it.
  private func isReportedElsewhere(_ use: Use, _ select: Node, _ pass: Pass) -> Bool {
    let clauses = select.child(.body)?.children.filter { $0.kind == .commClause } ?? []
    let channels = clauses.compactMap { received($0, pass) }
    return use.goroutine?.descendants.contains { node in
      node.kind == .sendStmt && node.id < use.node.id
        && node.child(.channel).flatMap(pass.unit.variable).map(channels.contains) ?? false
        && node.child(.channel).flatMap(pass.unit.variable) != use.node.child(.channel).flatMap(pass.unit.variable)
    } ?? false
  }

  /// Whether the goroutine of a use sends on a channel or closes it.
  private func sends(_ use: Use, on channel: Object, _ pass: Pass) -> Bool {
    use.goroutine?.descendants.contains { node in
      switch node.kind {
      case .sendStmt: node.child(.channel).flatMap(pass.unit.variable) == channel
      case .callExpr:
        pass.unit.builtin(node) == .close && node.child(.arg).flatMap(pass.unit.variable) == channel
      default: false
      }
    } ?? false
  }
}

/// What one mention of a channel does with it.
private struct Use {
  enum Kind { case send, receive, close, other }
  let kind: Kind
  /// The operation.
  let node: Node
  /// The `go` statement whose literal it stands in; nil in the function that makes the channel.
  let goroutine: Node?
  /// The select statement that it is a case of.
  let select: Node?
  /// Whether nothing else can end the wait: no select with another case.
  let isAlone: Bool

  /// Nil for a mention that may hand the channel on.
  init?(_ name: Node, _ home: Node, _ pass: Pass) {
    let value = name.withParentheses
    guard let parent = value.parent else { return nil }
    switch (parent.kind, value.role) {
    case (.sendStmt, .channel): kind = .send
    case (.unaryExpr, .x) where parent.token == .arrow: kind = .receive
    case (.rangeStmt, .x): kind = .receive
    case (.callExpr, .arg):
      switch pass.unit.builtin(parent) {
      case .close: kind = .close
      case .len, .cap: kind = .other
      default: return nil
      }
    default: return nil
    }
    node = parent
    // The function around it: the one that makes the channel, or a literal that it starts.
    guard let function = name.enclosingFunction else { return nil }
    if function == home {
      goroutine = nil
    } else {
      guard function.enclosingFunction == home, function.withParentheses.role == .fun,
        let call = function.withParentheses.parent, let statement = call.parent
      else { return nil }
      switch statement.kind {
      case .goStmt: goroutine = statement
      case .deferStmt: goroutine = nil
      default: return nil
      }
    }
    var clause: Node?
    for outer in parent.ancestors {
      if outer.kind == .commClause {
        // In the body of a clause the select is over.
        if outer.child(.comm)?.contains(parent) == true { clause = outer }
        break
      }
      if outer.kind == .funcLit || outer.kind == .blockStmt { break }
    }
    select = clause?.ancestors.first { $0.kind == .selectStmt }
    isAlone = select.map { $0.child(.body)?.children.filter { $0.kind == .commClause }.count == 1 } ?? true
  }
}

extension Message {
  fileprivate static func neverSent(_ channel: String) -> Message {
    "this goroutine never ends: nothing sends to `\(channel)` or closes it, and nothing else has it"
  }
  fileprivate static func neverReceived(_ channel: String) -> Message {
    "this goroutine never ends: nothing receives from `\(channel)`, and nothing else has it"
  }
  fileprivate static func mayBeLeft(_ channel: String) -> Message {
    """
    this goroutine never ends if the select takes another case: nothing receives from `\(channel)` then; give the channel \
    room for the value
    """
  }
  fileprivate static var made: Message { "the channel is made here" }
  fileprivate static var started: Message { "the goroutine starts here" }
  fileprivate static var leftHere: Message { "after this case nothing receives" }
}
