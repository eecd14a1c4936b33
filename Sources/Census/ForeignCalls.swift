import GoFlow
import GoSyntax
import GoTypes

/// Finds the calls in a unit of functions of other packages of the run that may have to do with maps: of methods of values that
/// have one, and of functions of packages that have some of their own.
struct ForeignCalls {
  private let census: Census
  private let unit: Unit
  private let isInRun: (Package) -> Bool
  /// By type or package: what stands for its maps; nil where it has none.
  private var maps: [Object: Object?] = [:]
  private var variables: [Package: Object?] = [:]
  private var interfaces: [Package: Bool] = [:]

  /// Structs within structs are looked into so far.
  private static let depthLimit = 4

  init(_ census: Census, _ isInRun: @escaping (Package) -> Bool) {
    self.census = census
    self.isInRun = isInRun
    unit = census.unit
  }

  /// In source order, each as a use of a map at the place where that may lie: behind the receiver, or in a variable of the other
  /// package.
  mutating func all() -> [(LockAccess, AccessPath)] {
    var found: [(LockAccess, AccessPath)] = []
    for file in unit.files where !census.isInTest(file.root) {
      for call in file.root.descendants where call.kind == .callExpr {
        guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let name = fun.child(.sel),
          name.name.isExported, let operand = fun.child(.x), let place = place(of: fun, operand)
        else { continue }
        found.append((LockAccess(name: fun, operation: call, isWrite: true), place))
      }
    }
    return found
  }

  /// Where a map may lie that a called function gets at: behind its receiver, or in a variable of its package.
  private mutating func place(of fun: Node, _ operand: Node) -> AccessPath? {
    if unit.importPath(operand) != nil {
      guard let function = unit.object(of: fun.child(.sel) ?? fun), function.kind == .function,
        let package = function.package, package != unit.package, isInRun(package)
      else { return nil }
      return variable(of: package).map { AccessPath(variable: $0) }
    }
    guard let selection = unit.selection(of: fun), selection.kind == .method,
      let package = selection.object.package, package != unit.package, isInRun(package),
      let map = map(in: selection.embedded.last?.type ?? selection.receiver)
    else { return nil }
    return census.flow.locks.path(operand)?.appending(selection.embedded + map)
  }

  // MARK: What may hold maps

  /// The field of a struct type that stands for its maps, none for a map and an interface; nil for a type without any.
  private mutating func map(in type: Type) -> [Object]? {
    let plain = type.unaliased
    let base = (plain.kind == .pointer ? plain.elem : plain).unaliased
    guard let object = base.object else { return nil }
    switch base.underlying.kind {
    case .map: return []
    case .interface: return object.package.map { hasMaps($0) } ?? false ? [] : nil
    case .struct: return mapField(of: base, object, depth: 0).map { [$0] }
    default: return nil
    }
  }

  /// A field of a map type, or one with a struct that has such a field.
  private mutating func mapField(of type: Type, _ object: Object, depth: Int) -> Object? {
    if let known = maps[object] { return known }
    guard depth < Self.depthLimit else { return nil }
    // What leads back here adds nothing.
    maps[object] = .some(nil)
    let field = type.underlying.fields.first { hasMap($0.type, depth: depth + 1) }
    maps[object] = .some(field?.object)
    return field?.object
  }

  /// Whether a type is that of maps, or of a struct with some, or points to one.
  private mutating func hasMap(_ type: Type, depth: Int) -> Bool {
    let plain = type.unaliased
    if plain.underlying.kind == .map { return true }
    let base = plain.kind == .pointer ? plain.elem.unaliased : plain
    guard base.underlying.kind == .struct, let object = base.object, let package = object.package,
      package == unit.package || isInRun(package)
    else { return false }
    return mapField(of: base, object, depth: depth) != nil
  }

  /// A package-level variable that is a map or has one.
  private mutating func variable(of package: Package) -> Object? {
    if let known = variables[package] { return known }
    let found = package.objects.first { $0.kind == .variable && hasMap($0.type, depth: 0) }
    variables[package] = .some(found)
    return found
  }

  /// Whether a package has a struct type with a map: what implements its interfaces may be one.
  private mutating func hasMaps(_ package: Package) -> Bool {
    if let known = interfaces[package] { return known }
    let found = package.objects.contains { object in
      object.kind == .typeName && object.type.underlying.kind == .struct && hasMap(object.type, depth: 0)
    }
    interfaces[package] = found
    return found
  }
}
