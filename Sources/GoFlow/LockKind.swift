import GoSyntax
import GoTypes

extension Unit {
  /// Whether a file of the unit has an import whose path passes a test.
  package func imports(_ test: (String) -> Bool) -> Bool {
    files.contains { file in
      file.root.children.contains { declaration in
        declaration.kind == .genDecl && declaration.token == .import
          && declaration.children.contains { spec in
            spec.kind == .importSpec
              && spec.child(.path).map { test(String($0.textString.dropFirst().dropLast())) } ?? false
          }
      }
    }
  }
}

/// The locks of package sync.
package enum LockKind: Sendable {
  case mutex, readWrite
  /// A value of the interface sync.Locker.
  case locker

  /// The lock that a type is, itself or behind a pointer.
  package init?(_ type: Type) {
    var base = type.unaliased
    if base.kind == .pointer { base = base.elem.unaliased }
    guard base.kind == .named, let object = base.object, object.isPackageLevel, object.package?.path == "sync" else {
      return nil
    }
    switch object.name {
    case Self.mutexName: self = .mutex
    case Self.readWriteName: self = .readWrite
    case Self.lockerName: self = .locker
    default: return nil
    }
  }

  /// Whether a type is a lock, or a struct that embeds one and has no other field: a mutex with methods of its own.
  static func wraps(_ type: Type) -> Bool {
    if LockKind(type) != nil { return true }
    var base = type.unaliased
    if base.kind == .pointer { base = base.elem.unaliased }
    guard base.underlying.kind == .struct else { return false }
    let fields = Array(base.underlying.fields)
    guard fields.count == 1, let only = fields.first, only.isEmbedded else { return false }
    return LockKind(only.type) != nil
  }

  private static let mutexName = Name.of("Mutex")
  private static let readWriteName = Name.of("RWMutex")
  private static let lockerName = Name.of("Locker")

  /// Whether a file of the unit imports package sync: without it no lock has a name.
  static func areUsed(in unit: Unit) -> Bool { unit.imports { $0 == "sync" } }

  /// Whether a type expression is `sync.Mutex`, `*sync.RWMutex` and the like.
  static func isLock(_ type: Node, _ unit: Unit) -> Bool {
    var type = type
    while type.kind == .starExpr || type.kind == .parenExpr, let inner = type.child(.x) { type = inner }
    guard type.kind == .selectorExpr, let name = type.child(.sel)?.name,
      name == mutexName || name == readWriteName, let package = type.child(.x)
    else { return false }
    return unit.importPath(package) == "sync"
  }
}
