import Synchronization

/// Makes equal types one: a hash table from kind, detail and words to the id of the type.
///
/// The words of a type, by kind (ids of types and objects, ids of names):
/// - `named`: object, type arguments…; `alias`: object, target, type arguments…
/// - `pointer`, `slice`, `chan`: element; `array`: element, length low, length high; `map`: key, element
/// - `tuple`: (type, name)…
/// - `signature`: parameters, results, type parameters…; the detail is 1 when variadic
/// - `struct`: (field object, type, tag)…
/// - `interface`: number of methods, (method object, signature)…, embedded types…; the detail is 1 when implicit, 2 for `comparable`, 3 for what `any` stands for
/// - `union`: (1 for `~`, type)…
/// - `typeParam`: object; `builtin`: none, the detail is the function
/// - `canonicalForm`: what counts for identity; the detail is the kind
/// - `typeSet`: flags, number of methods, (method object, signature)…, (1 for `~`, type)…
struct TypeInterner: ~Copyable {
  private struct Shard: ~Copyable, @unchecked Sendable {
    var slots: UnsafeMutablePointer<UInt32>
    var mask: Int
    var count = 0
    var arena: UnsafeMutablePointer<UInt32>?
    var arenaLeft = 0
    var arenas: [UnsafeMutablePointer<UInt32>] = []

    init() {
      slots = .allocate(capacity: 256)
      slots.initialize(repeating: 0, count: 256)
      mask = 255
    }

    deinit {
      slots.deallocate()
      for arena in arenas { arena.deallocate() }
    }

    mutating func store(_ words: UnsafeBufferPointer<UInt32>) -> UnsafePointer<UInt32> {
      if arena == nil || arenaLeft < words.count {
        let size = max(1 << 13, words.count + 1)
        let fresh = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
        arenas.append(fresh)
        arena = fresh
        arenaLeft = size
      }
      let target = arena ?? slots
      if let source = words.baseAddress, !words.isEmpty {
        target.initialize(from: source, count: words.count)
        arena = target + words.count
        arenaLeft -= words.count
      }
      return UnsafePointer(target)
    }

    mutating func grow(_ types: borrowing StableTable<TypeRecord>) {
      let oldSlots = slots
      let oldSize = mask + 1
      let size = oldSize * 2
      slots = .allocate(capacity: size)
      slots.initialize(repeating: 0, count: size)
      mask = size - 1
      for index in 0..<oldSize where oldSlots[index] != 0 {
        guard let record = types.pointer(oldSlots[index]) else { continue }
        var slot = Int(record.pointee.hash >> 4) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = oldSlots[index]
      }
      oldSlots.deallocate()
    }
  }

  private static var shardCount: Int { 16 }
  private let shards: UnsafeMutablePointer<Mutex<Shard>>

  init() {
    shards = .allocate(capacity: Self.shardCount)
    for index in 0..<Self.shardCount { (shards + index).initialize(to: Mutex(Shard())) }
  }

  deinit {
    shards.deinitialize(count: Self.shardCount)
    shards.deallocate()
  }

  static func hash(_ kind: TypeKind, _ detail: UInt8, _ words: UnsafeBufferPointer<UInt32>) -> UInt32 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(kind.rawValue) << 8 ^ UInt64(detail)
    for word in words {
      let product = (hash ^ UInt64(word)).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// The id of the type with this kind and these words.
  func intern(
    _ types: borrowing StableTable<TypeRecord>, kind: TypeKind, detail: UInt8, flags: TypeFlags,
    words: UnsafeBufferPointer<UInt32>
  ) -> UInt32 {
    let hash = Self.hash(kind, detail, words)
    let shard = shards + Int(hash & UInt32(Self.shardCount - 1))
    return shard.pointee.withLock { state in
      var slot = Int(hash >> 4) & state.mask
      while state.slots[slot] != 0 {
        let id = state.slots[slot]
        if let record = types.pointer(id), record.pointee.hash == hash, record.pointee.kind == kind,
          record.pointee.detail == detail, Int(record.pointee.count) == words.count,
          Self.equal(record.pointee.words, words)
        {
          return id
        }
        slot = (slot + 1) & state.mask
      }
      let id = types.append(
        TypeRecord(
          kind: kind, flags: flags, detail: detail, hash: hash, count: UInt32(words.count), words: state.store(words)))
      state.slots[slot] = id
      state.count += 1
      if state.count * 2 > state.mask { state.grow(types) }
      return id
    }
  }

  private static func equal(_ a: UnsafePointer<UInt32>, _ b: UnsafeBufferPointer<UInt32>) -> Bool {
    for index in 0..<b.count where a[index] != b[index] { return false }
    return true
  }
}
