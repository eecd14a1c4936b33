import Lint

/// One JSON object on each line, a finding as in `json`: for programs that read while they go.
struct JSONLinesReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let report = JSONReport(context: context)
    for finding in result.findings {
      report.write(finding, to: JSONWriter(sink))
      sink.write("\n")
    }
    return []
  }
}
