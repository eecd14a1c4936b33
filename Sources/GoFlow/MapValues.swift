import GoSyntax
import GoTypes

/// What is known of maps in values.
extension MapInitialisation {
  /// What is known of the map at the end of `rest` in a value that is computed at a node of a function.
  func state(of value: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function) -> MapState {
    let value = value.unparenthesized
    switch value.kind {
    case .ident where unit.isNil(value):
      return rest.isEmpty || rest.first == .element(.map, nil) ? zero(rest) : .unknown
    case .ident, .selectorExpr, .indexExpr, .starExpr:
      guard !MapPath.isShared(rest), let path = unit.mapPath(value) else { return .unknown }
      return copied(MapPath(root: path.root, steps: path.steps + rest), at: value, in: function)
    case .compositeLit: return literal(value, rest, in: function)
    case .unaryExpr:
      guard value.token == .and, rest.first == .pointee, let operand = value.child(.x)?.unparenthesized,
        operand.kind == .compositeLit
      else { return .unknown }
      return literal(operand, rest.dropFirst(), in: function)
    case .callExpr: return call(value, rest, in: function)
    default: return .unknown
    }
  }

  /// What is known of the map at the end of `rest` in any element of a value.
  func state(
    of value: Node, element container: MapPath.Container, _ rest: [MapPath.Step], at node: Node,
    in function: PackageFlow.Function
  ) -> MapState {
    guard let path = unit.mapPath(value) else { return .unknown }
    return copied(
      MapPath(root: path.root, steps: path.steps + [.element(container, nil)] + rest), at: node, in: function)
  }

  private func zero(_ rest: ArraySlice<MapPath.Step>) -> MapState { MapPath.isNilInZeroValue(rest) ? .nil : .unknown }

  private func copied(_ path: MapPath, at node: Node, in function: PackageFlow.Function) -> MapState {
    guard path.root.isLocal, path.root.function == function.node,
      let solution = solution(of: path, in: function, entry: entryState(path))
    else { return .unknown }
    let state = solution.state(before: node)
    return state == .nil || state == .made ? state : .unknown
  }

  private func call(_ call: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function) -> MapState {
    if let builtin = unit.builtin(call) {
      let arguments = Array(call.children(.arg))
      switch (builtin, rest.first) {
      case (.make, nil): return .made
      case (.make, .element(.map, nil)): return zero(rest.dropFirst())
      case (.make, .element(.slice, _)):
        guard arguments.count >= 2, unit.integer(arguments[1]) != 0 else { return .unknown }
        return zero(rest.dropFirst())
      case (.new, .pointee):
        guard let type = arguments.first, unit.isType(type) else { return .unknown }
        return zero(rest.dropFirst())
      default: return .unknown
      }
    }
    if unit.isConversion(call) {
      // Between struct types the fields are others.
      guard let argument = call.child(.arg), rest.isEmpty || unit.isNil(argument) else { return .unknown }
      return state(of: argument, rest, in: function)
    }
    return unit.callee(of: call).flatMap { flow.function(of: $0) }.map { result(of: $0, rest) } ?? .unknown
  }

  /// A composite literal.
  private func literal(
    _ literal: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function
  ) -> MapState {
    guard let step = rest.first else { return .made }
    let behind = rest.dropFirst()
    switch step {
    case .pointee: return .unknown
    case .field(let field):
      var isKeyed = true
      for (position, element) in literal.children(.elt).enumerated() {
        if element.kind == .keyValueExpr {
          guard let key = element.child(.key), let object = unit.object(of: key) else { return .unknown }
          if object == field { return element.child(.value).map { self.element($0, behind, in: function) } ?? .unknown }
        } else {
          isKeyed = false
          let fields = unit.type(of: literal).underlying.fields
          guard position < fields.count else { return .unknown }
          if fields[position].object == field { return self.element(element, behind, in: function) }
        }
      }
      return isKeyed && unit.type(of: literal).underlying.kind == .struct ? zero(behind) : .unknown
    case .element(let container, let index):
      return elements(literal, container, index, behind, in: function)
    }
  }

  private func elements(
    _ literal: Node, _ container: MapPath.Container, _ index: Int64?, _ rest: ArraySlice<MapPath.Step>,
    in function: PackageFlow.Function
  ) -> MapState {
    let elements = Array(literal.children(.elt))
    if elements.isEmpty { return container == .slice ? .unknown : zero(rest) }
    var found: MapState?
    for (position, element) in elements.enumerated().prefix(Self.elementLimit) {
      var value = element
      if element.kind == .keyValueExpr {
        guard container == .map, let inner = element.child(.value) else { return .unknown }
        value = inner
      }
      if let index, container != .map, index != Int64(position) { continue }
      let state = self.element(value, rest, in: function)
      if let known = found, known != state { return .unknown }
      found = state
    }
    if elements.count > Self.elementLimit { return .unknown }
    guard let found else { return container == .array ? zero(rest) : .unknown }
    // Others than those given are zero.
    let isWhole =
      container == .slice || index != nil
      || container == .array && unit.type(of: literal).underlying.length == Int64(elements.count)
    return isWhole || found == zero(rest) ? found : .unknown
  }

  private static let elementLimit = 32

  /// An element of a literal, whose type may be left out.
  private func element(
    _ value: Node, _ rest: ArraySlice<MapPath.Step>, in function: PackageFlow.Function
  ) -> MapState {
    guard depth < Self.depthLimit else { return .unknown }
    depth += 1
    defer { depth -= 1 }
    if value.kind == .compositeLit, value.child(.type) == nil, rest.first == .pointee {
      return literal(value, rest.dropFirst(), in: function)
    }
    return state(of: value, rest, in: function)
  }
}
