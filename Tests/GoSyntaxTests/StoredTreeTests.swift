import Testing

@testable import GoSyntax

@Suite struct StoredTreeTests {
  private static let text = """
    // Package p is.
    package p

    import "sync"

    type table[K comparable] struct {
    \tmu   sync.Mutex // guards m
    \tm, n map[K]func(string, map[int]int) error
    }

    func (t *table[K]) é(k K) (int, error) {
    \tfor i := range 10 { t.m[k] = nil; _ = i }
    \tswitch x := any(k).(type) { case int, string: _ = x }
    \treturn len(`a
    b`), nil /* end */
    }
    """

  private func parsed(_ text: String, declarationsOnly: Bool = false) throws -> SourceFile {
    try Parser().parse(Self.memory(text), path: "a.go", declarationsOnly: declarationsOnly)
  }

  private static func memory(_ text: String) -> UnsafeBufferPointer<UInt8> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = copy.initialize(from: text.utf8)
    return UnsafeBufferPointer(copy)
  }

  @Test(arguments: [false, true]) func aTreeComesBackAsItWas(declarationsOnly: Bool) throws {
    let file = try parsed(Self.text, declarationsOnly: declarationsOnly)
    #expect(file.damaged.isEmpty)
    let packed = try #require(StoredTree.pack(file))
    let again = try #require(StoredTree.unpack(packed[...], source: Self.memory(Self.text), path: "b.go"))
    #expect(again.path == "b.go")
    #expect(Array(again.bytes) == Array(file.bytes))
    #expect(Array(again.comments) == Array(file.comments))
    #expect(again.lineStarts == file.lineStarts)
    #expect(again.nodeCount == file.nodeCount)
    for id in 0..<UInt32(file.nodeCount) {
      let (a, b) = (file.root.at(id).record.pointee, again.root.at(id).record.pointee)
      #expect((a.start, a.end, a.parent, a.subtreeEnd) == (b.start, b.end, b.parent, b.subtreeEnd))
      #expect((a.name, a.kind, a.role, a.token) == (b.name, b.kind, b.role, b.token))
    }
  }

  @Test func whatIsDamagedIsNotKept() throws {
    #expect(StoredTree.pack(try parsed("package p\n\nfunc {{{\n")) == nil)
  }

  /// Whatever bytes come: no crash, and no node outside the source.
  @Test func otherBytesAreNoTree() throws {
    let packed = try #require(StoredTree.pack(try parsed(Self.text)))
    func unpacked(_ bytes: [UInt8]) -> SourceFile? {
      let source = Self.memory(Self.text)
      let file = StoredTree.unpack(bytes[...], source: source, path: "a.go")
      if file == nil { source.deallocate() }
      return file
    }
    for end in packed.indices { #expect(unpacked(Array(packed[..<end])) == nil) }
    #expect(unpacked(packed + [0]) == nil)
    for index in packed.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var bytes = packed
        bytes[index] = value
        guard let file = unpacked(bytes) else { continue }
        #expect(file.root.descendants.allSatisfy { Int($0.end) <= file.bytes.count && $0.start <= $0.end })
      }
    }
  }
}
