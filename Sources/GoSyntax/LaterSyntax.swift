/// Go that the grammar does not know, rewritten into what it knows. Names and ranges are read from the original bytes, so
/// nothing after the parser sees the change.
///
/// - `new(42)` (Go 1.26), and a local function called `make` or `new`: the grammar expects a type as the first argument. With
///   a letter changed the call parses like any other.
/// - `type A[P any] = B` (Go 1.24): without the `=` it parses as a type definition; lowering sees the `=` and makes it an alias.
/// - `func (r R) m[P any]()` (Go 1.27): without the receiver it parses as a generic function; lowering reads the receiver.
/// - `(*T).m[A, B]` (Go 1.27) where it is not called: the grammar knows several type arguments only in calls and after names of
///   types. `()` is put in after them; lowering leaves out a call whose arguments take no place in the file.
enum LaterSyntax {
  /// What was rewritten.
  struct Rewriting {
    /// The caller frees it.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where an `=` was taken out. One that turns out not to be an alias's is damage after all.
    let equalSigns: [UInt32]
    /// The offsets in the file before which `()` was put in, ascending.
    let calls: [UInt32]
  }

  /// A rewritten copy, nil if there is nothing to rewrite. The bytes start at an offset in the file.
  static func rewrite(
    _ bytes: UnsafeBufferPointer<UInt8>, damaged: [Range<UInt32>], offset: UInt32
  ) -> Rewriting? {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    var isChanged = false
    var equalSigns: [UInt32] = []
    var calls: [UInt32] = []
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
        if matches(bytes, index, "func"), let receiver = receiver(bytes, from: index + 4) {
          for position in receiver { copy[position] = space }
          isChanged = true
        }
      case UInt8(ascii: "["):
        if index > 0, isNameByte(bytes[index - 1]), let end = endOfInstance(bytes, at: index) {
          calls.append(offset + UInt32(end))
        }
      default: break
      }
      index += 1
    }
    guard isChanged || !calls.isEmpty else {
      copy.deallocate()
      return nil
    }
    if calls.isEmpty { return Rewriting(bytes: UnsafeBufferPointer(copy), equalSigns: equalSigns, calls: calls) }
    // One instance may stand among the arguments of another, which ends later.
    calls.sort()
    defer { copy.deallocate() }
    let longer = withCalls(UnsafeBufferPointer(copy), at: calls.map { Int($0 - offset) })
    return Rewriting(bytes: longer, equalSigns: equalSigns, calls: calls)
  }

  /// A copy of the bytes with `()` before each of the places.
  private static func withCalls(_ bytes: UnsafeBufferPointer<UInt8>, at places: [Int]) -> UnsafeBufferPointer<UInt8> {
    let longer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + places.count * 2)
    var (from, to) = (0, 0)
    func copy(upTo end: Int) {
      for position in from..<end { longer[to + position - from] = bytes[position] }
      to += end - from
      from = end
    }
    for place in places {
      copy(upTo: place)
      longer[to] = UInt8(ascii: "(")
      longer[to + 1] = UInt8(ascii: ")")
      to += 2
    }
    copy(upTo: bytes.count)
    return UnsafeBufferPointer(longer)
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

  /// A receiver from what follows `func`, if a name and a `[` follow it: a method with type parameters.
  private static func receiver(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
    func isBlank(_ index: Int) -> Bool {
      index < bytes.count && (bytes[index] == space || bytes[index] == UInt8(ascii: "\t"))
    }
    var index = start
    while isBlank(index) { index += 1 }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "(") else { return nil }
    let open = index
    while index < bytes.count, bytes[index] != UInt8(ascii: ")"), bytes[index] != 0x0A { index += 1 }
    guard index < bytes.count, bytes[index] == UInt8(ascii: ")") else { return nil }
    let end = index + 1
    index = end
    while isBlank(index) { index += 1 }
    let name = index
    while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
    return index > name && index < bytes.count && bytes[index] == UInt8(ascii: "[") ? open..<end : nil
  }

  /// The offset after the type arguments that start with a bracket, if there are several of them, they follow a selector on
  /// what is no plain name, and no call follows.
  private static func endOfInstance(_ bytes: UnsafeBufferPointer<UInt8>, at open: Int) -> Int? {
    // The names and dots before the bracket: `a.B` may be a type of another package, which the grammar takes; `...B` is one.
    var index = open - 1
    var dots = 0
    while index >= 0 {
      if isNameByte(bytes[index]) {
        if bytes[index] == UInt8(ascii: ".") { dots += 1 }
        index -= 1
      } else if bytes[index] <= space, let last = bytes[..<index].lastIndex(where: { $0 > space }),
        bytes[last] == UInt8(ascii: ".")
      {
        index = last
      } else {
        break
      }
    }
    let dot = UInt8(ascii: ".")
    let startsWithDot = bytes[index + 1] == dot
    guard dots > 1 || startsWithDot, !(startsWithDot && bytes[index + 2] == dot) else { return nil }
    var (depth, hasComma) = (0, false)
    index = open
    let limit = min(bytes.count, open + 4096)
    repeat {
      switch bytes[index] {
      case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 1: hasComma = true
      default: break
      }
      index += 1
    } while depth > 0 && index < limit
    guard depth == 0, hasComma else { return nil }
    var after = index
    while after < bytes.count, bytes[after] == space || bytes[after] == UInt8(ascii: "\t") { after += 1 }
    return after < bytes.count && bytes[after] == UInt8(ascii: "(") ? nil : index
  }

  /// Whether the text of a first argument can be a type, judged by its first tokens: a type has no literal, no operator but
  /// `*`, `.`, brackets and `<-chan`, and a name is not followed by `(` or `{`.
  private static func isType(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var index = start
    while index < bytes.count, bytes[index] == space || bytes[index] == UInt8(ascii: "*") { index += 1 }
    guard index < bytes.count else { return true }
    switch bytes[index] {
    case UInt8(ascii: "["): return endsAfterType(bytes, from: index)
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"): return true
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "^"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return false
    default: break
    }
    let wordStart = index
    while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
    let word = UnsafeBufferPointer(rebasing: bytes[wordStart..<index])
    for keyword in ["map", "struct"] where word.elementsEqual(keyword.utf8) {
      return endsAfterType(bytes, from: wordStart)
    }
    for keyword in ["interface", "func", "chan"] where word.elementsEqual(keyword.utf8) { return true }
    // A type of another package has one dot.
    if word.count(where: { $0 == UInt8(ascii: ".") }) > 1 { return false }
    while index < bytes.count, bytes[index] == space { index += 1 }
    guard index < bytes.count else { return true }
    switch bytes[index] {
    case UInt8(ascii: ")"), UInt8(ascii: ","), 0x0A, 0x0D: return true
    case UInt8(ascii: "["): return isTypeArguments(bytes, from: index)
    default: return false
    }
  }

  /// Whether an argument that starts with a slice, array, map or struct type ends after it: a literal or conversion does not.
  private static func endsAfterType(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var index = start
    let limit = min(bytes.count, start + 4096)
    while index < limit {
      switch bytes[index] {
      case space, UInt8(ascii: "*"): index += 1
      case UInt8(ascii: "["):
        guard let end = endOfBrackets(bytes, from: index, limit: limit) else { return true }
        index = end
      case let byte where isNameByte(byte):
        let wordStart = index
        while index < limit, isNameByte(bytes[index]) { index += 1 }
        let word = UnsafeBufferPointer(rebasing: bytes[wordStart..<index])
        if word.elementsEqual("map".utf8) { continue }
        if word.elementsEqual("func".utf8) || word.elementsEqual("chan".utf8) { return true }
        if word.elementsEqual("struct".utf8) || word.elementsEqual("interface".utf8)
          || (index < limit && bytes[index] == UInt8(ascii: "["))
        {
          while index < limit, bytes[index] == space { index += 1 }
          guard let end = endOfBrackets(bytes, from: index, limit: limit) else { return true }
          index = end
        }
        return index >= limit || (bytes[index] != UInt8(ascii: "{") && bytes[index] != UInt8(ascii: "("))
      default: return true
      }
    }
    return true
  }

  /// The offset after the bracket that closes the one here; nil when it is not within reach.
  private static func endOfBrackets(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int) -> Int? {
    var depth = 0
    for index in start..<max(start, limit) {
      switch bytes[index] {
      case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      if depth == 0 { return index + 1 }
    }
    return nil
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
