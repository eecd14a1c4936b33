import GoTypes

/// What an entry of a map takes in the table of each of Go's two maps: bytes for each entry of a map that has grown to a
/// million of them without a size hint, as measured after a collection. What keys and values point to is not in it.
///
/// Old: runtime/map.go before Go 1.24, buckets of eight with an overflow pointer, grown at 6.5 entries a bucket.
/// Swiss: internal/runtime/maps since 1.24, groups of eight slots with a control word, tables of at most 1024 slots that
/// split at seven eighths.
package struct EntryCost: Hashable, Sendable {
  package let old: Int
  package let swiss: Int

  /// The entries that the cost is told for.
  private static let entries: Int64 = 1_000_000
  /// Keys and values above this are objects of their own (`maxKeySize` and `maxElemSize` in runtime/map.go,
  /// `MapMaxKeyBytes` and `MapMaxElemBytes` in internal/abi).
  package static let inlineLimit: Int64 = 128

  /// The cost on a toolchain: where it is not known which, the least that holds on every possible one.
  package func bytes(toolchain: Int?, atLeast: Int) -> Int {
    if let toolchain { return toolchain >= 24 ? swiss : old }
    return atLeast >= 24 ? swiss : min(old, swiss)
  }

  /// What sync.Map takes for an entry: a map of interfaces to pointers with an entry each, and since 1.24 the nodes of
  /// a trie. Measured with keys and values that are strings, less these.
  package static let syncMap = EntryCost(old: 82, swiss: 106)

  private init(old: Int, swiss: Int) {
    self.old = old
    self.swiss = swiss
  }

  /// Nil where a size is not known.
  package init?(map: Type, _ sizes: Sizes) {
    let map = map.underlying
    guard map.kind == .map else { return nil }
    self.init(key: map.key, value: map.elem, sizes)
  }

  /// Of a map from one type to another, whether the source has it or not.
  package init?(key: Type, value: Type, _ sizes: Sizes) {
    guard let key = Part(key, sizes), let value = Part(value, sizes) else { return nil }
    self.init(key: key, value: value, wordSize: sizes.wordSize)
  }

  /// What a map on the heap with at most eight entries takes: its header and one bucket or group of slots.
  package static func smallMap(_ map: Type, _ sizes: Sizes) -> EntryCost? {
    let map = map.underlying
    guard map.kind == .map, let key = Part(map.key, sizes), let value = Part(map.elem, sizes) else { return nil }
    return smallMap(key: key, value: value, wordSize: sizes.wordSize)
  }

  static func smallMap(key: Part, value: Part, wordSize: Int64 = 8) -> EntryCost {
    let keySlot = slot(key, wordSize)
    let valueSlot = slot(value, wordSize)
    return EntryCost(
      old: Int(header + SizeClass.rounded(bucket(keySlot, valueSlot, wordSize))),
      swiss: Int(header + SizeClass.rounded(group(keySlot, valueSlot))))
  }

  /// `hmap` (runtime/map.go before Go 1.24) and `Map` (internal/runtime/maps/map.go).
  private static let header: Int64 = 48

  struct Part {
    let size: Int64
    let align: Int64

    init(size: Int64, align: Int64) {
      self.size = size
      self.align = align
    }

    init?(_ type: Type, _ sizes: Sizes) {
      guard let size = type.size(sizes), let align = type.align(sizes) else { return nil }
      self.init(size: size, align: align)
    }
  }

  init(key: Part, value: Part, wordSize: Int64 = 8) {
    let keySlot = Self.slot(key, wordSize)
    let valueSlot = Self.slot(value, wordSize)
    let apart = Self.apart(key) + Self.apart(value)
    old = Int(Self.each(Self.oldTable(keySlot, valueSlot, wordSize)) + apart)
    swiss = Int(Self.each(Self.swissTable(keySlot, valueSlot)) + apart)
  }

  private static func each(_ table: Int64) -> Int64 { (table + entries / 2) / entries }

  /// What a key or value takes in its slot: itself or a pointer.
  static func slot(_ part: Part, _ wordSize: Int64) -> Part {
    part.size > inlineLimit ? Part(size: wordSize, align: wordSize) : part
  }

  /// The object that a large key or value is.
  private static func apart(_ part: Part) -> Int64 { part.size > inlineLimit ? SizeClass.rounded(part.size) : 0 }

  static func bucket(_ key: Part, _ value: Part, _ wordSize: Int64) -> Int64 {
    let slots = aligned(8 + 8 * key.size, value.align) + 8 * value.size
    return aligned(slots, wordSize) + wordSize
  }

  private static func oldTable(_ key: Part, _ value: Part, _ wordSize: Int64) -> Int64 {
    let bucket = bucket(key, value, wordSize)
    var buckets: Int64 = 1
    while buckets * 13 / 2 < entries { buckets *= 2 }
    // `makeBucketArray` adds a sixteenth for overflow buckets.
    return SizeClass.rounded((buckets + buckets / 16) * bucket)
  }

  static func group(_ key: Part, _ value: Part) -> Int64 {
    let align = max(key.align, value.align, 1)
    var slot = aligned(key.size, value.align) + value.size
    // A struct whose last field is empty is a byte larger, so that a pointer to it stays inside.
    if value.size == 0, key.size > 0 { slot += 1 }
    slot = aligned(slot, align)
    return aligned(8 + 8 * slot, max(align, 8))
  }

  private static func swissTable(_ key: Part, _ value: Part) -> Int64 {
    let group = group(key, value)
    var tables: Int64 = 1
    while tables * 896 < entries { tables *= 2 }
    return tables * SizeClass.rounded(128 * group)
  }

  private static func aligned(_ size: Int64, _ align: Int64) -> Int64 {
    align <= 1 ? size : (size + align - 1) / align * align
  }
}

/// The sizes that the runtime's allocator hands out (internal/runtime/gc/sizeclasses.go).
package enum SizeClass {
  private static let classes: [Int64] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
    512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
    5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
    21760, 24576, 27264, 28672, 32768,
  ]
  private static let page: Int64 = 8192

  package static func rounded(_ size: Int64) -> Int64 {
    classes.first { $0 >= size } ?? (size + page - 1) / page * page
  }
}
