import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds settings of the garbage collector that turn it off for good or make it run all the time.
struct GcPercent: Rule {
  static let meta = RuleMeta(
    id: "gc-percent",
    summary: "the garbage collector is turned off with no memory limit, or runs far too often",
    group: .runtime, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      debug.SetGCPercent(-1) turns the collector off: nothing is freed any more, and a program that keeps running ends for lack \
      of memory. With debug.SetMemoryLimit (Go 1.19) beside it the collector still runs when the limit is near, which is what \
      most people want.

      A small percentage does the opposite: the collector starts over as soon as the heap has grown by so much. At 10 it runs \
      at least 4 times as often as at 100.
      """,
    bad: """
      func init() {
      	debug.SetGCPercent(-1)
      }
      """,
    good: """
      func init() {
      	debug.SetGCPercent(-1)
      	debug.SetMemoryLimit(2 << 30)
      }
      """,
    limits: [
      "The limit is looked for in the package; one that another package sets is not seen. A mention of GOMEMLIMIT counts.",
      "In package main the finding has low confidence unless the program serves requests: a command that ends soon may do "
        + "without a collector.",
      "The environment variable GOGC is not seen.",
      """
      In preview: 23 million lines have two findings shown by default, both decisions that their authors explain.
      """,
    ],
    figures: EvidenceFigures.gcPercent)

  static let visits: [Kind] = [.callExpr]

  private static let setPercent = Name.of("SetGCPercent")
  private static let setLimit = Name.of("SetMemoryLimit")
  /// debug.SetMemoryLimit came with Go 1.19.
  private static let limitSince = 19
  private static let mainName = Name.of("main")
  private static let packagePath = "runtime/debug"

  func check(_ call: Node, in pass: Pass) {
    guard pass.unit.isCall(call, of: Self.packagePath, Self.setPercent), !pass.isInTest(call),
      let argument = call.child(.arg), let percent = pass.unit.integer(argument), percent < 50, percent != 0,
      call.withParentheses.parent?.kind == .exprStmt, !pass.hasDamage
    else { return }
    if isSetOtherwise(call, percent, pass) { return }
    if percent > 0 { return pass.report(Self.self, .often(percent), at: call, severity: .info) }
    if hasLimit(pass) { return }
    let isCommand = pass.unit.package.name == Self.mainName
    let serves = !isCommand || pass.flow.concurrency.entries.contains { $0.kind == .handler || $0.kind == .service }
    pass.report(
      Self.self, .off(pass.language(at: call) >= Self.limitSince), at: call, confidence: serves ? .medium : .low)
  }

  /// Whether the package sets another percentage elsewhere: what is seen here is for a time.
  private func isSetOtherwise(_ call: Node, _ percent: Int64, _ pass: Pass) -> Bool {
    pass.unit.files.contains { file in
      file.root.descendants.contains { other in
        guard other.kind == .callExpr, other != call, pass.unit.isCall(other, of: Self.packagePath, Self.setPercent),
          let argument = other.child(.arg)
        else { return false }
        return pass.unit.integer(argument) != percent
      }
    }
  }

  private static let limitVariable = Array("GOMEMLIMIT".utf8)

  private func hasLimit(_ pass: Pass) -> Bool {
    pass.unit.files.contains { file in
      file.root.descendants.contains { node in
        switch node.kind {
        case .callExpr: pass.unit.isCall(node, of: Self.packagePath, Self.setLimit)
        case .basicLit: node.token == .string && node.text.dropFirst().dropLast().elementsEqual(Self.limitVariable)
        default: false
        }
      }
    }
  }
}

extension Message {
  fileprivate static func off(_ hasLimit: Bool) -> Message {
    """
    the garbage collector is off and no memory limit is set: the heap only grows until the process is killed; \
    \(hasLimit ? "add debug.SetMemoryLimit, or leave the percentage alone" : "leave the percentage alone")
    """
  }
  fileprivate static func often(_ percent: Int64) -> Message {
    """
    the garbage collector starts whenever the heap has grown by \(percent) %: up to \(100 / percent) times as many \
    collections as by default
    """
  }
}
