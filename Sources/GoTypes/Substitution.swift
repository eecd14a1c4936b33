import GoSyntax

/// Putting type arguments in the place of type parameters.
extension Checker {
  mutating func substitute(_ type: Type, _ parameters: [Type], _ arguments: [Type]) -> Type {
    guard type.hasTypeParameter, !parameters.isEmpty else { return type }
    guard depth < Self.depthLimit else {
      cycleStart = -1
      return .unknown
    }
    depth += 1
    defer { depth -= 1 }
    switch type.kind {
    case .typeParam:
      guard let index = parameters.firstIndex(of: type), index < arguments.count else { return type }
      return arguments[index]
    case .pointer: return world.pointer(substitute(type.elem, parameters, arguments))
    case .slice: return world.slice(substitute(type.elem, parameters, arguments))
    case .array: return world.array(substitute(type.elem, parameters, arguments), length: type.length)
    case .chan: return world.chan(substitute(type.elem, parameters, arguments), type.direction)
    case .map:
      return world.map(substitute(type.key, parameters, arguments), substitute(type.elem, parameters, arguments))
    case .named:
      return rewrite(type, parameters, arguments) { $0 > 0 }
    case .alias:
      return rewrite(type, parameters, arguments) { $0 > 0 }
    case .tuple: return rewrite(type, parameters, arguments) { $0 % 2 == 0 }
    case .signature: return substituteSignature(type, parameters, arguments)
    case .struct: return rewrite(type, parameters, arguments) { $0 % 3 == 1 }
    case .interface:
      let methods = Int(type.word(0))
      return rewrite(type, parameters, arguments) { $0 > 0 && ($0 > methods * 2 || $0 % 2 == 0) }
    case .union: return rewrite(type, parameters, arguments) { $0 % 2 == 1 }
    default: return type
    }
  }

  /// A generic signature keeps its own type parameters.
  private mutating func substituteSignature(_ type: Type, _ parameters: [Type], _ arguments: [Type]) -> Type {
    rewrite(type, parameters, arguments) { $0 < 2 }
  }

  /// The type with those of its words that are types replaced.
  private mutating func rewrite(
    _ type: Type, _ parameters: [Type], _ arguments: [Type], isType: (Int) -> Bool
  ) -> Type {
    guard let record = type.record else { return .unknown }
    var words = Array(UnsafeBufferPointer(start: record.pointee.words, count: Int(record.pointee.count)))
    for index in words.indices where isType(index) {
      words[index] = substitute(world.type(words[index]), parameters, arguments).id
    }
    return world.intern(type.kind, detail: type.detail, words: words)
  }

  /// A generic signature with its type parameters replaced: no longer generic.
  mutating func instantiateSignature(_ signature: Type, _ arguments: [Type]) -> Type {
    let parameters = Array(signature.typeParameters)
    guard parameters.count == arguments.count else { return .unknown }
    return world.signature(
      parameters: substitute(signature.sibling(signature.word(0)), parameters, arguments),
      results: substitute(signature.sibling(signature.word(1)), parameters, arguments),
      isVariadic: signature.isVariadic)
  }
}
