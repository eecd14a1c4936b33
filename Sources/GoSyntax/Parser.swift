import CTreeSitter
import CTreeSitterGo
import Glibc

/// Why no parser could be made.
package enum ParserError: Error, CustomStringConvertible {
  /// The grammar's language version is not one the tree-sitter library takes.
  case incompatibleLibrary
  /// A known snippet does not parse clean: grammar and library disagree without saying so.
  case selfCheckFailed

  package var description: String {
    switch self {
    case .incompatibleLibrary:
      "the tree-sitter library does not accept the Go grammar (language version 14 is needed)"
    case .selfCheckFailed:
      "the Go parser fails on a known snippet; rebuild with a matching tree-sitter library"
    }
  }
}

/// Parses Go files, one after another; each thread has its own. Buffers are kept from file to file.
package final class Parser {
  private let arena: OpaquePointer
  private var raw = RawTree()
  private var lowering = Lowering()

  /// Fails when library and grammar do not fit together.
  package init() throws {
    guard let arena = mapvet_arena_new() else { throw ParserError.incompatibleLibrary }
    self.arena = arena
    guard let parser = ts_parser_new() else { throw ParserError.incompatibleLibrary }
    defer { ts_parser_delete(parser) }
    guard ts_parser_set_language(parser, tree_sitter_go()) else { throw ParserError.incompatibleLibrary }
  }

  deinit { mapvet_arena_delete(arena) }

  /// Parses a snippet that exercises what library versions disagree on. A wrong `REDUCE` macro in the grammar's build, for
  /// one, makes every file an error and nothing else says so.
  package static func selfCheck() throws {
    let parser = try Parser()
    let file = parser.parse(
      text: "package p\n\nfunc f(m map[string]int) { m[\"a\"]++ }\n", path: "")
    guard file.damaged.isEmpty, file.root.descendants.contains(where: { $0.kind == .mapType })
    else {
      throw ParserError.selfCheckFailed
    }
  }

  /// Parses a file's bytes. Takes over the memory: the file frees it. Any bytes will do; what is not Go is `damaged`.
  ///
  /// With `declarationsOnly` the bodies of functions and methods may have no statements in the tree, and no comments: for
  /// what others import.
  package func parse(
    _ source: UnsafeBufferPointer<UInt8>, path: String, declarationsOnly: Bool = false
  ) -> SourceFile {
    // Offsets have 32 bits. Of a larger file nothing is seen, but its memory is still the file's to free.
    let isTooLarge = source.count >= UInt32.max
    let bytes = isTooLarge ? UnsafeBufferPointer(rebasing: source[..<0]) : source
    defer {
      // What a very large file needed is not kept for the small ones after it.
      if raw.nodes.capacity > 1 << 20 { (raw, lowering) = (RawTree(), Lowering()) }
    }
    if declarationsOnly, let text = BodilessText(bytes) {
      defer { text.bytes.deallocate() }
      let isGivenUp = lower(text.bytes)
      if !isGivenUp, raw.damaged.isEmpty, lowering.damaged.isEmpty {
        return assemble(bytes, cuts: text, path: path, isGivenUp: false)
      }
    }
    let isGivenUp = lower(bytes) || isTooLarge
    return assemble(bytes, cuts: nil, path: path, isGivenUp: isGivenUp)
  }

  /// Fills `raw` and `lowering`; says whether the parser gave up.
  private func lower(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var equalSigns: [UInt32] = []
    var isGivenUp = !parseTree(bytes)
    if !isGivenUp, !raw.damaged.isEmpty, let rewritten = LaterSyntax.rewrite(bytes, damaged: raw.damaged) {
      let before = raw.damaged.count
      if parseTree(rewritten.bytes), raw.damaged.count < before {
        equalSigns = rewritten.equalSigns
      } else {
        isGivenUp = !parseTree(bytes)
      }
      rewritten.bytes.deallocate()
    }
    raw.nodes.withUnsafeMutableBufferPointer { lowering.run(raw: $0, bytes: bytes) }
    for sign in equalSigns where !lowering.aliasSigns.contains(sign) { lowering.noteDamage(sign..<sign + 1) }
    return isGivenUp
  }

  /// Parses source given as a string: for snippets.
  package func parse(text: String, path: String) -> SourceFile {
    var text = text
    return text.withUTF8 { source in
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(source.count, 1))
      _ = copy.initialize(from: source)
      return parse(UnsafeBufferPointer(rebasing: copy[..<source.count]), path: path)
    }
  }

  /// Fills `raw`; says whether the file was parsed at all.
  private func parseTree(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    defer { mapvet_arena_end(arena) }
    guard let tree = mapvet_arena_parse(arena, bytes.baseAddress, UInt32(bytes.count), Self.limits(bytes.count))
    else {
      raw.fillDamaged(UInt32(bytes.count))
      return false
    }
    raw.fill(from: ts_tree_root_node(tree))
    return true
  }

  /// Far above what any Go file needs (the large ones of Go's own tree: 63 bytes taken
  /// and 2 read per byte), so that only
  /// what tree-sitter takes quadratic time or memory for is given up.
  private static func limits(_ byteCount: Int) -> MVGLimits {
    MVGLimits(
      held: 1 << 29 + byteCount * 64, taken: 1 << 29 + UInt64(byteCount) * 1024, read: 1 << 26 + UInt64(byteCount) * 16,
      microseconds: 30_000_000 + UInt64(byteCount) * 4)
  }

  /// Makes the file of what was lowered from its text, which is what `cuts` left of it.
  private func assemble(
    _ bytes: UnsafeBufferPointer<UInt8>, cuts: BodilessText?, path: String, isGivenUp: Bool
  ) -> SourceFile {
    let records = lowering.records
    let count = records.count
    // Widest first, so that every array is aligned.
    let block = UnsafeMutableRawPointer.allocate(byteCount: count * 23, alignment: 8)
    let starts = block.bindMemory(to: UInt32.self, capacity: count)
    let ends = (block + count * 4).bindMemory(to: UInt32.self, capacity: count)
    let parents = (block + count * 8).bindMemory(to: UInt32.self, capacity: count)
    let subtreeEnds = (block + count * 12).bindMemory(to: UInt32.self, capacity: count)
    let names = (block + count * 16).bindMemory(to: Name.self, capacity: count)
    let kinds = (block + count * 20).bindMemory(to: Kind.self, capacity: count)
    let roles = (block + count * 21).bindMemory(to: Role.self, capacity: count)
    let tokens = (block + count * 22).bindMemory(to: Token.self, capacity: count)
    records.withUnsafeBufferPointer { records in
      for index in 0..<count {
        let record = records[index]
        starts[index] = record.start
        ends[index] = record.end
        parents[index] = record.parent
        subtreeEnds[index] = record.subtreeEnd
        (names + index).initialize(to: record.name)
        (kinds + index).initialize(to: record.kind)
        (roles + index).initialize(to: record.role)
        (tokens + index).initialize(to: record.token)
      }
    }
    cuts?.restore(starts: starts, ends: ends, count: count)
    let found = cuts?.comments ?? raw.comments
    let comments = UnsafeMutableBufferPointer<Comment>.allocate(capacity: max(found.count, 1))
    _ = comments.initialize(from: found)
    let damaged = Self.merged(raw.damaged + lowering.damaged)
    let storage = TreeStorage(
      count: UInt32(count), fileIndex: 0,
      bytes: bytes.baseAddress ?? UnsafePointer(block.assumingMemoryBound(to: UInt8.self)),
      byteCount: UInt32(bytes.count), kinds: kinds, roles: roles, tokens: tokens, starts: starts,
      ends: ends,
      parents: parents, subtreeEnds: subtreeEnds, names: names)
    return SourceFile(
      path: path, bytes: bytes,
      comments: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(comments)[..<found.count]),
      damaged: damaged, isGivenUp: isGivenUp, lineStarts: Self.lineStarts(bytes), storage: storage, block: block)
  }

  /// The ranges in source order, those that overlap as one. An empty one stays unless it lies in another.
  private static func merged(_ ranges: [Range<UInt32>]) -> [Range<UInt32>] {
    var result: [Range<UInt32>] = []
    for range in ranges.sorted(by: { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }) {
      if let last = result.last, range.lowerBound < last.upperBound || range == last {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
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
}
