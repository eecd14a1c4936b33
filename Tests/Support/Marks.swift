import Foundation

/// What a line of test data says about the findings on it.
///
///     code // want "regexp" "another"   these findings, no other
///     code // want low "regexp"         the same, with low confidence; so `want medium`
///     code // ok: why                   none
///     code // todo want: why            a finding would be right; there is none yet
///     code // todo ok: why              a finding would be wrong; there is one still
package enum Mark: Hashable, Sendable {
  /// `confidence` is nil where any will do.
  case want([String], confidence: String?)
  case ok
  case todoWant
  case todoOK
}

package struct Marks: Sendable {
  /// By line, from 1.
  package private(set) var byLine: [Int: Mark] = [:]
  /// Lines whose mark cannot be read.
  package private(set) var broken: [Int] = []

  package init(_ source: String) {
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let comment = line.range(of: "// ", options: .backwards) else { continue }
      let text = line[comment.upperBound...].trimmingCharacters(in: .whitespacesAndNewlines)
      // The mark may hold `// ` itself only within a regular expression, which no mark does.
      if text.hasPrefix("want") {
        let confidence = ["low", "medium"].first { text.hasPrefix("want \($0)") }
        let patterns = Self.quoted(text.dropFirst("want".count + (confidence.map { $0.count + 1 } ?? 0)))
        if patterns.isEmpty {
          broken.append(index + 1)
        } else {
          byLine[index + 1] = .want(patterns, confidence: confidence)
        }
      } else if text.hasPrefix("ok:") {
        byLine[index + 1] = .ok
      } else if text.hasPrefix("todo want") {
        byLine[index + 1] = .todoWant
      } else if text.hasPrefix("todo ok") {
        byLine[index + 1] = .todoOK
      }
    }
  }

  /// The patterns in `"a" "b"`; empty when it is not such a list. Backslashes belong to the regular expression.
  private static func quoted(_ text: Substring) -> [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.count % 2 == 1 else { return [] }
    for outside in stride(from: 0, to: parts.count, by: 2) where !parts[outside].allSatisfy(\.isWhitespace) {
      return []
    }
    return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
  }
}
