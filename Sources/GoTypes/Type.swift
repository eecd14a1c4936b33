import GoSyntax

/// A Go type: a reference to a type of a `Program`, which must outlive it.
///
/// Two types are `==` when they are the same type and are also written the same; whether Go takes
/// them for identical is `isIdentical`. The unknown type stands for whatever could not be resolved.
package struct Type: Hashable, @unchecked Sendable {
  let world: WorldPointer?
  let id: UInt32

  /// The type of everything that could not be resolved.
  package static var unknown: Type { Type(world: nil, id: 0) }

  @inline(__always)
  init(world: WorldPointer?, id: UInt32) {
    self.world = world
    self.id = id
  }

  package static func == (a: Type, b: Type) -> Bool { a.id == b.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
  package func _rawHashValue(seed: Int) -> Int { IdentityHash.value(UInt64(id), seed: seed) }

  @inline(__always)
  var record: UnsafeMutablePointer<TypeRecord>? { world?.pointee.types.pointer(id) }

  @inline(__always)
  func sibling(_ id: UInt32) -> Type { id == 0 ? .unknown : Type(world: world, id: id) }

  /// A word of the record, 0 beyond its end.
  @inline(__always)
  func word(_ index: Int) -> UInt32 {
    guard let record, index < Int(record.pointee.count) else { return 0 }
    return record.pointee.words[index]
  }

  var wordCount: Int { record.map { Int($0.pointee.count) } ?? 0 }
  var detail: UInt8 { record?.pointee.detail ?? 0 }
  var flags: TypeFlags { id == 0 ? .hasUnknown : record?.pointee.flags ?? .hasUnknown }

  package var kind: TypeKind { id == 0 ? .unknown : record?.pointee.kind ?? .unknown }

  /// Whether nothing is known about the type.
  package var isUnknown: Bool { id == 0 }

  /// Whether the type is unknown or is written with an unknown type somewhere (`map[string]?`).
  /// The insides of named types do not count.
  package var hasUnknownPart: Bool { flags.contains(.hasUnknown) }

  /// Whether the type is written with a type parameter somewhere.
  package var hasTypeParameter: Bool { flags.contains(.hasTypeParameter) }

  /// The basic kind of a basic type, `.invalid` for any other.
  package var basicKind: BasicKind { kind == .basic ? BasicKind(rawValue: detail) ?? .invalid : .invalid }

  /// Whether this is the type of an untyped constant, of `nil`, or of an untyped comparison.
  package var isUntyped: Bool { kind == .basic && basicKind.isUntyped }

  /// The type below names and aliases: never `named` or `alias`; a type parameter is its own.
  package var underlying: Type {
    switch kind {
    case .named, .alias:
      var checker = Checker(world)
      return checker.underlying(self)
    default: return self
    }
  }

  /// The type by which Go decides identity: without aliases, parameter names and the like.
  package var canonical: Type {
    var checker = Checker(world)
    return checker.canonical(self)
  }

  /// The type that an alias stands for, through aliases of aliases; any other type is its own.
  package var unaliased: Type {
    var type = self
    while type.kind == .alias { type = type.sibling(type.word(1)) }
    return type
  }

  /// Whether Go takes the two types for identical. False when a part of either is unknown.
  package func isIdentical(to other: Type) -> Bool {
    if hasUnknownPart || other.hasUnknownPart { return false }
    return id == other.id || canonical.id == other.canonical.id
  }

  /// The element of a pointer, slice, array, map or channel as written (see `underlying`).
  package var elem: Type {
    switch kind {
    case .pointer, .slice, .array, .chan: sibling(word(0))
    case .map: sibling(word(1))
    default: .unknown
    }
  }

  /// The key of a map type.
  package var key: Type { kind == .map ? sibling(word(0)) : .unknown }

  /// The length of an array type; nil for other types and when it is not known.
  package var length: Int64? {
    guard kind == .array else { return nil }
    let value = Int64(bitPattern: UInt64(word(1)) | UInt64(word(2)) << 32)
    return value < 0 ? nil : value
  }

  package var direction: ChanDirection { ChanDirection(rawValue: detail) ?? .both }

  /// The object of a named type, an alias or a type parameter.
  package var object: Object? {
    switch kind {
    case .named, .alias, .typeParam: Object(world: world, id: word(0))
    default: nil
    }
  }

  /// The type arguments of an instantiated named type or alias.
  package var typeArguments: TypeList {
    switch kind {
    case .named: TypeList(self, from: 1)
    case .alias: TypeList(self, from: 2)
    default: TypeList(self, from: wordCount)
    }
  }

  /// The fields of a struct type, in order.
  package var fields: FieldList { FieldList(self) }

  /// The parameters or results of a tuple.
  package var elements: TupleElements { TupleElements(self) }

  /// The parameters of a signature.
  package var parameters: TupleElements { TupleElements(kind == .signature ? sibling(word(0)) : .unknown) }

  /// The results of a signature.
  package var results: TupleElements { TupleElements(kind == .signature ? sibling(word(1)) : .unknown) }

  /// Whether the last parameter of a signature is variadic; its type is then a slice.
  package var isVariadic: Bool { kind == .signature && detail == 1 }

  /// The type parameters of a generic signature.
  package var typeParameters: TypeList { TypeList(self, from: kind == .signature ? 2 : wordCount) }
}

/// Types in a row of a record's words.
package struct TypeList: RandomAccessCollection, Sendable {
  let owner: Type
  let first: Int
  package let endIndex: Int

  init(_ owner: Type, from first: Int) {
    self.owner = owner
    self.first = first
    endIndex = Swift.max(0, owner.wordCount - first)
  }

  package var startIndex: Int { 0 }
  package subscript(index: Int) -> Type { owner.sibling(owner.word(first + index)) }
}

/// A field of a struct type. For an instantiated type the object is that of the generic
/// declaration, while the type has the arguments put in.
package struct StructField: Sendable {
  package let object: Object
  package let type: Type
  /// The tag, unquoted; empty when there is none.
  package let tag: Name
  package var name: Name { object.name }
  package var isEmbedded: Bool { object.isEmbedded }
}

/// The fields of a struct type.
package struct FieldList: RandomAccessCollection, Sendable {
  let owner: Type
  package let endIndex: Int

  init(_ owner: Type) {
    self.owner = owner
    endIndex = owner.kind == .struct ? owner.wordCount / 3 : 0
  }

  package var startIndex: Int { 0 }
  package subscript(index: Int) -> StructField {
    StructField(
      object: Object(world: owner.world, id: owner.word(index * 3)),
      type: owner.sibling(owner.word(index * 3 + 1)), tag: Name(id: owner.word(index * 3 + 2)))
  }
}

/// A parameter or result: its type and, when it is named, its name.
package struct TupleElement: Sendable {
  package let type: Type
  package let name: Name
}

/// The elements of a tuple.
package struct TupleElements: RandomAccessCollection, Sendable {
  let owner: Type
  package let endIndex: Int

  init(_ owner: Type) {
    self.owner = owner
    endIndex = owner.kind == .tuple ? owner.wordCount / 2 : 0
  }

  package var startIndex: Int { 0 }
  package subscript(index: Int) -> TupleElement {
    TupleElement(type: owner.sibling(owner.word(index * 2)), name: Name(id: owner.word(index * 2 + 1)))
  }
}
