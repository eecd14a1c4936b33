import ArgumentParser
import Lint

/// A labelled place of `testdata/corpus/history.tsv`: a mistake that stood in one commit and was mended in the next.
struct HistoryRow {
  var repository: String
  var fix: String
  var parent: String
  /// Rules any of which would be right, the likeliest first.
  var rules: [String]
  var path: String
  var lines: [ClosedRange<Int>]
  /// Names of the containers, by which a message may tell them; empty for goroutines.
  var containers: [String]

  /// The rows of a table with a header and `#` lines.
  static func parse(_ text: String, path: String) throws -> [HistoryRow] {
    var rows: [HistoryRow] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix("repository\t") {
      guard let row = HistoryRow(line) else {
        throw ValidationError("\(path):\(index + 1): not nine columns with lines as 3 or 3-5 in the sixth")
      }
      rows.append(row)
    }
    return rows
  }

  private init?(_ line: Substring) {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard cells.count == 9, let lines = Self.lines(cells[5]) else { return nil }
    repository = cells[0]
    fix = cells[1]
    parent = cells[2]
    rules = cells[3].split(separator: ",").map(String.init)
    path = cells[4]
    self.lines = lines
    containers = rules.contains("goroutine-without-exit") ? [] : Self.containers(cells[6])
  }

  /// `436,450-452`.
  private static func lines(_ cell: String) -> [ClosedRange<Int>]? {
    var ranges: [ClosedRange<Int>] = []
    for part in cell.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last else { return nil }
      ranges.append(first...last)
    }
    return ranges.isEmpty ? nil : ranges
  }

  /// The last identifier of each expression in `(*T).a, (*T).b`, of `T.a (what it is)` and of `a and b (what they are)`.
  private static func containers(_ cell: String) -> [String] {
    cell.split(separator: ",").compactMap { part in
      let expression = part.split(separator: " ").first ?? ""
      guard let name = expression.split(separator: ".").last, name.utf8.allSatisfy(isNamePart) else { return nil }
      return String(name)
    }
  }

  // MARK: Findings

  /// Whether a finding stands in the row's file.
  private func isInFile(_ finding: Finding) -> Bool {
    finding.location.path == path || finding.location.path.hasSuffix("/" + path)
  }

  /// Whether a finding in the row's file tells its container, in its message or in those of its related places.
  func isNamed(_ finding: Finding) -> Bool {
    isInFile(finding)
      && ([finding.message] + finding.related.map(\.message)).contains { message in
        let names = message.utf8.split { !isNamePart($0) }
        return containers.contains { container in names.contains { $0.elementsEqual(container.utf8) } }
      }
  }

  /// Whether a finding in the parent is about the row's place.
  func isAbout(_ finding: Finding) -> Bool {
    (isInFile(finding) && lines.contains { $0.contains(finding.location.start.line) }) || isNamed(finding)
  }
}

/// Whether a byte may stand in an identifier.
private func isNamePart(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
  default: false
  }
}
