/// A zip file whose entries are stored as they are.
///
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3)
enum ZipArchive {
  /// - Parameter comment: at most 65,535 bytes, as names are.
  static func stored(_ files: [(path: String, bytes: [UInt8])], comment: String) -> [UInt8] {
    var archive = Bytes()
    var directory = Bytes()
    for file in files {
      let offset = archive.all.count
      var common = Bytes()
      common.put(2, 20)  // version needed: 2.0
      common.put(2, 0x800)  // the name is UTF-8
      common.put(2, 0)  // stored
      common.put(4, 0x21_0000)  // midnight of 1 January 1980
      common.put(4, Int(checksum(file.bytes)))
      common.put(4, file.bytes.count)
      common.put(4, file.bytes.count)
      common.put(2, file.path.utf8.count)
      common.put(2, 0)  // no extra field
      archive.put(4, 0x0403_4B50)
      archive.all += common.all
      archive.all += file.path.utf8
      archive.all += file.bytes
      directory.put(4, 0x0201_4B50)
      directory.put(2, 20)
      directory.all += common.all
      directory.put(2, 0)  // no comment
      directory.put(2, 0)  // the first disk
      directory.put(2, 0)
      directory.put(4, 0)  // no attributes
      directory.put(4, offset)
      directory.all += file.path.utf8
    }
    let start = archive.all.count
    archive.all += directory.all
    archive.put(4, 0x0605_4B50)
    archive.put(4, 0)  // one disk
    archive.put(2, files.count)
    archive.put(2, files.count)
    archive.put(4, directory.all.count)
    archive.put(4, start)
    archive.put(2, comment.utf8.count)
    return archive.all + comment.utf8
  }

  /// CRC-32 of IEEE 802.3.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
  }

  private static let table = (0..<256).map { (byte: UInt32) -> UInt32 in
    (0..<8).reduce(byte) { rest, _ in rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ 0xEDB8_8320 }
  }

  /// Numbers with the lowest byte first.
  private struct Bytes {
    var all: [UInt8] = []

    mutating func put(_ count: Int, _ number: Int) {
      for index in 0..<count { all.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }
  }
}
