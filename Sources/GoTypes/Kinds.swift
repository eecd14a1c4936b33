/// What a type is, named as the types of go/types.
package enum TypeKind: UInt8, Sendable {
  case unknown
  case basic, named, alias, pointer, slice, array, map, chan, signature, `struct`, interface
  case tuple, union, typeParam
  /// The type of a use of a builtin function such as `len`.
  case builtin
  /// Internal: the type set of an interface.
  case typeSet
  /// Internal: what decides the identity of structs and interfaces.
  case canonicalForm
}

/// The predeclared types, named as in go/types. `byte` and `rune` are apart from the types they
/// mean because messages print them so; identity ignores the difference.
package enum BasicKind: UInt8, Sendable, CaseIterable {
  case invalid
  case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, uintptr
  case float32, float64, complex64, complex128, string, unsafePointer
  case untypedBool, untypedInt, untypedRune, untypedFloat, untypedComplex, untypedString, untypedNil
  case byte, rune

  /// The name as go/types prints it.
  package var name: String {
    switch self {
    case .invalid: "invalid type"
    case .unsafePointer: "unsafe.Pointer"
    case .untypedBool: "untyped bool"
    case .untypedInt: "untyped int"
    case .untypedRune: "untyped rune"
    case .untypedFloat: "untyped float"
    case .untypedComplex: "untyped complex"
    case .untypedString: "untyped string"
    case .untypedNil: "untyped nil"
    default: String(describing: self)
    }
  }

  package var isUntyped: Bool {
    rawValue >= BasicKind.untypedBool.rawValue && rawValue <= BasicKind.untypedNil.rawValue
  }
  package var isBoolean: Bool { self == .bool || self == .untypedBool }
  package var isString: Bool { self == .string || self == .untypedString }
  package var isInteger: Bool {
    (rawValue >= BasicKind.int.rawValue && rawValue <= BasicKind.uintptr.rawValue)
      || self == .untypedInt || self == .untypedRune || self == .byte || self == .rune
  }
  package var isUnsigned: Bool {
    (rawValue >= BasicKind.uint.rawValue && rawValue <= BasicKind.uintptr.rawValue) || self == .byte
  }
  package var isFloat: Bool { self == .float32 || self == .float64 || self == .untypedFloat }
  package var isComplex: Bool { self == .complex64 || self == .complex128 || self == .untypedComplex }
  package var isNumeric: Bool { isInteger || isFloat || isComplex }
  /// Types that constants can have.
  package var isConstantType: Bool { isBoolean || isNumeric || isString }
  package var isOrdered: Bool { isInteger || isFloat || isString }
}

/// The direction of a channel type.
package enum ChanDirection: UInt8, Sendable {
  case both, sendOnly, receiveOnly
}

/// What an object is, named as the objects of go/types.
package enum ObjectKind: UInt8, Sendable {
  case variable, constant, typeName, function, packageName, builtin, `nil`, label
}

/// The builtin functions, those of package unsafe included.
package enum Builtin: UInt8, Sendable, CaseIterable {
  case append, cap, clear, close, complex, copy, delete, imag, len, make, max, min, new, panic
  case print, println, real, recover
  case unsafeAdd, unsafeAlignof, unsafeOffsetof, unsafeSizeof, unsafeSlice, unsafeSliceData
  case unsafeString, unsafeStringData

  /// The name in its package: `len`, or `Sizeof` for that of package unsafe.
  package var name: String {
    let name = String(describing: self)
    return name.hasPrefix("unsafe") ? String(name.dropFirst("unsafe".count)) : name
  }

  package var isUnsafe: Bool { rawValue >= Builtin.unsafeAdd.rawValue }
}
