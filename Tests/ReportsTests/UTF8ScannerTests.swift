import Testing

@testable import Reports

@Suite struct UTF8ScannerTests {
  /// Every first byte before every sequence of up to three bytes at the borders of the ranges that matter.
  @Test func repairsAsSwiftDoes() {
    let borders: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xFF,
    ]
    var wrong: [[UInt8]] = []
    func check(_ bytes: [UInt8]) {
      let elements = Array(UTF8Scanner(bytes[...]))
      let expected = String(decoding: bytes, as: UTF8.self).unicodeScalars
      if !elements.map(\.scalar).elementsEqual(expected) || elements.reduce(0, { $0 + $1.length }) != bytes.count {
        wrong.append(bytes)
      }
    }
    for first in UInt8.min...UInt8.max {
      check([first])
      for second in borders {
        check([first, second])
        for third in borders {
          check([first, second, third])
          for fourth in borders where first >= 0xF0 { check([first, second, third, fourth]) }
        }
      }
    }
    #expect(wrong.isEmpty)
  }
}
