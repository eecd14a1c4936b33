import Testing

@testable import Reports

/// The inputs and hashes that codeql-action's own tests have, and a slow second way to the same numbers.
@Suite struct LineHashTests {
  private static let threeBreaks = [
    "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
  ]

  static let published: [(String, [String])] = [
    ("", ["c129715d7a2bc9a3:1"]),
    (
      " a\nb\n  \t\tc\n d",
      ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
    ),
    (
      " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
      [
        "8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1",
        "e6ceba753e1a442:1",
      ]
    ),
    (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", threeBreaks),
    (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", threeBreaks),
    (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", threeBreaks),
    (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", threeBreaks),
    (
      String(repeating: "Lorem ipsum dolor sit amet.\n", count: 10),
      [
        "a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5",
        "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
      ]
    ),
    (
      "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
      [
        "e54938cc54b302f1:1", "bb609acbe9138d60:1", "1131fd5871777f34:1", "5c482a0f8b35ea28:1", "54517377da7028d2:1",
        "2c644846cb18d53e:1", "f1b89f20de0d133:1", "c129715d7a2bc9a3:1",
      ]
    ),
  ]

  @Test(arguments: published)
  func publishedVectors(text: String, expected: [String]) {
    let hashes = LineHashes(Array(text.utf8))
    #expect((1...max(1, hashes.count)).map { hashes[$0] } == expected)
    #expect(hashes[0] == nil)
    #expect(hashes[expected.count + 1] == nil)
  }

  /// The definition taken literally, in another language with other text functions: astral characters are two units, a
  /// byte-order mark and what is not UTF-8 are one.
  @Test func agreesWithTheDefinition() throws {
    let samples: [[UInt8]] = [
      Array("\u{FEFF}package a // 💥 é 漢字\r\n\tvar m = map[string]int{}\n\n\u{2028}x\n".utf8),
      [
        0x61, 0xFF, 0xFE, 0x0A, 0xE2, 0x82, 0x0A, 0xF0, 0x9F, 0x92, 0x0D, 0x0A, 0xED, 0xA0, 0x80, 0x20, 0x0D, 0x20,
        0x0A, 0xC3,
      ],
      Array((0..<60).map { "line \($0 % 7) of \(String(repeating: "wide💥 ", count: $0 % 5))\n" }.joined().utf8),
    ]
    for sample in samples {
      let input = sample.map { String($0, radix: 16) }.joined(separator: " ")
      let read = try python(
        """
        import sys
        text = bytes(int(b, 16) for b in sys.stdin.read().split()).decode("utf-8", "replace")
        raw = text.encode("utf-16-le")
        units, starts, fresh, previous = [], [], True, None
        for unit in [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)] + [65535]:
            pair, previous = previous == 13 and unit == 10, unit
            if unit in (32, 9) or pair:
                continue
            if fresh:
                starts.append(len(units))
            fresh = unit in (10, 13)
            units.append(10 if fresh else unit)
        units += [0] * 100
        seen = {}
        for start in starts:
            h = sum(u * 37 ** (99 - i) for i, u in enumerate(units[start:start + 100])) % 2 ** 64
            seen[h] = seen.get(h, 0) + 1
            print("%x:%d" % (h, seen[h]))
        """, input)
      let hashes = LineHashes(sample)
      #expect(read == (1...hashes.count).map { (hashes[$0] ?? "") + "\n" }.joined())
    }
  }
}
