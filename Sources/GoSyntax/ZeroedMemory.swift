import Glibc

/// Memory that is all zero and costs nothing until it is touched, for values to which zero bits mean something: numbers, and
/// pointers that are nil. The caller frees it with `free`.
package func zeroedMemory<Element: ~Copyable>(
  of type: Element.Type, count: Int
) -> UnsafeMutablePointer<Element> {
  guard let memory = calloc(max(count, 1), MemoryLayout<Element>.stride) else { fatalError("out of memory") }
  return memory.bindMemory(to: Element.self, capacity: max(count, 1))
}
