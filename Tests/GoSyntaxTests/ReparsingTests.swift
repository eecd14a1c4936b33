import Foundation
import Testing

@testable import GoSyntax

/// A file that is parsed where it differs from an earlier version is the file that parsing all of it gives.
@Suite struct ReparsingTests {
  /// What both ways give, and how much was parsed; nil where all of it was.
  private static func parsedBytes(_ text: some Collection<UInt8>, _ earlier: SourceFile, _ parser: Parser) -> Int? {
    let whole = parser.parse(copy(text), path: "a.go")
    let bytes = copy(text)
    guard let parsed = parser.parse(bytes, path: "a.go", earlier: earlier) else {
      bytes.deallocate()
      return nil
    }
    expectSame(parsed.file, whole)
    return parsed.parsedBytes
  }

  private static func expectSame(_ file: SourceFile, _ whole: SourceFile) {
    #expect(file.path == whole.path)
    #expect(file.damaged == whole.damaged)
    #expect(file.isGivenUp == whole.isGivenUp)
    #expect(file.isSeparable == whole.isSeparable)
    #expect(file.isForTests == whole.isForTests)
    #expect(file.lineStarts == whole.lineStarts)
    #expect(file.comments.elementsEqual(whole.comments))
    #expect(file.bytes.elementsEqual(whole.bytes))
    #expect(file.nodeCount == whole.nodeCount)
    let records = (0..<min(file.nodeCount, whole.nodeCount)).filter { id in
      let (a, b) = (file.root.record[id], whole.root.record[id])
      return (a.start, a.end, a.parent, a.subtreeEnd) != (b.start, b.end, b.parent, b.subtreeEnd)
        || (a.name, a.kind, a.role, a.token) != (b.name, b.kind, b.role, b.token)
    }
    #expect(records.isEmpty)
  }

  // MARK: Cases

  private static func function(_ number: Int) -> String {
    """
    // f\(number) counts.
    func f\(number)(m map[string]int) (n int) {
    \tfor key, value := range m { // all of them
    \t\tif value > \(number) && key != "}{" { n += value }
    \t}
    \treturn n
    }

    var v\(number) = []int{\(number)} /* v */


    """
  }

  private static let text =
    "//go:build linux\n\n// Package p is.\npackage p\n\nimport \"fmt\"\n\nimport (\n\t\"os\"\n)\n\n"
    + "var s = \"//\"; func t() { x = m[k]\n\t(y)() }\n"
    + (0..<48).map(function).joined() + "type last struct{ a int }\n"

  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var old: String
    var new: String
    /// At most so much is parsed; nil where all is.
    var most: Int?

    init(_ what: String, _ old: String, _ new: String, most: Int? = 400) {
      (self.what, self.old, self.new, self.most) = (what, old, new, most)
    }

    var testDescription: String { what }
  }

  /// In the text above the first `old` becomes `new`.
  @Test(arguments: [
    Case("nothing", "f7 counts", "f7 counts", most: 0),
    Case("a body", "if value > 7 ", "if value < 77 "),
    Case("a doc comment", "// f7 counts", "// f7 counts all"),
    Case("a comment becomes a declaration", "// f7 counts.", "var f7counts int"),
    Case("a declaration becomes a comment", "var v7 ", "// var v7 "),
    Case("a new declaration", "// f7 counts", "type t struct{ a, b int }\n\n// f7 counts"),
    Case("a deleted declaration", "var v7 = []int{7} /* v */\n\n// f8 counts.\n", "", most: 0),
    Case("a declaration twice", "var v7 = []int{7}", "var v7 = []int{7} /* v */\n\n\nvar v7 = []int{7}", most: 50),
    Case("declarations that change places", function(7) + function(8), function(8) + function(7), most: 200),
    Case("a declaration that moves far", function(7), function(7).replacing("7", with: "700"), most: 600),
    Case("the package's name", "package p", "package other"),
    Case("the package's comment", "// Package p is.", "// Package p is more.\n//\n//go:generate x"),
    Case("the constraint", "//go:build linux\n\n", ""),
    Case("a byte-order mark", "//go:build linux", "\u{FEFF}//go:build linux", most: nil),
    Case("a byte-order mark before the clause", "//go:build linux\n\n// Package p is.\n", "\u{FEFF}"),
    Case("a byte-order mark within", "// f7 counts.\n", "\u{FEFF}", most: nil),
    Case("an import", "import \"fmt\"", "import \"testing\""),
    Case("one more import", "\t\"os\"\n", "\t\"os\"\n\t_ \"embed\" // e\n"),
    Case("a second package clause", "// f7 counts.\n", "package q\n", most: nil),
    Case("several on one line", "var v7 =", "var a int; var b = 1; func c() {}; var v7 ="),
    Case("two without anything between", "var v7 =", "func a() {} func b() {}\nvar v7 =", most: nil),
    Case("a statement after one on its line", "var v7 =", "type a struct{}\n; var v7 ="),
    Case("empty ones", "var v7 =", "var ()\nconst ()\n;\ntype ()\nfunc a()\nvar v7 ="),
    Case("a comment that ends on a declaration's line", "var v7 =", "/* a\n*/var v7 ="),
    Case("a raw string that takes in what follows", "= []int{7}", "= len(`{7}` + `", most: nil),
    Case("a raw string with declarations", "= []int{7}", "= `\nfunc a() {}\nvar b int\n`"),
    Case("a comment to the end", "[]int{7} /* v */", "[]int{7} /* v", most: 400),
    Case("an open string", "key != \"}{\"", "key != \"}{", most: nil),
    Case("an open brace", "range m {", "range m {{", most: nil),
    Case("a closed brace", "range m {", "range m }", most: nil),
    Case("a statement", "var v7 =", "v8 = 1\nvar v7 =", most: nil),
    Case("a type that is missing", "var v7 = ", "var w\nvar v7 =", most: nil),
    Case("a value of an argument", "return n", "return *new(n)"),
    Case("a value where a type was", "return n", "return *new(42)"),
    Case("a generic alias", "var v7 =", "type a[P any] = []P\nvar v7 ="),
    Case("a generic method", "var v7 =", "func (r *R[A]) m[P any]() {}\nvar v7 ="),
    Case("later syntax in several", "return n", "return *new(42)\n}\ntype a[P any] = []P\nfunc b() {\n\tnew(1)"),
    Case("an alias that is none", "var v7 =", "type a[P any] []P = 1\nvar v7 =", most: nil),
    Case("an instance", "return n", "x := f0.y.z[int, string]\n\treturn n"),
    Case("what the slashes before do not end", "var v7 =", "var s = \"//\"; func a() { x = m[k]\n\t(y)() }\nvar v7 ="),
    Case("what stands behind another on its line", "(y)()", "(y)(z)"),
    Case("a bracket at the end of a line", "return n", "x = m[k]\n\t(y)()\n\treturn n"),
    Case("a function's type", "var v7 =", "type a func()\nfunc b() func()\nvar c func()\nvar v7 ="),
    Case("nothing at the end of the last line", "type last struct{ a int }\n", "type last struct{ a int }"),
    Case("a comment at the end", "type last struct{ a int }\n", "type last struct{ a int } // a"),
    Case("no last declaration", "type last struct{ a int }\n", "", most: 50),
    Case("not even a word at the end", "type last struct{ a int }\n", "type last struct{ a int }\nty", most: nil),
  ])
  func cases(_ item: Case) throws {
    let parser = try Parser()
    for ending in ["\n", "\r\n"] {
      let old = Self.text.replacing("\n", with: ending)
      let range = Self.text.range(of: item.old)
      let place = try #require(range)
      let new = Self.text.replacingCharacters(in: place, with: item.new).replacing("\n", with: ending)
      let first = parser.parse(copy(Array(old.utf8)), path: "a.go")
      #expect(first.isSeparable && first.damaged.isEmpty)
      let parsed = Self.parsedBytes(Array(new.utf8), first, parser)
      if let most = item.most {
        #expect(parsed.map { $0 <= most } == true)
      } else {
        #expect(parsed == nil)
      }
      // And back.
      let second = parser.parse(copy(Array(new.utf8)), path: "a.go")
      let back = Self.parsedBytes(Array(old.utf8), second, parser)
      #expect((back == nil) == !second.isSeparable || item.most == nil)
    }
  }

  @Test func whatIsNoEarlierVersion() throws {
    let parser = try Parser()
    let bytes = Array(Self.text.utf8)
    func reuses(_ text: String, declarationsOnly: Bool = false) -> Bool {
      let file = parser.parse(copy(Array(text.utf8)), path: "a.go", declarationsOnly: declarationsOnly)
      return Self.parsedBytes(bytes, file, parser) != nil
    }
    #expect(reuses(Self.text))
    #expect(!reuses(Self.text, declarationsOnly: true))
    #expect(!reuses(Self.text + "func {{{\n"))
    #expect(reuses(Self.text + "var a = new(42)\n"))
    // A function at the start of a line, which the scanner does not take for a part of an argument.
    #expect(!reuses(Self.text + "var a = f(\nfunc() {})\n"))
    #expect(!reuses(Self.text.replacing("n += value", with: "n -= value")))
    #expect(!reuses(String(Self.text.prefix(2000))))
    #expect(!reuses(String(repeating: "// a\n", count: 4000)))
    #expect(!reuses(""))
  }

  @Test func aStoredTreeIsAnEarlierVersion() throws {
    let parser = try Parser()
    let packed = try #require(StoredTree.pack(parser.parse(text: Self.text, path: "a.go")))
    let file = try #require(StoredTree.unpack(packed[...], source: copy(Array(Self.text.utf8)), path: "a.go"))
    let new = Self.text.replacing("v7 = ", with: "w7 = ")
    #expect(Self.parsedBytes(Array(new.utf8), file, parser).map { $0 < 200 } == true)
    let odd = Self.text + "var a = f(\nfunc() {})\n"
    let packedOdd = try #require(StoredTree.pack(parser.parse(text: odd, path: "a.go")))
    let oddFile = try #require(StoredTree.unpack(packedOdd[...], source: copy(Array(odd.utf8)), path: "a.go"))
    #expect(Self.parsedBytes(Array(new.utf8), oddFile, parser) == nil)
  }

  /// What is rewritten for the parser is rewritten in the declaration it stands in, whatever stands in the others.
  @Test func laterSyntaxIsNoHindrance() throws {
    let parser = try Parser()
    let old = Self.text + "var a, b = new(42), f0.y.z[int, string]\ntype c[P any] = []P\nfunc (r R) m[P any]() {}\n"
    let file = parser.parse(text: old, path: "a.go")
    #expect(file.isSeparable && file.damaged.isEmpty)
    for (before, after, most) in [("v7 = ", "w7 = ", 200), ("new(42)", "new(1)", 200), ("= []P", "= [1]P", 200)] {
      let parsed = Self.parsedBytes(Array(old.replacing(before, with: after).utf8), file, parser)
      #expect(parsed.map { $0 < most } == true)
    }
    #expect(Self.parsedBytes(Array(old.replacing("new(42)", with: "new(:)").utf8), file, parser) == nil)
  }

  /// Very large files are parsed in parts, which are rewritten as a whole.
  @Test func laterSyntaxInLargeFiles() throws {
    let parser = try Parser()
    let text = "package p\n\n" + (0..<5600).map(Self.function).joined()
    #expect(text.utf8.count > 1 << 20)
    let later = text + "var a = new(42)\n"
    let file = parser.parse(text: later, path: "a.go")
    #expect(file.damaged.isEmpty && !file.isSeparable)
    #expect(Self.parsedBytes(Array(later.utf8), file, parser) == nil)
    // The same in a file that is not yet so large.
    let less = "package p\n\n" + (0..<5000).map(Self.function).joined() + "var a = new(42)\n"
    #expect(less.utf8.count < 1 << 20)
    let smaller = parser.parse(text: less, path: "a.go")
    #expect(smaller.isSeparable)
    #expect(Self.parsedBytes(Array(later.utf8), smaller, parser) == nil)
    let old = parser.parse(text: text, path: "a.go")
    #expect(Self.parsedBytes(Array((text + "var a = old(42)\n").utf8), old, parser).map { $0 < 400 } == true)
    #expect(Self.parsedBytes(Array(later.utf8), old, parser) == nil)
  }

  /// More comments in a row than tree-sitter can count, in the part that is parsed; they depend on each other, so none is left out.
  @Test func manyComments() throws {
    let parser = try Parser()
    let long = (0..<2400).map(Self.function).joined()
    let old = "package p\n\n" + long
    let new = old + "var a" + String(repeating: "/**/", count: 70_000) + " int\n"
    let file = parser.parse(text: old, path: "a.go")
    let bytes = copy(Array(new.utf8))
    #expect(parser.parse(bytes, path: "a.go", earlier: file) == nil)
    bytes.deallocate()
  }

  // MARK: Random edits

  private static let testdata = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "testdata")

  @Test(arguments: [
    "rules/inconsistent-lock/phases/flagged.go", "rules/goroutine-without-exit/clean.go", "oracle/types/load.go",
    "rules/unbounded-cache/clean.go",
  ])
  func randomEdits(path: String) throws {
    let original = Array(try Data(contentsOf: Self.testdata.appending(path: path)))
    var editor = RandomEdits(seed: UInt64(original.count))
    let parser = try Parser()
    var bytes = original
    var earlier = parser.parse(copy(bytes), path: path)
    #expect(earlier.isSeparable)
    var reused = 0
    for _ in 0..<150 {
      editor.edit(&bytes)
      if Self.parsedBytes(bytes, earlier, parser) != nil { reused += 1 }
      let file = parser.parse(copy(bytes), path: path)
      if file.isSeparable, bytes.count > 1 << 13 {
        earlier = file
      } else {
        bytes = editor.next(20) == 0 ? original : Array(earlier.bytes)
      }
    }
    #expect(reused > 40)
  }
}

/// Changes as people and their tools make them, and some that nobody makes; the same ones in every run.
private struct RandomEdits {
  private var state: UInt64

  init(seed: UInt64) { state = 0x9E37_79B9_7F4A_7C15 &+ seed }

  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  private static let pieces = [
    "`", "/*", "*/", "//", "{", "}", "(", ")", "[", "]", "\"", "'", "\n", ";", "\r\n", "\u{FEFF}", "\0", " ", "\\", "é",
    "1", "a", ".", "=", "func ", "\nfunc f() {} func g() {}\n", "var a; var b\n",
    "\nvar a = \"//\"; func f() { x = m[k]\n\t(y)() }\n",
    "new(42)", "\ntype A[P any] = []P\n", "\nfunc (r R) m[P any]() {}\n", "/* a\n */", "\ntype f func()\n",
    "\nfunc q()\n",
    "\nx:\n", "\n;;func a() {}\n", "\nvar (\n)\n", "package p\n", "\nimport \"x\"\n", "\nvar x = y.z[int, string]\n",
  ]

  mutating func edit(_ bytes: inout [UInt8]) {
    var lines = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A { lines.append(index + 1) }
    let words = ["func", "type", "var", "const"]
    let starts = lines.filter { line in words.contains { bytes[line...].starts(with: $0.utf8) } }
    let piece = Array(Self.pieces[next(Self.pieces.count)].utf8)
    let (line, place) = (next(lines.count - 1), next(bytes.count - 4))
    let start = next(starts.count - 3)
    switch next(10) {
    case 0: bytes.insert(contentsOf: piece, at: place)
    case 1: bytes.insert(contentsOf: piece, at: lines[line])
    case 2: bytes.insert(contentsOf: piece, at: starts[start] - next(2))
    case 3: bytes.removeSubrange(place..<(place + 1 + next(3)))
    case 4: bytes.removeSubrange(lines[line]..<lines[line + 1])
    case 5: bytes[place] = bytes[next(bytes.count)]
    case 6:
      let (first, second) = (bytes[starts[start]..<starts[start + 1]], bytes[starts[start + 1]..<starts[start + 2]])
      bytes.replaceSubrange(starts[start]..<starts[start + 2], with: Array(second + first))
    case 7:
      bytes.insert(contentsOf: Array(bytes[starts[start]..<starts[start + 1]]), at: starts[next(starts.count)])
    case 8: bytes.removeSubrange((bytes.count - next(200))...)
    default: bytes.insert(contentsOf: "// c\(next(100))\n".utf8, at: lines[line])
    }
  }
}
