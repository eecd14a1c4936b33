import Glibc
import Synchronization

/// The bytes of a file as read once, to be handed on to whoever parses it.
///
/// The memory goes with this object unless it is taken.
package final class FileContents: Sendable {
  private struct Memory: @unchecked Sendable {
    var bytes: UnsafeBufferPointer<UInt8>?
  }

  private let memory: Mutex<Memory>
  /// How many bytes the file has.
  package let count: Int

  /// Takes over allocated bytes.
  package init(owning bytes: UnsafeBufferPointer<UInt8>) {
    count = bytes.count
    memory = Mutex(Memory(bytes: bytes))
  }

  /// A copy of bytes that stay the caller's.
  package convenience init(copying bytes: [UInt8]) {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = memory.initialize(from: bytes)
    self.init(owning: UnsafeBufferPointer(memory))
  }

  /// Of sources by absolute path the ones in a directory, by name.
  package static func overlay(_ sources: [String: [UInt8]], in directory: String) -> [String: FileContents] {
    var found: [String: FileContents] = [:]
    for (path, bytes) in sources where Path.parent(path) == directory {
      found[Path.base(path)] = FileContents(copying: bytes)
    }
    return found
  }

  deinit {
    memory.withLock { $0.bytes?.deallocate() }
  }

  /// Hands the bytes over to the caller, who deallocates them; nil when they were already taken.
  package func take() -> UnsafeBufferPointer<UInt8>? {
    memory.withLock { memory in
      let bytes = Memory(bytes: memory.bytes)
      memory.bytes = nil
      return bytes
    }.bytes
  }

  /// Looks at the bytes without taking them.
  package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result? {
    let bytes = memory.withLock { Memory(bytes: $0.bytes) }.bytes
    return try withExtendedLifetime(self) { try bytes.map(body) }
  }
}

/// Why a file or directory could not be read, in the words a user sees.
package struct FileError: Error, Hashable, Sendable {
  package let message: String

  package init(message: String) { self.message = message }

  /// Whether there is nothing at that path.
  package var isAbsence: Bool { self == FileError(errno: ENOENT) }

  init(errno code: Int32) {
    message =
      switch code {
      case ENOENT: "no such file or directory"
      case EACCES, EPERM: "permission denied"
      case ELOOP: "too many levels of symbolic links"
      case ENOTDIR: "not a directory"
      case EMFILE, ENFILE: "too many open files"
      case ENAMETOOLONG: "file name too long"
      case EIO: "input/output error"
      case EBADF: "is closed"
      case ENXIO, ENODEV: "not a regular file"
      default: "cannot be read (errno \(code))"
      }
  }
}

package enum FileSystem {
  /// Files above this size are refused.
  package static let sizeLimit = 1 << 30

  /// Reads a regular file. A pipe, a device or a directory is refused without waiting for it.
  package static func read(_ path: String, limit: Int = sizeLimit) throws(FileError) -> FileContents {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw FileError(errno: errno) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileError(errno: errno) }
    switch info.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(message: "is a directory")
    default: throw FileError(message: "not a regular file")
    }
    guard info.st_size <= limit else {
      throw FileError(message: limit == sizeLimit ? "larger than 1 GB" : "larger than \(limit >> 20) MB")
    }
    return try readAll(descriptor, expecting: Int(info.st_size))
  }

  /// The whole lines in the first few kilobytes of a regular file: most headers end there. Nil when it cannot be read.
  static func firstLines(_ path: String) -> ArraySlice<UInt8>? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: headerBytes) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
    return bytes[...(bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1)]
  }

  private static let headerBytes = 1 << 12

  /// Reads a stream to its end: standard input, or a file that may grow meanwhile.
  package static func readAll(_ descriptor: Int32, expecting size: Int) throws(FileError) -> FileContents {
    // One byte more than expected: the read that finds the end needs room.
    var capacity = size + 1
    var buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    var count = 0
    while true {
      if count == capacity {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        larger.update(from: buffer, count: count)
        buffer.deallocate()
        buffer = larger
        capacity *= 2
      }
      let got = Glibc.read(descriptor, buffer + count, capacity - count)
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        let error = FileError(errno: errno)
        buffer.deallocate()
        throw error
      }
      count += got
      if count > sizeLimit {
        buffer.deallocate()
        throw FileError(message: "larger than 1 GB")
      }
    }
    return FileContents(owning: UnsafeBufferPointer(start: buffer, count: count))
  }

  enum Kind { case file, directory, other }

  /// What the path leads to, symbolic links followed.
  static func kind(_ path: String) throws(FileError) -> Kind {
    var info = stat()
    guard stat(path, &info) == 0 else { throw FileError(errno: errno) }
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return .other
    }
  }

  static func isDirectory(_ path: String) -> Bool { (try? kind(path)) == .directory }

  package static func isFile(_ path: String) -> Bool { (try? kind(path)) == .file }

  /// The nearest directory, from this absolute one upwards, that holds `.git`: a directory, or the file that a worktree or
  /// a submodule has.
  package static func gitRoot(above directory: String) -> String? {
    var directory = Path.clean(directory)
    while true {
      if access(Path.join(directory, ".git"), F_OK) == 0 { return directory }
      if directory == "/" || directory == "." { return nil }
      directory = Path.parent(directory)
    }
  }

  /// The path without symbolic links, nil when it does not exist.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The whole text of a small file.
  static func text(_ path: String) throws(FileError) -> [UInt8] {
    let contents = try read(path)
    return contents.withBytes { Array($0) } ?? []
  }
}
