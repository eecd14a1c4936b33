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

  private static let hexDigits = Array("0123456789abcdef".utf8)

  private func quoted(_ text: String) {
    sink.write(UInt8(ascii: "\""))
    defer { sink.write(UInt8(ascii: "\"")) }
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      sink.write(text)
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): sink.write("\\\"")
      case UInt8(ascii: "\\"): sink.write("\\\\")
      case 0x0A: sink.write("\\n")
      case 0x0D: sink.write("\\r")
      case 0x09: sink.write("\\t")
      case 0..<0x20:
        sink.write("\\u00")
        sink.write(Self.hexDigits[Int(byte >> 4)])
        sink.write(Self.hexDigits[Int(byte & 15)])
      default: sink.write(byte)
      }
    }
  }
}
