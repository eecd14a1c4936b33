import Census
import GoTypes

/// Figures as messages say them: worked out from the sizes of types and the toolchain, or taken from what was measured. Where
/// it is not known which toolchain builds the code, a figure is the span of those that may.
extension Pass {
  /// What the tables of a map take on its way to a number of entries.
  package struct FilledTables {
    /// How often the entries move on: `8`.
    package let moves: String
    /// All tables together: `74 kB`.
    package let grown: String
    /// The same less the first of them, which lies on the stack.
    package let grownFromStack: String
    /// The one table made at its size.
    package let sized: String
  }

  /// Nil where a size is not known.
  package func tables(of map: Type, entries: Int64) -> FilledTables? {
    guard let growth = TableGrowth(map: map, entries: entries, sizes) else { return nil }
    let tables = growth.tables(toolchain: toolchain, atLeast: toolchainAtLeast)
    func span(_ figure: (TableGrowth.Tables) -> Int) -> ClosedRange<Int> {
      let figures = tables.map(figure)
      return (figures.min() ?? 0)...(figures.max() ?? 0)
    }
    return FilledTables(
      moves: Self.count(span(\.moves)), grown: Self.bytes(span(\.grown)),
      grownFromStack: Self.bytes(span { $0.grown - $0.first }), sized: Self.bytes(span(\.sized)))
  }

  /// The bytes of an entry of a map of a million, in its table and in large keys and values; nil where a size is not known.
  package func entryBytes(_ map: Type) -> Int? {
    EntryCost(map: map, sizes)?.bytes(toolchain: toolchain, atLeast: toolchainAtLeast)
  }

  /// The same as text, with what is not in it: `56 bytes and what it points to`.
  package func entry(of map: Type) -> String? {
    let map = map.underlying
    guard let bytes = entryBytes(map) else { return nil }
    let isAll = map.key.containsPointers == false && map.elem.containsPointers == false
    return "\(bytes) bytes\(isAll ? "" : " and what it points to")"
  }

  /// The bytes that a value of its own takes on the heap. Since Go 1.22 one with pointers and of more than 512 bytes has a word
  /// before it (`mallocHeaderSize` in runtime/mbitmap.go). Nil where the size is not known.
  package func allocated(_ type: Type) -> Int64? {
    guard let size = type.size(sizes) else { return nil }
    let hasHeader = (toolchain ?? toolchainAtLeast) >= 22 && size > 512 && type.containsPointers == true
    return SizeClass.rounded(hasHeader ? size + sizes.wordSize : size)
  }

  /// What a row of a rule's evidence came to for the toolchain: between the versions around it where it was not measured.
  package func measured(_ rule: any Rule.Type, _ claim: String, unit: String, row: String) -> ClosedRange<Int>? {
    guard let fact = rule.meta.evidence.first(where: { $0.claim == claim && $0.unit == unit }),
      let values = fact.rows.first(where: { $0.name == row })?.values
    else { return nil }
    let minors = fact.versions.map { Int($0.drop { $0 != "." }.dropFirst()) ?? 0 }
    let least = toolchain ?? toolchainAtLeast
    let first = minors.lastIndex { $0 <= least } ?? 0
    let last = toolchain.map { exact in minors.firstIndex { $0 >= exact } ?? minors.count - 1 } ?? minors.count - 1
    let known = values[min(first, last)...max(first, last)].compactMap { Int($0) }
    guard let low = known.min(), let high = known.max() else { return nil }
    return low...high
  }

  /// `3`, or `3 to 4`.
  package static func count(_ span: ClosedRange<Int>) -> String {
    span.count == 1 ? "\(span.lowerBound)" : "\(span.lowerBound) to \(span.upperBound)"
  }

  /// `912 bytes`, `4.8 kB`, `37 to 41 kB`.
  package static func bytes(_ span: ClosedRange<Int>) -> String {
    let low = amount(span.lowerBound)
    let high = amount(span.upperBound)
    if low == high { return "\(low.number) \(low.unit)" }
    return low.unit == high.unit
      ? "\(low.number) to \(high.number) \(low.unit)" : "\(low.number) \(low.unit) to \(high.number) \(high.unit)"
  }

  private static func amount(_ bytes: Int) -> (number: String, unit: String) {
    switch bytes {
    case ..<1000: ("\(bytes)", "bytes")
    case ..<9950: (tenths(bytes, of: 1000), "kB")
    case ..<999_500: ("\((bytes + 500) / 1000)", "kB")
    case ..<9_950_000: (tenths(bytes, of: 1_000_000), "MB")
    default: ("\((bytes + 500_000) / 1_000_000)", "MB")
    }
  }

  private static func tenths(_ number: Int, of part: Int) -> String {
    let count = (number * 10 + part / 2) / part
    return count % 10 == 0 ? "\(count / 10)" : "\(count / 10).\(count % 10)"
  }
}
