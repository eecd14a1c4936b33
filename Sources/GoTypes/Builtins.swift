import GoSyntax

/// Calls of builtin functions.
extension Checker {
  mutating func builtinCall(_ call: Node, _ builtin: Builtin?) -> Operand {
    guard let builtin else { return .unknown }
    let nothing = Operand(mode: .noValue, type: world.type(world.pointee.known.emptyTuple))
    switch builtin {
    case .clear, .close, .delete, .panic, .print, .println: return nothing
    case .copy: return value(basic(.int))
    case .recover: return value(world.type(world.pointee.known.emptyInterface))
    case .append: return append(call)
    case .cap, .len: return length(call, builtin)
    case .make:
      guard let first = call.child(.arg) else { return .unknown }
      return value(typeExpression(first))
    case .new:
      guard let first = call.child(.arg) else { return .unknown }
      let argument = operand(first)
      // Since Go 1.26 the argument may be a value.
      let type = argument.mode == .typeExpression ? argument.type : defaultType(argument)
      return type.isUnknown ? .unknown : value(world.pointer(type))
    case .complex, .real, .imag: return complexPart(call, builtin)
    case .min, .max: return minimum(call)
    case .unsafeAlignof, .unsafeOffsetof, .unsafeSizeof:
      guard let first = call.child(.arg) else { return .unknown }
      let argument = operand(first)
      let isConstant = builtin == .unsafeOffsetof || !argument.type.hasTypeParameter
      return Operand(mode: isConstant ? .constant : .value, type: basic(.uintptr))
    case .unsafeAdd: return value(basic(.unsafePointer))
    case .unsafeSlice:
      guard let first = call.child(.arg) else { return .unknown }
      let core = coreType(operand(first).type)
      return core.kind == .pointer ? value(world.slice(core.elem)) : .unknown
    case .unsafeSliceData:
      guard let first = call.child(.arg) else { return .unknown }
      let core = coreType(operand(first).type)
      return core.kind == .slice ? value(world.pointer(core.elem)) : .unknown
    case .unsafeString: return value(basic(.string))
    case .unsafeStringData: return value(world.pointer(basic(.byte)))
    }
  }

  private mutating func append(_ call: Node) -> Operand {
    guard let first = call.child(.arg) else { return .unknown }
    let argument = operand(first)
    guard argument.isValue, argument.mode != .nilValue else { return .unknown }
    return value(argument.type)
  }

  private mutating func length(_ call: Node, _ builtin: Builtin) -> Operand {
    guard let first = call.child(.arg) else { return .unknown }
    let argument = operand(first)
    let int = basic(.int)
    var under = underlying(argument.type)
    if argument.mode == .constant, under.basicKind.isString, builtin == .len {
      return Operand(mode: .constant, type: int)
    }
    if under.kind == .pointer {
      let pointee = underlying(under.elem)
      if pointee.kind == .array { under = pointee }
    }
    // The length of an array is constant unless computing the operand does something.
    if under.kind == .array, !Self.hasCallOrReceive(first, self) { return Operand(mode: .constant, type: int) }
    return value(int)
  }

  /// Whether an expression calls a function or receives from a channel.
  private static func hasCallOrReceive(_ node: Node, _ checker: Checker) -> Bool {
    var checker = checker
    var id = node.id
    while id < node.subtreeEnd {
      let current = node.at(id)
      id += 1
      switch current.kind {
      case .funcLit: id = current.subtreeEnd
      case .callExpr:
        guard let fun = current.child(.fun) else { return true }
        let operand = checker.operand(fun)
        if operand.mode == .typeExpression { continue }
        if operand.mode == .builtin, checker.operand(current).mode == .constant { continue }
        return true
      case .unaryExpr where current.token == .arrow: return true
      default: break
      }
    }
    return false
  }

  private mutating func complexPart(_ call: Node, _ builtin: Builtin) -> Operand {
    let arguments = call.children(.arg).map { operand($0) }
    guard var result = arguments.first, !arguments.contains(where: { !$0.isValue }) else { return .unknown }
    for other in arguments.dropFirst() where result.type.isUntyped { result = other }
    let isConstant = arguments.allSatisfy { $0.mode == .constant }
    let from = underlying(result.type).basicKind
    let kind: BasicKind
    switch (builtin, from) {
    case (.complex, .float32): kind = .complex64
    case (.complex, .float64): kind = .complex128
    case (.complex, _) where from.isUntyped: kind = isConstant ? .untypedComplex : .complex128
    case (_, .complex64): kind = .float32
    case (_, .complex128): kind = .float64
    case (_, _) where from.isUntyped: kind = isConstant ? .untypedFloat : .float64
    default: return .unknown
    }
    return Operand(mode: isConstant ? .constant : .value, type: basic(kind))
  }

  private mutating func minimum(_ call: Node) -> Operand {
    let arguments = call.children(.arg).map { operand($0) }
    guard var result = arguments.first, !arguments.contains(where: { !$0.isValue }) else { return .unknown }
    let isConstant = arguments.allSatisfy { $0.mode == .constant }
    for other in arguments.dropFirst() {
      guard result.type.isUntyped else { break }
      if !other.type.isUntyped || other.type.basicKind.rawValue > result.type.basicKind.rawValue { result = other }
    }
    return Operand(mode: isConstant ? .constant : .value, type: result.type)
  }
}
