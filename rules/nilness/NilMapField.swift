import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A write to an entry of a struct's map field that whoever built the struct left nil.
struct NilMapField: Rule {
  static let meta = RuleMeta(
    id: "nil-map-field",
    summary: "write to a map field that nothing set since the struct was built",
    group: .nilness, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      A struct literal leaves the fields it does not name at their zero value, `new(T)` and `var x T` all of them: a map field \
      is then nil. Reading a nil map is fine; every write to one panics with "assignment to entry in nil map". A method with a \
      value receiver that makes the map makes it in a copy.

      Set the field in the literal, or make the map in the method that writes (`if s.m == nil { s.m = make(map[K]V) }`).
      """,
    bad: """
      type index struct{ byName map[string]int }

      func build(names []string) *index {
      	x := &index{}
      	for i, name := range names {
      		x.byName[name] = i
      	}
      	return x
      }
      """,
    good: """
      type index struct{ byName map[string]int }

      func build(names []string) *index {
      	x := &index{byName: make(map[string]int, len(names))}
      	for i, name := range names {
      		x.byName[name] = i
      	}
      	return x
      }
      """,
    limits: [
      "A value is followed from the literal, `new` or `var` that builds it through the function, its copies and the functions of the package that it is passed to; once it is stored or passed elsewhere nothing is said of it, unless nothing in the package ever sets the field.",
      "That one method sets the map to nil and another writes to it is told with low confidence: their order is not known.",
      "That one of several literals leaves the map out is told with low confidence: whether its value comes to the write is not known.",
      "Where other arguments of a call decide whether the write is reached, confidence is medium.",
    ],
    figures: EvidenceFigures.nilMapField,
    equivalents: [
      Equivalent("staticcheck", "SA5000", "reports local maps, not fields"),
      Equivalent("nilaway", "", "reports fields in an experimental mode, and needs the whole program to build"),
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    for function in pass.flow.nilMapFunctions { reportWrites(in: function.node, pass) }
  }

  private func reportWrites(in node: Node, _ pass: Pass) {
    var mended: Set<Node> = []
    for write in pass.flow.nilMapWrites(in: node) where write.kind == .field {
      pass.report(
        Self.self, message(write), at: write.entry,
        confidence: write.isReset || write.isLeftOut ? .low : write.isCertain ? .high : .medium,
        related: [(originMessage(write), write.origin)] + (write.call.map { [(callMessage, $0)] } ?? []),
        fix: mended.insert(write.origin).inserted ? fix(write, in: node, pass) : nil)
    }
  }

  /// `v := T{…, m: make(map[K]V)}` where the literal is on one line and its struct is declared in the same file.
  private func fix(_ write: NilWrite, in function: Node, _ pass: Pass) -> Fix? {
    var literal = write.origin.unparenthesized
    if literal.kind == .unaryExpr, let operand = literal.child(.x) { literal = operand.unparenthesized }
    var value = literal.withParentheses
    if let address = value.parent, address.kind == .unaryExpr { value = address.withParentheses }
    guard let target = value.targetOfValue, let variable = pass.unit.variable(target), variable.declaration == target,
      variable.isLocal, pass.unit.isNeverAssigned(variable)
    else { return nil }
    let type = pass.unit.type(of: literal).underlying
    guard literal.kind == .compositeLit, function.contains(literal), type.kind == .struct,
      let name = write.map.unparenthesized.child(.sel)?.name,
      let field = type.fields.first(where: { $0.name == name && !$0.isEmbedded }), field.type.underlying.kind == .map,
      let declared = field.object.declaration?.parent?.child(.type), declared.fileIndex == literal.fileIndex,
      let file = pass.file(of: literal),
      file.position(of: literal.start).line == file.position(of: literal.end).line
    else { return nil }
    let elements = Array(literal.children(.elt))
    guard elements.allSatisfy({ $0.kind == .keyValueExpr && $0.child(.key)?.name != name }), literal.end > 0,
      literal.text.last == UInt8(ascii: "}")
    else { return nil }
    let text = (elements.isEmpty ? "" : ", ") + "\(name.string): make(\(declared.textString))"
    let end = Int(elements.last?.end ?? literal.end - 1)
    return Fix(
      title: "make the map where the struct is built", safety: .unsafe,
      edits: [Fix.Edit(path: file.path, start: end, end: end, text: text)])
  }

  // MARK: Messages

  private func message(_ write: NilWrite) -> Message {
    let map = write.map.textString
    if write.isReset {
      return "write to \(map), which another function sets to nil: it panics when it comes after that"
    }
    if write.isLeftOut {
      return "write to \(map), which not all values of the struct have: it panics on those without it"
    }
    return write.isNeverSet
      ? "write to \(map), a map field that nothing ever sets: it panics; set it where the struct is built"
      : "write to \(map), a map field that is still nil: it panics; set it where the struct is built"
  }

  private func originMessage(_ write: NilWrite) -> Message {
    if write.isReset { return "set to nil here, and nothing before the write looks whether it was" }
    if write.isLeftOut { return "returned from here without the map, which nothing sets later" }
    return write.isNeverSet
      ? "built here without it; nothing in the package ever sets the field"
      : "this leaves the field nil, and nothing sets it before the write"
  }

  private var callMessage: Message { "the call that comes to the write" }
}
