import Lint
import Testing

@testable import Reports

@Suite struct ColumnTests {
  private func region(_ sample: Sample, _ location: Location) -> [Int] {
    let region = location.oneLineRegion(in: SourceText(sample.bytes))
    return [region.startLine, region.startColumn, region.endLine, region.endColumn]
  }

  @Test func astralCharactersAreTwoColumns() throws {
    let sample = Sample("a.go", "package a\n\tx := \"💥é\" + m[k]\n")
    #expect(region(sample, try sample.at("m[k]")) == [2, 15, 2, 19])
    #expect(region(sample, try sample.at("💥")) == [2, 8, 2, 10])
  }

  @Test func aByteOrderMarkIsNoColumn() throws {
    let sample = Sample("a.go", "\u{FEFF}package a\nvar b int")
    #expect(try sample.at("package").start.column == 4)
    #expect(region(sample, try sample.at("package")) == [1, 1, 1, 8])
    #expect(region(sample, try sample.at("var")) == [2, 1, 2, 4])
    let atMark = Location(path: "a.go", start: sample.point(0), end: sample.point(3))
    #expect(region(sample, atMark) == [1, 1, 1, 2])
  }

  @Test func bytesThatAreNotUTF8AreOneColumnAPart() throws {
    let sample = Sample("a.go", [0x22, 0xFF, 0xE2, 0x82, 0x22] + Array("m = 1".utf8))
    #expect(region(sample, try sample.at("m")) == [1, 5, 1, 6])
  }

  @Test func aLaterEndIsCutToTheLine() throws {
    let sample = Sample("a.go", "f(\r\n\tm[k],\r\n)\r\n")
    #expect(region(sample, try sample.at("m[k],\r\n)")) == [2, 2, 2, 7])
    #expect(region(sample, try sample.at("f(\r\n\tm")) == [1, 1, 1, 3])
  }

  @Test func emptyRangesAreOneCharacterWide() throws {
    let sample = Sample("a.go", "é💥\n")
    func empty(_ offset: Int) -> Location {
      Location(path: "a.go", start: sample.point(offset), end: sample.point(offset))
    }
    #expect(region(sample, empty(0)) == [1, 1, 1, 2])
    #expect(region(sample, empty(2)) == [1, 2, 1, 4])
    #expect(region(sample, empty(6)) == [1, 4, 1, 5])
    #expect(
      region(Sample("b.go", ""), Location(path: "b.go", start: sample.point(0), end: sample.point(0))) == [1, 1, 1, 2])
  }

  @Test func withoutItsTextALocationKeepsItsBytes() {
    let sample = Sample("a.go", "é = 1\n")
    let past = Location(
      path: "a.go", start: .init(line: 7, column: 3, offset: 90), end: .init(line: 7, column: 9, offset: 96))
    #expect(region(sample, past) == [7, 3, 7, 9])
    let moved = Location(
      path: "a.go", start: .init(line: 1, column: 3, offset: 5), end: .init(line: 2, column: 1, offset: 8))
    #expect(region(sample, moved) == [1, 3, 1, 4])
    let none = Location(
      path: "a.go", start: .init(line: 0, column: 0, offset: 0), end: .init(line: 0, column: 0, offset: 0))
    #expect(region(sample, none) == [1, 1, 1, 2])
  }

  @Test func editsMaySpanLines() {
    let text = SourceText(Array("é\n💥b\nc".utf8))
    #expect(text.region(from: 2, to: 8) == TextRegion(startLine: 1, startColumn: 2, endLine: 2, endColumn: 4))
    #expect(text.region(from: 9, to: 9) == TextRegion(startLine: 3, startColumn: 1, endLine: 3, endColumn: 1))
    #expect(text.region(from: 9, to: 11) == nil)
    #expect(text.region(from: 3, to: 2) == nil)
  }
}
