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
  var raw = RawTree()
  var lowering = Lowering()
  /// Of the text that is being parsed.
  private var comments: [Comment] = []
  private var damaged: [Range<UInt32>] = []
  /// Whether something in the text was neither parsed as it stands nor piece by piece: what is done about it looks beyond single
  /// declarations.
  private var isRewritten = false

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
    defer { shrink() }
    // Text without comments is parsed sooner. What is damaged, or bare anyway, is looked at with nothing left out.
    var bare: ScannedFile?
    for keepsBodies in declarationsOnly ? [false, true] : [true] {
      guard let scan = TopLevelScanner.scan(bytes, keepsBodies: keepsBodies) else { continue }
      let file = ScannedFile(bytes, scan)
      guard let text = file.condensed else {
        bare = file
        continue
      }
      defer { text.bytes.deallocate() }
      let isParsed = lower(text.bytes, keepsBodies ? file : nil)
      if isParsed, damaged.isEmpty, lowering.damaged.isEmpty {
        return assemble(bytes, condensed: text, path: path, isGivenUp: false, isSeparable: keepsBodies && !isRewritten)
      }
      if !isParsed, keepsBodies {
        giveUp(bytes)
        return assemble(bytes, condensed: nil, path: path, isGivenUp: true)
      }
    }
    if Self.hasManyComments(bytes) {
      if let text = CondensedText(bytes, keepsBodies: true) {
        defer { text.bytes.deallocate() }
        if lower(text.bytes) { return assemble(bytes, condensed: text, path: path, isGivenUp: false) }
      }
      giveUp(bytes)
      return assemble(bytes, condensed: nil, path: path, isGivenUp: true)
    }
    let isParsed = lower(bytes, bare)
    return assemble(
      bytes, condensed: nil, path: path, isGivenUp: !isParsed || isTooLarge,
      isSeparable: bare != nil && damaged.isEmpty && lowering.damaged.isEmpty && !isRewritten)
  }

  /// What a very large file needed is not kept for the small ones after it.
  func shrink() {
    if raw.nodes.capacity > 1 << 20 { raw = RawTree() }
    if lowering.records.capacity > 1 << 20 { lowering = Lowering() }
  }

  /// Fills `comments`, `damaged` and `lowering` from a text; says whether the parser took it.
  private func lower(_ text: UnsafeBufferPointer<UInt8>, _ file: ScannedFile? = nil) -> Bool {
    begin(text)
    for piece in Self.pieces(text) where !lower(piece, of: text, file) {
      giveUp(text)
      return false
    }
    lowering.finish()
    return true
  }

  func begin(_ text: UnsafeBufferPointer<UInt8>) {
    comments.removeAll(keepingCapacity: true)
    damaged.removeAll(keepingCapacity: true)
    isRewritten = false
    lowering.begin(text)
  }

  private func lower(_ piece: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ file: ScannedFile?) -> Bool {
    guard parseAsIs(piece, of: text) else { return false }
    if !raw.damaged.isEmpty {
      if let file, lowerSeparately(file) { return true }
      isRewritten = true
    }
    guard let equalSigns = parseLater(piece, of: text) else { return false }
    let lines = raw.damaged.isEmpty ? nil : DeclarationLines(UnsafeBufferPointer(rebasing: text[piece]))
    guard let lines, let last = lines.starts.last, last > 0 else {
      lower(equalSigns: equalSigns)
      return true
    }
    var start = piece.lowerBound
    for next in lines.starts.map({ $0 + piece.lowerBound }) + [piece.upperBound] where next > start {
      guard parseAsIs(start..<next, of: text), let equalSigns = parseLater(start..<next, of: text) else { return false }
      lower(equalSigns: equalSigns, declaration: start..<next, isFormatted: lines.isFormatted)
      start = next
    }
    return true
  }

  /// Fills `raw` from a part of a text; says whether the parser took it.
  func parseAsIs(_ part: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Bool {
    let own = UnsafeBufferPointer(rebasing: text[part])
    let changed = LineEnds.withSemicolons(own)
    defer { changed?.deallocate() }
    return parseTree(changed ?? own, at: UInt32(part.lowerBound))
  }

  /// Fills `raw` from a part that was parsed as it stands and is damaged, later syntax rewritten. Gives where an `=` was taken out of
  /// it; nil when the parser did not take it.
  func parseLater(_ part: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> [UInt32]? {
    if raw.damaged.isEmpty { return [] }
    let own = UnsafeBufferPointer(rebasing: text[part])
    let changed = LineEnds.withSemicolons(own)
    defer { changed?.deallocate() }
    let bytes = changed ?? own
    let offset = UInt32(part.lowerBound)
    guard let rewritten = LaterSyntax.rewrite(bytes, damaged: raw.damaged, offset: offset) else { return [] }
    defer { rewritten.bytes.deallocate() }
    let before = raw.damaged.count
    if parseTree(rewritten.bytes, at: offset, calls: rewritten.calls), raw.damaged.count < before {
      return rewritten.equalSigns
    }
    return parseTree(bytes, at: offset) ? [] : nil
  }

  /// Takes over what was parsed.
  /// - Parameters:
  ///   - declaration: where the single declaration lies that was parsed by itself.
  ///   - isFormatted: whether what starts behind the first column of its line cannot be a declaration.
  func lower(equalSigns: [UInt32], declaration: Range<Int>? = nil, isFormatted: Bool = false) {
    let first = lowering.records.count
    lowering.lower(
      UnsafeMutableBufferPointer(start: raw.nodes.start, count: raw.nodes.count),
      onlyAtLineStarts: isFormatted && !raw.damaged.isEmpty)
    for sign in equalSigns where !lowering.aliasSigns.contains(sign) { lowering.noteDamage(sign..<sign + 1) }
    comments += raw.comments
    guard let declaration, !raw.damaged.isEmpty else {
      damaged += raw.damaged
      return
    }
    // What is missing after the declaration's last node is missing in it, not in the one that follows.
    var end = UInt32(declaration.lowerBound)
    var id = first
    while id < lowering.records.count {
      end = max(end, lowering.records[id].end)
      id = Int(lowering.records[id].subtreeEnd)
    }
    for range in raw.damaged {
      if range.lowerBound >= end, end > declaration.lowerBound { damaged.append(end - 1..<end) }
      if range.lowerBound < declaration.upperBound { damaged.append(range) }
    }
  }

  /// Stands for a text that could not be parsed: a root, damaged as a whole.
  private func giveUp(_ text: UnsafeBufferPointer<UInt8>) {
    comments.removeAll()
    damaged = [0..<UInt32(text.count)]
    lowering.begin(text)
    lowering.finish()
  }

  /// The parts in which a text is parsed: whole declarations, so that the memory a parse takes, many times that of the
  /// text, is bounded for large files. A file that starts no declaration within reach is a single part.
  private static func pieces(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard text.count > 1 << 20, let scan = TopLevelScanner.scan(text, keepsBodies: true) else {
      return [0..<text.count]
    }
    var pieces: [Range<Int>] = []
    var start = 0
    for next in scan.starts where next - start >= 1 << 19 {
      pieces.append(start..<next)
      start = next
    }
    return pieces + [start..<text.count]
  }

  /// Whether there may be as many comments in a row as tree-sitter before 0.20.8 cannot count: it crashes or loses tokens
  /// when a node has more than 65,535 children, and only comments can be so many without being grouped.
  static func hasManyComments(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let limit = 60_000
    guard text.count > limit * 3, let base = text.baseAddress else { return false }
    var count = 0
    var offset = 0
    while offset < text.count, let found = memchr(base + offset, Int32(UInt8(ascii: "/")), text.count - offset) {
      offset = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 2
      guard offset <= text.count else { break }
      if base[offset - 1] == UInt8(ascii: "/") || base[offset - 1] == UInt8(ascii: "*") { count += 1 }
      if count > limit { return true }
    }
    return false
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
  private func parseTree(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: UInt32, calls: [UInt32] = []
  ) -> Bool {
    defer { mapvet_arena_end(arena) }
    guard let tree = mapvet_arena_parse(arena, bytes.baseAddress, UInt32(bytes.count), Self.limits(bytes.count))
    else { return false }
    raw.fill(from: ts_tree_root_node(tree), at: offset)
    if !calls.isEmpty { raw.takeOut(calls) }
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

  /// Makes the file of what was lowered from its text, which is what `condensed` left of it.
  private func assemble(
    _ bytes: UnsafeBufferPointer<UInt8>, condensed: CondensedText?, path: String, isGivenUp: Bool,
    isSeparable: Bool = false
  ) -> SourceFile {
    let count = lowering.records.count
    let records = lowering.records.copyOrGive()
    var damaged = damaged + lowering.damaged
    if let condensed {
      condensed.restore(records, count: count)
      damaged = damaged.map { condensed.restored($0) }
    }
    let found = condensed?.comments ?? self.comments
    let comments = UnsafeMutableBufferPointer<Comment>.allocate(capacity: max(found.count, 1))
    _ = comments.initialize(from: found)
    let storage = TreeStorage(
      count: UInt32(count), fileIndex: 0,
      bytes: bytes.baseAddress ?? UnsafePointer(UnsafeRawPointer(records).assumingMemoryBound(to: UInt8.self)),
      records: records)
    return SourceFile(
      path: path, bytes: bytes,
      comments: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(comments)[..<found.count]),
      damaged: Self.merged(damaged), isGivenUp: isGivenUp, isSeparable: isSeparable, storage: storage)
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
}
