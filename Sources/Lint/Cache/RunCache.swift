import Glibc
import GoPackages
import GoSyntax
import GoTypes

/// What makes a second run over unchanged packages short: their results, kept with hashes of everything they depend on.
///
/// A run over the same packages with the same arguments has one file. A result in it holds while the Go files of its directory, those of
/// all directories that its imports lead to, its module's settings and its configuration are the same, and imports that led nowhere still
/// do. Contents are compared, not times: a fresh checkout finds what another one left.
struct RunCache {
  private struct Contents: Sendable {
    var hash: ContentHash
    /// When one of the files last changed in any way, in nanoseconds.
    var changed: Int
  }

  private let driver: Driver
  private let loader: PackageLoader
  private let folder: CacheFolder
  private let name: String
  private let keys: [String]
  private let targets: [PackageStore.Target]
  private let today: String
  private let started: Int
  private let earlier: RunRecord
  private var contents: [String: Contents] = [:]
  private let settings: [ContentHash]

  /// Nil where nothing is to be kept: no folder, sources that are not as on disk, a run that is asked for more than findings.
  init?(_ driver: Driver, _ loader: PackageLoader, _ targets: [PackageStore.Target], today: String) {
    let options = driver.options
    guard let folder = options.cache, options.standardInput == nil, options.overlay.isEmpty, !options.collectsCensus,
      !options.recordsFiles, !options.keepsSources, !options.countsIdentifiers, !targets.isEmpty
    else { return nil }
    self.driver = driver
    self.loader = loader
    self.folder = folder
    self.targets = targets
    self.today = today
    started = Self.now()
    keys = targets.map { target in
      ([target.directory.directory, target.directory.context.name, target.directory.importPath] + target.named)
        .joined(separator: "\0")
    }
    var hash = Self.identity(driver, loader)
    for key in keys { hash.add(key) }
    name = hash.digits
    earlier = folder.read(name).flatMap { RunRecord(encoded: $0, rules: driver.factRules) } ?? RunRecord()
    var known = Settings()
    settings = targets.map { known.hash(of: $0.directory) }
    // Where a package itself has changed, nothing is asked of what it imports.
    let own = Set(keys.compactMap { earlier.targets[$0]?.directory })
    contents = Self.contents(of: own.map { earlier.directories[$0].path }, jobs: options.jobs)
    var asked: Set<Int> = []
    for target in keys.compactMap({ earlier.targets[$0] }) where isUnchanged(target.directory) {
      asked.formUnion(target.imports)
    }
    let imported = Self.contents(of: asked.subtracting(own).map { earlier.directories[$0].path }, jobs: options.jobs)
    contents.merge(imported) { first, _ in first }
  }

  // MARK: Looking up

  /// Whether a directory, by its place in the earlier record, is as it was; false where it was not looked at.
  private func isUnchanged(_ place: Int) -> Bool {
    let directory = earlier.directories[place]
    return contents[directory.path]?.hash == directory.hash
  }

  /// The result of a target, if it still holds.
  func result(of index: Int) -> Driver.Partial? {
    guard let target = earlier.targets[keys[index]], target.settings == settings[index], isUnchanged(target.directory),
      target.imports.allSatisfy(isUnchanged), target.lastDay.isEmpty || today <= target.lastDay
    else { return nil }
    let directory = targets[index].directory
    return target.unresolved.allSatisfy { loader.resolver.resolve($0, from: directory) == nil } ? target.result : nil
  }

  // MARK: Keeping

  /// Keeps what a run came to, where that is worth it.
  ///
  /// - Parameter isKnown: by target, whether the result is one that was looked up.
  mutating func keep(_ results: [Driver.Partial], isKnown: [Bool], _ store: PackageStore) {
    if !isKnown.contains(false) || store.foundTrees { return }
    let closure = ImportClosure(store)
    var found: [(imports: [String], unresolved: [String])] = []
    for (index, target) in targets.enumerated() {
      if isKnown[index], let before = earlier.targets[keys[index]] {
        found.append((before.imports.map { earlier.directories[$0].path }, before.unresolved))
      } else {
        found.append(closure.imports(of: target.directory))
      }
    }
    let missing = Set(found.flatMap(\.imports) + targets.map(\.directory.directory)).subtracting(contents.keys)
    contents.merge(Self.contents(of: Array(missing), jobs: driver.options.jobs)) { first, _ in first }
    var record = RunRecord()
    var places: [String: Int] = [:]
    func place(_ path: String) -> Int? {
      if let known = places[path] { return known }
      // What changed while the run went on may have been read before or after.
      guard let content = contents[path], content.changed < started else { return nil }
      places[path] = record.directories.count
      record.directories.append((path, content.hash))
      return record.directories.count - 1
    }
    for (index, target) in targets.enumerated() where results[index].errors.isEmpty {
      let imports = found[index].imports.map(place)
      guard let directory = place(target.directory.directory), !imports.contains(nil) else { continue }
      record.targets[keys[index]] = RunRecord.Target(
        directory: directory, imports: imports.compactMap { $0 }, unresolved: found[index].unresolved,
        settings: settings[index], lastDay: results[index].lastDay, result: results[index])
    }
    folder.write(name, record.encoded())
  }

  // MARK: Hashes

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    // Times of files are those of the kernel's last tick.
    return time.tv_sec * 1_000_000_000 + time.tv_nsec - 10_000_000
  }

  private static func contents(of directories: [String], jobs: Int) -> [String: Contents] {
    let unique = Array(Set(directories))
    let all = Workers.map(count: unique.count, jobs: unique.count > 4 ? jobs : 1) { index in
      var hash = ContentHash()
      let changed = hash.addGoFiles(in: unique[index])
      return Contents(hash: hash, changed: changed)
    }
    return Dictionary(uniqueKeysWithValues: zip(unique, all))
  }

  /// Everything but sources that a result may depend on: the program, what it was asked for, where, and what it finds packages by.
  private static func identity(_ driver: Driver, _ loader: PackageLoader) -> ContentHash {
    var hash = ContentHash.ofProgram
    let configuration = loader.configuration
    hash.add(driver.options.cacheIdentity)
    for rule in driver.policies.base.metas { hash.add(rule.id) }
    for text in [configuration.goos, configuration.goarch] + configuration.tags.sorted() { hash.add(text) }
    hash.add("\(String(describing: configuration.language)) \(String(describing: configuration.toolchain))")
    hash.add(configuration.tests ? 1 : 0)
    hash.add(loader.resolver.goroot ?? "")
    hash.add(loader.resolver.installedVersion ?? "")
    hash.add(loader.resolver.workingDirectory.shown("/"))
    for name in ["GOFLAGS", "GOPATH", "GOMODCACHE", "GOWORK", "GO111MODULE", "PWD", "HOME"] {
      hash.add(getenv(name).map { String(cString: $0) } ?? "")
    }
    return hash
  }

  /// Hashes of the settings that hold in directories: those of the module, of its workspace and of mapvet.
  private struct Settings {
    private var byContext: [String: ContentHash] = [:]
    private var byFolder: [String: ContentHash] = [:]

    mutating func hash(of directory: PackageDirectory) -> ContentHash {
      var hash = ofContext(directory)
      hash.add(ofFolder(directory.directory))
      return hash
    }

    private mutating func ofContext(_ directory: PackageDirectory) -> ContentHash {
      if let known = byContext[directory.context.name] { return known }
      var hash = ContentHash()
      for module in directory.context.kind.modules + [directory.module].compactMap({ $0 }) {
        for file in ["go.mod", "go.work", "vendor/modules.txt"] { hash.addFile("\(module.directory)/\(file)") }
        hash.addFile(Path.parent(module.directory) + "/go.work")
      }
      byContext[directory.context.name] = hash
      return hash
    }

    /// The nearest configuration file upwards, and whether nearer ones would be found.
    private mutating func ofFolder(_ folder: String) -> ContentHash {
      if let known = byFolder[folder] { return known }
      var hash = ContentHash()
      let file = folder + "/" + Configurations.fileName
      if access(file, F_OK) == 0 {
        hash.add(file)
        hash.addFile(file)
      } else if folder != "/", !folder.isEmpty {
        hash = ofFolder(Path.parent(folder))
      }
      byFolder[folder] = hash
      return hash
    }
  }
}

/// Which directories the imports of a package lead to, over those that a run looked into.
private struct ImportClosure {
  private let store: PackageStore
  private let consulted: [PackageKey: PackageStore.Consulted]

  init(_ store: PackageStore) {
    self.store = store
    consulted = store.consultedDirectories
  }

  /// The directories, and the imports that lead nowhere.
  func imports(of directory: PackageDirectory) -> (imports: [String], unresolved: [String]) {
    var unresolved: Set<String> = []
    var seen: Set<PackageKey> = [PackageStore.key(directory)]
    var pending = Array(seen)
    while let key = pending.popLast() {
      guard let looked = consulted[key] else { continue }
      for path in looked.imports {
        if let next = store.resolve(path, from: key.directory) {
          if consulted[next] != nil, seen.insert(next).inserted { pending.append(next) }
        } else if path != "C", path != "unsafe" {
          unresolved.insert(path)
        }
      }
    }
    seen.remove(PackageStore.key(directory))
    return (Set(seen.compactMap { consulted[$0]?.directory.directory }).sorted(), unresolved.sorted())
  }
}
