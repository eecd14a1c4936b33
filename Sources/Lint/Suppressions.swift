import Glibc
import GoSyntax

/// The directives of one file applied to its findings, and what is wrong with the directives themselves.
struct Suppressions {
  private let file: SourceFile
  private let pass: Pass
  private let directives: [Directive]
  /// By directive: the ids of its rules that suppressed something.
  private var used: [Set<String>]
  private let known: Set<String>
  private let today: String

  /// - Parameters:
  ///   - known: ids of all rules there are, whether they run or not.
  ///   - today: the date in UTC as `2026-01-31`.
  init(file: SourceFile, pass: Pass, known: Set<String>, today: String) {
    self.file = file
    self.pass = pass
    self.known = known
    self.today = today
    directives = Directive.all(in: file)
    used = Array(repeating: [], count: directives.count)
  }

  var isEmpty: Bool { directives.isEmpty }

  /// The day, of today and after, on which the first directive ceases to hold; nil where all go on.
  var lastDay: String? { directives.compactMap(\.until).filter { Self.isDate($0) && $0 >= today }.min() }

  /// Whether a directive silences the finding; remembers that it was needed.
  mutating func suppress(_ finding: Finding) -> Bool {
    var isSuppressed = false
    for (index, directive) in directives.enumerated() where covers(directive, finding) {
      used[index].insert(finding.rule)
      isSuppressed = true
    }
    return isSuppressed
  }

  private func covers(_ directive: Directive, _ finding: Finding) -> Bool {
    switch directive.kind {
    case .unknown, .spaced: return false
    case .ignoreFile:
      return isValid(directive) && directive.rules.contains(finding.rule)
    case .ignore:
      return isValid(directive) && directive.rules.contains(finding.rule)
        && finding.location.start.line == target(directive)
    case .nolint:
      return nolintLines(directive).contains(finding.location.start.line)
    }
  }

  private func isValid(_ directive: Directive) -> Bool {
    guard !directive.reason.isEmpty else { return false }
    guard let until = directive.until else { return true }
    return Self.isDate(until) && until >= today
  }

  /// The line a directive speaks of: its own, or the next one that is not itself a directive's.
  private func target(_ directive: Directive) -> Int {
    guard directive.standsAlone else { return directive.line }
    var line = directive.line + 1
    while directives.contains(where: { $0.line == line && $0.standsAlone && $0.kind != .spaced }) { line += 1 }
    return line
  }

  /// golangci-lint's reach: the comment's line; standing alone, also the whole of what starts below it in the same column; above
  /// the package clause the whole file.
  private func nolintLines(_ directive: Directive) -> ClosedRange<Int> {
    guard directive.standsAlone else { return directive.line...directive.line }
    let column = file.position(of: directive.comment.start).column
    for node in file.root.descendants where node.kind != .ident {
      let start = file.position(of: node.start)
      if start.line > directive.line + 1 { break }
      if start.line == directive.line + 1, start.column == column {
        return directive.line...max(start.line, file.position(of: node.end).line)
      }
    }
    if let name = file.root.child(.name), file.position(of: name.start).line == directive.line + 1 {
      return 1...file.lineStarts.count
    }
    return directive.line...(directive.line + 1)
  }

  /// Findings about the directives: malformed, expired, and unused ones whose rules ran.
  func findings(ran: Set<String>) -> [Finding] {
    var findings: [Finding] = []
    for (index, directive) in directives.enumerated() {
      guard let problem = problem(directive) else {
        guard directive.kind != .nolint, directive.kind != .spaced else { continue }
        let needed = directive.rules.filter { !ran.contains($0) || used[index].contains($0) }
        guard needed.count < directive.rules.count else { continue }
        // One mend for all of them, which the first carries.
        var fix = SuppressionFixes(file: file).fix(directive, needed: needed)
        for rule in directive.rules where ran.contains(rule) && !used[index].contains(rule) {
          findings.append(finding(.unusedSuppression, "no `\(rule)` finding here to ignore", directive, fix))
          fix = nil
        }
        continue
      }
      let fix = directive.kind == .spaced ? SuppressionFixes(file: file).withoutBlanks(directive) : nil
      findings.append(finding(problem.meta, problem.message, directive, fix))
    }
    return findings
  }

  private func problem(_ directive: Directive) -> (meta: RuleMeta, message: String)? {
    switch directive.kind {
    case .nolint: return nil
    case .unknown(let verb):
      return (.badSuppression, "unknown directive `mapvet:\(verb)`: use `mapvet:ignore` or `mapvet:ignore-file`")
    case .spaced:
      // Prose may speak of directives; it does not name a rule at that place.
      guard directive.rules.contains(where: known.contains) else { return nil }
      return (.badSuppression, "a blank behind `//` makes this a comment that suppresses nothing: write `//mapvet:`")
    case .ignore, .ignoreFile: break
    }
    let form = directive.kind == .ignore ? "//mapvet:ignore RULE reason" : "//mapvet:ignore-file RULE reason"
    guard !directive.rules.isEmpty else {
      return (.badSuppression, "names no rule and suppresses nothing: write `\(form)`")
    }
    if let unknown = directive.rules.first(where: { !known.contains($0) }) {
      let hint = Nearest.match(unknown, in: known.sorted()).map { ", did you mean `\($0)`?" } ?? ""
      return (.badSuppression, "unknown rule `\(unknown)`\(hint)")
    }
    guard !directive.reason.isEmpty else {
      return (.badSuppression, "gives no reason and suppresses nothing: write `\(form)`")
    }
    guard let until = directive.until else { return nil }
    guard Self.isDate(until) else {
      return (.badSuppression, "`until=\(until)` is no date and suppresses nothing: write `until=2027-01-31`")
    }
    if until < today { return (.expiredSuppression, "suppression expired on \(until)") }
    return nil
  }

  private func finding(_ meta: RuleMeta, _ message: String, _ directive: Directive, _ fix: Fix? = nil) -> Finding {
    let range = directive.comment.start..<directive.comment.end
    var hash = StableHash()
    hash.add(meta.id)
    hash.add(pass.identity)
    hash.add(String(file.path.split(separator: "/").last ?? ""))
    hash.add(message)
    hash.add(UnsafeBufferPointer(rebasing: file.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
    hash.add(String(directive.line))
    return Finding(
      rule: meta.id, group: meta.group.rawValue, severity: meta.severity, confidence: .high, message: message,
      location: pass.location(in: file, range), function: "", related: [], fix: fix, fingerprint: hash.description,
      expression: ExpressionText.ofComment(file.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
  }

  private static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count == 10, parts.count == 3, parts[0].count == 4, parts[1].count == 2,
      let month = Int(parts[1]), let day = Int(parts[2]), Int(parts[0]) != nil
    else { return false }
    return 1...12 ~= month && 1...31 ~= day
  }

  /// Today in UTC.
  static func currentDate() -> String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
  }
}

/// The known word nearest to a mistyped one.
package enum Nearest {
  /// Nil when nothing is near: more than a third of the letters would have to change.
  package static func match(_ word: String, in candidates: [String]) -> String? {
    let best = candidates.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(2, word.utf8.count / 3) else { return nil }
    return best.0
  }

  /// Levenshtein distance in bytes.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substitution = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
