import Glibc
import Synchronization

/// An interned identifier: two names are equal exactly when their bytes are.
///
/// Ids are handed out in the order names are first met, so they differ from run to run; output
/// must never be ordered by them.
@usableFromInline
package struct Name: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package let id: UInt32

  @inlinable package init(id: UInt32) { self.id = id }

  /// No name: every node that is not an identifier.
  @inlinable package static var none: Name { Name(id: 0) }

  @inlinable
  package static func == (a: Name, b: Name) -> Bool { a.id == b.id }

  @inlinable
  package func _rawHashValue(seed: Int) -> Int { IdentityHash.value(UInt64(id), seed: seed) }

  /// Whether the name is one of Go's keywords, which no identifier is: they have the first ids.
  package var isKeyword: Bool { id != 0 && id <= NameTable.keywordCount }

  /// The bytes of the name.
  package var bytes: UnsafeBufferPointer<UInt8> { NameTable.shared.bytes(of: self) }

  /// The name as a string: for messages.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether other packages may use the name: its first letter is upper case (Go spec, Exported identifiers).
  package var isExported: Bool {
    guard let first = bytes.first else { return false }
    if first < 0x80 { return first >= 0x41 && first <= 0x5A }
    return string.unicodeScalars.first?.properties.generalCategory == .uppercaseLetter
  }

  /// Interns a string: for tables of known names, not for hot paths.
  package static func of(_ string: String) -> Name {
    var string = string
    return string.withUTF8 { NameTable.shared.intern($0) }
  }

  /// Interns the bytes of a name.
  package static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> Name { NameTable.shared.intern(bytes) }
}

/// The process-wide table behind `Name`. Entries are never moved or freed, so reading one needs no
/// lock: an id reaches another thread only through something that synchronises.
final class NameTable: @unchecked Sendable {
  static let shared = {
    let table = NameTable()
    for keyword in keywords { _ = keyword.withUTF8Buffer { table.intern($0) } }
    return table
  }()

  static let keywords: [StaticString] = [
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
    "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
    "var",
  ]
  static let keywordCount: UInt32 = 25

  private struct Entry {
    var start: UnsafePointer<UInt8>
    var count: Int
    var hash: UInt64
  }

  private static let chunkBits: UInt32 = 12
  private static let chunkSize = 1 << Int(chunkBits)
  /// Room for 2^28 names: more than any machine's memory holds.
  private static let chunkCount = 1 << 16

  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
  private let state: Mutex<State>

  private struct State: @unchecked Sendable {
    /// The next id; 0 is `Name.none`.
    var count: UInt32 = 1
    var slots: UnsafeMutablePointer<UInt32>
    var mask: Int
    var arena: UnsafeMutablePointer<UInt8>?
    var arenaLeft = 0
  }

  private init() {
    chunks = zeroedMemory(of: UnsafeMutablePointer<Entry>?.self, count: Self.chunkCount)
    let size = 1 << 14
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    state = Mutex(State(slots: slots, mask: size - 1))
    add(Entry(start: Self.empty, count: 0, hash: 0), id: 0)
  }

  func bytes(of name: Name) -> UnsafeBufferPointer<UInt8> {
    let entry = self.entry(name.id)
    return UnsafeBufferPointer(start: entry.start, count: entry.count)
  }

  private func entry(_ id: UInt32) -> Entry {
    guard let chunk = chunks[Int(id >> Self.chunkBits)] else {
      return Entry(start: Self.empty, count: 0, hash: 0)
    }
    return chunk[Int(id) & (Self.chunkSize - 1)]
  }

  private nonisolated(unsafe) static let empty = UnsafePointer(
    UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

  func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Name {
    intern(bytes, hash: hashBytes(bytes))
  }

  func intern(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Name {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return .none }
    return state.withLock { state in
      var slot = Int(truncatingIfNeeded: hash) & state.mask
      while state.slots[slot] != 0 {
        let id = state.slots[slot]
        let entry = self.entry(id)
        if entry.hash == hash, entry.count == bytes.count,
          bytesEqual(entry.start, start, bytes.count)
        {
          return Name(id: id)
        }
        slot = (slot + 1) & state.mask
      }
      let id = state.count
      state.count += 1
      state.slots[slot] = id
      add(Entry(start: Self.store(bytes, in: &state), count: bytes.count, hash: hash), id: id)
      if Int(state.count) * 2 > state.mask { grow(&state) }
      return Name(id: id)
    }
  }

  private func add(_ entry: Entry, id: UInt32) {
    let index = Int(id >> Self.chunkBits)
    // Others read what is there meanwhile, so it is set once.
    if chunks[index] == nil { chunks[index] = .allocate(capacity: Self.chunkSize) }
    if let chunk = chunks[index] { (chunk + (Int(id) & (Self.chunkSize - 1))).initialize(to: entry) }
  }

  private static func store(_ bytes: UnsafeBufferPointer<UInt8>, in state: inout State)
    -> UnsafePointer<UInt8>
  {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return empty }
    if state.arenaLeft < bytes.count {
      let size = max(1 << 16, bytes.count)
      state.arena = .allocate(capacity: size)
      state.arenaLeft = size
    }
    guard let target = state.arena else { return empty }
    target.update(from: source, count: bytes.count)
    state.arena = target + bytes.count
    state.arenaLeft -= bytes.count
    return UnsafePointer(target)
  }

  private func grow(_ state: inout State) {
    let size = (state.mask + 1) * 2
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    for id in 1..<state.count {
      var slot = Int(truncatingIfNeeded: entry(id).hash) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = id
    }
    state.slots.deallocate()
    state.slots = slots
    state.mask = size - 1
  }
}

/// A 64-bit hash of bytes (multiply-xor over 8-byte words): fast, not for untrusted persistence.
@inline(__always)
func hashBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
  var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
  guard let base = bytes.baseAddress else { return hash }
  let raw = UnsafeRawPointer(base)
  var offset = 0
  while offset + 8 <= bytes.count {
    hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    offset += 8
  }
  var tail: UInt64 = 0
  while offset < bytes.count {
    tail = tail << 8 | UInt64(raw.load(fromByteOffset: offset, as: UInt8.self))
    offset += 1
  }
  return mix(hash ^ tail)
}

@inline(__always)
private func mix(_ value: UInt64) -> UInt64 {
  let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return product.high ^ product.low
}

@inline(__always)
func bytesEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  memcmp(a, b, count) == 0
}
