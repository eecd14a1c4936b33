import Glibc

/// A file that could not be read.
struct FileError: Error, CustomStringConvertible {
  var path: String
  var code: Int32
  var description: String { "\(path): \(String(cString: strerror(code)))" }
}

/// Reads a whole file into memory that the caller owns.
func readFile(_ path: String) throws -> UnsafeBufferPointer<UInt8> {
  guard let file = fopen(path, "r") else { throw FileError(path: path, code: errno) }
  defer { fclose(file) }
  var status = stat()
  guard fstat(fileno(file), &status) == 0 else { throw FileError(path: path, code: errno) }
  let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(Int(status.st_size), 1))
  let count = fread(buffer.baseAddress, 1, Int(status.st_size), file)
  return UnsafeBufferPointer(rebasing: buffer[..<count])
}

/// Reads a whole file as text.
func readText(_ path: String) throws -> String {
  let bytes = try readFile(path)
  defer { bytes.deallocate() }
  return String(decoding: bytes, as: UTF8.self)
}

/// The paths of all `.go` files below a folder, relative to it, in byte order of the paths.
func goFiles(below root: String) -> [String] {
  var found: [String] = []
  var pending = [""]
  while let folder = pending.popLast() {
    guard let stream = opendir(folder.isEmpty ? root : root + "/" + folder) else { continue }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      let path = folder.isEmpty ? name : folder + "/" + name
      if entry.pointee.d_type == UInt8(DT_DIR) {
        pending.append(path)
      } else if name.hasSuffix(".go") {
        found.append(path)
      }
    }
  }
  return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Buffered standard output.
struct Output {
  private var buffer: [UInt8] = []

  mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > 1 << 16 { flush() }
  }

  mutating func flush() {
    buffer.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(1, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        guard written > 0 else { break }
        rest = rest.dropFirst(written)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Writes a line to standard error.
func writeError(_ line: String) {
  let bytes = Array("\(line)\n".utf8)
  _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
}

/// The working directory without symbolic links.
func workingDirectory() -> String {
  guard let buffer = getcwd(nil, 0) else { return "/" }
  defer { free(buffer) }
  return String(cString: buffer)
}

/// Writes a text into a new file.
func writeFile(_ path: String, _ text: String) throws {
  guard let file = fopen(path, "w") else { throw FileError(path: path, code: errno) }
  defer { fclose(file) }
  guard fputs(text, file) >= 0 else { throw FileError(path: path, code: errno) }
}
