import GoSyntax

/// Makes types. Each function returns the one type with that structure.
extension WorldPointer {
  func type(_ id: UInt32) -> Type { id == 0 ? .unknown : Type(world: self, id: id) }

  func basic(_ kind: BasicKind) -> Type { Type(world: self, id: UInt32(kind.rawValue) + 1) }

  func intern(_ kind: TypeKind, detail: UInt8 = 0, words: UnsafeBufferPointer<UInt32>) -> Type {
    let flags = flags(kind, words)
    return Type(
      world: self,
      id: pointee.interner.intern(pointee.types, kind: kind, detail: detail, flags: flags, words: words))
  }

  func intern(_ kind: TypeKind, detail: UInt8 = 0, words: [UInt32]) -> Type {
    words.withUnsafeBufferPointer { intern(kind, detail: detail, words: $0) }
  }

  /// Interns a type of at most three words without making an array.
  @inline(__always)
  private func intern(
    _ kind: TypeKind, detail: UInt8 = 0, count: Int, _ first: UInt32, _ second: UInt32 = 0, _ third: UInt32 = 0
  ) -> Type {
    var words = (first, second, third)
    return withUnsafePointer(to: &words) {
      $0.withMemoryRebound(to: UInt32.self, capacity: 3) {
        intern(kind, detail: detail, words: UnsafeBufferPointer(start: $0, count: count))
      }
    }
  }

  func pointer(_ elem: Type) -> Type { intern(.pointer, count: 1, elem.id) }
  func slice(_ elem: Type) -> Type { intern(.slice, count: 1, elem.id) }

  /// An array type; a length that is not known is nil.
  func array(_ elem: Type, length: Int64?) -> Type {
    let bits = UInt64(bitPattern: length ?? -1)
    return intern(
      .array, count: 3, elem.id, UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32))
  }

  func map(_ key: Type, _ elem: Type) -> Type { intern(.map, count: 2, key.id, elem.id) }
  func chan(_ elem: Type, _ direction: ChanDirection) -> Type {
    intern(.chan, detail: direction.rawValue, count: 1, elem.id)
  }
  func typeParameter(_ object: Object) -> Type { intern(.typeParam, count: 1, object.id) }
  func named(_ object: Object) -> Type { intern(.named, count: 1, object.id) }
  func named(_ object: Object, _ arguments: [Type]) -> Type {
    intern(.named, words: [object.id] + arguments.map(\.id))
  }
  func alias(_ object: Object, target: Type, _ arguments: [Type] = []) -> Type {
    intern(.alias, words: [object.id, target.id] + arguments.map(\.id))
  }

  func tuple(_ elements: [(type: Type, name: Name)]) -> Type {
    var words: [UInt32] = []
    words.reserveCapacity(elements.count * 2)
    for element in elements {
      words.append(element.type.id)
      words.append(element.name.id)
    }
    return intern(.tuple, words: words)
  }

  func signature(parameters: Type, results: Type, isVariadic: Bool, typeParameters: [Type] = []) -> Type {
    intern(
      .signature, detail: isVariadic ? 1 : 0,
      words: [parameters.id, results.id] + typeParameters.map(\.id))
  }

  /// What the parts of a type make of the whole.
  private func flags(_ kind: TypeKind, _ words: UnsafeBufferPointer<UInt32>) -> TypeFlags {
    var flags: TypeFlags = []
    func add(_ index: Int) { flags.formUnion(type(words[index]).flags) }
    switch kind {
    case .pointer, .slice, .chan: add(0)
    case .array:
      add(0)
      if words[2] == .max, words[1] == .max { flags.insert(.hasUnknown) }
    case .map:
      add(0)
      add(1)
    case .named: for index in words.indices.dropFirst() { add(index) }
    case .alias: for index in words.indices.dropFirst() { add(index) }
    case .tuple: for index in stride(from: 0, to: words.count, by: 2) { add(index) }
    case .signature: for index in words.indices { add(index) }
    case .struct: for index in stride(from: 1, to: words.count, by: 3) { add(index) }
    case .interface:
      let methods = Int(words[0])
      for index in 0..<methods { add(2 + index * 2) }
      for index in (1 + methods * 2)..<words.count { add(index) }
    case .union: for index in stride(from: 1, to: words.count, by: 2) { add(index) }
    case .typeSet:
      let methods = Int(words[1])
      for index in 0..<methods { add(3 + index * 2) }
      for index in stride(from: 3 + methods * 2, to: words.count, by: 2) { add(index) }
    case .typeParam: flags.insert(.hasTypeParameter)
    case .unknown: flags.insert(.hasUnknown)
    case .basic, .builtin, .canonicalForm: break
    }
    flags.remove(.isCanonical)
    return flags
  }
}
