import Glibc

/// Paths as text: nothing here asks the file system, except where it says so.
package enum Paths {
  /// The shortest path that means the same, as Go's `path.Clean`: no empty, `.` or inner `..` elements.
  package static func clean(_ path: String) -> String {
    let isRooted = path.utf8.first == UInt8(ascii: "/")
    var kept: [Substring] = []
    for element in path.split(separator: "/", omittingEmptySubsequences: true) where element != "." {
      if element == ".." {
        if let last = kept.last, last != ".." {
          kept.removeLast()
          continue
        }
        if isRooted { continue }
      }
      kept.append(element)
    }
    let joined = kept.joined(separator: "/")
    if isRooted { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }

  /// A path seen from a directory, made absolute and clean.
  package static func absolute(_ path: String, in directory: String) -> String {
    clean(path.utf8.first == UInt8(ascii: "/") ? path : directory + "/" + path)
  }

  /// An absolute clean path as seen from an absolute clean directory: below it, or `../…`.
  package static func relative(_ path: String, to directory: String) -> String {
    let target = path.split(separator: "/")
    let base = directory.split(separator: "/")
    var shared = 0
    while shared < target.count, shared < base.count, target[shared] == base[shared] { shared += 1 }
    let up = repeatElement(Substring(".."), count: base.count - shared)
    let joined = (Array(up) + target[shared...]).joined(separator: "/")
    return joined.isEmpty ? "." : joined
  }

  /// Whether an absolute clean path is a directory or lies below it.
  package static func isBelow(_ path: String, _ directory: String) -> Bool {
    if directory == "/" { return true }
    guard path.utf8.starts(with: directory.utf8) else { return false }
    let rest = path.utf8.dropFirst(directory.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/")
  }

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
    var directory = clean(directory)
    while true {
      let mark = directory == "/" ? "/.git" : directory + "/.git"
      if access(mark, F_OK) == 0 { return directory }
      guard let slash = directory.lastIndex(of: "/"), directory != "/" else { return nil }
      directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
    }
  }

  /// The path with every symbolic link followed, if it exists. Asks the file system.
  static func resolved(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(cString: buffer)
  }
}
