import GoSyntax
import GoTypes

/// The frames of a unit's calls, each made when first asked for. Used by one thread.
final class LockFrames {
  let paths: LockPaths
  private let graph: CallGraph
  private var frames: [LockFrame?]

  init(_ graph: CallGraph, _ paths: LockPaths) {
    self.graph = graph
    self.paths = paths
    frames = [LockFrame?](repeating: nil, count: graph.siteCount)
  }

  func frame(of site: CallSite) -> LockFrame {
    if let known = frames[site.number] { return known }
    let frame = LockFrame(site, graph, paths)
    frames[site.number] = frame
    return frame
  }
}

/// What the variables of a called function stand for in its caller.
struct LockFrame {
  /// Receiver and parameters of the callee, and the caller's place for each that has one.
  private let pairs: [(callee: Object, caller: AccessPath)]
  /// The function that is called.
  private let function: Node

  fileprivate init(_ site: CallSite, _ graph: CallGraph, _ paths: LockPaths) {
    let unit = graph.unit
    function = graph[site.callee].node
    var pairs: [(callee: Object, caller: AccessPath)] = []
    // Who calls a function value, or one handed on, need not give it what stands here.
    let isStatic = site.kind != .atOnce && site.kind != .value
    if isStatic, let recv = function.child(.recv)?.child(.field)?.child(.name), let object = unit.object(of: recv),
      let fun = Self.selector(site.call), let operand = fun.child(.x), let path = paths.path(operand)
    {
      let embedded = site.kind == .dispatch ? [] : unit.selection(of: fun)?.embedded ?? []
      pairs.append((object, path.appending(embedded)))
    }
    if isStatic || site.kind == .value, site.call.token != .ellipsis {
      for (index, argument) in site.call.children(.arg).enumerated() {
        guard let name = function.parameter(at: index), let object = unit.object(of: name),
          let path = paths.path(argument)
        else { continue }
        pairs.append((object, path))
      }
    }
    self.pairs = pairs
  }

  /// The expression that a receiver or parameter of the callee stands for.
  static func argument(for parameter: Object, _ site: CallSite, _ graph: CallGraph) -> Node? {
    guard site.kind == .direct || site.kind == .deferred, site.call.token != .ellipsis else { return nil }
    let function = graph[site.callee].node
    if let recv = function.child(.recv)?.child(.field)?.child(.name), graph.unit.object(of: recv) == parameter {
      guard let fun = selector(site.call), graph.unit.selection(of: fun)?.embedded.isEmpty ?? false else { return nil }
      return fun.child(.x)
    }
    for (index, argument) in site.call.children(.arg).enumerated() {
      guard let name = function.parameter(at: index), graph.unit.object(of: name) == parameter else { continue }
      return argument
    }
    return nil
  }

  private static func selector(_ call: Node) -> Node? {
    guard var fun = call.child(.fun)?.unparenthesized else { return nil }
    if fun.kind == .indexExpr || fun.kind == .indexListExpr { fun = fun.child(.x)?.unparenthesized ?? fun }
    return fun.kind == .selectorExpr ? fun : nil
  }

  /// The caller's name for a place that the callee names; nil for the callee's own variables.
  func outward(_ path: AccessPath) -> AccessPath? {
    guard path.fields.count <= AccessPath.lengthLimit else { return nil }
    return outward(path.root)?.appending(path.fields)
  }

  /// The caller's name for a variable of the callee's; nil for its own.
  func outward(_ root: Object) -> AccessPath? {
    if let pair = pairs.first(where: { $0.callee == root }) { return pair.caller }
    return isShared(root) ? AccessPath(variable: root) : nil
  }

  /// The callee's names for a place that the caller names.
  func inward(_ path: AccessPath) -> [AccessPath] {
    guard path.fields.count <= AccessPath.lengthLimit else { return [] }
    var found: [AccessPath] = []
    for pair in pairs where path.hasPrefix(pair.caller) {
      found.append(path.replacing(pair.caller, by: AccessPath(root: pair.callee, fields: [])))
    }
    if isShared(path.root) { found.append(path) }
    return found
  }

  /// The places that are handed to the callee, receiver first.
  var handed: [AccessPath] { pairs.map(\.caller) }

  /// The caller's place for a receiver or parameter.
  func handed(to object: Object) -> AccessPath? { pairs.first { $0.callee == object }?.caller }

  /// Whether a variable is the same in both: of the package, or of a function around the literal.
  private func isShared(_ root: Object) -> Bool {
    if root.isPackageLevel { return true }
    guard function.kind == .funcLit, let declaration = root.declaration else { return false }
    return !function.contains(declaration)
  }
}
