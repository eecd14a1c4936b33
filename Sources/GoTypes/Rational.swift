/// An exact fraction in lowest terms.
package struct Rational: Hashable, Sendable {
  package let numerator: BigInteger
  /// Positive.
  package let denominator: BigInteger

  /// Numbers whose parts take more bits are not computed.
  private static var bitLimit: Int { 4096 }

  init(_ value: BigInteger) {
    numerator = value
    denominator = .one
  }

  /// Nil for a zero denominator and for numbers that are too long.
  init?(_ numerator: BigInteger, _ denominator: BigInteger) {
    guard !denominator.isZero, numerator.bitWidth <= Self.bitLimit, denominator.bitWidth <= Self.bitLimit else {
      return nil
    }
    let isNegative = numerator.isNegative != denominator.isNegative
    var a = numerator.magnitude
    var b = denominator.magnitude
    if b != .one {
      var divisor = a
      var rest = b
      while !rest.isZero, let step = divisor.dividing(by: rest) { (divisor, rest) = (rest, step.remainder) }
      a = a.dividing(by: divisor)?.quotient ?? a
      b = b.dividing(by: divisor)?.quotient ?? b
    }
    self.numerator = isNegative ? -a : a
    self.denominator = b
  }

  var isZero: Bool { numerator.isZero }

  /// The value as an integer, if it is one.
  package var integer: BigInteger? { denominator == .one ? numerator : nil }

  static func add(_ a: Rational, _ b: Rational) -> Rational? {
    Rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  static func subtract(_ a: Rational, _ b: Rational) -> Rational? { add(a, b.negated) }
  static func multiply(_ a: Rational, _ b: Rational) -> Rational? {
    Rational(a.numerator * b.numerator, a.denominator * b.denominator)
  }
  static func divide(_ a: Rational, _ b: Rational) -> Rational? {
    b.isZero ? nil : Rational(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  var negated: Rational { Rational(-numerator, denominator) ?? self }

  /// The nearest number of a binary floating-point type, halves to even (IEEE 754); nil when it is too large for any.
  func rounded(to type: BasicKind) -> Rational? {
    let isSingle = type == .float32
    let precision = isSingle ? 24 : 53
    if numerator.isZero { return self }
    // The exponent of the last bit that counts: so many bits remain, fewer where numbers are subnormal.
    let smallest = isSingle ? -149 : -1074
    var exponent = max(numerator.bitWidth - denominator.bitWidth - precision, smallest)
    guard var digits = roundedQuotient(exponent) else { return nil }
    if digits.bitWidth > precision {
      exponent += 1
      guard let again = roundedQuotient(exponent) else { return nil }
      digits = again
    }
    guard digits.bitWidth + exponent <= (isSingle ? 128 : 1024) else { return nil }
    if numerator.isNegative { digits = -digits }
    return exponent < 0
      ? Rational(digits, BigInteger.one.shiftedLeft(-exponent)) : Rational(digits.shiftedLeft(exponent))
  }

  /// The magnitude divided by a power of two, as the nearest integer, halves to even.
  private func roundedQuotient(_ exponent: Int) -> BigInteger? {
    let dividend = exponent < 0 ? numerator.magnitude.shiftedLeft(-exponent) : numerator.magnitude
    let divisor = exponent > 0 ? denominator.shiftedLeft(exponent) : denominator
    guard let (quotient, remainder) = dividend.dividing(by: divisor) else { return nil }
    let double = remainder.shiftedLeft(1)
    return divisor < double || (double == divisor && quotient.isOdd) ? quotient + .one : quotient
  }
}

extension Rational: Comparable {
  package static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }
}

extension Rational {
  /// Reads a Go floating-point literal, decimal or hexadecimal.
  init?(literal text: UnsafeBufferPointer<UInt8>) {
    var bytes = text.filter { $0 != UInt8(ascii: "_") }
    let isHex = bytes.count > 2 && bytes[0] == UInt8(ascii: "0") && bytes[1] | 0x20 == UInt8(ascii: "x")
    if isHex { bytes.removeFirst(2) }
    let mark = UInt8(ascii: isHex ? "p" : "e")
    let split = bytes.firstIndex { $0 | 0x20 == mark }
    let mantissa = bytes[..<(split ?? bytes.endIndex)]
    var exponent = 0
    if let split {
      let digits = String(decoding: bytes[(split + 1)...], as: UTF8.self)
      guard let value = Int(digits), abs(value) <= 4000 else { return nil }
      exponent = value
    }
    let dot = mantissa.firstIndex(of: UInt8(ascii: "."))
    let fraction = dot.map { mantissa.endIndex - $0 - 1 } ?? 0
    guard let digits = BigInteger(mantissa.filter { $0 != UInt8(ascii: ".") }, radix: isHex ? 16 : 10) else {
      return nil
    }
    if isHex {
      exponent -= fraction * 4
      self.init(
        exponent > 0 ? digits.shiftedLeft(exponent) : digits,
        exponent < 0 ? BigInteger.one.shiftedLeft(-exponent) : .one)
    } else {
      exponent -= fraction
      let power = Self.powerOfTen(abs(exponent))
      self.init(exponent > 0 ? digits * power : digits, exponent < 0 ? power : .one)
    }
  }

  private static func powerOfTen(_ exponent: Int) -> BigInteger {
    var result = BigInteger.one
    var base = BigInteger(10)
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result * base }
      base = base * base
      rest >>= 1
    }
    return result
  }
}
