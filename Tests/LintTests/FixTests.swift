import Foundation
import GoSyntax
import Testing

@testable import Lint

private func source(_ text: String) -> LintedSource { LintedSource(absolutePath: "/m/a.go", bytes: Array(text.utf8)) }

private func edit(_ start: Int, _ end: Int, _ text: String, path: String = "a.go") -> Fix.Edit {
  Fix.Edit(path: path, start: start, end: end, text: text)
}

private func fix(_ edits: Fix.Edit..., safety: Fix.Safety = .safe) -> Fix {
  Fix(title: "t", safety: safety, edits: edits)
}

private func finding(_ line: Int, rule: String = "nil-map-write", group: String = "nilness", fix: Fix? = nil) -> Finding
{
  let point = Point(line: line, column: 1, offset: 0)
  return Finding(
    rule: rule, group: group, severity: .error, confidence: .high, message: "m",
    location: Location(path: "a.go", start: point, end: point), function: "", related: [], fix: fix,
    fingerprint: "\(rule) \(line)")
}

/// A batch that expectations may change.
private final class Holder {
  var value = FixBatch()

  func add(_ fix: Fix, to sources: [String: LintedSource]) -> Bool { value.add(fix, to: sources) }
}

@Suite struct FixBatchTests {
  @Test func onlyWhatDoesNotMeetIsTaken() {
    let sources = ["a.go": source("0123456789")]
    let batch = Holder()
    #expect(batch.add(fix(edit(6, 8, "X")), to: sources) == true)
    #expect(batch.add(fix(edit(2, 4, "Y")), to: sources) == true)
    // Neighbours may touch, but what is inserted where another change begins or ends has no certain place.
    #expect(batch.add(fix(edit(4, 6, "")), to: sources) == true)
    #expect(batch.add(fix(edit(2, 2, "i")), to: sources) == false)
    #expect(batch.add(fix(edit(8, 8, "i")), to: sources) == false)
    #expect(batch.add(fix(edit(3, 7, "Z")), to: sources) == false)
    #expect(batch.add(fix(edit(9, 9, "i")), to: sources) == true)
    #expect(batch.add(fix(edit(9, 9, "i")), to: sources) == false)
    #expect(batch.value.applied(to: "a.go", source("0123456789")) == Array("01YX8i9".utf8))
  }

  @Test func aFixIsTakenAsAWhole() {
    let sources = ["a.go": source("0123456789"), "b.go": source("0123")]
    let batch = Holder()
    #expect(batch.add(fix(edit(0, 1, "A"), edit(8, 9, "B")), to: sources) == true)
    #expect(batch.add(fix(edit(4, 5, "C"), edit(0, 1, "D")), to: sources) == false)
    #expect(batch.add(fix(edit(4, 5, "C"), edit(0, 1, "D", path: "c.go")), to: sources) == false)
    #expect(batch.add(fix(edit(4, 11, "C")), to: sources) == false)
    #expect(batch.add(fix(edit(5, 4, "C")), to: sources) == false)
    #expect(batch.add(fix(edit(4, 6, "C"), edit(5, 7, "C")), to: sources) == false)
    #expect(batch.add(fix(), to: sources) == false)
    #expect(batch.add(fix(edit(4, 5, "C"), edit(0, 1, "D", path: "b.go")), to: sources) == true)
    #expect(batch.value.without(["b.go"], sources).fixes.count == 1)
  }
}

@Suite struct FixAlignmentTests {
  /// Replaces `old` once and gives the file as it is then.
  private func replaced(_ old: String, _ new: String, in text: String, isInsertion: Bool = false) throws -> String {
    let source = source(text)
    let file = try #require(source.parsed("a.go"))
    let start = try #require(text.range(of: old)).lowerBound.utf16Offset(in: text)
    let batch = Holder()
    let change =
      isInsertion
      ? edit(start, start, String(new.dropLast(old.count))) : edit(start, start + old.utf8.count, new)
    #expect(batch.add(fix(change), to: ["a.go": source]) == true)
    return String(decoding: batch.value.applied(to: "a.go", source, file), as: UTF8.self)
  }

  /// What gofmt makes of the changed text.
  @Test func commentsBehindCodeStayInOneColumn() throws {
    let text = """
      package p

      func f(s []int) {
      \ta := 1               // one
      \tm := map[int]bool{}  // two
      \tlonger := s          // three
      \tif a > 1 {           // another indentation follows
      \t\ta = 2 // by itself
      \t}

      \tb := 2 // beyond a blank line
      }
      """
    let longer = """
      package p

      func f(s []int) {
      \ta := 1                          // one
      \tm := make(map[int]bool, len(s)) // two
      \tlonger := s                     // three
      \tif a > 1 {                      // another indentation follows
      \t\ta = 2 // by itself
      \t}

      \tb := 2 // beyond a blank line
      }
      """
    let formatted = text.replacing("  // two", with: " // two").replacing(
      "1               //", with: "1              //"
    )
    .replacing("s          //", with: "s         //").replacing("{           //", with: "{          //")
    #expect(try replaced("map[int]bool{}", "make(map[int]bool, len(s))", in: formatted) == longer)
    #expect(try replaced("make(map[int]bool, len(s))", "map[int]bool{}", in: longer) == formatted)
    // Not as gofmt leaves it: nothing but the fix is changed.
    #expect(
      try replaced("map[int]bool{}", "make(map[int]bool, len(s))", in: text)
        == text.replacing("map[int]bool{}", with: "make(map[int]bool, len(s))"))
  }

  /// What gofmt makes of a comment line between the rows of a column, and of a text without it.
  @Test(arguments: [
    (
      "var (\n\ta            errutil.MultiError\n\tfilesByParty = 1\n\tb            = 2\n)\n", "\tfilesByParty",
      "var (\n\ta errutil.MultiError\n\t//x\n\tfilesByParty = 1\n\tb            = 2\n)\n"
    ),
    (
      "type t struct {\n\ta      int    `x`     // one\n\tbb     string `x y z` // two\n\tlonger T      // three\n}\n",
      "\tlonger",
      "type t struct {\n\ta  int    `x`     // one\n\tbb string `x y z` // two\n\t//x\n\tlonger T // three\n}\n"
    ),
    (
      "var m = map[string]int{\n\t\"a  b\":    1, // one\n\t\"longer\":  2,\n\t\"longest\": 3,\n}\n", "\t\"longest",
      "var m = map[string]int{\n\t\"a  b\":   1, // one\n\t\"longer\": 2,\n\t//x\n\t\"longest\": 3,\n}\n"
    ),
    // Not as gofmt has it, or nothing of a column of both sides: as it was.
    ("var (\n\ta   = 1\n\tbb = 2\n)\n", "\tbb", "var (\n\ta   = 1\n\t//x\n\tbb = 2\n)\n"),
    ("var s = `\na   = 1\nbbb = 2`\n", "bbb", "var s = `\na   = 1\n//x\nbbb = 2`\n"),
  ])
  func commentLinesPartColumns(_ text: String, _ place: String, _ parted: String) throws {
    let comment = place.hasPrefix("\t") ? "\t//x\n" : "//x\n"
    #expect(
      try replaced(place, comment + place, in: "package p\n\n" + text, isInsertion: true) == "package p\n\n" + parted)
  }

  @Test(arguments: [
    (
      "var (\n\ta, b errutil.MultiError\n\t//x\n\tfilesByParty = 1\n\tc            = 2\n)\n",
      "var (\n\ta, b         errutil.MultiError\n\tfilesByParty = 1\n\tc            = 2\n)\n"
    ),
    (
      "type t struct {\n\ta  int\n\tbb string\n\t//x\n\tlonger T\n\n\te int\n}\n",
      "type t struct {\n\ta      int\n\tbb     string\n\tlonger T\n\n\te int\n}\n"
    ),
    (
      "var m = map[string]int{\n\t\"longest\": 1,\n\t//x\n\t\"a  b\": 2,\n}\n",
      "var m = map[string]int{\n\t\"longest\": 1,\n\t\"a  b\":    2,\n}\n"
    ),
    // Three cells, comments, or not as gofmt has it: as it was.
    ("var (\n\ta int = 1\n\t//x\n\tbbb int = 2\n)\n", "var (\n\ta int = 1\n\tbbb int = 2\n)\n"),
    ("var (\n\ta = 1 // y\n\t//x\n\tbbb = 2\n)\n", "var (\n\ta = 1 // y\n\tbbb = 2\n)\n"),
    ("var (\n\ta  = 1\n\t//x\n\tbbb = 2\n)\n", "var (\n\ta  = 1\n\tbbb = 2\n)\n"),
    ("func f(\n\ta int,\n\t//x\n\tbbb int,\n) {\n}\n", "func f(\n\ta int,\n\tbbb int,\n) {\n}\n"),
  ])
  func rowsMeetWhereALineBetweenThemGoes(_ text: String, _ joined: String) throws {
    #expect(try replaced("\t//x\n", "", in: "package p\n\n" + text) == "package p\n\n" + joined)
  }

  @Test func commentsBehindCodeMeetWhereALineBetweenThemGoes() throws {
    let text = "package p\n\nvar s = []int{\n\t1, // one\n\t//x\n\t2000, // two\n\t3,    // three\n}\n"
    let joined = "package p\n\nvar s = []int{\n\t1,    // one\n\t2000, // two\n\t3,    // three\n}\n"
    #expect(try replaced("\t//x\n", "", in: text) == joined)
  }

  @Test func linesWithoutNeighboursAndStringsStay() throws {
    let text = "package p\n\nvar a = b // x\n\nvar s = `\na = b // y\na = c // z`\n"
    #expect(try replaced("b // x", "bbbb // x", in: text) == text.replacing("b // x", with: "bbbb // x"))
    #expect(try replaced("a = b // y", "aa = b // y", in: text) == text.replacing("a = b // y", with: "aa = b // y"))
  }
}

/// Runs on sources in memory with a stand-in for the rules.
@Suite struct FixRunTests {
  private func run(
    _ files: [String: String],
    _ request: FixRequest = {
      var r = FixRequest()
      r.safeties = [.safe]
      return r
    }(),
    _ find: @escaping (String, String) -> [Finding]
  ) throws -> FixResult {
    var run = FixRun(request) { overlay in
      var outcome = RunOutcome()
      for (path, text) in files.sorted(by: { $0.key < $1.key }) {
        let bytes = overlay["/m/" + path] ?? Array(text.utf8)
        let findings = find(path, String(decoding: bytes, as: UTF8.self))
        outcome.result.findings += findings
        if !findings.isEmpty { outcome.sources[path] = LintedSource(absolutePath: "/m/" + path, bytes: bytes) }
      }
      return outcome
    }
    return try run.run()
  }

  private func texts(_ result: FixResult) -> [String: String] {
    Dictionary(result.files.map { ($0.path, String(decoding: $0.changed, as: UTF8.self)) }) { first, _ in first }
  }

  @Test func fixesThatMeetComeOneAfterTheOther() throws {
    // Each `1` becomes a `2`; all the fixes insert at the start too, so one is done in each round.
    let result = try run(["a.go": "package p\n\nvar a = []int{1, 1, 1}\n"]) { path, text in
      text.utf8.enumerated().filter { $0.element == 0x31 }.map { offset, _ in
        finding(1, fix: fix(edit(offset, offset + 1, "2"), edit(0, 0, "// x\n")))
      }
    }
    #expect(texts(result) == ["a.go": "// x\n// x\n// x\npackage p\n\nvar a = []int{2, 2, 2}\n"])
    #expect(result.fixed == 3)
    #expect(result.notes == [])
  }

  @Test func aFileThatWouldNotParseIsLeftAsItWas() throws {
    let files = ["a.go": "package p\n\nvar a = 1\n", "b.go": "package p\n\nvar b = 1\n"]
    let result = try run(files) { path, text in
      guard text.contains("1") else { return [] }
      let place = text.utf8.count - 2
      return [finding(3, fix: fix(edit(place, place + 1, path == "a.go" ? "2" : ")", path: path)))]
    }
    #expect(texts(result) == ["a.go": "package p\n\nvar a = 2\n"])
    #expect(result.fixed == 1)
    #expect(
      result.notes == ["b.go: left as it is: with its fixes it would not parse; this is a bug of mapvet"])
  }

  /// What such a file had in common with another is left there too.
  @Test func aFixOfTwoFilesIsDoneInBothOrNone() throws {
    let files = ["a.go": "package p\n\nvar a = 1\n", "b.go": "package p\n\nvar b = 1\n"]
    let result = try run(files) { path, text in
      guard path == "a.go", text.contains("1") else { return text.contains("1") ? [finding(9)] : [] }
      return [finding(3, fix: fix(edit(19, 20, "2"), edit(19, 20, ")", path: "b.go")))]
    }
    #expect(texts(result) == [:])
    #expect(result.fixed == 0)
  }

  @Test func aFileThatDoesNotParseIsNotTouched() throws {
    let result = try run(["a.go": "package p\n\nvar a = 1\n\nfunc (\n"]) { _, _ in
      [finding(3, fix: fix(edit(19, 20, "2")))]
    }
    #expect(texts(result) == [:])
    #expect(result.notes == ["a.go: left as it is: it does not parse"])
  }

  @Test func fixesWithoutEndAreStopped() throws {
    let result = try run(["a.go": "package p\n\nvar a = 1\n"]) { _, _ in [finding(3, fix: fix(edit(0, 0, "// x\n")))] }
    #expect(result.fixed == 20)
    #expect(result.notes == ["stopped fixing after 20 rounds, each of which led to further fixes"])
  }

  @Test func unsafeFixesWaitToBeAskedFor() throws {
    let find = { (path: String, text: String) in
      text.contains("1") ? [finding(3, fix: fix(edit(19, 20, "2"), safety: .unsafe))] : []
    }
    let files = ["a.go": "package p\n\nvar a = 1\n"]
    let kept = try run(
      files,
      {
        var r = FixRequest()
        r.safeties = [.safe]
        return r
      }(), find)
    #expect(kept.files.isEmpty && kept.unsafeLeft == 1)
    let done = try run(
      files,
      {
        var r = FixRequest()
        r.safeties = [.safe, .unsafe]
        return r
      }(), find)
    #expect(done.fixed == 1 && done.unsafeLeft == 0)
  }

  /// Directives at lines, with findings that are there until a directive names them on their line or the one above.
  private func ignored(_ text: String, _ findings: [(String, String)], reason: String = "why not") throws -> FixResult {
    var request = FixRequest()
    request.ignoreReason = reason
    return try run(["a.go": text], request) { _, text in
      // A carriage return and a line feed are one character.
      let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      return findings.compactMap { mark, rule in
        guard let index = lines.firstIndex(where: { $0.contains(mark) }) else { return nil }
        let above = index > 0 ? lines[index - 1] : ""
        let isSilent = [above, lines[index]].contains { line in
          line.split(separator: "//mapvet:ignore ").dropFirst().contains { words in
            words.prefix { $0 != " " }.split(separator: ",").contains { $0 == rule }
          }
        }
        var found = finding(index + 1, rule: rule)
        found.fingerprint = rule + mark
        return isSilent ? nil : found
      }
    }
  }

  @Test(arguments: [
    // On its own line, indented as the finding; rules of one line together.
    ("func f() {\n\tx = 1\n}\n", "func f() {\n\t//mapvet:ignore a,b why not\n\tx = 1\n}\n"),
    // gofmt wants a blank comment line before directives of a declaration's comment, and none anywhere else.
    ("// F does.\nvar x int\n", "// F does.\n//\n//mapvet:ignore a,b why not\nvar x int\n"),
    ("//go:embed y\nvar x string\n", "//go:embed y\n//mapvet:ignore a,b why not\nvar x string\n"),
    ("/* F */\nvar x string\n", "/* F */\n//mapvet:ignore a,b why not\nvar x string\n"),
    // Before a closing bracket comments are indented as what it closes.
    (
      "func f() {\n\tif a {\n\t} else if x {\n\t}\n}\n",
      "func f() {\n\tif a {\n\t\t//mapvet:ignore a,b why not\n\t} else if x {\n\t}\n}\n"
    ),
    // A line that begins within a raw string or a comment: behind it.
    ("var y = []string{`a\nb`, x}\n", "var y = []string{`a\nb`, x} //mapvet:ignore a,b why not\n"),
    ("/* a\nb */ var x int // c\n", "/* a\nb */ var x int //mapvet:ignore a,b why not // c\n"),
    // Another tool's directive speaks of the line right below it.
    (
      "func f() {\n\t//nolint:errcheck\n\tx = 1\n}\n",
      "func f() {\n\t//nolint:errcheck\n\tx = 1 //mapvet:ignore a,b why not\n}\n"
    ),
    (
      "func f() {\n\t//lint:ignore S1 c\n\tx = 1 //nolint\n}\n",
      "func f() {\n\t//lint:ignore S1 c\n\t//mapvet:ignore a,b why not\n\tx = 1 //nolint\n}\n"
    ),
    // Line ends are those of the file.
    ("func f() {\r\n\tx = 1\r\n}\r\n", "func f() {\r\n\t//mapvet:ignore a,b why not\r\n\tx = 1\r\n}\r\n"),
  ])
  func directivesStandWhereTheyWork(_ before: String, _ after: String) throws {
    let result = try ignored("package p\n\n" + before, [("x", "b"), ("x", "a")])
    #expect(texts(result) == ["a.go": "package p\n\n" + after])
    #expect(result.ignored == 2)
    #expect(result.notes == [])
  }

  @Test func whereNothingCanStandItIsSaid() throws {
    let result = try ignored("package p\n\nvar y = []string{`a\nb`, x, `c\nd`}\n", [("x", "a")])
    #expect(result.files.isEmpty)
    #expect(result.notes == ["a.go:4: not ignored: the line begins and ends within texts of several lines"])
  }

  @Test func findingsAboutDirectivesAreNotIgnored() throws {
    var request = FixRequest()
    request.ignoreReason = "why"
    let result = try run(["a.go": "package p\n"], request) { _, _ in
      [finding(1, rule: "bad-suppression", group: "lint")]
    }
    #expect(result.files.isEmpty)
    #expect(result.outcome.result.findings.count == 1)
  }

  @Test func aByteOrderMarkStaysFirst() throws {
    let result = try ignored("\u{FEFF}package x\n", [("x", "a")])
    #expect(texts(result) == ["a.go": "\u{FEFF}//mapvet:ignore a why not\npackage x\n"])
  }

  @Test func reasons() throws {
    #expect(FixIgnores.problem(withReason: "old code") == nil)
    #expect(FixIgnores.problem(withReason: "until=2030-01-31 old code") == nil)
    #expect(FixIgnores.problem(withReason: "") == "gives no reason")
    #expect(FixIgnores.problem(withReason: " until=2030-01-31 ") == "gives no reason")
    #expect(FixIgnores.problem(withReason: "a\nb") == "is more than one line")
  }
}
