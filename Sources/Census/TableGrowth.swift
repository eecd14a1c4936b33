import Glibc
import GoTypes

/// What the table of a map takes on its way from nothing to a number of entries, and made at once for as many, in each
/// of Go's two maps. What large keys and values take apart from it is not in it: that is the same either way.
///
/// Old: `hashGrow` and `makeBucketArray` in runtime/map.go before Go 1.24. Swiss: `rehash`, `grow` and `split` in
/// internal/runtime/maps/table.go since.
package struct TableGrowth: Hashable, Sendable {
  package struct Tables: Hashable, Sendable {
    /// How often the entries move on to larger tables.
    package let moves: Int
    /// Bytes of all tables on the way.
    package let grown: Int
    /// Bytes of the first of them, which lies on the stack if the map does.
    package let first: Int
    /// Bytes of the one that is made with room for all entries.
    package let sized: Int
  }

  package let old: Tables
  package let swiss: Tables

  /// Nil where a size is not known.
  package init?(map: Type, entries: Int64, _ sizes: Sizes) {
    let map = map.underlying
    guard map.kind == .map, let key = EntryCost.Part(map.key, sizes), let value = EntryCost.Part(map.elem, sizes) else {
      return nil
    }
    self.init(key: key, value: value, entries: entries, wordSize: sizes.wordSize)
  }

  init(key: EntryCost.Part, value: EntryCost.Part, entries: Int64, wordSize: Int64 = 8) {
    let entries = min(max(entries, 1), 1 << 32)
    let key = EntryCost.slot(key, wordSize)
    let value = EntryCost.slot(value, wordSize)
    old = Self.old(EntryCost.bucket(key, value, wordSize), entries)
    swiss = Self.swiss(EntryCost.group(key, value), entries)
  }

  /// The tables on a toolchain: those of both maps where it is not known which.
  package func tables(toolchain: Int?, atLeast: Int) -> [Tables] {
    if let toolchain { return [toolchain >= 24 ? swiss : old] }
    return atLeast >= 24 ? [swiss] : [old, swiss]
  }

  private static let slots: Int64 = 8

  /// Buckets double when there are more than 6.5 entries for each.
  private static func old(_ bucket: Int64, _ entries: Int64) -> Tables {
    let first = SizeClass.rounded(bucket)
    var buckets: Int64 = 1
    var moves = 0
    var grown = first
    while entries > slots, entries > 13 * buckets / 2 {
      // Full, but for the last one.
      buckets *= 2
      moves += 1
      let most = min(entries, 13 * buckets / 2)
      grown += oldTable(bucket, buckets, entries: most)
    }
    return Tables(
      moves: moves, grown: Int(grown), first: Int(first),
      sized: Int(buckets == 1 ? first : oldTable(bucket, buckets, entries: entries)))
  }

  /// `makeBucketArray` adds a sixteenth for overflow buckets, and what the size class leaves; further ones come one by one.
  private static func oldTable(_ bucket: Int64, _ buckets: Int64, entries: Int64) -> Int64 {
    let table = SizeClass.rounded((buckets >= 16 ? buckets + buckets / 16 : buckets) * bucket)
    let spare = buckets >= 16 ? table / bucket - buckets : 0
    let further = max(0, overflows(Double(entries) / Double(buckets)) * Double(buckets) - Double(spare))
    return table + Int64(further.rounded()) * SizeClass.rounded(bucket)
  }

  /// How many of all buckets get more than eight entries, at so many for each: keys are spread at random (Poisson).
  private static func overflows(_ load: Double) -> Double {
    var part = exp(-load)
    var within = part
    for count in 1...slots {
      part *= load / Double(count)
      within += part
    }
    return max(0, 1 - within)
  }

  private static let largestTable: Int64 = 1024

  /// A group of eight first, then tables that double up to 1024 slots and split from there, each at seven eighths.
  private static func swiss(_ group: Int64, _ entries: Int64) -> Tables {
    let first = SizeClass.rounded(group)
    func table(_ capacity: Int64) -> Int64 { SizeClass.rounded(capacity / slots * group) }
    var capacity = slots
    var moves = 0
    var grown = first
    while capacity != largestTable, entries > (capacity == slots ? slots : capacity * 7 / 8) {
      capacity *= 2
      moves += 1
      grown += table(capacity)
    }
    var tables: Int64 = 1
    while entries > tables * largestTable * 7 / 8 {
      // Each leaves two of its size.
      grown += 2 * tables * table(largestTable)
      moves += 1
      tables *= 2
    }
    if entries <= slots { return Tables(moves: 0, grown: Int(grown), first: Int(first), sized: Int(first)) }
    // `NewMap`: as many tables as hold the slots, and each as large as its part of them, in powers of two.
    let wanted = entries * 8 / 7
    var count: Int64 = 1
    while count * largestTable < wanted { count *= 2 }
    var each = slots
    while each < wanted / count { each *= 2 }
    return Tables(moves: moves, grown: Int(grown), first: Int(first), sized: Int(count * table(each)))
  }
}
