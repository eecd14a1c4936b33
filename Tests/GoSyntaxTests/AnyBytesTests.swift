import Foundation
import Testing

@testable import GoSyntax

/// Whatever the bytes are: a sound tree, in time and memory that grow with them.
@Suite struct AnyBytesTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".deps/go/src")

  private func read(_ path: String) throws -> [UInt8] {
    try #require(
      FileManager.default.fileExists(atPath: Self.source.path(percentEncoded: false)),
      "Go's source is missing: run script/bootstrap test")
    return Array(try Data(contentsOf: Self.source.appending(path: path)))
  }

  private func expectSound(_ bytes: some Collection<UInt8>, _ parser: Parser, _ what: @autoclosure () -> String) {
    let file = parser.parse(copy(bytes), path: "any.go")
    let problems = TreeInvariants.problems(of: file)
    #expect(problems.isEmpty, "\(what()): \(problems.first ?? "")")
    #expect(!file.isGivenUp, "\(what()): given up")
  }

  @Test(arguments: [
    "errors/join.go", "sync/oncefunc.go", "sync/once.go", "maps/iter.go", "cmp/cmp.go", "iter/iter.go",
    "container/ring/ring.go", "context/afterfunc_test.go", "unicode/utf16/utf16.go", "strings/clone.go",
    "io/multi.go", "sort/slice.go", "bufio/export_test.go", "hash/hash.go", "unique/clone.go", "sync/pool_test.go",
    "encoding/json/fuzz_test.go", "go/ast/issues_test.go", "net/http/jar.go", "testing/newcover.go",
  ])
  func cutOffAtEveryByte(path: String) throws {
    let all = try read(path)
    let bytes = all[..<min(all.count, 4000)]
    let parser = try Parser()
    for end in 0...bytes.count {
      expectSound(bytes[..<end], parser, "\(path)[..<\(end)]")
    }
  }

  @Test(arguments: ["sync/waitgroup.go", "io/pipe.go", "container/list/list.go"])
  func cutOffAtEveryToken(path: String) throws {
    let bytes = try read(path)
    let parser = try Parser()
    let tree = parser.parse(copy(bytes), path: path)
    #expect(tree.damaged.isEmpty)
    var ends = Set<Int>()
    withExtendedLifetime(tree) {
      for node in tree.root.descendants { ends.formUnion([Int(node.start), Int(node.end)]) }
    }
    for end in ends.sorted() { expectSound(bytes[..<end], parser, "\(path)[..<\(end)]") }
  }

  /// Random bytes of several alphabets.
  @Test(arguments: 0..<4)
  func random(alphabet: Int) throws {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 &+ UInt64(alphabet)
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int((state >> 11) % UInt64(bound))
    }
    let words = [
      "(", ")", "{", "}", "[", "]", "func ", "map[", "chan ", "if ", "else ", "for ", "range ", "x", "y.z", "*", ":=",
      "=", ",", ";", "\n", "\"s\"", "`", "'a'", "1", "switch ", "case ", ":", "type ", "struct{", "interface{", "<-",
      "go ", "defer ", "/*", "*/", "//", "...", "~", "package p\n", "var ", "return ", "select {", "new(", "\r\n",
    ]
    let punctuation = Array("(){}[],;:=.*&|!<>+-/\"'`\n".utf8)
    let parser = try Parser()
    for round in 0..<60 {
      var bytes: [UInt8] = []
      for _ in 0..<next(700) {
        switch alphabet {
        case 0: bytes.append(UInt8(next(256)))
        case 1: bytes.append(UInt8(32 + next(95)))
        case 2: bytes.append(contentsOf: words[next(words.count)].utf8)
        default: bytes.append(punctuation[next(punctuation.count)])
        }
      }
      expectSound(bytes, parser, "alphabet \(alphabet), round \(round)")
    }
  }

  /// A real file with one byte changed.
  /// Instances of generic methods are given calls before they are parsed again, the inner one first.
  @Test func instancesAmongTheArgumentsOfInstances() throws {
    let text = "package p\n\nvar _ = f().A[g().B[int, string], h().C[int, g().D[int, int]]]\n\nvar x =\n"
    expectSound(Array(text.utf8), try Parser(), text)
  }

  @Test func oneByteChanged() throws {
    let bytes = try read("sync/oncefunc.go")
    let parser = try Parser()
    for offset in stride(from: 0, to: bytes.count, by: 17) {
      for byte: UInt8 in [0, 0x0A, 0x22, 0x28, 0x60, 0x7D, 0xFF] {
        var changed = bytes
        changed[offset] = byte
        expectSound(changed, parser, "byte \(offset) to \(byte)")
      }
    }
  }

  @Test(arguments: [
    "", "\n", " ", "\r", "\r\r\r", "\u{FEFF}", "\0", "\0\0\0", "//", "/*", "// only\n/* comments */\n", "\"", "`", "'",
    "package", "package p", "package p\0", "package p;", "package p\rfunc f() {}\r", "func", "}", "{",
    "\u{FEFF}\u{FEFF}package p",
    "package p\nfunc f() { \0 }\n", "package \u{1F600}\n", "package p\nvar é = \"日本\"\n",
  ])
  func oddFiles(text: String) throws {
    expectSound(Array(text.utf8), try Parser(), text)
  }

  @Test(arguments: [
    [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80, 0x80], [0xED, 0xA0, 0x80], [0xFE, 0xFF, 0, 0x70],
  ])
  func invalidText(bytes: [UInt8]) throws {
    let parser = try Parser()
    expectSound(bytes, parser, "alone")
    expectSound(Array("package p\nvar x = \"".utf8) + bytes + Array("\"\n".utf8), parser, "in a string")
    expectSound(Array("package p\nvar x".utf8) + bytes + Array(" = 1\n".utf8), parser, "in a name")
    expectSound(Array("package p // ".utf8) + bytes, parser, "in a comment")
  }
}
