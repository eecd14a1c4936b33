import GoSyntax
import Lint

/// A region of text with columns in UTF-16 code units, from 1, its end exclusive.
struct TextRegion: Equatable {
  var startLine: Int
  var startColumn: Int
  var endLine: Int
  var endColumn: Int
}

extension SourceText {
  /// A line as editors and SARIF see it: a byte-order mark is no part of it.
  func visibleLine(_ number: Int) -> ArraySlice<UInt8>? {
    guard let line = line(number) else { return nil }
    return number == 1 && hasByteOrderMark ? line.dropFirst(3) : line
  }

  /// A point's column in UTF-16 code units; past the end of its line there is nothing to count.
  func utf16Column(of point: Point) -> Int {
    guard let line = visibleLine(point.line) else { return max(1, point.column) }
    let before = line.prefix(max(0, point.offset - line.startIndex))
    return 1 + UTF8Scanner(before).reduce(0) { $0 + $1.utf16Length }
  }

  /// A range of offsets, over several lines where it must; nil where it is not one of this text.
  func region(from start: Int, to end: Int) -> TextRegion? {
    guard start <= end, let start = point(at: start), let end = point(at: end) else { return nil }
    return TextRegion(
      startLine: start.line, startColumn: utf16Column(of: start), endLine: end.line, endColumn: utf16Column(of: end))
  }

  /// The bytes of a location that lie on its first line, at least one character where the line has one there.
  func firstLine(of location: Location) -> ArraySlice<UInt8> {
    guard let line = visibleLine(location.start.line) else { return [] }
    let rest = line.dropFirst(max(0, location.start.offset - line.startIndex))
    let marked =
      location.end.line > location.start.line ? rest : rest.prefix(max(0, location.end.offset - rest.startIndex))
    if !marked.isEmpty { return marked }
    var scanner = UTF8Scanner(rest)
    return rest.prefix(scanner.next()?.length ?? 0)
  }
}

extension Location {
  /// The location cut to its first line and at least one column wide, since code scanning shows an alert on a pull
  /// request only if all its lines changed. Without the text, columns are the bytes' own.
  func oneLineRegion(in text: SourceText?) -> TextRegion {
    let line = max(1, start.line)
    guard let text, text.has(start) else {
      let column = max(1, start.column)
      let end = self.end.line == start.line ? self.end.column : 0
      return TextRegion(startLine: line, startColumn: column, endLine: line, endColumn: max(column + 1, end))
    }
    let column = text.utf16Column(of: start)
    let width = UTF8Scanner(text.firstLine(of: self)).reduce(0) { $0 + $1.utf16Length }
    return TextRegion(startLine: line, startColumn: column, endLine: line, endColumn: column + max(1, width))
  }
}
