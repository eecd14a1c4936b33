import GoPackages

/// A run in which every directory is linted as its own configuration says.
///
/// Directories whose configurations choose different files (`goos`, `tags`, `go`, …) are linted apart from each other; those that
/// agree, which is nearly always all, together.
package struct ConfiguredRun {
  /// Directories linted together, and how.
  private struct Part {
    let driver: Driver
    let loader: PackageLoader
    var discovery: Discovery?
  }

  /// A file that patterns name and `exclude` leaves out.
  package struct ExcludedFile: Sendable {
    package let path: String
    package let pattern: String
    /// The configuration file as shown; nil for `--config`.
    package let source: String?
  }

  /// A directory that is linted.
  package struct Directory: Sendable {
    /// Absolute.
    package let directory: String
    package let place: ConfiguredPlace
  }

  package let options: RunOptions
  package let all: [any Rule.Type]
  package let forcesExclusion: Bool
  package private(set) var excluded: [ExcludedFile] = []
  /// What is linted, by directories as shown.
  package private(set) var directories: [String: Directory] = [:]
  private var parts: [Part] = []

  /// Finds what is linted and reads every configuration that holds for it.
  ///
  /// - Parameter forcesExclusion: files that are named are left out too, where `exclude` says so.
  package init(
    _ options: RunOptions, all: [any Rule.Type], _ configurations: Configurations, forcesExclusion: Bool = false
  ) throws(ConfigurationFailure) {
    self.options = options
    self.all = all
    self.forcesExclusion = forcesExclusion
    let here = WorkingDirectory.current()
    let first = try configurations.place(of: Self.start(options, here))
    if options.standardInput != nil {
      let loader = PackageLoader(configuration: first.build, goroot: options.goroot)
      let path = options.standardInput?.path.map { here.absolute($0) }
      let directory = path.map { Path.parent($0) } ?? here.absolute(".")
      directories[here.shown(directory)] = Directory(directory: directory, place: first)
      let isExcluded = forcesExclusion && path.flatMap { first.policy.exclusion(ofFile: $0) } != nil
      let place = Policies.Place(
        policy: first.policy, directory: directory, excluded: isExcluded ? [Path.base(path ?? "")] : [])
      let policies = Policies(first.policy, places: [here.shown(directory): place])
      parts = [Part(driver: driver(policies, first.build), loader: loader)]
      return
    }
    try prepare(first, configurations, here)
  }

  /// What files of patterns are chosen for, by the configuration of the first.
  package static func build(
    of patterns: [String], _ configurations: Configurations
  ) throws(ConfigurationFailure) -> BuildConfiguration {
    var options = RunOptions()
    options.patterns = patterns
    return try configurations.place(of: start(options, .current())).build
  }

  /// Whose configuration tells which files are looked for at first.
  package static func start(_ options: RunOptions, _ here: WorkingDirectory) -> String {
    if let input = options.standardInput {
      return input.path.map { Path.parent(here.absolute($0)) } ?? here.absolute(".")
    }
    guard let pattern = options.patterns.first else { return here.absolute(".") }
    if let folder = Self.treeRoot(pattern) { return here.absolute(folder) }
    let path = here.absolute(pattern)
    return path.hasSuffix(".go") ? Path.parent(path) : path
  }

  /// The absolute folders of patterns that mean all that is below them.
  var treeRoots: [String] {
    let here = WorkingDirectory.current()
    return (options.patterns.isEmpty ? ["./..."] : options.patterns).compactMap(Self.treeRoot).map { here.absolute($0) }
  }

  /// The folder of a pattern `folder/...`.
  private static func treeRoot(_ pattern: String) -> String? {
    if pattern == "..." { return "." }
    return pattern.hasSuffix("/...") ? (pattern == "/..." ? "/" : String(pattern.dropLast(4))) : nil
  }

  private func driver(_ policies: Policies, _ build: BuildConfiguration) -> Driver {
    var options = options
    options.configuration = build
    return Driver(policies: policies, all: all, options: options)
  }

  private mutating func prepare(
    _ first: ConfiguredPlace, _ configurations: Configurations, _ here: WorkingDirectory
  ) throws(ConfigurationFailure) {
    var loader = PackageLoader(configuration: first.build, goroot: options.goroot)
    var discovery = loader.discover(options.patterns, holding: options.overlay.keys)
    let named = Set(options.patterns.filter { Self.treeRoot($0) == nil }.map { here.absolute($0) })
    var places: [String: Policies.Place] = [:]
    var builds: [BuildConfiguration] = []
    var byBuild: [BuildConfiguration: Set<String>] = [:]
    for match in discovery.matches {
      let directory = match.directory
      let place = try configurations.place(of: directory.directory)
      let excluded = exclude(match, place, loader, configurations, named: forcesExclusion ? [] : named, here)
      let isEmpty = (match.named ?? Set(loader.goFiles(in: directory))).isSubset(of: excluded)
      if isEmpty, !excluded.isEmpty { continue }
      places[directory.path] = Policies.Place(
        policy: place.policy, directory: configurations.standing(for: directory.directory), excluded: excluded)
      directories[directory.path] = Directory(directory: directory.directory, place: place)
      if byBuild[place.build] == nil { builds.append(place.build) }
      byBuild[place.build, default: []].insert(directory.directory)
    }
    let policies = Policies(first.policy, places: places)
    if builds.isEmpty { builds = [first.build] }
    for (index, build) in builds.enumerated() {
      if build != loader.configuration {
        loader = PackageLoader(configuration: build, goroot: options.goroot)
        let again = loader.discover(options.patterns, holding: options.overlay.keys)
        discovery.matches = again.matches
      }
      var part = discovery
      part.matches.removeAll { byBuild[build]?.contains($0.directory.directory) != true }
      // What is wrong with patterns is told once.
      if index > 0 {
        part.errors = []
        part.notices = []
      }
      parts.append(Part(driver: driver(policies, build), loader: loader, discovery: part))
    }
  }

  /// Stands for all files of a folder where patterns are asked about the folder.
  private static let anyFile = "any file"

  /// The names of files of a match that are left out.
  private mutating func exclude(
    _ match: PackageMatch, _ place: ConfiguredPlace, _ loader: PackageLoader, _ configurations: Configurations,
    named: Set<String>,
    _ here: WorkingDirectory
  ) -> Set<String> {
    guard place.policy.hasExclusions else { return [] }
    let directory = match.directory.directory
    func exclusion(of name: String) -> String? {
      place.policy.exclusion(ofFile: configurations.standing(for: Path.join(directory, name)))
    }
    // Who names a folder means it, whatever leaves out all of it, and not the files that it may hold.
    let overridden = named.contains(directory) ? exclusion(of: Self.anyFile) : nil
    var names: Set<String> = []
    for name in match.named?.sorted() ?? loader.goFiles(in: match.directory) {
      guard !named.contains(Path.join(directory, name)), let pattern = exclusion(of: name), pattern != overridden
      else { continue }
      names.insert(name)
      excluded.append(
        ExcludedFile(
          path: Path.join(match.directory.path, name), pattern: pattern, source: place.file.map { here.shown($0) }))
    }
    return names
  }

  /// Runs. See `Driver.run`. May be called again with other sources, by absolute path, in the place of those on disk.
  ///
  /// - Parameter standardInput: what was read there, for it can be read once.
  package func run(
    on sources: [String: [UInt8]] = [:], standardInput: [UInt8]? = nil, keepsSources: Bool = false,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) -> RunOutcome {
    var outcome: RunOutcome?
    for part in parts {
      var driver = part.driver
      driver.options.keepsSources = keepsSources
      driver.options.overlay.merge(sources) { $1 }
      // Standard input is all that can change where it is linted.
      if let bytes = sources.values.first ?? standardInput {
        driver.options.standardInput?.contents = FileContents(copying: bytes)
      }
      let next = driver.run(part.loader, part.discovery, progress: progress)
      outcome = outcome.map { $0.joined(with: next) } ?? next
    }
    return outcome ?? RunOutcome()
  }

  /// Whether no finding makes the run fail.
  package var neverFails: Bool { directories.values.allSatisfy { !$0.place.failOn.fails(.error) } }

  /// Whether a finding makes the run fail.
  package func fails(_ finding: Finding) -> Bool {
    (directories[Path.parent(finding.location.path)]?.place.failOn ?? .from(.warning)).fails(finding.severity)
  }

  /// Directories that `...` left out, by absolute path.
  package var skipped: Set<String> { Set(parts.first?.discovery?.skipped ?? []) }

  /// Every file that patterns name, for `--show-files`.
  package func load() -> LoadResult {
    var result = LoadResult()
    for part in parts {
      guard let discovery = part.discovery else { continue }
      let loaded = part.loader.load(discovery)
      result.packages += loaded.packages
      result.excluded += loaded.excluded
      result.errors += loaded.errors
      result.notices += loaded.notices
    }
    return result
  }
}

extension RunOutcome {
  /// The outcome of two runs on different directories.
  fileprivate func joined(with other: RunOutcome) -> RunOutcome {
    var outcome = self
    outcome.result.files += other.result.files
    outcome.result.packages += other.result.packages
    outcome.result.parseErrors += other.result.parseErrors
    outcome.result.findings = (outcome.result.findings + other.result.findings).sorted(by: Finding.inReportOrder)
    outcome.result.errors += other.result.errors
    outcome.result.rules += other.result.rules.filter { rule in !outcome.result.rules.contains { $0.id == rule.id } }
    outcome.notices += other.notices
    outcome.statistics.add(other.statistics)
    outcome.parsed += other.parsed
    outcome.linted += other.linted
    outcome.sources.merge(other.sources) { first, _ in first }
    outcome.reused += other.reused
    outcome.isEmpty = outcome.isEmpty && other.isEmpty
    return outcome
  }
}
