import Census
import GoPackages

/// The forms the audit's report can take; the raw value is the name on the command line.
package enum CensusFormat: String, CaseIterable, Sendable {
  /// A table for a terminal, the riskiest containers first.
  case text
  /// The schema `mapvet/census/1`, complete and stable.
  case json
  /// The table for a page or a pull request.
  case markdown
  /// A page to sort, filter and read, with every site.
  case html

  /// Writes the report and flushes the sink. Paths come out clean and relative to the working directory.
  package func render(_ report: CensusReport, _ context: ReportContext, to sink: ByteSink) {
    let report = report.withPaths(relativeTo: context.workingDirectory)
    defer { sink.flush() }
    switch self {
    case .text: CensusTextReport(context: context).write(report, to: sink)
    case .json: CensusJSONReport().write(report, to: sink)
    case .markdown: CensusMarkdownReport().write(report, to: sink)
    case .html: CensusHTMLReport(context: context).write(report, to: sink)
    }
  }
}

extension CensusReport {
  /// The same with every path clean and relative to a directory, `../…` outside; by default paths are relative to it
  /// already, or absolute.
  package func withPaths(relativeTo directory: String, in origin: String? = nil) -> CensusReport {
    var report = self
    var known: [String: String] = [:]
    func shown(_ path: String) -> String {
      if let path = known[path] { return path }
      let clean = Path.relative(Path.absolute(path, in: origin ?? directory), to: directory)
      known[path] = clean
      return clean
    }
    for index in report.containers.indices {
      report.containers[index].path = shown(report.containers[index].path)
      for site in report.containers[index].sites.indices {
        report.containers[index].sites[site].path = shown(report.containers[index].sites[site].path)
      }
    }
    report.containers.sort { ($0.path, $0.line, $0.id) < ($1.path, $1.line, $1.id) }
    return report
  }
}
