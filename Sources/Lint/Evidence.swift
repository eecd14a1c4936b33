/// A measured fact behind a rule: what its program in `testdata/evidence` showed, by Go version.
package struct Evidence: Hashable, Sendable {
  /// What was done, as `filling a map with 1000 entries`.
  package var claim: String
  /// What the values count, as `allocations`; empty where they are outcomes.
  package var unit: String
  /// The Go versions of the values, as `1.19`, oldest first.
  package var versions: [String]
  /// One row without a name, or the bad form and the good one.
  package var rows: [Row]

  package struct Row: Hashable, Sendable {
    package var name: String
    /// By version; empty where there is none.
    package var values: [String]

    package init(name: String, values: [String]) {
      self.name = name
      self.values = values
    }
  }

  package init(claim: String, unit: String, versions: [String], rows: [Row]) {
    self.claim = claim
    self.unit = unit
    self.versions = versions
    self.rows = rows
  }
}

// MARK: As text

/// `mapvet-dev evidence` keeps figures as text, a line for each fact: nothing is made of it before somebody asks.
///
///     filling a map with 1000 entries|allocations|bad=65;66;22|good=7;7;6
extension Evidence {
  /// The versions that are measured: the oldest in use, the last with the map of before Swiss tables, the newest.
  package static let measuredVersions = ["1.19", "1.23", "1.27"]

  /// The facts that a text holds.
  package static func facts(in text: String) -> [Evidence] {
    text.split(separator: "\n").compactMap { Evidence(line: $0) }
  }

  private init?(line: Substring) {
    let fields = line.split(separator: "|", omittingEmptySubsequences: false)
    guard fields.count > 2 else { return nil }
    let rows = fields[2...].map { field in
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let values = (parts.last ?? "").split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      return Row(name: parts.count > 1 ? String(parts[0]) : "", values: values)
    }
    self.init(claim: String(fields[0]), unit: String(fields[1]), versions: Self.measuredVersions, rows: rows)
  }

  /// The fact as a line of such a text.
  package var line: String {
    ([claim, unit] + rows.map { "\($0.name)=\($0.values.joined(separator: ";"))" }).joined(separator: "|")
  }
}
