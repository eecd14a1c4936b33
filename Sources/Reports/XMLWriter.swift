/// Writes XML 1.0 to a sink as it is told to: elements nest by closures, so none is left open, and everything else is text.
///
/// It is ours since the XML writers there are would need Foundation, or keep the static binary from linking.
struct XMLWriter {
  typealias Attributes = KeyValuePairs<StaticString, String>

  let sink: ByteSink
  private let depth: Int

  /// Begins a document in UTF-8.
  init(_ sink: ByteSink) {
    self.init(sink: sink, depth: 0)
    sink.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
  }

  private init(sink: ByteSink, depth: Int) {
    self.sink = sink
    self.depth = depth
  }

  /// An element with further ones, each on its own line.
  func element(_ name: StaticString, _ attributes: Attributes = [:], _ body: (XMLWriter) -> Void) {
    open(name, attributes)
    sink.write(">\n")
    body(XMLWriter(sink: sink, depth: depth + 1))
    indent()
    close(name)
  }

  /// An element with text, or with nothing.
  func element(_ name: StaticString, _ attributes: Attributes = [:], text: String = "") {
    open(name, attributes)
    if text.isEmpty { return sink.write("/>\n") }
    sink.write(">")
    escape(text, isAttribute: false)
    close(name)
  }

  private func open(_ name: StaticString, _ attributes: Attributes) {
    indent()
    sink.write("<\(name)")
    for (name, value) in attributes {
      sink.write(" \(name)=\"")
      escape(value, isAttribute: true)
      sink.write("\"")
    }
  }

  private func close(_ name: StaticString) { sink.write("</\(name)>\n") }

  private func indent() { sink.write(String(repeating: "  ", count: depth)) }

  private func escape(_ text: String, isAttribute: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": sink.write("&amp;")
      case "<": sink.write("&lt;")
      // For `]]>`, which text may not hold.
      case ">": sink.write("&gt;")
      case "\"" where isAttribute: sink.write("&quot;")
      // Readers turn these into spaces in attributes, and a bare carriage return into a line feed everywhere.
      case "\n" where isAttribute: sink.write("&#10;")
      case "\t" where isAttribute: sink.write("&#9;")
      case "\r": sink.write("&#13;")
      default: sink.write(String(Self.isCharacter(scalar) ? scalar : "\u{FFFD}"))
      }
    }
  }

  /// What a document may hold: <https://www.w3.org/TR/xml/#charsets>
  private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
