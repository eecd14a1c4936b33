import Lint
import Rules
import Testing

/// What a rule's `why` says in numbers is what its program in `testdata/evidence` showed, or has a source.
@Suite struct WhyFigureTests {
  /// Numbers that are not measured by the rule's own program, and where they are from.
  static let sources: [String: [String: String]] = [
    "goroutine-without-exit": ["2": "kB: the stack measured, 2,025 bytes, rounded; stackMin in runtime/stack.go"],
    "gomaxprocs-one": ["quarter": "gcBackgroundUtilization in runtime/mgcpacer.go"],
    "inconsistent-lock": ["half": "no figure: a write that is half done"],
    "interface-map-key": ["three": "no figure: keys, by the types of 1, int64(1) and float64(1)"],
    "json-into-map": ["2^53": "the integers that a float64 holds, IEEE 754"],
    "map-made-in-loop": ["8": "entries of one bucket or group: MapGroupSlots in internal/abi; measured with 9"],
    "map-without-size-hint": [
      "8": "entries of one bucket or group: MapGroupSlots in internal/abi",
      "twice": "the bytes: 86.8 kB against 41.1 kB and 74.5 kB against 37 kB, measured",
    ],
    "pointer-heavy-cache": [
      "200,000": "two objects for each of 100,000 entries: 201,529 measured"
    ],
    "pointer-to-small-value": [
      "128": "MapMaxElemBytes in internal/abi, maxElemSize in runtime/map.go before Go 1.24",
      "64": "bytes: by EntryCost, whose tests hold it against measured heaps",
    ],
    "pool-oversized-put": ["64": "kB: (*pp).free in fmt/print.go", "two": "collections: poolCleanup in sync/pool.go"],
    "large-map-value": ["twice": "no figure: copied out and back"],
    "slice-of-maps": ["two": "allocations: 4,001 measured for 1000 records, two of each for the numbers in interfaces"],
    "sync-map-write-heavy": [
      "three": "allocations: 3,357 measured for 1000 keys", "four": "allocations: 4,023 measured",
    ],
    "time-after-in-loop": [
      "3.6": "million timers: 1000 a second for an hour", "800": "MB: 3.6 million of 210 to 250 bytes, measured",
      "three": "allocations: 3,001 measured for 1000 turns",
    ],
    "unmatchable-key": ["0.3": "the program looks up 0.1 + 0.2 in a map with 0.3"],
  ]

  @Test(arguments: allRules.map { $0.meta.id }) func figuresHaveASource(_ id: String) throws {
    let meta = try #require(allRules.first { $0.meta.id == id }).meta
    let said = Self.figures(in: meta.why)
    let measured = Self.measured(meta.evidence)
    let sources = Self.sources[id] ?? [:]
    for figure in said.sorted() {
      #expect(measured.contains(figure) || sources[figure] != nil, "\(id): where is \(figure) from?")
    }
    #expect(
      Set(sources.keys).isSubset(of: said), "\(id): \(sources.keys.filter { !said.contains($0) }) is not said any more")
  }

  /// Numbers and words for numbers, without code and versions of Go.
  static func figures(in text: String) -> Set<String> {
    let plain =
      text.replacing(/`[^`]*`/, with: " ")
      .replacing(/[Gg]o 1\.\d+( and 1\.\d+|, 1\.\d+)*/, with: " ")
      .replacing(/since 1\.2\d/, with: " ")
      .replacing(/\w*[A-Za-z]\w*(\.\w+)*\([^)]*\)/, with: " ")
      .replacing(/[A-Za-z]+\d+/, with: " ")
    let numbers = plain.matches(of: /\d[\d,.^]*/).map { match in
      String(match.output.reversed().drop { ",.".contains($0) }.reversed())
    }
    let words = plain.matches(of: /\b(twice|half|quarter|two|three|four|five|ten)\b/)
    return Set(numbers).union(words.map { String($0.output.1) })
  }

  /// The numbers of claims and outcomes, and values as the pages print them.
  static func measured(_ facts: [Evidence]) -> Set<String> {
    var known: Set<String> = []
    for fact in facts {
      known.formUnion(figures(in: fact.claim))
      for value in fact.rows.flatMap(\.values) {
        known.formUnion(figures(in: value))
        guard let number = Int(value) else { continue }
        for part in [1, 1000, 1_000_000] {
          let tenths = (number * 10 + part / 2) / part
          known.insert(tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)")
        }
      }
    }
    return known
  }

  @Test func figuresAreFound() {
    #expect(
      Self.figures(in: "Since Go 1.24, 6.6 MB of 1,000 x `m[3]` or GOMAXPROCS(1), float64, twice: at least 1.5 times.")
        == ["6.6", "1,000", "twice", "1.5"])
    #expect(Self.figures(in: "since Go 1.27 (go 1.17, 1.20)") == [])
  }
}
