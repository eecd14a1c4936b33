import Lint
import Testing

@testable import Reports

@Suite struct ExcerptTests {
  private func excerpt(_ text: String, _ needle: String, width: Int = 200) throws -> Excerpt? {
    let sample = Sample("a.go", text)
    return Excerpt(try sample.at(needle), in: SourceText(sample.bytes), width: width)
  }

  private func check(
    _ text: String, _ needle: String, width: Int = 200, _ source: String, _ indent: Int, _ carets: Int,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let found = try #require(try excerpt(text, needle, width: width), sourceLocation: location)
    #expect(found.source == source, sourceLocation: location)
    #expect(found.indent == indent, sourceLocation: location)
    #expect(found.carets == carets, sourceLocation: location)
  }

  @Test func tabsGoToTheNextStop() throws {
    try check("\ta\tb\n", "b", "    a   b", 8, 1)
    try check("abcd\te", "\te", "abcd    e", 4, 5)
  }

  @Test func widthIsCountedInColumns() throws {
    try check("漢字 := m[k]\n", "m[k]", "漢字 := m[k]", 8, 4)
    try check("💥 y", "y", "💥 y", 3, 1)
    try check("e\u{301}x = 1", "x", "e\u{301}x = 1", 1, 1)
    try check("a 漢字 b", "漢字", "a 漢字 b", 2, 4)
    try check("\u{FEFF}package a", "package", "package a", 0, 7)
  }

  @Test func whatATerminalMustNotGetIsReplaced() throws {
    try check("a\u{1B}[31mb \u{202E}c\r\n", "b", "a\u{FFFD}[31mb \u{FFFD}c", 6, 1)
  }

  @Test func severalLinesAreCutToTheFirst() throws {
    try check("x\nf(  \n  a)\n", "f(  \n  a)", "f(", 0, 2)
  }

  private static let digits = String(repeating: "0123456789", count: 10)

  @Test func longLinesAreClippedAroundTheCarets() throws {
    func at(_ range: Range<Int>, width: Int) throws -> Excerpt {
      let sample = Sample("a.go", Self.digits + "\n")
      let location = Location(path: "a.go", start: sample.point(range.lowerBound), end: sample.point(range.upperBound))
      return try #require(Excerpt(location, in: SourceText(sample.bytes), width: width))
    }
    let middle = try at(50..<53, width: 20)
    #expect(middle.source == "…345678901234567890…")
    #expect((middle.indent, middle.carets) == (8, 3))
    let long = try at(10..<90, width: 20)
    #expect(long.source == "…678901234567890123…")
    #expect((long.indent, long.carets) == (5, 14))
    let end = try at(98..<100, width: 20)
    #expect(end.source == "…234567890123456789")
    #expect((end.indent, end.carets) == (17, 2))
    let start = try at(2..<3, width: 20)
    #expect(start.source == "012345678901234567…")
    #expect((start.indent, start.carets) == (2, 1))
    let whole = try at(50..<53, width: 100)
    #expect(whole.source == Self.digits)
    #expect((whole.indent, whole.carets) == (50, 3))
    let past = try at(100..<100, width: 20)
    #expect(past.source == "…34567890123456789")
    #expect((past.indent, past.carets) == (18, 1))
  }

  @Test func aCutThroughAWideCharacterKeepsTheCaretsInPlace() throws {
    let text = String(repeating: "漢", count: 10) + "字字" + String(repeating: "漢", count: 18)
    try check(text, "字字", width: 20, "… 漢漢漢字字漢漢漢…", 8, 4)
  }

  @Test func aFileThatIsGoneOrAnotherOneHasNone() throws {
    let location = try Sample("a.go", "package a\n\nvar x int\n").at("x")
    #expect(Excerpt(location, in: nil, width: 80) == nil)
    #expect(Excerpt(location, in: SourceText([]), width: 80) == nil)
    #expect(Excerpt(location, in: SourceText(Array("// new\npackage a\n\nvar x int\n".utf8)), width: 80) == nil)
  }

  @Test func anEmptyFileHasAnEmptyLine() throws {
    let empty = Sample("a.go", "")
    let location = Location(path: "a.go", start: empty.point(0), end: empty.point(0))
    let found = try #require(Excerpt(location, in: SourceText([]), width: 80))
    #expect(found.source == "")
    #expect((found.indent, found.carets) == (0, 1))
  }
}
