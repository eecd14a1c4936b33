import GoSyntax
import GoTypes

/// What a turn of a loop costs beside what a rule looks at, as far as its calls tell.
extension Unit {
  /// Whether a body may wait: for a channel, or in a call that takes a context or belongs to a package of input and output.
  package func mayWait(_ body: Node) -> Bool {
    body.descendants.contains { node in
      switch node.kind {
      case .selectStmt: true
      case .unaryExpr: node.token == .arrow
      case .callExpr:
        node.children(.arg).contains { type(of: $0).isNamed("context", LoopCost.contextName) }
          || callee(of: node).map(LoopCost.waits) ?? false
      default: false
      }
    }
  }

  /// Whether a body calls nothing but builtins, conversions, small helpers of the standard library and small functions of this
  /// package, and outside its inner loops functions that build a text.
  package func isLight(_ body: Node) -> Bool {
    !body.descendants.contains { node in
      guard node.kind == .callExpr, builtin(node) == nil, !isConversion(node) else { return false }
      guard let callee = callee(of: node) else { return true }
      guard let path = callee.package?.path else { return true }
      if LoopCost.lightPackages.contains(path) { return false }
      if LoopCost.printing.contains(callee.name), path == "fmt" { return true }
      if LoopCost.textPackages.contains(path) {
        return node.enclosingLoop.map { body.contains($0) } ?? false && !isInReturn(node)
      }
      return !isSmallFunction(callee)
    }
  }

  private func isInReturn(_ node: Node) -> Bool { node.enclosingStatement?.kind == .returnStmt }

  /// Whether a function of this unit has no loop and calls only what is light.
  private func isSmallFunction(_ function: Object) -> Bool {
    // Of other packages only the declarations are known.
    guard function.package == package, let declaration = function.declaration?.parent, declaration.kind == .funcDecl,
      let body = declaration.child(.body), body.subtreeEnd - body.id <= LoopCost.smallBody
    else { return false }
    return !body.descendants.contains { node in
      switch node.kind {
      case .forStmt, .rangeStmt, .goStmt, .deferStmt, .funcLit, .selectStmt: true
      case .unaryExpr: node.token == .arrow
      case .callExpr:
        builtin(node) == nil && !isConversion(node)
          && !(callee(of: node)?.package.map { LoopCost.lightPackages.contains($0.path) } ?? false)
      default: false
      }
    }
  }
}

private enum LoopCost {
  static let contextName = Name.of("Context")
  static let sleepName = Name.of("Sleep")
  static let printing = Set(["Fprint", "Fprintf", "Fprintln", "Print", "Printf", "Println"].map { Name.of($0) })
  /// Nodes in the body of a small function.
  static let smallBody: UInt32 = 60

  static let lightPackages: Set<String> = [
    "bytes", "cmp", "maps", "math", "math/bits", "slices", "sort", "strconv", "strings", "unicode", "unicode/utf8",
  ]
  static let textPackages: Set<String> = ["errors", "fmt"]
  private static let waitingPackages: Set<String> = [
    "os", "os/exec", "io", "io/ioutil", "bufio", "net", "net/http", "database/sql",
  ]

  static func waits(_ function: Object) -> Bool {
    guard let path = function.package?.path else { return false }
    return function.isObject("time", sleepName) || waitingPackages.contains(path)
  }
}
