import Lint

/// The figures of all rules: what `rules/EvidenceFigures.swift` holds.
struct FigureTable: Hashable {
  private(set) var rules: [String: [Evidence]] = [:]

  /// The table that a source holds: each rule's id in a documentation comment, its facts between the quotes below.
  init(source: String?) {
    var rule = ""
    for line in (source ?? "").split(separator: "\n") {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("/// `"), text.hasSuffix("`") {
        rule = String(text.dropFirst(5).dropLast())
      } else if !rule.isEmpty, text.contains("|") {
        rules[rule, default: []] += Evidence.facts(in: String(text))
      }
    }
  }

  /// Takes over what was measured on a version.
  ///
  /// - Parameter isWhole: Whether all programs ran, so that what they did not print is gone.
  mutating func replace(_ figures: [PrintedFigure], of version: String, isWhole: Bool, isRaced: Bool) {
    guard let column = Evidence.measuredVersions.firstIndex(of: version) else { return }
    var measured: [String: [Evidence]] = [:]
    for figure in figures { Self.add(figure, in: column, to: &measured[figure.rule, default: []]) }
    for rule in Set(measured.keys).union(isWhole ? Set(rules.keys) : []) {
      var facts = rules[rule] ?? []
      var new = measured[rule] ?? []
      for index in facts.indices {
        if let found = new.firstIndex(where: { Self.isSame($0, facts[index]) }) {
          facts[index].take(new.remove(at: found), in: column)
        } else if isRaced || !facts[index].claim.hasSuffix(Self.raced) {
          for row in facts[index].rows.indices { facts[index].rows[row].values[column] = "" }
        }
      }
      facts += new
      facts.removeAll { $0.rows.allSatisfy { $0.values.allSatisfy(\.isEmpty) } }
      rules[rule] = facts.isEmpty ? nil : facts
    }
  }

  /// How a claim ends that the race detector shows.
  private static let raced = ", under go test -race"

  private static func isSame(_ a: Evidence, _ b: Evidence) -> Bool {
    a.claim == b.claim && a.unit == b.unit && a.rows.map(\.name) == b.rows.map(\.name)
  }

  private static func add(_ figure: PrintedFigure, in column: Int, to facts: inout [Evidence]) {
    var values = [String](repeating: "", count: Evidence.measuredVersions.count)
    values[column] = figure.value
    let row = Evidence.Row(name: figure.row, values: values)
    if let index = facts.firstIndex(where: { $0.claim == figure.claim && $0.unit == figure.unit }) {
      facts[index].rows.append(row)
    } else {
      facts.append(
        Evidence(claim: figure.claim, unit: figure.unit, versions: Evidence.measuredVersions, rows: [row]))
    }
  }

  /// What is new, gone or changed, a line each.
  func differences(from other: FigureTable) -> [String] {
    Set(rules.keys).union(other.rules.keys).sorted().flatMap { rule -> [String] in
      let (new, old) = (rules[rule] ?? [], other.rules[rule] ?? [])
      return old.filter { !new.contains($0) }.map { "\(rule): was \($0.line)" }
        + new.filter { !old.contains($0) }.map { "\(rule): now \($0.line)" }
    }
  }

  /// The Swift file. Its texts cost a run nothing that does not ask for them.
  var source: String {
    let members = rules.keys.sorted().map { rule in
      let words = rule.split(separator: "-")
      let name = words.prefix(1) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
      return """
          /// `\(rule)`
          static var \(name.joined()): String {
            #\"""
        \((rules[rule] ?? []).map { "    \($0.line)" }.joined(separator: "\n"))
            \"""#
          }
        """
    }
    return """
      // swift-format-ignore-file
      // Written by `mapvet-dev evidence`, which runs the programs of testdata/evidence; do not edit.

      /// What the programs of the rules showed, for their metas: as `Evidence` has it, by Go \
      \(Evidence.measuredVersions.joined(separator: ", ")).
      enum EvidenceFigures {
      \(members.joined(separator: "\n\n"))
      }

      """
  }
}

extension Evidence {
  /// Takes over the values of a version, but for numbers that are as good as the same.
  fileprivate mutating func take(_ other: Evidence, in column: Int) {
    let most = other.rows.compactMap { Int($0.values[column]) }.max() ?? 0
    // What a fifth of nothing is: a few objects, a few pages of memory.
    let slack = max(most / 5, unit.hasPrefix("bytes") ? 16_384 : 2)
    for row in rows.indices {
      let (old, new) = (rows[row].values[column], other.rows[row].values[column])
      if !unit.isEmpty, let before = Int(old), let now = Int(new), (before - slack...before + slack).contains(now) {
        continue
      }
      rows[row].values[column] = new
    }
  }
}
