import Testing
import YAML

@Suite("YAML")
struct YAMLReaderTests {

  @Test func valuesAndPlaces() throws {
    let text = "\u{FEFF}a: 1.20\né: [\"x\", y]\n# end\nb:\n  c: off\n"
    let root = try #require(try YAMLReader.read(Array(text.utf8)))
    guard case .mapping(let entries) = root.value, entries.count == 3 else {
      Issue.record("\(root)")
      return
    }
    #expect(entries.map { $0.key.text } == ["a", "é", "b"])
    #expect(entries[0].value.text == "1.20")
    // Columns count bytes: é has two.
    #expect(entries[1].value.place == YAMLPlace(line: 2, column: 5))
    guard case .sequence(let words) = entries[1].value.value else { return }
    #expect(words.map(\.text) == ["x", "y"])
    #expect(words.map(\.place) == [YAMLPlace(line: 2, column: 6), YAMLPlace(line: 2, column: 11)])
    guard case .mapping(let inner) = entries[2].value.value else { return }
    #expect(inner[0].value.place == YAMLPlace(line: 5, column: 6))
  }

  @Test func nothing() throws {
    #expect(try YAMLReader.read([]) == nil)
    #expect(try YAMLReader.read(Array("# only this\n".utf8)) == nil)
  }

  @Test(arguments: [
    ("a: 1\na: 2\n", 2, 1, "key 'a' stands here twice"),
    ("a: &x 1\nb: *x\n", 2, 4, "aliases"),
    ("a: !include b\n", 1, 4, "tags"),
    ("a: 1\n---\nb: 1\n", 2, 1, "second document"),
    ("a:\n\tb: 1\n", 2, 1, "tabs"),
    ("a: [1\n", 2, 1, "no valid YAML"),
    ("a: b: c\n", 1, 5, "no valid YAML"),
    ("? [a]\n: 1\n", 1, 3, "a key is a word"),
    ("a: \u{1}\n", 1, 4, "not UTF-8 text"),
  ])
  func mistakesAndTheirPlaces(_ text: String, _ line: Int, _ column: Int, _ message: String) {
    let error = #expect(throws: YAMLError.self) { try YAMLReader.read(Array(text.utf8)) }
    #expect(error?.place == YAMLPlace(line: line, column: column))
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func depthAndBytesOfAllKinds() {
    for text in ["[", "{a: ", "- ", "? ", "a:\n "] {
      #expect(throws: YAMLError.self) { try YAMLReader.read(Array(String(repeating: text, count: 50_000).utf8)) }
    }
    for byte in UInt8.min...UInt8.max { _ = try? YAMLReader.read([byte, byte, 0x0A, byte]) }
    #expect(throws: YAMLError.self) { try YAMLReader.read([0x61, 0xFF]) }
  }
}
