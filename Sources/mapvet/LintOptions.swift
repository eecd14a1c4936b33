import ArgumentParser
import GoPackages
import Lint
import Rules

/// What is linted and how: what every command takes that lints.
struct LintOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("What to lint.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Go") var go: GoOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions

  @Flag(
    name: .customLong("force-exclude"),
    help: "Leave out what `exclude` names even where it is named here: for hooks, which name every changed file.")
  var forceExclude = false

  @Option(
    name: .customLong("defer-to"),
    help: ArgumentHelp(
      "golangci: leave out the rules that golangci-lint reports all of, as the nearest .golangci.yml has it.",
      valueName: "tool"))
  var deferTo: DeferTo?

  @Option(
    name: .customShort("j", allowingJoined: true),
    help: ArgumentHelp("Threads; the output is the same for every number.", valueName: "n"))
  var jobs = 0

  @Flag(
    name: .customLong("no-cache"),
    help: ArgumentHelp(
      "Neither take nor keep results of unchanged packages.",
      discussion:
        "They are kept in $MAPVET_CACHE_DIR, else below $XDG_CACHE_HOME or ~/.cache; MAPVET_CACHE_DIR=off keeps none."))
  var noCache = false

  @Option(
    name: .customLong("stdin-filename"),
    help: ArgumentHelp("The path that source from standard input has: decides its package.", valueName: "path"))
  var standardInputPath: String?

  /// The run they ask for. Reads standard input where it is to be linted.
  ///
  /// - Parameter move: files that stand in for others.
  func run(countsIdentifiers: Bool = false, move: Configurations.Move? = nil) throws -> ConfiguredRun {
    guard jobs >= 0 else { throw Failure("-j must be 0 (one thread a core) or more, not \(jobs)") }
    var settings = Configuration()
    try rules.apply(to: &settings)
    try go.apply(to: &settings)
    try baseline.apply(to: &settings)
    var options = RunOptions()
    options.patterns = patterns
    options.goroot = go.goroot
    options.jobs = jobs
    options.countsIdentifiers = countsIdentifiers
    options.endsProcess = true
    options.cache = noCache || move != nil ? nil : CacheFolder.ofUser(Console.environment)
    options.cacheIdentity = Self.identity(CommandLine.arguments.dropFirst())
    if patterns.contains("-") { options.standardInput = try readStandardInput() }
    let configurations = try configuration.configurations(
      settings, last: leftToOthers(options, settings), move: move)
    return try ConfiguredRun(options, all: allRules, configurations, forcesExclusion: forceExclude)
  }

  /// Takes away what another linter reports, but not what is named here.
  private func leftToOthers(_ options: RunOptions, _ settings: Configuration) throws -> [Configuration] {
    guard deferTo != nil else { return [] }
    let golangci = try Golangci.nearest(to: ConfiguredRun.start(options, .current()))
    let named = Set(settings.select ?? [])
    var last = Configuration()
    last.ignore = golangci.replaced(allRules.map { $0.meta }).filter { !named.contains($0) }
    return [last]
  }

  /// The arguments without those that only say what becomes of the findings.
  private static func identity(_ arguments: some Sequence<String>) -> String {
    var kept: [String] = []
    var skips = false
    for argument in arguments {
      let name = argument.prefix { $0 != "=" }
      let isReport = ["--output", "--color", "--fail-on", "-j"].contains(name)
      let saysNothing = ["--quiet", "-q", "--fail-on-stale", "--time"].contains(argument) || argument.hasPrefix("-j")
      if !skips, !isReport, !saysNothing { kept.append(argument) }
      skips = !skips && isReport && !argument.contains("=")
    }
    return kept.joined(separator: "\0")
  }

  private func readStandardInput() throws -> RunOptions.StandardInput {
    guard patterns.count == 1 else { throw Failure("- (standard input) goes with no other pattern") }
    do {
      return RunOptions.StandardInput(path: standardInputPath, contents: try FileSystem.readAll(0, expecting: 1 << 16))
    } catch {
      throw Failure("standard input: \(error.message)")
    }
  }
}

/// Linters whose settings are read.
enum DeferTo: String, CaseIterable, ExpressibleByArgument {
  case golangci
}
