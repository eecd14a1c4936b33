import Lint

/// `path/file.go:12:3: warning: message [rule-id]`, a line for each finding.
struct TextReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    for finding in result.findings {
      sink.write(Self.place(finding.location, context))
      sink.write(": ")
      sink.write(finding.severity.rawValue)
      sink.write(": ")
      sink.write(Self.message(finding))
      sink.write(" [")
      sink.write(finding.rule)
      sink.write("]\n")
    }
    return []
  }

  /// `path:line:column`. Under GitHub Actions a path starts with `./`: setup-go's problem matcher takes any line that
  /// holds a slash before a Go file's name, and would drop what stands before the slash.
  static func place(_ location: Location, _ context: ReportContext) -> String {
    var path = HarmlessText.path(location.path)
    if context.isGitHubActions, !path.hasPrefix("/"), !path.hasPrefix("../") { path = "./" + path }
    return "\(path):\(max(1, location.start.line)):\(max(1, location.start.column))"
  }

  /// Never empty, since problem matchers want a character.
  static func message(_ finding: Finding) -> String {
    finding.message.isEmpty ? finding.rule : HarmlessText.message(finding.message)
  }
}
