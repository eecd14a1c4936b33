import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds timers of `time.After` that pile up behind a busy select.
struct TimeAfterInLoop: Rule {
  static let meta = RuleMeta(
    id: "time-after-in-loop",
    summary: "time.After in a select that loops: each turn makes a timer, and before Go 1.23 it stays until it fires",
    group: .retention, severity: .info, stage: .preview(since: "0.1.0"),
    why: """
      time.After makes a timer each time it is evaluated, so a select in a loop makes one a turn. When another case is taken, \
      the timer is of no more use; before Go 1.23 it is kept until it fires all the same. A thousand messages a second with a \
      timeout of an hour are 3.6 million timers, some 800 MB.

      Since Go 1.23 (go.mod too; since 1.27 always) they are collected; what is left are three allocations a turn. One \
      timer before the loop and Reset costs nothing.
      """,
    bad: """
      func pump(in, out chan int) {
      	for {
      		select {
      		case n := <-in: out <- n
      		case <-time.After(time.Hour): return
      		}
      	}
      }
      """,
    good: """
      func pump(in, out chan int) {
      	idle := time.NewTimer(time.Hour)
      	for {
      		select {
      		case n := <-in: out <- n
      		case <-idle.C: return
      		}
      		idle.Reset(time.Hour)
      	}
      }
      """,
    limits: [
      "How often the other cases are taken is not known: low confidence for times under ten seconds or unknown, and where go.mod "
        + "says go 1.23 or later.",
      "Only endless loops and those over a channel are judged.",
      "A loop whose other cases all leave it makes no timer in vain, and is left alone.",
      """
      In preview: 23 million lines have none that is shown by default, as most modules ask for Go 1.23 or later; two in older \
      modules were in loops that turn seldom.
      """,
    ],
    figures: EvidenceFigures.timeAfterInLoop)

  static let visits: [Kind] = [.selectStmt]

  private static let done = Name.of("Done")
  private static let after = Name.of("After")
  private static let tenSeconds: Int64 = 10_000_000_000

  func check(_ select: Node, in pass: Pass) {
    guard let loop = select.enclosingLoop, isEndless(loop, pass), !pass.isInTest(select) else { return }
    var timer: Node?
    var turns: Node?
    for clause in select.child(.body)?.children ?? select.children where clause.kind == .commClause {
      guard let communication = clause.child(.comm) else {
        // With a default nothing waits: each turn makes a timer.
        turns = clause
        continue
      }
      if let call = self.timer(communication, pass) {
        timer = call
      } else if !leaves(clause, loop, pass), !isDone(communication, pass) {
        turns = clause
      }
    }
    guard let timer, let turns, let time = timer.child(.arg) else { return }
    let known = pass.unit.duration(time)
    let isKept = Timers.areKept(pass)
    let isLong = (known ?? 0) >= Self.tenSeconds
    pass.report(
      Self.self, isKept ? .kept(known?.durationText ?? time.textString) : .allocates(bytes(pass)), at: timer,
      confidence: isKept && isLong ? .medium : .low, related: [(.taken, turns), (.loop, loop)])
  }

  /// What a timer takes, by the evidence.
  private func bytes(_ pass: Pass) -> String {
    let measured = pass.measured(Self.self, "1000 turns of a select", unit: "bytes", row: "bad")
    return measured.map { ", \(Pass.bytes($0.lowerBound / 1000...$0.upperBound / 1000)) in all" } ?? ""
  }

  /// `for { … }` and `for range channel`: others have few turns.
  private func isEndless(_ loop: Node, _ pass: Pass) -> Bool {
    if loop.kind == .forStmt { return loop.child(.cond) == nil }
    return loop.child(.x).map { pass.unit.type(of: $0).underlying.kind == .chan } ?? false
  }

  /// Whether a communication waits for a context to be done: it is done once.
  private func isDone(_ communication: Node, _ pass: Pass) -> Bool {
    communication.descendants.contains { node in
      guard node.kind == .callExpr, let callee = pass.unit.callee(of: node) else { return false }
      return callee.name == Self.done && callee.package?.path == "context"
    }
  }

  /// The `time.After(d)` that a communication waits for.
  private func timer(_ communication: Node, _ pass: Pass) -> Node? {
    let receive = communication.descendants.first { $0.kind == .unaryExpr && $0.token == .arrow }
    guard let receive, let call = receive.child(.x)?.unparenthesized,
      pass.unit.isCall(call, of: "time", Self.after)
    else { return nil }
    return call
  }

  /// Whether a clause ends the loop in any case.
  private func leaves(_ clause: Node, _ loop: Node, _ pass: Pass) -> Bool {
    guard let last = Array(clause.children(.stmt)).last else { return false }
    switch last.kind {
    case .returnStmt: return true
    case .branchStmt:
      // Without a label, break leaves only the select.
      return last.token == .goto || last.token == .break && last.child(.label) != nil
    case .exprStmt: return last.child(.x).map { $0.kind == .callExpr && pass.flow.neverReturns($0) } ?? false
    default: return pass.unit.leavesLoop(after: last, loop)
    }
  }
}

extension Message {
  fileprivate static func kept(_ time: String) -> Message {
    """
    each turn makes a timer of \(time), and those of turns that end otherwise are kept until they fire (before Go 1.23), over 200 bytes \
    each: make one time.NewTimer before the loop and Reset it
    """
  }
  fileprivate static func allocates(_ bytes: String) -> Message {
    "each turn of the loop makes a timer, three allocations\(bytes): make one time.NewTimer before the loop and Reset it"
  }
  fileprivate static var taken: Message { "a turn that ends here leaves its timer behind" }
  fileprivate static var loop: Message { "the loop" }
}
