import ArgumentParser
import GoPackages
import Lint
import Reports
import Rules

/// The main job: lint what patterns name and report.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Lint Go source (the default command).",
    discussion: """
      Patterns: none is ./... ; DIR is one package; DIR/... the whole tree, nested modules included; FILE.go one file, read with \
      its siblings; - standard input, with --stdin-filename. Below a named root vendor, testdata, _x and .x are skipped. \
      Generated files are read but not reported.

      Examples:
        mapvet ./...
        mapvet --output sarif:mapvet.sarif --output text ./...
        mapvet --select unlocked-map-write,unbounded-cache ./internal/...
        mapvet - --stdin-filename pkg/cache.go < cache.go
      """
  )

  @Argument(help: ArgumentHelp("What to lint.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup(title: "Rules") var ruleOptions: RuleOptions
  @OptionGroup(title: "Go") var goOptions: GoOptions
  @OptionGroup(title: "Output") var outputOptions: OutputOptions

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "Leave with 1 on findings from this level on: error, warning, info or never.", valueName: "level"))
  var failOn = "warning"

  @Option(
    name: .customShort("j"), help: ArgumentHelp("Threads; the output is the same for every number.", valueName: "n"))
  var jobs = 0

  @Option(
    name: .customLong("stdin-filename"),
    help: ArgumentHelp("The path that source from standard input has: decides its package.", valueName: "path"))
  var standardInputPath: String?

  mutating func run() throws {
    let failLevel = try failLevel()
    guard jobs >= 0 else { throw Failure("-j must be 0 (one thread a core) or more, not \(jobs)") }
    var options = RunOptions()
    options.patterns = patterns
    options.configuration = try goOptions.configuration()
    options.goroot = goOptions.goroot
    options.jobs = jobs
    options.countsIdentifiers = outputOptions.statistics
    try ruleOptions.apply(to: &options)
    let outputs = try outputOptions.outputs()
    let selection: RuleSelection.Resolved
    do {
      selection = try ruleOptions.selection.resolve(allRules)
    } catch {
      throw Failure(error.description)
    }
    var given: [String: [UInt8]] = [:]
    if patterns.contains("-") {
      let input = try readStandardInput()
      if let path = input.path { given[path] = input.contents.withBytes { Array($0) } }
      options.standardInput = input
    }
    if outputOptions.showFiles { return try ShowFiles(options: options).run() }
    let progress = Progress(isOn: !outputOptions.quiet && Console.standardErrorIsTerminal)
    let driver = Driver(selection: selection, all: allRules, options: options)
    let outcome = driver.run { done, total in progress.update(done, of: total) }
    progress.finish()
    try outputOptions.write(outcome, to: outputs, given: given)
    try leave(outcome, failLevel)
  }

  private func leave(_ outcome: RunOutcome, _ failLevel: Severity?) throws {
    if outputOptions.statistics { outputOptions.printStatistics(outcome) }
    try outcome.leave(patterns: patterns, quiet: outputOptions.quiet)
    if let failLevel, outcome.result.findings.contains(where: { $0.severity >= failLevel }) {
      throw ExitStatus.findings
    }
  }

  private func failLevel() throws -> Severity? {
    if failOn == "never" { return nil }
    guard let level = Severity(rawValue: failOn) else {
      throw Failure("unknown level '\(failOn)' in --fail-on: use error, warning, info or never")
    }
    return level
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

/// Which rules run and how their findings are weighed.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run exactly these rules, groups or all: ids run whatever their stage, groups their stable rules.",
      valueName: "rules"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Leave out these rules or groups.", valueName: "rules"))
  var ignore: [String] = []

  @Flag(help: "Add rules that have not proved themselves on enough real code yet.")
  var preview = false

  @Option(
    name: .customLong("min-confidence"),
    help: ArgumentHelp("Show findings from this confidence on: high, medium or low.", valueName: "level"))
  var minConfidence = "medium"

  @Option(
    help: ArgumentHelp("Change a rule's severity: RULE=error, RULE=warning or RULE=info.", valueName: "rule=level"))
  var severity: [String] = []

  var selection: RuleSelection {
    var selection = RuleSelection()
    selection.select = Self.names(select)
    selection.ignore = Self.names(ignore)
    selection.preview = preview
    return selection
  }

  func apply(to options: inout RunOptions) throws {
    guard let confidence = Confidence(rawValue: minConfidence) else {
      throw Failure("unknown confidence '\(minConfidence)' in --min-confidence: use high, medium or low")
    }
    options.minConfidence = confidence
    let ids = allRules.map { $0.meta.id } + RuleMeta.directiveRules.map(\.id)
    for setting in severity {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let level = Severity(rawValue: parts[1]) else {
        throw Failure("'\(setting)' in --severity is not RULE=LEVEL with the level error, warning or info")
      }
      guard ids.contains(parts[0]) else {
        let hint = Nearest.match(parts[0], in: ids).map { ": did you mean '\($0)'?" } ?? ""
        throw Failure("unknown rule '\(parts[0])' in --severity\(hint) (`mapvet rules` lists them)")
      }
      options.severities[parts[0]] = level
    }
  }

  private static func names(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",").map(String.init) }
  }
}

/// For which Go and which system files are chosen and judged.
struct GoOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Take this language version in place of go.mod's.", valueName: "1.N"))
  var go: String?

  @Option(
    help: ArgumentHelp("The toolchain that builds the code, for rules that depend on the runtime.", valueName: "1.N"))
  var toolchain: String?

  @Option(help: ArgumentHelp("Build tags, separated by commas.", valueName: "tags"))
  var tags: [String] = []

  @Option(help: ArgumentHelp("Operating system whose files are linted.", valueName: "os"))
  var goos = "linux"

  @Option(help: ArgumentHelp("Architecture whose files are linted and whose sizes count.", valueName: "arch"))
  var goarch = "amd64"

  @Option(help: ArgumentHelp("The Go installation; else $GOROOT, else the one whose go is on PATH.", valueName: "dir"))
  var goroot: String?

  @Flag(name: .customLong("no-tests"), help: "Leave _test.go files out.")
  var noTests = false

  func configuration() throws -> BuildConfiguration {
    BuildConfiguration(
      goos: goos, goarch: goarch, tags: Set(tags.flatMap { $0.split(separator: ",").map(String.init) }),
      language: try version(go, "--go"), toolchain: try version(toolchain, "--toolchain"), tests: !noTests)
  }

  private func version(_ text: String?, _ option: String) throws -> GoVersion? {
    guard let text else { return nil }
    guard let version = GoVersion(parsing: text.hasPrefix("go") ? String(text.dropFirst(2)) : text) else {
      throw Failure("'\(text)' in \(option) is no Go version: write 1.22 or 1.22.3")
    }
    return version
  }
}
