import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A channel that one function makes, and all that is done with it.
struct MadeChannel {
  let channel: Object
  /// Its declaration.
  let target: Node
  /// The function that makes it.
  let home: Node
  let isBuffered: Bool
  let sends: [ChannelUse]
  let receives: [ChannelUse]
  let closes: [ChannelUse]

  init(_ channel: Object, _ target: Node, _ home: Node, isBuffered: Bool, _ uses: [ChannelUse]) {
    self.channel = channel
    self.target = target
    self.home = home
    self.isBuffered = isBuffered
    sends = uses.filter { $0.kind == .send }
    receives = uses.filter { $0.kind == .receive }
    closes = uses.filter { $0.kind == .close }
  }
}

/// A goroutine that waits on a channel for ever.
struct ChannelLeak {
  enum Reason {
    case neverSent, neverReceived, neverClosed, tooMany
    /// The select that receives takes another case: the case.
    case mayBeLeft(Node)
    /// The function ends before it closes the channel: where.
    case notClosed(Node)
    /// The function ends before it has received all: where.
    case leftEarly(Node)
  }
  let reason: Reason
  let stuck: ChannelUse
}

extension GoroutineWithoutExit {
  func leak(of made: MadeChannel, _ pass: Pass) -> ChannelLeak? {
    receiverLeak(made, pass) ?? senderLeak(made, pass)
  }

  // MARK: Goroutines that receive

  private func receiverLeak(_ made: MadeChannel, _ pass: Pass) -> ChannelLeak? {
    guard made.receives.allSatisfy({ $0.goroutine != nil }) else { return nil }
    if made.sends.isEmpty, made.closes.isEmpty {
      return made.receives.first(where: \.isAlone).map { ChannelLeak(reason: .neverSent, stuck: $0) }
    }
    // A loop that only a close ends.
    guard let stuck = made.receives.first(where: { $0.isAlone && endsByClose($0, pass) }),
      let start = stuck.goroutine, start.enclosingFunction == made.home,
      let graph = pass.flow.function(made.home).map(pass.flow.graph), let position = graph.position(of: start)
    else { return nil }
    if made.closes.isEmpty {
      return graph.way(after: position, avoiding: []).map { _ in ChannelLeak(reason: .neverClosed, stuck: stuck) }
    }
    guard
      made.closes.allSatisfy({
        $0.function == made.home && $0.goroutine == nil && !$0.isDeferred && $0.node.isChosen(with: start)
      }), made.closes.contains(where: { start.isChosen(with: $0.node) }),
      !made.closes.contains(where: { isBefore($0.node, start, graph) }),
      let end = graph.way(after: position, avoiding: made.closes.map(\.node))
    else { return nil }
    return ChannelLeak(reason: .notClosed(end), stuck: stuck)
  }

  /// Whether a channel may be closed already when the goroutine starts, as one is that is filled before.
  private func isBefore(_ close: Node, _ start: Node, _ graph: ControlFlowGraph) -> Bool {
    graph.position(of: close).map { graph.leads(from: $0, to: start, avoiding: []) } ?? true
  }

  /// Whether a receive is of a loop that nothing but the end of the channel leaves: a `range`, or `for { v, ok := <-c; if !ok {
  /// break } … }`.
  private func endsByClose(_ receive: ChannelUse, _ pass: Pass) -> Bool {
    guard let function = pass.flow.function(receive.function), !receive.isDeferred else { return false }
    let graph = pass.flow.graph(of: function)
    if receive.node.kind == .rangeStmt {
      guard let inside = graph.position(of: receive.node) else { return false }
      return graph.way(after: inside, avoiding: []) { $0.kind == .leaves && $0.condition == receive.node } == nil
        && !graph.hasDamage
    }
    guard let loop = receive.node.enclosingLoop, loop.kind == .forStmt, loop.child(.cond) == nil,
      let assignment = receive.node.withParentheses.parent, assignment.kind == .assignStmt,
      let flag = Array(assignment.children(.lhs)).dropFirst().first.flatMap(pass.unit.variable),
      assignment.enclosingStatement?.parent == loop.child(.body), let inside = graph.position(of: assignment)
    else { return false }
    let isOpen: (ControlFlowGraph.Edge) -> Bool = { edge in
      edge.kind == .fails && edge.condition.flatMap(pass.unit.variable) == flag
    }
    return graph.way(after: inside, avoiding: [], unless: isOpen) == nil && !graph.hasDamage
  }

  // MARK: Goroutines that send

  private func senderLeak(_ made: MadeChannel, _ pass: Pass) -> ChannelLeak? {
    guard !made.isBuffered, !made.sends.isEmpty, made.sends.allSatisfy({ $0.goroutine != nil }),
      let stuck = made.sends.first(where: { $0.isAlone && isCertain($0) }),
      !LastingWork(pass: pass).serves(stuck.function)
    else { return nil }
    // A close that the goroutine comes to after the send is no way out of the send.
    let closesLater = made.closes.allSatisfy { close in
      close.goroutine == stuck.goroutine && (close.isDeferred || close.node.start > stuck.node.end)
    }
    if made.receives.isEmpty { return closesLater ? ChannelLeak(reason: .neverReceived, stuck: stuck) : nil }
    guard made.sends.allSatisfy(\.isAlone),
      made.receives.allSatisfy({ $0.goroutine == nil && !$0.isDeferred && $0.function == made.home })
    else { return nil }
    if closesLater, made.receives.count == 1, let receive = made.receives.first, let select = receive.select,
      select.enclosingLoop == nil, let other = wayOut(of: select, receive, stuck, pass),
      !isReportedElsewhere(stuck, select, pass)
    {
      return ChannelLeak(reason: .mayBeLeft(other), stuck: stuck)
    }
    return surplus(made, pass) ?? leftEarly(made, stuck, pass)
  }

  /// A deferred send may be there for a panic alone.
  private func isCertain(_ send: ChannelUse) -> Bool { !send.isDeferred || send.node.choices.isEmpty }

  /// More values than are ever received.
  private func surplus(_ made: MadeChannel, _ pass: Pass) -> ChannelLeak? {
    guard made.closes.isEmpty, made.receives.allSatisfy({ $0.node.kind != .rangeStmt && $0.node.enclosingLoop == nil })
    else { return nil }
    let certain = made.sends.filter { send in
      guard let function = pass.flow.function(send.function), let start = send.goroutine, start.choices.isEmpty,
        start.enclosingFunction == made.home
      else { return false }
      let graph = pass.flow.graph(of: function)
      return graph.way(after: ControlFlowGraph.start, avoiding: [send.node]) == nil && !graph.hasDamage
        && graph.mayReturn
    }
    let starts = Set(certain.compactMap(\.goroutine))
    guard starts.count > made.receives.count, let last = certain.last,
      starts.allSatisfy({ start in made.receives.allSatisfy { $0.node.start > start.end } }),
      let home = pass.flow.function(made.home).map(pass.flow.graph), let receive = made.receives.first,
      let place = home.position(of: receive.node), home.way(after: place, avoiding: []) != nil
    else { return nil }
    return ChannelLeak(reason: .tooMany, stuck: last)
  }

  /// A loop that receives and may be left before its end, with values still to come.
  private func leftEarly(_ made: MadeChannel, _ stuck: ChannelUse, _ pass: Pass) -> ChannelLeak? {
    guard made.closes.allSatisfy({ $0.goroutine != nil }), let start = stuck.goroutine,
      start.enclosingFunction == made.home, made.sends.allSatisfy({ mayFollow($0, stuck) }),
      let graph = pass.flow.function(made.home).map(pass.flow.graph)
    else { return nil }
    for receive in made.receives {
      guard start.isChosen(with: receive.node), start.end < receive.node.start,
        let end = earlyEnd(receive, made, graph, pass)
      else { continue }
      return ChannelLeak(reason: .leftEarly(end), stuck: stuck)
    }
    return nil
  }

  /// Whether another value may come after each that is sent here: goroutines that are started in a loop, or a loop that sends and
  /// does not end after it.
  private func mayFollow(_ send: ChannelUse, _ stuck: ChannelUse) -> Bool {
    if let start = send.goroutine, start.enclosingLoop != nil { return true }
    guard let loop = send.node.enclosingLoop else { return false }
    return !loop.descendants.contains { node in
      (node.kind == .returnStmt || node.kind == .branchStmt && (node.token == .break || node.token == .goto))
        && node.start > send.node.end
    }
  }

  /// Where the function ends from a loop that receives, other than when the loop has come to its end.
  private func earlyEnd(
    _ receive: ChannelUse, _ made: MadeChannel, _ graph: ControlFlowGraph, _ pass: Pass
  ) -> Node? {
    // A loop over a channel waits for it where its operand stands.
    let all = made.receives.map { $0.node.kind == .rangeStmt ? $0.node.child(.x) ?? $0.node : $0.node }
    guard let place = graph.position(of: receive.node) else { return nil }
    if receive.node.kind == .rangeStmt {
      let others = all.filter { $0 != receive.node.child(.x) }
      return graph.way(after: place, avoiding: others) { $0.kind == .leaves && $0.condition == receive.node }
    }
    guard let loop = receive.node.enclosingLoop else { return nil }
    // How many `for { … }` is to receive is not known.
    guard loop.kind == .rangeStmt || loop.child(.cond) != nil else { return nil }
    // A select may take another case.
    let start = receive.select.flatMap { _ in graph.choice(ofCase: receive.node) } ?? place
    return graph.way(after: start, avoiding: all) { edge in
      guard let condition = edge.condition else { return false }
      return condition == loop || loop.child(.cond)?.contains(condition) == true
    }
  }

  /// Another case of a select after which the function goes on.
  private func wayOut(of select: Node, _ receive: ChannelUse, _ stuck: ChannelUse, _ pass: Pass) -> Node? {
    guard let body = select.child(.body) else { return nil }
    for clause in body.children where clause.kind == .commClause && !clause.contains(receive.node) {
      // The goroutine may send on another channel instead.
      if let other = received(clause, pass), sends(stuck, on: other, pass) { continue }
      if LastingWork(pass: pass).awaitsSignal(clause) { continue }
      let ends = clause.descendants.contains { $0.kind == .callExpr && pass.flow.neverReturns($0) }
      if !ends, !LastingWork(pass: pass).talks(clause) { return clause }
    }
    return nil
  }

  /// The channel that a clause of a select receives from.
  private func received(_ clause: Node, _ pass: Pass) -> Object? {
    guard let communication = clause.child(.comm) else { return nil }
    for node in [communication] + Array(communication.descendants) where node.kind == .unaryExpr && node.token == .arrow
    {
      return node.child(.x).flatMap(pass.unit.variable)
    }
    return nil
  }

  /// Whether the goroutine waits to send on another channel of the select before: one finding is enough for it.
  private func isReportedElsewhere(_ use: ChannelUse, _ select: Node, _ pass: Pass) -> Bool {
    let clauses = select.child(.body)?.children.filter { $0.kind == .commClause } ?? []
    let channels = clauses.compactMap { received($0, pass) }
    return use.goroutine?.descendants.contains { node in
      guard node.kind == .sendStmt, node.id < use.node.id, node.enclosingFunction == use.node.enclosingFunction,
        let channel = node.child(.channel).flatMap(pass.unit.variable), channel != use.channel,
        channels.contains(channel), let make = channel.declaration?.valueOfTarget?.unparenthesized
      else { return false }
      return !Self.isBuffered(make, pass)
    } ?? false
  }

  /// Whether the goroutine of a use sends on a channel or closes it.
  private func sends(_ use: ChannelUse, on channel: Object, _ pass: Pass) -> Bool {
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
