import Lint

/// The forms a report can take; the raw value is the name on the command line.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// A line for each finding, for editors, scripts and problem matchers.
  case text
  /// For people at a terminal: the line, the places that prove it, the fix.
  case pretty
  /// mapvet's own schema, complete and stable.
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
  /// Workflow commands that GitHub Actions turns into annotations.
  case github
  /// The findings of `json`, one on each line.
  case jsonl
  /// Checkstyle's XML, for Jenkins and whatever else reads it.
  case checkstyle
  /// JUnit's XML: findings as failed tests.
  case junit
  /// GitLab's code quality report.
  case gitlab
  /// reviewdog's diagnostics, as one object.
  case rdjson
  /// reviewdog's diagnostics, one on each line.
  case rdjsonl
  /// TeamCity's inspections, as service messages.
  case teamcity
  /// Sonar's issues of other tools, from 10.3 on.
  case sonar
  /// A table for a job's summary or a pull request.
  case markdown
  /// A page that needs nothing else.
  case html

  /// Writes the report and flushes the sink. Returns what the user should be told on standard error: what a consumer's
  /// limits cut off.
  package func render(_ result: RunResult, _ context: ReportContext, to sink: ByteSink) -> [String] {
    let result = result.withPaths(relativeTo: context.workingDirectory)
    defer { sink.flush() }
    switch self {
    case .text: return TextReport(context: context).write(result, to: sink)
    case .pretty: return PrettyReport(context: context).write(result, to: sink)
    case .json: return JSONReport(context: context).write(result, to: sink)
    case .sarif: return SARIFReport(context: context).write(result, to: sink)
    case .github: return GitHubReport(context: context).write(result, to: sink)
    case .jsonl: return JSONLinesReport(context: context).write(result, to: sink)
    case .checkstyle: return CheckstyleReport(context: context).write(result, to: sink)
    case .junit: return JUnitReport(context: context).write(result, to: sink)
    case .gitlab: return GitLabReport(context: context).write(result, to: sink)
    case .rdjson: return ReviewdogReport(context: context).write(result, to: sink)
    case .rdjsonl: return ReviewdogLinesReport(context: context).write(result, to: sink)
    case .teamcity: return TeamCityReport(context: context).write(result, to: sink)
    case .sonar: return SonarReport(context: context).write(result, to: sink)
    case .markdown: return MarkdownReport(context: context).write(result, to: sink)
    case .html: return HTMLReport(context: context).write(result, to: sink)
    }
  }
}

/// One form of report.
protocol Reporter {
  init(context: ReportContext)
  /// Returns notes for standard error. Paths in the result are clean and relative to the working directory.
  func write(_ result: RunResult, to sink: ByteSink) -> [String]
}
