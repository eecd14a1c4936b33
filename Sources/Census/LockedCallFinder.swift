import GoFlow
import GoSyntax
import GoTypes

/// Finds which locks of its receiver callers hold where they call a method of another package: `group.Mu.Lock();
/// group.Assign()`.
struct LockedCallFinder {
  private let unit: Unit
  private let locks: UnitLocks
  /// By struct type: whether others can take a lock of it.
  private var hasLock: [Object: Bool] = [:]

  private init(_ census: Census) {
    unit = census.unit
    locks = census.flow.locks
  }

  /// Calls of one method, as far as they took locks by the same methods of its receiver.
  private struct Calls: Hashable {
    let function: FactName
    let methods: [String]
  }

  /// One record for each method and way to lock, by name.
  static func all(of calls: [(LockAccess, AccessPath)], in census: Census) -> [PackageFacts.LockedCalls] {
    if calls.isEmpty { return [] }
    var finder = LockedCallFinder(census)
    var held: [Calls: Set<String>] = [:]
    for (access, _) in calls {
      guard let (name, locks) = finder.locks(at: access.operation) else { continue }
      let methods = [PackageFacts.LockedCalls.byLock, PackageFacts.LockedCalls.byRLock].filter(locks.contains)
      let key = Calls(function: name, methods: methods)
      held[key] = held[key]?.intersection(locks) ?? locks
    }
    return held.map { PackageFacts.LockedCalls(function: $0.key.function, locks: $0.value.sorted()) }
      .sorted { ($0.function, $0.locks.joined(separator: "\n")) < ($1.function, $1.locks.joined(separator: "\n")) }
  }

  /// The method that a call calls, where its receiver has locks, and those of them that are held.
  private mutating func locks(at call: Node) -> (FactName, Set<String>)? {
    guard let fun = call.child(.fun)?.unparenthesized, let selection = unit.selection(of: fun),
      selection.kind == .method, let operand = fun.child(.x),
      mayBeLocked(selection.embedded.last?.type ?? selection.receiver), let name = FactMaker.name(of: selection.object),
      let place = locks.path(operand)?.appending(selection.embedded)
    else { return nil }
    // A goroutine of its own holds nothing.
    guard call.parent?.kind != .goStmt, call.parent?.kind != .deferStmt, let set = locks.held(at: call) else {
      return (name, [])
    }
    var held: Set<String> = []
    for lock in set.certain where lock.lock.hasPrefix(place) {
      if lock.lock.isOfMethods {
        guard lock.lock.fields.count == place.fields.count + 1 else { continue }
        held.insert(lock.mode == .write ? PackageFacts.LockedCalls.byLock : PackageFacts.LockedCalls.byRLock)
        continue
      }
      let way = lock.lock.fields.dropFirst(place.fields.count).map(\.name.string).joined(separator: ".")
      held.insert(PackageFacts.LockedCalls.reading(way))
      if lock.mode == .write { held.insert(way) }
    }
    return (name, held)
  }

  private static let methods: Set<Name> = [.of("Lock"), .of("RLock")]

  /// Whether a struct type has a lock with an exported name, an embedded one too, or methods that may take one.
  private mutating func mayBeLocked(_ type: Type) -> Bool {
    let plain = type.unaliased
    let base = (plain.kind == .pointer ? plain.elem : plain).unaliased
    guard base.underlying.kind == .struct, let object = base.object else { return false }
    if let known = hasLock[object] { return known }
    let found =
      base.underlying.fields.contains { $0.name.isExported && LockKind($0.type) != nil }
      || base.methods.contains { Self.methods.contains($0.name) }
    hasLock[object] = found
    return found
  }
}
