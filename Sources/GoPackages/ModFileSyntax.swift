/// What is wrong in a go.mod or go.work, and where.
package struct ModFileError: Error, Hashable, Sendable {
  package let message: String
  /// From 1.
  package let line: Int
  /// From 1, in bytes.
  package let column: Int
}

/// One directive of a go.mod or go.work: a line, or a line of a block under the block's verb.
struct ModDirective {
  struct Word {
    var text: String
    var isQuoted = false
  }

  let verb: String
  let arguments: [Word]
  let line: Int
  let column: Int

  func error(_ message: String) -> ModFileError { ModFileError(message: message, line: line, column: column) }
}

/// Splits a go.mod or go.work into directives: modfile's lexer and block rules.
///
/// Errors are collected and the rest is read on, so that a damaged file still tells what it can.
struct ModFileSyntax {
  private(set) var directives: [ModDirective] = []
  private(set) var errors: [ModFileError] = []

  private let bytes: [UInt8]
  private var next = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { next = 3 }
    parse()
  }

  private struct Line {
    var words: [ModDirective.Word] = []
    var line: Int
    var column: Int
  }

  private mutating func parse() {
    var block: (verb: String, line: Int, column: Int)?
    while next < bytes.count {
      guard let current = readLine() else { continue }
      let place = (current.line, current.column)
      if let open = block {
        if current.words.first?.text == ")", current.words.first?.isQuoted == false {
          if current.words.count > 1 { add("expected newline after closing paren", place) }
          block = nil
        } else {
          directives.append(
            ModDirective(verb: open.verb, arguments: current.words, line: current.line, column: current.column))
        }
        continue
      }
      let words = current.words
      if words.count >= 2, let last = words.last, last.text == "(", !last.isQuoted {
        if words.count > 2 {
          add("unknown block type: " + words.dropLast().map(\.text).joined(separator: " "), place)
        }
        block = (words[0].text, current.line, current.column)
      } else if words.count == 3, words[1].text == "(", words[2].text == ")" {
        continue
      } else {
        directives.append(
          ModDirective(
            verb: words[0].text, arguments: Array(words.dropFirst()), line: current.line, column: current.column))
      }
    }
    if let block { add("unterminated block of \(block.verb)", (block.line, block.column)) }
  }

  private mutating func add(_ message: String, _ place: (line: Int, column: Int)) {
    errors.append(ModFileError(message: message, line: place.line, column: place.column))
  }

  /// The words of the next line, nil for a blank line or one with only a comment.
  private mutating func readLine() -> Line? {
    var result = Line(line: line, column: 1)
    defer {
      while next < bytes.count, bytes[next] != 0x0A { next += 1 }
      next += 1
      line += 1
      lineStart = next
    }
    while next < bytes.count {
      switch bytes[next] {
      case 0x0A: return result.words.isEmpty ? nil : result
      case 0x20, 0x09, 0x0D:
        next += 1
        continue
      case UInt8(ascii: "/") where follows("//"): return result.words.isEmpty ? nil : result
      case UInt8(ascii: "/") where follows("/*"):
        add("comments start with //, not /*", (line, next - lineStart + 1))
        return result.words.isEmpty ? nil : result
      default: break
      }
      if result.words.isEmpty { result.column = next - lineStart + 1 }
      guard let word = readWord() else { return nil }
      result.words.append(word)
    }
    return result.words.isEmpty ? nil : result
  }

  private mutating func readWord() -> ModDirective.Word? {
    let start = next
    switch bytes[next] {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: ","):
      next += 1
      return ModDirective.Word(text: String(decoding: bytes[start..<next], as: UTF8.self))
    case UInt8(ascii: "\""), UInt8(ascii: "`"):
      return readQuoted(bytes[next])
    case 0..<0x20, 0x7F:
      add("unexpected control character", (line, start - lineStart + 1))
      return nil
    default: break
    }
    while next < bytes.count, !" \t\r\n()[]{},".utf8.contains(bytes[next]), !follows("//") { next += 1 }
    return ModDirective.Word(text: String(decoding: bytes[start..<next], as: UTF8.self))
  }

  private mutating func readQuoted(_ quote: UInt8) -> ModDirective.Word? {
    let start = next
    next += 1
    var text: [UInt8] = []
    while next < bytes.count, bytes[next] != 0x0A {
      var byte = bytes[next]
      next += 1
      if byte == quote { return ModDirective.Word(text: String(decoding: text, as: UTF8.self), isQuoted: true) }
      if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), next < bytes.count, bytes[next] != 0x0A {
        byte = bytes[next]
        next += 1
      }
      text.append(byte)
    }
    add("string without an end", (line, start - lineStart + 1))
    return nil
  }

  private func follows(_ text: StaticString) -> Bool {
    bytes.count - next >= 2 && bytes[next] == text.utf8Start[0] && bytes[next + 1] == text.utf8Start[1]
  }
}
