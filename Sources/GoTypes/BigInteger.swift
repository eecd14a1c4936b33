/// An integer of any size.
package struct BigInteger: Hashable, Sendable {
  private(set) var isNegative: Bool
  /// Digits to the base 2^32, least significant first, without leading zeroes: zero has none.
  private(set) var digits: [UInt32]

  static let zero = BigInteger(0)
  static let one = BigInteger(1)

  package init(_ value: Int64) {
    isNegative = value < 0
    let magnitude = value.magnitude
    digits = [UInt32(truncatingIfNeeded: magnitude), UInt32(truncatingIfNeeded: magnitude >> 32)]
    trim()
  }

  init(unsigned value: UInt64) {
    isNegative = false
    digits = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    trim()
  }

  private init(isNegative: Bool, digits: [UInt32]) {
    self.isNegative = isNegative
    self.digits = digits
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { isNegative = false }
  }

  /// The value if it fits.
  package var int64: Int64? {
    guard digits.count <= 2 else { return nil }
    let magnitude = magnitude64
    if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  /// The value if it fits.
  package var uint64: UInt64? { isNegative || digits.count > 2 ? nil : magnitude64 }

  private var magnitude64: UInt64 {
    UInt64(digits.first ?? 0) | UInt64(digits.count > 1 ? digits[1] : 0) << 32
  }

  package var isZero: Bool { digits.isEmpty }
  package var sign: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// How many bits the magnitude takes.
  var bitWidth: Int { digits.isEmpty ? 0 : digits.count * 32 - (digits.last?.leadingZeroBitCount ?? 0) }
  var isOdd: Bool { (digits.first ?? 0) & 1 == 1 }

  static prefix func - (a: BigInteger) -> BigInteger { BigInteger(isNegative: !a.isNegative, digits: a.digits) }
  var magnitude: BigInteger { BigInteger(isNegative: false, digits: digits) }

  static func + (a: BigInteger, b: BigInteger) -> BigInteger {
    if a.isNegative == b.isNegative {
      return BigInteger(isNegative: a.isNegative, digits: add(a.digits, b.digits))
    }
    return compare(a.digits, b.digits) >= 0
      ? BigInteger(isNegative: a.isNegative, digits: subtract(a.digits, b.digits))
      : BigInteger(isNegative: b.isNegative, digits: subtract(b.digits, a.digits))
  }

  static func - (a: BigInteger, b: BigInteger) -> BigInteger { a + -b }

  static func * (a: BigInteger, b: BigInteger) -> BigInteger {
    var result = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
    for (i, x) in a.digits.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.digits.enumerated() {
        carry += UInt64(x) * UInt64(y) + UInt64(result[i + j])
        result[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      result[i + b.digits.count] = UInt32(truncatingIfNeeded: carry)
    }
    return BigInteger(isNegative: a.isNegative != b.isNegative, digits: result)
  }

  /// Quotient truncated towards zero, and remainder; nil for a zero divisor.
  func dividing(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger)? {
    if divisor.isZero { return nil }
    if Self.compare(digits, divisor.digits) < 0 { return (.zero, self) }
    var quotient = [UInt32](repeating: 0, count: digits.count)
    var remainder: [UInt32] = []
    if divisor.digits.count == 1 {
      var rest: UInt64 = 0
      for index in digits.indices.reversed() {
        rest = rest << 32 | UInt64(digits[index])
        quotient[index] = UInt32(truncatingIfNeeded: rest / UInt64(divisor.digits[0]))
        rest %= UInt64(divisor.digits[0])
      }
      remainder = [UInt32(truncatingIfNeeded: rest)]
    } else {
      // Bit by bit of the quotient, which is short where it matters: in the steps of a common divisor.
      let shift = bitWidth - divisor.bitWidth
      remainder = magnitude.shiftedRight(shift + 1).digits
      for bit in stride(from: shift, through: 0, by: -1) {
        var carry = digits[bit / 32] >> UInt32(bit % 32) & 1
        for index in remainder.indices {
          let next = remainder[index] >> 31
          remainder[index] = remainder[index] << 1 | carry
          carry = next
        }
        if carry != 0 { remainder.append(carry) }
        if Self.compare(remainder, divisor.digits) >= 0 {
          remainder = Self.subtract(remainder, divisor.digits)
          while remainder.last == 0 { remainder.removeLast() }
          quotient[bit / 32] |= 1 << UInt32(bit % 32)
        }
      }
    }
    return (
      BigInteger(isNegative: isNegative != divisor.isNegative, digits: quotient),
      BigInteger(isNegative: isNegative, digits: remainder)
    )
  }

  func shiftedLeft(_ count: Int) -> BigInteger {
    if isZero { return self }
    var result = [UInt32](repeating: 0, count: count / 32)
    let bits = UInt32(count % 32)
    var carry: UInt32 = 0
    for digit in digits {
      result.append(digit << bits | carry)
      carry = bits == 0 ? 0 : digit >> (32 - bits)
    }
    result.append(carry)
    return BigInteger(isNegative: isNegative, digits: result)
  }

  /// Shifts right, rounding down as Go does for negative numbers.
  func shiftedRight(_ count: Int) -> BigInteger {
    if isNegative { return -((-self - .one).shiftedRight(count)) - .one }
    if count / 32 >= digits.count { return .zero }
    let bits = UInt32(count % 32)
    let kept = Array(digits[(count / 32)...])
    var result: [UInt32] = []
    for index in kept.indices {
      let high = index + 1 < kept.count && bits > 0 ? kept[index + 1] << (32 - bits) : 0
      result.append(kept[index] >> bits | high)
    }
    return BigInteger(isNegative: false, digits: result)
  }

  /// A bitwise operation on two's complement.
  func bitwise(_ other: BigInteger, _ operation: (UInt32, UInt32) -> UInt32) -> BigInteger {
    let count = max(digits.count, other.digits.count) + 1
    let a = twosComplement(count)
    let b = other.twosComplement(count)
    var result = (0..<count).map { operation(a[$0], b[$0]) }
    guard result[count - 1] >> 31 == 1 else { return BigInteger(isNegative: false, digits: result) }
    result = Self.negated(result)
    return BigInteger(isNegative: true, digits: result)
  }

  private func twosComplement(_ count: Int) -> [UInt32] {
    let padded = digits + [UInt32](repeating: 0, count: count - digits.count)
    return isNegative ? Self.negated(padded) : padded
  }

  private static func negated(_ digits: [UInt32]) -> [UInt32] {
    var result = digits.map { ~$0 }
    for index in result.indices {
      let (sum, overflow) = result[index].addingReportingOverflow(1)
      result[index] = sum
      if !overflow { break }
    }
    return result
  }

  private static func add(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(max(a.count, b.count) + 1)
    var carry: UInt64 = 0
    for index in 0..<max(a.count, b.count) {
      carry += UInt64(index < a.count ? a[index] : 0) + UInt64(index < b.count ? b[index] : 0)
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    result.append(UInt32(truncatingIfNeeded: carry))
    return result
  }

  /// `a - b` for magnitudes with `a >= b`.
  private static func subtract(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result = a
    var borrow: Int64 = 0
    for index in a.indices {
      var digit = Int64(a[index]) - Int64(index < b.count ? b[index] : 0) - borrow
      borrow = digit < 0 ? 1 : 0
      if digit < 0 { digit += 1 << 32 }
      result[index] = UInt32(truncatingIfNeeded: digit)
    }
    return result
  }

  private static func compare(_ a: [UInt32], _ b: [UInt32]) -> Int {
    if a.count != b.count { return a.count < b.count ? -1 : 1 }
    for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    return 0
  }
}

extension BigInteger: Comparable {
  package static func < (a: BigInteger, b: BigInteger) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    let order = compare(a.digits, b.digits)
    return a.isNegative ? order > 0 : order < 0
  }
}

extension BigInteger: CustomStringConvertible {
  /// Reads digits to a base; nil when there is none or another character.
  init?<Digits: Sequence<UInt8>>(_ text: Digits, radix: UInt32) {
    var value = BigInteger.zero
    var isEmpty = true
    for byte in text where byte != UInt8(ascii: "_") {
      let lower = byte | 0x20
      let digit: UInt32
      if byte >= 0x30 && byte <= 0x39 {
        digit = UInt32(byte) - 0x30
      } else if lower >= 0x61 && lower <= 0x7A {
        digit = UInt32(lower) - 0x61 + 10
      } else {
        return nil
      }
      guard digit < radix else { return nil }
      value.multiply(by: radix, adding: digit)
      isEmpty = false
    }
    if isEmpty { return nil }
    self = value
  }

  private mutating func multiply(by factor: UInt32, adding summand: UInt32) {
    var carry = UInt64(summand)
    for index in digits.indices {
      carry += UInt64(digits[index]) * UInt64(factor)
      digits[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { digits.append(UInt32(truncatingIfNeeded: carry)) }
  }

  package var description: String {
    if isZero { return "0" }
    var parts: [String] = []
    var rest = magnitude
    let billion = BigInteger(1_000_000_000)
    while !rest.isZero, let (quotient, remainder) = rest.dividing(by: billion) {
      parts.append(String(remainder.int64 ?? 0))
      rest = quotient
    }
    let first = parts.popLast() ?? ""
    let others = parts.reversed().map { String(repeating: "0", count: 9 - $0.count) + $0 }
    return (isNegative ? "-" : "") + first + others.joined()
  }
}
