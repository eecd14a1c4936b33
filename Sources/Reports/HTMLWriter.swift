/// Writes HTML to a sink: markup as it is given, text escaped.
///
/// Text may hold anything a path, a type or a comment holds. What comes out is the same in an element and in a quoted
/// attribute, cannot end either, and holds no character that HTML forbids.
struct HTMLWriter {
  let sink: ByteSink

  /// Markup of ours.
  func markup(_ text: String) { sink.write(text) }

  func text(_ text: String) {
    let text = HarmlessText.path(text)
    guard text.utf8.contains(where: Self.needsCare) else { return sink.write(text) }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": sink.write("&amp;")
      case "<": sink.write("&lt;")
      case ">": sink.write("&gt;")
      case "\"": sink.write("&quot;")
      case "'": sink.write("&#39;")
      default: sink.write(String(Self.isNoncharacter(scalar) ? "\u{FFFD}" : scalar))
      }
    }
  }

  func number(_ number: Int) { sink.write(String(number)) }

  private static func needsCare(_ byte: UInt8) -> Bool {
    switch byte {
    // The lead bytes of U+F000 and above, where all noncharacters lie, are 0xEF and those of four bytes.
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"), 0xEF...: true
    default: false
    }
  }

  /// Code points that stand for no character: <https://infra.spec.whatwg.org/#noncharacter>
  private static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
  }
}
