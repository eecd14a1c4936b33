import GoFlow
import GoSyntax
import TestSupport

extension Checked {
  /// A package with a function `f` of that body and with what graphs of the tests use.
  convenience init(body: String, declarations: String = "", imports: [String: String] = [:]) throws {
    let clauses = imports.keys.sorted().map { "import \"\($0)\"\n" }.joined()
    try self.init(
      """
      package p
      \(clauses)
      var a, b, c bool
      var n int
      var xs []int
      var m map[string]int
      var ch chan int
      var v any
      func g(...any) int { return 0 }
      func h() func() { return nil }
      \(declarations)
      func f(p ...int) {
      \(body)
      }
      """, imports: imports)
  }

  /// The declaration of a function of the package.
  func declaration(_ name: String) throws -> Node {
    for node in nodes where node.kind == .funcDecl && node.child(.name)?.textString == name { return node }
    throw Missing(description: "no function \(name)")
  }
}

/// A graph as text: a line for each block that is reached but the exit, in reverse post order and numbered so, with its nodes and the
/// edges out of it: `0: x := 1; a → 1 if a, 2 unless a`.
func picture(_ graph: ControlFlowGraph) -> String {
  let shown = graph.order.filter { $0 != ControlFlowGraph.exit }
  let numbers = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($0.element, $0.offset) })
  func name(_ block: Int) -> String {
    block == ControlFlowGraph.exit ? "exit" : numbers[block].map(String.init) ?? "?"
  }
  return shown.map { block in
    let nodes = graph.nodes(of: block).map(text).joined(separator: "; ")
    let edges = graph.successors(of: block).map { edge in
      let condition = edge.condition.map(text) ?? ""
      return switch edge.kind {
      case .next: name(edge.to)
      case .holds: "\(name(edge.to)) if \(condition)"
      case .fails: "\(name(edge.to)) unless \(condition)"
      case .enters: "\(name(edge.to)) entering"
      case .leaves: "\(name(edge.to)) leaving"
      case .matches: "\(name(edge.to)) on \(condition)"
      case .differs: "\(name(edge.to)) else"
      case .communicates: "\(name(edge.to)) on \(condition)"
      case .returns: "exit by return"
      case .panics: "exit by panic"
      }
    }
    let start = "\(name(block)):" + (nodes.isEmpty ? "" : " " + nodes)
    return edges.isEmpty ? start : start + " -> " + edges.joined(separator: ", ")
  }.joined(separator: "\n")
}

/// The text of a node as a block shows it.
private func text(_ node: Node) -> String {
  switch node.kind {
  case .rangeStmt:
    return "range " + [node.child(.key), node.child(.value)].compactMap { $0?.textString }.joined(separator: ", ")
  case .caseClause, .commClause:
    let values = node.children.filter { $0.role == .list || $0.role == .comm }.map(\.textString)
    return values.isEmpty ? "default" : values.joined(separator: ", ")
  default: return node.textString
  }
}
