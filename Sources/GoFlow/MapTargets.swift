import GoSyntax
import GoTypes

/// The maps that the functions of a unit write entries of, by one walk over its files.
struct MapTargets {
  /// By the innermost function, in source order.
  private(set) var paths: [Node: [MapPath]] = [:]
  /// Writes to a map of a value that no variable holds, by the innermost function.
  private(set) var values: [Node: [Node]] = [:]
  /// The calls of functions that write to what a parameter leads to, as far as names say, by the innermost function.
  private(set) var calls: [Node: [Node]] = [:]

  init(_ flow: PackageFlow) {
    var writers: Set<Name> = []
    forEachNode(of: flow.unit, .indexExpr, .selectorExpr) { node, function in
      guard let map = Self.target(node, flow.unit) else { return }
      guard let path = flow.unit.mapPath(map) else {
        if node.kind == .indexExpr, flow.unit.stepsFromValue(map) != nil { values[function, default: []].append(node) }
        return
      }
      paths[function, default: []].append(path)
      if path.root.isParameter, path.root.function == function, let name = function.child(.name) {
        writers.insert(name.name)
      }
    }
    if writers.isEmpty { return }
    forEachNode(of: flow.unit, .callExpr, .callExpr) { node, function in
      guard let name = NeverReturning.calledName(node), writers.contains(name) else { return }
      calls[function, default: []].append(node)
    }
  }

  private func forEachNode(of unit: Unit, _ kind: Kind, _ other: Kind, _ visit: (Node, _ function: Node) -> Void) {
    var open: [Node] = []
    for file in unit.files {
      open.removeAll()
      for node in file.root.descendants {
        let found = node.kind
        guard found == kind || found == other || found == .funcDecl || found == .funcLit else { continue }
        while let last = open.last, last.subtreeEnd <= node.id { open.removeLast() }
        if found == .funcDecl || found == .funcLit {
          open.append(node)
        } else if let function = open.last {
          visit(node, function)
        }
      }
    }
  }

  private static let addName = Name.of("Add")
  private static let setName = Name.of("Set")

  /// The map that an expression writes an entry of: `m` in `m[k] = v` and in `m.Set(…)`.
  private static func target(_ node: Node, _ unit: Unit) -> Node? {
    guard let map = node.child(.x) else { return nil }
    if node.kind == .indexExpr {
      switch node.withParentheses.parent?.kind {
      case .assignStmt, .incDecStmt, .rangeStmt: if unit.write(to: node) == nil { return nil }
      default: return nil
      }
    } else {
      guard let name = node.child(.sel)?.name, name == addName || name == setName else { return nil }
    }
    return unit.type(of: map).underlying.kind == .map ? map : nil
  }
}
