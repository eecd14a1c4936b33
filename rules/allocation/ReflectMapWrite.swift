import Census
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
    pass.report(
      Self.self, .reflected(name.textString, map.textString, type.shortString, boxed(type.underlying, name.name, pass)),
      at: call)
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

  /// What a method allocates for each entry that it is asked for: a copy of what it gives, unless that is a pointer by its
  /// nature (`copyVal` in reflect/value.go), and of MapKeys the element of its slice besides.
  private func boxed(_ map: Type, _ method: Name, _ pass: Pass) -> String? {
    func copy(_ type: Type) -> Int64? {
      switch type.underlying.kind {
      case .pointer, .map, .chan, .signature: 0
      case .basic where type.underlying.basicKind == .unsafePointer: 0
      // With one pointer and nothing else they are pointers too.
      case .struct, .array: type.size(pass.sizes).flatMap { $0 == pass.sizes.wordSize ? nil : SizeClass.rounded($0) }
      default: type.size(pass.sizes).map(SizeClass.rounded)
      }
    }
    switch method {
    case Self.mapIndex: return copy(map.elem).map { $0 == 0 ? "" : "\($0) bytes" }
    case Self.mapKeys: return copy(map.key).map { "\(Self.valueSize + $0) bytes for each key" }
    case Self.mapRange:
      guard let key = copy(map.key), let value = copy(map.elem) else { return nil }
      if key + value == 0 { return "" }
      return "\(key) bytes for each key and \(value) for each value"
    default: return nil
    }
  }

  /// `reflect.Value`: a type, a pointer and flags.
  private static let valueSize: Int64 = 24
  private static let mapIndex = Name.of("MapIndex")
  private static let mapKeys = Name.of("MapKeys")
}

extension Message {
  fileprivate static func reflected(_ method: String, _ map: String, _ type: String, _ bytes: String?) -> Message {
    switch method {
    case "SetMapIndex":
      "`\(map)` is a \(type): `\(map)[key] = value` does what SetMapIndex does without asking for the type at run time"
    case "MapIndex" where bytes == "":
      "`\(map)` is a \(type): `\(map)[key]` does what MapIndex does without asking for the type at run time"
    case _ where bytes == "":
      "`\(map)` is a \(type): `for … range \(map)` does what \(method) does without asking for the types at run time"
    case "MapIndex":
      "`\(map)` is a \(type): `\(map)[key]` does what MapIndex does without its allocation\(bytes.map { " of \($0)" } ?? "")"
    default:
      "`\(map)` is a \(type): `for … range \(map)` does what \(method) does without \(bytes.map { "allocating \($0)" } ?? "an allocation for each entry")"
    }
  }
}
