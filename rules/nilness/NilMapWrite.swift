import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A write to an entry of a map variable that nothing made.
struct NilMapWrite: Rule {
  static let meta = RuleMeta(
    id: "nil-map-write",
    summary: "write to a map that nothing made",
    group: .nilness, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      `var m map[K]V` declares a map without making one: it is nil, as are a named result and a map set to nil. Reading a nil \
      map is fine; every write to one panics with "assignment to entry in nil map". An entry of a map of maps is nil too until \
      it is set.

      Make the map where it is declared, or before the first write (`if m == nil { m = make(map[K]V) }`).
      """,
    bad: """
      var counts map[string]int
      for _, word := range []string{"a", "b"} {
      	counts[word]++
      }
      """,
    good: """
      counts := make(map[string]int)
      for _, word := range []string{"a", "b"} {
      	counts[word]++
      }
      """,
    limits: [
      "Local variables are followed, from where they get their value, through copies and functions of the package; of package-level variables only those that nothing in the package ever sets.",
      "Whatever could make the map, on any way to the write, keeps the rule silent.",
    ],
    figures: EvidenceFigures.nilMapWrite,
    equivalents: [
      Equivalent(
        "staticcheck", "SA5000", "reports a local map that is written to before any assignment, without conditions"),
      Equivalent(
        "golang.org/x/tools", "nilness", "reports locals that are nil on the way there; part of gopls, not of go vet"),
      Equivalent("nilaway", "", "follows nil between functions too, and needs the whole program to build"),
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    for function in pass.flow.nilMapFunctions { reportWrites(in: function.node, pass) }
  }

  private func reportWrites(in node: Node, _ pass: Pass) {
    var mended: Set<Node> = []
    for write in pass.flow.nilMapWrites(in: node) where write.kind == .variable {
      pass.report(
        Self.self, message(write), at: write.entry,
        confidence: write.isReset ? .low : write.isCertain ? .high : .medium,
        related: [(originMessage(write), write.origin)] + (write.call.map { [(callMessage, $0)] } ?? []),
        fix: mended.insert(write.origin).inserted ? fix(write, in: node, pass) : nil)
    }
  }

  /// `m := make(map[K]V)` in place of `var m map[K]V`.
  private func fix(_ write: NilWrite, in function: Node, _ pass: Pass) -> Fix? {
    var spec = write.origin
    if spec.kind == .ident, let parent = spec.parent { spec = parent }
    guard function.contains(spec), spec.kind == .valueSpec, spec.child(.value) == nil, spec.children(.name).count == 1,
      let name = spec.child(.name), let type = spec.child(.type), pass.unit.type(of: type).underlying.kind == .map,
      let variable = pass.unit.object(of: name), variable.isLocal, pass.unit.isNeverAssigned(variable),
      let declaration = spec.parent,
      declaration.kind == .genDecl, declaration.children(.spec).count == 1, let statement = declaration.parent,
      statement.kind == .declStmt, declaration.text.last != UInt8(ascii: ")"),
      let edit = pass.edit(statement, "\(name.textString) := make(\(type.textString))")
    else { return nil }
    let isNext = isNext(write.entry, after: statement)
    return Fix(title: "make the map where it is declared", safety: isNext ? .safe : .unsafe, edits: [edit])
  }

  /// Whether the write is the statement after the declaration, so that nothing can tell a map that is nil from an empty one.
  private func isNext(_ entry: Node, after declaration: Node) -> Bool {
    guard let statement = entry.enclosingStatement, statement.parent == declaration.parent,
      let block = declaration.parent
    else { return false }
    let statements = Array(block.children(.stmt))
    guard let index = statements.firstIndex(of: declaration), index + 1 < statements.count else { return false }
    return statements[index + 1] == statement
  }

  // MARK: Messages

  private func message(_ write: NilWrite) -> Message {
    let map = write.map.textString
    if write.isReset {
      return "write to \(map), which another function sets to nil: it panics when it comes after that"
    }
    return write.isNeverSet
      ? "write to \(map), which nothing ever makes: it panics; make the map first"
      : "write to \(map), which is nil here: it panics; make the map first"
  }

  private func originMessage(_ write: NilWrite) -> Message {
    if write.isReset { return "set to nil here, and nothing before the write looks whether it was" }
    return write.isNeverSet
      ? "declared without a map, and never set" : "nil from here on, and nothing makes it before the write"
  }

  private var callMessage: Message { "the call that comes to the write" }
}
