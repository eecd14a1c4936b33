import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds programs that pin themselves to one processor.
struct GomaxprocsOne: Rule {
  static let meta = RuleMeta(
    id: "gomaxprocs-one",
    summary: "a program fixes GOMAXPROCS to 1: goroutines and garbage collector share one processor",
    group: .runtime, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      With GOMAXPROCS(1) one goroutine runs at a time. The garbage collector's concurrent marking takes its quarter of that one \
      processor, so a collection takes longer and the program gets less done beside it. Pauses do not get shorter by it, and \
      races do not go away: goroutines are still preempted anywhere.

      Setting it stops the world for a moment too. Leave it to the runtime, which since Go 1.25 also respects the CPU limit of \
      the container; a fixed number overrides that.
      """,
    bad: """
      func init() {
      	runtime.GOMAXPROCS(1)
      }
      """,
    good: """
      func init() {
      	fmt.Println("processors:", runtime.GOMAXPROCS(0))
      }
      """,
    limits: [
      "A call whose result is kept, to be restored later, is left alone, and so are tests.",
      "A number that is not constant is not judged.",
      "In preview: 23 million lines have none; the two findings that were read, in packages of Debian, are meant so.",
    ],
    figures: EvidenceFigures.gomaxprocsOne)

  static let visits: [Kind] = [.callExpr]

  private static let name = Name.of("GOMAXPROCS")

  func check(_ call: Node, in pass: Pass) {
    guard pass.unit.isCall(call, of: "runtime", Self.name), !pass.isInTest(call), let number = call.child(.arg),
      pass.unit.integer(number) == 1, call.withParentheses.parent?.kind == .exprStmt, !isChangedAgain(call, pass)
    else { return }
    pass.report(Self.self, .one, at: call)
  }

  /// Whether the same function sets another number too: one processor is then for a part of its work.
  private func isChangedAgain(_ call: Node, _ pass: Pass) -> Bool {
    guard let function = call.enclosingFunction else { return false }
    return function.descendants.contains { other in
      guard other.kind == .callExpr, other != call, pass.unit.isCall(other, of: "runtime", Self.name),
        let number = other.child(.arg)
      else { return false }
      // 0 only asks.
      return ![0, 1].contains(pass.unit.integer(number))
    }
  }
}

extension Message {
  fileprivate static var one: Message {
    """
    one processor for everything: no two goroutines run at the same time, and the collector takes its part; leave \
    the number to the runtime
    """
  }
}
