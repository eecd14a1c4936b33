import Glibc

/// A hash of 128 bits over bytes, for telling whether a file is what it was: fast, the same on every machine, no protection against
/// people who try.
///
/// Two lanes of wyhash's mixing step, a product of 128 bits folded by xor: https://github.com/wangyi-fudan/wyhash
package struct ContentHash: Hashable, Sendable {
  private(set) var low: UInt64
  private(set) var high: UInt64

  package init() {
    low = 0xA076_1D64_78BD_642F
    high = 0xE703_7ED1_A0B4_28DB
  }

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Adds bytes and their count, so that parts cannot run into each other.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while offset + 16 <= bytes.count {
      add(
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian,
        bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self).littleEndian)
      offset += 16
    }
    var rest: (UInt64, UInt64) = (0, 0)
    for index in offset..<bytes.count {
      let shift = UInt64(index - offset) % 8 * 8
      if index - offset < 8 { rest.0 |= UInt64(bytes[index]) << shift } else { rest.1 |= UInt64(bytes[index]) << shift }
    }
    add(rest.0, rest.1)
    add(UInt64(bytes.count), 0)
  }

  private mutating func add(_ first: UInt64, _ second: UInt64) {
    let a = Self.mix(first ^ 0x8EBC_6AF0_9C88_C6E3, second ^ low)
    let b = Self.mix(first ^ high, second ^ 0x5896_36A1_4C3D_8A1F)
    low = Self.mix(low ^ a, 0x1D8E_4E27_C47D_124F) &+ b
    high = Self.mix(high ^ b, 0xEB44_ACCA_B455_D165) &+ a
  }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number)), 1) }

  mutating func add(_ hash: ContentHash) { add(hash.low, hash.high) }

  /// 32 hexadecimal digits.
  package var digits: String {
    [high, low].map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
  }
}

extension ContentHash {
  /// Adds what a package is made of: the names and contents of the Go files in a directory. A directory that is not there and one
  /// without Go files are the same.
  ///
  /// - Returns: when one of the files, or the directory, last changed in any way, in nanoseconds.
  mutating func addGoFiles(in directory: String) -> Int {
    var names: [String] = []
    var changed = 0
    if let stream = opendir(directory) {
      defer { closedir(stream) }
      var info = stat()
      if fstat(dirfd(stream), &info) == 0 { changed = Self.changed(info) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasSuffix(".go") { names.append(name) }
      }
    }
    for name in names.sorted() {
      add(name)
      changed = max(changed, addFile(directory + "/" + name))
    }
    return changed
  }

  private static func changed(_ info: stat) -> Int { info.st_ctim.tv_sec * 1_000_000_000 + info.st_ctim.tv_nsec }

  /// Adds the contents of a file, or that it cannot be read; gives when it last changed.
  @discardableResult package mutating func addFile(_ path: String) -> Int {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      add(-1)
      return 0
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      add(-1)
      return 0
    }
    let size = Int(info.st_size)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 16), alignment: 16)
    defer { buffer.deallocate() }
    var count = 0
    while count < size {
      let got = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      count += got
    }
    add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    return Self.changed(info)
  }
}
