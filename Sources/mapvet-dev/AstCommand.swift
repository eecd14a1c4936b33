import ArgumentParser
import GoSyntax

/// Prints the nodes the syntax oracle prints (`testdata/oracle/ast`), from mapvet's own parser.
struct AstCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ast",
    abstract: "Print syntax nodes of every .go file below a folder, for comparison with go/parser."
  )

  @Argument(help: "The folder to walk; paths are printed relative to it.")
  var directory: String

  @Flag(help: "Print only the paths of files with syntax errors.")
  var damaged = false

  private static let printed: [Bool] = {
    var table = [Bool](repeating: false, count: Kind.allCases.count)
    let kinds: [Kind] = [
      .callExpr, .compositeLit, .indexExpr, .indexListExpr, .rangeStmt, .forStmt, .goStmt, .deferStmt, .funcDecl,
      .funcLit, .funcType, .typeSpec, .mapType, .assignStmt, .incDecStmt, .selectorExpr,
    ]
    for kind in kinds { table[Int(kind.rawValue)] = true }
    return table
  }()

  func run() throws {
    let parser = try Parser()
    var output = Output()
    for path in goFiles(below: directory) {
      let bytes = try readFile(directory + "/" + path)
      let file = parser.parse(bytes, path: path)
      if !file.damaged.isEmpty {
        output.write(
          damaged
            ? "\(path) \(file.damaged.map { "\(file.position(of: $0.lowerBound).line): " + String(decoding: file.bytes[Int($0.lowerBound)..<min(Int($0.upperBound), Int($0.lowerBound)+60)], as: UTF8.self) }.prefix(4))\n"
            : path + "\tERROR\n")
        continue
      }
      if damaged { continue }
      for node in file.root.descendants where Self.printed[Int(node.kind.rawValue)] {
        output.write(path)
        output.write("\t")
        output.write(node.kind.goName)
        output.write("\t")
        output.write(String(node.start))
        output.write("\t")
        output.write(String(node.end))
        output.write("\n")
      }
    }
    output.flush()
  }
}
