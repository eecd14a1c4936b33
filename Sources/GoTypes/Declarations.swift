import GoSyntax

/// Declares the package-level objects and methods of a package's files.
struct DeclarationCollector {
  let world: WorldPointer
  let contents: UnsafeMutablePointer<PackageContents>
  let package: UInt32
  let isTest: Bool
  private var pendingMethods: [(base: Name, object: UInt32, name: Name)] = []

  init(world: WorldPointer, contents: UnsafeMutablePointer<PackageContents>, package: UInt32, isTest: Bool) {
    self.world = world
    self.contents = contents
    self.package = package
    self.isTest = isTest
  }

  mutating func collect(_ file: SourceFile) {
    for decl in file.root.children {
      if !file.damaged.isEmpty, file.isDamaged(decl.start..<decl.end) { noteLostNames(decl) }
      switch decl.kind {
      case .funcDecl: function(decl)
      case .genDecl: general(decl)
      default: break
      }
    }
  }

  /// A declaration that does not parse may have swallowed others.
  private func noteLostNames(_ decl: Node) {
    for node in decl.descendants where node.kind == .ident {
      if node.role == .name || Self.followsKeyword(node) { contents.pointee.lostNames.insert(node.name) }
    }
  }

  /// Whether `func`, `type`, `var`, `const` or a receiver's `)` stands before an identifier.
  private static func followsKeyword(_ ident: Node) -> Bool {
    let before = ident.root.text.prefix(Int(ident.start - ident.root.start))
    guard let last = before.lastIndex(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
      return false
    }
    if before[last] == UInt8(ascii: ")") { return true }
    let keywords: [StaticString] = ["func", "type", "var", "const"]
    return keywords.contains { keyword in
      let start = last + 1 - keyword.utf8CodeUnitCount
      return start >= before.startIndex
        && (0..<keyword.utf8CodeUnitCount).allSatisfy { before[start + $0] == keyword.utf8Start[$0] }
    }
  }

  private mutating func general(_ decl: Node) {
    let token = decl.token
    var iota: UInt32 = 0
    var source: UInt32 = 0
    for spec in decl.children {
      switch (spec.kind, token) {
      case (.typeSpec, _):
        if let name = spec.child(.name) { declare(name, .typeName) }
      case (.valueSpec, .const):
        if spec.child(.value) != nil || spec.child(.type) != nil { source = spec.id }
        for name in spec.children(.name) { declare(name, .constant, extra: iota, source: source) }
        iota += 1
      case (.valueSpec, _):
        for name in spec.children(.name) { declare(name, .variable) }
      default: break
      }
    }
  }

  private mutating func function(_ decl: Node) {
    guard let name = decl.child(.name) else { return }
    guard let recv = decl.child(.recv) else {
      // A package may have many functions `init`, and none can be referred to.
      let object = make(name, .function, flags: .isPackageLevel)
      if !Self.isBlank(name.name), name.name != Known.initName, contents.pointee.scope[UInt64(name.name.id)] == 0 {
        contents.pointee.scope.set(UInt64(name.name.id), object)
      }
      return
    }
    let object = make(name, .function, flags: .isMethod)
    guard let base = Self.receiverBase(recv), !Self.isBlank(name.name) else { return }
    pendingMethods.append((base.name, object, name.name))
  }

  /// Enters the methods: a receiver written with an alias belongs to the type behind it.
  mutating func finish() {
    for method in pendingMethods {
      let base = aliasTarget(method.base)
      let key = PackageContents.methodKey(base, method.name)
      guard contents.pointee.methods[key] == 0 else { continue }
      contents.pointee.methods.set(key, method.object)
      contents.pointee.methodLists[base, default: []].append(method.object)
    }
    pendingMethods = []
  }

  private func aliasTarget(_ name: Name) -> Name {
    var name = name
    for _ in 0..<10 {
      let id = contents.pointee.scope[UInt64(name.id)]
      guard id != 0, let spec = Object(world: world, id: id).declaration?.parent, spec.kind == .typeSpec,
        spec.token == .alias, let type = spec.child(.type), let target = Self.baseName(type)
      else { return name }
      name = target.name
    }
    return name
  }

  @discardableResult
  private func declare(_ name: Node, _ kind: ObjectKind, extra: UInt32 = 0, source: UInt32 = 0) -> UInt32 {
    let object = make(name, kind, flags: .isPackageLevel, extra: extra, source: source)
    if !Self.isBlank(name.name), contents.pointee.scope[UInt64(name.name.id)] == 0 {
      contents.pointee.scope.set(UInt64(name.name.id), object)
    }
    return object
  }

  private func make(_ name: Node, _ kind: ObjectKind, flags: ObjectFlags, extra: UInt32 = 0, source: UInt32 = 0)
    -> UInt32
  {
    var flags = flags
    if isTest { flags.insert(.isTest) }
    let object = world.newObject(kind, flags, name.name, package: package, node: name, extra: extra, source: source)
    contents.pointee.objects.append(object)
    return object
  }

  static func isBlank(_ name: Name) -> Bool { name == Known.blank || name == .none }

  /// The identifier of the base type of a receiver: `T` of `(t *T[K, V])`.
  static func receiverBase(_ recv: Node) -> Node? {
    guard let field = recv.children.first(where: { $0.kind == .field }), let type = field.child(.type) else {
      return nil
    }
    return baseName(type)
  }

  static func baseName(_ type: Node) -> Node? {
    var type = type
    while true {
      switch type.kind {
      case .ident: return type
      case .parenExpr, .starExpr, .indexExpr, .indexListExpr:
        guard let inner = type.child(.x) ?? type.children.first(where: { _ in true }) else { return nil }
        type = inner
      default: return nil
      }
    }
  }
}

/// Names that the language knows.
enum Known {
  static let blank = Name.of("_")
  static let initName = Name.of("init")
  static let align64 = Name.of("align64")
  static let iota = Name.of("iota")
  static let unsafe = Name.of("unsafe")
}

extension WorldPointer {
  /// Makes an object.
  func newObject(
    _ kind: ObjectKind, _ flags: ObjectFlags, _ name: Name, package: UInt32, node: Node?, extra: UInt32 = 0,
    source: UInt32 = 0, type: UInt32 = notComputed
  ) -> UInt32 {
    pointee.objects.append(
      ObjectRecord(
        kind: kind, flags: flags, name: name, package: package, file: node?.fileIndex ?? 0, node: node?.id ?? 0,
        extra: extra, source: source, type: .init(type)))
  }
}
