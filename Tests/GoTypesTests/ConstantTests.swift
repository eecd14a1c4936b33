import GoSyntax
import TestSupport
import Testing

@testable import GoTypes

@Suite struct ConstantTests {
  @Test func groupsRepeatAndCount() throws {
    let checked = try Checked(
      """
      package p
      type Weekday uint8
      const (
        A Weekday = iota
        B
        _
        D
        E, F = iota * 10, "s"
        G, H
      )
      const ( KB = 1 << (10 * (iota + 1)); MB; GB )
      """)
    func value(_ name: String) throws -> Int64? {
      try #require(checked.unit.package.lookup(Name.of(name))).constant?.int64
    }
    #expect(try value("B") == 1)
    #expect(try value("D") == 3)
    #expect(try value("G") == 50)
    #expect(try value("GB") == 1 << 30)
    #expect(try checked.typeOf("D").fullString == "p.Weekday")
    #expect(try checked.typeOf("H").fullString == "untyped string")
  }

  @Test func valuesAreExact() throws {
    let checked = try Checked(
      """
      package p
      import "unsafe"
      type T struct { a bool; b int64; c [3]int16 }
      const Huge = 1 << 100
      const name = "héllo"
      const third = 1.0 / 3
      var v1 [Huge >> 98]int
      var v2 [len(name)]int
      var v3 [unsafe.Sizeof(T{})]int
      var v4 [unsafe.Offsetof(T{}.c)]int
      var v5 [int(third * 9)]int
      var v6 [len([...]int{1, 2, 9: 3})]int
      var v7 [^uint8(1)]int
      var v8 ['b' - 'a' + 0x_1F + 0b11 + 0o17 + 017]int
      var v9 [-7 / 2 + 10]int
      var v10 [-7 % 3 + 10]int
      var v11 [min(3, 2.0, 7)]int
      var v12 [1_000 &^ 0xFF]int
      var v13 [1e3]int
      var v14 [uint32(1) << 3 | 1]int
      const big uint8 = 300
      var v15 [big]int
      var v16 [real(2 + 3i)]int
      """)
    let expected: [String: Int64?] = [
      "v1": 4, "v2": 6, "v3": 24, "v4": 16, "v5": 3, "v6": 10, "v7": 254, "v8": 1 + 31 + 3 + 15 + 15, "v9": 7,
      "v10": 9, "v11": 2, "v12": 768, "v13": 1000, "v14": 9, "v15": nil, "v16": 2,
    ]
    for (name, length) in expected { #expect(try checked.typeOf(name).length == length, "\(name)") }
  }

  /// IEEE 754: 0.1 is 13421773 / 2^27 as a float32 and 3602879701896397 / 2^55 as a float64; halves go to even; below the
  /// smallest normal number fewer bits remain.
  @Test func typedFloatsAreRounded() throws {
    let checked = try Checked(
      """
      package p
      const single float32 = 0.1
      const double float64 = 0.1
      const a = int64(single * (1 << 27))
      const b = int64(double * (1 << 55))
      const c = int64(float32(16777217))
      const d = int64(float32(-16777219))
      const e float32 = 1e39
      const f = int64(float64(5e-324) * (1 << 500) * (1 << 500) * (1 << 74))
      const g = int64(float32(1.0 / (1 << 150)) * (1 << 149))
      const h = int64(real(complex64(0.1)) * (1 << 27))
      """)
    let expected: [String: Int64?] = [
      "a": 13_421_773, "b": 3_602_879_701_896_397, "c": 16_777_216, "d": -16_777_220, "e": nil, "f": 1, "g": 0,
      "h": 13_421_773,
    ]
    for (name, value) in expected {
      #expect(checked.unit.package.lookup(Name.of(name))?.constant?.int64 == value, "\(name)")
    }
  }

  @Test func bigIntegersCompute() throws {
    let a = try #require(BigInteger("123456789012345678901234567890".utf8, radix: 10))
    let b = try #require(BigInteger("987654321098765432109".utf8, radix: 10))
    #expect(a.description == "123456789012345678901234567890")
    let (quotient, remainder) = try #require((a * b + BigInteger(17)).dividing(by: a))
    #expect(quotient == b)
    #expect(remainder == BigInteger(17))
    #expect(a.shiftedLeft(77).shiftedRight(77) == a)
    #expect(BigInteger(-5).shiftedRight(1) == BigInteger(-3))
    #expect(BigInteger(-6).bitwise(BigInteger(11), &) == BigInteger(-6 & 11))
    #expect(BigInteger(-6).bitwise(BigInteger(11), |) == BigInteger(-6 | 11))
    #expect(BigInteger(-6).bitwise(BigInteger(-11), ^) == BigInteger(-6 ^ -11))
    #expect(BigInteger(Int64.min).int64 == Int64.min)
    #expect((BigInteger(Int64.max) + .one).int64 == nil)
  }

  @Test func stringsAndRunesAreUnquoted() throws {
    let checked = try Checked(
      "package p\nconst a = \"\\x41\\u00e9\\n\\101\" + `raw\\n`\nvar l [len(a)]int\nconst r = '\\''\nconst q = '世'\n")
    #expect(try checked.typeOf("l").length == 5 + 5)
    #expect(checked.unit.package.lookup(Name.of("r"))?.constant?.int64 == 39)
    #expect(checked.unit.package.lookup(Name.of("q"))?.constant?.int64 == 0x4E16)
  }
}
