/// The hash by which GitHub code scanning recognises an alert after lines above it have moved:
/// `primaryLocationLineHash`, as its upload action computes it. Where ours differed, the action would warn.
///
/// A line's hash covers the 100 UTF-16 code units from its start, further lines included, without spaces and tabs and
/// with every line end as one line feed. The end of the file counts as 65535, followed by zeros. Lines end as that action
/// has it, at a lone carriage return too. Lines with the same hash are told apart by counting them.
struct LineHashes {
  private var hashes: [UInt64] = []
  private var occurrences: [UInt32] = []

  /// `39fa2ee980eb94b0:1`; nil where the file has no such line (from 1).
  subscript(line: Int) -> String? {
    guard line >= 1, line <= hashes.count else { return nil }
    return String(hashes[line - 1], radix: 16) + ":" + String(occurrences[line - 1])
  }

  /// How many lines the file has, a last one without a character included.
  var count: Int { hashes.count }

  init(_ bytes: [UInt8]) {
    var window = Window()
    var seen: [UInt64: UInt32] = [:]
    func push(_ unit: UInt16, startsLine: Bool) {
      if window.isFullFromLineStart {
        let hash = window.hash
        seen[hash, default: 0] += 1
        hashes.append(hash)
        occurrences.append(seen[hash, default: 1])
      }
      window.push(unit, startsLine: startsLine)
    }
    var isAtLineStart = true
    var isAfterReturn = false
    func take(_ unit: UInt16) {
      let endsPair = isAfterReturn && unit == 0x0A
      isAfterReturn = unit == 0x0D
      if unit == 0x20 || unit == 0x09 || endsPair { return }
      let isBreak = unit == 0x0D || unit == 0x0A
      push(isBreak ? 0x0A : unit, startsLine: isAtLineStart)
      isAtLineStart = isBreak
    }
    for element in UTF8Scanner(bytes[...]) {
      if element.scalar.value < 0x10000 {
        take(UInt16(element.scalar.value))
      } else {
        take(UTF16.leadSurrogate(element.scalar))
        take(UTF16.trailSurrogate(element.scalar))
      }
    }
    take(0xFFFF)
    for _ in 0..<Window.size { push(0, startsLine: false) }
  }

  /// The last 100 units, with their polynomial hash in wrapping 64-bit arithmetic.
  private struct Window {
    static let size = 100
    private static let factor: UInt64 = 37
    /// 37 to the power of 100: what the unit that leaves the window has been multiplied by.
    private static let leaving = (0..<size).reduce(1 as UInt64) { power, _ in power &* factor }

    private(set) var hash: UInt64 = 0
    private var units = [UInt16](repeating: 0, count: size)
    private var startsLine = [Bool](repeating: false, count: size)
    private var index = 0

    /// Whether the window is exactly the 100 units from the start of a line.
    var isFullFromLineStart: Bool { startsLine[index] }

    mutating func push(_ unit: UInt16, startsLine isStart: Bool) {
      hash = Self.factor &* hash &+ UInt64(unit) &- Self.leaving &* UInt64(units[index])
      units[index] = unit
      startsLine[index] = isStart
      index = index + 1 == Self.size ? 0 : index + 1
    }
  }
}
