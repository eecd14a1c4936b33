import GoSyntax
import GoTypes

/// The maps that the functions of a unit write entries of. One walk over the files tells where such writes may stand; which maps
/// they are of is looked into function by function, when first asked for.
final class MapTargets {
  private unowned let flow: PackageFlow
  private var unit: Unit { flow.unit }
  /// What may write an entry, by the innermost function, in source order.
  private var candidates: [Node: [Node]] = [:]
  /// The functions that may write to what a parameter leads to.
  private var writers: Set<Name> = []
  private var known: [Node: Found] = [:]

  private struct Found {
    var paths: [MapPath] = []
    var values: [Node] = []
  }

  init(_ flow: PackageFlow) {
    self.flow = flow
    var open: [Node] = []
    for file in flow.unit.files {
      open.removeAll()
      for node in file.root.descendants {
        switch node.kind {
        case .funcDecl, .funcLit, .indexExpr, .selectorExpr: break
        default: continue
        }
        while let last = open.last, last.subtreeEnd <= node.id { open.removeLast() }
        if node.kind == .funcDecl || node.kind == .funcLit {
          open.append(node)
        } else if let function = open.last, Self.mayWrite(node) {
          candidates[function, default: []].append(node)
          if let name = function.child(.name), Self.mayLeadFromParameter(node, of: function) {
            writers.insert(name.name)
          }
        }
      }
    }
  }

  /// The maps that a function writes entries of, each once, literals in it aside.
  func paths(in function: Node) -> [MapPath] { found(in: function).paths }

  /// The writes of a function to a map of a value that no variable holds.
  func values(in function: Node) -> [Node] { found(in: function).values }

  /// The calls in a function of those that write to what a parameter leads to, as far as names say.
  func calls(in function: Node) -> [Node] {
    if writers.isEmpty { return [] }
    var calls: [Node] = []
    var end = function.id
    for node in function.descendants where node.id >= end {
      if node.kind == .funcLit {
        end = node.subtreeEnd
      } else if node.kind == .callExpr, let name = NeverReturning.calledName(node), writers.contains(name) {
        calls.append(node)
      }
    }
    return calls
  }

  /// The names of the functions in some files that may write to what a parameter leads to.
  func writers(in files: Set<UInt32>) -> Set<Name> {
    Set(candidates.keys.lazy.filter { files.contains($0.fileIndex) }.compactMap { $0.child(.name)?.name })
      .intersection(writers)
  }

  /// The calls in the unit of functions with one of these names.
  func calls(of names: Set<Name>) -> [Node] {
    unit.files.flatMap { file in
      file.root.descendants.filter {
        $0.kind == .callExpr && NeverReturning.calledName($0).map(names.contains) ?? false
      }
    }
  }

  /// Whether no function that comes before another writes to the same map.
  func isFirst(_ path: MapPath, in function: Node) -> Bool {
    !flow.functions.prefix { $0.node != function }.contains { paths(in: $0.node).contains(path) }
  }

  private func found(in function: Node) -> Found {
    if let known = known[function] { return known }
    var found = Found()
    for node in candidates[function] ?? [] {
      guard let map = node.child(.x), node.kind == .selectorExpr || unit.write(to: node) != nil,
        unit.type(of: map).underlying.kind == .map
      else { continue }
      if let path = unit.mapPath(map) {
        if !found.paths.contains(path) { found.paths.append(path) }
      } else if node.kind == .indexExpr, unit.stepsFromValue(map) != nil {
        found.values.append(node)
      }
    }
    known[function] = found
    return found
  }

  // MARK: By syntax

  private static let addName = Name.of("Add")
  private static let setName = Name.of("Set")

  /// Whether an expression stands where an entry is written if it is one of a map: `m[k] = v`, `m.Set(…)`.
  private static func mayWrite(_ node: Node) -> Bool {
    if node.kind == .selectorExpr {
      let name = node.child(.sel)?.name
      return name == addName || name == setName
    }
    switch node.withParentheses.parent?.kind {
    case .assignStmt, .incDecStmt, .rangeStmt: return true
    default: return false
    }
  }

  /// Whether what an expression begins with has the name of a parameter.
  private static func mayLeadFromParameter(_ node: Node, of function: Node) -> Bool {
    var root = node
    while root.kind != .ident {
      guard let operand = root.child(.x) else { return false }
      root = operand
    }
    let type = function.child(.type)
    return [function.child(.recv), type?.child(.params), type?.child(.results)].contains { list in
      list?.children(.field).contains { $0.children(.name).contains { $0.name == root.name } } ?? false
    }
  }
}
