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
  private static let (leastBytes, leastBytesOfDeclarations) = (1 << 12, 1 << 14)

  /// Gives the kept tree of a source, or keeps the one that `parse` makes.
  func tree(
    of source: UnsafeBufferPointer<UInt8>, path: String, declarationsOnly: Bool, parse: () -> SourceFile?
  ) -> SourceFile? {
    guard source.count >= (declarationsOnly ? Self.leastBytesOfDeclarations : Self.leastBytes) else { return parse() }
    var hash = program
    hash.add(declarationsOnly ? "declarations" : "tree")
    hash.add(UnsafeRawBufferPointer(source))
    let name = hash.digits
    if var kept = folder.read(name), Self.takeChecksum(&kept),
      let file = StoredTree.unpack(kept, source: source, path: path)
    {
      return file
    }
    guard let file = parse() else { return nil }
    if var packed = StoredTree.pack(file) {
      packed += Self.checksum(packed[...])
      folder.write(name, packed)
    }
    return file
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
