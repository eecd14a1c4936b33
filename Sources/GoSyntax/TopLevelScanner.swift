import Glibc

/// Finds the bodies of a file's functions and methods, and the comments outside them, by its bytes alone, without a syntax
/// tree.
///
/// Reads tokens only as far as brackets, quotes, comments and automatic semicolons need it (Go spec, Lexical elements).
/// Whatever is odd ends the scan: such a file is for the parser.
struct TopLevelScanner {
  /// What lies between the braces of each body unless bodies are kept, and every comment that no token and no statement
  /// end depends on, in source order.
  private(set) var dispensable: [Range<Int>] = []
  /// All comments outside what is dispensable.
  private(set) var comments: [Comment] = []
  /// Where each declaration starts.
  private(set) var starts: [Int] = []

  private let bytes: UnsafeBufferPointer<UInt8>
  private let keepsBodies: Bool
  private var next = 0
  /// The closing brackets that are awaited, innermost last.
  private var awaited: [UInt8] = []
  /// Whether a newline after the last token ends the statement.
  private var endsStatement = false

  /// The scan of a file; nil for one that is odd.
  static func scan(_ bytes: UnsafeBufferPointer<UInt8>, keepsBodies: Bool) -> TopLevelScanner? {
    var scanner = TopLevelScanner(bytes: bytes, keepsBodies: keepsBodies)
    return scanner.file() ? scanner : nil
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, keepsBodies: Bool) {
    self.bytes = bytes
    self.keepsBodies = keepsBodies
  }

  /// What a byte starts outside literals and comments.
  private enum Start {
    case blank, newline, semicolon, word, quote, rawString, slash, open, close, other
  }

  private static func start(_ byte: UInt8) -> Start {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...,
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      .word
    case 0x20, 0x09, 0x0D: .blank
    case 0x0A: .newline
    case UInt8(ascii: ";"): .semicolon
    case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
    case UInt8(ascii: "`"): .rawString
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): .open
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): .close
    default: .other
    }
  }

  /// Declarations up to the end of the file; false when something is odd.
  private mutating func file() -> Bool {
    var isAtStart = true
    while next < bytes.count {
      let byte = bytes[next]
      switch Self.start(byte) {
      case .blank: next += 1
      case .newline:
        next += 1
        if endsStatement { isAtStart = true }
        endsStatement = false
      case .semicolon:
        next += 1
        isAtStart = true
        endsStatement = false
      case .slash:
        guard let comment = comment() else { return false }
        if comment == .none { isAtStart = false }
        if comment == .newline, endsStatement { (isAtStart, endsStatement) = (true, false) }
      case .word:
        let word = self.word()
        if isAtStart { starts.append(word.lowerBound) }
        if isAtStart, isWord(word, "func") {
          guard function() else { return false }
        } else {
          endsStatement = !isKeyword(word)
        }
        isAtStart = false
      case .close: return false
      default:
        guard token(byte) else { return false }
        isAtStart = false
      }
    }
    return true
  }

  /// A function or method from after `func` to the end of its body or, without one, of its signature.
  private mutating func function() -> Bool {
    guard blanks(), next < bytes.count else { return false }
    if bytes[next] == UInt8(ascii: "("), !brackets() || !blanks() || next >= bytes.count { return false }
    guard Self.start(bytes[next]) == .word, !isKeyword(word()), blanks(), next < bytes.count else { return false }
    if bytes[next] == UInt8(ascii: "["), !brackets() || !blanks() || next >= bytes.count { return false }
    guard bytes[next] == UInt8(ascii: "("), brackets() else { return false }
    endsStatement = true
    // The results, which may hold braces of their own.
    var takesBraces = false
    while next < bytes.count {
      let byte = bytes[next]
      switch Self.start(byte) {
      case .blank: next += 1
      case .newline:
        if endsStatement { return true }
        next += 1
      case .semicolon: return true
      case .slash:
        guard let comment = comment(), comment != .none else { return false }
        if comment == .newline, endsStatement { return false }
      case .word:
        let word = self.word()
        takesBraces = isWord(word, "struct") || isWord(word, "interface")
        endsStatement = !isKeyword(word)
      case .open:
        let start = next
        let (comments, others) = (comments.count, dispensable.count)
        guard brackets() else { return false }
        endsStatement = true
        if byte == UInt8(ascii: "{"), !takesBraces {
          if keepsBodies { return true }
          self.comments.removeSubrange(comments...)
          dispensable.removeSubrange(others...)
          dispensable.append(start + 1..<next - 1)
          return true
        }
        takesBraces = false
      case .close: return false
      default:
        guard token(byte) else { return false }
        takesBraces = false
      }
    }
    return true
  }

  /// From an opening bracket to after its counterpart.
  private mutating func brackets() -> Bool {
    awaited.removeAll(keepingCapacity: true)
    repeat {
      guard next < bytes.count else { return false }
      let byte = bytes[next]
      switch Self.start(byte) {
      case .blank, .semicolon, .other, .word: next += 1
      case .newline:
        next += 1
        // A declaration at the start of a line: a bracket before it is not closed.
        if startsFunction() { return false }
      case .quote, .rawString:
        guard token(byte) else { return false }
      case .slash:
        guard comment() != nil else { return false }
      case .open:
        next += 1
        awaited.append(byte == UInt8(ascii: "(") ? UInt8(ascii: ")") : byte + 2)
      case .close:
        next += 1
        guard awaited.popLast() == byte else { return false }
      }
    } while !awaited.isEmpty
    return true
  }

  /// A token that is no word and no comment. A bracket is taken with all it holds.
  private mutating func token(_ byte: UInt8) -> Bool {
    endsStatement = true
    switch Self.start(byte) {
    case .open:
      guard brackets() else { return false }
      // Whatever stands before the closing bracket.
      endsStatement = true
    case .quote: return quoted(byte)
    case .rawString:
      guard let close = find(byte, from: next + 1) else { return false }
      next = close + 1
    default:
      endsStatement = false
      next += 1
    }
    return true
  }

  /// An interpreted string or a rune, which must end on its line.
  private mutating func quoted(_ quote: UInt8) -> Bool {
    next += 1
    while next < bytes.count {
      let byte = bytes[next]
      next += 1
      if byte == quote { return true }
      if byte == 0x0A { return false }
      if byte == UInt8(ascii: "\\") {
        guard next < bytes.count, bytes[next] != 0x0A else { return false }
        next += 1
      }
    }
    return false
  }

  /// Moves over a comment, or over a slash that starts none; nil when it does not end.
  private mutating func comment() -> Comment.Kind? {
    let start = next
    let second = start + 1 < bytes.count ? bytes[start + 1] : 0
    let kind: Comment.Kind
    switch second {
    case UInt8(ascii: "/"):
      next = find(0x0A, from: start) ?? bytes.count
      kind = .blank
    case UInt8(ascii: "*"):
      guard let end = endOfBlock(from: start + 2) else { return nil }
      next = end
      kind = find(0x0A, from: start).map { $0 < end } == true ? .newline : .blank
    default:
      next += 1
      endsStatement = false
      return Comment.Kind.none
    }
    comments.append(Comment(start: UInt32(start), end: UInt32(next)))
    let isApart = start == 0 || bytes[start - 1] <= 0x20
    if kind == .blank, isApart || second == UInt8(ascii: "/") { dispensable.append(start..<next) }
    return kind
  }

  private func endOfBlock(from start: Int) -> Int? {
    var start = start
    while let star = find(UInt8(ascii: "*"), from: start) {
      start = star + 1
      if start < bytes.count, bytes[start] == UInt8(ascii: "/") { return start + 1 }
    }
    return nil
  }

  /// Moves over blanks, newlines and comments where no statement can end.
  private mutating func blanks() -> Bool {
    while next < bytes.count {
      switch Self.start(bytes[next]) {
      case .blank, .newline: next += 1
      case .slash:
        guard let comment = comment(), comment != .none else { return false }
      default: return true
      }
    }
    return true
  }

  /// An identifier, a keyword or a part of a number.
  private mutating func word() -> Range<Int> {
    let start = next
    while next < bytes.count, Self.start(bytes[next]) == .word { next += 1 }
    return start..<next
  }

  /// Whether `func` stands here, at the start of a line.
  private func startsFunction() -> Bool {
    guard next + 4 < bytes.count, isWord(next..<next + 4, "func") else { return false }
    return Self.start(bytes[next + 4]) != .word
  }

  private func isWord(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard let base = bytes.baseAddress, range.count == word.utf8CodeUnitCount else { return false }
    return memcmp(base + range.lowerBound, word.utf8Start, range.count) == 0
  }

  private func isKeyword(_ range: Range<Int>) -> Bool {
    NameTable.keywords.contains { isWord(range, $0) }
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}

extension Comment {
  /// What stands at a slash, as far as statement ends go: no comment; one that acts like a blank; one over several lines,
  /// which acts like a newline. What ends a line comment is not part of it.
  fileprivate enum Kind { case none, blank, newline }
}
