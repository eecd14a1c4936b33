import GoSyntax
import GoTypes

extension AccessPath {
  /// A variable itself.
  package init(variable: Object) { self.init(root: variable, fields: []) }

  /// Whether this path leads through the other: `s.inner.mu` through `s.inner`.
  package func hasPrefix(_ other: AccessPath) -> Bool {
    root == other.root && fields.starts(with: other.fields)
  }

  /// The path with the part up to `prefix` exchanged.
  func replacing(_ prefix: AccessPath, by path: AccessPath) -> AccessPath {
    AccessPath(root: path.root, fields: path.fields + fields.dropFirst(prefix.fields.count))
  }

  /// Whether this stands for the locks that the methods Lock, RLock, … of another package's type take: the way to a value of the
  /// type, and the type.
  package var isOfMethods: Bool { fields.last?.kind == .typeName }

  package func appending(_ more: [Object]) -> AccessPath {
    more.isEmpty ? self : AccessPath(root: root, fields: fields.isEmpty ? more : fields + more)
  }

  /// Paths longer than this are not followed through calls: a recursive type could grow them without end.
  static let lengthLimit = 6
}

/// Names places: through embedded fields, pointers and local variables that only ever stand for another place. Used by one
/// thread.
final class LockPaths {
  let unit: Unit
  private var aliases: [Object: AccessPath?] = [:]
  /// By the expression.
  private var known: [Node: AccessPath?] = [:]

  init(_ unit: Unit) { self.unit = unit }

  /// The place that an expression names, `&x` and `*x` taken for x; nil for anything but variables and fields of them.
  func path(_ expression: Node) -> AccessPath? {
    if let known = known[expression] { return known }
    let path = written(expression).map { resolved($0) }
    known[expression] = .some(path)
    return path
  }

  private func written(_ expression: Node) -> AccessPath? { WrittenPath(expression, in: unit)?.path }

  /// The path with local aliases put in: after `st := s.state`, `st.mu` is `s.state.mu`.
  private func resolved(_ path: AccessPath) -> AccessPath {
    var path = path
    for _ in 0..<4 {
      guard let meant = alias(path.root) else { break }
      path = meant.appending(path.fields)
    }
    return path
  }

  /// What a local variable stands for that is set once, to a pointer to a place or to a pointer, map or interface kept there.
  private func alias(_ variable: Object) -> AccessPath? {
    if let known = aliases[variable] { return known }
    aliases[variable] = .some(nil)
    guard variable.isLocal, !variable.isParameter, let declaration = variable.declaration,
      let value = declaration.valueOfTarget?.unparenthesized, let meant = written(value), meant.root != variable,
      isReference(value), !meant.root.isLocal || meant.root.isParameter || isSetOnce(meant.root), isSetOnce(variable)
    else { return nil }
    aliases[variable] = meant
    return meant
  }

  private func isReference(_ value: Node) -> Bool {
    if value.kind == .unaryExpr { return true }
    switch unit.type(of: value).underlying.kind {
    case .pointer, .map, .interface, .chan, .slice: return true
    default: return false
    }
  }

  private func isSetOnce(_ variable: Object) -> Bool {
    unit.references(to: variable).allSatisfy { name in
      switch unit.use(of: name) {
      case .assigned, .addressed: return false
      default: return true
      }
    }
  }
}

/// One use of a lock: `s.mu.Lock()`.
struct LockOperation {
  enum Kind { case lock, tryLock, unlock }
  let kind: Kind
  let mode: LockMode
  /// The call; of a method value such as `s.mu.Unlock` the selector.
  let node: Node
  /// Nil for a lock that has no name: of a call's result, an element.
  let path: AccessPath?
  let isDeferred: Bool

  /// Whether a method of another package's type is called: which lock it takes, and that it takes one, is not seen here.
  var isForeign: Bool { path?.isOfMethods ?? false }
}

/// Finds the lock operations of a unit: one pass that looks at identifiers named like the methods of package sync.
struct LockFinder {
  private static let methods: [Name: (LockOperation.Kind, LockMode)] = [
    Name.of("Lock"): (.lock, .write), Name.of("RLock"): (.lock, .read),
    Name.of("TryLock"): (.tryLock, .write), Name.of("TryRLock"): (.tryLock, .read),
    Name.of("Unlock"): (.unlock, .write), Name.of("RUnlock"): (.unlock, .read),
  ]
  private static let names: NameSet = {
    var set = NameSet()
    for name in methods.keys { set.insert(name) }
    return set
  }()

  /// Whether a name is that of a method that takes or releases a lock.
  static func isMethodName(_ name: Name) -> Bool { names.contains(name) }

  /// By the function they stand in.
  private(set) var operations: [FunctionID: [LockOperation]] = [:]
  /// The fields and variables of locks that a method value releases: `return s.mu.Unlock`.
  private(set) var releasedByValue: Set<Object> = []

  /// Whether a unit has lock operations, told without its call graph.
  static func hasOperations(_ unit: Unit) -> Bool {
    let files = Set(unit.files.map(\.fileIndex))
    return unit.files.contains { file in
      file.root.descendants.contains { node in
        guard node.kind == .ident, node.role == .sel, names.contains(node.name), let selector = node.parent else {
          return false
        }
        let value = selector.withParentheses
        guard value.role == .fun, let call = value.parent, call.kind == .callExpr, call.enclosingFunction != nil,
          call.parent?.kind != .goStmt
        else { return false }
        guard let name = unit.callee(of: call)?.declaration, let method = name.parent, name.role == .name else {
          return true
        }
        return method.kind != .funcDecl || method.child(.body) == nil || !files.contains(method.fileIndex)
      }
    }
  }

  init(_ graph: CallGraph, _ paths: LockPaths) {
    let unit = graph.unit
    for file in unit.files {
      for node in file.root.descendants where node.kind == .ident && node.role == .sel && Self.names.contains(node.name)
      {
        guard let selector = node.parent, let (kind, mode) = Self.methods[node.name], let operand = selector.child(.x)
        else { continue }
        let value = selector.withParentheses
        guard value.role == .fun, let call = value.parent, call.kind == .callExpr else {
          if kind == .unlock, let path = Self.lock(selector, operand, unit, paths) {
            releasedByValue.insert(path.fields.last ?? path.root)
          }
          continue
        }
        // A method of the unit has a summary of its own.
        if let method = unit.callee(of: call), graph.function(method) != nil { continue }
        guard let function = graph.function(enclosing: call) else { continue }
        let statement = call.parent?.kind
        if statement == .goStmt { continue }
        operations[function, default: []].append(
          LockOperation(
            kind: kind, mode: mode, node: call, path: Self.lock(selector, operand, unit, paths),
            isDeferred: statement == .deferStmt))
      }
    }
  }

  /// The lock of package sync that a selector names a method of, or what stands for those that a method of another package's
  /// type takes: the way to its receiver, and the type.
  private static func lock(
    _ selector: Node, _ operand: Node, _ unit: Unit, _ paths: LockPaths
  ) -> AccessPath? {
    guard let selection = unit.selection(of: selector), selection.kind == .method,
      let package = selection.object.package,
      package != unit.package, let path = paths.path(operand)
    else { return nil }
    let full = path.appending(selection.embedded)
    let type = selection.embedded.last?.type ?? unit.type(of: operand)
    if package.path == "sync" { return LockKind(type) == nil ? nil : full }
    let plain = type.unaliased
    let base = (plain.kind == .pointer ? plain.elem : plain).unaliased
    guard let object = base.object, object.kind == .typeName, base.underlying.kind == .struct,
      selection.object.type.parameters.isEmpty, selection.object.type.results.isEmpty
    else { return nil }
    return full.appending([object])
  }
}

extension AccessPath: CustomStringConvertible {
  /// As it is written in Go: `s.mu`.
  package var description: String { ([root] + fields).map(\.name.string).joined(separator: ".") }
}
