import GoSyntax

extension Checker {
  mutating func underlying(_ type: Type) -> Type { .unknown }
  mutating func canonical(_ type: Type) -> Type { type }
  mutating func type(of object: Object) -> Type { .unknown }
  mutating func constant(of object: Object) -> Constant? { nil }
  mutating func constant(_ node: Node) -> Constant? { nil }
  mutating func importedPackage(of object: Object) -> Package? { nil }
  mutating func packageName(_ id: UInt32) -> Name { .none }
  mutating func lookup(_ name: Name, inPackage: UInt32, view: UInt32) -> Object? { nil }
  mutating func lookup(_ name: Name, inFile: UInt32) -> Object? { nil }
  mutating func object(of: Node) -> Object? { nil }
  mutating func finalType(of: Node) -> Type { .unknown }
  mutating func operand(_ node: Node) -> Operand { .unknown }
  mutating func callee(_ node: Node) -> Object? { nil }
  mutating func selection(_ node: Node) -> Selection? { nil }
  mutating func typeParameterObject(_ node: Node) -> Object { Object(world: world, id: 1) }
  static func receiverTypeParameters(_ node: Node) -> [Node] { [] }
  static func position(of: Node) -> UInt32 { 0 }
}
extension Type {
  /// How the type is printed: `packageName` gives what stands before a name of a package.
  package func string(qualifier: (Package) -> String) -> String { "" }
  /// The type as go/types prints it with full package paths: `map[string]*net/http.Request`.
  package var fullString: String { "" }
  /// The type as in messages, with package names: `map[string]*http.Request`.
  package var shortString: String { "" }
  /// The size in bytes; nil when it is not known.
  package func size(_ sizes: Sizes) -> Int64? { nil }
  /// The alignment in bytes; nil when it is not known.
  package func align(_ sizes: Sizes) -> Int64? { nil }
  /// Whether values of the type hold pointers that the garbage collector follows; nil when not known.
  package var containsPointers: Bool? { nil }
  /// The methods declared for a named type, or those of an interface, in no order that matters.
  package var methods: [Object] { [] }
  /// The field or method with a name, promoted ones included, as a selector on a value of the type finds it.
  package func lookup(_ name: Name, in package: Package?) -> Object? { nil }
  /// Whether the type has the methods of an interface; nil when not known.
  package func implements(_ interface: Type) -> Bool? { nil }
  /// Whether values can be compared with `==`; nil when not known.
  package var isComparable: Bool? { nil }
  /// Whether this is the named type or an instance of it: `isNamed("sync", "Mutex")`; through aliases.
  package func isNamed(_ path: String, _ name: Name) -> Bool { unaliased.object?.isObject(path, name) ?? false }
}
