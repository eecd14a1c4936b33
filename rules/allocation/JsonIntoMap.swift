import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds JSON that is decoded to maps of any, of which then only known keys are read.
struct JsonIntoMap: Rule {
  static let meta = RuleMeta(
    id: "json-into-map",
    summary:
      "a map[string]any gets decoded JSON, and only keys that the source names are read: a struct has them as fields",
    group: .allocation, severity: .info, stage: .stable(since: "0.1.0"), isOnByDefault: false,
    why: """
      A decoder that fills a `map[string]any` makes every key, every value and every nested map and slice of the document, \
      wanted or not. Into a struct it puts only the fields that are there, and skips the rest.

      All numbers of such a map are float64: integers beyond 2^53 change their value without a word. And a type assertion says \
      at each use what the struct says once.
      """,
    bad: """
      func parse(data []byte) (string, error) {
      	var m map[string]any
      	if err := json.Unmarshal(data, &m); err != nil {
      		return "", err
      	}
      	name, _ := m["name"].(string)
      	return name, nil
      }
      """,
    good: """
      func parse(data []byte) (string, error) {
      	var m struct{ Name string }
      	if err := json.Unmarshal(data, &m); err != nil {
      		return "", err
      	}
      	return m.Name, nil
      }
      """,
    limits: [
      "Only maps that stay in the function are judged, and only encoding/json.",
      "Low confidence where it matters whether a key is there (the field would be a pointer) or of the type that is asked for (`if v, ok := "
        + "m[k].(string); ok {…} else {…}`: a field of one type refuses the others), and where a nested map or list goes on "
        + "as it is; and in folders that say that they are for tests.",
      "Silent where the decoder uses numbers as they are written (UseNumber), and in tests.",
    ],
    figures: EvidenceFigures.jsonIntoMap)

  static let visits: [Kind] = [.callExpr]

  private static let unmarshal = Name.of("Unmarshal")
  private static let decode = Name.of("Decode")
  private static let decoder = Name.of("Decoder")
  private static let useNumber = Name.of("UseNumber")
  private static let path = "encoding/json"

  func check(_ call: Node, in pass: Pass) {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel)?.name,
      name == Self.unmarshal || name == Self.decode, !pass.isInTest(call),
      let address = target(of: call, name, pass), address.kind == .unaryExpr, address.token == .and,
      let variable = address.child(.x).flatMap(pass.unit.variable), variable.isLocal, !variable.isParameter,
      let function = call.enclosingFunction, variable.function == function, !usesNumbers(in: function)
    else { return }
    var found = Reads()
    let isWhole =
      isMapOfAny(variable.type)
      ? collect(variable, decodedBy: address, &found, pass)
      : isEmptyInterface(variable.type) && collectAsserted(variable, decodedBy: address, &found, pass)
    guard isWhole, let first = found.reads.first else { return }
    pass.report(
      Self.self, .decoded(found.keys, Self.figure(pass)), at: call,
      confidence: found.isSure && !pass.isAmongTests ? .medium : .low,
      related: [(.read, first)])
  }

  /// What the evidence says, whose object has six fields.
  private static func figure(_ pass: Pass) -> String {
    let claim = "decoding an object of six fields to read two"
    guard let bad = pass.measured(Self.self, claim, unit: "allocations", row: "bad"),
      let good = pass.measured(Self.self, claim, unit: "allocations", row: "good")
    else { return " takes less" }
    return
      " decodes an object of six fields with \(Pass.count(good)) allocation\(good == 1...1 ? "" : "s") in place of \(Pass.count(bad))"
  }

  /// Where the decoded value goes to.
  private func target(of call: Node, _ name: Name, _ pass: Pass) -> Node? {
    let arguments = Array(call.children(.arg))
    if name == Self.unmarshal {
      return arguments.count == 2 && pass.unit.isCall(call, of: Self.path, name) ? arguments[1].unparenthesized : nil
    }
    return arguments.count == 1 && pass.unit.isMethodCall(call, of: Self.path, Self.decoder, name)
      ? arguments[0].unparenthesized : nil
  }

  private func usesNumbers(in function: Node) -> Bool {
    function.descendants.contains { $0.kind == .selectorExpr && $0.child(.sel)?.name == Self.useNumber }
  }

  private func isEmptyInterface(_ type: Type) -> Bool {
    let type = type.underlying
    guard type.kind == .interface else { return false }
    let parts = type.interfaceParts
    return parts.methods.isEmpty && parts.embedded.isEmpty && !parts.isComparable
  }

  private func isMapOfAny(_ type: Type) -> Bool {
    let type = type.underlying
    return type.kind == .map && type.key.underlying.basicKind == .string && isEmptyInterface(type.elem)
  }

  // MARK: What is read

  private struct Reads {
    var keys: [String] = []
    var reads: [Node] = []
    /// Whether every value gets a type, and no key may be missing.
    var isSure = true
  }

  /// Adds the constant keys that are read of a map; false where anything else is done with it.
  private func collect(_ map: Object, decodedBy address: Node, _ found: inout Reads, _ pass: Pass) -> Bool {
    guard let function = map.function, let uses = pass.unit.uses(of: map, in: function) else { return false }
    for use in uses {
      switch pass.unit.use(of: use) {
      case .declared: continue
      case .comparedWithNil: continue
      case .addressed:
        guard use.withParentheses.parent == address else { return false }
      case .assigned:
        guard let value = use.withParentheses.valueOfTarget, isEmptied(value, pass) else { return false }
      case .indexed(let entry):
        guard pass.unit.write(to: entry) == nil, let key = entry.child(.index),
          case .string(let bytes)? = pass.unit.constant(of: key), isTyped(entry, &found, pass)
        else { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        if !found.keys.contains(text) { found.keys.append(text) }
        found.reads.append(entry)
      default: return false
      }
    }
    return true
  }

  /// `m := v.(map[string]any)`: nothing else may be done with v.
  private func collectAsserted(_ value: Object, decodedBy address: Node, _ found: inout Reads, _ pass: Pass) -> Bool {
    guard let function = value.function, let uses = pass.unit.uses(of: value, in: function) else { return false }
    var map: Object?
    for use in uses {
      switch pass.unit.use(of: use) {
      case .declared: continue
      case .addressed where use.withParentheses.parent == address: continue
      default: break
      }
      guard let assertion = use.withParentheses.parent, assertion.kind == .typeAssertExpr, map == nil,
        isMapOfAny(pass.unit.type(of: assertion)), let statement = assertion.withParentheses.parent,
        statement.kind == .assignStmt, statement.token == .define, Array(statement.children(.rhs)).count == 1,
        let name = statement.child(.lhs), let target = pass.unit.variable(name), target.declaration == name
      else { return false }
      map = target
    }
    guard let map else { return false }
    return collect(map, decodedBy: address, &found, pass)
  }

  private func isEmptied(_ value: Node, _ pass: Pass) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .callExpr: return pass.unit.builtin(value) == .make
    case .compositeLit: return value.child(.elt) == nil
    default: return pass.unit.isNil(value)
    }
  }

  /// `if v, ok := m["k"].(string); ok { … } else { … }`: the value may be of another type.
  private func hasOtherWay(_ assertion: Node) -> Bool {
    guard let statement = assertion.withParentheses.parent, statement.kind == .assignStmt,
      Array(statement.children(.lhs)).count == 2, let branch = statement.parent, branch.kind == .ifStmt
    else { return false }
    return branch.child(.otherwise) != nil
  }

  /// Whether what is read is used as one type: asserted, compared, or at least not asked for its type.
  private func isTyped(_ entry: Node, _ found: inout Reads, _ pass: Pass) -> Bool {
    let value = entry.withParentheses
    guard let parent = value.parent else { return false }
    switch (parent.kind, value.role) {
    case (.typeAssertExpr, .x):
      // `switch v := m["k"].(type)`: it may be of several.
      if parent.child(.type) == nil { return false }
      if hasOtherWay(parent) { found.isSure = false }
      // What is in a nested map or list may be of any form, unless a key of it is read on the spot.
      let type = pass.unit.type(of: parent).underlying
      if type.kind == .map || type.kind == .slice, isEmptyInterface(type.elem) {
        guard case .indexed(let inner) = pass.unit.use(of: parent), let key = inner.child(.index),
          pass.unit.constant(of: key) != nil
        else {
          found.isSure = false
          return true
        }
      }
      return true
    case (.assignStmt, .rhs):
      // `v, ok := m["k"]`, and v goes on as it is.
      found.isSure = false
      return true
    default:
      found.isSure = false
      return true
    }
  }
}

extension Message {
  fileprivate static func decoded(_ keys: [String], _ figure: String) -> Message {
    let shown = keys.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    let what = keys.count > 3 ? "\(shown) and \(keys.count - 3) more" : shown
    return """
      the whole document becomes maps, and only \(what) \(keys.count == 1 ? "is" : "are") read: a struct of \
      \(keys.count == 1 ? "that field" : "these fields")\(figure)
      """
  }
  fileprivate static var read: Message { "read under a key that the source names" }
}
