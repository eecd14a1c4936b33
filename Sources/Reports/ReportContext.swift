import GoPackages
import Lint

/// What a report needs to know beside the run's outcome.
package struct ReportContext {
  /// mapvet's own version.
  package var version: String
  /// Absolute and clean; what paths of findings are relative to.
  package var workingDirectory: String
  /// Absolute and clean; nil outside a repository. See `Paths.gitRoot(above:)`.
  package var gitRoot: String?
  /// Whether GitHub Actions reads the output (`GITHUB_ACTIONS`).
  package var isGitHubActions = false
  /// The address below which the forge shows files of the linted commit, by their paths from the repository's root.
  package var sourceURL: String?
  /// Whether `pretty` may use colour.
  package var usesColor = false
  /// Columns of the terminal.
  package var width = 80
  /// Whether `pretty` ends with a summary.
  package var showsSummary = true
  package var sources: SourceTexts

  /// Finds the repository by itself and reads source files from disk.
  package init(version: String, workingDirectory: String) {
    self.version = version
    self.workingDirectory = Path.clean(workingDirectory)
    gitRoot = Paths.gitRoot(above: workingDirectory)
    sources = SourceTexts(workingDirectory: workingDirectory)
  }

  package init(version: String, workingDirectory: String, gitRoot: String?, sources: SourceTexts) {
    self.version = version
    self.workingDirectory = workingDirectory
    self.gitRoot = gitRoot
    self.sources = sources
  }
}

extension RunResult {
  /// The same with every path clean and relative to the working directory, as every report shows them: `../…` outside.
  func withPaths(relativeTo directory: String) -> RunResult {
    var result = self
    var known: [String: String] = [:]
    var changed = false
    func shown(_ path: String) -> String {
      if let path = known[path] { return path }
      let clean = path.isEmpty ? "" : Path.relative(Path.absolute(path, in: directory), to: directory)
      known[path] = clean
      if clean != path { changed = true }
      return clean
    }
    func touch(_ finding: inout Finding) {
      finding.location.path = shown(finding.location.path)
      for index in finding.related.indices {
        finding.related[index].location.path = shown(finding.related[index].location.path)
      }
      if var fix = finding.fix {
        for index in fix.edits.indices { fix.edits[index].path = shown(fix.edits[index].path) }
        finding.fix = fix
      }
    }
    for index in result.findings.indices { touch(&result.findings[index]) }
    for index in result.errors.indices { result.errors[index].path = shown(result.errors[index].path) }
    if changed { result.findings.sort(by: Finding.inReportOrder) }
    return result
  }
}
