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

  /// Rewriting for later syntax must not hide damage elsewhere, nor change a string that looks like it.
  @Test func laterSyntaxBesideDamage() throws {
    let snippet = try Snippet("package p\n\nvar a = new(42)\nvar s = \"new(42)\"\n\nfunc f() { x = = y }\n")
    #expect(damagedTexts(snippet).allSatisfy { !$0.contains("new") })
    let call = try snippet.first(.callExpr)
    #expect(shape(call) == "(callExpr fun:new arg:42)")
    #expect(snippet.nodes.contains { $0.textString == "\"new(42)\"" })
  }
}
