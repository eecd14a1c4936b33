import Testing

@testable import GoSyntax

/// Files beyond what people write: parsed in pieces, or without what the parser cannot count.
@Suite struct LargeFileTests {
  /// A declaration of 16 lines with its number in its name, its string and its comments.
  private func function(_ number: Int) -> String {
    """
    // f\(number) counts.
    func f\(number)(m map[string]int) (n int) {
    \tfor key, value := range m { // all of them
    \t\tif value > \(number) && key != "}{" {
    \t\t\tn += value
    \t\t}
    \t}
    \treturn n
    }

    """
  }

  private func source(count: Int, _ change: (Int) -> String? = { _ in nil }) -> [UInt8] {
    var bytes = Array("package p\n\nvar first = `\nfunc `\n\n".utf8)
    for number in 0..<count { bytes += (change(number) ?? function(number)).utf8 }
    return bytes
  }

  private func names(_ file: SourceFile) -> [String] {
    file.root.children.filter { $0.kind == .funcDecl }.map { $0.child(.name)?.name.string ?? "" }
  }

  @Test func inPieces() throws {
    let bytes = source(count: 8000)
    // Two pieces at least.
    #expect(bytes.count > 5 << 18)
    let file = try Parser().parse(copy(bytes), path: "large.go")
    #expect(file.damaged.isEmpty)
    #expect(file.comments.count == 16_000)
    #expect(names(file) == (0..<8000).map { "f\($0)" })
    let one = try Parser().parse(text: "package p\n\n" + function(0), path: "small.go")
    // The root, the package's name and `var first` with its three nodes stand once.
    #expect(file.nodeCount == 6 + 8000 * (one.nodeCount - 2))
    withExtendedLifetime((file, one)) {
      let last = file.root.children.reversed()[0]
      #expect(
        shape(last)
          == one.root.children.reversed().first.map(shape)?.replacing("f0", with: "f7999")
          .replacing("y:0", with: "y:7999"))
    }
  }

  @Test func damageStaysWhereItIs() throws {
    let bytes = source(count: 8000) { number in
      switch number {
      case 5000: "func f5000() { x := := 1 }\n"
      case 6000: "func f6000() *int { return new(42) }\n"
      case 7000: "func (r R) f7000[P any]() {}\n"
      default: nil
      }
    }
    let file = try Parser().parse(copy(bytes), path: "large.go")
    #expect(names(file) == (0..<8000).map { "f\($0)" })
    #expect(TreeInvariants.problems(of: file).isEmpty)
    withExtendedLifetime(file) {
      let damaged = file.root.children.filter { file.isDamaged($0.start..<$0.end) }.map { $0.child(.name)?.name.string }
      #expect(damaged == ["f5000"])
    }
  }

  @Test func importedInPieces() throws {
    let file = try Parser().parse(
      copy(source(count: 30_000)), path: "large.go", declarationsOnly: true)
    #expect(file.damaged.isEmpty)
    #expect(names(file) == (0..<30_000).map { "f\($0)" })
  }

  /// tree-sitter before 0.20.8 loses or crashes on more than 65,535 comments in a row.
  @Test(arguments: [
    ("var a = 1\n", "var b = 1\n"), ("func f() {\n", "}\n"), ("func f() {\n\tg(a,\n", "b)\n}\n"), ("", ""),
    ("type t struct {\n", "a int }\n"),
  ])
  func manyComments(before: String, after: String) throws {
    let text = "package p\n\n" + before + String(repeating: "// a\n/* b */ // c\n", count: 40_000) + after
    let file = try Parser().parse(text: text, path: "comments.go")
    let without = try Parser().parse(text: "package p\n\n" + before + after, path: "plain.go")
    #expect(file.damaged.isEmpty && !file.isGivenUp)
    #expect(file.comments.count == 120_000)
    #expect(TreeInvariants.problems(of: file).isEmpty)
    withExtendedLifetime((file, without)) { #expect(shape(file.root) == shape(without.root)) }
  }

  @Test func manyCommentsAndOddText() throws {
    let text = "package p\n\nfunc f() {\n\tg(a,\n" + String(repeating: "// a\n", count: 70_000) + "'b\n"
    let file = try Parser().parse(text: text, path: "comments.go")
    #expect(file.isGivenUp)
    #expect(TreeInvariants.problems(of: file).isEmpty)
  }
}
