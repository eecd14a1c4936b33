import Lint

/// Checkstyle's XML, which Jenkins and many others read: <https://checkstyle.org/>
///
/// Its columns are Go's, bytes from 1: what readers of it expect of a tool for Go.
struct CheckstyleReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    XMLWriter(sink).element("checkstyle", ["version": "5.0"]) { xml in
      for findings in result.findingsByFile {
        xml.element("file", ["name": HarmlessText.path(findings.first?.location.path ?? "")]) { xml in
          for finding in findings {
            xml.element(
              "error",
              [
                "line": String(max(1, finding.location.start.line)),
                "column": String(max(1, finding.location.start.column)), "severity": finding.severity.rawValue,
                "message": TextReport.message(finding), "source": finding.rule,
              ])
          }
        }
      }
    }
    return []
  }
}
