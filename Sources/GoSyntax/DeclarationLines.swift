import Glibc

/// Finds the lines on which declarations start in a file that does not parse, so that each is parsed by itself and damage
/// stays within the one it lies in: a lost `}` no longer takes the rest of the file.
///
/// No statement starts with `func` and a name, so such a line starts a declaration whatever the brackets before it say. For
/// `type`, `var` and `const` this holds where the file is laid out as gofmt does. Text in which a quote or a comment may be the
/// damage itself is not cut: then code and text cannot be told apart.
struct DeclarationLines {
  /// Offsets at which declarations start, ascending.
  private(set) var starts: [Int] = []
  /// Whether only declarations start at the first column, as gofmt leaves it.
  private(set) var isFormatted = true

  private let bytes: UnsafeBufferPointer<UInt8>
  private var next = 0
  /// How many brackets are open since the last start.
  private var depth = 0
  /// Starts that hold only in a formatted file.
  private var dependent: Set<Int> = []

  /// The declarations of a text; none where code cannot be told from text.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if !scan() { starts = [] }
    if !isFormatted { starts.removeAll { dependent.contains($0) } }
  }

  private mutating func scan() -> Bool {
    while next < bytes.count {
      if next == 0 || bytes[next - 1] == 0x0A { line() }
      let byte = bytes[next]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quoted(byte)
      case UInt8(ascii: "`"):
        guard let end = find("`", from: next + 1), !holdsDeclaration(next..<end) else { return false }
        next = end + 1
      case UInt8(ascii: "/") where at(next + 1) == UInt8(ascii: "/"):
        next = find("\n", from: next) ?? bytes.count
      case UInt8(ascii: "/") where at(next + 1) == UInt8(ascii: "*"):
        guard let end = endOfComment(from: next + 2), !holdsDeclaration(next..<end) else { return false }
        next = end
      case UInt8(ascii: "*") where at(next + 1) == UInt8(ascii: "/"): return false
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        next += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        next += 1
      default: next += 1
      }
    }
    return true
  }

  /// Looks at what starts a line.
  private mutating func line() {
    let word = word(from: next)
    guard !word.isEmpty else { return }
    if isWord(word, "func") {
      if startsFunction(after: word.upperBound) { start(isCertain: true) } else { isFormatted = false }
    } else if isWord(word, "type") || isWord(word, "var") || isWord(word, "const") {
      start(isCertain: depth == 0)
    } else if !isWord(word, "import"), !isWord(word, "package"), !isLabel(word) {
      isFormatted = false
    }
  }

  private mutating func start(isCertain: Bool) {
    starts.append(next)
    if !isCertain { dependent.insert(next) }
    depth = 0
  }

  /// Whether `func` names a function or method: its name is followed by `(` or `[`, what a literal returns is not.
  private func startsFunction(after end: Int) -> Bool {
    var index = blanks(from: end)
    if at(index) == UInt8(ascii: "(") {
      while index < bytes.count, bytes[index] != UInt8(ascii: ")"), bytes[index] != 0x0A { index += 1 }
      guard at(index) == UInt8(ascii: ")") else { return false }
      index = blanks(from: index + 1)
    }
    let name = word(from: index)
    guard !name.isEmpty, !NameTable.keywords.contains(where: { isWord(name, $0) }) else { return false }
    let after = at(blanks(from: name.upperBound))
    return after == UInt8(ascii: "(") || after == UInt8(ascii: "[")
  }

  /// A label stands at the first column in a function's body.
  private func isLabel(_ word: Range<Int>) -> Bool {
    at(word.upperBound) == UInt8(ascii: ":") && at(word.upperBound + 1) != UInt8(ascii: "=")
  }

  /// Whether a raw string or a comment has a line that could start a declaration: it may be code between two of them.
  private func holdsDeclaration(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while let newline = find("\n", from: index), newline < range.upperBound {
      index = newline + 1
      let word = word(from: index)
      let keywords: [StaticString] = ["func", "type", "var", "const", "import", "package"]
      if keywords.contains(where: { isWord(word, $0) }) { return true }
    }
    return false
  }

  /// Moves over an interpreted string or a rune, which ends with its line.
  private mutating func quoted(_ quote: UInt8) {
    next += 1
    while next < bytes.count, bytes[next] != 0x0A {
      let byte = bytes[next]
      next += 1
      if byte == quote { return }
      if byte == UInt8(ascii: "\\"), next < bytes.count, bytes[next] != 0x0A { next += 1 }
    }
  }

  /// The end of a comment; nil where another starts within.
  private func endOfComment(from start: Int) -> Int? {
    var index = start
    while let star = find("*", from: index) {
      if at(star + 1) == UInt8(ascii: "/") { return star + 2 }
      if star > start, bytes[star - 1] == UInt8(ascii: "/") { return nil }
      index = star + 1
    }
    return nil
  }

  private func at(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  private func blanks(from start: Int) -> Int {
    var index = start
    while at(index) == UInt8(ascii: " ") || at(index) == UInt8(ascii: "\t") { index += 1 }
    return index
  }

  private func word(from start: Int) -> Range<Int> {
    var end = start
    while end < bytes.count, LaterSyntax.isNameByte(bytes[end]), bytes[end] != UInt8(ascii: ".") { end += 1 }
    return start..<end
  }

  private func isWord(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard let base = bytes.baseAddress, range.count == word.utf8CodeUnitCount else { return false }
    return memcmp(base + range.lowerBound, word.utf8Start, range.count) == 0
  }

  private func find(_ character: Unicode.Scalar, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      let found = memchr(base + start, Int32(character.value), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
