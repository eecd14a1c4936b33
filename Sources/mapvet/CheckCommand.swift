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
        mapvet --fix ./...
        mapvet --fix - --stdin-filename pkg/cache.go < cache.go > fixed.go
        mapvet --add-ignore "there when mapvet came, see #12" ./...
      """
  )

  @OptionGroup var lintOptions: LintOptions
  @Flag(
    name: .customLong("fail-on-stale"),
    help: "Leave with 1 too where entries of the baseline match nothing any more, so that it only shrinks.")
  var failOnStale = false

  @OptionGroup(title: "Only what is new") var newOptions: NewOptions
  @OptionGroup(title: "Fixes") var fixOptions: FixOptions
  @OptionGroup(title: "Output") var outputOptions: OutputOptions

  mutating func run() throws {
    let request = try fixOptions.request()
    let outputs = try outputOptions.outputs(withDiff: fixOptions.diff)
    let run = try lintOptions.run(countsIdentifiers: outputOptions.statistics)
    if outputOptions.showFiles { return try ShowFiles(linting: run).run() }
    var wanted = try WantedFindings(run, newOptions.earlier(lintOptions.patterns), lintOptions)
    let input = run.options.standardInput?.contents.withBytes { Array($0) } ?? nil
    let command = FixCommand(
      request: request, showsDiff: fixOptions.diff, isStandardInput: input != nil, quiet: outputOptions.quiet)
    let done = try command.run(standardInput: input ?? []) { sources in
      let progress = Progress(isOn: !outputOptions.quiet && Console.standardErrorIsTerminal)
      defer { progress.finish() }
      var outcome = run.run(on: sources, standardInput: input, keepsSources: request != nil) { done, total in
        progress.update(done, of: total)
      }
      try wanted.apply(to: &outcome)
      return outcome
    }
    let outcome = done.outcome
    var given: [String: [UInt8]] = [:]
    if let path = run.options.standardInput?.path { given[path] = done.standardInput }
    try outputOptions.write(
      outcome, to: outputs, given: given, standardOutputIsTaken: request != nil && input != nil)
    if outputOptions.statistics { outputOptions.printStatistics(outcome) }
    if outputOptions.time { Console.error(Effort.sinceStart) }
    if failOnStale || !outputOptions.quiet { for line in wanted.staleNotices { Console.error(line) } }
    try outcome.leave(run, quiet: outputOptions.quiet)
    if done.hasFailed { throw ExitStatus.wrongUse }
    if done.hasDiff, !run.neverFails { throw ExitStatus.findings }
    if failOnStale, !wanted.staleNotices.isEmpty { throw ExitStatus.findings }
    if outcome.result.findings.contains(where: { run.fails($0) }) { throw ExitStatus.findings }
  }
}

/// Takes out of outcomes what a baseline knows and what was there before. The run may be repeated.
private struct WantedFindings {
  private let known: KnownFindings
  private let earlier: EarlierFindings?
  private let options: LintOptions
  /// What was there before, once that is known.
  private var old: [FindingKey]?
  private(set) var staleNotices: [String] = []

  init(_ run: ConfiguredRun, _ earlier: EarlierFindings?, _ options: LintOptions) throws {
    known = try KnownFindings(of: run)
    self.earlier = earlier
    self.options = options
  }

  mutating func apply(to outcome: inout RunOutcome) throws {
    var known = known
    known.apply(to: &outcome)
    // Later runs are on changed sources: what they no longer find is mended, not stale.
    if old == nil { staleNotices = known.staleNotices }
    let keys = outcome.result.findings.map { FindingKey($0, path: $0.location.path) }
    if let old {
      let match = FindingMatch(keys, known: old)
      outcome.result.findings = zip(outcome.result.findings, match.isKnown).filter { !$1 }.map(\.0)
    } else {
      let all = outcome.result.findings
      try earlier?.take(outOf: &outcome, options)
      let left = Set(outcome.result.findings)
      old = zip(all, keys).filter { !left.contains($0.0) }.map(\.1)
    }
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
