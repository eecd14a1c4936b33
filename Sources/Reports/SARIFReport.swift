import Lint

/// SARIF 2.1.0, with what GitHub code scanning asks for beyond the standard.
struct SARIFReport: Reporter {
  let context: ReportContext

  /// What code scanning takes; a report with more is refused.
  static let resultLimit = 25_000
  static let relatedLimit = 100

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    var notes: [String] = []
    let findings = Self.mostImportant(result.findings, limit: Self.resultLimit)
    if findings.count < result.findings.count {
      notes.append(
        "SARIF: the least severe \(result.findings.count - findings.count) of \(result.findings.count) findings are left "
          + "out, since code scanning takes \(Self.resultLimit)")
    }
    if findings.contains(where: { $0.related.count > Self.relatedLimit }) {
      notes.append("SARIF: related places beyond the first \(Self.relatedLimit) of a finding are left out")
    }
    let rules = SARIFRules(result, findings)
    let json = JSONWriter(sink)
    let results = SARIFResults(json: json, context: context, rules: rules)
    json.object {
      json.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      json.field("version", "2.1.0")
      json.array("runs") {
        json.object {
          json.object("tool") {
            json.object("driver") {
              json.field("name", "mapvet")
              if !context.version.isEmpty {
                if Self.isSemantic(context.version) { json.field("semanticVersion", context.version) }
                json.field("version", context.version)
              }
              json.key("rules")
              rules.write(to: json)
            }
          }
          json.object("automationDetails") { json.field("id", "mapvet/") }
          json.array("invocations") { results.writeInvocation(result.errors) }
          json.object("originalUriBaseIds") {
            json.object("%SRCROOT%") { json.field("uri", Self.rootURI(results.paths.root)) }
          }
          json.field("columnKind", "utf16CodeUnits")
          json.key("results")
          json.lines(findings) { results.write($0) }
        }
      }
    }
    sink.write("\n")
    return notes
  }

  /// The findings that fit, the most severe and surest of them, in the order they came.
  static func mostImportant(_ findings: [Finding], limit: Int) -> [Finding] {
    guard findings.count > limit else { return findings }
    let ranked = findings.indices.sorted { a, b in
      let (first, second) = (findings[a], findings[b])
      if first.severity != second.severity { return first.severity > second.severity }
      if first.confidence != second.confidence { return first.confidence > second.confidence }
      return a < b
    }
    return ranked.prefix(limit).sorted().map { findings[$0] }
  }

  private static func rootURI(_ root: String) -> String {
    "file://" + Paths.percentEncoded(root) + (root.hasSuffix("/") ? "" : "/")
  }

  /// Whether a version is one that semver.org's grammar begins with: three numbers, then perhaps `-` or `+`.
  static func isSemantic(_ version: String) -> Bool {
    let core = version.prefix { $0 != "-" && $0 != "+" }
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 3
      && numbers.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part.count == 1 || part.first != "0")
      }
  }
}
