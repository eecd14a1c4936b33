import Glibc
import GoPackages

/// What reports ask about paths, beside `Path`.
package enum Paths {
  /// A path as part of a URI: everything but unreserved characters and the slash is percent-encoded.
  static func percentEncoded(_ path: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(path.utf8.count)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default:
        result.append(UInt8(ascii: "%"))
        result.append(hexDigits[Int(byte >> 4)])
        result.append(hexDigits[Int(byte & 15)])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)

  /// The nearest directory, from this one upwards, that holds `.git`: a directory, or the file that a worktree or a
  /// submodule has. Asks the file system.
  package static func gitRoot(above directory: String) -> String? {
    FileSystem.gitRoot(above: directory)
  }

  /// The path with every symbolic link followed, if it exists. Asks the file system.
  static func resolved(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(cString: buffer)
  }
}
