import GoSyntax
import GoTypes

/// What one mention of a path's variable does with the map at the end of the path.
enum MapEvent {
  /// Nothing: another part of the variable.
  case none
  /// Changes nothing, but what is read may decide what runs.
  case read
  /// Writes an entry: the index expression, or a call that is known to.
  case insert(Node)
  /// The path, or what it starts with, gets a value.
  case assign(Assignment)
  /// A function of the unit gets at the map.
  case call(Call)
  /// The map may be made from here on, now or later.
  case escape

  struct Assignment {
    enum Value {
      case zero
      case value(Node)
      /// An element of what is ranged over.
      case element(Node)
      case unknown
    }
    let value: Value
    /// What is left of the path behind what is assigned to.
    let rest: [MapPath.Step]
    /// Whether another element may be meant.
    let isWeak: Bool
    /// A declaration: each time it is passed there is a new variable.
    let isDeclaration: Bool
  }

  struct Call {
    let node: Node
    let callee: Object
    /// -1 for the receiver.
    let parameter: Int
    /// The path from the parameter.
    let rest: [MapPath.Step]
    /// What is done to the parameter itself stays in the callee.
    let isCopy: Bool
  }
}

extension Unit {
  /// What a mention of a path's variable does.
  func event(of use: Node, _ path: MapPath) -> MapEvent {
    let steps = path.steps
    var expression = use.withParentheses
    var index = 0
    var isWeak = false
    var isOwn = true
    while index < steps.count {
      guard let parent = expression.parent, expression.role == .x, let taken = self.steps(of: parent) else {
        if let parent = expression.parent, expression.role == .x, parent.kind == .selectorExpr {
          return method(parent, steps[index...])
        }
        return prefix(expression, Array(steps[index...]), isWeak)
      }
      for step in taken {
        // Behind the map itself: a read of it.
        guard index < steps.count else { return .read }
        switch MapPath.match(step, steps[index]) {
        case .same: break
        case .perhaps:
          isWeak = true
          isOwn = isOwn && step == steps[index]
        case .different: return .none
        case .unclear: return .escape
        }
        index += 1
      }
      expression = parent.withParentheses
    }
    return whole(expression, isWeak, isOwn)
  }

  /// What is done with the map itself. Copies of a nil map cannot make it.
  private func whole(_ map: Node, _ isWeak: Bool, _ isOwn: Bool) -> MapEvent {
    switch use(of: map) {
    case .indexed(let entry):
      if write(to: entry) == nil { return .read }
      return isOwn ? .insert(entry) : .none
    case .selected(let selector): return method(selector, [])
    case .declared, .assigned: return assignment(map, [], isWeak)
    case .addressed: return address(map, [])
    case .argument(let call): return argument(map, call, [])
    default: return .read
    }
  }

  /// What is done with a value from which the path goes on.
  private func prefix(_ value: Node, _ rest: [MapPath.Step], _ isWeak: Bool) -> MapEvent {
    let copied: MapEvent = MapPath.isShared(rest) ? .escape : .read
    switch use(of: value) {
    case .declared, .assigned: return assignment(value, rest, isWeak)
    case .addressed: return address(value, rest)
    case .argument(let call): return argument(value, call, rest)
    case .ranged(let loop):
      guard case .element = rest.first else { return copied }
      return loop.child(.value) != nil && MapPath.isShared(rest.dropFirst()) ? .escape : .read
    case .comparedWithNil: return .read
    case .selected, .indexed: return .escape
    case .other:
      guard let parent = value.parent else { return .escape }
      if parent.kind == .binaryExpr { return .read }
      return parent.kind == .sliceExpr && value.role == .x ? .escape : copied
    }
  }

  private func assignment(_ target: Node, _ rest: [MapPath.Step], _ isWeak: Bool) -> MapEvent {
    guard let parent = target.parent else { return .escape }
    let isDeclaration = if case .declared = use(of: target) { true } else { false }
    let value: MapEvent.Assignment.Value
    switch parent.kind {
    case .assignStmt where parent.token == .assign || parent.token == .define:
      value = target.valueOfTarget.map { .value($0) } ?? .unknown
    case .valueSpec:
      value = parent.child(.value) == nil ? .zero : target.valueOfTarget.map { .value($0) } ?? .unknown
    case .rangeStmt:
      let operand = target.role == .value ? parent.child(.x) : nil
      value = operand.map { .element($0) } ?? .unknown
    default: return .escape
    }
    return .assign(MapEvent.Assignment(value: value, rest: rest, isWeak: isWeak, isDeclaration: isDeclaration))
  }

  /// `&x`: harmless only as an argument of a function that leaves it alone.
  private func address(_ operand: Node, _ rest: [MapPath.Step]) -> MapEvent {
    guard let address = operand.withParentheses.parent?.withParentheses, address.role == .arg, let call = address.parent
    else { return .escape }
    return self.call(call, passing: address, [.pointee] + rest) ?? .escape
  }

  private func argument(_ value: Node, _ call: Node, _ rest: [MapPath.Step]) -> MapEvent {
    let copied: MapEvent = MapPath.isShared(rest) ? .escape : .read
    if let builtin = builtin(call) {
      switch builtin {
      case .len, .cap, .delete, .clear, .print, .println: return .read
      case .append where call.child(.arg)?.unparenthesized != value.unparenthesized && call.token != .ellipsis:
        return copied
      default: return rest.isEmpty ? .read : .escape
      }
    }
    if isConversion(call) { return copied }
    return self.call(call, passing: value, rest) ?? copied
  }

  /// A call of a function whose parameter at the place of an argument is known.
  private func call(_ call: Node, passing argument: Node, _ rest: [MapPath.Step]) -> MapEvent? {
    guard call.parent?.kind != .goStmt, call.parent?.kind != .deferStmt, let callee = callee(of: call),
      !callee.isMethod,
      let position = Array(call.children(.arg)).firstIndex(of: argument.withParentheses), !callee.type.isVariadic
    else { return nil }
    return .call(
      MapEvent.Call(node: call, callee: callee, parameter: position, rest: rest, isCopy: !MapPath.isShared(rest)))
  }

  /// `x.f(…)` with a method f, where the path goes on from x.
  private func method(_ selector: Node, _ rest: ArraySlice<MapPath.Step>) -> MapEvent {
    guard let selection = selection(of: selector), selection.kind == .method,
      let way = steps(through: selection.embedded, from: selection.receiver)
    else { return .escape }
    var rest = rest
    for step in way.steps {
      guard let next = rest.first else { return .escape }
      switch MapPath.match(step, next) {
      case .same: rest.removeFirst()
      case .different: return .none
      default: return .escape
      }
    }
    guard let takesPointer = selection.object.receiver?.isPointer else { return .escape }
    if takesPointer != way.isPointer {
      if takesPointer {
        rest = [.pointee] + rest
      } else if rest.first == .pointee {
        rest.removeFirst()
      } else {
        return .escape
      }
    }
    let copied: MapEvent = takesPointer || MapPath.isShared(rest) ? .escape : .read
    guard let call = selector.withParentheses.parent, call.kind == .callExpr, selector.withParentheses.role == .fun,
      call.parent?.kind != .goStmt, call.parent?.kind != .deferStmt
    else { return copied }
    if rest.isEmpty, InsertingMethods.contains(selection.object) { return .insert(call) }
    return .call(
      MapEvent.Call(
        node: call, callee: selection.object, parameter: -1, rest: Array(rest), isCopy: !MapPath.isShared(rest)))
  }
}

/// Methods of the standard library's map types that write an entry of their receiver.
private enum InsertingMethods {
  private static let add = Name.of("Add")
  private static let set = Name.of("Set")
  private static let header = Name.of("Header")
  private static let mimeHeader = Name.of("MIMEHeader")
  private static let values = Name.of("Values")

  static func contains(_ method: Object) -> Bool {
    guard method.name == add || method.name == set, let path = method.package?.path,
      let type = method.declaration?.parent?.child(.recv)?.child(.field)?.child(.type)?.name
    else { return false }
    switch path {
    case "net/http": return type == header
    case "net/textproto": return type == mimeHeader
    case "net/url": return type == values
    default: return false
    }
  }
}
