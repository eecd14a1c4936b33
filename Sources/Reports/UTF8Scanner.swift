/// Decodes bytes that ought to be UTF-8, one scalar at a time.
///
/// A sequence that is not UTF-8 becomes one U+FFFD per maximal part, as in browsers, editors and Swift's own strings,
/// so that columns counted here agree with theirs.
package struct UTF8Scanner: Sequence, IteratorProtocol {
  package struct Element {
    package let scalar: Unicode.Scalar
    /// How many bytes it took.
    package let length: Int

    /// UTF-16 code units.
    package var utf16Length: Int { scalar.value > 0xFFFF ? 2 : 1 }
  }

  private let bytes: ArraySlice<UInt8>
  private var index: Int

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  package mutating func next() -> Element? {
    guard index < bytes.endIndex else { return nil }
    let element = decode()
    index += element.length
    return element
  }

  private func decode() -> Element {
    let first = bytes[index]
    if first < 0x80 { return Element(scalar: Unicode.Scalar(first), length: 1) }
    // The range of the second byte depends on the first (Unicode, table 3-7); all others are 80 to BF.
    let count: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: count = 2
    case 0xE0: (count, second) = (3, 0xA0...0xBF)
    case 0xED: (count, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: count = 3
    case 0xF0: (count, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: count = 4
    case 0xF4: (count, second) = (4, 0x80...0x8F)
    default: return Self.damaged(1)
    }
    var value = UInt32(first) & (0xFF >> UInt32(count + 1))
    for step in 1..<count {
      guard index + step < bytes.endIndex else { return Self.damaged(step) }
      let byte = bytes[index + step]
      guard (step == 1 ? second : 0x80...0xBF).contains(byte) else { return Self.damaged(step) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return Self.damaged(1) }
    return Element(scalar: scalar, length: count)
  }

  private static func damaged(_ length: Int) -> Element { Element(scalar: "\u{FFFD}", length: length) }
}
