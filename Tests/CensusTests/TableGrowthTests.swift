import Testing

@testable import Census

/// Against bytes that filling maps allocated on Go 1.19, 1.23 and 1.27, less the 48 of the map's header.
@Suite struct TableGrowthTests {
  private struct Measured {
    let key: EntryCost.Part
    let value: EntryCost.Part
    let entries: Int64
    /// Filled without a size and with one, before Go 1.24 and since.
    let old: (grown: Int, sized: Int)
    let swiss: (grown: Int, sized: Int)
  }

  private static func part(_ size: Int64, _ align: Int64) -> EntryCost.Part { EntryCost.Part(size: size, align: align) }

  private static let int = part(8, 8)
  private static let string = part(16, 8)
  private static let bool = part(1, 1)

  private static let measured: [Measured] = [
    Measured(key: int, value: int, entries: 9, old: (480, 336), swiss: (520, 376)),
    Measured(key: int, value: int, entries: 20, old: (1141, 653), swiss: (1128, 664)),
    Measured(key: int, value: int, entries: 100, old: (5545, 2956), swiss: (4648, 2392)),
    Measured(key: int, value: int, entries: 1000, old: (86737, 41145), swiss: (74456, 36992)),
    Measured(key: int, value: int, entries: 5000, old: (347_849, 165_310), swiss: (296_120, 147_824)),
    Measured(key: string, value: string, entries: 100, old: (10478, 5467), swiss: (9368, 4952)),
    Measured(key: string, value: string, entries: 1000, old: (166_854, 81992), swiss: (160_328, 82048)),
    Measured(key: string, value: bool, entries: 100, old: (5842, 3054), swiss: (6952, 3544)),
    Measured(key: string, value: bool, entries: 5000, old: (363_074, 172_104), swiss: (436_664, 218_480)),
    Measured(key: part(4, 4), value: part(0, 1), entries: 1000, old: (29684, 13754), swiss: (38184, 19072)),
    Measured(key: part(24, 8), value: part(128, 1), entries: 1000, old: (721_960, 336_061), swiss: (654_824, 327_808)),
    Measured(
      key: part(24, 8), value: part(128, 1), entries: 5000, old: (2_885_282, 1_345_993), swiss: (2_621_384, 1_311_088)),
  ]

  /// Small tables and directories beside them are not counted: within an eighth.
  private func isNear(_ figure: Int, _ measured: Int) -> Bool { abs(figure - (measured - 48)) <= max(96, measured / 8) }

  @Test func nearWhatWasMeasured() {
    for one in Self.measured {
      let growth = TableGrowth(key: one.key, value: one.value, entries: one.entries)
      let name = "\(one.key.size) \(one.value.size) \(one.entries): \(growth)"
      #expect(isNear(growth.old.grown, one.old.grown), "\(name)")
      #expect(isNear(growth.old.sized, one.old.sized), "\(name)")
      #expect(isNear(growth.swiss.grown, one.swiss.grown), "\(name)")
      #expect(isNear(growth.swiss.sized, one.swiss.sized), "\(name)")
    }
  }

  /// Old: 1, 2, 4, … 256 buckets. Swiss: 8, 16, … 1024 slots, then two tables of 1024.
  @Test func movesToLargerTables() {
    func moves(_ entries: Int64) -> [Int] {
      let growth = TableGrowth(key: Self.int, value: Self.int, entries: entries)
      return [growth.old.moves, growth.swiss.moves]
    }
    #expect(moves(8) == [0, 0])
    #expect(moves(9) == [1, 1])
    #expect(moves(13) == [1, 1])
    #expect(moves(14) == [2, 1])
    #expect(moves(15) == [2, 2])
    #expect(moves(1000) == [8, 8])
    #expect(moves(Int64.max).allSatisfy { $0 < 64 })
  }

  @Test func toolchainsChoose() {
    let growth = TableGrowth(key: Self.int, value: Self.int, entries: 1000)
    #expect(growth.tables(toolchain: 23, atLeast: 21) == [growth.old])
    #expect(growth.tables(toolchain: 24, atLeast: 21) == [growth.swiss])
    #expect(growth.tables(toolchain: nil, atLeast: 24) == [growth.swiss])
    #expect(growth.tables(toolchain: nil, atLeast: 23) == [growth.old, growth.swiss])
  }
}
