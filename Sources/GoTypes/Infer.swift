import GoSyntax

/// Inference of type arguments.
extension Checker {
  /// The type arguments of a call, from the types of its arguments and from the constraints; nil
  /// when one cannot be told.
  mutating func infer(
    _ typeParameters: [Type], known: [Type], parameters: [Type], arguments: [Operand]
  ) -> [Type]? {
    guard known.count <= typeParameters.count, !known.contains(where: \.isUnknown) else { return nil }
    if known.count == typeParameters.count { return known }
    // Within a generic function its own parameters are types like any other. Those to infer get
    // another identity, so that the two are not taken for one.
    let fresh = typeParameters.map { world.freshParameter($0) }
    var unifier = Unifier(fresh)
    for (index, argument) in known.enumerated() { unifier.bindings[index] = argument }
    let replacements = known + fresh.dropFirst(known.count)
    var untyped: [(parameter: Type, type: Type)] = []
    for (index, argument) in arguments.enumerated() {
      let parameter = substitute(parameters[index], typeParameters, replacements)
      guard parameter.hasTypeParameter, Self.mentions(parameter, fresh) else { continue }
      guard argument.isValue else { return nil }
      if argument.type.isUntyped {
        if parameter.kind == .typeParam, argument.mode != .nilValue { untyped.append((parameter, argument.type)) }
        continue
      }
      guard !argument.type.hasUnknownPart else { return nil }
      var type = argument.type
      if type.kind == .signature, !type.typeParameters.isEmpty {
        // A generic function as argument: its parameters are inferred along with the others.
        let own = Array(type.typeParameters)
        let ownFresh = own.map { world.freshParameter($0) }
        unifier.add(ownFresh)
        type = world.signature(
          parameters: substitute(type.sibling(type.word(0)), own, ownFresh),
          results: substitute(type.sibling(type.word(1)), own, ownFresh), isVariadic: type.isVariadic)
      }
      guard unify(&unifier, parameter, type, [.assign]) else { return nil }
    }
    guard unifyConstraints(&unifier) else { return nil }
    for (parameter, type) in untyped {
      guard let index = unifier.index(parameter), unifier.binding(index) == nil || unifier.untyped.contains(index)
      else { continue }
      if let earlier = unifier.untypedKinds[index] {
        unifier.untypedKinds[index] = max(earlier, type.basicKind.rawValue)
      } else {
        unifier.untypedKinds[index] = type.basicKind.rawValue
        unifier.untyped.insert(index)
      }
    }
    for index in unifier.untyped {
      guard let raw = unifier.untypedKinds[index], let kind = BasicKind(rawValue: raw) else { continue }
      unifier.bind(index, Self.defaulted(basic(kind)))
    }
    if !unifier.untyped.isEmpty, !unifyConstraints(&unifier) { return nil }
    guard let inferred = finish(&unifier) else { return nil }
    return Array(inferred.prefix(typeParameters.count))
  }

  /// Takes what the constraints say of the type parameters into account, until nothing is new.
  mutating func unifyConstraints(_ unifier: inout Unifier) -> Bool {
    while true {
      let before = unifier.knownCount
      for index in unifier.parameters.indices {
        let parameter = unifier.parameters[index]
        let constraint = bound(parameter)
        let set = typeSet(of: constraint)
        guard set.kind == .typeSet, !set.isIncompleteSet else {
          if constraint.isUnknown || set.isIncompleteSet { return false }
          continue
        }
        if set.hasTerms {
          let core = coreType(parameter)
          let terms = set.setTerms
          if !core.isUnknown {
            if let binding = unifier.binding(index) {
              let isExactType = terms.count == 1 && !terms[0].isTilde
              guard unify(&unifier, binding, isExactType ? terms[0].type : core, []) else { return false }
            } else if terms.count == 1, !terms[0].isTilde {
              unifier.bind(index, terms[0].type)
            } else if terms.count == 1 {
              // `~[]E` alone does not say which type it is, unless nothing else can.
            }
          }
        }
        if let binding = unifier.binding(index), !Self.mentions(binding, unifier.parameters), !set.setMethods.isEmpty {
          guard unifyMethods(&unifier, binding, set) else { return false }
        }
      }
      if unifier.knownCount == before { return true }
    }
  }

  private mutating func unifyMethods(_ unifier: inout Unifier, _ type: Type, _ set: Type) -> Bool {
    for method in set.setMethods {
      guard let package = method.object.package?.id ?? Optional(0),
        let found = member(method.object.name, of: type, package: package, view: view), !found.isField
      else { continue }
      guard unify(&unifier, method.type, found.type, [.exact]) else { return false }
    }
    return true
  }

  /// The inferred types with one put into another; nil when one stays open.
  mutating func finish(_ unifier: inout Unifier) -> [Type]? {
    var result = unifier.parameters.indices.map { unifier.binding($0) ?? .unknown }
    for _ in 0...result.count {
      var changed = false
      for index in result.indices where Self.mentions(result[index], unifier.parameters) {
        let next = substitute(
          result[index], unifier.parameters,
          result.enumerated().map {
            // A parameter that is not known stays itself, and so does one that would hold itself.
            $0.element.isUnknown || $0.offset == index ? unifier.parameters[$0.offset] : $0.element
          })
        changed = changed || next != result[index]
        result[index] = next
      }
      if !changed { break }
    }
    for type in result where type.hasUnknownPart || Self.mentions(type, unifier.parameters) { return nil }
    return result
  }

  /// Whether a type is written with one of the type parameters.
  static func mentions(_ type: Type, _ parameters: [Type]) -> Bool {
    guard type.hasTypeParameter else { return false }
    switch type.kind {
    case .typeParam: return parameters.contains(type)
    case .pointer, .slice, .array, .chan: return mentions(type.elem, parameters)
    case .map: return mentions(type.key, parameters) || mentions(type.elem, parameters)
    case .named: return type.typeArguments.contains { mentions($0, parameters) }
    case .alias: return mentions(type.unaliased, parameters)
    case .tuple: return type.elements.contains { mentions($0.type, parameters) }
    case .signature:
      return mentions(type.sibling(type.word(0)), parameters) || mentions(type.sibling(type.word(1)), parameters)
    case .struct: return type.fields.contains { mentions($0.type, parameters) }
    case .interface:
      let methods = Int(type.word(0))
      return (1..<max(1, type.wordCount)).contains {
        ($0 > methods * 2 || $0 % 2 == 0) && mentions(type.sibling(type.word($0)), parameters)
      }
    case .union:
      return stride(from: 1, to: type.wordCount, by: 2).contains { mentions(type.sibling(type.word($0)), parameters) }
    default: return true
    }
  }
}

extension WorldPointer {
  /// A type parameter to infer that stands for another: its second word tells them apart.
  func freshParameter(_ parameter: Type) -> Type {
    intern(.typeParam, words: [parameter.word(0), 1])
  }
}
