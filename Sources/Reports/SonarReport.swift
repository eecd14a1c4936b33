import Lint

/// Sonar's format for issues of other tools, as of 10.3:
/// <https://docs.sonarsource.com/sonarqube-server/latest/analyzing-source-code/importing-external-issues/generic-issue-import-format/>
///
/// Columns are UTF-16 code units from 0, ends exclusive. Sonar refuses a whole report for one column that its line does not
/// have, so a place without the file's text has a line and no columns.
struct SonarReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let json = JSONWriter(sink)
    json.object {
      json.key("rules")
      json.lines(result.rulesFound) { write($0.finding, $0.meta, $0.severity, to: json) }
      json.key("issues")
      json.lines(result.findings) { write($0, to: json) }
    }
    sink.write("\n")
    return []
  }

  private func write(_ finding: Finding, _ meta: RuleMeta?, _ severity: Severity, to json: JSONWriter) {
    let quality = Self.quality(Group(rawValue: finding.group))
    json.object {
      json.field("id", finding.rule)
      json.field("name", finding.rule)
      json.field("description", meta?.summary ?? finding.rule)
      json.field("engineId", "mapvet")
      json.field("cleanCodeAttribute", quality.attribute)
      json.array("impacts") {
        json.object {
          json.field("softwareQuality", quality.quality)
          json.field("severity", Self.severity(severity))
        }
      }
    }
  }

  private func write(_ finding: Finding, to json: JSONWriter) {
    json.object {
      json.field("ruleId", finding.rule)
      json.key("primaryLocation")
      write(finding.location, TextReport.message(finding), to: json)
      guard !finding.related.isEmpty else { return }
      json.array("secondaryLocations") {
        for place in finding.related { write(place.location, FindingLines.words(place), to: json) }
      }
    }
  }

  private func write(_ location: Location, _ message: String, to json: JSONWriter) {
    json.object {
      json.field("message", message)
      json.field("filePath", location.path)
      json.object("textRange") {
        json.field("startLine", max(1, location.start.line))
        // A place at the end of its line has no character there that could be marked.
        guard let text = context.sources.text(for: location), !text.firstLine(of: location).isEmpty else { return }
        let region = location.oneLineRegion(in: text)
        json.field("endLine", region.endLine)
        json.field("startColumn", region.startColumn - 1)
        json.field("endColumn", region.endColumn - 1)
      }
    }
  }

  private static func quality(_ group: Group?) -> (attribute: String, quality: String) {
    switch group {
    case .nilness, .concurrency, .runtime: ("LOGICAL", "RELIABILITY")
    case .retention: ("EFFICIENT", "RELIABILITY")
    case .allocation, .layout: ("EFFICIENT", "MAINTAINABILITY")
    case .lint, nil: ("CLEAR", "MAINTAINABILITY")
    }
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: "HIGH"
    case .warning: "MEDIUM"
    case .info: "LOW"
    }
  }
}
