import Glibc

extension Parser {
  /// A file, and how much of it was parsed for it.
  package struct Parsed {
    package let file: SourceFile
    package let parsedBytes: Int

    package init(file: SourceFile, parsedBytes: Int) {
      self.file = file
      self.parsedBytes = parsedBytes
    }
  }

  /// Parses a file's bytes where they are not those of an earlier version: the same file that parsing all of it gives, sooner. Takes
  /// over the memory; nil, and nothing taken, where most is to be parsed or what is there cannot be told apart so simply.
  ///
  /// A declaration at the start of a line parses the same whatever stands around it, as long as all is undamaged
  /// (`SourceFile.isSeparable`). Where such lines are, the scanner says of the new text and the tree of the old.
  package func parse(_ source: UnsafeBufferPointer<UInt8>, path: String, earlier: SourceFile) -> Parsed? {
    guard earlier.isSeparable, let base = source.baseAddress,
      min(source.count, earlier.bytes.count) >= Self.leastBytes, source.count < UInt32.max,
      ScannedFile.takesLaterSyntax(source) == ScannedFile.takesLaterSyntax(earlier.bytes),
      let scan = TopLevelScanner.scan(source, keepsBodies: true), !scan.starts.isEmpty
    else { return nil }
    let scanned = ScannedFile(source, scan)
    defer {
      scanned.condensed?.bytes.deallocate()
      shrink()
    }
    let ids = Self.declarations(earlier.root)
    let pieces = scanned.pieces
    let old = FilePieces(earlier.bytes, declarations: ids.map { earlier.root.at($0).start })
    let counterparts = pieces.counterparts(in: old)
    let parts = Self.parts(of: pieces, without: counterparts)
    let parsedBytes = parts.reduce(0) { $0 + pieces.bytes(of: $1).count }
    guard parsedBytes * 2 <= source.count else { return nil }
    begin(scanned.text)
    for part in parts where !lower(part, of: scanned) { return nil }
    lowering.finish()
    scanned.condensed?.restore(lowering.records.start, count: lowering.records.count)

    let runs = runs(pieces, counterparts, old, ids + [UInt32(earlier.nodeCount)])
    let records = Self.joined(runs, earlier.root.record, lowering.records.start)
    let comments = UnsafeMutableBufferPointer<Comment>.allocate(capacity: max(scan.comments.count, 1))
    _ = comments.initialize(from: scan.comments)
    let file = SourceFile(
      path: path, bytes: source, comments: UnsafeBufferPointer(rebasing: comments[..<scan.comments.count]), damaged: [],
      isGivenUp: false, isSeparable: true,
      storage: TreeStorage(count: records[0].subtreeEnd, fileIndex: 0, bytes: base, records: records))
    return Parsed(file: file, parsedBytes: parsedBytes)
  }

  /// Smaller files are parsed as quickly.
  private static let leastBytes = 1 << 13
  /// A part that is longer is not joined with what follows it.
  private static let partBytes = 1 << 19

  /// The ids of what stands at the top level.
  private static func declarations(_ root: Node) -> [UInt32] { root.children.map(\.id) }

  /// The pieces that have no counterpart, those together that follow each other.
  private static func parts(of pieces: FilePieces, without counterparts: [Int?]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for piece in counterparts.indices where counterparts[piece] == nil {
      if let last = parts.last, last.upperBound == piece, pieces.bytes(of: last).count < partBytes {
        parts[parts.count - 1] = last.lowerBound..<piece + 1
      } else {
        parts.append(piece..<piece + 1)
      }
    }
    return parts
  }

  /// Nodes that are taken over in one go: those of declarations that follow each other both here and where they are taken from.
  private struct Run {
    var isParsed: Bool
    var ids: Range<UInt32>
    /// How far the text has moved.
    var distance: UInt32
  }

  /// Where the nodes of each piece come from.
  private func runs(_ pieces: FilePieces, _ counterparts: [Int?], _ old: FilePieces, _ oldIDs: [UInt32]) -> [Run] {
    var runs: [Run] = []
    func add(_ run: Run) {
      if let last = runs.last, last.isParsed == run.isParsed, last.distance == run.distance,
        last.ids.upperBound == run.ids.lowerBound
      {
        runs[runs.count - 1].ids = last.ids.lowerBound..<run.ids.upperBound
      } else {
        runs.append(run)
      }
    }
    var next: UInt32 = 1
    for (piece, like) in counterparts.enumerated() {
      if let like {
        let declarations = old.declarations(of: like)
        let distance = UInt32(truncatingIfNeeded: pieces.start(of: piece) - old.start(of: like))
        add(
          Run(
            isParsed: false, ids: oldIDs[declarations.lowerBound]..<oldIDs[declarations.upperBound], distance: distance)
        )
        continue
      }
      let first = next
      for _ in pieces.declarations(of: piece) { next = lowering.records[Int(next)].subtreeEnd }
      add(Run(isParsed: true, ids: first..<next, distance: 0))
    }
    return runs
  }

  /// The nodes of a file, in memory of their own.
  private static func joined(
    _ runs: [Run], _ old: UnsafePointer<NodeRecord>, _ parsed: UnsafePointer<NodeRecord>
  ) -> UnsafeMutablePointer<NodeRecord> {
    let count = runs.reduce(1) { $0 + $1.ids.count }
    guard let memory = malloc(count * MemoryLayout<NodeRecord>.stride) else { fatalError("out of memory") }
    let records = memory.bindMemory(to: NodeRecord.self, capacity: count)
    var root = parsed[0]
    root.subtreeEnd = UInt32(count)
    records.initialize(to: root)
    var next = 1
    for run in runs {
      let from = (run.isParsed ? parsed : old) + Int(run.ids.lowerBound)
      let to = records + next
      let move = UInt32(next) &- run.ids.lowerBound
      to.initialize(from: from, count: run.ids.count)
      if move != 0 || run.distance != 0 {
        for index in 0..<run.ids.count {
          to[index].start &+= run.distance
          to[index].end &+= run.distance
          // Declarations stay below the root.
          to[index].parent &+= to[index].parent == 0 ? 0 : move
          to[index].subtreeEnd &+= move
        }
      }
      next += run.ids.count
    }
    return records
  }
}
