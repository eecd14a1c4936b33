import GoSyntax

/// What rules ask about types.
extension Type {
  /// The size in bytes; nil when it is not known.
  package func size(_ sizes: Sizes = .gcAMD64) -> Int64? {
    var checker = Checker(world)
    return checker.layout(self, sizes)?.size
  }

  /// The alignment in bytes; nil when it is not known.
  package func align(_ sizes: Sizes = .gcAMD64) -> Int64? {
    var checker = Checker(world)
    return checker.layout(self, sizes)?.align
  }

  /// The offset of a field within this struct type; nil when it is not known.
  package func offset(of field: Object, _ sizes: Sizes = .gcAMD64) -> Int64? {
    var checker = Checker(world)
    return checker.fieldOffset(self, field, sizes)
  }

  /// Whether values of the type hold pointers that the garbage collector follows; nil when not known.
  package var containsPointers: Bool? {
    var checker = Checker(world)
    return checker.containsPointers(self)
  }

  /// The single underlying type of all types that a type parameter can be; for any other type its
  /// underlying type.
  package var coreType: Type {
    var checker = Checker(world)
    return checker.coreType(self)
  }

  /// The constraint of a type parameter.
  package var constraint: Type {
    guard kind == .typeParam else { return .unknown }
    var checker = Checker(world)
    return checker.bound(self)
  }

  /// The methods declared for a named type (test files left out), or those of an interface.
  package var methods: [Object] {
    var checker = Checker(world)
    let base = unaliased
    if base.kind == .named, let object = base.object, let package = object.package,
      let contents = package.world.contents(package.id), let list = contents.pointee.methodLists[object.name]
    {
      return list.map { Object(world: world, id: $0) }
    }
    let under = underlying
    return under.kind == .interface ? checker.typeSet(under).setMethods.map(\.object) : []
  }

  /// The field or method that a selector on a value of the type finds, promoted ones included.
  /// `package` is where the selector stands: it sees its own unexported names.
  package func lookup(_ name: Name, in package: Package?) -> Object? {
    var checker = Checker(world)
    return checker.member(name, of: self, package: package?.id ?? 0, view: package?.id ?? 0)?.object
  }

  /// Whether the method set of the type has all methods of an interface; nil when not known.
  package func implements(_ interface: Type) -> Bool? {
    var checker = Checker(world)
    return checker.implements(self, interface)
  }

  /// Whether values can be compared with `==` (interfaces can, at the risk of a panic); nil when not known.
  package var isComparable: Bool? {
    var checker = Checker(world)
    return checker.isComparable(self)
  }

  /// Whether this is a named type of a package, or an instance of it: `isNamed("sync", name)`. Through aliases.
  package func isNamed(_ path: String, _ name: Name) -> Bool { unaliased.object?.isObject(path, name) ?? false }

  /// Whether this is the predeclared type `error`.
  package var isError: Bool { world.map { $0.pointee.known.error == unaliased.id } ?? false }
}

extension Checker {
  mutating func isComparable(_ type: Type) -> Bool? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    let under = underlying(type)
    switch under.kind {
    case .unknown: return nil
    case .basic: return under.basicKind != .untypedNil
    case .slice, .map, .signature: return false
    case .array: return isComparable(under.elem)
    case .struct:
      var isUnknown = false
      for field in under.fields {
        switch isComparable(field.type) {
        case .some(false): return false
        case .none: isUnknown = true
        default: break
        }
      }
      return isUnknown ? nil : true
    case .typeParam:
      let set = typeSet(of: bound(under))
      guard set.kind == .typeSet, !set.isIncompleteSet else { return nil }
      if set.isComparableSet { return true }
      return set.hasTerms ? set.setTerms.allSatisfy { isComparable($0.type) == true } : false
    default: return true
    }
  }
}
