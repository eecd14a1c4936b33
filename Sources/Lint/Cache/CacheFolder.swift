import Glibc

/// Where results are kept between runs. Whatever goes wrong here, the run goes on as if there were nothing: a full disk, a folder that
/// cannot be written, files of other versions.
package struct CacheFolder: Sendable {
  package let path: String

  /// Results that nobody asked for in so many days go.
  private static let daysKept = 30
  private static let secondsOfDay = 86400
  private static let sizeLimit = 1 << 28

  package init(_ path: String) { self.path = path }

  /// `$MAPVET_CACHE_DIR`, else `mapvet` in `$XDG_CACHE_HOME`, else in `~/.cache`; nil where there is none, and where the variable says `off`.
  package static func ofUser(_ environment: (String) -> String?) -> CacheFolder? {
    func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    if let path = value("MAPVET_CACHE_DIR") { return path == "off" ? nil : CacheFolder(path) }
    if let path = value("XDG_CACHE_HOME"), path.hasPrefix("/") { return CacheFolder(path + "/mapvet") }
    return value("HOME").map { CacheFolder($0 + "/.cache/mapvet") }
  }

  private func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The contents of an entry; nil where there is none.
  func read(_ name: String) -> [UInt8]? {
    let descriptor = open(file(name), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size <= Self.sizeLimit else {
      return nil
    }
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(info.st_size)) { buffer, filled in
      while count < buffer.count {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { break }
        count += got
      }
      filled = count
    }
    // So that what is in use is not thrown away, without a write in every run.
    if Int(info.st_mtim.tv_sec) + Self.secondsOfDay < time(nil) { utimensat(AT_FDCWD, file(name), nil, 0) }
    return count == Int(info.st_size) ? bytes : nil
  }

  /// Puts an entry in place in one step: another run sees the old one or the new one whole.
  func write(_ name: String, _ bytes: [UInt8]) {
    guard bytes.count <= Self.sizeLimit, makeFolder() else { return }
    var template = Array(file("new-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let isWritten = bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
    guard close(descriptor) == 0, isWritten, rename(temporary, file(name)) == 0 else {
      unlink(temporary)
      return
    }
    prune()
  }

  /// Makes the folder and those above it.
  private func makeFolder() -> Bool {
    if access(path, W_OK) == 0 { return true }
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { return false }
    }
    return access(path, W_OK) == 0
  }

  /// Removes entries that nobody asked for in a long time, once a day.
  private func prune() {
    let now = time(nil)
    var info = stat()
    let mark = file("pruned")
    if stat(mark, &info) == 0, Int(info.st_mtim.tv_sec) + Self.secondsOfDay > now { return }
    let descriptor = open(mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    futimens(descriptor, nil)
    close(descriptor)
    guard let stream = opendir(path) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isOurs = name.hasPrefix("new-") || (name.utf8.count == 32 && name.allSatisfy(\.isHexDigit))
      guard isOurs, stat(file(name), &info) == 0, info.st_mode & S_IFMT == S_IFREG,
        Int(info.st_mtim.tv_sec) + Self.daysKept * Self.secondsOfDay < now
      else { continue }
      unlink(file(name))
    }
  }
}
