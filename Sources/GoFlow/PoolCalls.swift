import GoSyntax
import GoTypes

/// The calls of Get and Put of one sync.Pool, where the unit does nothing else with it.
package struct PoolCalls {
  /// The variable or field that is the pool, or points to it.
  package let pool: Object
  package private(set) var gets: [Node] = []
  package private(set) var puts: [Node] = []

  private static let poolName = Name.of("Pool")
  private static let get = Name.of("Get")
  private static let put = Name.of("Put")

  /// All pools of a unit that are package-level variables or fields; not those that go elsewhere.
  package static func all(in unit: Unit) -> [PoolCalls] {
    var seen: Set<Object> = []
    var found: [PoolCalls] = []
    for file in unit.files {
      for node in file.root.descendants where node.kind == .selectorExpr && node.child(.sel)?.name == get {
        guard let operand = node.child(.x), let object = unit.namedVariable(operand), !object.isLocal,
          isPool(object.type), seen.insert(object).inserted, let calls = PoolCalls(object, unit)
        else { continue }
        found.append(calls)
      }
    }
    return found
  }

  private static func isPool(_ type: Type) -> Bool {
    let type = type.unaliased
    return (type.kind == .pointer ? type.elem : type).isNamed("sync", poolName)
  }

  /// Nil where the pool is handed on.
  private init?(_ pool: Object, _ unit: Unit) {
    self.pool = pool
    for name in unit.references(to: pool) {
      let place = name.role == .sel ? name.parent ?? name : name
      switch unit.use(of: place) {
      case .declared, .assigned: continue
      case .selected(let selector):
        guard let call = selector.withParentheses.parent, call.kind == .callExpr,
          call.child(.fun)?.unparenthesized == selector, let method = selector.child(.sel)?.name
        else { return nil }
        if method == Self.get { gets.append(call) } else if method == Self.put { puts.append(call) }
      case .other where name.role == .name || name.role == .key: continue
      default: return nil
      }
    }
  }
}
