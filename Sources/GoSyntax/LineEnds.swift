import Glibc

/// Ends of lines that the grammar does not see. After `]` and `)` a line's end is a semicolon (Go spec, Semicolons), but
/// between what could be a generic type, such as `m[k]`, and a `(` or `{` on the next line the grammar takes it for a space: the next
/// statement becomes the arguments of a call or the elements of a literal.
enum LineEnds {
  /// A copy of the text with a semicolon at each such place, nil where there is none. It is as long as the text; the caller
  /// frees it.
  static func withSemicolons(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    guard let base = text.baseAddress else { return nil }
    var copy: UnsafeMutableBufferPointer<UInt8>?
    var offset = 0
    while offset < text.count,
      let found = memchr(base + offset, Int32(UInt8(ascii: "]")), text.count - offset)
    {
      let bracket = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      offset = bracket + 1
      guard let place = place(text, after: bracket) else { continue }
      let target = copy ?? .allocate(capacity: text.count)
      if copy == nil { _ = target.initialize(from: text) }
      target[place] = UInt8(ascii: ";")
      copy = target
    }
    return copy.map { UnsafeBufferPointer($0) }
  }

  /// Where a semicolon belongs after a bracket that ends a line, if the next line with code starts with `(` or `{`.
  private static func place(_ text: UnsafeBufferPointer<UInt8>, after bracket: Int) -> Int? {
    var index = bracket + 1
    while index < text.count, text[index] == UInt8(ascii: ")") { index += 1 }
    let place = index
    guard index < text.count, text[index] <= UInt8(ascii: " ") else { return nil }
    var hasLineEnd = false
    while index < text.count {
      let byte = text[index]
      if byte == 0x0A {
        hasLineEnd = true
      } else if byte == UInt8(ascii: "/"), index + 1 < text.count, text[index + 1] == UInt8(ascii: "/") {
        while index + 1 < text.count, text[index + 1] != 0x0A { index += 1 }
      } else if byte > UInt8(ascii: " ") {
        break
      }
      index += 1
    }
    guard hasLineEnd, index < text.count, text[index] == UInt8(ascii: "(") || text[index] == UInt8(ascii: "{"),
      !isAfterSlashes(text, bracket)
    else { return nil }
    return place
  }

  /// Whether `//` stands before an offset in its line: there the line's end ends a comment.
  private static func isAfterSlashes(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
    var index = offset - 1
    while index > 0, text[index] != 0x0A {
      if text[index] == UInt8(ascii: "/"), text[index - 1] == UInt8(ascii: "/") { return true }
      index -= 1
    }
    return false
  }
}
