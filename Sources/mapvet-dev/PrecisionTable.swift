import ArgumentParser
import Glibc

/// The precision of each rule, as `mapvet-dev corpus --write` left it for the documentation.
struct PrecisionTable {
  private var shown: [String: String] = [:]

  /// A file that is not there is a table without rows.
  init(path: String, rules: [String]) throws {
    guard access(path, F_OK) == 0 else { return }
    for (index, line) in try readText(path).split(separator: "\n").enumerated() where index > 0 {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard cells.count == 4, let judged = Int(cells[2]), let right = Int(cells[3]), 0...judged ~= right else {
        throw ValidationError(
          "\(path):\(index + 1): not a rule and three numbers, the last no more than the one before it")
      }
      let rule = String(cells[0])
      guard rules.contains(rule) else { throw ValidationError("\(path):\(index + 1): there is no rule '\(rule)'") }
      if judged > 0 { shown[rule] = "\(right) of \(judged)" }
    }
  }

  /// `72 of 79`: so many of the judged findings are true.
  subscript(rule: String) -> String { shown[rule] ?? "—" }
}
