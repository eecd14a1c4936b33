import GoSyntax

/// Puts rows into one column, as gofmt does, when a line between them goes: names and types of fields, names and values of a
/// group, keys and values of a literal.
///
/// Only rows of two cells without comments are, above and below as gofmt laid them out.
struct FixJoinedColumns {
  private let file: SourceFile

  init(file: SourceFile) {
    self.file = file
  }

  /// A line that is one field, specification or element.
  private struct Row {
    let node: Node
    /// Characters up to the end of the first cell.
    let width: Int
    /// The blanks behind it.
    let gap: Range<Int>
    /// On one line, of two cells, and nothing behind it.
    let isPlain: Bool

    var column: Int { width + gap.count }
  }

  /// The blanks that change, for whole lines that edits take away.
  func moves(for edits: [Fix.Edit]) -> [Fix.Edit] {
    var joints: [(above: Int, below: Int)] = []
    var changed: Set<Int> = []
    for edit in edits {
      let first = file.position(of: UInt32(edit.start)).line
      let last = file.position(of: UInt32(edit.end)).line
      let areLines = edit.start == Int(file.lineStarts[first - 1]) && edit.end == Int(file.lineStarts[last - 1])
      if first < last, edit.text.isEmpty, areLines {
        joints.append((first - 1, last))
        changed.formUnion(first..<last)
      } else {
        changed.formUnion(first...last)
      }
    }
    if joints.isEmpty { return [] }
    let rows = self.rows()
    var moves: [Fix.Edit] = []
    for (above, below) in joints {
      guard let upper = run(from: above, -1, rows), let lower = run(from: below, 1, rows),
        upper[0].node.kind == lower[0].node.kind, upper[0].node.parent?.id == lower[0].node.parent?.id
      else { continue }
      let lines = above - upper.count + 1...above
      guard changed.isDisjoint(with: lines), changed.isDisjoint(with: below..<below + lower.count) else { continue }
      changed.formUnion(lines)
      changed.formUnion(below..<below + lower.count)
      let column = max(upper[0].column, lower[0].column)
      for row in upper + lower where row.column != column {
        let blanks = String(repeating: " ", count: column - row.width)
        moves.append(Fix.Edit(path: file.path, start: row.gap.lowerBound, end: row.gap.upperBound, text: blanks))
      }
    }
    return moves
  }

  /// The rows of one column from a line upwards or downwards; nil where they are not laid out as one.
  private func run(from first: Int, _ step: Int, _ rows: [Int: Row]) -> [Row]? {
    guard let start = rows[first] else { return nil }
    var run: [Row] = []
    var line = first
    while let row = rows[line], row.node.parent?.id == start.node.parent?.id {
      run.append(row)
      line += step
    }
    let column = (run.map(\.width).max() ?? 0) + 1
    return run.allSatisfy { $0.isPlain && $0.column == column } ? run : nil
  }

  /// By line.
  private func rows() -> [Int: Row] {
    var rows: [Int: Row] = [:]
    for node in file.root.descendants {
      guard let second = secondCell(node) else { continue }
      let (line, start) = (file.position(of: node.start).line, Int(node.start))
      let lineStart = Int(file.lineStarts[line - 1])
      guard file.bytes[lineStart..<start].allSatisfy({ $0 == 0x09 }) else { continue }
      var gap = second
      while gap > start, file.bytes[gap - 1] == 0x20 { gap -= 1 }
      let end = lineStart + file.line(line).count
      let rest = file.bytes[second..<max(second, end)]
      // Another gap, or a comment behind it.
      let isPlain =
        Int(node.end) <= end && file.bytes[Int(node.end)..<end].allSatisfy { $0 == UInt8(ascii: ",") }
        && !zip(rest, rest.dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
        // gofmt starts a new column where keys over 40 characters differ much in length.
        && node.child(.tag) == nil && (node.kind != .keyValueExpr || gap - start <= 40)
        && !(node.child(.type) != nil && node.child(.value) != nil)
      let width = file.bytes[lineStart..<gap].count { $0 & 0xC0 != 0x80 }
      rows[line] = Row(node: node, width: width, gap: gap..<second, isPlain: isPlain)
    }
    return rows
  }

  /// Where what stands in the second column begins.
  private func secondCell(_ node: Node) -> Int? {
    switch node.kind {
    case .field:
      guard node.parent?.parent?.kind == .structType, node.child(.name) != nil else { return nil }
      return node.child(.type).map { Int($0.start) }
    case .keyValueExpr: return node.child(.value).map { Int($0.start) }
    case .valueSpec:
      if let type = node.child(.type) { return Int(type.start) }
      guard let value = node.child(.value) else { return nil }
      var equals = Int(value.start) - 1
      while equals > Int(node.start), file.bytes[equals] == 0x20 { equals -= 1 }
      return file.bytes[equals] == UInt8(ascii: "=") ? equals : nil
    default: return nil
    }
  }
}
