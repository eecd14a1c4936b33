import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps of a known type that are used through package reflect.
struct ReflectMapWrite: Rule {
  static let meta = RuleMeta(
    id: "reflect-map-write",
    summary: "a map whose type is known is read or written through reflect",
    group: .allocation, severity: .info, stage: .preview(since: "0.1.0"),
    why: """
      Through reflect each operation on a map looks its type up at run time: SetMapIndex takes at least 1.5 times as long as \
      `m[k] = v`, MapIndex allocates for each value, MapKeys and MapRange for each key. Where the static type of the map is \
      known, plain Go says the same.
      """,
    bad: """
      func set(m map[string]int, key string) {
      	reflect.ValueOf(m).SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(1))
      }
      """,
    good: """
      func set(m map[string]int, key string) {
      	m[key] = 1
      }
      """,
    limits: [
      "Only `reflect.ValueOf(m)` in the same expression, or in a local variable that is assigned once, is judged, and of MapRange only "
        + "an iterator that the function keeps to itself: range cannot step one later.",
      "In preview: three findings in public code were read, all of them true; a rule is stable with twenty.",
    ],
    figures: EvidenceFigures.reflectMapWrite)

  static let visits: [Kind] = [.callExpr]

  private static let methods = Set(["SetMapIndex", "MapIndex", "MapKeys", "MapRange"].map(Name.of))
  private static let mapRange = Name.of("MapRange")
  private static let value = Name.of("Value")
  private static let valueOf = Name.of("ValueOf")

  func check(_ call: Node, in pass: Pass) {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel),
      Self.methods.contains(name.name), let operand = fun.child(.x), !pass.isInTest(call),
      pass.unit.isMethodCall(call, of: "reflect", Self.value, name.name),
      let map = map(operand, pass)
    else { return }
    let type = pass.unit.type(of: map)
    guard type.underlying.kind == .map, !type.hasTypeParameter, !type.hasUnknownPart,
      name.name != Self.mapRange || isSteppedHere(call, pass)
    else { return }
    pass.report(Self.self, .reflected(name.textString, map.textString, type.shortString), at: call)
  }

  /// Whether an iterator stays in a local variable of which methods are called, and nothing else: one that is kept or handed
  /// on is stepped elsewhere, which range cannot do.
  private func isSteppedHere(_ iterator: Node, _ pass: Pass) -> Bool {
    guard let target = iterator.withParentheses.targetOfValue, let variable = pass.unit.variable(target),
      variable.isLocal, !variable.isParameter, let function = variable.function,
      let uses = pass.unit.uses(of: variable, in: function)
    else { return false }
    return uses.allSatisfy { use in
      if use == variable.declaration { return true }
      guard use.enclosingFunction == function, use.role == .x, let selector = use.parent,
        selector.kind == .selectorExpr
      else { return false }
      return selector.role == .fun && selector.parent?.kind == .callExpr
    }
  }

  /// The argument of the ValueOf that a value comes from.
  private func map(_ expression: Node, _ pass: Pass) -> Node? {
    var node = expression.unparenthesized
    if let variable = pass.unit.variable(node), variable.isLocal, !variable.isParameter,
      let declaration = variable.declaration, let value = declaration.valueOfTarget?.unparenthesized,
      let function = variable.function, let uses = pass.unit.uses(of: variable, in: function),
      uses.allSatisfy({ pass.unit.write(to: $0) == nil })
    {
      node = value
    }
    return pass.unit.isCall(node, of: "reflect", Self.valueOf) ? node.child(.arg) : nil
  }
}

extension Message {
  fileprivate static func reflected(_ method: String, _ map: String, _ type: String) -> Message {
    switch method {
    case "SetMapIndex":
      "`\(map)` is a \(type): `\(map)[key] = value` does what SetMapIndex does without asking for the type at run time"
    case "MapIndex": "`\(map)` is a \(type): `\(map)[key]` does what MapIndex does without its allocation"
    default: "`\(map)` is a \(type): `for … range \(map)` does what \(method) does without an allocation for each entry"
    }
  }
}
