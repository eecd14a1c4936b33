import Lint

/// GitLab's code quality report: <https://docs.gitlab.com/ci/testing/code_quality/>
///
/// It knows lines only. Of findings with one fingerprint GitLab shows the first, so no two have the same here, and none
/// depends on line numbers.
struct GitLabReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let paths = RootedPaths(context)
    var seen: [String: Int] = [:]
    let json = JSONWriter(sink)
    json.lines(result.findings) { finding in
      let path = paths.path(finding.location.path)
      json.object {
        json.field("description", TextReport.message(finding))
        json.field("check_name", finding.rule)
        json.field("fingerprint", Self.fingerprint(finding, path, &seen))
        json.field("severity", Self.severity(finding.severity))
        json.object("location") {
          json.field("path", path)
          json.object("lines") {
            json.field("begin", max(1, finding.location.start.line))
            json.field("end", max(1, finding.location.start.line, finding.location.end.line))
          }
        }
      }
    }
    sink.write("\n")
    return []
  }

  /// The finding's own, with the path: outside a module two files of one name may have the same. What is still equal is
  /// numbered.
  private static func fingerprint(_ finding: Finding, _ path: String, _ seen: inout [String: Int]) -> String {
    var hash = StableHash()
    hash.add(path)
    hash.add(finding.rule)
    hash.add(finding.fingerprint)
    let key = hash.description
    let ordinal = seen[key, default: 0]
    seen[key] = ordinal + 1
    if ordinal > 0 { hash.add(String(ordinal)) }
    return hash.description
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: "critical"
    case .warning: "major"
    case .info: "info"
    }
  }
}
