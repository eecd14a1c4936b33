import GoPackages

/// The files that an editor holds open, as it last said they are, and where the others are read.
struct Documents {
  struct Document {
    /// As the editor writes it: answers use the same.
    var uri: String
    var version: JSONValue
    var bytes: [UInt8]
  }

  /// By absolute path.
  private(set) var open: [String: Document] = [:]
  var encoding = PositionEncoding.utf16

  mutating func set(_ path: String, _ document: Document) { open[path] = document }

  mutating func close(_ path: String) { open[path] = nil }

  /// The text of a file, from the editor or from disk.
  func text(of path: String) -> TextPositions? {
    let bytes = open[path]?.bytes ?? (try? FileSystem.read(path))?.withBytes { Array($0) }
    return bytes.map { TextPositions($0, encoding) }
  }

  func uri(of path: String) -> String { open[path]?.uri ?? FileURI.uri(path) }

  var directories: Set<String> { Set(open.keys.map(Self.directory)) }

  static func directory(_ path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
  }

  /// For a run: the open files by path, in memory of their own each time.
  var overlay: [String: [UInt8]] { open.mapValues(\.bytes) }
}
