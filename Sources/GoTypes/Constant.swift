/// The value of a constant expression.
package enum Constant: Hashable, Sendable {
  case bool(Bool)
  /// The bytes of a string constant, which need not be UTF-8.
  case string([UInt8])
  case int(BigInteger)
  /// An exact fraction: floating-point constants are exact in Go.
  case rational(Rational)
  case complex(real: Rational, imaginary: Rational)

  /// The value as an integer, if it is one and fits.
  package var int64: Int64? {
    switch self {
    case .int(let value): value.int64
    case .rational(let value): value.integer?.int64
    case .complex(let real, let imaginary): imaginary.isZero ? real.integer?.int64 : nil
    default: nil
    }
  }
}
