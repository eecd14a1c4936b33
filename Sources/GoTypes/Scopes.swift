import GoSyntax

/// Finding what a name means.
extension Checker {
  /// The package-level object with a name. `view` is the package whose test declarations are seen.
  func lookup(_ name: Name, inPackage id: UInt32, view: UInt32) -> Object? {
    let key = UInt64(name.id)
    if id == World.unsafePackage { return object(world.pointee.unsafeScope[key]) }
    guard let contents = world.contents(id) else { return nil }
    if let found = object(contents.pointee.scope[key]) { return found }
    guard view == id, let tests = world.pointee.packages.pointer(id)?.pointee.tests.load(ordering: .acquiring) else {
      return nil
    }
    return object(tests.pointee.scope[key])
  }

  /// Whether a damaged declaration of a package, or of its tests, may declare a name.
  func isLost(_ name: Name, inPackage id: UInt32) -> Bool {
    guard let record = world.pointee.packages.pointer(id) else { return false }
    return Self.isLost(name, record.pointee.contents.load(ordering: .acquiring))
      || Self.isLost(name, record.pointee.tests.load(ordering: .acquiring))
  }

  private static func isLost(_ name: Name, _ contents: UnsafeMutablePointer<PackageContents>?) -> Bool {
    guard let contents, !contents.pointee.lostNames.isEmpty else { return false }
    return contents.pointee.lostNames.contains(name)
  }

  private func object(_ id: UInt32) -> Object? { id == 0 ? nil : Object(world: world, id: id) }

  /// What a name means in a file, outside functions.
  mutating func lookup(_ name: Name, inFile number: UInt32) -> Object? {
    guard let file = world.pointee.file(number) else { return nil }
    if let found = lookup(name, inPackage: file.pointee.package, view: file.pointee.view) { return found }
    if isLost(name, inPackage: file.pointee.package) { return nil }
    let imports = UnsafeBufferPointer(start: UnsafePointer(file.pointee.imports), count: file.pointee.importCount)
    var needsNames = false
    for index in 0..<imports.count {
      let record = file.pointee.imports + index
      switch record.pointee.syntax.style {
      case .named where record.pointee.syntax.name == name: return packageObject(record, file, name)
      case .plain where record.pointee.syntax.guess == name:
        if hasName(record, file, name) { return packageObject(record, file, name) }
      case .plain: needsNames = true
      case .dot where name.isExported:
        let package = importedPackage(record, file)
        if let found = lookup(name, inPackage: package, view: file.pointee.view) { return found }
      default: break
      }
    }
    if let predeclared = object(world.pointee.universe[UInt64(name.id)]) { return predeclared }
    if needsNames {
      for index in 0..<imports.count {
        let record = file.pointee.imports + index
        guard record.pointee.syntax.style == .plain, record.pointee.syntax.guess != name else { continue }
        if hasName(record, file, name) { return packageObject(record, file, name) }
      }
    }
    return nil
  }

  /// Whether an import without a name binds this one. A package that is not found is taken to
  /// have the name that its path suggests: nothing else is known of it anyway.
  private func hasName(
    _ record: UnsafeMutablePointer<ImportRecord>, _ file: UnsafeMutablePointer<FileRecord>, _ name: Name
  ) -> Bool {
    let package = importedPackage(record, file)
    let actual = packageName(package)
    return actual == .none ? record.pointee.syntax.guess == name : actual == name
  }

  /// The name in the package clauses; none when the package is not found.
  func packageName(_ id: UInt32) -> Name {
    if id == World.unsafePackage { return Known.unsafe }
    if let contents = world.pointee.loaded(id) { return contents.pointee.name }
    guard id != 0, let record = world.pointee.packages.pointer(id) else { return .none }
    let known = record.pointee.name.load(ordering: .relaxed)
    if known != 0 { return Name(id: known) }
    let name =
      world.pointee.source.name(of: record.pointee.key).map { Name.of($0) } ?? world.contents(id)?.pointee.name
      ?? .none
    record.pointee.name.store(name.id, ordering: .relaxed)
    return name
  }

  /// The package that an import means, 0 when it is not found.
  func importedPackage(
    _ record: UnsafeMutablePointer<ImportRecord>, _ file: UnsafeMutablePointer<FileRecord>
  ) -> UInt32 {
    let known = record.pointee.package.load(ordering: .acquiring)
    if known != notComputed { return known }
    let path = record.pointee.syntax.path
    var found: UInt32 = 0
    if path == "unsafe" {
      found = World.unsafePackage
    } else if path != "C", let importer = world.pointee.packages.pointer(file.pointee.package),
      let key = world.pointee.source.resolve(path, from: importer.pointee.key.directory)
    {
      found = world.pointee.package(key)
    }
    record.pointee.package.store(found, ordering: .releasing)
    return found
  }

  /// The object of a package name in a file.
  private func packageObject(
    _ record: UnsafeMutablePointer<ImportRecord>, _ file: UnsafeMutablePointer<FileRecord>, _ name: Name
  ) -> Object {
    let known = record.pointee.object.load(ordering: .acquiring)
    if known != 0 { return Object(world: world, id: known) }
    let node = record.pointee.syntax.node
    let position = UInt32(record - file.pointee.imports)
    let id = world.pointee.declared.object(file: node.fileIndex, node: node.id) {
      world.newObject(
        .packageName, [], name, package: file.pointee.package, node: node, extra: position, type: 0)
    }
    record.pointee.object.store(id, ordering: .releasing)
    return Object(world: world, id: id)
  }

  /// The index of the package that a package name stands for, 0 when it is not found.
  func importedPackageIndex(of object: Object) -> UInt32 {
    guard let record = object.record, object.kind == .packageName, let file = world.pointee.file(record.pointee.file),
      Int(record.pointee.extra) < file.pointee.importCount
    else { return 0 }
    return importedPackage(file.pointee.imports + Int(record.pointee.extra), file)
  }

  func importedPackage(of object: Object) -> Package? {
    let id = importedPackageIndex(of: object)
    return id == 0 ? nil : Package(world: world, id: id)
  }

  /// The package name that an import specification declares.
  func packageObject(importSpec spec: Node) -> Object? {
    guard let file = world.pointee.file(spec.fileIndex) else { return nil }
    for index in 0..<file.pointee.importCount {
      let record = file.pointee.imports + index
      let syntax = record.pointee.syntax
      guard spec.contains(syntax.node), syntax.style == .plain || syntax.style == .named else { continue }
      var name = syntax.name
      if syntax.style == .plain {
        name = packageName(importedPackage(record, file))
        if name == .none { name = syntax.guess }
      }
      return packageObject(record, file, name)
    }
    return nil
  }

  // MARK: Identifiers

  /// What an identifier in expression position means; nil when it is not known.
  mutating func resolve(_ ident: Node) -> Object? {
    if let unit, let file = unit.pointee.file(ident.fileIndex) { return Self.recorded(ident, file, world) }
    let name = ident.name
    if DeclarationCollector.isBlank(name) { return nil }
    for node in ident.ancestors {
      switch node.kind {
      case .blockStmt:
        guard let file = world.pointee.file(ident.fileIndex),
          let unit = file.pointee.unit.load(ordering: .acquiring), let records = unit.pointee.file(ident.fileIndex)
        else { return nil }
        return Self.recorded(ident, records, world)
      case .typeSpec:
        if let found = typeParameter(name, of: node) { return found }
      case .funcDecl:
        if let recv = node.child(.recv) {
          for parameter in Self.receiverTypeParameters(recv) where parameter.name == name {
            return typeParameterObject(parameter)
          }
        }
        if let type = node.child(.type), let found = typeParameter(name, of: type) { return found }
      default: break
      }
    }
    return lookup(name, inFile: ident.fileIndex)
  }

  /// What the binder recorded for an identifier.
  static func recorded(_ ident: Node, _ file: UnitFile, _ world: WorldPointer) -> Object? {
    let id = file.object(ident)
    return id > UnitStorage.unknownObject ? Object(world: world, id: id) : nil
  }

  private func typeParameter(_ name: Name, of owner: Node) -> Object? {
    guard let list = owner.child(.typeParams) else { return nil }
    for field in list.children(.field) {
      for ident in field.children(.name) where ident.name == name { return typeParameterObject(ident) }
    }
    return nil
  }

  /// The object of a type parameter by the identifier that declares it.
  func typeParameterObject(_ ident: Node) -> Object {
    declaredObject(ident, .typeName, .isTypeParameter)
  }

  /// The one object of a node that declares a field, an interface method or a type parameter.
  func declaredObject(_ ident: Node, _ kind: ObjectKind, _ flags: ObjectFlags) -> Object {
    let id = world.pointee.declared.object(file: ident.fileIndex, node: ident.id) {
      let package = world.pointee.file(ident.fileIndex)?.pointee.package ?? 0
      return world.newObject(kind, flags, ident.name, package: package, node: ident)
    }
    return Object(world: world, id: id)
  }

  /// The identifiers `K` and `V` of a receiver `(m *Map[K, V])`.
  static func receiverTypeParameters(_ recv: Node) -> [Node] {
    guard var type = recv.child(.field)?.child(.type) else { return [] }
    while type.kind == .starExpr || type.kind == .parenExpr {
      guard let inner = type.child(.x) else { return [] }
      type = inner
    }
    guard type.kind == .indexExpr || type.kind == .indexListExpr else { return [] }
    return type.children(.index).filter { $0.kind == .ident }
  }

  /// The type parameters that a type specification or function type declares, as identifiers.
  static func typeParameterNodes(_ owner: Node) -> [Node] {
    guard let list = owner.child(.typeParams) else { return [] }
    return list.children(.field).flatMap { $0.children(.name) }
  }

  /// The position of a specification among those of its declaration: the value of iota there.
  static func position(of spec: Node) -> UInt32 {
    guard let parent = spec.parent else { return 0 }
    var position: UInt32 = 0
    for child in parent.children where child.kind == .valueSpec {
      if child.id == spec.id { return position }
      position += 1
    }
    return position
  }
}
