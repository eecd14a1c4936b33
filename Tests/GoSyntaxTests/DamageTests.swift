import Foundation
import Testing

@testable import GoSyntax

@Suite struct DamageTests {
  private func damagedTexts(_ snippet: Snippet) -> [String] {
    snippet.file.damaged.map {
      String(decoding: snippet.file.bytes[Int($0.lowerBound)..<Int($0.upperBound)], as: UTF8.self)
    }
  }

  @Test func whatIsAroundDamageStays() throws {
    let snippet = try Snippet("package p\n\nfunc a() {}\n\nfunc b() { x = = y }\n\nfunc c() { good() }\n")
    #expect(!snippet.file.damaged.isEmpty)
    let functions = snippet.nodes.filter { $0.kind == .funcDecl }
    let names = functions.compactMap { $0.child(.name)?.name.string }
    #expect(names.contains("c"))
    let call = try snippet.first(.callExpr)
    #expect(!snippet.file.isDamaged(call.start..<call.end))
    let broken = try #require(snippet.nodes.first { $0.kind == .funcDecl && $0.child(.name)?.name == .of("b") })
    #expect(snippet.file.isDamaged(broken.start..<broken.end))
  }

  @Test func somethingMissingIsAnEmptyRange() throws {
    let snippet = try Snippet("package p\n\nfunc f() {\n\tg(\n}\n")
    #expect(!snippet.file.damaged.isEmpty)
    #expect(snippet.file.isDamaged(0..<UInt32(snippet.file.bytes.count)))
    #expect(!snippet.file.isDamaged(0..<9))
  }

  @Test(arguments: ["x := 1", "f()", "for {}", "if a {}"])
  func statementsOutsideFunctions(statement: String) throws {
    let snippet = try Snippet("package p\n\n\(statement)\n\nfunc f() {}\n")
    #expect(damagedTexts(snippet) == [statement])
    #expect(snippet.nodes.contains { $0.kind == .badDecl })
    #expect(snippet.nodes.contains { $0.kind == .funcDecl })
  }

  @Test func keywordsAsNames() throws {
    let snippet = try Snippet("package p\n\nfunc f() {\n\telse {}\n}\n")
    #expect(damagedTexts(snippet) == ["else"])
    #expect(!snippet.nodes.contains { $0.name == .of("else") })
    #expect(snippet.nodes.contains { $0.kind == .badExpr })
  }

  @Test func namesInDamageAreSeen() throws {
    let snippet = try Snippet("package p\n\nfunc f() { ) used }\n")
    #expect(!snippet.file.damaged.isEmpty)
    #expect(snippet.nodes.contains { $0.name == .of("used") })
  }

  @Test func damageIsSortedAndApart() throws {
    let snippet = try Snippet(
      "package p\n" + String(repeating: "func f() { x = = y }\nfunc g( { )\nelse {}\n", count: 50))
    #expect(TreeInvariants.problems(of: snippet.file).isEmpty)
    for (one, next) in zip(snippet.file.damaged, snippet.file.damaged.dropFirst()) {
      #expect(one.upperBound <= next.lowerBound)
    }
    // As a scan of all of them would say.
    for start in stride(from: UInt32(0), to: UInt32(snippet.file.bytes.count) - 5, by: 3) {
      let range = start..<start + 5
      let expected = snippet.file.damaged.contains {
        $0.overlaps(range) || ($0.isEmpty && range.contains($0.lowerBound))
      }
      #expect(snippet.file.isDamaged(range) == expected)
    }
  }

  private func names(_ snippet: Snippet) -> [String] {
    snippet.file.root.children.filter { $0.kind == .funcDecl || $0.kind == .genDecl }.compactMap { decl in
      let name = decl.child(.name) ?? decl.child(.spec)?.child(.name)
      guard let name, !snippet.file.isDamaged(decl.start..<decl.end) else { return nil }
      return name.name.string
    }
  }

  @Test(arguments: [
    // What is lost, and the declarations that stay whole.
    ("\tif n > 0 {", ["T", "v", "g", "h"]), ("}\n\ntype", ["T", "v", "g", "h"]), ("struct {", ["f", "v", "g", "h"]),
    ("(n int)", ["T", "v", "g", "h"]), (")\n\nvar", ["f", "T", "v", "g", "h"]),
    ("func f(n int) {", ["T", "v", "g", "h"]),
    ("{ return \"", ["f", "T", "v", "h"]), ("h() {", ["f", "T", "v", "g"]),
  ])
  func damageStaysInItsDeclaration(lost: String, whole: [String]) throws {
    let text = """
      package p

      func f(n int) {
      \tif n > 0 {
      \t\tvar local = n
      \t}
      }

      type T struct {
      \tn int
      }

      const (
      \tc = 1
      )

      var v = T{}

      // func comment() {
      func (t *T) g() string { return "func x() {" }

      func h() {
      out:
      \tfor {
      \t\tbreak out
      \t}
      }

      """
    #expect(names(try Snippet(text)) == ["f", "T", "c", "v", "g", "h"])
    let keeps = lost.hasSuffix("\n\ntype") ? "\ntype" : lost.hasSuffix("\n\nvar") ? "\nvar" : ""
    let range = try #require(text.firstRange(of: lost))
    let snippet = try Snippet(text.replacingCharacters(in: range, with: keeps))
    #expect(!snippet.file.damaged.isEmpty)
    let found = names(snippet)
    #expect(whole.allSatisfy(found.contains), "\(found)")
    #expect(!found.contains("local"))
    #expect(TreeInvariants.problems(of: snippet.file).isEmpty)
  }

  /// Code in a raw string or a comment declares nothing, also where a quote is lost.
  @Test(arguments: ["`\nfunc hidden() {}\n`", "/*\nfunc hidden() {}\n*/1", "`\nfunc hidden() {}\n` + \"`\""], [0, 1])
  func codeThatIsTextDeclaresNothing(text: String, cut: Int) throws {
    let code = "package p\n\nvar v = \(text)\n\nfunc f() { x = = y }\n\nvar w = `a`\n"
    let start = code.index(code.startIndex, offsetBy: 19)
    let end = code.index(start, offsetBy: cut)
    let snippet = try Snippet(code.replacingCharacters(in: start..<end, with: ""))
    #expect(!snippet.file.damaged.isEmpty)
    if cut == 0 { #expect(!names(snippet).contains("hidden")) }
    #expect(TreeInvariants.problems(of: snippet.file).isEmpty)
  }

  /// A `var` at the first column may be a local one where the file is not laid out as gofmt does.
  @Test func localsAtTheFirstColumnAreNoDeclarations() throws {
    let snippet = try Snippet("package p\n\nfunc f() {\nif a {\nvar local = 1\nx = local\n}\n\nfunc g() {}\n")
    #expect(names(snippet) == ["g"])
  }

  @Test(arguments: [
    (
      "(*T).M[int, []string]",
      "(indexListExpr x:(selectorExpr x:(parenExpr x:(starExpr x:T)) sel:M) index:int index:(arrayType elem:string))"
    ),
    ("f().M[A, B]", "(indexListExpr x:(selectorExpr x:(callExpr fun:f) sel:M) index:A index:B)"),
    (
      "a.b.M[A, B](1)",
      "(callExpr fun:(indexListExpr x:(selectorExpr x:(selectorExpr x:a sel:b) sel:M) index:A index:B) arg:1)"
    ),
    ("(*T[[]int]).M", "(selectorExpr x:(parenExpr x:(starExpr x:(indexExpr x:T index:(arrayType elem:int)))) sel:M)"),
  ])
  func instancesOfMethods(text: String, expected: String) throws {
    let snippet = try Snippet("package p\n\nfunc f() {\n\t_ = \(text)\n\tg(\(text), 1)\n}\n")
    #expect(snippet.file.damaged.isEmpty)
    let values = snippet.nodes.filter { $0.role == .rhs || ($0.role == .arg && $0.textString == text) }
    #expect(values.map { shape($0) } == [expected, expected])
    #expect(values.allSatisfy { $0.textString == text })
  }

  /// Rewriting for later syntax must not hide damage elsewhere, nor change a string that looks like it.
  @Test func laterSyntaxBesideDamage() throws {
    let snippet = try Snippet("package p\n\nvar a = new(42)\nvar s = \"new(42)\"\n\nfunc f() { x = = y }\n")
    #expect(damagedTexts(snippet).allSatisfy { !$0.contains("new") })
    let call = try snippet.first(.callExpr)
    #expect(shape(call) == "(callExpr fun:new arg:42)")
    #expect(snippet.nodes.contains { $0.textString == "\"new(42)\"" })
  }
}
