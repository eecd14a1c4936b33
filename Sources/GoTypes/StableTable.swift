import Glibc
import GoSyntax
import Synchronization

/// Append-only storage whose elements never move, so that reading one needs no lock: an index
/// reaches another thread only through something that synchronises.
struct StableTable<Element: ~Copyable>: ~Copyable {
  private static var chunkBits: UInt32 { 11 }
  private static var chunkSize: Int { 1 << 11 }
  private static var chunkCount: Int { 1 << 16 }

  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
  private let used: Mutex<UInt32>

  init() {
    chunks = zeroedMemory(of: UnsafeMutablePointer<Element>?.self, count: Self.chunkCount)
    used = Mutex(0)
  }

  deinit {
    let count = used.withLock { $0 }
    var index: UInt32 = 0
    while index < count {
      guard let chunk = chunks[Int(index >> Self.chunkBits)] else { break }
      chunk.deinitialize(count: min(Self.chunkSize, Int(count - index)))
      chunk.deallocate()
      index += UInt32(Self.chunkSize)
    }
    free(chunks)
  }

  /// How many elements there are.
  var count: UInt32 { used.withLock { $0 } }

  /// Adds an element and returns its index.
  func append(_ element: consuming Element) -> UInt32 {
    // The closure may not consume the element, so the slot is reserved first.
    let (slot, index) = used.withLock { used in
      let index = used
      used += 1
      let chunkIndex = Int(index >> Self.chunkBits)
      let chunk: UnsafeMutablePointer<Element>
      if let known = chunks[chunkIndex] {
        chunk = known
      } else {
        chunk = .allocate(capacity: Self.chunkSize)
        chunks[chunkIndex] = chunk
      }
      return (SendablePointer(chunk + (Int(index) & (Self.chunkSize - 1))), index)
    }
    slot.pointer.initialize(to: element)
    return index
  }

  /// The address of an element; valid as long as the table.
  @inline(__always)
  func pointer(_ index: UInt32) -> UnsafeMutablePointer<Element>? {
    guard let chunk = chunks[Int(index >> Self.chunkBits)] else { return nil }
    return chunk + (Int(index) & (Self.chunkSize - 1))
  }
}

/// A pointer that is handed from a critical section to its caller.
struct SendablePointer<Pointee: ~Copyable>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Pointee>
  init(_ pointer: UnsafeMutablePointer<Pointee>) { self.pointer = pointer }
}

/// A hash map from 64-bit keys to 32-bit values over raw memory: reading it counts no references.
/// Zero is neither a key nor a value.
struct RawMap: ~Copyable {
  private var keys: UnsafeMutablePointer<UInt64>
  private var values: UnsafeMutablePointer<UInt32>
  private var mask: Int
  private(set) var count = 0

  init(capacity: Int = 8) {
    var size = 8
    while size < capacity * 2 { size *= 2 }
    keys = .allocate(capacity: size)
    keys.initialize(repeating: 0, count: size)
    values = .allocate(capacity: size)
    values.initialize(repeating: 0, count: size)
    mask = size - 1
  }

  deinit {
    keys.deallocate()
    values.deallocate()
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> Int {
    let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }

  /// The value of a key, 0 when absent.
  @inline(__always)
  subscript(key: UInt64) -> UInt32 {
    var slot = Self.hash(key) & mask
    while true {
      let found = keys[slot]
      if found == key { return values[slot] }
      if found == 0 { return 0 }
      slot = (slot + 1) & mask
    }
  }

  /// Sets the value of a key and returns the value it had, 0 when it was absent.
  @discardableResult
  mutating func set(_ key: UInt64, _ value: UInt32) -> UInt32 {
    if (count + 1) * 2 > mask { grow() }
    var slot = Self.hash(key) & mask
    while keys[slot] != 0 {
      if keys[slot] == key {
        let old = values[slot]
        values[slot] = value
        return old
      }
      slot = (slot + 1) & mask
    }
    keys[slot] = key
    values[slot] = value
    count += 1
    return 0
  }

  private mutating func grow() {
    let oldKeys = keys
    let oldValues = values
    let oldSize = mask + 1
    let size = oldSize * 2
    keys = .allocate(capacity: size)
    keys.initialize(repeating: 0, count: size)
    values = .allocate(capacity: size)
    values.initialize(repeating: 0, count: size)
    mask = size - 1
    for index in 0..<oldSize where oldKeys[index] != 0 {
      var slot = Self.hash(oldKeys[index]) & mask
      while keys[slot] != 0 { slot = (slot + 1) & mask }
      keys[slot] = oldKeys[index]
      values[slot] = oldValues[index]
    }
    oldKeys.deallocate()
    oldValues.deallocate()
  }
}
