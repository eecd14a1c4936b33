import GoFlow
import GoSyntax
import GoTypes
import TestSupport
import Testing

/// Graphs drawn by hand from what the Go specification says of each statement. Blocks are numbered in reverse post order.
@Suite struct ControlFlowTests {
  private func graph(_ body: String, declarations: String = "", imports: [String: String] = [:]) throws -> String {
    let checked = try Checked(body: body, declarations: declarations, imports: imports)
    let flow = PackageFlow(checked.unit)
    let function = try #require(flow.function(try checked.declaration("f")))
    return picture(flow.graph(of: function))
  }

  @Test func straight() throws {
    let found = try graph("x := 1\nvar y, z = 2, x\ntype t int\nconst k = 1\ng(x, y, z)")
    #expect(found == "0: x := 1; y, z = 2, x; g(x, y, z) -> exit")
  }

  @Test func emptyBody() throws { #expect(try graph("") == "0: -> exit") }

  @Test func `if`() throws {
    #expect(
      try graph("if x := g(); a {\ng(x)\n}\ng()") == """
        0: x := g(); a -> 1 if a, 2 unless a
        1: g(x) -> 2
        2: g() -> exit
        """)
  }

  @Test func ifElseChain() throws {
    #expect(
      try graph("if a {\ng(1)\n} else if b {\ng(2)\n} else {\ng(3)\n}") == """
        0: a -> 1 if a, 2 unless a
        1: g(1) -> 6
        2: b -> 3 if b, 4 unless b
        3: g(2) -> 5
        4: g(3) -> 5
        5: -> 6
        6: -> exit
        """)
  }

  @Test func conditionsAreSplit() throws {
    #expect(
      try graph("if (a && !b) || c {\ng(1)\n}") == """
        0: a -> 1 if a, 2 unless a
        1: b -> 2 if b, 3 unless b
        2: c -> 3 if c, 4 unless c
        3: g(1) -> 4
        4: -> exit
        """)
  }

  @Test func `return`() throws {
    #expect(
      try graph("if a {\nreturn\n}\ng()\nreturn\ng(2)") == """
        0: a -> 1 if a, 2 unless a
        1: return -> exit by return
        2: g(); return -> exit by return
        """)
  }

  @Test func `for`() throws {
    #expect(
      try graph("for i := 0; i < n; i++ {\nif a {\ncontinue\n}\nif b {\nbreak\n}\ng(i)\n}\ng()") == """
        0: i := 0 -> 1
        1: i < n -> 2 if i < n, 8 unless i < n
        2: a -> 3 if a, 4 unless a
        3: continue -> 7
        4: b -> 5 if b, 6 unless b
        5: break -> 8
        6: g(i) -> 7
        7: i++ -> 1
        8: g() -> exit
        """)
  }

  @Test func forWithConditionOnly() throws {
    #expect(
      try graph("for a {\ng()\n}") == """
        0: -> 1
        1: a -> 2 if a, 3 unless a
        2: g() -> 1
        3: -> exit
        """)
  }

  @Test func forEver() throws {
    #expect(try graph("for {\ng()\n}\ng(2)") == "0: -> 1\n1: g() -> 1")
    #expect(try graph("for true {\ng()\n}\ng(2)") == "0: -> 1\n1: true -> 2 if true\n2: g() -> 1")
    #expect(
      try graph("for {\nif a {\nbreak\n}\n}\ng(2)") == """
        0: -> 1
        1: a -> 2 if a, 4 unless a
        2: break -> 3
        3: g(2) -> exit
        4: -> 1
        """)
  }

  @Test(arguments: ["xs", "h2"]) func range(_ operand: String) throws {
    let found = try graph(
      "for i, x := range \(operand) {\ng(i, x)\n}\ng()", declarations: "func h2(yield func(int, int) bool) {}")
    #expect(
      found == """
        0: \(operand) -> 1
        1: -> 2 entering, 3 leaving
        2: range i, x; g(i, x) -> 1
        3: g() -> exit
        """)
  }

  @Test func rangeWithDeferAndReturn() throws {
    #expect(
      try graph("for range ch {\ndefer g()\nif a {\nreturn\n}\n}") == """
        0: ch -> 1
        1: -> 2 entering, 5 leaving
        2: range ; defer g(); a -> 3 if a, 4 unless a
        3: return -> exit by return
        4: -> 1
        5: -> exit
        """)
  }

  @Test func labels() throws {
    let body = """
      outer:
        for a {
          for range xs {
            if b { continue outer }
            if c { break outer }
          }
        }
      """
    #expect(
      try graph(body) == """
        0: -> 1
        1: -> 2
        2: a -> 3 if a, 11 unless a
        3: xs -> 4
        4: -> 5 entering, 10 leaving
        5: range ; b -> 6 if b, 7 unless b
        6: continue outer -> 2
        7: c -> 8 if c, 9 unless c
        8: break outer -> 11
        9: -> 4
        10: -> 2
        11: -> exit
        """)
  }

  @Test func goto() throws {
    #expect(
      try graph("again:\ng(1)\nif a {\ngoto again\n}\nif b {\ngoto end\n}\ng(2)\nend:\n") == """
        0: -> 1
        1: g(1); a -> 2 if a, 3 unless a
        2: goto again -> 1
        3: b -> 4 if b, 5 unless b
        4: goto end -> 6
        5: g(2) -> 6
        6: -> exit
        """)
  }

  @Test func breakOutOfLabelledBlocks() throws {
    #expect(
      try graph("s:\nswitch n {\ncase 1:\nfor {\nbreak s\n}\n}\ng()") == """
        0: -> 1
        1: n; 1 -> 2 on 1, 4 else
        2: -> 3
        3: break s -> 4
        4: g() -> exit
        """)
  }

  @Test func switchOnValue() throws {
    let body = """
      switch x := g(); x {
      case 1, 2: g(12); fallthrough
      default: g(0)
      case 3: if a { break }; g(3)
      }
      """
    #expect(
      try graph(body) == """
        0: x := g(); x; 1; 2; 3 -> 1 on 1, 1 on 2, 2 on 3, 5 else
        1: g(12); fallthrough -> 5
        2: a -> 3 if a, 4 unless a
        3: break -> 6
        4: g(3) -> 6
        5: g(0) -> 6
        6: -> exit
        """)
  }

  @Test func switchOnCalls() throws {
    #expect(
      try graph("switch n {\ncase g(1): g(10)\ncase g(2):\n}") == """
        0: n; g(1) -> 1 on g(1), 2 else
        1: g(10) -> 5
        2: g(2) -> 3 on g(2), 4 else
        3: -> 5
        4: -> 5 else
        5: -> exit
        """)
  }

  @Test func switchOnConditions() throws {
    #expect(
      try graph("switch {\ncase a && b: g(1)\ncase c: g(2)\n}") == """
        0: a -> 1 if a, 3 unless a
        1: b -> 2 if b, 3 unless b
        2: g(1) -> 6
        3: c -> 4 if c, 5 unless c
        4: g(2) -> 6
        5: -> 6 else
        6: -> exit
        """)
  }

  @Test func typeSwitch() throws {
    #expect(
      try graph("switch t := v.(type) {\ncase int, string: g(1, t)\ncase nil: return\n}\ng(2)") == """
        0: t := v.(type) -> 1 on int, string, 2 on nil, 3 else
        1: g(1, t) -> 3
        2: return -> exit by return
        3: g(2) -> exit
        """)
  }

  @Test func select() throws {
    #expect(
      try graph("for {\nselect {\ncase x := <-ch: g(x); continue\ncase ch <- n: break\ndefault: return\n}\n}") == """
        0: -> 1
        1: -> 2 on x := <-ch, 3 on ch <- n, 5 on default
        2: x := <-ch; g(x); continue -> 1
        3: ch <- n; break -> 4
        4: -> 1
        5: return -> exit by return
        """)
  }

  @Test func selectForEver() throws { #expect(try graph("g()\nselect {}\ng(2)") == "0: g()") }

  @Test func panicEndsTheBlock() throws {
    #expect(
      try graph("if a {\npanic(1)\n}\ng()") == """
        0: a -> 1 if a, 2 unless a
        1: panic(1)
        2: g() -> exit
        """)
  }

  @Test func aDeferredCallMayRecover() throws {
    #expect(
      try graph("defer g()\nif a {\npanic(1)\n}\ng()") == """
        0: defer g(); a -> 1 if a, 2 unless a
        1: panic(1) -> exit by panic
        2: g() -> exit
        """)
  }

  @Test func callsThatNeverReturn() throws {
    let imports = [
      "os": "package os\nfunc Exit(int) {}",
      "log": "package log\ntype Logger struct{}\nfunc (*Logger) Fatalf(...any) {}",
      "testing": "package testing\ntype common struct{}\nfunc (*common) Fatal(...any) {}\ntype T struct{ common }",
    ]
    let uses = "var l *log.Logger\nvar t *testing.T\n"
    for call in ["os.Exit(1)", "l.Fatalf()", "t.Fatal()", "fail()", "deep(n)", "(fail)()", "waits()"] {
      let declarations =
        uses + "func fail() { os.Exit(2) }\nfunc deep(i int) { if i > 0 { l.Fatalf(1) } else { fail() } }\n"
        + "func waits() { for { g() } }\n"
      #expect(
        try graph("defer g()\nif a {\n\(call)\n}", declarations: declarations, imports: imports) == """
          0: defer g(); a -> 1 if a, 2 unless a
          1: \(call)\(call.contains("l.") || call.contains("os.") || call.contains("t.") ? "" : " -> exit by panic")
          2: -> exit
          """)
    }
  }

  @Test func callsThatReturn() throws {
    let declarations = """
      type T struct{}
      func (T) Fatal() {}
      func maybe() { if a { panic(1) } }
      func recovers() { defer func() { recover() }(); panic(1) }
      func loops() { for { if a { break } } }
      func itself() { itself() }
      func even() { odd() }
      func odd() { even() }
      """
    for call in ["T{}.Fatal()", "maybe()", "recovers()", "loops()", "itself()", "func() { panic(1) }()", "go panic(1)"]
    {
      #expect(try graph("\(call)\ng()", declarations: declarations) == "0: \(call); g() -> exit")
    }
  }

  @Test func closuresHaveGraphsOfTheirOwn() throws {
    let checked = try Checked(body: "k := func() {\nif a {\nreturn\n}\ng(1)\n}\nk()")
    let flow = PackageFlow(checked.unit)
    let literal = try #require(flow.functions.last)
    #expect(literal.isLiteral)
    #expect(literal.parent.map { flow.functions[$0].node } == (try checked.declaration("f")))
    #expect(
      picture(flow.graph(of: literal)) == """
        0: a -> 1 if a, 2 unless a
        1: return -> exit by return
        2: g(1) -> exit
        """)
  }

  @Test func damage() throws {
    let checked = try Checked(body: "g(1)\nif a := {\n}\ng(2)")
    let flow = PackageFlow(checked.unit)
    #expect(flow.functions.allSatisfy { $0.object?.name != Name.of("f") || flow.graph(of: $0).hasDamage })
  }
}
