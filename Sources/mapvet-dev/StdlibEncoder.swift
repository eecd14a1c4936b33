import GoSyntax
import GoTypes

/// A package as it goes into the table: what is the same on all systems, and what is for linux/amd64.
struct PackedPackage {
  var path: String
  var name: String
  var files: [SourceFile?]
}

/// Writes the table that `StandardLibrary` reads. Names and shapes are numbered by how often they are used, so that the
/// frequent ones take one byte.
struct StdlibEncoder {
  private let packages: [PackedPackage]
  private let shapes: [PackedTree.Shape]
  private let names: [String]
  private let shapeNumbers: [PackedTree.Shape: Int]
  private let nameNumbers: [Name: Int]

  init(_ packages: [PackedPackage]) {
    self.packages = packages
    var shapeCounts: [PackedTree.Shape: Int] = [:]
    var nameCounts: [Name: Int] = [:]
    for file in packages.flatMap(\.files) {
      guard let file else { continue }
      for node in Self.nodes(file) {
        shapeCounts[Self.shape(node), default: 0] += 1
        if node.kind == .ident { nameCounts[node.name, default: 0] += 1 }
      }
    }
    shapes = shapeCounts.sorted { ($1.value, Self.order($0.key)) < ($0.value, Self.order($1.key)) }.map(\.key)
    let sorted = nameCounts.map { (name: $0.key, text: $0.key.string, count: $0.value) }
      .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
    names = sorted.map(\.text)
    shapeNumbers = Dictionary(uniqueKeysWithValues: shapes.enumerated().map { ($1, $0) })
    nameNumbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.name, $0) })
  }

  private static func nodes(_ file: SourceFile) -> [Node] { [file.root] + Array(file.root.descendants) }

  private static func shape(_ node: Node) -> PackedTree.Shape {
    PackedTree.Shape(
      kind: node.kind.rawValue, role: node.role.rawValue, token: node.token.rawValue,
      children: UInt16(Array(node.children).count))
  }

  private static func order(_ shape: PackedTree.Shape) -> Int {
    Int(shape.kind) << 32 | Int(shape.role) << 24 | Int(shape.token) << 16 | Int(shape.children)
  }

  func encode(version: String, languageMinor: Int) -> [UInt8] {
    var table = Array(StandardLibrary.magic.utf8)
    for count in StandardLibrary.layout { table += PackedTree.encode(count) }
    table += Self.text(version)
    table += PackedTree.encode(languageMinor)
    table += PackedTree.encode(shapes.count)
    for shape in shapes { table += [shape.kind, shape.role, shape.token] + PackedTree.encode(Int(shape.children)) }
    var trees: [UInt8] = []
    table += PackedTree.encode(packages.count)
    for package in packages {
      table += Self.text(package.path) + Self.text(package.name)
      for file in package.files {
        let (bytes, nodes, textBytes) = file.map(tree) ?? ([], 0, 0)
        table += PackedTree.encode(bytes.count) + PackedTree.encode(nodes) + PackedTree.encode(textBytes)
        trees += bytes
      }
    }
    let groups = stride(from: 0, to: names.count, by: StandardLibrary.nameGroup).map { start in
      names[start..<min(start + StandardLibrary.nameGroup, names.count)].flatMap { Self.text($0) }
    }
    table += PackedTree.encode(names.count)
    for group in groups { table += PackedTree.encode(group.count) }
    let allNames = groups.flatMap { $0 }
    return table + PackedTree.encode(allNames.count) + allNames + trees
  }

  private static func text(_ text: String) -> [UInt8] { PackedTree.encode(text.utf8.count) + Array(text.utf8) }

  private func tree(_ file: SourceFile) -> (bytes: [UInt8], nodes: Int, textBytes: Int) {
    var bytes: [UInt8] = []
    var textBytes = 0
    for node in Self.nodes(file) {
      bytes += PackedTree.encode(shapeNumbers[Self.shape(node)] ?? 0)
      if node.kind == .ident { bytes += PackedTree.encode(nameNumbers[node.name] ?? 0) }
      if node.kind == .basicLit {
        bytes += PackedTree.encode(node.text.count) + Array(node.text)
        textBytes += node.text.count
      }
    }
    return (bytes, file.nodeCount, textBytes)
  }
}
