import GoSyntax

/// Underlying types, canonical forms, type sets and core types.
extension Checker {
  /// The type below names and aliases.
  mutating func underlying(_ type: Type) -> Type {
    switch type.kind {
    case .alias: return underlying(type.unaliased)
    case .named: break
    default: return type
    }
    guard let record = type.record else { return .unknown }
    let known = record.pointee.underlying.load(ordering: .acquiring)
    if known != notComputed { return world.type(known) }
    let computed = run(Task(kind: .underlying, id: type.id)) { $0.declaredUnderlying(type) }
    guard let computed else { return .unknown }
    if computed.keep { record.pointee.underlying.store(computed.result.id, ordering: .releasing) }
    return computed.result
  }

  private mutating func declaredUnderlying(_ type: Type) -> Type {
    guard let object = type.object, let spec = object.declaration?.parent, spec.kind == .typeSpec else {
      return .unknown
    }
    let arguments = Array(type.typeArguments)
    if !arguments.isEmpty {
      // Through the generic type, so that its declaration is looked at once.
      let generic = underlying(world.named(object))
      return substitute(generic, declaredTypeParameters(object), arguments)
    }
    guard let expression = spec.child(.type), !isDamaged(spec) else { return .unknown }
    let declared = typeExpression(expression)
    return declared.kind == .typeParam ? .unknown : underlying(declared)
  }

  // MARK: Identity

  /// The form by which identity is decided: without aliases, parameter names and declarations of fields.
  mutating func canonical(_ type: Type) -> Type {
    guard let record = type.record else { return .unknown }
    let known = record.pointee.canonical.load(ordering: .acquiring)
    if known != notComputed { return world.type(known) }
    guard depth < Self.depthLimit else {
      cycleStart = -1
      return .unknown
    }
    depth += 1
    let before = cycleStart
    cycleStart = .max
    let result = computedCanonical(type)
    if cycleStart == .max { record.pointee.canonical.store(result.id, ordering: .releasing) }
    cycleStart = min(cycleStart, before)
    depth -= 1
    return result
  }

  private mutating func computedCanonical(_ type: Type) -> Type {
    switch type.kind {
    case .basic:
      switch type.basicKind {
      case .byte: return basic(.uint8)
      case .rune: return basic(.int32)
      default: return type
      }
    case .alias: return canonical(type.unaliased)
    case .named:
      let arguments = type.typeArguments
      guard let object = type.object, !arguments.isEmpty else { return type }
      return world.named(object, arguments.map { canonical($0) })
    case .pointer: return world.pointer(canonical(type.elem))
    case .slice: return world.slice(canonical(type.elem))
    case .array: return world.array(canonical(type.elem), length: type.length)
    case .map: return world.map(canonical(type.key), canonical(type.elem))
    case .chan: return world.chan(canonical(type.elem), type.direction)
    case .tuple: return world.tuple(type.elements.map { (canonical($0.type), Name.none) })
    case .signature:
      return world.signature(
        parameters: canonical(type.sibling(type.word(0))), results: canonical(type.sibling(type.word(1))),
        isVariadic: type.isVariadic, typeParameters: Array(type.typeParameters))
    case .struct: return canonicalStruct(type)
    case .interface: return canonicalInterface(type)
    default: return type
    }
  }

  /// Fields count by name, type and tag. The form is a tuple that no source can write.
  private mutating func canonicalStruct(_ type: Type) -> Type {
    var words: [UInt32] = [UInt32.max]
    for field in type.fields {
      let package = field.object.isExported ? 0 : field.object.package?.id ?? 0
      words += [canonical(field.type).id, field.name.id, package << 1 | (field.isEmbedded ? 1 : 0), field.tag.id]
    }
    return world.internForm(.struct, words)
  }

  private mutating func canonicalInterface(_ type: Type) -> Type {
    let set = typeSet(type)
    guard set.kind == .typeSet, !set.isIncompleteSet else { return .unknown }
    var words: [UInt32] = [UInt32.max, set.word(0), set.word(1)]
    for method in set.setMethods {
      let package = method.object.isExported ? 0 : method.object.package?.id ?? 0
      words += [method.object.name.id, package, canonical(method.type).id]
    }
    for term in set.setTerms.map({ ($0.isTilde, canonical($0.type).id) }).sorted(by: { $0.1 < $1.1 }) {
      words += [term.0 ? 1 : 0, term.1]
    }
    return world.internForm(.interface, words)
  }

  // MARK: Core types

  /// The single type below all types of a type parameter's set (or of a type itself); unknown if there is none.
  mutating func coreType(_ type: Type) -> Type {
    let unaliased = type.unaliased
    guard unaliased.kind == .typeParam else { return underlying(unaliased) }
    let set = typeSet(of: bound(unaliased))
    guard set.kind == .typeSet, set.hasTerms, !set.isIncompleteSet else { return .unknown }
    var core = Type.unknown
    for term in set.setTerms {
      let under = underlying(term.type)
      if under.isUnknown { return .unknown }
      if core.isUnknown || isIdentical(core, under) {
        if core.isUnknown { core = under }
      } else if core.kind == .chan, under.kind == .chan, isIdentical(core.elem, under.elem) {
        if core.direction == .both {
          core = under
        } else if under.direction != .both, under.direction != core.direction {
          return .unknown
        }
      } else {
        return .unknown
      }
    }
    return core
  }

  /// Like `coreType`, but a mix of strings and byte slices counts as string.
  mutating func coreString(_ type: Type) -> Type {
    let core = coreType(type)
    guard core.isUnknown, type.unaliased.kind == .typeParam else { return core }
    let set = typeSet(of: bound(type.unaliased))
    guard set.kind == .typeSet, set.hasTerms, !set.isIncompleteSet else { return .unknown }
    for term in set.setTerms {
      let under = underlying(term.type)
      let isBytes = under.kind == .slice && isIdentical(under.elem, basic(.byte))
      guard isBytes || under.basicKind.isString else { return .unknown }
    }
    return basic(.string)
  }

  mutating func isIdentical(_ a: Type, _ b: Type) -> Bool {
    if a.id == b.id { return !a.hasUnknownPart }
    if a.hasUnknownPart || b.hasUnknownPart { return false }
    let left = canonical(a)
    return !left.isUnknown && left.id == canonical(b).id
  }
}

extension WorldPointer {
  /// Interns the canonical form of a struct or interface. Its first word tells it from any type
  /// of the source, so it is never read by the accessors of its kind.
  func internForm(_ kind: TypeKind, _ words: [UInt32]) -> Type {
    words.withUnsafeBufferPointer {
      Type(
        world: self,
        id: pointee.interner.intern(pointee.types, kind: .canonicalForm, detail: kind.rawValue, flags: [], words: $0))
    }
  }
}
