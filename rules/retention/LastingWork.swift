import GoFlow
import GoSyntax
import GoTypes
import Lint

/// What a goroutine does that lasts as long as its program.
struct LastingWork {
  let pass: Pass

  private static let listener = Name.of("Listener")
  private static let serving = Set(
    ["ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS"].map { Name.of($0) })

  /// Whether a function serves on a listener, itself or through a function that it calls: as a rule until the program ends.
  func serves(_ function: Node) -> Bool {
    function.descendants.contains { node in
      guard node.kind == .callExpr else { return false }
      if isServing(node) { return true }
      guard let callee = pass.unit.callee(of: node), callee.package == pass.unit.package,
        let body = callee.declaration?.parent?.child(.body)
      else { return false }
      return body.descendants.contains { $0.kind == .callExpr && isServing($0) }
    }
  }

  /// `http.Serve(l, h)`, `server.ListenAndServe()`, what is called the same and has no body in the package, and any call that is given
  /// a `net.Listener`.
  private func isServing(_ call: Node) -> Bool {
    if let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr,
      let name = fun.child(.sel)?.name, Self.serving.contains(name),
      pass.unit.callee(of: call).flatMap({ pass.flow.function(of: $0) }) == nil
    {
      return true
    }
    return pass.unit.builtin(call) == nil
      && call.children(.arg).contains { pass.unit.type(of: $0).isNamed("net", Self.listener) }
  }

  private static let signal = Name.of("Signal")

  /// Whether a clause of a select receives a signal of the operating system: as a rule the program ends then.
  func awaitsSignal(_ clause: Node) -> Bool {
    guard let communication = clause.child(.comm) else { return false }
    return ([communication] + Array(communication.descendants)).contains { node in
      guard node.kind == .unaryExpr, node.token == .arrow, let channel = node.child(.x) else { return false }
      return pass.unit.type(of: channel).underlying.elem.isNamed("os", Self.signal)
    }
  }

  private static let printing = Set(["Print", "Printf", "Println"].map { Name.of($0) })

  /// Whether a statement prints to the terminal: a command, which ends soon after.
  func talks(_ statement: Node) -> Bool {
    statement.descendants.contains { node in
      guard node.kind == .callExpr, let callee = pass.unit.callee(of: node) else { return false }
      return callee.package?.path == "fmt" && Self.printing.contains(callee.name)
    }
  }
}
