import GoSyntax

/// Declares what Go predeclares, and package unsafe.
enum Universe {
  static func declare(in world: WorldPointer) {
    // Index 0 of every table means nothing; the basic types follow in the order of `BasicKind`.
    addType(world, .unknown, 0, .hasUnknown)
    for kind in BasicKind.allCases { addType(world, .basic, kind.rawValue, kind == .invalid ? .hasUnknown : []) }
    // Object 1 is the mark of an unknown identifier.
    for _ in 0..<2 { _ = world.newObject(.label, [], .none, package: 0, node: nil, type: 0) }
    _ = world.pointee.constants.append(ConstantBox(value: .bool(false)))
    let nothing = PackageKey(directory: "", importPath: "")
    _ = world.pointee.packages.append(PackageRecord(key: nothing))
    _ = world.pointee.packages.append(PackageRecord(key: PackageKey(directory: "", importPath: "unsafe")))

    let empty = world.intern(.tuple, words: [])
    world.pointee.known.emptyTuple = empty.id
    world.pointee.known.emptyInterface = world.intern(.interface, words: [0]).id
    declareTypes(world)
    declareValues(world)
    for builtin in Builtin.allCases {
      let type = world.intern(.builtin, detail: builtin.rawValue, words: [])
      let object = world.newObject(
        .builtin, builtin.isUnsafe ? .isPackageLevel : [], Name.of(builtin.name),
        package: builtin.isUnsafe ? World.unsafePackage : 0, node: nil, extra: UInt32(builtin.rawValue), type: type.id)
      enter(world, object, unsafe: builtin.isUnsafe)
    }
  }

  private static func declareTypes(_ world: WorldPointer) {
    for kind in BasicKind.allCases where kind != .invalid && !kind.isUntyped {
      let isUnsafe = kind == .unsafePointer
      let object = world.newObject(
        .typeName, isUnsafe ? .isPackageLevel : [], Name.of(isUnsafe ? "Pointer" : kind.name),
        package: isUnsafe ? World.unsafePackage : 0, node: nil, type: world.basic(kind).id)
      enter(world, object, unsafe: isUnsafe)
    }
    let any = world.newObject(.typeName, [], Name.of("any"), package: 0, node: nil)
    let anyType = world.intern(.alias, words: [any, world.intern(.interface, detail: 3, words: [0]).id])
    setType(world, any, anyType)
    world.pointee.known.any = anyType.id
    enter(world, any)

    let string = world.tuple([(world.basic(.string), .none)])
    let signature = world.signature(parameters: world.tuple([]), results: string, isVariadic: false)
    let method = world.newObject(.function, .isMethod, Name.of("Error"), package: 0, node: nil, type: signature.id)
    world.pointee.known.error = declareInterface(world, "error", words: [1, method, signature.id])
    world.pointee.known.comparable = declareInterface(world, "comparable", detail: 2, words: [0])
  }

  private static func declareInterface(_ world: WorldPointer, _ name: String, detail: UInt8 = 0, words: [UInt32])
    -> UInt32
  {
    let object = world.newObject(.typeName, [], Name.of(name), package: 0, node: nil)
    let type = world.intern(.named, words: [object])
    let underlying = world.intern(.interface, detail: detail, words: words)
    type.record?.pointee.underlying.store(underlying.id, ordering: .releasing)
    setType(world, object, type)
    enter(world, object)
    return type.id
  }

  private static func declareValues(_ world: WorldPointer) {
    for value in [false, true] {
      let object = world.newObject(
        .constant, [], Name.of(value ? "true" : "false"), package: 0, node: nil, type: world.basic(.untypedBool).id)
      let constant = world.pointee.constants.append(ConstantBox(value: .bool(value)))
      world.pointee.objects.pointer(object)?.pointee.value.store(constant, ordering: .releasing)
      enter(world, object)
    }
    let iota = world.newObject(
      .constant, [], Known.iota, package: 0, node: nil, type: world.basic(.untypedInt).id)
    world.pointee.known.iota = iota
    enter(world, iota)
    enter(
      world,
      world.newObject(.nil, [], Name.of("nil"), package: 0, node: nil, type: world.basic(.untypedNil).id))
  }

  private static func enter(_ world: WorldPointer, _ object: UInt32, unsafe: Bool = false) {
    guard let name = world.pointee.objects.pointer(object)?.pointee.name else { return }
    if unsafe {
      world.pointee.unsafeScope.set(UInt64(name.id), object)
    } else {
      world.pointee.universe.set(UInt64(name.id), object)
    }
  }

  private static func setType(_ world: WorldPointer, _ object: UInt32, _ type: Type) {
    world.pointee.objects.pointer(object)?.pointee.type.store(type.id, ordering: .releasing)
  }

  private static func addType(_ world: WorldPointer, _ kind: TypeKind, _ detail: UInt8, _ flags: TypeFlags) {
    let words = UnsafePointer(UnsafeMutablePointer<UInt32>(Self.noWords))
    _ = world.pointee.types.append(
      TypeRecord(
        kind: kind, flags: flags, detail: detail, hash: TypeInterner.hash(kind, detail, .init(start: nil, count: 0)),
        count: 0, words: words))
  }

  private nonisolated(unsafe) static let noWords = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
}
