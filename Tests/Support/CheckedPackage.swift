import GoSyntax
import GoTypes

/// Packages given as text, by import path.
package struct TextSource: PackageSource {
  package var packages: [String: [String]] = [:]

  package func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    packages[importPath] == nil ? nil : PackageKey(directory: "/" + importPath, importPath: importPath)
  }

  package func load(_ key: PackageKey) -> LoadedPackage? {
    guard let texts = packages[key.importPath], let parser = try? Parser() else { return nil }
    let files = texts.enumerated().map { parser.parse(text: $0.element, path: "\(key.importPath)/\($0.offset).go") }
    return LoadedPackage(name: "", files: files, goVersion: 27)
  }
}

/// A package checked from text. Places are named by marks in the text: `/*name*/expression`.
package final class Checked {
  package let program: Program
  package let unit: Unit

  package init(
    _ text: String, imports: [String: String] = [:], tests: String? = nil, sizes: Sizes = .gcAMD64,
    isPartial: Bool = false
  ) throws {
    var source = TextSource()
    for (path, text) in imports { source.packages[path] = [text] }
    source.packages["p"] = [text]
    program = Program(source: source, sizes: sizes)
    let parser = try Parser()
    let testFiles = tests.map { [parser.parse(text: $0, path: "p/p_test.go")] } ?? []
    let found = program.unit(
      PackageKey(directory: "/p", importPath: "p"), tests: testFiles, isPartial: isPartial)
    guard let found else { throw Missing(description: "no unit of the package") }
    unit = found
  }

  /// All files' nodes.
  package var nodes: [Node] { unit.files.flatMap { Array($0.root.descendants) } }

  /// The outermost expression that starts after a mark.
  package func node(_ mark: String) throws -> Node {
    for file in unit.files {
      for comment in file.comments {
        let text = file.bytes[Int(comment.start)..<Int(comment.end)]
        guard text.elementsEqual("/*\(mark)*/".utf8) else { continue }
        let found = file.root.descendants.first { $0.start == comment.end && Self.isExpression($0) }
        if let found { return found }
      }
    }
    throw Missing(description: "no expression after the mark \(mark)")
  }

  private static func isExpression(_ node: Node) -> Bool {
    switch node.kind {
    case .exprStmt, .assignStmt, .incDecStmt, .sendStmt, .field, .fieldList, .valueSpec, .typeSpec, .keyValueExpr: false
    default: true
    }
  }

  /// The type of the outermost expression after a mark, as go/types prints it.
  package func type(_ mark: String) throws -> String { unit.type(of: try node(mark)).fullString }

  /// The identifier after a mark.
  package func ident(_ mark: String) throws -> Node {
    let outer = try node(mark)
    let found = outer.kind == .ident ? outer : outer.descendants.first { $0.kind == .ident }
    guard let found else { throw Missing(description: "no identifier after the mark \(mark)") }
    return found
  }

  /// What the identifier after a mark means.
  package func object(_ mark: String) throws -> Object {
    guard let found = unit.object(of: try ident(mark)) else {
      throw Missing(description: "the identifier after the mark \(mark) means nothing")
    }
    return found
  }

  /// The type that a package-level name has.
  package func typeOf(_ name: String) throws -> Type {
    guard let found = unit.package.lookup(Name.of(name)) else { throw Missing(description: "no \(name)") }
    return found.type
  }
}
