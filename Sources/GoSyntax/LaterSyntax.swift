/// Go that the grammar does not know, rewritten byte for byte into what it knows. Names and ranges are read from the original
/// bytes, so nothing after the parser sees the change.
///
/// - `new(42)` (Go 1.26), and a local function called `make` or `new`: the grammar expects a type as the first argument. With
///   a letter changed the call parses like any other.
/// - `type A[P any] = B` (Go 1.24): without the `=` it parses as a type definition; lowering sees the `=` and makes it an alias.
/// - `func (r R) m[P any]()` (Go 1.27): without the receiver it parses as a generic function; lowering reads the receiver.
enum LaterSyntax {
  /// What was rewritten.
  struct Rewriting {
    /// The caller frees it.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where an `=` was taken out. One that turns out not to be an alias's is damage after all.
    let equalSigns: [UInt32]
  }

  /// A rewritten copy, nil if there is nothing to rewrite. The bytes start at an offset in the file.
  static func rewrite(
    _ bytes: UnsafeBufferPointer<UInt8>, damaged: [Range<UInt32>], offset: UInt32
  ) -> Rewriting? {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    var isChanged = false
    var equalSigns: [UInt32] = []
    for range in damaged where range.count == 1 && bytes[Int(range.lowerBound - offset)] == UInt8(ascii: "=") {
      copy[Int(range.lowerBound - offset)] = space
      equalSigns.append(range.lowerBound)
      isChanged = true
    }
    var index = 0
    while index + 5 < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "n"), UInt8(ascii: "m"):
        let length = bytes[index] == UInt8(ascii: "n") ? 3 : 4
        if matches(bytes, index, length == 3 ? "new(" : "make("), index == 0 || !isNameByte(bytes[index - 1]),
          !isType(bytes, from: index + length + 1)
        {
          copy[index + 1] = UInt8(ascii: "_")
          isChanged = true
        }
      case UInt8(ascii: "f") where index == 0 || bytes[index - 1] == 0x0A:
        if matches(bytes, index, "func ("), let end = endOfReceiver(bytes, from: index + 5) {
          for position in (index + 5)..<end { copy[position] = space }
          isChanged = true
        }
      default: break
      }
      index += 1
    }
    if isChanged { return Rewriting(bytes: UnsafeBufferPointer(copy), equalSigns: equalSigns) }
    copy.deallocate()
    return nil
  }

  private static let space = UInt8(ascii: " ")

  static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte >= 0x80
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }

  private static func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ word: StaticString) -> Bool {
    guard index + word.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[index + $0] == word.utf8Start[$0] }
  }

  /// The offset after a receiver's `)`, if a name and a `[` follow it: a method with type parameters.
  private static func endOfReceiver(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: ")"), bytes[index] != 0x0A { index += 1 }
    guard index < bytes.count, bytes[index] == UInt8(ascii: ")") else { return nil }
    let end = index + 1
    index = end
    while index < bytes.count, bytes[index] == space { index += 1 }
    let name = index
    while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
    return index > name && index < bytes.count && bytes[index] == UInt8(ascii: "[") ? end : nil
  }

  /// Whether the text of a first argument can be a type, judged by its first tokens: a type has no literal, no operator but
  /// `*`, `.`, brackets and `<-chan`, and a name is not followed by `(` or `{`.
  private static func isType(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var index = start
    while index < bytes.count, bytes[index] == space || bytes[index] == UInt8(ascii: "*") { index += 1 }
    guard index < bytes.count else { return true }
    switch bytes[index] {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"): return true
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "^"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return false
    default: break
    }
    let wordStart = index
    while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
    let word = UnsafeBufferPointer(rebasing: bytes[wordStart..<index])
    for keyword in ["map", "struct", "interface", "func", "chan"] where word.elementsEqual(keyword.utf8) { return true }
    while index < bytes.count, bytes[index] == space { index += 1 }
    guard index < bytes.count else { return true }
    switch bytes[index] {
    case UInt8(ascii: ")"), UInt8(ascii: ","), 0x0A, 0x0D: return true
    case UInt8(ascii: "["): return isTypeArguments(bytes, from: index)
    default: return false
    }
  }

  /// Whether brackets after a name can be type arguments: no number or string comes first, and the argument ends after them.
  private static func isTypeArguments(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var depth = 0
    var index = start
    // Type arguments are short; an unclosed bracket must not cost a walk to the end of the file for each call.
    let limit = min(bytes.count, start + 4096)
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "\""), UInt8(ascii: "'"):
        if bytes[index - 1] == UInt8(ascii: "["), depth == 1 { return false }
      default: break
      }
      index += 1
      if depth == 0 { break }
    }
    guard index < limit else { return true }
    return bytes[index] == UInt8(ascii: ")") || bytes[index] == UInt8(ascii: ",") || bytes[index] == 0x0A
  }
}
