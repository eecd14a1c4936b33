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
    name: .customShort("j"), help: ArgumentHelp("Threads; the output is the same for every number.", valueName: "n"))
  var jobs = 0

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
    let configurations = try configuration.configurations(settings, move: move)
    var options = RunOptions()
    options.patterns = patterns
    options.goroot = go.goroot
    options.jobs = jobs
    options.countsIdentifiers = countsIdentifiers
    if patterns.contains("-") { options.standardInput = try readStandardInput() }
    return try ConfiguredRun(options, all: allRules, configurations, forcesExclusion: forceExclude)
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
