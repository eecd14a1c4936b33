import Foundation
import Testing

@testable import GoSyntax

/// What importers see of a file is the same with and without the bodies of its functions.
@Suite struct DeclarationsOnlyTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".deps/go/src")

  @Test(arguments: ["net/http", "reflect", "encoding/json", "sync"])
  func agreesWithWholeFiles(folder: String) throws {
    let folder = Self.source.appending(path: folder)
    try #require(
      FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)),
      "Go's source is missing: run script/bootstrap test")
    let parser = try Parser()
    var saved = 0
    for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where url.pathExtension == "go" {
      let bytes = Array(try Data(contentsOf: url))
      let whole = parser.parse(copy(bytes), path: url.lastPathComponent)
      let part = parser.parse(copy(bytes), path: url.lastPathComponent, declarationsOnly: true)
      #expect(Self.visible(whole) == Self.visible(part), "\(url.path())")
      #expect(whole.damaged == part.damaged)
      saved += whole.nodeCount - part.nodeCount
    }
    #expect(saved > 1000)
  }

  private struct Seen: Equatable {
    var kind: Kind
    var role: Role
    var token: Token
    var name: Name
    var range: Range<UInt32>
    var parent: UInt32
  }

  /// Every node outside the bodies of functions and methods with all that can be asked of it, and every comment there.
  private static func visible(_ file: SourceFile) -> [Seen] {
    var bodies: [Range<UInt32>] = []
    for decl in file.root.children where decl.kind == .funcDecl {
      if let body = decl.child(.body) { bodies.append(body.start + 1..<body.end - 1) }
    }
    func isOutside(_ start: UInt32, _ end: UInt32) -> Bool {
      var (low, high) = (0, bodies.count)
      while low < high {
        let middle = (low + high) / 2
        if bodies[middle].upperBound < end { low = middle + 1 } else { high = middle }
      }
      return low == bodies.count || start < bodies[low].lowerBound
    }
    let nodes = file.root.descendants.filter { isOutside($0.start, $0.end) }.map { node in
      Seen(
        kind: node.kind, role: node.role, token: node.token, name: node.name, range: node.start..<node.end,
        parent: node.parent?.start ?? 0)
    }
    let comments = file.comments.filter { isOutside($0.start, $0.end) }.map { comment in
      Seen(kind: .file, role: .doc, token: .none, name: .none, range: comment.start..<comment.end, parent: 0)
    }
    return nodes + comments
  }

  /// Each with the functions whose bodies are left out.
  @Test(arguments: [
    ("func f() { x() }", 1), ("func f() {}", 0), ("func f()\nfunc g() { x() }", 1),
    ("func (r *T[K, V]) m() (a, b int) { x() }", 1), ("func f[P interface{ ~int }](p P) struct{ a int } { x() }", 1),
    ("func f() interface{ m() } { x() }", 1), ("func f() func() struct{} { x() }", 1),
    ("func f() map[string]struct{} { return map[string]struct{}{\"}\": {}} }", 1),
    ("func f() chan interface{} { a := '}'; b := '\\''; c := '\\\\'; _ = \"\\\"}\" }", 1),
    ("func f() { /* } */ a := `}\n\nfunc g() {`\n // }\n}", 1), ("var f = func() { x() }", 0),
    ("var f =\nfunc() { x() }", 0), ("var f = 1; func g() { x() }; func h() { y() }", 2),
    ("func /* { */ f /* { */ () /* { */ int { x() } // {", 1),
    ("type t struct {\n\tf func() struct{ a int }\n}\nfunc (t) m() { x() }", 1),
    ("func f() (struct{ a int }, error) { x() }", 1), ("func f(a struct{ b int }, c interface{}) { x() }", 1),
    ("func f() int // {\nfunc g() { x() }", 1), ("func f() {\r\n\tx()\r\n}\r\nfunc g() { x() }", 2),
    ("const a = 1 /\n2\nfunc f() { x() / y() }", 1), ("var a = (b / c)\nfunc f() { x() }", 1),
    ("type f func()\nfunc g() { x() }", 1),
    ("// a\nvar a /* b */ = 1 // c\n// d\nfunc f(a/**/int, /* b */ b /* c\n */ int) { x() } // e", 1),
    ("/* a */ type t /* b */ struct { /* c */ a /* d */ int /* e */ } /* f */\nfunc f() { /* g */ x() }", 1),
    ("func f() { new(1) }", 1), ("func (r R) m[P any]() { x() }", 1), ("type a[P any] = []P\nfunc f() { x() }", 1),
  ])
  func leavesOut(declarations: String, count: Int) throws {
    let parser = try Parser()
    let bytes = Array(("package p\n\n" + declarations + "\n").utf8)
    let file = parser.parse(copy(bytes), path: "p.go", declarationsOnly: true)
    let whole = parser.parse(copy(bytes), path: "p.go")
    #expect(TreeInvariants.problems(of: file).isEmpty)
    #expect(Self.visible(file) == Self.visible(whole))
    func empty(_ file: SourceFile) -> Int {
      file.root.children.filter { $0.kind == .funcDecl && $0.child(.body).map { $0.subtreeEnd == $0.id + 1 } == true }
        .count
    }
    #expect(empty(file) - empty(whole) == count)
  }

  /// Files whose bodies cannot be told by their bytes are parsed whole.
  @Test(arguments: [
    "func f() { x() ", "func f() { ( } ) }", "func f() { ) }", "func f() { \"\n }", "func f() { ` }", "func f() { /* }",
    "func f() { x()\nfunc g() { y() }\n}", "} func f() { x() }", "func f { x() }", "func () { x() }",
    "func 'a' { x() }",
    "func f() {\n\tif a {\n}\nfunc g() { x() }\n}", "func f() { 'a }",
  ])
  func odd(declarations: String) throws {
    let parser = try Parser()
    let bytes = Array(("package p\n\n" + declarations + "\n").utf8)
    let file = parser.parse(copy(bytes), path: "p.go", declarationsOnly: true)
    let whole = parser.parse(copy(bytes), path: "p.go")
    #expect(TreeInvariants.problems(of: file).isEmpty)
    #expect(file.nodeCount == whole.nodeCount)
    #expect(file.damaged == whole.damaged)
  }
}
