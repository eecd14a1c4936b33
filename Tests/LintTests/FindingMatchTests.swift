import Lint
import Testing

@Suite("known findings")
struct FindingMatchTests {
  private func key(_ path: String, _ function: String, _ expression: String) -> FindingKey {
    FindingKey(rule: "r", path: path, function: function, expression: expression)
  }

  @Test func whiteSpaceDoesNotMatter() {
    let match = FindingMatch([key("a", "f", "m[k] = v")], known: [key("a", "f", "m[k]=v")])
    #expect(match.isKnown == [true] && match.isFound == [true])
  }

  @Test func equalOnesAreCounted() {
    let one = key("a", "f", "x")
    #expect(FindingMatch([one, one, one], known: [one, one]).isKnown == [true, true, false])
    #expect(FindingMatch([one], known: [one, one]).isFound == [true, false])
  }

  @Test func codeThatMovesIsKnown() {
    let known = [key("a", "f", "x"), key("b", "g", "y")]
    // To another function of the file, and to another file.
    #expect(FindingMatch([key("a", "h", "x"), key("c", "g", "y")], known: known).isKnown == [true, true])
    // To another function of another file: that is another place.
    #expect(FindingMatch([key("b", "h", "x")], known: known).isKnown == [false])
    // What stayed comes before what may have moved.
    #expect(FindingMatch([key("a", "h", "x"), key("a", "f", "x")], known: known).isKnown == [false, true])
  }

  @Test func withoutTextOnlyTheSamePlaceCounts() {
    let known = [key("a", "f", "")]
    #expect(FindingMatch([key("a", "g", "")], known: known).isKnown == [false])
    #expect(FindingMatch([key("a", "f", "")], known: known).isKnown == [true])
  }

  @Test func theFileIsReadAsItWasWritten() throws {
    let odd = key("a b/\u{e9}.go", "(*T).f", "s[\"\\\"\u{2028}\u{7F}\u{1F600}\"] … 0123abcd")
    let baseline = Baseline([(odd, .low), (odd, .high), (key("a", "", "x"), .medium)])
    #expect(baseline.entries.map(\.ordinal) == [1, 1, 2])
    #expect(baseline.entries.map(\.key.path) == ["a", "a b/\u{e9}.go", "a b/\u{e9}.go"])
    #expect(baseline.text.split(separator: "\n").count == 8)
    #expect(try Baseline.parse(Array(baseline.text.utf8), "b") == baseline)
    #expect(try Baseline.parse(Array(Baseline([]).text.utf8), "b").entries == [])
    // As other programs write JSON.
    let compact = baseline.text.replacing("\": ", with: "\":").replacing("\n", with: "")
    #expect(try Baseline.parse(Array(compact.utf8), "b") == baseline)
  }
}
