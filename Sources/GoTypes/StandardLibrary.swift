import CStandardLibrary
import GoSyntax
import Synchronization

/// The standard library's exported API as mapvet carries it with it (`mapvet-dev stdlib` makes it from a Go tree): packages of
/// declarations alone, for machines without Go, and faster than Go's own sources where these are the same.
///
/// A package comes as up to two packed trees (`PackedTree`): what is the same on every system, and what is for
/// linux/amd64 alone.
package final class StandardLibrary: @unchecked Sendable {
  /// `go1.27.3`: what the table was made from.
  package let version: String
  package let languageMinor: Int
  private let shapes: [PackedTree.Shape]
  private let entries: [Entry]
  private let nameCount: Int
  private let names: UnsafeRawBufferPointer
  private let trees: UnsafeRawBufferPointer
  /// Where the names of each group of `nameGroup` begin.
  private let nameGroups: [UInt32]
  /// The names met so far, by their number in the table; 0 for those not met.
  private let met: UnsafeMutablePointer<Atomic<UInt32>>

  private struct Entry {
    let path: Slice<UnsafeRawBufferPointer>
    let name: Slice<UnsafeRawBufferPointer>
    let trees: [Tree]
  }

  /// Where a tree lies in the table.
  private struct Tree {
    let start: Int
    let bytes: Int
    let nodes: Int
    let textBytes: Int
  }

  package static var magic: String { "mapvet-stdlib-1\n" }
  /// How many names share an entry of the index of names.
  package static var nameGroup: Int { 32 }

  /// What decides whether a table fits this program: it holds raw values of these.
  package static var layout: [Int] { [Kind.allCases.count, Role.allCases.count, Token.allCases.count] }

  /// The table in the program; nil when it holds none that fits.
  package static let builtIn = StandardLibrary(
    UnsafeRawBufferPointer(start: mapvet_stdlib(), count: mapvet_stdlib_size()))

  /// Reads a table's indexes; the memory must stay.
  package init?(_ table: UnsafeRawBufferPointer) {
    guard table.starts(with: Self.magic.utf8) else { return nil }
    var reader = PackedTree.Reader(table[Self.magic.utf8.count...])
    func text() -> Slice<UnsafeRawBufferPointer> { reader.bytes(reader.number()) }
    guard Self.layout.allSatisfy({ $0 == reader.number() }) else { return nil }
    version = String(decoding: text(), as: UTF8.self)
    languageMinor = reader.number()
    shapes = (0..<reader.number()).map { _ in
      PackedTree.Shape(
        kind: reader.byte(), role: reader.byte(), token: reader.byte(),
        children: UInt16(truncatingIfNeeded: reader.number()))
    }
    var start = 0
    entries = (0..<reader.number()).map { _ in
      let path = text()
      let name = text()
      let trees = (0..<2).map { _ in
        let tree = Tree(start: start, bytes: reader.number(), nodes: reader.number(), textBytes: reader.number())
        start += tree.bytes
        return tree
      }
      return Entry(path: path, name: name, trees: trees)
    }
    nameCount = reader.number()
    var offset: UInt32 = 0
    nameGroups = (0..<(nameCount + Self.nameGroup - 1) / Self.nameGroup).map { _ in
      defer { offset += UInt32(reader.number()) }
      return offset
    }
    names = UnsafeRawBufferPointer(rebasing: reader.bytes(reader.number()))
    trees = UnsafeRawBufferPointer(rebasing: reader.bytes(start))
    met = .allocate(capacity: max(1, nameCount))
    for index in 0..<nameCount { (met + index).initialize(to: Atomic(0)) }
  }

  deinit { met.deallocate() }

  package func contains(_ importPath: String) -> Bool { entry(importPath) != nil }

  /// The name of a package.
  package func name(of importPath: String) -> String? {
    entry(importPath).map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// A package: on systems other than linux/amd64 without what may differ there.
  package func load(_ importPath: String, isLinuxAMD64: Bool) -> LoadedPackage? {
    guard let entry = entry(importPath) else { return nil }
    let files = entry.trees.prefix(isLinuxAMD64 ? 2 : 1).filter { $0.nodes > 0 }.map { tree in
      PackedTree.unpack(
        trees[tree.start..<tree.start + tree.bytes], nodes: tree.nodes, textBytes: tree.textBytes, shapes: shapes,
        path: "\(version)/\(importPath)", name: name)
    }
    return LoadedPackage(name: String(decoding: entry.name, as: UTF8.self), files: files, goVersion: languageMinor)
  }

  /// The package with a path; entries are in the order of the paths' bytes.
  private func entry(_ importPath: String) -> Entry? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].path.lexicographicallyPrecedes(importPath.utf8) { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].path.elementsEqual(importPath.utf8) else { return nil }
    return entries[low]
  }

  /// A name by its number: interned when it is first met.
  private func name(_ index: Int) -> Name {
    guard index < nameCount else { return .none }
    let known = met[index].load(ordering: .relaxed)
    if known != 0 { return Name(id: known) }
    var reader = PackedTree.Reader(names[Int(nameGroups[index / Self.nameGroup])...])
    for _ in 0..<index % Self.nameGroup { _ = reader.bytes(reader.number()) }
    let bytes = UnsafeRawBufferPointer(rebasing: reader.bytes(reader.number()))
    let name = Name.of(bytes.bindMemory(to: UInt8.self))
    met[index].store(name.id, ordering: .relaxed)
    return name
  }
}
