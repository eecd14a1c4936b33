import GoSyntax
import GoTypes

/// An access to something that a lock may guard.
package struct LockAccess {
  /// The variable or selector expression that names what is accessed.
  package let name: Node
  /// What is done: the index expression, the call, the statement.
  package let operation: Node
  package let isWrite: Bool
  /// Whether the variable or field gets another map, and no map is changed.
  package let isReplacement: Bool
  /// Whether the map is reached through a variable that got it before.
  package let isAlias: Bool
  /// What names the container where `name` is a local variable that was published to it: `s.m` after `s.m = next`.
  package let published: Node?

  package init(
    name: Node, operation: Node, isWrite: Bool, isReplacement: Bool = false, isAlias: Bool = false,
    published: Node? = nil
  ) {
    self.name = name
    self.operation = operation
    self.isWrite = isWrite
    self.isReplacement = isReplacement
    self.isAlias = isAlias
    self.published = published
  }

  /// Whether a map is changed that others may hold.
  package var isInPlace: Bool { isWrite && !isReplacement }
}

/// Which lock guards something, seen from it: so that accesses through different variables can be compared.
package enum GuardKey: Hashable, Sendable {
  /// A lock of the same struct (0) or of one so many steps further out: the fields from there to it.
  case beside(steps: Int, [Object])
  /// A lock of its own: a variable, or a field of one.
  case fixed(AccessPath)

  /// How a lock lies to what a path names; nil for a lock of another object.
  package init?(_ lock: AccessPath, for place: AccessPath) {
    if lock.root == place.root, let last = place.fields.indices.last {
      var common = 0
      while common < last, common < lock.fields.count, lock.fields[common] == place.fields[common] { common += 1 }
      guard common < lock.fields.count else { return nil }
      self = .beside(steps: last - common, Array(lock.fields[common...]))
    } else if lock.root.isPackageLevel || place.fields.isEmpty {
      self = .fixed(lock)
    } else {
      return nil
    }
  }

  /// The lock's path for what a path names; nil where it has no struct so far out.
  package func lock(for place: AccessPath) -> AccessPath? {
    switch self {
    case .fixed(let path): return path
    case .beside(let steps, let fields):
      let kept = place.fields.count - 1 - steps
      // Structs of several types may hold what is accessed, each with a lock of its own.
      guard kept >= 0, let first = fields.first, place.fields[kept].isBeside(first) else { return nil }
      return AccessPath(root: place.root, fields: Array(place.fields[..<kept]) + fields)
    }
  }

  /// Whether two locks are fields of different struct types.
  func isOfOtherStruct(than other: GuardKey) -> Bool {
    guard case .beside(_, let own) = self, case .beside(_, let its) = other, let first = own.first,
      let second = its.first
    else { return false }
    return !first.isBeside(second)
  }

  /// The lock's field or variable.
  package var object: Object? {
    switch self {
    case .fixed(let path): path.fields.last ?? path.root
    case .beside(_, let fields): fields.last
    }
  }
}

extension Object {
  /// Whether two fields are declared in one struct type.
  fileprivate func isBeside(_ other: Object) -> Bool {
    func structType(_ field: Object) -> Node? { field.declaration?.ancestors.first { $0.kind == .structType } }
    guard let own = structType(self), let its = structType(other) else { return false }
    return own == its
  }
}

/// An access, or a call that leads to one, and what is known of locks there.
package struct JudgedAccess {
  package enum Verdict: Equatable, Sendable {
    /// The guard is held, in this mode.
    case held(LockMode)
    /// No lock is held, for certain.
    case open
    /// Another lock of the same object is held, and not the guard.
    case wrongLock(AccessPath)
    /// The guard is not held, others may be: of callers, or of other objects.
    case elsewhere
    /// The guard is certainly not held, nothing else is known.
    case without
    /// Nothing can be said: a lock may be held, or the place has no name.
    case unknown
    /// Nobody else has the value yet.
    case unshared
  }
  package let access: LockAccess
  /// Where it is judged: the access, or a call on the way to it.
  package let node: Node
  package let verdict: Verdict
  /// The calls that lead from `node` to the access, outermost first.
  package let calls: [CallSite]
  /// The guard's path there.
  package let lock: AccessPath?
  /// The fields and variables of all locks that may be held there; nil where one of them is not known.
  package let fields: Set<Object>?
  /// What holds the value, where that was taken out of a map or slice and the guard lies around those.
  package let holder: AccessPath?
  /// Whether the function releases the guard without ever taking it: it shows which lock it means to hold.
  package let releasesGuard: Bool
  /// Whether code that is not seen may call the function, holding whatever it likes.
  package let isHandedOn: Bool

  /// Whether two accesses cannot hold a lock in common.
  package func isApart(from other: JudgedAccess) -> Bool {
    guard let fields, let others = other.fields else { return false }
    return fields.isDisjoint(with: others)
  }
}

/// The lock under which something is accessed mostly, and every access judged by it.
package struct InferredGuard {
  package let key: GuardKey
  package let judged: [JudgedAccess]

  /// Accesses that hold the guard.
  package var held: Int { judged.count { if case .held = $0.verdict { true } else { false } } }
  /// Accesses of which it is known whether they do.
  package var of: Int {
    judged.count {
      switch $0.verdict {
      case .open: !$0.releasesGuard && !$0.isHandedOn
      case .held, .wrongLock, .without: true
      case .elsewhere, .unknown, .unshared: false
      }
    }
  }
}
