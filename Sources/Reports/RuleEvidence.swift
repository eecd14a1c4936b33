import Lint

/// How a rule's measured facts read.
struct RuleEvidence {
  let facts: [Evidence]

  init(_ meta: RuleMeta) { facts = meta.evidence }

  /// The columns of one table for all facts.
  var versions: [String] {
    var versions: [String] = []
    for fact in facts { for version in fact.versions where !versions.contains(version) { versions.append(version) } }
    return versions.sorted { Self.numbers($0).lexicographicallyPrecedes(Self.numbers($1)) }
  }

  /// What a fact is about, with what its values count.
  static func title(_ fact: Evidence) -> String { fact.unit.isEmpty ? fact.claim : "\(fact.claim): \(fact.unit)" }

  /// A value as it is printed: `1,030`, `16.8 MB`, or the words that it is.
  static func shown(_ value: String, unit: String) -> String {
    guard !value.isEmpty else { return "–" }
    guard !unit.isEmpty, let number = Int(value) else { return value }
    guard unit.hasPrefix("bytes") else { return grouped(number) }
    switch number {
    case ..<10_000: return "\(grouped(number)) B"
    case ..<1_000_000: return "\(tenths(number, of: 1_000)) kB"
    default: return "\(tenths(number, of: 1_000_000)) MB"
    }
  }

  /// A number with a comma before each three digits.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// A number in larger parts, rounded to a tenth of one.
  private static func tenths(_ number: Int, of part: Int) -> String {
    let count = (number * 10 + part / 2) / part
    return count % 10 == 0 ? grouped(count / 10) : "\(grouped(count / 10)).\(count % 10)"
  }

  /// `1.19` before `1.2`? No: by number, not by text.
  private static func numbers(_ version: String) -> [Int] { version.split(separator: ".").map { Int($0) ?? 0 } }

  // MARK: Plain

  /// A paragraph and the table below it, for each fact; the table's first row is its head and may be missing.
  var plain: [(paragraph: String, table: [[String]])] {
    facts.map { fact in
      let shown = fact.rows.map { row in row.values.map { Self.shown($0, unit: fact.unit) } }
      // An outcome that is the same in all versions is said once.
      if fact.unit.isEmpty, shown.allSatisfy({ Set($0).count == 1 }) {
        let outcomes = zip(fact.rows, shown).map { ($0.name, $1[0]) }
        if outcomes.count == 1 { return ("\(fact.claim): \(outcomes[0].1)", []) }
        return (fact.claim, outcomes.map { [$0.0, $0.1] })
      }
      let head = [""] + fact.versions.map { "Go \($0)" }
      return (Self.title(fact), [head] + zip(fact.rows, shown).map { [$0.name] + $1 })
    }
  }

  // MARK: Table

  /// The head and rows of one table for all facts: the forms have a column of their own where there are any.
  var table: (head: [String], rows: [[String]])? {
    let rows = facts.flatMap { fact in fact.rows.map { (fact, $0) } }
    guard !rows.isEmpty else { return nil }
    let versions = versions
    let hasForms = rows.contains { !$0.1.name.isEmpty }
    let head = ["what"] + (hasForms ? ["form"] : []) + versions.map { "Go " + $0 }
    return (
      head,
      rows.map { fact, row in
        let values = versions.map { version in
          fact.versions.firstIndex(of: version).map { Self.shown(row.values[$0], unit: fact.unit) } ?? ""
        }
        return [Self.title(fact)] + (hasForms ? [row.name] : []) + values
      }
    )
  }
}
