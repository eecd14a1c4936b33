import Lint

/// The rules a SARIF report describes: those that ran, then those that only have results, which are the linter's own
/// about its directives.
struct SARIFRules {
  private let known: [RuleMeta]
  private let others: [Finding]
  private let indices: [String: Int]

  init(_ result: RunResult, _ findings: [Finding]) {
    known = result.rules
    var indices: [String: Int] = [:]
    for (index, meta) in known.enumerated() { indices[meta.id] = index }
    var first: [String: Finding] = [:]
    for finding in findings where indices[finding.rule] == nil && first[finding.rule] == nil {
      first[finding.rule] = finding
    }
    others = first.values.sorted { $0.rule.utf8.lexicographicallyPrecedes($1.rule.utf8) }
    for (index, finding) in others.enumerated() { indices[finding.rule] = known.count + index }
    self.indices = indices
  }

  func index(of rule: String) -> Int? { indices[rule] }

  func write(to json: JSONWriter) {
    json.array {
      for meta in known { write(meta, to: json) }
      for finding in others { write(finding, to: json) }
    }
  }

  private func write(_ meta: RuleMeta, to json: JSONWriter) {
    json.object {
      json.field("id", meta.id)
      json.field("name", Self.name(meta.id))
      json.object("shortDescription") { json.field("text", Self.clipped(Self.text(meta.summary, else: meta.id))) }
      json.object("fullDescription") {
        json.field("text", Self.clipped(Self.text(RuleText.firstParagraph(meta.why), else: meta.summary)))
      }
      json.object("help") {
        json.field("text", RuleText.plain(meta, width: 80))
        json.field("markdown", RuleText.markdown(meta))
      }
      json.object("defaultConfiguration") {
        json.field("enabled", meta.isOnByDefault && meta.stage.isStable)
        json.field("level", Self.level(meta.severity))
      }
      writeProperties(
        tags: ["go", meta.group.rawValue, meta.stage.name] + (meta.securityScore == nil ? [] : ["security"]),
        precision: meta.stage.isStable ? "high" : "medium", severity: meta.severity, securityScore: meta.securityScore,
        to: json)
    }
  }

  /// A rule that comes with no description of its own.
  private func write(_ finding: Finding, to json: JSONWriter) {
    let words = finding.rule.split(separator: "-").joined(separator: " ")
    let summary = Self.text(words, else: finding.rule) + (finding.group == Group.lint.rawValue ? " (mapvet's own)" : "")
    json.object {
      json.field("id", finding.rule)
      json.field("name", Self.name(finding.rule))
      json.object("shortDescription") { json.field("text", Self.clipped(summary)) }
      json.object("fullDescription") { json.field("text", Self.clipped(summary)) }
      json.object("help") { json.field("text", summary) }
      json.object("defaultConfiguration") { json.field("level", Self.level(finding.severity)) }
      writeProperties(
        tags: ["go", finding.group].filter { !$0.isEmpty }, precision: "high", severity: finding.severity, to: json)
    }
  }

  /// Code scanning sorts alerts with `security-severity` by it, and takes them for security alerts.
  private func writeProperties(
    tags: [String], precision: String, severity: Severity, securityScore: String? = nil, to json: JSONWriter
  ) {
    json.object("properties") {
      json.array("tags") { for tag in tags { json.value(tag) } }
      json.field("precision", precision)
      json.field("problem.severity", severity == .info ? "recommendation" : severity.rawValue)
      if let securityScore { json.field("security-severity", securityScore) }
    }
  }

  /// SARIF has no "info": the least it reports is a note.
  static func level(_ severity: Severity) -> String { severity == .info ? "note" : severity.rawValue }

  /// `nil-map-write` as SARIF likes names: `NilMapWrite`.
  private static func name(_ id: String) -> String {
    let words = id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return text(words.joined(), else: id)
  }

  private static func text(_ text: String, else other: String) -> String { text.isEmpty ? other : text }

  /// At most as long as code scanning takes.
  private static func clipped(_ text: String, limit: Int = 1024) -> String {
    guard text.utf16.count > limit else { return text }
    var result = ""
    var length = 1
    for character in text {
      length += character.utf16.count
      if length > limit { break }
      result.append(character)
    }
    return result + "…"
  }
}
