import Census
import GoPackages
import GoSyntax
import GoTypes

/// A pass that its thread is done with.
private struct FinishedPass: @unchecked Sendable {
  let pass: Pass
}

/// Lints one directory: its package with in-package tests, its external tests, further packages beside it.
struct DirectoryLinter {
  let driver: Driver
  let store: PackageStore
  let program: Program
  let known: Set<String>
  let today: String
  /// The import paths of packages whose facts earlier runs left behind.
  var earlier: Set<String> = []

  func lint(_ directory: PackageDirectory) -> Driver.Partial {
    var partial = Driver.Partial()
    guard let classified = store.takeClassified(directory, program: program) else { return partial }
    let files = classified.files
    partial.errors = files.errors
    partial.notices = files.notices
    let ahead = store.loadImportsAhead(of: directory, classified, program)
    defer { ahead?.end() }
    store.parseExcluded(files) { count($0, &partial) }
    for (index, package) in files.packages.enumerated() {
      lint(package, isMain: index == 0, classified, &partial)
    }
    return partial
  }

  private func lint(
    _ package: PackageFiles, isMain: Bool, _ classified: PackageStore.ClassifiedPackage, _ partial: inout Driver.Partial
  ) {
    let units = PackageUnits(package: package, isMain: isMain, classified: classified, store: store, program: program)
    for make in [units.withTests, units.externalTests] {
      let made = make()
      for file in made.files { count(file.source, &partial) }
      let reported = made.files.filter {
        $0.file.isReported && !$0.file.isGenerated && !driver.policies.isExcluded($0.file.path)
      }.map(\.source)
      if let unit = made.unit { run(unit, reported, made.languages, package.directory, &partial) }
    }
  }

  private func count(_ source: SourceFile, _ partial: inout Driver.Partial) {
    partial.files += 1
    partial.statistics.sourceBytes += source.bytes.count
    if !source.damaged.isEmpty { partial.parseErrors += 1 }
    if source.isGivenUp {
      partial.errors.append(
        LoadError(path: source.path, message: "not linted: parsing it would take too much time or memory"))
    }
  }

  /// Runs the rules over a unit and applies the directives of its files.
  func run(
    _ unit: Unit, _ reported: [SourceFile], _ languages: [UInt32: Int], _ directory: PackageDirectory,
    _ partial: inout Driver.Partial
  ) {
    partial.packages += 1
    guard !reported.isEmpty else { return }
    let known: Int? = if case .known(let version) = directory.toolchain { version.minor } else { nil }
    let shared = SharedWork(
      leavesOutTests: !driver.options.collectsCensus && !reported.contains(where: \.isForTests))
    let policy = driver.policies.policy(of: directory.path)
    let makePass = { @Sendable [driver, isInRun] in
      Pass(
        unit: unit, reportedFiles: reported, sizes: driver.sizes, language: directory.language.minor,
        fileLanguages: languages, toolchainAtLeast: directory.toolchain.oldest.minor,
        toolchain: known, identity: directory.module == nil ? "" : directory.importPath,
        isInRun: isInRun, asksCensus: driver.options.collectsCensus, options: policy.options, shared: shared)
    }
    let passes = runRules(policy.table, on: unit, shared, makePass)
    if driver.options.endsProcess, !store.lintsSeveral { for pass in passes { _ = Unmanaged.passRetained(pass) } }
    guard let pass = passes.first else { return }
    if driver.options.collectsCensus {
      partial.containers += pass.census.report(
        files: reported,
        Census.Setting(
          sizes: driver.sizes, toolchain: known, toolchainAtLeast: pass.toolchainAtLeast, identity: pass.identity))
    }
    if driver.options.countsIdentifiers { countIdentifiers(unit, reported, &partial) }
    if !pass.hasDamage { partial.linted += reported.map(\.path) }
    let byPath = Dictionary(grouping: passes.flatMap(\.findings)) { $0.location.path }
    // Alone a package does not show all that a rule finds which asks others.
    let complete = policy.table.rules.filter { pass.facts != nil || !$0.asksOthers }
    let ran = Set(complete.map { $0.meta.id })
    var awaited: [AwaitedFinding] = []
    for file in reported {
      let wanted = driver.policies.policy(forFile: file.path)
      var suppressions = Suppressions(file: file, pass: pass, known: self.known, today: today)
      if let day = suppressions.lastDay, partial.lastDay.isEmpty || day < partial.lastDay { partial.lastDay = day }
      for finding in byPath[file.path] ?? [] where wanted.rules.contains(finding.rule) {
        if !suppressions.isEmpty, suppressions.suppress(finding) {
          partial.statistics.suppressed += 1
        } else {
          keep(finding, wanted, &partial)
        }
      }
      for waiting in passes.flatMap(\.awaited)
      where waiting.finding.location.path == file.path && wanted.rules.contains(waiting.finding.rule) {
        if !suppressions.isEmpty, suppressions.suppress(waiting.finding) {
          if waiting.condition.isLikely { partial.statistics.suppressed += 1 }
        } else {
          awaited.append(waiting)
        }
      }
      for finding in suppressions.findings(ran: ran.intersection(wanted.rules)) {
        keep(finding, wanted, &partial)
      }
    }
    if driver.options.keepsSources { keepSources(reported, awaited, directory, &partial) }
    guard let facts = pass.facts?.written(for: driver.factPurposes), !facts.isEmpty || !awaited.isEmpty,
      let path = unit.files.first?.path
    else {
      return
    }
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    partial.facts.append(LintedFacts(facts: facts, directory: directory, awaited: awaited))
  }

  private func keepSources(
    _ files: [SourceFile], _ awaited: [AwaitedFinding], _ directory: PackageDirectory, _ partial: inout Driver.Partial
  ) {
    let found = Set(partial.findings.map(\.location.path) + awaited.map(\.finding.location.path))
    for file in files where found.contains(file.path) {
      let name = file.path.split(separator: "/").last ?? ""
      partial.sources[file.path] = LintedSource(
        absolutePath: Path.absolute(String(name), in: directory.directory), bytes: Array(file.bytes))
    }
  }

  /// Which packages are in the run; nil where no rule asks what others do, or there are none.
  private var isInRun: (@Sendable (Package) -> Bool)? {
    guard !driver.factPurposes.isEmpty else { return nil }
    let store = store
    let earlier = earlier
    if driver.options.earlierFacts != nil { return { @Sendable in earlier.contains($0.path) || store.isLinted($0) } }
    return store.lintsSeveral ? { @Sendable in store.isLinted($0) } : nil
  }

  /// Runs the rules and gives their passes: in parts, each on a thread of its own, where there are threads for them.
  private func runRules(
    _ table: RuleTable, on unit: Unit, _ shared: SharedWork, _ makePass: @escaping @Sendable () -> Pass
  ) -> [Pass] {
    let parts = table.parts
    guard parts.count > 1, store.sharesWork(on: unit.files) else {
      let pass = makePass()
      table.run(pass)
      return [pass]
    }
    return Workers.map(count: parts.count, jobs: parts.count) { index in
      let pass = makePass()
      // The others take longer, and ask for these later.
      if index > 0, pass.asksConcurrency { _ = shared.callGraph.concurrency(of: unit) }
      parts[index].run(pass)
      if index > 0 { pass.gatherContainers() }
      return FinishedPass(pass: pass)
    }.map(\.pass)
  }

  /// Counts identifiers that stand for something, and those of which it is not known for what.
  private func countIdentifiers(_ unit: Unit, _ files: [SourceFile], _ partial: inout Driver.Partial) {
    let blank = Name.of("_")
    for file in files {
      for node in file.root.descendants where node.kind == .ident && node.name != blank {
        guard node.parent?.kind != .file else { continue }
        partial.statistics.identifiers += 1
        if unit.object(of: node) == nil { partial.statistics.unresolved += 1 }
      }
    }
  }

  private func keep(_ finding: Finding, _ policy: FilePolicy, _ partial: inout Driver.Partial) {
    guard let finding = driver.reported(finding, policy, &partial.statistics) else { return }
    partial.findings.append(finding)
  }
}
