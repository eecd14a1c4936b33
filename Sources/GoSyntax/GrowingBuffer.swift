import Glibc

/// An array of plain values that grows where it lies if the system can move pages: growing a large one copies nothing, and
/// room that is not used costs no memory.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var start: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = capacity
    start = Self.resized(nil, capacity)
  }

  deinit { free(start) }

  subscript(_ index: Int) -> Element {
    _read { yield start[index] }
    _modify { yield &start[index] }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (start + count).initialize(to: element)
    count += 1
  }

  mutating func removeAll() { count = 0 }

  /// The elements in memory of their own, which the caller frees. A large buffer gives its own away and is empty then.
  mutating func copyOrGive() -> UnsafeMutablePointer<Element> {
    guard count * MemoryLayout<Element>.stride > 1 << 21 else {
      let copy = Self.resized(nil, max(count, 1))
      copy.initialize(from: start, count: count)
      return copy
    }
    let given = Self.resized(start, count)
    capacity = 64
    count = 0
    start = Self.resized(nil, capacity)
    return given
  }

  @inline(never)
  private mutating func grow() {
    capacity *= 2
    start = Self.resized(start, capacity)
  }

  private static func resized(_ start: UnsafeMutablePointer<Element>?, _ count: Int) -> UnsafeMutablePointer<Element> {
    guard let memory = realloc(start, count * MemoryLayout<Element>.stride) else { fatalError("out of memory") }
    return memory.bindMemory(to: Element.self, capacity: count)
  }
}
