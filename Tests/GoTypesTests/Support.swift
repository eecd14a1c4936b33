import GoSyntax
import Testing

@testable import GoTypes

/// Packages given as text, by import path.
struct TextSource: PackageSource {
  var packages: [String: [String]] = [:]

  func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    packages[importPath] == nil ? nil : PackageKey(directory: "/" + importPath, importPath: importPath)
  }

  func load(_ key: PackageKey) -> LoadedPackage? {
    guard let texts = packages[key.importPath], let parser = try? Parser() else { return nil }
    let files = texts.enumerated().map { parser.parse(text: $0.element, path: "\(key.importPath)/\($0.offset).go") }
    return LoadedPackage(name: "", files: files, goVersion: 27)
  }
}

/// A package checked from text. Places are named by marks in the text: `/*name*/expression`.
final class Checked {
  let program: Program
  let unit: Unit

  init(
    _ text: String, imports: [String: String] = [:], tests: String? = nil, sizes: Sizes = .gcAMD64
  ) throws {
    var source = TextSource()
    for (path, text) in imports { source.packages[path] = [text] }
    source.packages["p"] = [text]
    program = Program(source: source, sizes: sizes)
    let parser = try Parser()
    let testFiles = tests.map { [parser.parse(text: $0, path: "p/p_test.go")] } ?? []
    unit = try #require(program.unit(PackageKey(directory: "/p", importPath: "p"), tests: testFiles))
  }

  /// All files' nodes.
  var nodes: [Node] { unit.files.flatMap { Array($0.root.descendants) } }

  /// The outermost expression that starts after a mark.
  func node(_ mark: String) throws -> Node {
    for file in unit.files {
      for comment in file.comments {
        let text = file.bytes[Int(comment.start)..<Int(comment.end)]
        guard text.elementsEqual("/*\(mark)*/".utf8) else { continue }
        let found = file.root.descendants.first { $0.start == comment.end && Self.isExpression($0) }
        if let found { return found }
      }
    }
    throw MissingMark(mark: mark)
  }

  private static func isExpression(_ node: Node) -> Bool {
    switch node.kind {
    case .exprStmt, .assignStmt, .incDecStmt, .sendStmt, .field, .fieldList, .valueSpec, .typeSpec, .keyValueExpr: false
    default: true
    }
  }

  struct MissingMark: Error { let mark: String }

  /// The type of the outermost expression after a mark, as go/types prints it.
  func type(_ mark: String) throws -> String { unit.type(of: try node(mark)).fullString }

  /// The identifier after a mark.
  func ident(_ mark: String) throws -> Node {
    let outer = try node(mark)
    return try #require(outer.kind == .ident ? outer : outer.descendants.first { $0.kind == .ident })
  }

  /// What the identifier after a mark means.
  func object(_ mark: String) throws -> Object { try #require(unit.object(of: try ident(mark))) }

  /// The type that a package-level name has.
  func typeOf(_ name: String) throws -> Type { try #require(unit.package.lookup(Name.of(name))).type }
}
