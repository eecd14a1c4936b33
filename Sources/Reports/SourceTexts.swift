import GoPackages
import GoSyntax
import Lint

/// The text of one source file, cut into lines.
package final class SourceText {
  let bytes: [UInt8]
  /// Offsets of the first byte of each line; the first is 0.
  private let lineStarts: [Int]
  /// What code scanning knows the lines by; costs a pass over the file.
  private(set) lazy var lineHashes = LineHashes(bytes)

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
    lineStarts = starts
  }

  var hasByteOrderMark: Bool { bytes.starts(with: [0xEF, 0xBB, 0xBF]) }

  /// The bytes of a line (from 1), without its line end; nil where the file has no such line.
  func line(_ number: Int) -> ArraySlice<UInt8>? {
    guard number >= 1, number <= lineStarts.count else { return nil }
    let start = lineStarts[number - 1]
    var end = bytes.count
    if number < lineStarts.count {
      end = lineStarts[number] - 1
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    }
    return bytes[start..<end]
  }

  /// Whether a point still means in this text what it meant when it was made.
  func has(_ point: Point) -> Bool {
    guard point.line >= 1, point.line <= lineStarts.count, point.column >= 1 else { return false }
    let end = point.line < lineStarts.count ? lineStarts[point.line] - 1 : bytes.count
    return lineStarts[point.line - 1] + point.column - 1 == point.offset && point.offset <= end
  }

  /// Line and byte column of an offset; nil past the end.
  func point(at offset: Int) -> Point? {
    guard offset >= 0, offset <= bytes.count else { return nil }
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return Point(line: low + 1, column: offset - lineStarts[low] + 1, offset: offset)
  }
}

/// Finds the text of the files that findings lie in, reading a file when a report first asks for it.
///
/// A file may be gone, or be another one by now: then there is no text, or `SourceText.has` is false, and reports say
/// what they can without it.
package final class SourceTexts {
  private let load: (String) -> [UInt8]?
  private var texts: [String: SourceText?] = [:]
  private var held = 0
  /// Findings come in order of their paths, so that a few files at a time are enough.
  private static let limit = 16 << 20

  package init(load: @escaping (String) -> [UInt8]?) { self.load = load }

  /// Reads from disk, except files whose text the run was given in another way (standard input).
  package convenience init(workingDirectory: String, given: [String: [UInt8]] = [:]) {
    let given = Dictionary(
      given.map { (Path.absolute($0.key, in: workingDirectory), $0.value) }, uniquingKeysWith: { first, _ in first })
    self.init { path in
      let path = Path.absolute(path, in: workingDirectory)
      return given[path] ?? (try? FileSystem.read(path))?.withBytes { Array($0) }
    }
  }

  func text(of path: String) -> SourceText? {
    if let known = texts[path] { return known }
    let text = load(path).map(SourceText.init)
    let size = text?.bytes.count ?? 0
    if held + size > Self.limit {
      texts.removeAll()
      held = 0
    }
    held += size
    texts[path] = .some(text)
    return text
  }

  /// The text a location lies in, if it is still the text the location was made for.
  func text(for location: Location) -> SourceText? {
    guard let text = text(of: location.path), text.has(location.start) else { return nil }
    return text
  }
}
