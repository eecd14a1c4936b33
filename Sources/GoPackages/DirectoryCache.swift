import Glibc
import Synchronization

/// What of a directory matters for finding packages. Names are sorted by their bytes.
package final class DirectoryListing: Sendable {
  /// Names that end in `.go` and are no directories, hidden ones included.
  package let goFiles: [String]
  package let subdirectories: [String]
  /// Links to directories, which `...` does not follow.
  let linkedDirectories: [String]
  let hasGoMod: Bool
  let hasGoWork: Bool
  /// Why the directory could not be read.
  package let error: FileError?

  /// Whether the go command would look for a package here.
  var hasGoFiles: Bool { goFiles.contains { !isHidden($0) } }

  init(
    goFiles: [String] = [], subdirectories: [String] = [], linkedDirectories: [String] = [], hasGoMod: Bool = false,
    hasGoWork: Bool = false, error: FileError? = nil
  ) {
    self.goFiles = goFiles
    self.subdirectories = subdirectories
    self.linkedDirectories = linkedDirectories
    self.hasGoMod = hasGoMod
    self.hasGoWork = hasGoWork
    self.error = error
  }
}

/// Whether Go tools leave a file or directory out for its name alone.
func isHidden(_ name: String) -> Bool {
  let first = name.utf8.first
  return first == UInt8(ascii: "_") || first == UInt8(ascii: ".")
}

/// Values computed once per key and shared by all threads.
final class Cache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private final class Shard: Sendable {
    let values = Mutex<[Key: Value]>([:])
  }

  private let shards: [Shard]

  init(shards count: Int = 16) { shards = (0..<count).map { _ in Shard() } }

  /// The value of a key that was computed before.
  func found(_ key: Key) -> Value? { shard(key).values.withLock { $0[key] } }

  private func shard(_ key: Key) -> Shard { shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))] }

  /// The value of a key. When two threads compute it at once, both get the value that was stored first.
  func value(_ key: Key, _ compute: () -> Value) -> Value {
    let shard = shard(key)
    if let found = shard.values.withLock({ $0[key] }) { return found }
    let computed = compute()
    return shard.values.withLock { values in
      if let found = values[key] { return found }
      values[key] = computed
      return computed
    }
  }
}

/// Directory listings, each read once.
package final class DirectoryCache: Sendable {
  private let listings = Cache<String, DirectoryListing>()

  package init() {}

  package func listing(_ directory: String) -> DirectoryListing {
    listings.value(directory) { Self.read(directory) }
  }

  /// Whether a go.mod or go.work lies in a directory, without listing one that may be large and of no other interest.
  func has(_ name: String, in directory: String) -> Bool {
    if let known = listings.found(directory) { return name == "go.mod" ? known.hasGoMod : known.hasGoWork }
    return FileSystem.isFile(Path.join(directory, name))
  }

  private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0

  private static func read(_ directory: String) -> DirectoryListing {
    guard let stream = opendir(directory) else { return DirectoryListing(error: FileError(errno: errno)) }
    defer { closedir(stream) }
    var goFiles: [String] = []
    var subdirectories: [String] = []
    var links: [String] = []
    var hasGoMod = false
    var hasGoWork = false
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { return DirectoryListing(error: FileError(errno: errno)) }
        break
      }
      let bytes = UnsafeRawPointer(entry) + Self.nameOffset
      let (name, isGo) = Self.nameOfInterest(bytes.assumingMemoryBound(to: UInt8.self), type: entry.pointee.d_type)
      guard let name else { continue }
      var type = Int32(entry.pointee.d_type)
      var isLink = false
      if type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) {
        var info = stat()
        let own = fstatat(dirfd(stream), name, &info, AT_SYMLINK_NOFOLLOW) == 0
        isLink = type == Int32(DT_LNK) || (own && info.st_mode & S_IFMT == S_IFLNK)
        // A link to nowhere stays a file: reading it tells what is wrong.
        let exists = fstatat(dirfd(stream), name, &info, 0) == 0
        type = Int32(exists && info.st_mode & S_IFMT == S_IFDIR ? DT_DIR : DT_REG)
      }
      if type == Int32(DT_DIR) {
        if isLink { links.append(name) } else { subdirectories.append(name) }
      } else if isGo {
        goFiles.append(name)
      } else if name == "go.mod" {
        hasGoMod = true
      } else if name == "go.work" {
        hasGoWork = true
      }
    }
    goFiles.sort(by: bytesAscend)
    subdirectories.sort(by: bytesAscend)
    links.sort(by: bytesAscend)
    return DirectoryListing(
      goFiles: goFiles, subdirectories: subdirectories, linkedDirectories: links, hasGoMod: hasGoMod,
      hasGoWork: hasGoWork)
  }

  /// The name of an entry that is a Go file, go.mod, go.work, a directory, or of unknown type.
  private static func nameOfInterest(_ bytes: UnsafePointer<UInt8>, type: UInt8) -> (String?, isGo: Bool) {
    let count = strlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))
    let dot = UInt8(ascii: ".")
    if bytes[0] == dot, count == 1 || (count == 2 && bytes[1] == dot) { return (nil, false) }
    let isGo =
      count > 3 && bytes[count - 3] == dot && bytes[count - 2] == UInt8(ascii: "g")
      && bytes[count - 1] == UInt8(ascii: "o")
    let isModule = (count == 6 && memcmp(bytes, "go.mod", 6) == 0) || (count == 7 && memcmp(bytes, "go.work", 7) == 0)
    let other = Int32(type) == Int32(DT_REG) && !isGo && !isModule
    if other { return (nil, false) }
    return (String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self), isGo)
  }
}

/// Order of names by their bytes.
func bytesAscend(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
