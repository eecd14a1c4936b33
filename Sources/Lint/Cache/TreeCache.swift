import Glibc
import GoPackages
import GoSyntax

/// Trees of files that were not named but are parsed for those that were: the rest of their package, what it imports. The next file
/// of the module that is named finds them here, whatever changed in it.
///
/// An entry holds for a source of the same bytes; it ends in a hash of itself. Runs on whole packages keep no trees: their results
/// are kept, and trees of all that they parse would take twice the room of the sources.
struct TreeCache: Sendable {
  private let folder: CacheFolder
  private let program: ContentHash

  /// Nil where nothing is kept, or whole packages are linted.
  init?(_ folder: CacheFolder?, _ targets: [PackageStore.Target]) {
    guard let folder, !targets.isEmpty, targets.count <= Self.mostTargets,
      targets.allSatisfy({ !$0.named.isEmpty })
    else { return nil }
    self.folder = folder
    program = ContentHash.ofProgram
  }

  private static let mostTargets = 8
  /// Smaller files are parsed as quickly as they are looked up.
  private static let leastBytes = 1 << 12

  /// Gives the kept tree of a source, or keeps the one that `parse` makes.
  func tree(of source: UnsafeBufferPointer<UInt8>, path: String, parse: () -> SourceFile?) -> SourceFile? {
    guard source.count >= Self.leastBytes else { return parse() }
    var hash = program
    hash.add("tree")
    hash.add(UnsafeRawBufferPointer(source))
    let name = hash.digits
    if var kept = folder.read(name), Self.takeChecksum(&kept),
      let file = StoredTree.unpack(kept[...], source: source, path: path)
    {
      return file
    }
    guard let file = parse() else { return nil }
    if let packed = StoredTree.pack(file) { write(name, packed) }
    return file
  }

  private func write(_ name: String, _ bytes: [UInt8]) { folder.write(name, bytes + Self.checksum(bytes[...])) }

  // MARK: Packages

  /// What is kept of the declarations of a package's files: one entry, since they are asked for together.
  struct Declarations: Sendable {
    fileprivate let name: String
    fileprivate var bytes: [UInt8] = []
    /// Where the tree of each file stands; empty where nothing is kept.
    fileprivate var trees: [Range<Int>] = []

    var areKept: Bool { !trees.isEmpty }

    /// The tree of one of the files, by its place among them.
    func tree(_ index: Int, source: UnsafeBufferPointer<UInt8>, path: String) -> SourceFile? {
      areKept ? StoredTree.unpack(bytes[trees[index]], source: source, path: path) : nil
    }
  }

  /// Looks up what importers see of the files of a package; nil where that is not worth it.
  func declarations(of files: [GoFile]) -> Declarations? {
    guard files.reduce(0, { $0 + $1.contents.count }) >= Self.leastBytes else { return nil }
    var hash = program
    hash.add("declarations")
    for file in files {
      guard file.contents.withBytes({ hash.add(UnsafeRawBufferPointer($0)) }) != nil else { return nil }
    }
    var found = Declarations(name: hash.digits)
    guard var kept = folder.read(found.name), Self.takeChecksum(&kept) else { return found }
    var trees: [Range<Int>] = []
    var end = 0
    while trees.count < files.count, end + 4 <= kept.count {
      let count = kept[end..<(end + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
      trees.append((end + 4)..<(end + 4 + count))
      end += 4 + count
    }
    guard trees.count == files.count, end == kept.count else { return found }
    found.bytes = kept
    found.trees = trees
    return found
  }

  /// Keeps the trees that were made for what was not found, if all of them parse whole.
  func keep(_ files: [SourceFile?], as declarations: Declarations) {
    var bytes: [UInt8] = []
    for file in files {
      guard let packed = file.flatMap(StoredTree.pack), let count = UInt32(exactly: packed.count) else { return }
      for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
      bytes += packed
    }
    write(declarations.name, bytes)
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var hash = ContentHash()
    bytes.withUnsafeBytes { hash.add($0) }
    return Array(hash.digits.utf8)
  }

  /// Takes the checksum off; says whether it is right.
  private static func takeChecksum(_ bytes: inout [UInt8]) -> Bool {
    guard bytes.count > 32, checksum(bytes.dropLast(32)).elementsEqual(bytes.suffix(32)) else { return false }
    bytes.removeLast(32)
    return true
  }
}

extension ContentHash {
  /// Of the running program, by its size and time.
  static var ofProgram: ContentHash {
    var hash = ContentHash()
    var program = stat()
    if stat("/proc/self/exe", &program) == 0 {
      for number in [Int(program.st_size), program.st_mtim.tv_sec, program.st_mtim.tv_nsec] { hash.add(number) }
    }
    return hash
  }
}
