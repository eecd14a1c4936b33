/// Writes JSON to a sink as it is told to, with no tree in between.
///
/// It is ours because Foundation's encoder would cost more time at start-up than a whole run on one file may take, and
/// because keys must come in the order they are written, the same bytes on every run. Nothing is nested or closed
/// wrongly as long as callers use the closures.
final class JSONWriter {
  private let sink: ByteSink
  private var needsComma = false

  init(_ sink: ByteSink) { self.sink = sink }

  func object(_ body: () -> Void) {
    separate()
    sink.write(UInt8(ascii: "{"))
    body()
    sink.write(UInt8(ascii: "}"))
    needsComma = true
  }

  func array(_ body: () -> Void) {
    separate()
    sink.write(UInt8(ascii: "["))
    body()
    sink.write(UInt8(ascii: "]"))
    needsComma = true
  }

  /// An array with a line for each element, so that large reports can be read, compared and searched by line.
  func lines<C: Collection>(_ elements: C, _ body: (C.Element) -> Void) {
    array {
      for element in elements {
        if needsComma { sink.write(UInt8(ascii: ",")) }
        needsComma = false
        sink.write(UInt8(ascii: "\n"))
        body(element)
      }
      if !elements.isEmpty { sink.write(UInt8(ascii: "\n")) }
    }
  }

  func key(_ name: String) {
    separate()
    quoted(name)
    sink.write(UInt8(ascii: ":"))
  }

  func value(_ text: String) {
    separate()
    quoted(text)
    needsComma = true
  }

  func value(_ number: Int) {
    separate()
    sink.write(String(number))
    needsComma = true
  }

  func value(_ flag: Bool) {
    separate()
    sink.write(flag ? "true" : "false")
    needsComma = true
  }

  func null() {
    separate()
    sink.write("null")
    needsComma = true
  }

  func field(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  func field(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  func field(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  func object(_ name: String, _ body: () -> Void) {
    key(name)
    object(body)
  }

  func array(_ name: String, _ body: () -> Void) {
    key(name)
    array(body)
  }

  private func separate() {
    if needsComma { sink.write(UInt8(ascii: ",")) }
    needsComma = false
  }

  /// What JSON forbids as it is, and what would break a line or reach a terminal where a report is shown.
  private func quoted(_ text: String) {
    sink.write(UInt8(ascii: "\""))
    defer { sink.write(UInt8(ascii: "\"")) }
    guard text.utf8.contains(where: Self.needsCare) else { return sink.write(text) }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: sink.write("\\\"")
      case 0x5C: sink.write("\\\\")
      case 0x0A: sink.write("\\n")
      case 0x0D: sink.write("\\r")
      case 0x09: sink.write("\\t")
      case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        sink.write("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
      default: sink.write(String(scalar))
      }
    }
  }

  /// The lead bytes of U+0080 to U+00BF and of U+2000 to U+2FFF are among them.
  private static func needsCare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F, 0xC2, 0xE2: true
    default: false
    }
  }
}
