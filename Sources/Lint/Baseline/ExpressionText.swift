import GoSyntax

/// The text of a place in Go source as people can compare it: one line, without comments and bodies, cut where it is long.
enum ExpressionText {
  private static let longest = 120

  /// The text of a node up to the first block in it.
  static func of(_ node: Node, in file: SourceFile) -> String {
    let body = node.descendants.first { $0.kind == .blockStmt }
    return normalised(file.bytes[Int(node.start)..<Int(max(node.start, body?.start ?? node.end))])
  }

  /// The text of a comment as it is.
  static func ofComment(_ source: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    shortened(source.map { $0 < 0x20 ? 0x20 : $0 })
  }

  static func normalised(_ source: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    let source = UnsafeBufferPointer(rebasing: source)
    var text: [UInt8] = []
    var index = 0
    while index < source.count {
      let byte = source[index]
      if let end = commentEnd(source, index) {
        index = end
        space(&text)
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
        let end = literalEnd(source, index)
        text += source[index..<end].map { $0 < 0x20 ? 0x20 : $0 }
        index = end
      } else {
        if byte <= 0x20 { space(&text) } else { text.append(byte) }
        index += 1
      }
    }
    while text.last == 0x20 { text.removeLast() }
    return shortened(text)
  }

  private static func space(_ text: inout [UInt8]) {
    if let last = text.last, last != 0x20 { text.append(0x20) }
  }

  /// The end of a comment that starts here.
  private static func commentEnd(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    guard source[start] == UInt8(ascii: "/"), start + 1 < source.count else { return nil }
    switch source[start + 1] {
    case UInt8(ascii: "/"):
      return source[start...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
    case UInt8(ascii: "*"):
      var index = start + 2
      while index + 1 < source.count {
        if source[index] == UInt8(ascii: "*"), source[index + 1] == UInt8(ascii: "/") { return index + 2 }
        index += 1
      }
      return source.count
    default: return nil
    }
  }

  private static func literalEnd(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    let quote = source[start]
    var index = start + 1
    while index < source.count, source[index] != quote {
      if source[index] == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") { index += 1 }
      index += 1
    }
    return min(index + 1, source.count)
  }

  /// A long text is cut, and told apart from others that begin like it.
  private static func shortened(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.count > longest else { return text }
    var hash = StableHash()
    hash.add(text.filter { $0 != " " })
    return String(decoding: bytes.prefix(longest), as: UTF8.self).prefix { $0 != "\u{FFFD}" } + "… "
      + hash.description.prefix(8)
  }
}
