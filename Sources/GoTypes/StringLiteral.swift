/// Values of string and rune literals.
enum StringLiteral {
  /// The bytes of a string literal, quotes included in `text`; nil when it is malformed.
  static func value(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count >= 2, let quote = text.first, text.last == quote else { return nil }
    let inner = UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])
    if quote == UInt8(ascii: "`") { return inner.filter { $0 != UInt8(ascii: "\r") } }
    guard quote == UInt8(ascii: "\"") else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(inner.count)
    var index = 0
    while index < inner.count {
      if inner[index] != UInt8(ascii: "\\") {
        result.append(inner[index])
        index += 1
        continue
      }
      guard let (value, length, isByte) = escape(inner, at: index) else { return nil }
      if isByte { result.append(UInt8(truncatingIfNeeded: value)) } else { append(value, to: &result) }
      index += length
    }
    return result
  }

  /// The value of a rune literal.
  static func rune(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count >= 3, text.first == UInt8(ascii: "'"), text.last == UInt8(ascii: "'") else { return nil }
    let inner = UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])
    if inner.first == UInt8(ascii: "\\") {
      guard let (value, length, _) = escape(inner, at: 0), length == inner.count else { return nil }
      return Int64(value)
    }
    let scalars = String(decoding: inner, as: UTF8.self).unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return nil }
    return Int64(first.value)
  }

  private static func escape(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (value: UInt32, length: Int, isByte: Bool)? {
    guard start + 1 < text.count else { return nil }
    let simple: [UInt8: UInt32] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
      UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92,
      UInt8(ascii: "'"): 39, UInt8(ascii: "\""): 34,
    ]
    let kind = text[start + 1]
    if let value = simple[kind] { return (value, 2, false) }
    switch kind {
    case UInt8(ascii: "x"): return number(text, start + 2, 2, 16).map { ($0, 4, true) }
    case UInt8(ascii: "u"): return number(text, start + 2, 4, 16).map { ($0, 6, false) }
    case UInt8(ascii: "U"): return number(text, start + 2, 8, 16).map { ($0, 10, false) }
    case UInt8(ascii: "0")...UInt8(ascii: "7"): return number(text, start + 1, 3, 8).map { ($0, 4, true) }
    default: return nil
    }
  }

  private static func number(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int, _ radix: Int
  ) -> UInt32? {
    guard start + count <= text.count else { return nil }
    return UInt32(String(decoding: text[start..<(start + count)], as: UTF8.self), radix: radix)
  }

  /// Appends a code point in UTF-8; what is none becomes U+FFFD.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    bytes.append(contentsOf: String(Character(scalar)).utf8)
  }
}
