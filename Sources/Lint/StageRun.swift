import Census
import GoFlow
import GoPackages
import GoSyntax
import GoTypes

/// Does the work of a run up to a stage, for everything and without rules or findings: what the stage costs is the difference
/// to the one before.
package struct StageRun: Sendable {
  package enum Stage: String, CaseIterable, Sendable {
    /// Files are read, parsed and lowered.
    case parse
    /// Units are made and the type of every expression is computed.
    case types
    /// Graphs, calls, concurrency, locks and maps that are nil of all functions, and the census.
    case flow
  }

  package let options: RunOptions

  package init(options: RunOptions) { self.options = options }

  /// The number of files that were worked on, and of expressions that have a type.
  package func run(_ stage: Stage) -> (files: Int, typed: Int) {
    if stage == .parse { return (parse(), 0) }
    let counts = UnitWalk(options: options, parsesExcluded: true).run { unit, files in
      var dump = TypeDump(unit: unit)
      let typed = files.reduce(0) { $0 + dump.count(of: $1) }
      if stage == .flow { look(at: unit, files) }
      return (files: files.count, typed: typed)
    }.results
    return counts.reduce((0, 0)) { ($0.0 + $1.files, $0.1 + $1.typed) }
  }

  private func parse() -> Int {
    let loader = PackageLoader(configuration: options.configuration, goroot: options.goroot)
    let targets = Driver.targets(loader.discover(options.patterns), loader)
    let store = PackageStore(loader: loader, targets: targets, options: options)
    let weights = Driver.weights(of: targets)
    let counts = Workers.map(count: targets.count, jobs: options.jobs, weights: weights) { index in
      let files = targets[index].read()
      var count = 0
      store.parseExcluded(files) { _ in count += 1 }
      for package in files.packages {
        for list in [package.goFiles, package.testGoFiles, package.xTestGoFiles] {
          for file in store.parse(list) where file != nil { count += 1 }
        }
      }
      return count
    }
    return counts.reduce(0, +)
  }

  /// What `mapvet audit` asks of a unit, and what rules ask beside it.
  private func look(at unit: Unit, _ files: [SourceFile]) {
    let flow = PackageFlow(unit)
    for function in flow.functions {
      _ = flow.graph(of: function)
      _ = flow.nilMapWrites(in: function.node)
    }
    _ = flow.concurrency
    _ = flow.locks.isEmpty
    let setting = Census.Setting(
      sizes: Driver.sizes(options.configuration), toolchain: nil, toolchainAtLeast: 21, identity: unit.package.path)
    _ = Census(unit, flow).report(files: files, setting)
  }
}
