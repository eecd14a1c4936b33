import Glibc

/// A file's tree as bytes, to be kept beside its source: reading it takes a tenth of the time of parsing the source again.
///
/// After whether it is separable and the counts come the comments (distance from the end of the last one, length), then the nodes in pre-order: the shape (kind,
/// role, token; a new number is followed by the three), the distance from the start of the node before, folded so that small ones of
/// both signs are small numbers, the length, the number of nodes below, and of an identifier the number of its name; a new number
/// means the text there. All numbers are LEB128. It holds for one source and one program.
package enum StoredTree {
  /// Nil for a file that does not parse whole.
  package static func pack(_ file: SourceFile) -> [UInt8]? {
    guard file.damaged.isEmpty, !file.isGivenUp else { return nil }
    let count = file.nodeCount
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 7 + file.comments.count * 3 + 16)
    func append(_ number: UInt32) {
      var rest = number
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    bytes.append(file.isSeparable ? 1 : 0)
    append(UInt32(count))
    append(UInt32(file.comments.count))
    var end: UInt32 = 0
    for comment in file.comments {
      guard comment.start >= end, comment.end >= comment.start else { return nil }
      append(comment.start - end)
      append(comment.end - comment.start)
      end = comment.end
    }
    var shapes: [Shape: UInt32] = [:]
    var names: [Name: UInt32] = [:]
    var parents = Parents()
    var start: UInt32 = 0
    let records = file.root.record
    for id in 0..<count {
      let record = records[id]
      guard record.start <= record.end, Int(record.end) <= file.bytes.count, Int(record.subtreeEnd) > id,
        parents.next(UInt32(id), subtreeEnd: record.subtreeEnd) == record.parent
      else { return nil }
      let shape = Shape(kind: record.kind, role: record.role, token: record.token)
      if let known = shapes[shape] {
        append(known)
      } else {
        append(UInt32(shapes.count))
        bytes.append(shape.kind.rawValue)
        bytes.append(shape.role.rawValue)
        bytes.append(shape.token.rawValue)
        shapes[shape] = UInt32(shapes.count)
      }
      append(folded(record.start, start))
      append(record.end - record.start)
      append(record.subtreeEnd - UInt32(id) - 1)
      start = record.start
      guard record.kind == .ident else {
        guard record.name == .none else { return nil }
        continue
      }
      guard isText(record.name.bytes, file, record.start..<record.end) else { return nil }
      if let known = names[record.name] {
        append(known)
      } else {
        append(UInt32(names.count))
        names[record.name] = UInt32(names.count)
      }
    }
    return bytes
  }

  /// The file again, which takes over the memory of its source; nil, and nothing taken, where the bytes are not those of a tree of it.
  package static func unpack(
    _ packed: ArraySlice<UInt8>, source: UnsafeBufferPointer<UInt8>, path: String
  ) -> SourceFile? {
    packed.withUnsafeBufferPointer { packed in
      var reader = Reader(bytes: packed)
      let isSeparable = reader.byte() == 1
      let (count, commentCount) = (Int(reader.number()), Int(reader.number()))
      // Nothing takes less than two bytes.
      guard let base = source.baseAddress, count > 0, max(count, commentCount) <= packed.count else { return nil }
      let comments = UnsafeMutableBufferPointer<Comment>.allocate(capacity: max(1, commentCount))
      let isFilled = fill(comments, commentCount, &reader, source)
      guard isFilled, let records = records(count, &reader, source) else {
        comments.deallocate()
        return nil
      }
      let storage = TreeStorage(count: UInt32(count), fileIndex: 0, bytes: base, records: records)
      return SourceFile(
        path: path, bytes: source, comments: UnsafeBufferPointer(rebasing: comments[..<commentCount]), damaged: [],
        isGivenUp: false, isSeparable: isSeparable, storage: storage)
    }
  }

  private static func fill(
    _ comments: UnsafeMutableBufferPointer<Comment>, _ count: Int, _ reader: inout Reader,
    _ source: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var end: UInt32 = 0
    for index in 0..<count {
      let start = end &+ reader.number()
      end = start &+ reader.number()
      guard start <= end, Int(end) <= source.count else { return false }
      comments[index] = Comment(start: start, end: end)
    }
    return true
  }

  /// Nil where they are not what the rest of the bytes says.
  private static func records(
    _ count: Int, _ reader: inout Reader, _ source: UnsafeBufferPointer<UInt8>
  ) -> UnsafeMutablePointer<NodeRecord>? {
    guard let memory = malloc(count * MemoryLayout<NodeRecord>.stride) else { return nil }
    let records = memory.bindMemory(to: NodeRecord.self, capacity: count)
    var shapes: [Shape] = []
    var names: [Name] = []
    var parents = Parents()
    var start: UInt32 = 0
    for id in 0..<count {
      let shape = Int(reader.number())
      if shape == shapes.count {
        guard let kind = Kind(rawValue: reader.byte()), let role = Role(rawValue: reader.byte()),
          let token = Token(rawValue: reader.byte())
        else { break }
        shapes.append(Shape(kind: kind, role: role, token: token))
      }
      guard shape < shapes.count else { break }
      start = unfolded(reader.number(), start)
      let end = start &+ reader.number()
      let subtreeEnd = UInt32(id) &+ 1 &+ reader.number()
      guard start <= end, Int(end) <= source.count, Int(subtreeEnd) > id, Int(subtreeEnd) <= count,
        let parent = parents.next(UInt32(id), subtreeEnd: subtreeEnd)
      else { break }
      var name = Name.none
      if shapes[shape].kind == .ident {
        let number = Int(reader.number())
        if number == names.count {
          names.append(Name.of(UnsafeBufferPointer(rebasing: source[Int(start)..<Int(end)])))
        }
        guard number < names.count else { break }
        name = names[number]
      }
      (records + id).initialize(
        to: NodeRecord(
          start: start, end: end, parent: parent, subtreeEnd: subtreeEnd, name: name, kind: shapes[shape].kind,
          role: shapes[shape].role, token: shapes[shape].token))
      if id == count - 1, reader.isAtEnd { return records }
    }
    free(records)
    return nil
  }

  private struct Shape: Hashable {
    let kind: Kind
    let role: Role
    let token: Token

    func _rawHashValue(seed: Int) -> Int {
      IdentityHash.value(UInt64(kind.rawValue) << 16 | UInt64(role.rawValue) << 8 | UInt64(token.rawValue), seed: seed)
    }
  }

  private static func isText(_ name: UnsafeBufferPointer<UInt8>, _ file: SourceFile, _ range: Range<UInt32>) -> Bool {
    guard name.count == range.count else { return false }
    guard let start = name.baseAddress, let text = file.bytes.baseAddress, !name.isEmpty else { return true }
    return bytesEqual(start, text + Int(range.lowerBound), name.count)
  }

  private static func folded(_ value: UInt32, _ before: UInt32) -> UInt32 {
    let distance = Int32(truncatingIfNeeded: value &- before)
    return UInt32(bitPattern: distance << 1 ^ distance >> 31)
  }

  private static func unfolded(_ number: UInt32, _ before: UInt32) -> UInt32 {
    before &+ (number >> 1 ^ (0 &- (number & 1)))
  }

  /// What each node lies in, told by where subtrees end.
  private struct Parents {
    private var open: [(id: UInt32, end: UInt32)] = []

    /// Nil for a node that is not within one before it, or goes beyond it.
    mutating func next(_ id: UInt32, subtreeEnd: UInt32) -> UInt32? {
      while let last = open.last, last.end <= id { open.removeLast() }
      guard let parent = open.last else {
        guard id == 0 else { return nil }
        open.append((id, subtreeEnd))
        return 0
      }
      guard subtreeEnd <= parent.end else { return nil }
      if subtreeEnd > id + 1 { open.append((id, subtreeEnd)) }
      return parent.id
    }
  }

  /// Past the end there are zeroes.
  private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    private var next = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether all was read, and nothing beyond.
    var isAtEnd: Bool { next == bytes.count }

    @inline(__always)
    mutating func byte() -> UInt8 {
      defer { next += 1 }
      return next < bytes.count ? bytes[next] : 0
    }

    @inline(__always)
    mutating func number() -> UInt32 {
      var value: UInt32 = 0
      var shift: UInt32 = 0
      while true {
        let byte = byte()
        value |= UInt32(byte & 0x7F) &<< shift
        if byte < 0x80 || shift >= 28 { return value }
        shift += 7
      }
    }
  }
}
