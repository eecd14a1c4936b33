import Glibc

/// A file that takes its place in one step when it is whole: until then readers see the one before, or none.
///
/// The place is that of the real file where the path is a symbolic link, and the new file has the permissions and, where
/// that is allowed, the owner of the one before. What is no regular file (a pipe, `/dev/null`) is written to as it is.
final class NewFile {
  let path: String
  private(set) var descriptor: Int32
  /// Where the file goes in the end; nil when it is written in place.
  private let target: String?
  private var temporary: String?
  /// How many names (hard links) the file that is replaced has; 0 for none. The new one has this name alone.
  private(set) var namesBefore = 0

  /// - Parameter mayWriteInPlace: for files that can be made again: writes over the old one where no file can be put beside
  ///   it.
  init(_ path: String, mayWriteInPlace: Bool = false) throws(Failure) {
    self.path = path
    var old = stat()
    let exists = stat(path, &old) == 0
    guard !exists || old.st_mode & S_IFMT == S_IFREG else {
      guard old.st_mode & S_IFMT != S_IFDIR else { throw Failure("cannot write \(path): it is a folder") }
      (target, descriptor) = (nil, open(path, O_WRONLY | O_CLOEXEC))
      if descriptor < 0 { throw Failure("cannot write \(path): \(String(cString: strerror(errno)))") }
      return
    }
    // Whether the file may be written to is asked of the file: in a folder of ours a new one could always take its place.
    guard !exists || access(path, W_OK) == 0 else {
      throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    }
    // A link to a file that is not there yet: writing through it makes the file.
    guard exists || lstat(path, &old) != 0 else {
      (target, descriptor) = (nil, open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666))
      if descriptor < 0 { throw Failure("cannot write \(path): \(String(cString: strerror(errno)))") }
      return
    }
    let place = exists ? try Self.real(path) : path
    guard let made = Self.makeTemporary(beside: place) else {
      let reason = errno
      (target, descriptor) = (nil, mayWriteInPlace ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) : -1)
      if descriptor >= 0 { return }
      throw Failure("cannot write \(path): \(Self.reason(reason, place))")
    }
    (target, temporary, descriptor) = (place, made.path, made.descriptor)
    if exists {
      namesBefore = Int(old.st_nlink)
      // Only root may give files away; a file of another user that is writable to us becomes ours.
      _ = fchown(descriptor, old.st_uid, old.st_gid)
      _ = fchmod(descriptor, old.st_mode & 0o7777)
    } else {
      let mask = umask(0)
      _ = umask(mask)
      _ = fchmod(descriptor, 0o666 & ~mask)
    }
  }

  /// Says whether a file can be written at all, as far as that can be told without touching it.
  static func check(_ path: String) throws(Failure) {
    var info = stat()
    if stat(path, &info) == 0 {
      if info.st_mode & S_IFMT == S_IFDIR { throw Failure("cannot write \(path): it is a folder") }
      return
    }
    let folder = folder(of: path)
    guard stat(folder, &info) == 0 else { throw Failure("cannot write \(path): there is no folder \(folder)") }
    if info.st_mode & S_IFMT != S_IFDIR { throw Failure("cannot write \(path): \(folder) is no folder") }
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> Bool { Console.writeAll(descriptor, bytes) }

  /// Puts the file into its place.
  func commit() throws(Failure) {
    // A disk that is full may say so only now.
    guard closeDescriptor() else { throw Failure("cannot write \(path): \(String(cString: strerror(errno)))") }
    guard let temporary, let target else { return }
    guard rename(temporary, target) == 0 else {
      let reason = errno
      discard()
      throw Failure("cannot write \(path): \(String(cString: strerror(reason)))")
    }
    self.temporary = nil
    Signals.temporaryFile(nil)
  }

  private func discard() {
    _ = closeDescriptor()
    if let temporary {
      unlink(temporary)
      Signals.temporaryFile(nil)
    }
    temporary = nil
  }

  deinit { discard() }

  private func closeDescriptor() -> Bool {
    guard descriptor >= 0 else { return true }
    defer { descriptor = -1 }
    return close(descriptor) == 0
  }

  private static func makeTemporary(beside path: String) -> (path: String, descriptor: Int32)? {
    let name = path.split(separator: "/").last ?? ""
    // Names have at most 255 bytes.
    let short = name.utf8.count > 200 ? "report" : name
    for _ in 0..<100 {
      let path = "\(folder(of: path))/.\(short).mapvet-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
      // Told before there is such a file: a signal may come between any two steps.
      Signals.temporaryFile(path)
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor >= 0 { return (path, descriptor) }
      let reason = errno
      Signals.temporaryFile(nil)
      errno = reason
      if reason != EEXIST { break }
    }
    return nil
  }

  private static func real(_ path: String) throws(Failure) -> String {
    guard let resolved = realpath(path, nil) else {
      throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func reason(_ code: Int32, _ path: String) -> String {
    code == ENOENT ? "there is no folder \(folder(of: path))" : String(cString: strerror(code))
  }
}
