import GoSyntax

/// The memory layout of Go's gc compiler on an architecture.
package struct Sizes: Hashable, Sendable {
  /// Size of a word: of int, uint, uintptr and pointers.
  package let wordSize: Int64
  /// The largest alignment of any type; on 386 the 64-bit atomics alone have more.
  package let maxAlign: Int64

  package static let gcAMD64 = Sizes(wordSize: 8, maxAlign: 8)
  package static let gcARM64 = Sizes(wordSize: 8, maxAlign: 8)
  package static let gc386 = Sizes(wordSize: 4, maxAlign: 4)

  private init(wordSize: Int64, maxAlign: Int64) {
    self.wordSize = wordSize
    self.maxAlign = maxAlign
  }
}
