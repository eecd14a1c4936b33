import GoSyntax

/// A declared entity: a reference to an object of a `Program`, which must outlive it.
package struct Object: Hashable, @unchecked Sendable {
  let world: WorldPointer?
  /// Unique in the program.
  package let id: UInt32

  @inline(__always)
  init(world: WorldPointer?, id: UInt32) {
    self.world = world
    self.id = id
  }

  package static func == (a: Object, b: Object) -> Bool { a.id == b.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
  package func _rawHashValue(seed: Int) -> Int { IdentityHash.value(UInt64(id), seed: seed) }

  @inline(__always)
  var record: UnsafeMutablePointer<ObjectRecord>? { world?.pointee.objects.pointer(id) }
  var flags: ObjectFlags { record?.pointee.flags ?? [] }

  package var kind: ObjectKind { record?.pointee.kind ?? .label }
  package var name: Name { record?.pointee.name ?? .none }

  /// The identifier that declares the object (of an import without a name, the path; of a
  /// variable of a type-switch clause, the identifier before `:=`); nil for predeclared objects.
  package var declaration: Node? {
    guard let world, let record, record.pointee.file != 0,
      let file = world.pointee.file(record.pointee.file)
    else { return nil }
    return file.pointee.root.at(record.pointee.node)
  }

  /// The type of a variable, constant or function; the type that a type name stands for.
  /// For a function or method it is a signature without the receiver.
  package var type: Type {
    guard let record else { return .unknown }
    let known = record.pointee.type.load(ordering: .acquiring)
    if known != notComputed { return Type(world: world, id: known).normalised }
    var checker = Checker(world, unit: localUnit)
    return checker.type(of: self)
  }

  /// The value of a constant; nil when it is not known.
  package var constant: Constant? {
    guard kind == .constant else { return nil }
    var checker = Checker(world, unit: localUnit)
    return checker.constant(of: self)
  }

  /// The unit that has records of the declaration, for objects declared within functions.
  private var localUnit: UnsafeMutablePointer<UnitStorage>? {
    guard let world, let record, !isPackageLevel, !isMethod, let file = world.pointee.file(record.pointee.file) else {
      return nil
    }
    return file.pointee.unit.load(ordering: .acquiring)
  }

  package var isField: Bool { flags.contains(.isField) }
  package var isEmbedded: Bool { flags.contains(.isEmbedded) }
  /// Whether this is a parameter, a result or a receiver.
  package var isParameter: Bool { flags.contains(.isParameter) }
  /// Whether the object is declared in the package block (methods and fields are not).
  package var isPackageLevel: Bool { flags.contains(.isPackageLevel) }
  /// Whether this is a method, of a type or of an interface.
  package var isMethod: Bool { flags.contains(.isMethod) }
  /// Whether the object is declared in an in-package test file.
  package var isTest: Bool { flags.contains(.isTest) }
  package var isTypeParameter: Bool { flags.contains(.isTypeParameter) }
  package var isExported: Bool { name.isExported }
  /// Whether a selector in a package may mean the object.
  func isVisible(in package: UInt32) -> Bool { record?.pointee.package == package || isExported }
  /// Whether this is a variable other than a field that is declared within a function.
  package var isLocal: Bool { kind == .variable && !isField && !isPackageLevel }

  /// The package that declares the object; nil for predeclared objects.
  package var package: Package? {
    guard let world, let record, record.pointee.package != 0 else { return nil }
    return Package(world: world, id: record.pointee.package)
  }

  /// Whether this is the package-level object of a package with a name: `isObject("sync", "Mutex")`.
  package func isObject(_ path: String, _ name: Name) -> Bool {
    isPackageLevel && self.name == name && package?.path == path
  }

  /// Which builtin function this is.
  package var builtin: Builtin? {
    guard let record, record.pointee.kind == .builtin else { return nil }
    return Builtin(rawValue: UInt8(truncatingIfNeeded: record.pointee.extra))
  }

  /// The function that declares the object: of a function or method its `funcDecl`, of a local
  /// object the innermost `funcDecl` or `funcLit` around its declaration.
  package var function: Node? {
    guard let declaration, !isPackageLevel || kind == .function, !isField else { return nil }
    for node in declaration.ancestors where node.kind == .funcDecl || node.kind == .funcLit { return node }
    return nil
  }

  /// The package that a package name stands for; nil when the import is unknown.
  package var importedPackage: Package? {
    guard kind == .packageName else { return nil }
    let checker = Checker(world)
    return checker.importedPackage(of: self)
  }
}

extension Type {
  /// The one unknown type for the id 0.
  @inline(__always)
  var normalised: Type { id == 0 ? .unknown : self }
}

/// A package of a program.
package struct Package: Hashable, @unchecked Sendable {
  let world: WorldPointer
  let id: UInt32

  package static func == (a: Package, b: Package) -> Bool { a.id == b.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
  package func _rawHashValue(seed: Int) -> Int { IdentityHash.value(UInt64(id), seed: seed) }

  /// The path by which the package is imported.
  package var path: String { world.pointee.packages.pointer(id)?.pointee.key.importPath ?? "" }
  package var directory: String { world.pointee.packages.pointer(id)?.pointee.key.directory ?? "" }

  /// The name in the package clauses.
  package var name: Name {
    let checker = Checker(world)
    return checker.packageName(id)
  }

  /// The minor version of the language of the package: 22 for `go 1.22`.
  package var goVersion: Int { world.pointee.loaded(id)?.pointee.goVersion ?? 0 }

  /// The package-level object with a name, test files left out.
  package func lookup(_ name: Name) -> Object? {
    let checker = Checker(world)
    return checker.lookup(name, inPackage: id, view: 0)
  }
}
