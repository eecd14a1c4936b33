import Census
import Glibc
import GoPackages
import GoSyntax
import GoTypes
import Synchronization

/// What to lint and how.
package struct RunOptions: Sendable {
  package var patterns: [String] = []
  package var configuration = BuildConfiguration()
  package var goroot: String?
  /// Reads the standard library's sources where they are installed, even if the program's own table says the same.
  package var prefersStandardSources = false
  package var minConfidence = Confidence.medium
  /// `--severity RULE=LEVEL`.
  package var severities: [String: Severity] = [:]
  /// Threads; 0 for one a core.
  package var jobs = 0
  /// Whether identifiers are counted for `--statistics`, which resolves every one of them.
  package var countsIdentifiers = false
  /// Whether the census of every unit is gathered, for the audit.
  package var collectsCensus = false
  /// Whether the run tells which files it parsed.
  package var recordsFiles = false
  /// Whether the run hands out the files that findings lie in, for what is to be changed in them.
  package var keepsSources = false
  /// Where results are kept between runs; nil where they are not.
  package var cache: CacheFolder?
  /// Everything that the run was asked for, to tell its results from those of other runs.
  package var cacheIdentity = ""
  /// What earlier runs of this process parsed, and where this one leaves what it parses; nil where it is the only one.
  package var trees: KeptTrees?
  /// Some files of one directory, in the place of the patterns.
  package var package: Package?
  /// What runs on packages that are imported left behind: rules that ask others get their facts, and this run leaves its own.
  package var earlierFacts: [[UInt8]]?
  /// Sources that are not as on disk, by absolute path: what an editor holds. Only in directories that patterns name.
  package var overlay: [String: [UInt8]] = [:]
  /// Whether the process ends after the run: then what one package took is left to the kernel, which is sooner done with it.
  package var endsProcess = false
  /// Source read from standard input, in the place of the patterns.
  package var standardInput: StandardInput?

  package struct Package: Sendable {
    /// Absolute and clean.
    package var directory: String
    package var files: Set<String>
    /// Whether these are all files of the package, whatever constraints say.
    package var isWhole: Bool

    package init(directory: String, files: Set<String>, isWhole: Bool) {
      self.directory = directory
      self.files = files
      self.isWhole = isWhole
    }
  }

  package struct StandardInput: Sendable {
    /// Decides the package; nil for source that belongs to none.
    package var path: String?
    package var contents: FileContents

    package init(path: String?, contents: FileContents) {
      self.path = path
      self.contents = contents
    }
  }

  package init() {}
}

/// A run's outcome with what the command line tells beside the report.
package struct RunOutcome: Sendable {
  package var result = RunResult()
  /// Lines for standard error that change no exit status.
  package var notices: [String] = []
  package var statistics = RunStatistics()
  package var census = CensusReport()
  /// The files that findings lie in, by their paths there, if the options ask for them.
  package var sources: [String: LintedSource] = [:]
  /// No pattern named a Go file.
  package var isEmpty = false
  /// Every file that was parsed, if the options ask for them.
  package var parsed: [ParsedFile] = []
  /// The files whose findings were asked for, but those of packages that do not parse whole.
  package var linted: [String] = []
  /// What runs on packages that import these are to be given (`RunOptions.earlierFacts`).
  package var facts: [UInt8] = []
  /// Directories whose results were known from an earlier run.
  package var reused = 0

  package struct ParsedFile: Sendable {
    package let path: String
    /// Whether it was read for others that import it.
    package let declarationsOnly: Bool
  }
}

/// Figures for `--statistics`.
package struct RunStatistics: Sendable {
  package var suppressed = 0
  package var belowConfidence = 0
  /// Findings that the baseline holds, and those that an earlier state had.
  package var known = 0
  package var before = 0
  package var sourceBytes = 0
  /// Identifiers in linted files, and those whose meaning is not known.
  package var identifiers = 0
  package var unresolved = 0

  mutating func add(_ other: RunStatistics) {
    suppressed += other.suppressed
    belowConfidence += other.belowConfidence
    sourceBytes += other.sourceBytes
    identifiers += other.identifiers
    unresolved += other.unresolved
  }
}

/// Lints what patterns name: finds packages, runs the rules over each, gathers what they report.
package struct Driver: Sendable {
  package let policies: Policies
  package internal(set) var options: RunOptions
  /// All ids a directive may name.
  private let known: Set<String>
  private let catalogue: [RuleMeta]

  package init(selection: RuleSelection.Resolved, all: [any Rule.Type], options: RunOptions) {
    let policy = Policy(selection, minConfidence: options.minConfidence, severities: options.severities)
    self.init(policies: Policies(policy), all: all, options: options)
  }

  /// `minConfidence` and `severities` of the options do not count: the policies have their own.
  package init(policies: Policies, all: [any Rule.Type], options: RunOptions) {
    self.policies = policies
    self.options = options
    catalogue = all.map { $0.meta } + RuleMeta.directiveRules
    known = Set(catalogue.map(\.id))
  }

  /// What a linted directory came to.
  struct Partial: Sendable {
    var files = 0
    var packages = 0
    var parseErrors = 0
    var findings: [Finding] = []
    var linted: [String] = []
    var errors: [LoadError] = []
    var notices: [String] = []
    var statistics = RunStatistics()
    var containers: [CensusReport.Container] = []
    var facts: [LintedFacts] = []
    var sources: [String: LintedSource] = [:]
    /// The last day (UTC, `2027-01-31`) on which all this holds; empty for always.
    var lastDay = ""
  }

  /// Runs. `progress` is called from any thread after each directory with the number done and the number of all.
  package func run(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) -> RunOutcome {
    let loader = PackageLoader(configuration: options.configuration, goroot: options.goroot)
    return run(loader, discover(loader), progress: progress)
  }

  private func discover(_ loader: PackageLoader) -> Discovery? {
    if let package = options.package {
      return loader.discover(files: package.files, in: package.directory, isWhole: package.isWhole)
    }
    return options.standardInput == nil ? loader.discover(options.patterns, holding: options.overlay.keys) : nil
  }

  /// Runs on what was discovered, or on standard input.
  func run(
    _ loader: PackageLoader, _ discovery: Discovery?, progress: @escaping @Sendable (Int, Int) -> Void
  ) -> RunOutcome {
    let targets =
      discovery.map { Self.targets($0, loader, options.overlay) } ?? options.standardInput.map {
        [Self.target($0, loader)]
      } ?? []
    let today = Suppressions.currentDate()
    var cache = RunCache(self, loader, targets, today: today)
    let earlier = FactExchange.read(options.earlierFacts ?? [], factRules)
    let store = PackageStore(loader: loader, targets: targets, options: options, notesImports: cache != nil)
    let program = Program(source: store, sizes: sizes)
    let done = Atomic<Int>(0)
    let linter = DirectoryLinter(
      driver: self, store: store, program: program, known: known, today: today,
      earlier: Set(earlier.map(\.facts.package)))
    let held = targets.indices.map { cache?.result(of: $0) }
    let partials = Workers.map(count: targets.count, jobs: options.jobs, weights: Self.weights(of: targets, held)) {
      index in
      let partial = held[index] ?? linter.lint(targets[index].directory)
      progress(done.add(1, ordering: .relaxed).newValue, targets.count)
      return partial
    }
    cache?.keep(partials, isKnown: held.map { $0 != nil }, store)
    options.trees?.endRun()
    if options.endsProcess, !store.lintsSeveral { _ = Unmanaged.passRetained(program) }
    var outcome = finish(partials, earlier, discovery)
    outcome.parsed = store.recorded
    outcome.reused = held.count { $0 != nil }
    return outcome
  }

  /// By id, the rules some of whose findings wait for what other packages say.
  var factRules: [String: any FactRule.Type] {
    let rules = policies.all.flatMap { $0.table.rules }.compactMap { $0 as? any FactRule.Type }
    return Dictionary(rules.map { ($0.meta.id, $0) }) { first, _ in first }
  }

  /// How much work is left in each directory, known results aside.
  private static func weights(of targets: [PackageStore.Target], _ held: [Partial?]) -> [Int] {
    if held.allSatisfy({ $0 == nil }) { return weights(of: targets) }
    return zip(targets, held).map { $1 == nil ? sourceBytes(in: $0.directory.path) : 0 }
  }

  /// How much work each directory is beside the others; none where there is nothing to put in order.
  static func weights(of targets: [PackageStore.Target]) -> [Int] {
    targets.count > 1 ? targets.map { sourceBytes(in: $0.directory.path) } : []
  }

  /// The size of the Go files in a directory, as far as it can be told.
  static func sourceBytes(in directory: String) -> Int {
    guard let stream = opendir(directory) else { return 0 }
    defer { closedir(stream) }
    var total = 0
    while let entry = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      let length = strlen(name)
      var status = stat()
      guard length > 3, strcmp(name + (length - 3), ".go") == 0, fstatat(dirfd(stream), name, &status, 0) == 0 else {
        continue
      }
      total += Int(status.st_size)
    }
    return total
  }

  static func targets(
    _ discovery: Discovery, _ loader: PackageLoader, _ overlay: [String: [UInt8]] = [:]
  ) -> [PackageStore.Target] {
    discovery.matches.map { match in
      PackageStore.Target(
        directory: match.directory, named: match.named?.sorted() ?? [],
        namesOnlySources: match.named?.contains { $0.hasSuffix("_test.go") } == false
      ) { loader.classify(match, overlay: FileContents.overlay(overlay, in: match.directory.directory)) }
    }
  }

  /// Source from standard input stands in for its file; the siblings are read from disk.
  private static func target(_ input: RunOptions.StandardInput, _ loader: PackageLoader) -> PackageStore.Target {
    let files =
      input.path.map { loader.classify(input.contents, asFile: $0) } ?? loader.classify(standardInput: input.contents)
    let isTest = input.path?.hasSuffix("_test.go") ?? true
    return PackageStore.Target(directory: files.directory, namesOnlySources: !isTest) { files }
  }

  var sizes: Sizes { Self.sizes(options.configuration) }

  static func sizes(_ configuration: BuildConfiguration) -> Sizes {
    switch configuration.goarch {
    case "386", "arm", "mips", "mipsle": .gc386
    case "arm64": .gcARM64
    default: .gcAMD64
    }
  }

  /// What packages are asked to tell each other.
  var factPurposes: Set<UnitFacts.Purpose> {
    var found: Set<UnitFacts.Purpose> = []
    if policies.all.contains(where: { $0.table.rules.contains { $0.asksOthers } }) { found.insert(.rules) }
    if options.collectsCensus { found.insert(.census) }
    return found
  }

  /// A finding as it is reported; nil if it is not wanted in its file or not sure enough.
  func reported(_ finding: Finding, _ policy: FilePolicy, _ statistics: inout RunStatistics) -> Finding? {
    guard policy.rules.contains(finding.rule) else { return nil }
    guard finding.confidence >= policy.minConfidence else {
      statistics.belowConfidence += 1
      return nil
    }
    var finding = finding
    if let severity = policy.severities[finding.rule] { finding.severity = severity }
    return finding
  }

  /// What ran anywhere, in the registry's order.
  private var rulesThatRan: [RuleMeta] {
    let all = policies.all
    guard let first = all.first, all.contains(where: { $0 !== first }) else { return all.first?.metas ?? [] }
    let ran = Set(all.flatMap { $0.metas.map(\.id) })
    return catalogue.filter { ran.contains($0.id) }
  }

  private func finish(_ partials: [Partial], _ earlier: [LintedFacts], _ discovery: Discovery?) -> RunOutcome {
    var outcome = RunOutcome()
    outcome.notices = discovery?.notices ?? []
    outcome.result.errors = discovery?.errors ?? []
    for partial in partials {
      outcome.result.files += partial.files
      outcome.result.packages += partial.packages
      outcome.result.parseErrors += partial.parseErrors
      outcome.result.findings += partial.findings
      outcome.linted += partial.linted
      outcome.result.errors += partial.errors
      outcome.notices += partial.notices
      outcome.statistics.add(partial.statistics)
      outcome.sources.merge(partial.sources) { first, _ in first }
    }
    let facts = partials.flatMap(\.facts)
    if options.earlierFacts != nil { outcome.facts = FactExchange.write(facts + earlier) }
    for finding in LintedFacts.findings(facts, earlier: earlier) {
      let policy = policies.policy(forFile: finding.location.path)
      if let finding = reported(finding, policy, &outcome.statistics) { outcome.result.findings.append(finding) }
    }
    if options.collectsCensus {
      outcome.census = .merge(
        partials.map(\.containers), facts: partials.flatMap(\.facts).map { .init($0.facts, in: $0.directory) })
    }
    outcome.result.findings.sort(by: Finding.inReportOrder)
    outcome.result.rules = rulesThatRan
    outcome.isEmpty = outcome.result.files == 0 && outcome.result.errors.isEmpty
    return outcome
  }
}
