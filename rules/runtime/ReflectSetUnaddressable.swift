import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds Set calls of package reflect that panic because the value cannot be set.
struct ReflectSetUnaddressable: Rule {
  static let meta = RuleMeta(
    id: "reflect-set-unaddressable",
    summary: "a reflect.Value is set that cannot be: the call panics",
    group: .runtime, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      reflect.ValueOf gets a copy of its argument, and a copy cannot be set: reflect panics with "using unaddressable value". \
      What can be set is reached through a pointer and Elem, or is an element of a slice. A field with a lower-case name \
      cannot be set either way, and what MapIndex gives is a copy too.

      Pass a pointer and call Elem; change an entry of a map with SetMapIndex.
      """,
    bad: """
      func reset(n int) {
      	reflect.ValueOf(n).SetInt(0)
      }
      """,
    good: """
      func reset(n int) {
      	reflect.ValueOf(&n).Elem().SetInt(0)
      }
      """,
    limits: [
      "Only chains that begin with reflect.ValueOf in the same expression, or in a local variable that is assigned once and never "
        + "asked CanSet, are judged.",
      "What an interface holds is unknown.",
      "The first run panics, so merged code hardly has it: 23 million lines that were read have none.",
    ],
    figures: EvidenceFigures.reflectSetUnaddressable)

  static let visits: [Kind] = [.callExpr]

  private static let setters = Set(
    [
      "Set", "SetBool", "SetBytes", "SetCap", "SetComplex", "SetFloat", "SetInt", "SetIterKey", "SetIterValue",
      "SetLen",
      "SetPointer", "SetString", "SetUint", "SetZero",
    ].map(Name.of))
  private static let value = Name.of("Value")
  private static let valueOf = Name.of("ValueOf")
  private static let elem = Name.of("Elem")
  private static let index = Name.of("Index")
  private static let field = Name.of("Field")
  private static let fieldByName = Name.of("FieldByName")
  private static let mapIndex = Name.of("MapIndex")
  private static let canSet: Set<Name> = [Name.of("CanSet"), Name.of("CanAddr")]

  func check(_ call: Node, in pass: Pass) {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel),
      Self.setters.contains(name.name), let operand = fun.child(.x),
      pass.unit.isMethodCall(call, of: "reflect", Self.value, name.name)
    else { return }
    guard let state = state(of: operand, pass, depth: 0), let obstacle = state.obstacle,
      !expectsPanic(call, pass), !asksFirst(call, pass)
    else { return }
    pass.report(Self.self, .panics(name.textString, obstacle), at: call, related: [(.origin, state.origin)])
  }

  /// What is known of a reflect.Value.
  private struct State {
    /// The type of the value; unknown where an interface hides it.
    var type: Type
    var isAddressable: Bool
    /// Whether it came through a field that is not exported.
    var hidden: Name?
    let origin: Node
    var reason = Obstacle.copy

    var obstacle: Obstacle? {
      if let hidden { return .unexported(hidden) }
      return isAddressable ? nil : reason
    }
  }

  fileprivate enum Obstacle {
    case copy, pointer, mapEntry, inInterface
    case unexported(Name)
  }

  /// So many links of a chain are followed.
  private static let longest = 16

  private func state(of expression: Node, _ pass: Pass, depth: Int) -> State? {
    if depth > Self.longest { return nil }
    let node = expression.unparenthesized
    if let variable = pass.unit.variable(node) { return state(ofVariable: variable, node, pass, depth) }
    guard node.kind == .callExpr, let fun = node.child(.fun)?.unparenthesized else { return nil }
    if pass.unit.isCall(node, of: "reflect", Self.valueOf) {
      guard let argument = node.child(.arg) else { return nil }
      let type = pass.unit.type(of: argument)
      if type.isUnknown || type.hasTypeParameter || type.underlying.kind == .interface { return nil }
      let reason: Obstacle = type.underlying.kind == .pointer ? .pointer : .copy
      return State(type: type, isAddressable: false, hidden: nil, origin: node, reason: reason)
    }
    guard fun.kind == .selectorExpr, let operand = fun.child(.x), let name = fun.child(.sel)?.name,
      pass.unit.isMethodCall(node, of: "reflect", Self.value, name),
      var state = state(of: operand, pass, depth: depth + 1)
    else { return nil }
    let underlying = state.type.underlying
    switch name {
    case Self.elem:
      switch underlying.kind {
      case .pointer:
        state.isAddressable = true
        state.type = underlying.elem
      case .interface:
        // What it holds is of another type and cannot be set.
        state.isAddressable = false
        state.reason = .inInterface
        state.type = .unknown
      default: return nil
      }
    case Self.index:
      switch underlying.kind {
      case .slice: state.isAddressable = true
      case .array: break
      default: return nil
      }
      state.type = underlying.elem
    case Self.mapIndex:
      guard underlying.kind == .map else { return nil }
      state.isAddressable = false
      state.reason = .mapEntry
      state.type = underlying.elem
    case Self.field, Self.fieldByName:
      guard underlying.kind == .struct, let field = selected(node, underlying, pass) else { return nil }
      if !field.isExported {
        // An embedded field may be set where it is exported; what it promotes is another matter.
        if field.isEmbedded { return nil }
        state.hidden = field.name
      }
      state.type = field.type
    default: return nil
    }
    return state
  }

  /// A local variable that is assigned once and that nobody asks whether it can be set.
  private func state(ofVariable variable: Object, _ use: Node, _ pass: Pass, _ depth: Int) -> State? {
    guard variable.isLocal, !variable.isParameter, let declaration = variable.declaration,
      let value = declaration.valueOfTarget, let function = declaration.enclosingFunction,
      function == use.enclosingFunction, let uses = pass.unit.uses(of: variable, in: function)
    else { return nil }
    let isPlain = uses.allSatisfy { use in
      switch pass.unit.use(of: use) {
      case .declared: true
      case .selected(let selector): selector.child(.sel).map { !Self.canSet.contains($0.name) } ?? false
      case .assigned, .addressed: false
      default: true
      }
    }
    return isPlain ? state(of: value, pass, depth: depth + 1) : nil
  }

  /// The field that `Field(0)` or `FieldByName("Name")` gives, a promoted one left out.
  private func selected(_ call: Node, _ type: Type, _ pass: Pass) -> Object? {
    guard let argument = call.child(.arg) else { return nil }
    let fields = type.fields.map(\.object)
    switch pass.unit.constant(of: argument) {
    case .string(let bytes)?: return fields.first { $0.name.bytes.elementsEqual(bytes) }
    case let number?:
      guard let index = number.int64, index >= 0, index < fields.count else { return nil }
      return fields[Int(index)]
    case nil: return nil
    }
  }

  /// Whether the function asks any value whether it can be set.
  private func asksFirst(_ call: Node, _ pass: Pass) -> Bool {
    call.enclosingFunction?.descendants.contains { node in
      guard node.kind == .callExpr, let name = node.child(.fun)?.unparenthesized.child(.sel)?.name else { return false }
      return Self.canSet.contains(name) && pass.unit.isMethodCall(node, of: "reflect", Self.value, name)
    } ?? false
  }

  /// Whether the function, or one around it, recovers: a test of the panic.
  private func expectsPanic(_ call: Node, _ pass: Pass) -> Bool {
    if pass.isInTest(call) { return true }
    return call.ancestors.contains { outer in
      (outer.kind == .funcDecl || outer.kind == .funcLit)
        && outer.descendants.contains { $0.kind == .callExpr && pass.unit.builtin($0) == .recover }
    }
  }
}

extension Message {
  fileprivate static func panics(_ method: String, _ obstacle: ReflectSetUnaddressable.Obstacle) -> Message {
    switch obstacle {
    case .copy: "`\(method)` panics: `reflect.ValueOf` holds a copy; pass a pointer and call Elem"
    case .pointer: "`\(method)` panics: the value is the pointer itself; call Elem for what it points to"
    case .mapEntry: "`\(method)` panics: `MapIndex` gives a copy of the entry; use SetMapIndex"
    case .inInterface: "`\(method)` panics: what an interface holds cannot be set; set the interface to a new value"
    case .unexported(let field): "`\(method)` panics: the field `\(field.string)` is not exported"
    }
  }
  fileprivate static var origin: Message { "the value comes from here" }
}
