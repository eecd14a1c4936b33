/// A file as it is parsed piece by piece.
struct ScannedFile {
  let pieces: FilePieces
  /// The file without its comments; nil where there is nothing to leave out.
  let condensed: CondensedText?

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ scan: TopLevelScanner) {
    pieces = FilePieces(bytes, declarations: scan.starts.map { UInt32($0) })
    condensed = CondensedText(bytes, scan)
  }

  /// What is parsed.
  var text: UnsafeBufferPointer<UInt8> { condensed?.bytes ?? pieces.bytes }

  /// Where some pieces that follow each other lie in the text.
  func range(of some: Range<Int>) -> Range<Int> {
    place(pieces.start(of: some.lowerBound))..<place(pieces.range(of: some.upperBound - 1).upperBound)
  }

  /// An offset of the file in the text.
  func place(_ offset: Int) -> Int { condensed?.condensed(offset) ?? offset }

  /// Whether later syntax is rewritten in the pieces it stands in. Files that are larger are parsed in parts that are cut elsewhere.
  var takesLaterSyntax: Bool { Self.takesLaterSyntax(pieces.bytes) }

  static func takesLaterSyntax(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.count <= 1 << 20 }
}

extension Parser {
  /// Parses some pieces of a file that follow each other and takes them over, later syntax rewritten. False where something is
  /// damaged all the same, or where the parser finds other declarations than the scanner.
  func lower(_ some: Range<Int>, of file: ScannedFile) -> Bool {
    let (range, text) = (file.range(of: some), file.text)
    guard !Self.hasManyComments(UnsafeBufferPointer(rebasing: text[range])), parseAsIs(range, of: text) else {
      return false
    }
    if !raw.damaged.isEmpty {
      guard file.takesLaterSyntax else { return false }
      if some.count > 1 { return some.allSatisfy { lower($0..<$0 + 1, of: file) } }
    }
    var next = lowering.records.count
    guard let equalSigns = parseLater(range, of: text), raw.damaged.isEmpty else { return false }
    lower(equalSigns: equalSigns)
    guard lowering.damaged.isEmpty else { return false }
    let first = file.pieces.declarations(of: some.lowerBound).lowerBound
    for declaration in first..<file.pieces.declarations(of: some.upperBound - 1).upperBound {
      guard next < lowering.records.count else { return false }
      let record = lowering.records[next]
      let start = file.place(Int(file.pieces.declarations[declaration]))
      // The tree has the name of the package in the place of its clause.
      guard declaration == 0 ? record.kind == .ident : Int(record.start) == start else { return false }
      next = Int(record.subtreeEnd)
    }
    return next == lowering.records.count
  }

  /// Takes over a file that is damaged as it stands piece by piece, where later syntax is all that is damaged in them. Otherwise all is as
  /// it was.
  func lowerSeparately(_ file: ScannedFile) -> Bool {
    guard file.takesLaterSyntax, file.pieces.count > 1 else { return false }
    let damaged = piecesWithDamage(file)
    var whole = RawTree()
    swap(&raw, &whole)
    // Most damage stays damage, which the pieces it lies in tell soonest.
    let isLaterSyntax = damaged.allSatisfy {
      parseAsIs(file.range(of: $0..<$0 + 1), of: file.text)
        && parseLater(file.range(of: $0..<$0 + 1), of: file.text) != nil && raw.damaged.isEmpty
    }
    if isLaterSyntax, lowerAll(file, apart: damaged) { return true }
    swap(&raw, &whole)
    begin(file.text)
    return false
  }

  private func lowerAll(_ file: ScannedFile, apart: [Int]) -> Bool {
    var next = 0
    for piece in apart {
      if next < piece, !lower(next..<piece, of: file) { return false }
      guard lower(piece..<piece + 1, of: file) else { return false }
      next = piece + 1
    }
    return next == file.pieces.count || lower(next..<file.pieces.count, of: file)
  }

  /// The pieces in which damage begins, in order.
  private func piecesWithDamage(_ file: ScannedFile) -> [Int] {
    let starts = (0..<file.pieces.count).map { file.place(file.pieces.start(of: $0)) }
    let found = raw.damaged.map { range in
      var (low, high) = (0, starts.count)
      while low + 1 < high {
        let middle = (low + high) / 2
        if starts[middle] <= Int(range.lowerBound) { low = middle } else { high = middle }
      }
      return low
    }
    return Set(found).sorted()
  }
}
