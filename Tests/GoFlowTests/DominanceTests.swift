import GoFlow
import GoSyntax
import TestSupport
import Testing

/// Dominators, loops and places, by calls `g(1)`, `g(2)`, … in a body.
@Suite struct DominanceTests {
  private struct Body {
    let checked: Checked
    let flow: PackageFlow
    let function: PackageFlow.Function
    var graph: ControlFlowGraph { flow.graph(of: function) }
    var dominators: Dominators { flow.dominators(of: function) }
    var loops: Loops { flow.loops(of: function) }

    init(_ text: String) throws {
      checked = try Checked(body: text)
      flow = PackageFlow(checked.unit)
      function = try #require(flow.function(try checked.declaration("f")))
    }

    /// The call `g(number)`.
    func call(_ number: Int) throws -> Node {
      try #require(checked.nodes.first { $0.kind == .callExpr && $0.textString == "g(\(number))" })
    }

    func place(_ number: Int) throws -> ControlFlowGraph.Position {
      try #require(graph.position(of: try call(number)))
    }

    func dominates(_ a: Int, _ b: Int) throws -> Bool { dominators.dominates(try place(a), try place(b)) }

    func repeats(_ number: Int) throws -> Bool { loops.isInCycle(try place(number).block) }

    /// How many loops are around a call.
    func nesting(_ number: Int) throws -> Int {
      var count = 0
      var loop = loops.innermostLoop(of: try place(number).block)
      while let current = loop {
        count += 1
        loop = loops.loops[current].parent
      }
      return count
    }
  }

  @Test func branches() throws {
    let body = try Body("g(1)\nif a {\ng(2)\n} else {\ng(3)\nreturn\n}\ng(4)\ng(5)")
    #expect(try body.dominates(1, 2) && body.dominates(1, 3) && body.dominates(1, 4))
    // The other branch returns.
    #expect(try body.dominates(2, 4) && !body.dominates(3, 4))
    #expect(try body.dominates(4, 5) && !body.dominates(5, 4) && body.dominates(4, 4))
  }

  @Test func gotoBackwards() throws {
    let body = try Body("if a {\ngoto in\n}\nagain:\ng(1)\nin:\ng(2)\nif b {\ngoto again\n}\ng(3)")
    #expect(try !body.dominates(1, 2) && !body.dominates(1, 3) && body.dominates(2, 3) && !body.dominates(2, 1))
    // A cycle with two ways in has no head.
    #expect(try body.repeats(1) && body.repeats(2) && !body.repeats(3))
    #expect(body.loops.loops.isEmpty)
  }

  @Test func unreachable() throws {
    let body = try Body("g(1)\nreturn\ng(2)")
    #expect(try !body.dominates(1, 2) && !body.dominates(2, 2))
    #expect(try !body.graph.isReachable(body.place(2).block))
  }

  @Test func loops() throws {
    let body = try Body(
      """
      g(1)
      for i := g(2); i < g(3); i += g(4) {
        g(5)
        for range g(6) {
          g(7)
          if a { g(8); break }
          if b { g(9); return }
        }
        g(10)
      }
      g(11)
      """)
    for number in [1, 2, 9, 11] { #expect(try body.nesting(number) == 0, "\(number)") }
    for number in [3, 4, 5, 6, 8, 10] { #expect(try body.nesting(number) == 1, "\(number)") }
    for number in [7] { #expect(try body.nesting(number) == 2, "\(number)") }
    for number in 1...11 { #expect(try body.repeats(number) == (body.nesting(number) > 0), "\(number)") }
    #expect(body.loops.loops.count == 2)
    let outer = try #require(body.loops.innermostLoop(of: try body.place(5).block))
    let inner = try #require(body.loops.innermostLoop(of: try body.place(7).block))
    #expect(try body.loops.contains(outer, body.place(7).block) && !body.loops.contains(inner, body.place(5).block))
  }

  @Test func loopThatNeverComesRound() throws {
    let body = try Body("for {\ng(1)\nbreak\n}\nfor a {\ng(2)\nreturn\n}")
    #expect(try !body.repeats(1) && !body.repeats(2))
  }

  @Test func places() throws {
    let body = try Body("x := 1\nif y := g(1); g(2) > y && g(3) > 0 {\n}\nfor i, k := range xs {\n}\n")
    func text(_ node: Node) -> String? {
      body.graph.position(of: node).map { Array(body.graph.nodes(of: $0.block))[$0.index].textString }
    }
    #expect(text(try body.call(1)) == "y := g(1)")
    #expect(text(try body.call(2)) == "g(2) > y")
    #expect(text(try body.call(3)) == "g(3) > 0")
    let statements = Array(body.function.body.children)
    #expect(text(statements[1]) == "y := g(1)")
    let range = statements[2]
    // The variables are set in the body's block, the operand is evaluated before the loop.
    #expect(range.child(.value).flatMap(text) == range.textString)
    #expect(range.child(.x).flatMap(text) == "xs")
    #expect(range.child(.body).flatMap(text) == nil)
  }

  @Test func whatRunsOnce() throws {
    let checked = try Checked(
      "package main\nfunc main() { g(1); for { g(2) } }\nfunc init() { g(3) }\nfunc g(int) { _ = func() { g(4) } }")
    let flow = PackageFlow(checked.unit)
    let calls = checked.nodes.filter { $0.kind == .callExpr }
    #expect(calls.map { flow.runsRepeatedly($0) } == [false, true, false, true])
    flow.mayRepeat = { $0.isLiteral }
    #expect(calls.map { flow.runsRepeatedly($0) } == [false, true, false, true])
    flow.mayRepeat = { !$0.isLiteral }
    #expect(calls.map { flow.runsRepeatedly($0) } == [true, true, true, false])
  }

  // MARK: Great bodies

  /// What grows with the size of a body: all that is computed of it.
  private func work(_ text: String) throws -> (blocks: Int, order: Int) {
    let body = try Body(text)
    _ = body.loops
    let states = try #require(Calls(limit: 3).solve(body.graph))
    #expect(states.state(at: ControlFlowGraph.exit) == 3)
    for node in body.function.body.children.prefix(100) { _ = body.graph.position(of: node) }
    return (body.graph.blockCount, body.graph.order.count)
  }

  private func repeated(_ count: Int, _ text: String) -> String {
    var result = "g()\ng()\ng()\n"
    for _ in 0..<count { result += text }
    return result
  }

  private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    "g()\ng()\ng()\n" + String(repeating: open, count: depth) + String(repeating: close, count: depth)
  }

  @Test func manyStatements() throws {
    #expect(try work(repeated(50_000, "g(1)\n")).blocks == 2)
    #expect(try work(repeated(20_000, "if a { g(1) }\n")).blocks == 40_002)
    _ = try work(repeated(10_000, "for a { g(1) }\n"))
    _ = try work(
      "switch n {\n"
        + (1..<20_000).map { "case \($0): g(\($0))\n" }.joined() + "}\ng(); g(); g()")
    _ = try work("switch {\n" + (1..<5_000).map { "case n == \($0): g(\($0))\n" }.joined() + "}\ng(); g(); g()")
  }

  @Test(arguments: [("for a {\n", "}\n"), ("if a {\n", "}\n"), ("switch n {\ncase 1:\n", "}\n"), ("{\n", "}\n")])
  func deepNesting(_ open: String, _ close: String) throws { _ = try work(nested(20_000, open, close)) }

  @Test func deepElseIf() throws {
    _ = try work("g(); g(); g()\n" + String(repeating: "if a {} else ", count: 20_000) + "{}")
  }

  @Test func deepConditions() throws {
    _ = try work("g(); g(); g()\nif a" + String(repeating: " && b || c", count: 10_000) + "{}")
    _ = try work(
      "g(); g(); g()\nif " + String(repeating: "!(", count: 10_000) + "a" + String(repeating: ")", count: 10_000) + "{}"
    )
  }

  @Test func deepClosures() throws {
    let checked = try Checked(body: nested(5_000, "func() {\n", "}()\n"))
    let flow = PackageFlow(checked.unit)
    #expect(flow.functions.count == 5_003)
    for function in flow.functions { #expect(flow.graph(of: function).blockCount == 2) }
  }
}

/// How many statements have been passed, up to a limit; on two ways the fewer.
private struct Calls: ForwardAnalysis {
  let limit: Int
  var entryState: Int { 0 }
  func transfer(_ node: Node, _ state: inout Int) { state = min(limit, state + 1) }
  func join(_ state: inout Int, _ other: Int) -> Bool {
    if other >= state { return false }
    state = other
    return true
  }
}
