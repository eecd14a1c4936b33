import Glibc
import Synchronization

/// A comment: `//` up to the end of its line, or `/* … */`, as a byte range.
package struct Comment: Hashable, Sendable, BitwiseCopyable {
  package let start: UInt32
  /// After the last byte; the newline that ends a `//` comment is not part of it.
  package let end: UInt32
}

/// A line and a column, both from 1; the column counts bytes, as in Go's own messages.
package struct Position: Hashable, Comparable, Sendable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (a: Position, b: Position) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

/// A position with its byte offset from 0; line and column are from 1, columns count bytes. What is reported without the file at hand.
package struct Point: Hashable, Sendable {
  package var line: Int
  package var column: Int
  package var offset: Int

  package init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }
}

/// One parsed Go file: its bytes, its syntax tree, its comments, and where it is damaged.
///
/// Immutable once made. Nodes point into it without holding it, so it must outlive them.
package final class SourceFile: @unchecked Sendable {
  /// The path as it is shown to the user.
  package let path: String
  /// The file's bytes as read, byte-order mark included.
  package let bytes: UnsafeBufferPointer<UInt8>
  /// All comments in source order.
  package let comments: UnsafeBufferPointer<Comment>
  /// Byte ranges that no Go syntax matches, in source order and without overlap; empty for a file that parses clean. An
  /// empty range is a place where something is missing.
  package let damaged: [Range<UInt32>]
  /// Whether the parser gave up: the file reached a limit of time or memory, so all of it is damaged and it has no
  /// nodes. No file that people write does.
  package let isGivenUp: Bool
  /// Whether each declaration came from its own text alone, and none is damaged. It is the same wherever that text stands.
  let isSeparable: Bool
  /// Whether the file is there for tests: a `_test.go` file, or one that imports what only tests use, such as `testing`.
  package let isForTests: Bool
  /// Of most files nobody asks for lines.
  private let lines = Mutex<[UInt32]?>(nil)

  private let storage: UnsafeMutablePointer<TreeStorage>

  init(
    path: String, bytes: UnsafeBufferPointer<UInt8>, comments: UnsafeBufferPointer<Comment>,
    damaged: [Range<UInt32>], isGivenUp: Bool, isSeparable: Bool, storage: TreeStorage
  ) {
    self.path = path
    self.bytes = bytes
    self.comments = comments
    self.damaged = damaged
    self.isGivenUp = isGivenUp
    self.isSeparable = isSeparable
    self.storage = .allocate(capacity: 1)
    self.storage.initialize(to: storage)
    isForTests = Self.isForTests(path: path, root: storage.count == 0 ? nil : Node(tree: self.storage, id: 0))
  }

  deinit {
    free(storage.pointee.records)
    storage.deallocate()
    comments.deallocate()
    bytes.deallocate()
  }

  /// The tree's root, of kind `file`.
  package var root: Node { Node(tree: storage, id: 0) }

  /// How many nodes the tree has.
  package var nodeCount: Int { Int(storage.pointee.count) }

  /// Which file of the run this is; nodes carry it. Set once, before the file is shared.
  package var fileIndex: UInt32 {
    get { storage.pointee.fileIndex }
    set { storage.pointee.fileIndex = newValue }
  }

  /// Offsets of the first byte of each line; the first is 0.
  package var lineStarts: [UInt32] {
    lines.withLock { known in
      if let known { return known }
      let found = Self.lineStarts(bytes)
      known = found
      return found
    }
  }

  private static func lineStarts(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt32] {
    var starts: [UInt32] = [0]
    guard let base = bytes.baseAddress else { return starts }
    starts.reserveCapacity(bytes.count / 24)
    var offset = 0
    while offset < bytes.count, let found = memchr(base + offset, 0x0A, bytes.count - offset) {
      offset = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
      starts.append(UInt32(offset))
    }
    return starts
  }

  /// Line and column of a byte offset.
  package func position(of offset: UInt32) -> Position {
    let lineStarts = lineStarts
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return Position(line: low + 1, column: Int(offset - lineStarts[low]) + 1)
  }

  /// The place of a byte offset, complete.
  package func point(at offset: UInt32) -> Point {
    let position = position(of: offset)
    return Point(line: position.line, column: position.column, offset: Int(offset))
  }

  /// The bytes of a line (from 1), without its line end.
  package func line(_ line: Int) -> UnsafeBufferPointer<UInt8> {
    let lineStarts = lineStarts
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  /// Whether a byte range touches damaged source, where nothing may be judged.
  package func isDamaged(_ range: Range<UInt32>) -> Bool {
    // The first damage that ends after the range starts; an empty one counts where it stands.
    var low = 0
    var high = damaged.count
    while low < high {
      let middle = (low + high) / 2
      let (start, end) = (damaged[middle].lowerBound, damaged[middle].upperBound)
      let isBefore = start == end ? start < range.lowerBound : end <= range.lowerBound
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low < damaged.count && damaged[low].lowerBound < range.upperBound
  }
}
