/// One thread's view of the name table: names it has met need no lock.
struct NameCache {
  private struct Slot {
    var hash: UInt64 = 0
    var start: UnsafePointer<UInt8>?
    var count = 0
    var name = Name.none
  }

  private var slots = [Slot](repeating: Slot(), count: 1 << 12)
  private var used = 0

  mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Name {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return .none }
    let hash = hashBytes(bytes)
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while let known = slots[index].start {
      if slots[index].hash == hash, slots[index].count == bytes.count,
        bytesEqual(known, start, bytes.count)
      {
        return slots[index].name
      }
      index = (index + 1) & mask
    }
    let name = NameTable.shared.intern(bytes, hash: hash)
    slots[index] = Slot(
      hash: hash, start: NameTable.shared.bytes(of: name).baseAddress, count: bytes.count,
      name: name)
    used += 1
    if used * 2 > slots.count { grow() }
    return name
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    let mask = slots.count - 1
    for slot in old where slot.start != nil {
      var index = Int(truncatingIfNeeded: slot.hash) & mask
      while slots[index].start != nil { index = (index + 1) & mask }
      slots[index] = slot
    }
  }
}
