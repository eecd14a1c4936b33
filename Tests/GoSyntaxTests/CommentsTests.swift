import Foundation
import Testing

@testable import GoSyntax

/// Comments leave no trace in a tree: it is that of the same text with blanks in their place.
@Suite struct CommentsTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".deps/go/src")

  private struct Seen: Equatable {
    var kind: Kind
    var role: Role
    var token: Token
    var name: Name
    var range: Range<UInt32>
    var end: UInt32
  }

  private static func nodes(_ file: SourceFile) -> [Seen] {
    ([file.root] + file.root.descendants).map { node in
      Seen(
        kind: node.kind, role: node.role, token: node.token, name: node.name, range: node.start..<node.end,
        end: node.subtreeEnd)
    }
  }

  private static func blanked(_ file: SourceFile) -> [UInt8] {
    var bytes = Array(file.bytes)
    for comment in file.comments {
      for index in Int(comment.start)..<Int(comment.end) where bytes[index] != 0x0A { bytes[index] = 0x20 }
    }
    return bytes
  }

  @Test(arguments: ["net/http", "go/types", "runtime", "sync", "testing"])
  func leaveNoTrace(folder: String) throws {
    let folder = Self.source.appending(path: folder)
    try #require(
      FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)),
      "Go's source is missing: run script/bootstrap test")
    let parser = try Parser()
    for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where url.pathExtension == "go" {
      let file = parser.parse(copy(Array(try Data(contentsOf: url))), path: url.lastPathComponent)
      guard file.damaged.isEmpty else { continue }
      let bare = parser.parse(copy(Self.blanked(file)), path: url.lastPathComponent)
      #expect(bare.comments.isEmpty)
      #expect(Self.nodes(file) == Self.nodes(bare), "\(url.path())")
    }
  }

  /// Each with its comments.
  @Test(arguments: [
    ("// a\npackage p // b\n// c\nfunc f() { // d\n\tx() // e\n\t// f\n} // g", 7),
    ("package p\nfunc f(a /* 1 */, b int /* 2 */) /* 3 */ (c /* 4 */ int) { /* 5 */ }", 5),
    ("package p\nfunc f() {\n\tx( /* a\n b */ )\n\ty /* c\n */\n\tz()\n}", 2),
    ("package p\nfunc f() {\n\tswitch x {\n\tcase 1: // a\n\t\ty()\n\t\t// b\n\tdefault: // c\n\t}\n\t// d\n}", 4),
    ("package p\nvar x = a /**/ + /* b */ b // c\nvar y = T{ /* d */ 1, // e\n}\nvar z = \"/* f */\"", 5),
    ("package p\ntype t struct { // a\n\tb int // c\n\t// d\n\te /* f */ string `g` // h\n}", 5),
    ("package p\nfunc f() { return /* a */ }\nfunc g() { return /* b */ 1 /* c */ ; }", 3),
    ("/* a */ package p // b", 2),
    ("package p\nfunc f() {\nL: // a\n\tfor /* b */ { break /* c */ L } // d\n\tx /* e */ . y() // f\n}", 6),
  ])
  func areFoundAndLeaveNoTrace(source: String, count: Int) throws {
    let parser = try Parser()
    let file = parser.parse(copy(Array(source.utf8)), path: "p.go")
    #expect(file.comments.count == count)
    for comment in file.comments {
      let text = String(decoding: file.bytes[Int(comment.start)..<Int(comment.end)], as: UTF8.self)
      #expect(text.hasPrefix("//") && !text.contains("\n") || text.hasPrefix("/*") && text.hasSuffix("*/"))
    }
    let bare = parser.parse(copy(Self.blanked(file)), path: "p.go")
    #expect(file.damaged == bare.damaged)
    #expect(Self.nodes(file) == Self.nodes(bare))
    #expect(TreeInvariants.problems(of: file) == [])
  }
}
