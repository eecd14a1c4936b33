import Glibc
import Testing

@testable import GoSyntax

/// Nesting and repetition without end: heap, never stack, and time in proportion.
@Suite(.serialized) struct DepthTests {
  private static let depth = 100_000

  private static func nested(_ open: String, _ inner: String, _ close: String) -> String {
    String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
  }

  private func parse(_ body: String) throws -> Snippet {
    try Snippet("package p\n\nfunc f() {\n" + body + "\n}\n")
  }

  private func expectDeep(_ body: String, _ kind: Kind, _ count: Int = DepthTests.depth) throws {
    let snippet = try parse(body)
    withExtendedLifetime(snippet) {
      #expect(snippet.file.damaged.isEmpty)
      #expect(snippet.file.root.descendants.reduce(0) { $0 + ($1.kind == kind ? 1 : 0) } == count)
      // From the innermost outwards.
      if let last = snippet.nodes.last { #expect(last.ancestors.reduce(0) { count, _ in count + 1 } >= 1) }
    }
  }

  @Test func parentheses() throws { try expectDeep("x = " + Self.nested("(", "1", ")"), .parenExpr) }
  @Test func blocks() throws { try expectDeep(Self.nested("{", "", "}"), .blockStmt, Self.depth + 1) }
  @Test func literals() throws { try expectDeep("x = T" + Self.nested("{", "", "}"), .compositeLit) }
  @Test func unary() throws { try expectDeep("x = " + Self.nested("!", "y", ""), .unaryExpr) }
  @Test func stars() throws { try expectDeep("x = " + Self.nested("*", "T(y).f", ""), .starExpr) }
  @Test func binary() throws { try expectDeep("x = 1" + Self.nested(" + 1", "", ""), .binaryExpr) }
  @Test func selectors() throws { try expectDeep("x = *T(a)" + Self.nested(".b", "", ""), .selectorExpr) }
  @Test func elseIfs() throws {
    try expectDeep("if a {}" + Self.nested(" else if b {}", "", ""), .ifStmt, Self.depth + 1)
  }
  @Test func types() throws { try expectDeep("var x " + Self.nested("map[int]", "int", ""), .mapType) }

  /// What never closes is damage or given up, and either way soon.
  @Test(arguments: [
    "(", "{", "[", "f(", "T{", "if a {\n", "func(", "/* ", "`", "\"\n", "new(", "case 1:\n", "a:\n", "}", ")",
    "else {}\n",
  ])
  func neverClosed(piece: String) throws {
    let snippet = try parse(Self.nested(piece, "", ""))
    #expect(!snippet.file.damaged.isEmpty || snippet.file.isGivenUp)
    #expect(TreeInvariants.problems(of: snippet.file).isEmpty)
  }

  /// tree-sitter before 0.20.8 counts the children of a node in 16 bits.
  @Test func moreChildrenThanTheLibraryCounts() throws {
    for source in [
      "package p\n" + Self.nested("func (\n", "", ""), "package p\n" + Self.nested("type T struct {\n", "", ""),
    ] {
      let snippet = try Snippet(source)
      #expect(!snippet.file.damaged.isEmpty)
      #expect(TreeInvariants.problems(of: snippet.file).isEmpty)
    }
  }

  @Test func givenUpMeansAllIsDamaged() throws {
    let snippet = try Snippet("package p\n" + Self.nested("/* a ", "", ""))
    let file = snippet.file
    #expect(file.isGivenUp)
    #expect(file.damaged == [0..<UInt32(file.bytes.count)])
    #expect(file.nodeCount == 1)
    #expect(file.isDamaged(0..<1))
  }

  /// The parser gives its memory back: a large file costs what a large file costs, a small one after it little.
  @Test func aLargeFile() throws {
    let function = "func f(m map[string]int) {\n\tfor k, v := range m {\n\t\tm[k] = v + 1 // more\n\t}\n}\n\n"
    let count = 4_000_000 / function.utf8.count
    let bytes = Array(("package p\n\n" + String(repeating: function, count: count)).utf8)
    let parser = try Parser()
    let file = parser.parse(copy(bytes), path: "large.go")
    #expect(file.damaged.isEmpty)
    #expect(file.root.children(.decl).count == count)
    #expect(file.comments.count == count)
  }
}
