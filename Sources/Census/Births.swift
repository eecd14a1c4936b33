import GoFlow
import GoSyntax
import GoTypes

/// Finds the variables and fields of a unit that are containers, from their declarations.
struct Births: Sendable {
  let unit: Unit
  private(set) var containers: [Container] = []
  private(set) var indices: [Object: Int] = [:]
  /// Whether a type of package sync is named and not found: then locks are not seen for what they are.
  private(set) var missesLocks = false

  /// What the file at hand calls package sync.
  private var syncNames: [Name] = []

  private static let make = Name.of("make")
  private static let map = Name.of("Map")
  private static let pool = Name.of("Pool")

  /// - Parameter reported: the files whose local variables and types are wanted; nil for all. Those of a function are nothing to
  ///   others.
  init(_ unit: Unit, localsOf reported: Set<UInt32>?) {
    self.unit = unit
    let rows = unit.rowsOfFiles
    if rows.count == 1 {
      gather(in: rows[0], localsOf: reported)
      return
    }
    let blank = self
    let parts = Workers.map(count: rows.count, jobs: unit.threads) { index in
      var part = blank
      part.gather(in: rows[index], localsOf: reported)
      return part
    }
    for part in parts {
      missesLocks = missesLocks || part.missesLocks
      for container in part.containers { add(container) }
    }
  }

  private mutating func gather(in files: Range<Int>, localsOf reported: Set<UInt32>?) {
    for file in unit.files[files] {
      let seesLocals = reported?.contains(file.fileIndex) ?? true
      syncNames = unit.names(ofStandardPackage: "sync", in: file)
      for declaration in file.root.children(.decl) where seesLocals || declaration.kind != .funcDecl {
        gather(in: declaration, seesLocals: seesLocals)
      }
    }
  }

  private mutating func gather(in declaration: Node, seesLocals: Bool) {
    for node in declaration.descendants {
      switch node.kind {
      case .structType: fields(of: node)
      case .valueSpec: variables(node, seesLocals: seesLocals)
      case .assignStmt where seesLocals && node.token == .define: locals(node)
      default: break
      }
    }
  }

  private mutating func add(_ name: Node, _ scope: CensusReport.Scope, structType: Node? = nil) {
    guard let object = unit.object(of: name), indices[object] == nil,
      let (kind, map) = Self.kind(of: object.type)
    else { return }
    add(
      Container(object: object, declaration: name, kind: kind, scope: scope, map: map, structType: structType))
  }

  private mutating func add(_ container: Container) {
    if indices[container.object] != nil { return }
    indices[container.object] = containers.count
    containers.append(container)
  }

  /// What kind of container a type makes, and the type of its maps.
  static func kind(of type: Type) -> (CensusReport.Kind, Type?)? {
    let plain = type.unaliased
    let base = plain.kind == .pointer ? plain.elem : plain
    if base.isNamed("sync", map) { return (.syncMap, nil) }
    if base.isNamed("sync", pool) { return (.syncPool, nil) }
    let under = plain.underlying
    switch under.kind {
    case .map: return (.map, plain)
    case .slice where under.elem.underlying.kind == .map: return (.sliceOfMaps, under.elem)
    case .array where under.elem.underlying.kind == .map: return (.arrayOfMaps, under.elem)
    default: return nil
    }
  }

  // MARK: Declarations

  private mutating func fields(of type: Node) {
    guard let list = type.child(.fields) else { return }
    for field in list.children(.field) {
      guard let written = field.child(.type) else { continue }
      noteLock(written)
      guard mayHold(written) else { continue }
      if field.child(.name) == nil { embedded(field, in: type) }
      for name in field.children(.name) { add(name, .field, structType: type) }
    }
  }

  /// `type Set struct { table }` with `type table map[string]int`: the field has the name of its type.
  private mutating func embedded(_ field: Node, in type: Node) {
    guard let written = field.child(.type), written.unparenthesized.kind == .ident || written.kind == .selectorExpr,
      let found = unit.type(of: type).underlying.fields.first(where: { candidate in
        candidate.isEmbedded && candidate.object.declaration.map { field.contains($0) } ?? false
      }), let name = found.object.declaration, indices[found.object] == nil,
      let (kind, map) = Self.kind(of: found.object.type), kind == .map
    else { return }
    add(Container(object: found.object, declaration: name, kind: kind, scope: .field, map: map, structType: type))
  }

  private mutating func variables(_ spec: Node, seesLocals: Bool) {
    guard let declaration = spec.parent, declaration.token == .var else { return }
    let isPackageLevel = declaration.parent?.kind == .file
    let written = spec.child(.type)
    if let written {
      noteLock(written)
      if !mayHold(written) { return }
    }
    if !isPackageLevel && !seesLocals { return }
    for name in spec.children(.name) {
      if written == nil {
        guard let value = name.valueOfTarget, isPackageLevel || makes(value) else { continue }
        if isPackageLevel, !mayMake(value) { continue }
      }
      add(name, isPackageLevel ? .package : .local)
    }
  }

  private mutating func locals(_ statement: Node) {
    for name in statement.children(.lhs) where name.kind == .ident {
      guard let value = name.valueOfTarget, makes(value), unit.object(of: name)?.declaration == name else { continue }
      add(name, .local)
    }
  }

  private mutating func noteLock(_ written: Node) {
    var type = written.unparenthesized
    if type.kind == .starExpr, let pointed = type.child(.x) { type = pointed.unparenthesized }
    guard !missesLocks, type.kind == .selectorExpr, let package = type.child(.x), syncNames.contains(package.name),
      unit.importPath(package) == "sync"
    else { return }
    missesLocks = unit.type(of: type).isUnknown
  }

  // MARK: What may be one, from the syntax

  /// Whether a written type may be that of a container: keeps other types from being worked out.
  private func mayHold(_ written: Node) -> Bool {
    let type = written.unparenthesized
    switch type.kind {
    case .mapType, .indexExpr, .indexListExpr: return true
    case .arrayType: return type.child(.elem).map(mayBeMap) ?? false
    case .ident, .selectorExpr: return mayNameContainer(type)
    case .starExpr:
      guard let pointed = type.child(.x)?.unparenthesized, pointed.kind == .selectorExpr else { return false }
      let name = pointed.child(.sel)?.name
      return name == Self.map || name == Self.pool
    default: return false
    }
  }

  private func mayBeMap(_ written: Node) -> Bool {
    switch written.unparenthesized.kind {
    case .mapType, .indexExpr, .indexListExpr: true
    case .ident, .selectorExpr: mayNameContainer(written.unparenthesized)
    default: false
    }
  }

  /// Whether a type of a name may be a container: those that are declared as structs and the like, the predeclared ones, and what is
  /// not found are not.
  private func mayNameContainer(_ written: Node) -> Bool {
    let name = written.kind == .selectorExpr ? written.child(.sel) ?? written : written
    // These two are structs.
    if name.name == Self.map || name.name == Self.pool { return true }
    guard let object = unit.object(of: name), object.kind == .typeName else { return false }
    guard let declaration = object.declaration else { return object.package != nil }
    guard let spec = declaration.parent, spec.kind == .typeSpec, let type = spec.child(.type) else { return true }
    switch type.unparenthesized.kind {
    case .structType, .interfaceType, .funcType, .chanType: return false
    default: return true
    }
  }

  /// Whether an initial value of a package-level variable may be a container.
  private func mayMake(_ value: Node) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .basicLit, .funcLit, .binaryExpr: return false
    case .unaryExpr:
      return value.token == .and && value.child(.x)?.unparenthesized.kind == .compositeLit
    case .compositeLit: return value.child(.type).map { mayHold($0) } ?? false
    default: return true
    }
  }

  /// Whether a value is a container made here: `make(…)`, a literal.
  private func makes(_ value: Node) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .compositeLit: return value.child(.type).map { mayHold($0) } ?? false
    case .callExpr:
      guard let fun = value.child(.fun), fun.kind == .ident, fun.name == Self.make, let type = value.child(.arg) else {
        return false
      }
      return mayHold(type) && unit.builtin(value) == .make
    case .unaryExpr:
      guard value.token == .and, let literal = value.child(.x)?.unparenthesized, literal.kind == .compositeLit,
        let type = literal.child(.type)?.unparenthesized, type.kind == .selectorExpr
      else { return false }
      return type.child(.sel)?.name == Self.map || type.child(.sel)?.name == Self.pool
    default: return false
    }
  }
}
