import GoSyntax
import GoTypes

extension LockHints {
  /// Whether handlers may run one at a time: a function of the unit hands a request on, to a `ServeHTTP` or a function value,
  /// where it may hold a lock, as a server does that wraps its mux. Tests that call a handler serve nothing.
  package func mayServeInTurn(_ graph: CallGraph) -> Bool {
    graph.unit.files.contains { file in
      !file.isForTests
        && file.root.descendants.contains { node in
          guard node.kind == .callExpr, let name = Self.handsRequestOn(node, graph.unit),
            let function = graph.function(enclosing: node)
          else { return false }
          // A handler that the unit declares is judged by its own callers.
          if let object = graph.unit.object(of: name), graph.function(object) != nil { return false }
          return mayBeKeptApart(node, in: graph[function].node, isStarted: true)
        }
    }
  }

  /// The name of what a call hands a request to: `h.ServeHTTP(w, r)`, `next(w, r)`.
  private static func handsRequestOn(_ call: Node, _ unit: Unit) -> Node? {
    guard let fun = call.child(.fun)?.unparenthesized, call.children(.arg).count(where: { _ in true }) == 2,
      let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun, name.kind == .ident
    else { return nil }
    if name.name == serveHTTP { return name }
    guard unit.object(of: name)?.kind == .variable, let request = Array(call.children(.arg)).last else { return nil }
    let type = unit.type(of: request).unaliased
    return type.kind == .pointer && type.elem.isNamed("net/http", self.request) ? name : nil
  }

  private static let serveHTTP = Name.of("ServeHTTP")
  private static let request = Name.of("Request")
}
