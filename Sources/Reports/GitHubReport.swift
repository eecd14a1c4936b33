import Lint

/// Workflow commands that GitHub Actions turns into annotations: `::error file=…,line=…::message`.
struct GitHubReport: Reporter {
  let context: ReportContext

  /// How many annotations of each kind GitHub keeps of a step.
  static let shownPerKind = 10

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let paths = RootedPaths(context)
    var hidden = 0
    // The most severe come first, since those beyond the limit are shown in the log only.
    for severity in Severity.allCases.sorted(by: >) {
      let findings = result.findings.filter { $0.severity == severity }
      hidden += max(0, findings.count - Self.shownPerKind)
      for finding in findings {
        sink.write(command(finding, paths))
        sink.write("\n")
      }
    }
    if hidden == 0 { return [] }
    return [
      "GitHub shows at most \(Self.shownPerKind) errors, warnings and notices each of a step: \(hidden) of "
        + "\(result.findings.count) findings are in the log only"
    ]
  }

  private func command(_ finding: Finding, _ paths: RootedPaths) -> String {
    let kind = finding.severity == .info ? "notice" : finding.severity.rawValue
    let line = max(1, finding.location.start.line)
    let column = max(1, finding.location.start.column)
    // An annotation over several lines may have no columns and stands below its last line: this one stays on its first.
    var properties = [
      ("file", paths.path(finding.location.path)), ("line", String(line)), ("endLine", String(line)),
      ("col", String(column)),
    ]
    if finding.location.end.line == finding.location.start.line, finding.location.end.column >= column {
      properties.append(("endColumn", String(finding.location.end.column)))
    }
    properties.append(("title", "mapvet: \(finding.rule)"))
    let values = properties.map { "\($0)=\(Self.escapedProperty($1))" }.joined(separator: ",")
    let message = FindingLines.of(finding, path: paths.path).joined(separator: "\n")
    return "::\(kind) \(values)::\(Self.escapedData(message))"
  }

  static func escapedData(_ text: String) -> String { escaped(text, alsoProperty: false) }

  static func escapedProperty(_ text: String) -> String { escaped(text, alsoProperty: true) }

  private static func escaped(_ text: String, alsoProperty: Bool) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result.append(contentsOf: "%25".unicodeScalars)
      case "\r": result.append(contentsOf: "%0D".unicodeScalars)
      case "\n": result.append(contentsOf: "%0A".unicodeScalars)
      case ":" where alsoProperty: result.append(contentsOf: "%3A".unicodeScalars)
      case "," where alsoProperty: result.append(contentsOf: "%2C".unicodeScalars)
      // In paths: the runner knows no escape for them, and the log is for reading.
      case _ where HarmlessText.isHarmful(scalar):
        result.append(contentsOf: HarmlessText.path(String(scalar)).unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
