import Census
import GoPackages
import Lint
import Rules

/// What is known of the packages that an editor has open files of: made when asked for, dropped when a file changes.
struct LanguageAnalysis {
  /// The findings of a run by absolute path.
  typealias Findings = [String: [Finding]]

  private let options: RunOptions
  private let configurationOptions: ConfigurationOptions
  /// What the other options say.
  private let settings: Configuration
  private let workingDirectory: String
  /// Of the packages with open files and what they import.
  private let trees = KeptTrees()
  private var findings: [String: Findings] = [:]
  /// How long the package of a directory took the last time.
  private var durations: [String: Duration] = [:]
  /// Packages that take longer are looked into for one file first.
  private static let shortDuration = Duration.milliseconds(50)
  private var censuses: [String: CensusReport] = [:]

  init(
    options: RunOptions, configurationOptions: ConfigurationOptions, settings: Configuration, workingDirectory: String
  ) {
    self.options = options
    self.configurationOptions = configurationOptions
    self.settings = settings
    self.workingDirectory = workingDirectory
  }

  /// Forgets all: a change in one package may be seen in those that import it.
  mutating func forget() {
    findings = [:]
    censuses = [:]
  }

  /// What there is to say about the package in a directory.
  mutating func findings(in directory: String, _ documents: Documents) -> Findings {
    if let known = findings[directory] { return known }
    var found: Findings = [:]
    durations[directory] = ContinuousClock().measure {
      found = run(documents) { options in
        options.patterns = [directory]
        options.trees = trees
      }
    }
    findings[directory] = found
    return found
  }

  /// What there is to say about one file, from as little of its package as that takes; nil where the package takes no longer, and
  /// for a file that is not on disk yet, which no run can name.
  func findings(of path: String, _ documents: Documents) -> [Finding]? {
    let directory = Documents.directory(path)
    if findings[directory] != nil || durations[directory].map({ $0 < Self.shortDuration }) ?? false { return nil }
    guard FileSystem.isFile(path) else { return nil }
    let found = run(documents) { options in
      options.patterns = [path]
      options.trees = trees
    }
    return found[path] ?? []
  }

  /// What there is to say about whole trees, and packages with open files elsewhere.
  func findings(below roots: [String], _ documents: Documents) -> Findings {
    run(documents) { options in
      options.patterns = roots.map { $0 == "/" ? "/..." : $0 + "/..." } + documents.directories.sorted()
    }
  }

  /// The containers of the package in a directory.
  mutating func census(of directory: String, _ documents: Documents) -> CensusReport {
    if let known = censuses[directory] { return known }
    var options = options
    options.patterns = [directory]
    options.overlay = documents.overlay
    options.collectsCensus = true
    options.trees = trees
    if let build = try? ConfiguredRun.build(of: options.patterns, configurationOptions.configurations(settings)) {
      options.configuration = build
    }
    let census = Driver(selection: .none, all: [], options: options).run().census
    censuses[directory] = census
    return census
  }

  func absolute(_ path: String) -> String { Path.absolute(path, in: workingDirectory) }

  private func run(_ documents: Documents, _ adjust: (inout RunOptions) -> Void) -> Findings {
    var options = options
    options.overlay = documents.overlay
    adjust(&options)
    guard let run = configured(options) else { return [:] }
    return Dictionary(grouping: run.run().result.findings) { absolute($0.location.path) }
  }

  /// A run under the configurations as they are now; under none where they are wrong, which is said in the editor's log.
  private func configured(_ options: RunOptions) -> ConfiguredRun? {
    do {
      return try ConfiguredRun(
        options, all: allRules, configurationOptions.configurations(settings), forcesExclusion: true)
    } catch {
      if let failure = error as? ConfigurationFailure { Console.error(Failure(failure).message) }
    }
    var isolated = configurationOptions
    isolated.isolated = true
    return try? ConfiguredRun(options, all: allRules, isolated.configurations(settings), forcesExclusion: true)
  }
}
