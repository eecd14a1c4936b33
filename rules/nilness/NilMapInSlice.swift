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
      "Only variables declared in the function that writes are followed, from the declaration to the first use that could make a map.",
      "A read of an element that could decide whether the write is reached keeps the rule silent.",
    ],
    evidence: [
      Evidence(
        "a write to an element of make([]map[K]V, n) panics",
        [
          "1.19": "assignment to entry in nil map", "1.23": "assignment to entry in nil map",
          "1.27": "assignment to entry in nil map",
        ])
    ],
    equivalents: [Equivalent("go vet", "", "reports no form of it")])

  static let visits: [Kind] = [.assignStmt, .valueSpec]

  func check(_ node: Node, in pass: Pass) {
    let role: Role = node.kind == .assignStmt ? .lhs : .name
    if node.kind == .assignStmt, node.token != .define { return }
    for target in node.children(role) where target.kind == .ident {
      guard mayHoldNilMaps(target, pass), let variable = pass.unit.object(of: target), variable.isLocal,
        variable.declaration == target, let shape = Shape(of: pass.unit.type(of: target)),
        let function = target.enclosingFunction, let body = function.child(.body), isStraight(body, pass),
        let uses = pass.unit.uses(of: variable, in: body), let write = firstWrite(uses, shape, pass),
        !isMadeInLoop(around: write, uses, from: target, shape, pass)
      else { continue }
      let origin = target.valueOfTarget ?? target.parent?.child(.type) ?? target
      pass.report(
        Self.self, message(write.element, shape, origin), at: write.element,
        related: [(declarationMessage(shape, origin), target)])
    }
  }

  /// Whether the variable declared here starts with elements that are all zero: `make([]T, n)` with n not the constant 0, an
  /// array without a value, or an empty array literal. Syntax first: this is asked of every declaration.
  private func mayHoldNilMaps(_ target: Node, _ pass: Pass) -> Bool {
    guard let parent = target.parent else { return false }
    guard let value = target.valueOfTarget?.unparenthesized else {
      return parent.kind == .valueSpec && parent.child(.value) == nil && parent.child(.type) != nil
        && parent.ancestors.contains { $0.kind == .funcDecl }
        && pass.unit.type(of: target).underlying.kind == .array
    }
    switch value.kind {
    case .callExpr:
      let arguments = Array(value.children(.arg))
      guard arguments.count >= 2, value.child(.fun)?.name == makeName, pass.unit.builtin(value) == .make else {
        return false
      }
      return pass.unit.constant(of: arguments[1]).map { $0.int64 != 0 } ?? true
    case .compositeLit:
      return value.child(.elt) == nil && value.child(.type) != nil
        && pass.unit.type(of: value).underlying.kind == .array
    default: return false
    }
  }

  private let makeName = Name.of("make")

  /// What the elements are.
  private enum Shape {
    case maps
    /// Structs with map fields of their own.
    case structs

    init?(of type: Type) {
      let list = type.underlying
      guard list.kind == .slice || list.kind == .array, !type.hasTypeParameter else { return nil }
      if list.kind == .array, list.length.map({ $0 < 1 }) ?? true { return nil }
      let element = list.elem.underlying
      switch element.kind {
      case .map: self = .maps
      case .struct where element.fields.contains { $0.type.underlying.kind == .map }: self = .structs
      default: return nil
      }
    }
  }

  /// Source order must be a bound on the order of execution, and a panic must not be what the function is after.
  private func isStraight(_ body: Node, _ pass: Pass) -> Bool {
    !body.descendants.contains {
      ($0.kind == .branchStmt && $0.token == .goto)
        || ($0.kind == .callExpr && $0.child(.fun)?.name == recoverName && pass.unit.builtin($0) == .recover)
    }
  }

  private let recoverName = Name.of("recover")

  /// A write to an entry of a map that is still nil.
  private struct Write {
    /// `s[i][k]`, `s[i].m[k]`, `q[k]`.
    let element: Node
    /// The variable it goes through: `s`, or `q` of `for _, q := range s`.
    let use: Node
  }

  /// What a use of the slice means for its maps.
  private enum Effect {
    case harmless, mayMake
    case write(Write)
  }

  /// The first write among the uses, if nothing before it could have made a map.
  private func firstWrite(_ uses: [Node], _ shape: Shape, _ pass: Pass) -> Write? {
    for use in uses {
      switch effect(use, shape, pass) {
      case .harmless: continue
      case .mayMake: return nil
      case .write(let write): return isMadeInStatement(of: write, uses, shape, pass) ? nil : write
      }
    }
    return nil
  }

  /// Whether the statement of the write could make a map before it writes: its values are computed first.
  private func isMadeInStatement(of write: Write, _ uses: [Node], _ shape: Shape, _ pass: Pass) -> Bool {
    guard let statement = write.element.enclosingStatement else { return true }
    for use in uses where statement.contains(use) {
      if case .mayMake = effect(use, shape, pass) { return true }
    }
    return false
  }

  /// Whether another iteration of a loop around the write could make a map before it.
  private func isMadeInLoop(
    around write: Write, _ uses: [Node], from declaration: Node, _ shape: Shape, _ pass: Pass
  ) -> Bool {
    guard let loop = write.element.enclosingLoops.last(where: { !$0.contains(declaration) }) else { return false }
    for use in uses where loop.contains(use) {
      if case .mayMake = effect(use, shape, pass) { return true }
    }
    return false
  }

  private func effect(_ use: Node, _ shape: Shape, _ pass: Pass) -> Effect {
    if let function = use.enclosingFunction, let declared = pass.unit.object(of: use)?.declaration,
      function != declared.enclosingFunction
    {
      return .mayMake
    }
    switch pass.unit.use(of: use) {
    case .declared: return .harmless
    case .argument(let call):
      let builtin = pass.unit.builtin(call)
      return builtin == .len || builtin == .cap ? .harmless : .mayMake
    case .ranged(let loop): return rangeEffect(loop, shape, pass)
    case .indexed(let element): return elementEffect(element, use, shape, pass)
    default: return .mayMake
    }
  }

  /// `for i, q := range s`: q is a copy of an element, so that writing to it panics as well; whatever else is done with the
  /// copy of a nil map cannot make the element.
  private func rangeEffect(_ loop: Node, _ shape: Shape, _ pass: Pass) -> Effect {
    guard let value = loop.child(.value), value.kind == .ident, value.textString != "_" else { return .harmless }
    guard loop.token == .define, let copy = pass.unit.object(of: value), let body = loop.child(.body),
      let uses = pass.unit.uses(of: copy, in: body)
    else { return .mayMake }
    for use in uses {
      if use.enclosingFunction != loop.enclosingFunction { return .mayMake }
      let effect: Effect
      switch shape {
      case .maps: effect = mapEffect(use, use, pass)
      case .structs: effect = structEffect(use, use, pass)
      }
      switch effect {
      case .harmless: continue
      case .write: return effect
      case .mayMake: return .mayMake
      }
    }
    return .harmless
  }

  private func elementEffect(_ element: Node, _ use: Node, _ shape: Shape, _ pass: Pass) -> Effect {
    switch shape {
    case .maps: mapEffect(element, use, pass)
    case .structs: structEffect(element, use, pass)
    }
  }

  /// What is done with an expression that is a nil map.
  private func mapEffect(_ map: Node, _ use: Node, _ pass: Pass) -> Effect {
    switch pass.unit.use(of: map) {
    case .indexed(let entry):
      if let statement = pass.unit.write(to: entry) {
        // A range loop writes only if there is something to range over.
        return statement.kind == .rangeStmt ? .mayMake : .write(Write(element: entry, use: use))
      }
      return readEffect(entry)
    case .argument(let call):
      switch pass.unit.builtin(call) {
      case .delete, .clear: return .harmless
      case .len: return readEffect(call)
      default: return .mayMake
      }
    default: return .mayMake
    }
  }

  /// `s[i]` of a slice of structs: its map fields are nil as long as the element is only read or other fields are set.
  private func structEffect(_ element: Node, _ use: Node, _ pass: Pass) -> Effect {
    guard case .selected(let selector) = pass.unit.use(of: element), let selection = pass.unit.selection(of: selector),
      selection.kind == .field, selection.embedded.isEmpty, !selection.isIndirect
    else { return .mayMake }
    if selection.type.underlying.kind == .map { return mapEffect(selector, use, pass) }
    switch pass.unit.use(of: selector) {
    case .assigned: return isPlain(selection.type) ? .harmless : .mayMake
    case .other where isPlain(selection.type): return .harmless
    default: return .mayMake
    }
  }

  /// Numbers and strings: nothing behind them holds a map.
  private func isPlain(_ type: Type) -> Bool { type.underlying.kind == .basic }

  /// A read is harmless where its result cannot decide whether a write is reached: in the statement of the write, or in one
  /// that is a call and nothing else.
  private func readEffect(_ read: Node) -> Effect {
    guard let statement = read.enclosingStatement else { return .mayMake }
    switch statement.kind {
    case .exprStmt: return .harmless
    case .assignStmt where statement.token != .define:
      let onlyEntries = statement.children(.lhs).allSatisfy { target in
        target.unparenthesized.kind == .indexExpr || target.textString == "_"
      }
      return onlyEntries ? .harmless : .mayMake
    case .incDecStmt: return .harmless
    default: return .mayMake
    }
  }

  // MARK: Messages

  private func message(_ element: Node, _ shape: Shape, _ origin: Node) -> Message {
    let map = element.child(.x)?.textString ?? "the map"
    return "write to \(map), which is still nil: it panics; make the map first"
  }

  private func declarationMessage(_ shape: Shape, _ origin: Node) -> Message {
    switch shape {
    case .maps: "\(origin.textString) sets every map in it to nil, and nothing makes them before the write"
    case .structs:
      "\(origin.textString) leaves the map fields of its elements nil, and nothing makes them before the write"
    }
  }
}
