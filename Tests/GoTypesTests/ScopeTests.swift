import Foundation
import GoSyntax
import TestSupport
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

  @Test func labelsAreApartFromOtherNames() throws {
    let checked = try Checked(
      """
      package p
      func f(a []int) {
        goto /*ahead*/a
      /*label*/a:
        for /*variable*/a := range /*parameter*/a {
          if a == 0 { continue /*again*/a }
          for {
            break /*out*/a
          }
        }
        switch { default: break /*over*/a }
        func() {
          goto /*nested*/a
        }()
        func() {
        /*other*/a:
          goto /*inner*/a
        }()
        { inside: goto inside }
        goto /*into*/inside
        goto /*missing*/b
        _ = /*use*/a
      }
      func g() { goto /*elsewhere*/a }
      """)
    let label = try checked.object("label")
    #expect(label.kind == .label && label.name == Name.of("a") && !label.isPackageLevel && !label.isLocal)
    for use in ["ahead", "again", "out"] { #expect(try checked.object(use) == label) }
    #expect(checked.unit.references(to: label).count == 4)
    #expect(label.declaration == (try checked.ident("label")))
    #expect(checked.unit.type(of: try checked.ident("label")).isUnknown)
    #expect(try checked.object("inner") == checked.object("other"))
    #expect(try checked.object("other") != label)
    // Out of what is no loop around it, into a function's body, into a block, to nowhere.
    for use in ["over", "nested", "into", "missing", "elsewhere"] {
      #expect(checked.unit.object(of: try checked.ident(use)) == nil)
    }
    #expect(try checked.object("variable").kind == .variable)
    #expect(try checked.object("use") == checked.object("parameter"))
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

  /// Where little is asked of a unit, a declaration is bound when something in it is asked for, and the references to what is
  /// declared in a function are looked for there.
  @Test(arguments: ["call.go", "decl.go", "expr.go", "infer.go", "stmt.go", "typexpr.go"])
  func declarationsThatAreBoundOneByOneMeanTheSame(_ file: String) throws {
    let text = try String(
      contentsOf: GoToolchain().root.appendingPathComponent("src/go/types/\(file)"), encoding: .utf8)
    let whole = try Checked(text)
    let partial = try Checked(text, isPartial: true)
    func meanings(_ checked: Checked, _ idents: [Node]) -> [String] {
      idents.map { ident in
        let object = checked.unit.object(of: ident)
        return "\(ident.id) \(object.map { "\($0.kind) \($0.declaration?.id ?? 0)" } ?? "nothing")"
      }
    }
    let idents = whole.nodes.filter { $0.kind == .ident }
    #expect(idents.count > 500)
    let others = partial.nodes.filter { $0.kind == .ident }
    #expect(meanings(partial, others.reversed()).reversed() == meanings(whole, idents))
    // A function of the package is not looked for in one place: the index is there from then on.
    let function = try #require(idents.lazy.compactMap { whole.unit.object(of: $0) }.first { $0.kind == .function })
    #expect(!whole.unit.references(to: function).isEmpty)
    let locals = zip(idents, others).filter { whole.unit.object(of: $0.0)?.isLocal ?? false }
    #expect(!locals.isEmpty)
    for (ident, other) in locals {
      let object = try #require(whole.unit.object(of: ident))
      let twin = try #require(partial.unit.object(of: other))
      #expect(partial.unit.references(to: twin).map(\.id) == whole.unit.references(to: object).map(\.id))
    }
  }
}

/// Programs that no compiler takes, made to cost time or memory.
@Suite struct HostileTests {
  @Test func declarationsThatAllNeedEachOther() throws {
    let names = (0..<40).map { "v\($0)" }
    let lines = names.map { name in
      "var \(name) = " + names.filter { $0 != name }.map { "f(\($0))" }.joined(separator: " + ")
    }
    let checked = try Checked("package p\nfunc f[T any](x T) T { return x }\n" + lines.joined(separator: "\n") + "\n")
    #expect(try checked.typeOf("v0").isUnknown)
    #expect(try checked.typeOf("v39").isUnknown)
  }

  @Test func constantsThatDouble() throws {
    let lines = (1..<60).map { "const s\($0) = s\($0 - 1) + s\($0 - 1)" }
    let numbers = (1..<60).map { "const n\($0) = n\($0 - 1) * n\($0 - 1) / 7.123456789" }
    let checked = try Checked(
      "package p\nconst s0 = \"x\"\n\(lines.joined(separator: "\n"))\nconst n0 = 3.14159\n\(numbers.joined(separator: "\n"))\n"
    )
    #expect(checked.unit.package.lookup(Name.of("s59"))?.constant == nil)
    #expect(checked.unit.package.lookup(Name.of("n59"))?.constant == nil)
    #expect(try checked.typeOf("s59").fullString == "untyped string")
  }

  @Test func typesThatExpandForEver() throws {
    let checked = try Checked(
      """
      package p
      type T[P any] struct { *T[[]P]; x [1]U[P] }
      type U[P any] struct { u *U[U[P]]; v U[[2]P] }
      var t T[int]
      var a = /*missing*/t.Nowhere
      var b = /*deep*/t.T.T.T.T.x
      type A [1 << 40][1 << 40]int
      """)
    #expect(try checked.type("missing") == "?")
    #expect(try checked.type("deep") == "[1]p.U[[][][][]int]")
    #expect(try checked.typeOf("t").size() == nil)
    #expect(try checked.typeOf("A").size() == nil)
  }
}
