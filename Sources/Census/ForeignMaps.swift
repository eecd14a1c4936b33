import GoFlow
import GoSyntax
import GoTypes

/// What a unit does to maps that other packages declare: `registry.Table[k] = v`, `job.Labels[k] = v`. Only maps that the unit
/// writes to count; such writes are told by their syntax, so that few selectors are looked up.
struct ForeignMaps {
  private let census: Census
  private let unit: Unit

  /// By field or variable, in the order of the first mention.
  static func accesses(in census: Census) -> [(object: Object, accesses: [LockAccess])] {
    let finder = ForeignMaps(census: census, unit: census.unit)
    let written = finder.writtenNames()
    return written.isEmpty ? [] : finder.accesses(NameFilter(written))
  }

  private init(census: Census, unit: Unit) {
    self.census = census
    self.unit = unit
  }

  private var files: [SourceFile] { unit.files.filter { !census.isInTest($0.root) } }

  private static let changes: Set<Name> = [.of("delete"), .of("clear")]

  /// The exported names of what is assigned to by an index, or handed to `delete`.
  private func writtenNames() -> Set<Name> {
    var found: Set<Name> = []
    for file in files {
      for node in file.root.descendants {
        let map: Node?
        switch node.kind {
        case .indexExpr: map = node.role == .lhs || node.parent?.kind == .incDecStmt ? node.child(.x) : nil
        case .callExpr: map = Self.changes.contains(node.child(.fun)?.name ?? .none) ? node.child(.arg) : nil
        default: map = nil
        }
        guard let selector = map?.unparenthesized, selector.kind == .selectorExpr,
          let name = selector.child(.sel)?.name,
          name.isExported
        else { continue }
        found.insert(name)
      }
    }
    return found
  }

  private func accesses(_ wanted: NameFilter) -> [(object: Object, accesses: [LockAccess])] {
    var order: [Object] = []
    var found: [Object: [LockAccess]] = [:]
    for file in files {
      for name in file.root.descendants where name.kind == .ident && name.role == .sel && wanted.contains(name.name) {
        guard let selector = name.parent, let object = unit.object(of: name), object.kind == .variable,
          object.isField || object.isPackageLevel, let package = object.package, package != unit.package,
          object.type.underlying.kind == .map, let access = access(name, selector)
        else { continue }
        if found[object] == nil { order.append(object) }
        found[object, default: []].append(access)
      }
    }
    return order.compactMap { object in
      guard let accesses = found[object], accesses.contains(where: \.isWrite) else { return nil }
      return (object, accesses)
    }
  }

  private func access(_ name: Node, _ selector: Node) -> LockAccess? {
    let use = unit.mapUse(of: name)
    switch use {
    case .insert(let node), .delete(let node), .clear(let node), .lookup(let node), .length(let node):
      return LockAccess(name: selector, operation: node, isWrite: use.isWrite)
    case .range(let statement):
      return LockAccess(name: selector, operation: statement.child(.x) ?? name, isWrite: false)
    default: return nil
    }
  }
}
