import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A map that is an element of a fresh slice or array, or a field of such an element, is written before anything made it.
struct NilMapInSlice: Rule {
  static let meta = RuleMeta(
    id: "nil-map-in-slice",
    summary: "write to a map in a new slice or array whose maps nothing made",
    group: .nilness, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      `make([]map[K]V, n)` makes the slice and sets its n elements to the zero value of their type, which for a map is nil. \
      Reading a nil map is fine; every write to one panics with "assignment to entry in nil map". The same holds for \
      `[n]map[K]V` and for the map fields of `make([]T, n)`.

      Make each map before the first write: in a loop over the indices, or when an element is first used \
      (`if s[i] == nil { s[i] = make(map[K]V) }`).
      """,
    bad: """
      counts := make([]map[string]int, 4)
      for i := range counts {
      	counts[i]["total"] = i
      }
      """,
    good: """
      counts := make([]map[string]int, 4)
      for i := range counts {
      	counts[i] = make(map[string]int)
      	counts[i]["total"] = i
      }
      """,
    limits: [
      "Only local variables are followed, from where they get their value, through copies and functions of the package.",
      "Whatever could make one of the maps, on any way to the write, keeps the rule silent.",
      "The first run panics, so merged code hardly has it: 23 million lines that were read have none.",
    ],
    figures: EvidenceFigures.nilMapInSlice,
    equivalents: [
      Equivalent("staticcheck", "SA5000", "reports local maps, not elements of slices and arrays")
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    for function in pass.flow.nilMapFunctions { reportWrites(in: function.node, pass) }
  }

  private func reportWrites(in node: Node, _ pass: Pass) {
    var mended: Set<Node> = []
    for write in pass.flow.nilMapWrites(in: node) where write.kind == .element {
      pass.report(
        Self.self, message(write), at: write.entry, confidence: write.isCertain ? .high : .medium,
        related: [(originMessage(write), write.origin)] + (write.call.map { [(callMessage, $0)] } ?? []),
        fix: mended.insert(write.origin).inserted ? fix(write, in: node, pass) : nil)
    }
  }

  /// A loop after `s := make([]map[K]V, n)` that makes each map.
  private func fix(_ write: NilWrite, in function: Node, _ pass: Pass) -> Fix? {
    guard function.contains(write.origin), let statement = write.origin.enclosingStatement,
      statement.kind == .assignStmt,
      statement.children(.lhs).count == 1, let slice = statement.child(.lhs), slice.kind == .ident,
      slice.name != Self.index, let call = statement.child(.rhs)?.unparenthesized, call.kind == .callExpr,
      pass.unit.builtin(call) == .make, let type = call.child(.arg), type.kind == .arrayType,
      let map = type.child(.elem), pass.unit.type(of: map).underlying.kind == .map,
      statement.parent?.kind == .blockStmt
    else { return nil }
    let name = slice.textString
    let loop = ["for i := range \(name) {", "\t\(name)[i] = make(\(map.textString))", "}"]
    guard let edit = pass.lines(loop, after: statement) else { return nil }
    return Fix(title: "make each map", safety: .unsafe, edits: [edit])
  }

  private static let index = Name.of("i")

  // MARK: Messages

  private func message(_ write: NilWrite) -> Message {
    "write to \(write.map.textString), which is still nil: it panics; make the map first"
  }

  private func originMessage(_ write: NilWrite) -> Message {
    "from here on every map in it is nil, and nothing makes one before the write"
  }

  private var callMessage: Message { "the call that comes to the write" }
}
