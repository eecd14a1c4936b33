import GoTypes

/// How a lock is held: by Lock, or by RLock.
package enum LockMode: Comparable, Sendable {
  case read, write
}

/// The locks that are held where a node is evaluated.
///
/// A lock is named by the way to it: a variable and fields. `certain` is what every way there holds; `possible` what some way
/// may hold. Where a judgement needs that a lock is *not* held, it must not be possible either.
package struct LockSet: Equatable, Sendable {
  package struct Held: Equatable, Sendable {
    package let lock: AccessPath
    package let mode: LockMode
    package let isCertain: Bool
  }

  package internal(set) var held: [Held] = []
  /// Whether a lock may be held of which nothing is known: of another package, say.
  package internal(set) var mayHoldUnknown = false
  /// The fields and variables of locks that callers may hold of objects that have no name here.
  package internal(set) var unnamed: Set<Object> = []

  /// Whether the function, or one that leads to it, is kept or handed to code that is not seen: what that holds is not known,
  /// and hardly a lock of this package.
  package internal(set) var isHandedOn = false

  /// Whether a lock may be held that has no name here: of another object, of another package, or of a caller.
  package var mayHoldOther: Bool { mayHoldUnknown || isHandedOn || !unnamed.isEmpty }

  package static let none = LockSet()

  init(held: [Held] = [], mayHoldUnknown: Bool = false, isHandedOn: Bool = false, unnamed: Set<Object> = []) {
    self.held = held
    self.mayHoldUnknown = mayHoldUnknown
    self.isHandedOn = isHandedOn
    self.unnamed = unnamed
  }

  /// The fields and variables of all locks that may be held, those of code that is not seen left out; nil where one of them is
  /// not known.
  package var fields: Set<Object>? {
    mayHoldUnknown ? nil : unnamed.union(held.map { $0.lock.fields.last ?? $0.lock.root })
  }

  /// The mode in which a lock is held on every way; the stronger one if both are.
  package func certain(_ lock: AccessPath) -> LockMode? {
    held.filter { $0.isCertain && $0.lock == lock }.map(\.mode).max()
  }

  /// Whether a lock may be held, in a mode or any.
  package func isPossible(_ lock: AccessPath, _ mode: LockMode? = nil) -> Bool {
    mayHoldOther || held.contains { $0.lock == lock && (mode == nil || $0.mode == mode) }
  }

  /// Whether certainly no lock is held.
  package var isEmpty: Bool { held.isEmpty && !mayHoldOther }

  /// The locks that are certainly held.
  package var certain: [Held] { held.filter(\.isCertain) }

  mutating func insert(_ lock: AccessPath, _ mode: LockMode, isCertain: Bool) {
    if let index = held.firstIndex(where: { $0.lock == lock && $0.mode == mode }) {
      if isCertain && !held[index].isCertain { held[index] = Held(lock: lock, mode: mode, isCertain: true) }
    } else {
      held.append(Held(lock: lock, mode: mode, isCertain: isCertain))
    }
  }

  /// What holds where two ways meet.
  func joined(_ other: LockSet) -> LockSet {
    var result = LockSet()
    result.mayHoldUnknown = mayHoldUnknown || other.mayHoldUnknown
    result.isHandedOn = isHandedOn || other.isHandedOn
    result.unnamed = unnamed.union(other.unnamed)
    for lock in held + other.held {
      let isCertain =
        lock.isCertain
        && [self, other].allSatisfy { set in
          set.held.contains { $0.lock == lock.lock && $0.mode == lock.mode && $0.isCertain }
        }
      result.insert(lock.lock, lock.mode, isCertain: isCertain)
    }
    return result
  }

  /// The same locks, none of them certain.
  var uncertain: LockSet {
    var result = self
    result.held = held.map { Held(lock: $0.lock, mode: $0.mode, isCertain: false) }
    return result
  }
}
