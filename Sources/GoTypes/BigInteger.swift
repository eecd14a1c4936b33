/// An integer of any size.
package struct BigInteger: Hashable, Sendable {
  var isNegative: Bool
  /// Digits to the base 2^32, least significant first, without leading zeroes.
  var digits: [UInt32]
  package var int64: Int64? { nil }
}
package struct Rational: Hashable, Sendable {
  var numerator: BigInteger
  var denominator: BigInteger
  var isZero: Bool { false }
  var integer: BigInteger? { nil }
}
