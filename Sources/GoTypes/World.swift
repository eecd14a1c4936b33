import GoSyntax
import Synchronization

typealias WorldPointer = UnsafeMutablePointer<World>

/// The value of a slot that has not been computed yet.
let notComputed = UInt32.max

/// What is known about a type whatever its kind.
struct TypeFlags: OptionSet, Sendable {
  let rawValue: UInt8
  static let hasUnknown = TypeFlags(rawValue: 1)
  static let hasTypeParameter = TypeFlags(rawValue: 2)
  /// The type is its own canonical form for certain.
  static let isCanonical = TypeFlags(rawValue: 4)
}

/// A type as stored: a kind and the words that define it (`TypeStore` says which).
struct TypeRecord: ~Copyable {
  let kind: TypeKind
  let flags: TypeFlags
  /// The basic kind, the direction of a channel, or whether a signature is variadic.
  let detail: UInt8
  let hash: UInt32
  let count: UInt32
  let words: UnsafePointer<UInt32>
  /// Slots for what is computed at first use; `notComputed` until then.
  let canonical = Atomic<UInt32>(notComputed)
  let underlying = Atomic<UInt32>(notComputed)
  let typeSet = Atomic<UInt32>(notComputed)
  /// Size and alignment for the sizes of the program: `Layout.packed`, 0 until computed.
  let layout = Atomic<UInt64>(0)
}

/// Properties of an object that its kind does not tell.
struct ObjectFlags: OptionSet, Sendable {
  let rawValue: UInt8
  static let isField = ObjectFlags(rawValue: 1)
  static let isEmbedded = ObjectFlags(rawValue: 2)
  static let isParameter = ObjectFlags(rawValue: 4)
  static let isPackageLevel = ObjectFlags(rawValue: 8)
  static let isMethod = ObjectFlags(rawValue: 16)
  /// Declared in an in-package test file.
  static let isTest = ObjectFlags(rawValue: 32)
  static let isTypeParameter = ObjectFlags(rawValue: 64)
  /// The variable of a type switch within one of its clauses; `extra` is the clause.
  static let isClauseVariable = ObjectFlags(rawValue: 128)
}

/// An object as stored.
struct ObjectRecord: ~Copyable {
  let kind: ObjectKind
  let flags: ObjectFlags
  let name: Name
  /// Index of the package, 0 for the universe.
  let package: UInt32
  /// File and node of the declaring identifier; file 0 when there is none.
  let file: UInt32
  let node: UInt32
  /// Builtin id, clause of a clause variable, iota of a constant, import of a package name.
  let extra: UInt32
  /// Constants: the specification that gives type and value, which an implicit repetition takes
  /// from an earlier one.
  let source: UInt32
  let type: Atomic<UInt32>
  /// Constants: index of the value in the world's constants, 0 when unknown.
  /// Type names: the type they name, which differs from `type` in nothing.
  let value = Atomic<UInt32>(notComputed)
}

/// A constant value as stored.
struct ConstantBox {
  let value: Constant
}

/// Everything that is known in one run, behind one stable address: types, objects, packages, files.
struct World: ~Copyable, @unchecked Sendable {
  let types = StableTable<TypeRecord>()
  let objects = StableTable<ObjectRecord>()
  let constants = StableTable<ConstantBox>()
  let packages = StableTable<PackageRecord>()
  let files = StableTable<FileRecord>()
  let interner = TypeInterner()
  let packageIndex = Mutex<[PackageKey: UInt32]>([:])
  /// Held while files are numbered, so that the files of a package are in a row.
  let fileLock = Mutex(())
  /// Objects of fields, interface methods and type parameters by declaring node.
  let declared = DeclaredObjects()
  let source: any PackageSource
  let sizes: Sizes
  /// Filled by `Universe.declare` before anything else.
  var universe = RawMap(capacity: 64)
  var unsafeScope = RawMap(capacity: 16)
  var known = KnownTypes()

  init(source: any PackageSource, sizes: Sizes) {
    self.source = source
    self.sizes = sizes
  }
}

/// Types that the language itself needs.
struct KnownTypes {
  var emptyTuple: UInt32 = 0
  var emptyInterface: UInt32 = 0
  var any: UInt32 = 0
  var error: UInt32 = 0
  var comparable: UInt32 = 0
  /// The object of the predeclared constant.
  var iota: UInt32 = 0
}

/// Objects found by the node that declares them, so that threads agree on one.
struct DeclaredObjects: ~Copyable {
  private struct Shard: ~Copyable, @unchecked Sendable {
    var map = RawMap(capacity: 64)
  }
  private static var shardCount: Int { 16 }
  private let shards: UnsafeMutablePointer<Mutex<Shard>>

  init() {
    shards = .allocate(capacity: Self.shardCount)
    for index in 0..<Self.shardCount { (shards + index).initialize(to: Mutex(Shard())) }
  }

  deinit {
    shards.deinitialize(count: Self.shardCount)
    shards.deallocate()
  }

  /// The object of a node, made by `make` if there is none yet.
  func object(file: UInt32, node: UInt32, make: () -> UInt32) -> UInt32 {
    let key = UInt64(file) << 32 | UInt64(node)
    let shard = shards + Int((node ^ file) & UInt32(Self.shardCount - 1))
    return shard.pointee.withLock { state in
      let found = state.map[key]
      if found != 0 { return found }
      let made = make()
      state.map.set(key, made)
      return made
    }
  }
}
