import ArgumentParser
import Census
import Lint
import Reports

/// `mapvet audit`: the census of maps for people.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "List every map that outlives a call: what it costs, who guards it, what bounds it.",
    discussion: """
      One entry for each map, sync.Map, slice or array of maps and sync.Pool that is a package-level variable, a field of a \
      struct, or a local variable that function literals or goroutines share.

      The table is sorted by risk: unguarded (several goroutines, one of them writing, no lock at most accesses), partly \
      guarded, only grows, no bound seen, unknown uses, the rest; within one risk by the size of an entry.

      With --diff REV it says instead which containers appeared, lost their guard or lost their bound since that revision.

      Examples:
        mapvet audit ./...
        mapvet audit --output html:census.html ./...
        mapvet audit --diff origin/main
        mapvet audit --output json:census.json --output markdown:census.md ./...
      """
  )

  @Argument(help: ArgumentHelp("What to look at, as for check.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup(title: "Go") var goOptions: GoOptions
  @OptionGroup(title: "Configuration") var configurationOptions: ConfigurationOptions

  @Option(
    help: ArgumentHelp(
      "Write the census as FORMAT to standard output, or to PATH; repeatable. Formats: \(Destination.formatNames).",
      valueName: "format[:path]"))
  var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "Say what became worse since this git revision; formats: \(Difference.formatNames).", valueName: "rev"))
  var diff: String?

  @Flag(name: .shortAndLong, help: "No summary, notices or progress.")
  var quiet = false

  @Option(
    name: .customShort("j"), help: ArgumentHelp("Threads; the output is the same for every number.", valueName: "n"))
  var jobs = 0

  typealias Destination = OutputDestination<CensusFormat>
  typealias Difference = OutputDestination<CensusDifferenceFormat>

  mutating func run() throws {
    guard jobs >= 0 else { throw Failure("-j must be 0 (one thread a core) or more, not \(jobs)") }
    if patterns.contains("-") { throw Failure("audit reads packages, not standard input: name a folder or DIR/...") }
    var options = RunOptions()
    options.patterns = patterns
    var settings = Configuration()
    try goOptions.apply(to: &settings)
    options.configuration = try ConfiguredRun.build(of: patterns, configurationOptions.configurations(settings))
    options.goroot = goOptions.goroot
    options.jobs = jobs
    options.collectsCensus = true
    if let diff { return try compare(with: diff, options) }
    let destinations = try output.isEmpty ? [Destination(format: .text, path: nil)] : Destination.parse(output)
    let progress = Progress(isOn: !quiet && Console.standardErrorIsTerminal)
    let driver = Driver(selection: .none, all: [], options: options)
    let outcome = driver.run { done, total in progress.update(done, of: total) }
    progress.finish()
    var context = ReportContext(version: Mapvet.version, workingDirectory: Console.workingDirectory)
    context.showsSummary = !quiet
    for destination in destinations {
      try destination.write { destination.format.render(outcome.census, context, to: $0) }
    }
    try outcome.leave(patterns: patterns, quiet: quiet)
  }

  private func compare(with name: String, _ options: RunOptions) throws {
    let destinations = try output.isEmpty ? [Difference(format: .text, path: nil)] : Difference.parse(output)
    let earlier = try EarlierCensus(of: name)
    let progress = Progress(isOn: !quiet && Console.standardErrorIsTerminal)
    let before = try earlier.take(options, progress)
    let outcome = Driver(selection: .none, all: [], options: options).run { progress.update($0, of: $1) }
    progress.finish()
    var context = ReportContext(version: Mapvet.version, workingDirectory: Console.workingDirectory)
    context.showsSummary = !quiet
    let after = outcome.census.withPaths(relativeTo: context.workingDirectory)
    let difference = CensusDifference(from: before, to: after)
    let revision = CensusRevision(name: name, commit: earlier.revision.commit)
    for destination in destinations {
      try destination.write { destination.format.render(difference, since: revision, context, to: $0) }
    }
    try outcome.leave(patterns: patterns, quiet: quiet)
  }
}

extension RunOutcome {
  /// Says what could not be read, and throws the status that comes of it.
  func leave(patterns: [String], quiet: Bool) throws {
    for error in result.errors {
      let place = error.line.map { "\(error.path):\($0)\(error.column.map { ":\($0)" } ?? "")" } ?? error.path
      Console.error("\(place): \(error.message)")
    }
    if !quiet { for notice in notices { Console.error(notice) } }
    if isEmpty {
      let names = patterns.isEmpty ? "./..." : patterns.joined(separator: " ")
      throw Failure("no Go files in \(names): name a folder with .go files, a file, or DIR/... for a tree")
    }
    if !result.errors.isEmpty { throw ExitStatus.wrongUse }
  }
}
