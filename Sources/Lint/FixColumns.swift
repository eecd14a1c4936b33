import GoSyntax

/// Keeps columns as gofmt has them when lines of their own come between their rows.
///
/// A comment on its own line ends the columns above it (names, types and values of a group, comments behind code), and others
/// start below. Rows that were padded for a row on the other side are padded less.
struct FixColumns {
  private let file: SourceFile
  /// Raw strings and comments that go over several lines.
  private let blocks: [Range<UInt32>]

  init(file: SourceFile) {
    self.file = file
    let comments = file.comments.map { $0.start..<$0.end }
    let strings = file.root.descendants.lazy.filter { $0.kind == .basicLit }.map { $0.start..<$0.end }
    blocks = (comments + Array(strings)).filter {
      file.bytes[Int($0.lowerBound)..<Int($0.upperBound)].contains(0x0A)
    }
  }

  /// A line of code, in cells with blanks between them.
  private struct Row {
    var indentation: Range<Int>
    /// Blanks, by the column of what comes behind them.
    var gaps: [Int: Range<Int>] = [:]
  }

  /// The blanks that go, for whole lines that edits put in.
  func moves(for edits: [Fix.Edit]) -> [Fix.Edit] {
    var parts: Set<Int> = []
    var changed: Set<Int> = []
    for edit in edits {
      let line = file.position(of: UInt32(edit.start)).line
      if edit.start == edit.end, edit.start == Int(file.lineStarts[line - 1]), edit.text.utf8.last == 0x0A {
        parts.insert(line)
      } else {
        changed.formUnion(line...file.position(of: UInt32(edit.end)).line)
      }
    }
    var moves: [Int: Fix.Edit] = [:]
    for line in parts {
      guard let above = row(line - 1), let below = row(line) else { continue }
      guard file.bytes[above.indentation].elementsEqual(file.bytes[below.indentation]) else { continue }
      for column in above.gaps.keys where below.gaps[column] != nil {
        for (first, step) in [(line - 1, -1), (line, 1)] {
          let run = run(from: first, step, column: column, above.indentation, endingAt: parts)
          let spare = (run.map(\.gap.count).min() ?? 1) - 1
          guard spare > 0, !run.contains(where: { changed.contains($0.line) }) else { continue }
          for gap in run.map(\.gap) {
            let end = gap.upperBound
            moves[end] = Fix.Edit(path: file.path, start: end - spare, end: end, text: "")
          }
        }
      }
    }
    return Array(moves.values)
  }

  /// The rows with a cell in a column, from one on upwards or downwards, as far as no line comes between them.
  private func run(
    from first: Int, _ step: Int, column: Int, _ indentation: Range<Int>, endingAt parts: Set<Int>
  ) -> [(line: Int, gap: Range<Int>)] {
    var result: [(line: Int, gap: Range<Int>)] = []
    var line = first
    while let row = row(line), let gap = row.gaps[column],
      file.bytes[row.indentation].elementsEqual(file.bytes[indentation])
    {
      result.append((line, gap))
      if parts.contains(step > 0 ? line + 1 : line) { break }
      line += step
    }
    return result
  }

  /// Nil where there is no such line, or it begins within a text of several lines.
  private func row(_ line: Int) -> Row? {
    guard line >= 1, line <= file.lineStarts.count else { return nil }
    let start = file.lineStarts[line - 1]
    guard !blocks.contains(where: { $0.lowerBound < start && start < $0.upperBound }) else { return nil }
    let text = file.line(line)
    let indentation = text.prefix { $0 == 0x20 || $0 == 0x09 }.count
    var row = Row(indentation: Int(start)..<Int(start) + indentation)
    var index = indentation
    var column = indentation
    var blanks = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x20 {
        blanks += 1
      } else {
        if blanks > 0 { row.gaps[column] = Int(start) + index - blanks..<Int(start) + index }
        blanks = 0
        if byte == UInt8(ascii: "/"), index + 1 < text.count,
          [UInt8(ascii: "/"), UInt8(ascii: "*")].contains(text[index + 1])
        {
          return row
        }
        if let end = Self.endOfLiteral(text, index) {
          column += text[index..<end].count { $0 & 0xC0 != 0x80 }
          index = end
          continue
        }
      }
      if byte & 0xC0 != 0x80 { column += 1 }
      index += 1
    }
    return row
  }

  /// Where a string or a rune that starts at an index ends on its line; nil where none starts.
  private static func endOfLiteral(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    let quote = text[start]
    guard [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(quote) else { return nil }
    var index = start + 1
    while index < text.count, text[index] != quote {
      index += text[index] == UInt8(ascii: "\\") && quote != UInt8(ascii: "`") ? 2 : 1
    }
    return min(index + 1, text.count)
  }
}
