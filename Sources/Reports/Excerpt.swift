import Lint

/// A source line as a terminal shows it, with carets under a location.
///
/// Tabs become spaces, what a terminal must not get becomes U+FFFD, and of a line too long for the terminal only the
/// part around the carets is shown.
struct Excerpt: Equatable {
  /// The visible part of the line, without white space at its end.
  let source: String
  /// Columns before the first caret.
  let indent: Int
  let carets: Int

  private static let tab = 4
  private static let ellipsis = "…"

  /// Nil where the file is gone or has changed since it was linted.
  init?(_ location: Location, in text: SourceText?, width: Int) {
    guard let text, text.has(location.start), let line = text.visibleLine(location.start.line) else { return nil }
    let marked = text.firstLine(of: location)
    var cells: [Cell] = []
    var end = 0
    var visible = 0
    var first: Int?
    var last = 0
    var offset = line.startIndex
    for element in UTF8Scanner(line) {
      let cell = Cell(element.scalar, at: end)
      cells.append(cell)
      if offset == marked.startIndex { first = end }
      end += cell.width
      offset += element.length
      if offset <= marked.endIndex, !cell.isBlank { last = end }
      if !cell.isBlank { visible = end }
    }
    // A location inside a character, or at the end of the line, has no cell of its own.
    let start = first ?? min(end, visible)
    last = max(last, start + 1)

    let window = Self.window(start..<last, length: visible, width: max(width, 20))
    var shown = window.lowerBound > 0 ? Self.ellipsis : ""
    // Where the cut goes through a wide character, its other half is left blank, so that the carets stay below theirs.
    for cell in cells where cell.column < window.upperBound && cell.column + cell.width > window.lowerBound {
      if cell.column >= window.lowerBound, cell.column + cell.width <= window.upperBound {
        shown += cell.text
      } else {
        shown += " "
      }
    }
    while shown.last == " " { shown.removeLast() }
    if window.upperBound < visible { shown += Self.ellipsis }
    source = shown
    indent = start - window.lowerBound + (window.lowerBound > 0 ? 1 : 0)
    carets = max(1, min(last, window.upperBound) - start)
  }

  /// The columns to show: all if they fit, else those from a little before the carets on.
  private static func window(_ carets: Range<Int>, length: Int, width: Int) -> Range<Int> {
    if max(length, carets.upperBound) <= width { return 0..<max(length, carets.upperBound) }
    // A column on either side is for the ellipsis.
    let room = width - 2
    let wanted = carets.lowerBound - max(room / 4, (room - carets.count) / 2)
    let lower = max(0, min(wanted, max(length, carets.upperBound) - room))
    return lower..<lower + room
  }

  private struct Cell {
    let text: String
    let column: Int
    let width: Int
    let isBlank: Bool

    init(_ scalar: Unicode.Scalar, at column: Int) {
      self.column = column
      isBlank = scalar == " " || scalar == "\t"
      if scalar == "\t" {
        width = Excerpt.tab - column % Excerpt.tab
        text = String(repeating: " ", count: width)
      } else {
        let shown: Unicode.Scalar = HarmlessText.isHarmful(scalar) ? "\u{FFFD}" : scalar
        width = DisplayWidth.of(shown)
        text = String(shown)
      }
    }
  }
}
