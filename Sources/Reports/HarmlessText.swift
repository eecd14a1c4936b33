/// Text that cannot break out of its line, move a terminal's cursor or hide what stands beside it.
package enum HarmlessText {
  /// A message: a break or a tab becomes a space, any other such character its escape.
  package static func message(_ text: String) -> String { clean(text, breaksAsSpaces: true) }

  /// A path: every such character becomes its escape, so that two paths that differ still look different.
  static func path(_ text: String) -> String { clean(text, breaksAsSpaces: false) }

  /// Whether a scalar may not reach a terminal or a line of text as it is: controls, line and paragraph separators,
  /// and the marks that turn the direction of writing round.
  static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
    default: false
    }
  }

  private static func clean(_ text: String, breaksAsSpaces: Bool) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if !isHarmful(scalar) {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029:
        if breaksAsSpaces { result += " " } else { result += escape(scalar) }
      default: result += escape(scalar)
      }
    }
    return result
  }

  /// As Go writes it in a string literal.
  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    default:
      let digits = String(scalar.value, radix: 16)
      let width = scalar.value < 0x80 ? 2 : 4
      let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
      return (width == 2 ? "\\x" : "\\u") + zeros + digits
    }
  }
}
