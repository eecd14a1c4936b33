import GoPackages
import GoSyntax
import GoTypes

/// Hands out the units that patterns name, for work on types without rules.
package struct UnitWalk: Sendable {
  package struct Outcome<Result: Sendable>: Sendable {
    /// In the order of the directories.
    package var results: [Result] = []
    package var errors: [LoadError] = []
    package var notices: [String] = []
  }

  /// Of the options only what decides which packages there are and how they are read.
  package let options: RunOptions
  /// Whether files that belong to no package are parsed too, as a run with rules does.
  private let parsesExcluded: Bool

  package init(options: RunOptions, parsesExcluded: Bool = false) {
    self.options = options
    self.parsesExcluded = parsesExcluded
  }

  /// Calls `visit` from several threads with each unit and those of its files that the patterns name.
  package func run<Result: Sendable>(
    _ visit: @escaping @Sendable (Unit, [SourceFile]) -> Result
  ) -> Outcome<Result> {
    let loader = PackageLoader(configuration: options.configuration, goroot: options.goroot)
    let discovery = loader.discover(options.patterns)
    let targets = Driver.targets(discovery, loader)
    let store = PackageStore(loader: loader, targets: targets, options: options)
    let program = Program(source: store, sizes: Driver.sizes(options.configuration))
    let weights = Driver.weights(of: targets)
    let partials = Workers.map(count: targets.count, jobs: options.jobs, weights: weights) { index -> Outcome<Result> in
      var partial = Outcome<Result>()
      guard let classified = store.takeClassified(targets[index].directory, program: program) else { return partial }
      partial.errors = classified.files.errors
      partial.notices = classified.files.notices
      if parsesExcluded { store.parseExcluded(classified.files) { _ in } }
      for (index, package) in classified.files.packages.enumerated() {
        let units = PackageUnits(
          package: package, isMain: index == 0, classified: classified, store: store, program: program)
        for make in [units.withTests, units.externalTests] {
          let made = make()
          let named = made.files.filter(\.file.isReported).map(\.source)
          if let unit = made.unit, !named.isEmpty { partial.results.append(visit(unit, named)) }
        }
      }
      return partial
    }
    var outcome = Outcome<Result>()
    outcome.errors = discovery.errors
    outcome.notices = discovery.notices
    for partial in partials {
      outcome.results += partial.results
      outcome.errors += partial.errors
      outcome.notices += partial.notices
    }
    return outcome
  }

  /// Calls `visit` once with all packages that the patterns name, as importers see them, in the order of the directories.
  package func runOnPackages<Result: Sendable>(_ visit: @escaping @Sendable ([Package]) -> Result) -> Result? {
    let loader = PackageLoader(configuration: options.configuration, goroot: options.goroot)
    let store = PackageStore(loader: loader, targets: [], options: options)
    let program = Program(source: store, sizes: Driver.sizes(options.configuration))
    let keys = loader.discover(options.patterns).matches.map { store.add($0.directory) }
    return Workers.map(count: 1, jobs: 1) { _ in visit(keys.compactMap { program.package($0) }) }.first
  }
}
