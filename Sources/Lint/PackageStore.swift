import GoPackages
import GoSyntax
import GoTypes
import Synchronization

/// The type layer's packages, read and parsed from disk: those to be linted with their tests, imported ones without.
final class PackageStore: PackageSource, @unchecked Sendable {
  let loader: PackageLoader
  private let standardPackages: StandardPackages

  /// Keys to directories; a directory can stand under several import paths.
  private let directories = Mutex<[PackageKey: PackageDirectory]>([:])
  private let byPlace = Mutex<[String: PackageDirectory]>([:])
  /// How the files of each linted directory are read.
  private let readers: [PackageKey: @Sendable () -> DirectoryFiles]
  /// What was read of a matched directory when its package was loaded, until its unit is made.
  private let classified = Mutex<[PackageKey: ClassifiedPackage]>([:])
  /// The names of imported packages that were asked for, nil where there is no package.
  private let names = Mutex<[PackageKey: String?]>([:])
  /// Whether a linted package imports sources of what the standard library's table holds for itself: known before any of its
  /// imports is resolved.
  private let importsPrivate = Atomic(false)
  private let parsers = Mutex<ParserPool>(ParserPool())
  private let keptTrees: KeptTrees?
  private let trees: TreeCache?
  private let parsedBytes = Atomic(0)
  /// Runs that parse less are not long.
  private static let shortBytes = 1 << 19
  /// How many threads may parse the files of one package: more than one when there are fewer targets than threads.
  private let threads: Int

  /// What was read of directories to look into them, where that is to be known after the run.
  private let notesImports: Bool
  private let consulted = Mutex<[PackageKey: Consulted]>([:])
  private let recordsFiles: Bool
  private let files = Mutex<[RunOutcome.ParsedFile]>([])

  private struct ParserPool: @unchecked Sendable { var idle: [Parser] = [] }

  /// A directory's files with the ones of its first package parsed.
  struct ClassifiedPackage: Sendable {
    var files: DirectoryFiles
    var parsed: [String: SourceFile]
  }

  /// A directory that was looked into, with the import paths in those of its files that were read.
  struct Consulted: Sendable {
    var directory: PackageDirectory
    var imports: Set<String>
  }

  /// A directory to lint, and how its files are read.
  struct Target: Sendable {
    var directory: PackageDirectory
    /// The files that were named, in order; empty where all are meant.
    var named: [String] = []
    /// Whether some files were named, and no tests among them.
    var namesOnlySources = false
    var read: @Sendable () -> DirectoryFiles
  }

  init(loader: PackageLoader, targets: [Target], options: RunOptions, notesImports: Bool = false) {
    self.loader = loader
    self.notesImports = notesImports
    recordsFiles = options.recordsFiles
    keptTrees = options.trees
    trees = recordsFiles ? nil : TreeCache(options.cache, targets)
    threads = max(1, Workers.threads(options.jobs) - targets.count + 1)
    standardPackages = StandardPackages(
      resolver: loader.resolver, prefersSources: options.prefersStandardSources,
      only: targets.count == 1 && targets[0].namesOnlySources ? targets[0].directory : nil)
    readers = Dictionary(targets.map { (Self.key($0.directory), $0.read) }) { first, _ in first }
    for target in targets { remember(target.directory, Self.key(target.directory)) }
  }

  /// A directory is one package for each main module it is reached from: its own imports may mean different things there.
  static func key(_ directory: PackageDirectory) -> PackageKey {
    PackageKey(directory: place(directory), importPath: directory.importPath)
  }

  private static func place(_ directory: PackageDirectory) -> String {
    "\(directory.directory)\0\(directory.context.name)"
  }

  /// Whether more than one directory is linted.
  var lintsSeveral: Bool { readers.count > 1 }

  /// Whether a package is one of those that are linted.
  func isLinted(_ package: Package) -> Bool {
    readers[PackageKey(directory: package.directory, importPath: package.path)] != nil
  }

  /// Makes a directory known that is imported by nobody.
  func add(_ directory: PackageDirectory) -> PackageKey {
    let key = Self.key(directory)
    remember(directory, key)
    return key
  }

  private func remember(_ directory: PackageDirectory, _ key: PackageKey) {
    directories.withLock { $0[key] = directory }
    byPlace.withLock { if $0[key.directory] == nil { $0[key.directory] = directory } }
  }

  func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    let importer = byPlace.withLock { $0[directory] }
    let isStandard: Bool = if case .standard = importer?.context.kind { true } else { false }
    let seesTable = !importsPrivate.load(ordering: .relaxed)
    return standardPackages.resolve(importPath, from: directory, isStandard: isStandard, seesTable: seesTable) {
      guard let importer, let found = loader.resolver.resolve(importPath, from: importer) else { return nil }
      let key = Self.key(found)
      remember(found, key)
      return key
    }
  }

  /// Most imports of a file are never looked into: their name is all that is needed of them.
  func name(of key: PackageKey) -> String? {
    if let name = standardPackages.name(of: key) { return name }
    guard readers[key] == nil, let directory = directories.withLock({ $0[key] }) else { return nil }
    if let known = names.withLock({ $0[key] }) { return known }
    let name = loader.importName(directory)
    names.withLock { $0[key] = name }
    if notesImports {
      consulted.withLock { if $0[key] == nil { $0[key] = Consulted(directory: directory, imports: []) } }
    }
    return name
  }

  func isQuicklyLoaded(_ key: PackageKey) -> Bool {
    standardPackages.holds(key) || Driver.sourceBytes(in: key.directory) <= Self.quickBytes
  }

  private static let quickBytes = 1 << 16

  func load(_ key: PackageKey) -> LoadedPackage? {
    if let package = standardPackages.load(key) { return package }
    guard let directory = directories.withLock({ $0[key] }) else { return nil }
    let reader = readers[key]
    let files = reader?() ?? loader.importFiles(directory)
    note(files, key, directory)
    if reader != nil { noteImports(of: files) }
    guard let package = files.packages.first, !package.goFiles.isEmpty else {
      if reader != nil { classified.withLock { $0[key] = ClassifiedPackage(files: files, parsed: [:]) } }
      return nil
    }
    // Where threads have nothing else to do the tests, which the importer does not see, are parsed along.
    let parsedFiles = package.goFiles + (reader != nil && threads > 1 ? package.testGoFiles : [])
    let sources = parse(parsedFiles, declarationsOnly: reader == nil || !package.reportsOwnFiles)
    var parsed: [String: SourceFile] = [:]
    for (file, source) in zip(parsedFiles, sources) { parsed[file.path] = source }
    if reader != nil { classified.withLock { $0[key] = ClassifiedPackage(files: files, parsed: parsed) } }
    return LoadedPackage(
      name: package.name, files: sources.prefix(package.goFiles.count).compactMap { $0 },
      goVersion: directory.language.minor)
  }

  private func note(_ files: DirectoryFiles, _ key: PackageKey, _ directory: PackageDirectory) {
    guard notesImports else { return }
    let all = files.packages.flatMap { $0.goFiles + $0.testGoFiles + $0.xTestGoFiles }
    let imports = Set(all.flatMap { $0.header.imports.map(\.path) })
    consulted.withLock { $0[key] = Consulted(directory: directory, imports: imports) }
  }

  /// Whether trees of nearly all files were kept: then to find the results of the run would save the next one little.
  var foundTrees: Bool { trees != nil && parsedBytes.load(ordering: .relaxed) < Self.shortBytes }

  /// What was looked into so far, if the run was told to note it.
  var consultedDirectories: [PackageKey: Consulted] { consulted.withLock { $0 } }

  private func noteImports(of files: DirectoryFiles) {
    for file in files.packages.flatMap({ $0.goFiles + $0.testGoFiles })
    where standardPackages.holdsPrivate(file.header.imports.lazy.map(\.path)) {
      importsPrivate.store(true, ordering: .relaxed)
    }
  }

  /// What was read of a linted directory; reads it if no import did before. Gives it away: the store forgets it.
  func takeClassified(_ directory: PackageDirectory, program: Program) -> ClassifiedPackage? {
    let key = Self.key(directory)
    _ = program.package(key)
    return classified.withLock { $0.removeValue(forKey: key) }
  }

  /// Parses files of one package, on several threads when that is worth them; nil for bytes that were taken before.
  func parse(_ files: [GoFile], declarationsOnly: Bool = false) -> [SourceFile?] {
    let declarations = declarationsOnly && keptTrees == nil ? trees?.declarations(of: files) : nil
    @Sendable func parse(_ index: Int) -> SourceFile? {
      guard let bytes = files[index].contents.take() else { return nil }
      let path = files[index].path
      if let kept = keptTrees?.take(path, bytes, declarationsOnly: declarationsOnly) {
        bytes.deallocate()
        return kept
      }
      if let kept = declarations?.tree(index, source: bytes, path: path) { return kept }
      func parse(_ earlier: SourceFile?) -> Parser.Parsed? {
        self.parse(bytes, path: path, declarationsOnly: declarationsOnly, earlier: earlier)
      }
      let file =
        if let trees, !declarationsOnly {
          trees.tree(
            of: bytes, path: path, at: loader.resolver.workingDirectory.absolute(path),
            isNamed: files[index].isReported,
            parse: parse)
        } else {
          parse(keptTrees?.earlier(path, declarationsOnly: declarationsOnly))?.file
        }
      if let file { keptTrees?.add(file, declarationsOnly: declarationsOnly) }
      return file
    }
    // A thread costs about as much as parsing a kilobyte, or reading ten that are kept.
    let sharedBytes = declarations?.areKept == true ? 1 << 20 : 1 << 16
    let sources =
      if threads > 1, files.count > 1, files.reduce(0, { $0 + $1.contents.count }) > sharedBytes {
        Workers.map(count: files.count, jobs: threads, weights: files.map(\.contents.count), parse)
      } else {
        files.indices.map(parse)
      }
    if let declarations, !declarations.areKept { trees?.keep(sources, as: declarations) }
    return sources
  }

  /// A thread costs next to nothing beside the work on a package of this size.
  private static let sharedBytes = 1 << 18

  func threads(forBytes count: Int) -> Int { count > Self.sharedBytes ? threads : 1 }

  /// Whether threads with nothing else to do take a part of the work on a unit.
  func sharesWork(on files: [SourceFile]) -> Bool {
    threads(forBytes: files.reduce(0) { $0 + $1.bytes.count }) > 1
  }

  /// Loads what a package imports on a thread of its own, where one has nothing else to do: most of it will be asked for. Where
  /// some files are to be reported, that is said of what they import.
  func loadImportsAhead(
    of directory: PackageDirectory, _ classified: ClassifiedPackage, _ program: Program
  ) -> LoadingAhead? {
    // What is not asked for is not counted as needed.
    guard !recordsFiles, sharesWork(on: Array(classified.parsed.values)) else { return nil }
    let key = Self.key(directory)
    let files = classified.files.packages.first?.goFiles ?? []
    let meant = Set(files.filter(\.isReported).map(\.path))
    let areAllMeant = meant.count == files.count
    return LoadingAhead { isWanted in
      program.loadImports(of: key, in: { areAllMeant || meant.contains($0.path) }, while: isWanted)
    }
  }

  /// Parses the files of a directory that belong to none of its packages, each for `visit`.
  func parseExcluded(_ files: DirectoryFiles, _ visit: (SourceFile) -> Void) {
    for excluded in files.excluded {
      if let bytes = excluded.contents?.take(), let source = parse(bytes, path: excluded.path)?.file { visit(source) }
    }
  }

  /// The files parsed so far, if the options ask for them.
  var recorded: [RunOutcome.ParsedFile] { files.withLock { $0 } }

  /// Parses with a parser of the pool: threads never share one at a time. Of an earlier version what has not changed is taken over.
  private func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, declarationsOnly: Bool = false, earlier: SourceFile? = nil
  ) -> Parser.Parsed? {
    let idle = parsers.withLock { ParserPool(idle: $0.idle.popLast().map { [$0] } ?? []) }
    guard let parser = try? idle.idle.first ?? Parser() else { return nil }
    let changed = earlier.flatMap { parser.parse(bytes, path: path, earlier: $0) }
    let parsed =
      changed
      ?? Parser.Parsed(
        file: parser.parse(bytes, path: path, declarationsOnly: declarationsOnly), parsedBytes: bytes.count)
    parsedBytes.add(parsed.parsedBytes, ordering: .relaxed)
    if recordsFiles { files.withLock { $0.append(.init(path: path, declarationsOnly: declarationsOnly)) } }
    let returned = ParserPool(idle: [parser])
    parsers.withLock { $0.idle += returned.idle }
    return parsed
  }
}
