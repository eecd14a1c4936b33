import GoSyntax

/// Keeps comments behind code in one column, as gofmt does, when a fix makes a line longer or shorter.
///
/// gofmt puts the comments of neighbouring lines one blank behind the longest of them. Only lines that were laid out so, with
/// one indentation, are laid out anew; all others stay as they are.
struct FixAlignment {
  private let file: SourceFile

  init(file: SourceFile) {
    self.file = file
  }

  /// A line of code with a comment behind it; offsets of the file, widths in characters.
  private struct Line {
    let indentation: Range<Int>
    let codeEnd: Int
    let commentStart: Int
    var width: Int
  }

  /// The changes that move comments, for edits in the order of their places.
  func moves(for edits: [Fix.Edit]) -> [Fix.Edit] {
    var grown: [Int: Int] = [:]
    var broken: Set<Int> = []
    var removed: [Range<Int>] = []
    for edit in edits {
      let first = lineNumber(of: edit.start)
      let last = lineNumber(of: edit.end)
      if first < last, edit.text.isEmpty, edit.start == Int(file.lineStarts[first]),
        edit.end == Int(file.lineStarts[last])
      {
        removed.append(first..<last)
        broken.formUnion(first..<last)
      } else if first == last, !edit.text.utf8.contains(0x0A), edit.end <= line(first)?.codeEnd ?? edit.end {
        grown[first, default: 0] += edit.text.unicodeScalars.count - width(edit.start..<edit.end)
      } else {
        broken.formUnion(first...last)
      }
    }
    var moves: [Fix.Edit] = []
    var done: Set<Int> = []
    for lines in removed {
      guard let above = section(around: lines.lowerBound - 1), let below = section(around: lines.upperBound),
        file.bytes[above.lines[0].indentation].elementsEqual(file.bytes[below.lines[0].indentation])
      else { continue }
      let numbers = Set(above.numbers).union(below.numbers)
      guard numbers.isDisjoint(with: broken), numbers.isDisjoint(with: done), numbers.isDisjoint(with: grown.keys)
      else {
        continue
      }
      done.formUnion(numbers)
      moves += Self.aligned(above.lines + below.lines, in: file.path)
    }
    for number in grown.keys.sorted() where !broken.contains(number) && !done.contains(number) {
      guard var section = section(around: number), broken.isDisjoint(with: section.numbers) else { continue }
      done.formUnion(section.numbers)
      for number in section.numbers { section.lines[number - section.numbers.lowerBound].width += grown[number] ?? 0 }
      moves += Self.aligned(section.lines, in: file.path)
    }
    return moves
  }

  /// What puts the comments of some lines into one column.
  private static func aligned(_ lines: [Line], in path: String) -> [Fix.Edit] {
    let column = (lines.map(\.width).max() ?? 0) + 1
    return lines.filter { $0.commentStart - $0.codeEnd != column - $0.width }.map { line in
      let blanks = String(repeating: " ", count: column - line.width)
      return Fix.Edit(path: path, start: line.codeEnd, end: line.commentStart, text: blanks)
    }
  }

  /// The lines around one whose comments stand in one column with it.
  private func section(around number: Int) -> (numbers: Range<Int>, lines: [Line])? {
    guard let line = line(number) else { return nil }
    func belongs(_ other: Line) -> Bool {
      column(other) == column(line) && file.bytes[other.indentation].elementsEqual(file.bytes[line.indentation])
    }
    var lines = [line]
    var start = number
    while let above = self.line(start - 1), belongs(above) {
      lines.insert(above, at: 0)
      start -= 1
    }
    var end = number + 1
    while let below = self.line(end), belongs(below) {
      lines.append(below)
      end += 1
    }
    guard column(line) == (lines.map(\.width).max() ?? 0) + 1 else { return nil }
    return (start..<end, lines)
  }

  private func column(_ line: Line) -> Int { line.width + line.commentStart - line.codeEnd }

  private func line(_ number: Int) -> Line? {
    guard number >= 0, number < file.lineStarts.count else { return nil }
    let start = Int(file.lineStarts[number])
    var end = number + 1 < file.lineStarts.count ? Int(file.lineStarts[number + 1]) : file.bytes.count
    while end > start, isEndOfLine(file.bytes[end - 1]) { end -= 1 }
    guard let comment = comment(endingAt: end), comment.start >= start else { return nil }
    var codeStart = start
    while codeStart < comment.start, file.bytes[codeStart] == UInt8(ascii: "\t") { codeStart += 1 }
    var codeEnd = Int(comment.start)
    while codeEnd > codeStart, file.bytes[codeEnd - 1] == UInt8(ascii: " ") { codeEnd -= 1 }
    guard codeEnd > codeStart else { return nil }
    return Line(
      indentation: start..<codeStart, codeEnd: codeEnd, commentStart: Int(comment.start),
      width: width(codeStart..<codeEnd))
  }

  private func comment(endingAt end: Int) -> Comment? {
    var low = 0
    var high = file.comments.count
    while low < high {
      let middle = (low + high) / 2
      if file.comments[middle].end < end { low = middle + 1 } else { high = middle }
    }
    return low < file.comments.count && file.comments[low].end == end ? file.comments[low] : nil
  }

  private func lineNumber(of offset: Int) -> Int { file.position(of: UInt32(offset)).line - 1 }

  private func isEndOfLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Characters, not bytes: what text/tabwriter counts.
  private func width(_ range: Range<Int>) -> Int { file.bytes[range].count { $0 & 0xC0 != 0x80 } }
}
