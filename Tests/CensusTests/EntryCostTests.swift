import Testing

@testable import Census

/// Against heap figures measured on Go 1.19, 1.23 and 1.27 at a million entries, less what keys and values point to.
@Suite struct EntryCostTests {
  private func cost(_ key: Int64, _ value: Int64, keyAlign: Int64 = 8, valueAlign: Int64 = 8) -> EntryCost {
    EntryCost(
      key: EntryCost.Part(size: key, align: keyAlign), value: EntryCost.Part(size: value, align: valueAlign))
  }

  @Test func measuredTables() {
    // map[int]int: 40.2 and 37.7 MB.
    #expect(cost(8, 8).old == 40)
    #expect(cost(8, 8).swiss == 38)
    // map[string]struct{} with keys of 15 bytes: 56 and 72 bytes, 16 of them the key's text.
    #expect(cost(16, 0, valueAlign: 1).old + 16 == 56)
    #expect(cost(16, 0, valueAlign: 1).swiss + 16 == 72)
    // map[string]string: 108 and 116 bytes, 32 of them texts.
    #expect(cost(16, 16).old + 32 == 108)
    #expect(cost(16, 16).swiss + 32 == 116)
    // map[string]*[64]byte: 138 and 136 bytes, 16 of the key's text and 64 of the value.
    #expect(abs(cost(16, 8).old + 80 - 138) <= 2)
    #expect(abs(cost(16, 8).swiss + 80 - 136) <= 2)
    // map[int][128]byte: 308 MB; [129]byte: an object of 144 bytes for each, 184 MB.
    #expect(abs(cost(8, 128, valueAlign: 1).old - 308) <= 3)
    #expect(cost(8, 129, valueAlign: 1).old == 184)
  }

  /// A slice of 1000 maps of three keys takes 264,192 bytes for map[string]int: 8 of each are its place in the slice, which
  /// is rounded up to 8192.
  @Test func smallMaps() {
    let ints = EntryCost.smallMap(
      key: EntryCost.Part(size: 16, align: 8), value: EntryCost.Part(size: 8, align: 8))
    #expect(ints.old == 256)
    #expect(ints.swiss == 256)
  }

  @Test func unknownToolchainsCostTheLeast() {
    let strings = cost(16, 16)
    #expect(strings.bytes(toolchain: 23, atLeast: 23) == strings.old)
    #expect(strings.bytes(toolchain: 24, atLeast: 24) == strings.swiss)
    #expect(strings.bytes(toolchain: nil, atLeast: 21) == strings.old)
    #expect(strings.bytes(toolchain: nil, atLeast: 25) == strings.swiss)
  }
}
