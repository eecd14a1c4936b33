import ArgumentParser
import GoPackages
import Lint
import Reports

/// The main job: lint what patterns name and report.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Lint Go source (the default command).",
    discussion: """
      Patterns: none is ./... ; DIR is one package; DIR/... the whole tree, nested modules included; FILE.go one file, read with \
      its siblings; - standard input, with --stdin-filename. Below a named root vendor, testdata, _x and .x are skipped. \
      Generated files are read but not reported. What the nearest \(Configurations.fileName) above a file says holds for \
      it; options here hold over it.

      Examples:
        mapvet ./...
        mapvet --output sarif:mapvet.sarif --output text ./...
        mapvet --select unlocked-map-write,unbounded-cache ./internal/...
        mapvet - --stdin-filename pkg/cache.go < cache.go
      """
  )

  @OptionGroup var lintOptions: LintOptions
  @OptionGroup(title: "Only what is new") var newOptions: NewOptions
  @OptionGroup(title: "Output") var outputOptions: OutputOptions

  mutating func run() throws {
    let outputs = try outputOptions.outputs()
    let run = try lintOptions.run(countsIdentifiers: outputOptions.statistics)
    if outputOptions.showFiles { return try ShowFiles(linting: run).run() }
    var known = try KnownFindings(of: run)
    let earlier = try newOptions.earlier(lintOptions.patterns)
    let progress = Progress(isOn: !outputOptions.quiet && Console.standardErrorIsTerminal)
    var outcome = run.run { done, total in progress.update(done, of: total) }
    known.apply(to: &outcome)
    try earlier?.take(outOf: &outcome, lintOptions)
    progress.finish()
    try outputOptions.write(outcome, to: outputs, given: Self.given(run.options))
    if outputOptions.statistics { outputOptions.printStatistics(outcome) }
    if !outputOptions.quiet { for line in known.staleNotices { Console.error(line) } }
    try outcome.leave(run, quiet: outputOptions.quiet)
    if outcome.result.findings.contains(where: { run.fails($0) }) { throw ExitStatus.findings }
  }

  /// Sources that are not as on disk, by path.
  private static func given(_ options: RunOptions) -> [String: [UInt8]] {
    guard let input = options.standardInput, let path = input.path else { return [:] }
    return [path: input.contents.withBytes { Array($0) } ?? []]
  }
}

extension RunOutcome {
  /// Says what could not be read, and throws the status that comes of it.
  func leave(_ run: ConfiguredRun, quiet: Bool) throws {
    if isEmpty, let first = run.excluded.first {
      let count = run.excluded.count
      let what =
        "`exclude` in \(first.source ?? "--config") leaves out \(count == 1 ? first.path : "all \(count) files")"
      // A hook names what was changed, be it only what is left out.
      guard run.forcesExclusion else { throw Failure("no Go files left to lint: \(what)") }
      if !quiet { Console.error("nothing to lint: \(what)") }
      return
    }
    try leave(patterns: run.options.patterns, quiet: quiet)
  }
}
