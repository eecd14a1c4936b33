/// Syntax trees in the form in which the program carries those of the standard library with it.
///
/// A packed tree is a row of bytes, one entry a node in pre-order: the node's shape, then for an identifier its name,
/// for a literal the length of its text and the text. Shapes and names are indexes into tables that all trees share, written as
/// LEB128.
package enum PackedTree {
  /// What nodes have in common.
  package struct Shape: Hashable, Sendable {
    package var kind: UInt8
    package var role: UInt8
    package var token: UInt8
    package var children: UInt16

    package init(kind: UInt8, role: UInt8, token: UInt8, children: UInt16) {
      self.kind = kind
      self.role = role
      self.token = token
      self.children = children
    }
  }

  /// Bytes read from the front; past the end there are zeroes.
  package struct Reader {
    private var rest: Slice<UnsafeRawBufferPointer>

    package init(_ bytes: Slice<UnsafeRawBufferPointer>) { rest = bytes }

    @inline(__always)
    package mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    @inline(__always)
    package mutating func number() -> Int {
      var value = 0
      var shift = 0
      while true {
        let next = byte()
        value |= Int(next & 0x7F) << shift
        if next < 0x80 || shift > 28 { return value }
        shift += 7
      }
    }

    package mutating func bytes(_ count: Int) -> Slice<UnsafeRawBufferPointer> {
      let end = min(rest.startIndex + count, rest.endIndex)
      defer { rest = rest[end...] }
      return rest[..<end]
    }
  }

  /// A number as `Reader.number` reads it.
  package static func encode(_ number: Int) -> [UInt8] {
    var rest = number
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// Makes a file of a packed tree. Its bytes are the texts of its literals; other nodes have no text.
  package static func unpack(
    _ packed: Slice<UnsafeRawBufferPointer>, nodes count: Int, textBytes: Int, shapes: [Shape], path: String,
    name: (Int) -> Name
  ) -> SourceFile {
    var records = GrowingBuffer<NodeRecord>(capacity: max(1, count))
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, textBytes))
    var reader = Reader(packed)
    var filled = 0
    // The nodes whose children are being read, and how many children each still lacks.
    var open: [(id: Int, missing: UInt16)] = []
    for id in 0..<count {
      let index = reader.number()
      let shape = index < shapes.count ? shapes[index] : Shape(kind: 0, role: 0, token: 0, children: 0)
      let kind = Kind(rawValue: shape.kind) ?? .badExpr
      var record = NodeRecord(
        start: UInt32(filled), end: UInt32(filled), parent: UInt32(open.last?.id ?? 0), subtreeEnd: UInt32(id + 1),
        name: kind == .ident ? name(reader.number()) : .none, kind: kind, role: Role(rawValue: shape.role) ?? .none,
        token: Token(rawValue: shape.token) ?? .none)
      if kind == .basicLit {
        for byte in reader.bytes(reader.number()) where filled < textBytes {
          text[filled] = byte
          filled += 1
        }
      }
      record.end = UInt32(filled)
      records.append(record)
      if !open.isEmpty { open[open.count - 1].missing -= 1 }
      if shape.children > 0 { open.append((id, shape.children)) }
      while let last = open.last, last.missing == 0 {
        records[last.id].subtreeEnd = UInt32(id + 1)
        open.removeLast()
      }
    }
    let comments = UnsafeMutableBufferPointer<Comment>.allocate(capacity: 1)
    let storage = TreeStorage(
      count: UInt32(count), fileIndex: 0, bytes: UnsafePointer(text), records: records.copyOrGive())
    return SourceFile(
      path: path, bytes: UnsafeBufferPointer(start: text, count: filled),
      comments: UnsafeBufferPointer(start: comments.baseAddress, count: 0), damaged: [], isGivenUp: false,
      isSeparable: false, storage: storage)
  }
}
