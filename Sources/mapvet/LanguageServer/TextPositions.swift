import Reports

/// How positions within a line count.
///
/// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#positionEncodingKind
enum PositionEncoding: String {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
}

/// The text of a file, with offsets turned into the protocol's positions and back: lines and characters from 0.
struct TextPositions {
  let bytes: [UInt8]
  private let encoding: PositionEncoding
  private let lineStarts: [Int]

  init(_ bytes: [UInt8], _ encoding: PositionEncoding) {
    self.bytes = bytes
    self.encoding = encoding
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  /// What lies past the end counts as the end.
  func position(at offset: Int) -> JSONValue {
    let offset = min(max(0, offset), bytes.count)
    let line = self.line(at: offset)
    return ["line": .int(line), "character": .int(units(lineStarts[line]..<offset))]
  }

  func range(_ offsets: Range<Int>) -> JSONValue {
    ["start": position(at: offsets.lowerBound), "end": position(at: offsets.upperBound)]
  }

  /// The offset of a position; one past the end of its line is the line's end, as the protocol has it.
  func offset(of position: JSONValue?) -> Int? {
    guard let line = position?["line"]?.int, let character = position?["character"]?.int, line >= 0, character >= 0
    else {
      return nil
    }
    guard line < lineStarts.count else { return bytes.count }
    let end = self.end(ofLine: line)
    var offset = lineStarts[line]
    if encoding == .utf8 { return min(offset + character, end) }
    var left = character
    for element in UTF8Scanner(bytes[offset..<end]) {
      guard left >= element.utf16Length else { break }
      left -= element.utf16Length
      offset += element.length
    }
    return offset
  }

  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  func start(ofLine line: Int) -> Int { lineStarts[line] }

  /// Before the line's end mark.
  func end(ofLine line: Int) -> Int {
    guard line + 1 < lineStarts.count else { return bytes.count }
    let end = lineStarts[line + 1] - 1
    return end > lineStarts[line] && bytes[end - 1] == 0x0D ? end - 1 : end
  }

  private func units(_ range: Range<Int>) -> Int {
    encoding == .utf8 ? range.count : UTF8Scanner(bytes[range]).reduce(0) { $0 + $1.utf16Length }
  }
}

/// `file` URIs and paths: RFC 8089.
enum FileURI {
  /// The path of a URI; nil for what is no local file.
  static func path(_ uri: String) -> String? {
    guard uri.hasPrefix("file://") else { return nil }
    let rest = uri.utf8.dropFirst("file://".utf8.count)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let host = rest[..<slash]
    guard host.isEmpty || host.elementsEqual("localhost".utf8) else { return nil }
    var bytes: [UInt8] = []
    var index = slash
    while index < rest.endIndex {
      if rest[index] == UInt8(ascii: "%") {
        guard let end = rest.index(index, offsetBy: 3, limitedBy: rest.endIndex),
          let byte = UInt8(String(decoding: rest[rest.index(after: index)..<end], as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(byte)
        index = end
      } else {
        bytes.append(rest[index])
        index = rest.index(after: index)
      }
    }
    return bytes.contains(0) ? nil : String(decoding: bytes, as: UTF8.self)
  }

  static func uri(_ path: String) -> String {
    var uri = "file://"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        uri += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return uri
  }
}
