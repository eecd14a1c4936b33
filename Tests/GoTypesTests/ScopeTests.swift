import GoSyntax
import Testing

@testable import GoTypes

@Suite struct ScopeTests {
  @Test func shortDeclarationsStartAfterThemselves() throws {
    let checked = try Checked(
      """
      package p
      var x = 1
      func f() {
        x := /*outer*/x
        _ = /*inner*/x
      }
      """)
    #expect(try checked.object("outer").isPackageLevel)
    #expect(try checked.object("inner").isLocal)
  }

  @Test func redeclarationReusesVariablesOfTheSameScope() throws {
    let checked = try Checked(
      """
      package p
      func g() (int, error) { return 0, nil }
      func f() (err error) {
        /*a*/a, /*reused*/err := g()
        if true {
          b, /*fresh*/err := g()
          _, _ = b, err
        }
        _ = a
        return /*result*/err
      }
      """)
    #expect(try checked.object("reused") == checked.object("result"))
    #expect(try checked.object("fresh") != checked.object("result"))
    #expect(try checked.object("reused").isParameter)
    #expect(checked.unit.references(to: try checked.object("result")).count == 3)
  }

  @Test func rangeVariablesHaveTheirOwnScope() throws {
    let checked = try Checked(
      """
      package p
      type D interface{}
      func f(list []D) {
        for _, d := range list {
          /*inner*/d, ok := /*outer*/d.(*int)
          _, _ = d, ok
        }
      }
      """)
    #expect(try checked.object("inner") != checked.object("outer"))
    #expect(checked.unit.type(of: try checked.ident("inner")).fullString == "*int")
    #expect(try checked.object("outer").type.fullString == "p.D")
  }

  @Test func predeclaredNamesCanBeHidden() throws {
    let checked = try Checked(
      """
      package p
      type string int
      func len(x int) bool { return x > 0 }
      var a = /*call*/len(3)
      var b /*type*/string
      func f(make func() map[int]bool) {
        true := 1
        _ = /*made*/make()
        _ = /*one*/true
      }
      """)
    #expect(try checked.type("call") == "bool")
    #expect(try checked.type("type") == "p.string")
    #expect(try checked.type("made") == "map[int]bool")
    #expect(try checked.type("one") == "int")
    #expect(checked.unit.builtin(try checked.node("made")) == nil)
  }

  @Test func eachClauseOfATypeSwitchHasItsVariable() throws {
    let checked = try Checked(
      """
      package p
      func f(x any) {
        switch v := x.(type) {
        case int:
          _ = /*int*/v
        case string, bool:
          _ = /*both*/v
        case nil:
          _ = /*nil*/v
        default:
          _ = /*default*/v
        }
      }
      """)
    #expect(try checked.type("int") == "int")
    #expect(try checked.type("both") == "any")
    #expect(try checked.type("nil") == "any")
    #expect(try checked.type("default") == "any")
    #expect(try checked.object("int") != checked.object("both"))
    let clause = try #require(checked.nodes.first { $0.kind == .caseClause })
    #expect(checked.unit.clauseVariable(of: clause) == (try checked.object("int")))
  }

  @Test func importsAreSeenByTheirNames() throws {
    let checked = try Checked(
      """
      package p
      import (
        renamed "a/x"
        "a/v2"
        . "a/dot"
        "missing"
      )
      var r = /*renamed*/renamed.V
      var b = /*versioned*/a.W
      var c = /*dot*/D
      var d = /*unknown*/missing.X
      func f(renamed struct{ V string }) { _ = /*hidden*/renamed.V }
      """,
      imports: [
        "a/x": "package x\nvar V int", "a/v2": "package a\nvar W bool", "a/dot": "package dot\nvar D float64",
      ])
    #expect(try checked.type("renamed") == "int")
    #expect(try checked.type("versioned") == "bool")
    #expect(try checked.type("dot") == "float64")
    #expect(try checked.type("hidden") == "string")
    #expect(unitIsUnknown(try checked.type("unknown")))
  }

  private func unitIsUnknown(_ text: String) -> Bool { text == "?" }

  @Test func testFilesAreSeenByTheirPackageAlone() throws {
    let checked = try Checked(
      """
      package p
      import "q"
      type T struct{}
      var a = q.Value
      """,
      imports: ["q": "package q\nimport \"p\"\nvar Value = p.Hidden\nvar T p.T"],
      tests:
        "package p\nvar Hidden = 1\nfunc (T) Only() string { return \"\" }\nvar b = /*used*/Hidden\nvar c = /*method*/T{}.Only()"
    )
    #expect(try checked.type("used") == "int")
    #expect(try checked.type("method") == "string")
    #expect(try checked.typeOf("a").isUnknown)
  }

  @Test func damagedSourceHidesWhatItMightDeclare() throws {
    let checked = try Checked(
      """
      package p
      var x = 1
      func f() {
        x ::= 2 ]
        _ = /*maybe*/x
      }
      func g() { _ = /*whole*/x }
      """)
    #expect(
      checked.unit.object(of: try checked.ident("maybe"))?.isPackageLevel != true
        || !checked.unit.files[0].damaged.isEmpty)
    #expect(try checked.type("whole") == "int")
  }

  @Test func duplicateDeclarationsAndCyclesSurvive() throws {
    let checked = try Checked(
      """
      package p
      import "q"
      var a = 1
      var a = "second"
      type A B
      type B A
      type C [len(d)]int
      var d C
      var e = e2
      var e2 = e
      var f = /*first*/a
      var g = q.X
      type I interface { I }
      type S struct { S }
      const k = k
      """, imports: ["q": "package q\nimport \"p\"\nvar X = p.G"])
    #expect(try checked.type("first") == "int")
    #expect(try checked.typeOf("A").underlying.isUnknown)
    #expect(try checked.typeOf("e").isUnknown)
    #expect(try checked.typeOf("g").isUnknown)
    #expect(try checked.typeOf("S").size() == nil)
    #expect(try checked.typeOf("I").methods.isEmpty)
  }
}
