import Glibc
import GoPackages
import GoSyntax

/// Trees of files that were named, and of those that are parsed for them: the rest of their package, what it imports. The next file
/// of the module that is named finds them here, whatever changed in it.
///
/// An entry holds for a source of the same bytes. That of a large file holds the source too: when the file has changed, only the
/// declarations that did are parsed. Each ends in a hash of itself. Runs on whole packages keep no trees: their results are kept, and
/// trees of all that they parse would take twice the room of the sources.
struct TreeCache: Sendable {
  private let folder: CacheFolder
  private let program: ContentHash

  /// Nil where nothing is kept, or whole packages are linted.
  init?(_ folder: CacheFolder?, _ targets: [PackageStore.Target]) {
    guard let folder, !targets.isEmpty, targets.count <= Self.mostTargets,
      targets.allSatisfy({ !$0.named.isEmpty })
    else { return nil }
    self.init(folder)
  }

  init(_ folder: CacheFolder) {
    self.folder = folder
    program = ContentHash.ofProgram
  }

  private static let mostTargets = 8
  /// Smaller files are parsed nearly as quickly as they are looked up.
  private static let leastBytes = 1 << 10
  /// Smaller files that were named are parsed as quickly as what did not change in them is put together.
  private static let leastVersion = 1 << 15

  /// Gives the kept tree of a source, or keeps the one that `parse` makes of it, with the help of an earlier version where there is
  /// one.
  /// - Parameters:
  ///   - path: as shown to the user.
  ///   - place: the absolute path.
  ///   - isNamed: whether the file is one that was named: what is named is what changes.
  func tree(
    of source: UnsafeBufferPointer<UInt8>, path: String, at place: @autoclosure () -> String, isNamed: Bool,
    parse: (_ earlier: SourceFile?) -> Parser.Parsed?
  ) -> SourceFile? {
    if source.count >= Self.leastVersion {
      return tree(ofVersion: source, path: path, at: place(), isNamed: isNamed, parse: parse)
    }
    guard !isNamed, source.count >= Self.leastBytes else { return parse(nil)?.file }
    var hash = program
    hash.add("tree")
    hash.add(UnsafeRawBufferPointer(source))
    let name = hash.digits
    if var kept = folder.read(name), Self.takeChecksum(&kept),
      let file = StoredTree.unpack(kept[...], source: source, path: path)
    {
      return file
    }
    guard let file = parse(nil)?.file else { return nil }
    if let packed = StoredTree.pack(file) { write(name, packed) }
    return file
  }

  /// The entry is that of the place, whatever stands there now. A version that does not parse whole leaves the one before in it, and so
  /// does one of a named file that is nearly the same: the next one will be like either.
  private func tree(
    ofVersion source: UnsafeBufferPointer<UInt8>, path: String, at place: String, isNamed: Bool,
    parse: (_ earlier: SourceFile?) -> Parser.Parsed?
  ) -> SourceFile? {
    var hash = program
    hash.add("version")
    hash.add(place)
    let name = hash.digits
    var earlier: SourceFile?
    if let version = folder.read(name).flatMap(KeptVersion.init) {
      if version.isOf(source) {
        if let kept = version.tree(source, path: path) { return kept }
      } else {
        earlier = version.file()
      }
    }
    guard let parsed = parse(earlier) else { return nil }
    if isNamed, earlier != nil, parsed.parsedBytes < source.count / 16 { return parsed.file }
    if let packed = StoredTree.pack(parsed.file) { write(name, KeptVersion.bytes(source, packed)) }
    return parsed.file
  }

  /// A file as it was in an earlier run: source, tree, length of the source.
  private struct KeptVersion {
    private let bytes: [UInt8]
    private let sourceCount: Int

    /// Nil for what is no such entry.
    init?(_ entry: [UInt8]) {
      var entry = entry
      guard TreeCache.takeChecksum(&entry), entry.count >= 4 else { return nil }
      sourceCount = TreeCache.number(entry[(entry.count - 4)...])
      entry.removeLast(4)
      guard sourceCount <= entry.count else { return nil }
      bytes = entry
    }

    static func bytes(_ source: UnsafeBufferPointer<UInt8>, _ tree: [UInt8]) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(source.count + tree.count + 64)
      bytes += source
      bytes += tree
      TreeCache.append(UInt32(source.count), to: &bytes)
      return bytes
    }

    func isOf(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
      guard source.count == sourceCount, let base = source.baseAddress else { return false }
      return bytes.withUnsafeBytes { $0.baseAddress.map { memcmp($0, base, sourceCount) == 0 } ?? false }
    }

    /// The tree over the same source, read anew.
    func tree(_ source: UnsafeBufferPointer<UInt8>, path: String) -> SourceFile? {
      StoredTree.unpack(bytes[sourceCount...], source: source, path: path)
    }

    /// The file as it was.
    func file() -> SourceFile? {
      let source = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: sourceCount)
      _ = source.initialize(from: bytes[..<sourceCount])
      if let file = tree(UnsafeBufferPointer(source), path: "") { return file }
      source.deallocate()
      return nil
    }
  }

  private func write(_ name: String, _ bytes: consuming [UInt8]) {
    bytes += Self.checksum(bytes[...])
    folder.write(name, bytes)
  }

  private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }

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
      let count = Self.number(kept[end..<(end + 4)])
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
      Self.append(count, to: &bytes)
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
