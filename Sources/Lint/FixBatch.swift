import GoSyntax

/// A file as it was linted, kept so that it can be changed.
package struct LintedSource: Sendable {
  /// Where the file lies; its path in findings may be relative.
  package var absolutePath: String
  package var bytes: [UInt8]

  package init(absolutePath: String, bytes: [UInt8]) {
    self.absolutePath = absolutePath
    self.bytes = bytes
  }
}

/// Changes of several files, no two of which touch each other.
struct FixBatch {
  /// By path, in the order of their places.
  private(set) var edits: [String: [Fix.Edit]] = [:]
  private(set) var fixes: [Fix] = []

  /// Takes a fix in if every file it changes is among `sources` and nothing it changes has been taken already. A fix is one
  /// thing: all of its edits or none.
  mutating func add(_ fix: Fix, to sources: [String: LintedSource]) -> Bool {
    guard !fix.edits.isEmpty else { return false }
    var changed: [String: [Fix.Edit]] = [:]
    for edit in fix.edits {
      guard let source = sources[edit.path], 0 <= edit.start, edit.start <= edit.end, edit.end <= source.bytes.count
      else {
        return false
      }
      guard Self.insert(edit, into: &changed[edit.path, default: edits[edit.path] ?? []]) else { return false }
    }
    edits.merge(changed) { $1 }
    fixes.append(fix)
    return true
  }

  /// The file with its changes; `file` is the file parsed, for comments that are to stay in their column.
  func applied(to path: String, _ source: LintedSource, _ file: SourceFile? = nil) -> [UInt8] {
    var result: [UInt8] = []
    var end = 0
    let edits = self.edits[path] ?? []
    let moves = file.map { Self.moves(for: edits, in: $0) } ?? []
    for edit in (edits + moves).sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      result += source.bytes[end..<edit.start]
      result += edit.text.utf8
      end = edit.end
    }
    return result + source.bytes[end...]
  }

  /// What keeps columns as gofmt has them.
  private static func moves(for edits: [Fix.Edit], in file: SourceFile) -> [Fix.Edit] {
    let moves = FixAlignment(file: file).moves(for: edits)
    let moved = Set(moves.map(\.end))
    let columns = FixColumns(file: file).moves(for: edits) + FixJoinedColumns(file: file).moves(for: edits)
    return moves + columns.filter { !moved.contains($0.end) }
  }

  /// The same without the fixes that change one of some files.
  func without(_ paths: Set<String>, _ sources: [String: LintedSource]) -> FixBatch {
    var batch = FixBatch()
    for fix in fixes where !fix.edits.contains(where: { paths.contains($0.path) }) { _ = batch.add(fix, to: sources) }
    return batch
  }

  /// Puts an edit into its place. Neighbours may touch unless one of them only inserts: what comes first is then not clear.
  private static func insert(_ edit: Fix.Edit, into edits: inout [Fix.Edit]) -> Bool {
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if (edits[middle].start, edits[middle].end) < (edit.start, edit.end) { low = middle + 1 } else { high = middle }
    }
    func meet(_ a: Fix.Edit, _ b: Fix.Edit) -> Bool {
      a.start == a.end || b.start == b.end ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end
    }
    if low > 0, meet(edits[low - 1], edit) { return false }
    if low < edits.count, meet(edit, edits[low]) { return false }
    edits.insert(edit, at: low)
    return true
  }
}

extension LintedSource {
  /// The file parsed; nil where it does not parse whole.
  func parsed(_ path: String) -> SourceFile? {
    guard let parser = try? Parser() else { return nil }
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = memory.initialize(from: bytes)
    let file = parser.parse(UnsafeBufferPointer(memory), path: path)
    return file.damaged.isEmpty && !file.isGivenUp ? file : nil
  }
}
