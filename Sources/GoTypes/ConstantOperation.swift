import GoSyntax

/// Operations on constant values.
enum ConstantOperation {
  static func integer(_ value: Constant) -> BigInteger? {
    switch value {
    case .int(let integer): integer
    case .rational(let number): number.integer
    case .complex(let real, let imaginary): imaginary.isZero ? real.integer : nil
    default: nil
    }
  }

  static func rational(_ value: Constant) -> Rational? {
    switch value {
    case .int(let integer): Rational(integer)
    case .rational(let number): number
    case .complex(let real, let imaginary): imaginary.isZero ? real : nil
    default: nil
    }
  }

  static func complexParts(_ value: Constant) -> (real: Rational, imaginary: Rational)? {
    if case .complex(let real, let imaginary) = value { return (real, imaginary) }
    return rational(value).map { ($0, Rational(.zero)) }
  }

  static func binary(_ token: Token, _ left: Constant, _ right: Constant, isInteger: Bool) -> Constant? {
    switch token {
    case .shl, .shr:
      guard let value = integer(left), let count = integer(right)?.int64, count >= 0, count < 10_000 else { return nil }
      return .int(token == .shl ? value.shiftedLeft(Int(count)) : value.shiftedRight(Int(count)))
    case .eql, .neq, .lss, .leq, .gtr, .geq: return comparison(token, left, right).map { .bool($0) }
    case .logicalAnd, .logicalOr:
      guard case .bool(let a) = left, case .bool(let b) = right else { return nil }
      return .bool(token == .logicalAnd ? a && b : a || b)
    default: break
    }
    if isInteger {
      guard let a = integer(left), let b = integer(right) else { return nil }
      return integers(token, a, b).map { .int($0) }
    }
    if case .complex = left { return complex(token, left, right) }
    if case .complex = right { return complex(token, left, right) }
    guard let a = rational(left), let b = rational(right) else { return nil }
    return rationals(token, a, b).map { .rational($0) }
  }

  private static func integers(_ token: Token, _ a: BigInteger, _ b: BigInteger) -> BigInteger? {
    switch token {
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    case .quo: a.dividing(by: b)?.quotient
    case .rem: a.dividing(by: b)?.remainder
    case .and: a.bitwise(b, &)
    case .or: a.bitwise(b, |)
    case .xor: a.bitwise(b, ^)
    case .andNot: a.bitwise(b) { $0 & ~$1 }
    default: nil
    }
  }

  private static func rationals(_ token: Token, _ a: Rational, _ b: Rational) -> Rational? {
    switch token {
    case .add: Rational.add(a, b)
    case .sub: Rational.subtract(a, b)
    case .mul: Rational.multiply(a, b)
    case .quo: Rational.divide(a, b)
    default: nil
    }
  }

  private static func complex(_ token: Token, _ left: Constant, _ right: Constant) -> Constant? {
    guard let a = complexParts(left), let b = complexParts(right) else { return nil }
    switch token {
    case .add, .sub:
      guard let real = rationals(token, a.real, b.real), let imaginary = rationals(token, a.imaginary, b.imaginary)
      else { return nil }
      return .complex(real: real, imaginary: imaginary)
    case .mul:
      guard let x = Rational.multiply(a.real, b.real), let y = Rational.multiply(a.imaginary, b.imaginary),
        let u = Rational.multiply(a.real, b.imaginary), let v = Rational.multiply(a.imaginary, b.real),
        let real = Rational.subtract(x, y), let imaginary = Rational.add(u, v)
      else { return nil }
      return .complex(real: real, imaginary: imaginary)
    default: return nil
    }
  }

  private static func comparison(_ token: Token, _ left: Constant, _ right: Constant) -> Bool? {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): return token == .eql ? a == b : token == .neq ? a != b : nil
    case (.string(let a), .string(let b)):
      return ordered(token, a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1)
    default: break
    }
    if let a = rational(left), let b = rational(right) { return ordered(token, a == b ? 0 : a < b ? -1 : 1) }
    guard let a = complexParts(left), let b = complexParts(right) else { return nil }
    let isEqual = a.real == b.real && a.imaginary == b.imaginary
    return token == .eql ? isEqual : token == .neq ? !isEqual : nil
  }

  private static func ordered(_ token: Token, _ order: Int) -> Bool? {
    switch token {
    case .eql: order == 0
    case .neq: order != 0
    case .lss: order < 0
    case .leq: order <= 0
    case .gtr: order > 0
    case .geq: order >= 0
    default: nil
    }
  }
}
