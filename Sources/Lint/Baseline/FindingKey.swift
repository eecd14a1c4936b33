import GoPackages

/// What tells a finding apart from others, and stays the same when code around it moves: no line, no figure of its message.
package struct FindingKey: Hashable, Sendable {
  package var rule: String
  /// Relative to the folder that the known findings belong to.
  package var path: String
  /// The enclosing function without its package: `(*Server).Get`.
  package var function: String
  /// The text of the place; white space and comments in it do not matter.
  package var expression: String

  package init(rule: String, path: String, function: String, expression: String) {
    self.rule = rule
    self.path = path
    self.function = function
    self.expression = expression
  }

  package init(_ finding: Finding, path: String) {
    self.init(rule: finding.rule, path: path, function: finding.localFunction, expression: finding.expression)
  }

  /// Without white space, which gofmt puts where it likes.
  var condensed: FindingKey {
    FindingKey(rule: rule, path: path, function: function, expression: expression.filter { $0 != " " })
  }
}

/// Pairs findings with known ones, each known one once.
///
/// First those that agree in everything; then, of what is left, those in another function of the same file; then those in a
/// function of the same name in another file. So code that was moved to a new function or a new file wakes nothing.
package struct FindingMatch: Sendable {
  /// By finding: whether it is known.
  package private(set) var isKnown: [Bool]
  /// By known finding: whether it was found.
  package private(set) var isFound: [Bool]

  package init(_ findings: [FindingKey], known: [FindingKey]) {
    isKnown = Array(repeating: false, count: findings.count)
    isFound = Array(repeating: false, count: known.count)
    let findings = findings.map(\.condensed)
    let known = known.map(\.condensed)
    pair(findings, known) { $0 }
    pair(findings, known) { $0.expression.isEmpty ? nil : Self.with($0) { $0.function = "" } }
    pair(findings, known) { $0.expression.isEmpty ? nil : Self.with($0) { $0.path = "" } }
  }

  private static func with(_ key: FindingKey, _ change: (inout FindingKey) -> Void) -> FindingKey {
    var key = key
    change(&key)
    return key
  }

  private mutating func pair(_ findings: [FindingKey], _ known: [FindingKey], _ part: (FindingKey) -> FindingKey?) {
    var waiting: [FindingKey: [Int]] = [:]
    // Backwards, so that the first is taken first.
    for index in known.indices.reversed() where !isFound[index] {
      if let key = part(known[index]) { waiting[key, default: []].append(index) }
    }
    if waiting.isEmpty { return }
    for index in findings.indices where !isKnown[index] {
      guard let key = part(findings[index]), let match = waiting[key]?.popLast() else { continue }
      isKnown[index] = true
      isFound[match] = true
    }
  }
}
