import GoSyntax

/// Calls and conversions.
extension Checker {
  mutating func call(_ node: Node) -> Operand {
    guard let fun = node.child(.fun) else { return .unknown }
    let operand = operand(fun)
    switch operand.mode {
    case .typeExpression: return conversion(node, to: operand.type)
    case .builtin: return builtinCall(node, Builtin(rawValue: operand.type.detail))
    case .variable, .value, .mapIndex, .commaOk: break
    default: return .unknown
    }
    var signature = calledSignature(node, fun, operand.type)
    if signature.isUnknown {
      // What the results are may be known without the type arguments.
      signature = coreType(operand.type)
      guard !signature.sibling(signature.word(1)).hasTypeParameter else { return .unknown }
    }
    guard signature.kind == .signature else { return .unknown }
    let results = signature.results
    switch results.count {
    case 0:
      return signature.sibling(signature.word(1)).isUnknown
        ? .unknown : Operand(mode: .noValue, type: signature.sibling(signature.word(1)))
    case 1: return value(results[0].type)
    default: return value(signature.sibling(signature.word(1)))
    }
  }

  /// The signature that a call calls, type arguments put in.
  mutating func calledSignature(_ call: Node, _ fun: Node, _ type: Type) -> Type {
    let core = coreType(type)
    guard core.kind == .signature else { return .unknown }
    guard !core.typeParameters.isEmpty else { return core }
    return inferredSignature(call, fun, core)
  }

  private mutating func conversion(_ node: Node, to type: Type) -> Operand {
    guard let argument = node.child(.arg) else { return .unknown }
    if underlying(type).basicKind.isConstantType, operand(argument).mode == .constant {
      let from = operand(argument).type
      let to = underlying(type).basicKind
      let kind = underlying(from).basicKind
      // A number becomes a constant string; a string does not become a constant number.
      if (kind.isNumeric && to.isNumeric) || (kind.isString && to.isString) || (kind.isBoolean && to.isBoolean)
        || (kind.isInteger && to.isString)
      {
        return Operand(mode: .constant, type: type)
      }
    }
    return value(type)
  }

  /// The function that an expression names, through parentheses and instantiation.
  mutating func callee(_ fun: Node) -> Object? {
    var fun = fun
    while true {
      switch fun.kind {
      case .parenExpr:
        guard let x = fun.child(.x) else { return nil }
        fun = x
      case .indexExpr, .indexListExpr:
        // An index into a map or slice of functions calls a value.
        guard let x = fun.child(.x) else { return nil }
        let type = operand(x).type
        guard type.kind == .signature, !type.typeParameters.isEmpty else { return nil }
        fun = x
      case .ident:
        guard let object = resolve(fun), object.kind == .function else { return nil }
        return object
      case .selectorExpr:
        guard let object = selectedObject(fun), object.kind == .function else { return nil }
        return object
      default: return nil
      }
    }
  }

  // MARK: Generic calls

  /// An argument of a call, or one of the values of a call that gives all arguments.
  struct Argument {
    let node: Node?
    var operand: Operand
  }

  mutating func arguments(_ call: Node) -> [Argument] {
    let nodes = Array(call.children(.arg))
    if nodes.count == 1, let only = nodes.first {
      let operand = operand(only)
      if operand.type.kind == .tuple {
        return operand.type.elements.map { Argument(node: nil, operand: value($0.type)) }
      }
      return [Argument(node: only, operand: operand)]
    }
    return nodes.map { Argument(node: $0, operand: operand($0)) }
  }

  /// The types of the parameters, one for each argument.
  func parameterTypes(_ signature: Type, count: Int, isSpread: Bool) -> [Type]? {
    let parameters = signature.parameters
    guard signature.isVariadic, let last = parameters.last, !isSpread else {
      return parameters.count == count ? parameters.map(\.type) : nil
    }
    guard count >= parameters.count - 1 else { return nil }
    let fixed = parameters.dropLast().map(\.type)
    return fixed + Array(repeating: last.type.elem, count: count - fixed.count)
  }

  /// The type arguments written at a function, as far as they are.
  private mutating func explicitArguments(_ fun: Node) -> [Type] {
    var fun = fun
    while fun.kind == .parenExpr, let x = fun.child(.x) { fun = x }
    guard fun.kind == .indexExpr || fun.kind == .indexListExpr else { return [] }
    return fun.children(.index).map { typeExpression($0) }
  }

  private mutating func inferredSignature(_ call: Node, _ fun: Node, _ signature: Type) -> Type {
    let arguments = arguments(call)
    guard let parameters = parameterTypes(signature, count: arguments.count, isSpread: call.token == .ellipsis) else {
      return .unknown
    }
    let known = explicitArguments(fun)
    guard
      let inferred = infer(
        Array(signature.typeParameters), known: known, parameters: parameters, arguments: arguments.map(\.operand))
    else { return .unknown }
    return instantiateSignature(signature, inferred)
  }

  /// The signature of a function that a call instantiates, or that the place of its value does.
  mutating func instantiatedFunction(_ node: Node, _ signature: Type) -> Type {
    var outer = node
    while let parent = outer.parent {
      if parent.kind == .parenExpr || ((parent.kind == .indexExpr || parent.kind == .indexListExpr) && outer.role == .x)
      {
        outer = parent
      } else {
        break
      }
    }
    if let call = outer.parent, call.kind == .callExpr, outer.role == .fun {
      return inferredSignature(call, outer, signature)
    }
    let parameters = Array(signature.typeParameters)
    let known = explicitArguments(outer)
    var unifier = Unifier(parameters)
    for (index, argument) in known.enumerated() where index < parameters.count { unifier.bindings[index] = argument }
    if let target = contextType(outer) {
      let core = coreType(target)
      guard core.kind == .signature, core.typeParameters.isEmpty else { return .unknown }
      let own = world.signature(
        parameters: signature.sibling(signature.word(0)), results: signature.sibling(signature.word(1)),
        isVariadic: signature.isVariadic)
      guard unify(&unifier, own, core, [.assign]) else { return .unknown }
    } else if known.isEmpty {
      return .unknown
    }
    // Without a type to be assigned to, constraints alone may say the rest: `Sum[[]int]` of `Sum[S ~[]E, E any]`.
    guard unifyConstraints(&unifier), let inferred = finish(&unifier) else { return .unknown }
    return instantiateSignature(signature, inferred)
  }
}
