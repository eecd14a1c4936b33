/// Go syntax younger than the grammar, rewritten byte for byte into what the grammar knows.
///
/// Since Go 1.26 `new` takes an expression: `new(42)`. The grammar expects a type there and gives ERROR. With the three
/// letters changed the call parses like any other; names are read from the original bytes, so nothing else sees the change.
enum LaterSyntax {
  /// A copy of the bytes with each `new(` whose argument cannot be a type changed to `neW(`; nil if there is none.
  /// The caller frees it.
  static func rewrite(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    var copy: UnsafeMutableBufferPointer<UInt8>?
    var index = 0
    while index + 4 < bytes.count {
      defer { index += 1 }
      guard bytes[index] == n, bytes[index + 1] == e, bytes[index + 2] == w,
        bytes[index + 3] == leftParenthesis,
        index == 0 || !isIdentifierByte(bytes[index - 1]),
        !isType(bytes, from: index + 4)
      else { continue }
      if copy == nil {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = buffer.initialize(from: bytes)
        copy = buffer
      }
      copy?[index + 2] = 0x57
    }
    return copy.map { UnsafeBufferPointer($0) }
  }

  private static let n = UInt8(ascii: "n")
  private static let e = UInt8(ascii: "e")
  private static let w = UInt8(ascii: "w")
  private static let leftParenthesis = UInt8(ascii: "(")

  private static func isIdentifierByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte >= 0x80
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }

  /// Whether the text up to the closing parenthesis can be a type, judged by its tokens: a type has no operator but `*`,
  /// `.`, brackets and `<-chan`, no literal outside brackets, and a name is not followed by `(` or `{`.
  private static func isType(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var index = start
    while index < bytes.count,
      bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "*")
    { index += 1 }
    guard index < bytes.count else { return true }
    switch bytes[index] {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"):
      return true
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "-"),
      UInt8(ascii: "+"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "^"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return false
    default: break
    }
    let wordStart = index
    while index < bytes.count, isIdentifierByte(bytes[index]) { index += 1 }
    let word = UnsafeBufferPointer(rebasing: bytes[wordStart..<index])
    for keyword in ["map", "struct", "interface", "func", "chan"]
    where word.elementsEqual(keyword.utf8) { return true }
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    guard index < bytes.count else { return true }
    return bytes[index] == UInt8(ascii: ")") || bytes[index] == UInt8(ascii: "[")
      || bytes[index] == UInt8(ascii: ",")
      || bytes[index] == 0x0A || bytes[index] == 0x0D
  }
}
