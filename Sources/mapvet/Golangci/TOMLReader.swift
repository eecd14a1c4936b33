/// Reads as much of TOML as settings of linters are written in: tables, dotted keys, strings, lists, inline tables; numbers, dates
/// and truth values as their text. Lists of tables are passed over.
struct TOMLReader {
  struct Mistake: Error {
    let line: Int
    let message: String
  }

  private static let deepest = 16

  private let text: [UInt8]
  private var at = 0
  private var line = 1

  static func read(_ text: [UInt8]) throws(Mistake) -> Settings {
    var reader = TOMLReader(text)
    return try reader.document()
  }

  private init(_ text: [UInt8]) { self.text = text }

  private mutating func document() throws(Mistake) -> Settings {
    var root = Settings.table([:])
    // Nil in a list of tables.
    var table: [String]? = []
    while true {
      skip(lines: true)
      guard let byte = peek else { return root }
      if byte == UInt8(ascii: "[") {
        at += 1
        let isList = take(UInt8(ascii: "["))
        let keys = try path()
        try expect(UInt8(ascii: "]"))
        if isList { try expect(UInt8(ascii: "]")) }
        table = isList ? nil : keys
      } else {
        let keys = try path()
        guard keys.count < Self.deepest else { throw mistake("a key of too many parts") }
        try expect(UInt8(ascii: "="))
        let value = try value(depth: 0)
        if let table, table.count < Self.deepest { root.set(value, at: (table + keys)[...]) }
      }
      skip(lines: false)
      guard peek == nil || peek == UInt8(ascii: "\n") else { throw mistake("more than one thing in a line") }
    }
  }

  // MARK: Keys and values

  private mutating func path() throws(Mistake) -> [String] {
    var keys: [String] = []
    repeat {
      skip(lines: false)
      if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") {
        keys.append(try string())
      } else {
        let word = bare { Self.isWord($0) }
        guard !word.isEmpty else { throw mistake("a key is missing") }
        keys.append(word)
      }
      skip(lines: false)
    } while take(UInt8(ascii: "."))
    return keys
  }

  private mutating func value(depth: Int) throws(Mistake) -> Settings {
    guard depth < Self.deepest else { throw mistake("nested too deeply") }
    skip(lines: false)
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try string())
    case UInt8(ascii: "["):
      at += 1
      var values: [Settings] = []
      while true {
        skip(lines: true)
        if take(UInt8(ascii: "]")) { return .list(values) }
        values.append(try value(depth: depth + 1))
        skip(lines: true)
        if !take(UInt8(ascii: ",")), peek != UInt8(ascii: "]") { throw mistake("a list without its end") }
      }
    case UInt8(ascii: "{"):
      at += 1
      var table = Settings.table([:])
      while true {
        skip(lines: true)
        if take(UInt8(ascii: "}")) { return table }
        let keys = try path()
        try expect(UInt8(ascii: "="))
        let inner = try value(depth: depth + 1)
        if keys.count < Self.deepest { table.set(inner, at: keys[...]) }
        skip(lines: true)
        if !take(UInt8(ascii: ",")), peek != UInt8(ascii: "}") { throw mistake("a table without its end") }
      }
    default:
      let word = bare { !",]}#\n\r \t".utf8.contains($0) }
      guard !word.isEmpty else { throw mistake("a value is missing") }
      return .text(word)
    }
  }

  /// A string in one or three quotation marks, which single ones keep as it stands.
  private mutating func string() throws(Mistake) -> String {
    let quote = text[at]
    let isLong = text[at...].starts(with: [quote, quote, quote])
    at += isLong ? 3 : 1
    var bytes: [UInt8] = []
    while let byte = peek {
      if byte == quote, !isLong || text[at...].starts(with: [quote, quote, quote]) {
        at += isLong ? 3 : 1
        return String(decoding: bytes, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\n") {
        guard isLong else { break }
        line += 1
      }
      at += 1
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = peek {
        at += 1
        bytes.append(escaped)
      } else {
        bytes.append(byte)
      }
    }
    throw mistake("a string without its end")
  }

  // MARK: Bytes

  private var peek: UInt8? { at < text.count ? text[at] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(Mistake) {
    skip(lines: false)
    guard take(byte) else { throw mistake("'\(Character(UnicodeScalar(byte)))' is missing") }
  }

  private mutating func bare(_ belongs: (UInt8) -> Bool) -> String {
    let start = at
    while let byte = peek, belongs(byte) { at += 1 }
    return String(decoding: text[start..<at], as: UTF8.self)
  }

  /// Passes over blanks and comments, and over ends of lines too.
  private mutating func skip(lines: Bool) {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
      case UInt8(ascii: "#"): while let byte = peek, byte != UInt8(ascii: "\n") { at += 1 }
      case UInt8(ascii: "\n") where lines:
        at += 1
        line += 1
      default: return
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
  }

  private func mistake(_ message: String) -> Mistake { Mistake(line: line, message: message) }
}
