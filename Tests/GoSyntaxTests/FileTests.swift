import Testing

@testable import GoSyntax

@Suite struct FileTests {
  @Test func nodesAreNumberedInPreOrder() throws {
    let snippet = try Snippet("package p\n\nvar x = f(a, b)\n")
    withExtendedLifetime(snippet) {
      let root = snippet.file.root
      let kinds = ([root] + Array(root.descendants)).map(\.kind)
      #expect(kinds == [.file, .ident, .genDecl, .valueSpec, .ident, .callExpr, .ident, .ident, .ident])
      let call = root.at(5)
      #expect(call.subtreeEnd == 9)
      #expect(call.parent?.kind == .valueSpec)
      #expect(call.ancestors.map(\.kind) == [.valueSpec, .genDecl, .file])
      #expect(call.child(.fun)?.name.string == "f")
      #expect(call.children(.arg).map(\.name.string) == ["a", "b"])
      #expect(call.children(.arg).count == 2)
      #expect(call.children(.arg).first?.id == 7)
      #expect(call.contains(root.at(8)) && !call.contains(root.at(4)))
      #expect(call.textString == "f(a, b)")
      #expect(root.parent == nil)
    }
  }

  @Test func rangesAreBytes() throws {
    let source = "package p\n\nfunc f() (err error) {\n\treturn g(\"é\", x)\n}\n"
    let snippet = try Snippet(source)
    try withExtendedLifetime(snippet) {
      let call = try snippet.first(.callExpr)
      #expect(call.textString == "g(\"é\", x)")
      #expect(call.end - call.start == 10)
      let declaration = try snippet.first(.funcDecl)
      let type = try #require(declaration.child(.type))
      #expect(type.start == declaration.start)
      #expect(type.textString == "func f() (err error)")
      #expect(try snippet.first(.blockStmt).textString == "{\n\treturn g(\"é\", x)\n}")
    }
  }

  @Test func linesAndColumns() throws {
    let snippet = try Snippet("package p\r\n\r\nvar é, x = 1, 2\n\n// end")
    let file = snippet.file
    #expect(file.lineStarts == [0, 11, 13, 30, 31])
    #expect(file.position(of: 0) == Position(line: 1, column: 1))
    #expect(file.position(of: 10) == Position(line: 1, column: 11))
    #expect(file.position(of: 13) == Position(line: 3, column: 1))
    #expect(
      try file.position(of: #require(snippet.nodes.first { $0.name == .of("x") }).start) == Position(line: 3, column: 9)
    )
    #expect(file.position(of: UInt32(file.bytes.count)) == Position(line: 5, column: 7))
    #expect(String(decoding: file.line(1), as: UTF8.self) == "package p")
    #expect(String(decoding: file.line(2), as: UTF8.self) == "")
    #expect(String(decoding: file.line(3), as: UTF8.self) == "var é, x = 1, 2")
    #expect(String(decoding: file.line(5), as: UTF8.self) == "// end")
    #expect(Position(line: 2, column: 9) < Position(line: 3, column: 1))
  }

  @Test(arguments: [
    ("p_test.go", "", true), ("test.go", "", false), ("p.go", "import \"testing\"", true),
    ("p.go", "import (\n\t\"fmt\"\n\tt \"testing/quick\"\n)", true), ("p.go", "import \"testings\"", false),
    ("p.go", "import \"github.com/onsi/ginkgo/v2\"", true),
    ("p.go", "import `github.com/stretchr/testify/assert`", true),
    ("p.go", "import \"x/testing\"", false), ("p.go", "import \"\"", false),
    ("p.go", "import \"fmt\"\nvar x = \"testing\"", false),
    ("p.go", "import \"a\"\nimport \"gotest.tools/v3/fs\"", true),
  ])
  func filesForTests(path: String, text: String, isForTests: Bool) throws {
    #expect(try Parser().parse(text: "package p\n\(text)\n", path: path).isForTests == isForTests)
  }

  @Test func byteOrderMarkCountsAsBytes() throws {
    let snippet = try Snippet("\u{FEFF}package p\nvar x int\n")
    #expect(snippet.file.damaged.isEmpty)
    #expect(try snippet.first(.genDecl).start == 13)
    #expect(snippet.file.bytes.count == 23)
  }

  @Test func carriageReturnsChangeNothingButOffsets() throws {
    let source = "package p\n\nfunc f() {\n\tif a {\n\t\tb()\n\t}\n\tx := `1\n2`\n}\n"
    let plain = try Snippet(source)
    let crlf = try Snippet(source.replacing("\n", with: "\r\n"))
    #expect(plain.file.damaged.isEmpty && crlf.file.damaged.isEmpty)
    #expect(plain.nodes.map(\.kind) == crlf.nodes.map(\.kind))
    #expect(
      plain.nodes.map { plain.file.position(of: $0.start) } == crlf.nodes.map { crlf.file.position(of: $0.start) })
  }

  @Test func comments() throws {
    let snippet = try Snippet(
      "// a\npackage p /* b */\n\n//go:build x\nfunc f(/* c */ x int) { // d\r\n\t_ = \"// no\" /* e\n*/ }\n// ü")
    let file = snippet.file
    #expect(file.damaged.isEmpty)
    let texts = file.comments.map { String(decoding: file.bytes[Int($0.start)..<Int($0.end)], as: UTF8.self) }
    #expect(
      texts.map { $0.replacing("\r", with: "") } == [
        "// a", "/* b */", "//go:build x", "/* c */", "// d", "/* e\n*/", "// ü",
      ])
    #expect(try shape(snippet.first(.fieldList)) == "(fieldList field:(field name:x type:int))")
  }

  @Test func namesAreEqualWhenTheirBytesAre() throws {
    let one = try Snippet("package p\nvar alpha, β, alpha2 int\n")
    let two = try Snippet("package q\nvar β, alpha int\n")
    let names = one.nodes.filter { $0.role == .name && $0.parent?.kind == .valueSpec }.map(\.name)
    let others = two.nodes.filter { $0.role == .name && $0.parent?.kind == .valueSpec }.map(\.name)
    #expect(names[0] == others[1] && names[1] == others[0] && names[0] != names[2])
    #expect(names[0] == .of("alpha") && names[1].string == "β")
    #expect(try one.first(.genDecl).name == .none)
    #expect(Name.of("") == .none && Name.none.string == "")
  }

  @Test(arguments: [
    ("A", true), ("a", false), ("_A", false), ("Ärger", true), ("ärger", false), ("日本", false), ("", false),
  ])
  func exportedNames(text: String, isExported: Bool) {
    #expect(Name.of(text).isExported == isExported)
  }

  @Test func keywordsAreNoNames() {
    for word in ["break", "chan", "func", "map", "var", "fallthrough"] { #expect(Name.of(word).isKeyword) }
    for word in ["iota", "nil", "make", "any", "maps", "x"] { #expect(!Name.of(word).isKeyword) }
    #expect(!Name.none.isKeyword)
  }

  @Test func threadsAgreeOnNames() async throws {
    let found = await withTaskGroup(of: [Name].self, returning: Set<[Name]>.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<500).map { index in
            var cache = NameCache()
            var text = "shared\(index)"
            return text.withUTF8 { cache.intern($0) }
          }
        }
      }
      return await group.reduce(into: []) { $0.insert($1) }
    }
    #expect(found.count == 1)
    #expect(found.first?.enumerated().allSatisfy { $1.string == "shared\($0)" } == true)
  }

  /// Parsers of several threads share nothing but names.
  @Test func threadsParseAlike() async throws {
    let source =
      "package p\n" + String(repeating: "func f(a, b int) map[string]int { return m[a](new(b+1)) }\n", count: 200)
    let shapes = try await withThrowingTaskGroup(of: String.self, returning: Set<String>.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let parser = try Parser()
          var last = ""
          for _ in 0..<3 {
            let file = parser.parse(text: source, path: "")
            last = withExtendedLifetime(file) { shape(file.root) }
          }
          return last
        }
      }
      return try await group.reduce(into: []) { $0.insert($1) }
    }
    #expect(shapes.count == 1)
  }

  @Test func fileIndexIsOnEveryNode() throws {
    let snippet = try Snippet("package p\nvar x int\n")
    snippet.file.fileIndex = 7
    #expect(snippet.nodes.allSatisfy { $0.fileIndex == 7 })
  }

  @Test func selfCheckPasses() throws { try Parser.selfCheck() }
}
