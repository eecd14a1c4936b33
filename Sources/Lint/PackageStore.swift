import GoPackages
import GoSyntax
import GoTypes
import Synchronization

/// The type layer's packages, read and parsed from disk: those to be linted with their tests, imported ones without.
final class PackageStore: PackageSource, @unchecked Sendable {
  let loader: PackageLoader

  /// Keys to directories; a directory can stand under several import paths.
  private let directories = Mutex<[PackageKey: PackageDirectory]>([:])
  private let byPlace = Mutex<[String: PackageDirectory]>([:])
  /// How the files of each linted directory are read.
  private let readers: [PackageKey: @Sendable () -> DirectoryFiles]
  /// What was read of a matched directory when its package was loaded, until its unit is made.
  private let classified = Mutex<[PackageKey: ClassifiedPackage]>([:])
  private let parsers = Mutex<ParserPool>(ParserPool())

  private struct ParserPool: @unchecked Sendable { var idle: [Parser] = [] }

  /// A directory's files with the ones of its first package parsed.
  struct ClassifiedPackage: Sendable {
    var files: DirectoryFiles
    var parsed: [String: SourceFile]
  }

  /// A directory to lint, and how its files are read.
  struct Target: Sendable {
    var directory: PackageDirectory
    var read: @Sendable () -> DirectoryFiles
  }

  init(loader: PackageLoader, targets: [Target]) {
    self.loader = loader
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

  private func remember(_ directory: PackageDirectory, _ key: PackageKey) {
    directories.withLock { $0[key] = directory }
    byPlace.withLock { if $0[key.directory] == nil { $0[key.directory] = directory } }
  }

  func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    guard let importer = byPlace.withLock({ $0[directory] }),
      let found = loader.resolver.resolve(importPath, from: importer)
    else { return nil }
    let key = Self.key(found)
    remember(found, key)
    return key
  }

  func load(_ key: PackageKey) -> LoadedPackage? {
    guard let directory = directories.withLock({ $0[key] }) else { return nil }
    let reader = readers[key]
    let files = reader?() ?? loader.importFiles(directory)
    guard let package = files.packages.first else {
      if reader != nil { classified.withLock { $0[key] = ClassifiedPackage(files: files, parsed: [:]) } }
      return nil
    }
    var parsed: [String: SourceFile] = [:]
    let sources = package.goFiles.compactMap { file -> SourceFile? in
      guard let source = parse(file, declarationsOnly: reader == nil) else { return nil }
      parsed[file.path] = source
      return source
    }
    if reader != nil { classified.withLock { $0[key] = ClassifiedPackage(files: files, parsed: parsed) } }
    return LoadedPackage(name: package.name, files: sources, goVersion: directory.language.minor)
  }

  /// What was read of a linted directory; reads it if no import did before. Gives it away: the store forgets it.
  func takeClassified(_ directory: PackageDirectory, program: Program) -> ClassifiedPackage? {
    let key = Self.key(directory)
    _ = program.package(key)
    return classified.withLock { $0.removeValue(forKey: key) }
  }

  func parse(_ file: GoFile, declarationsOnly: Bool = false) -> SourceFile? {
    guard let bytes = file.contents.take() else { return nil }
    return parse(bytes, path: file.path, declarationsOnly: declarationsOnly)
  }

  /// Parses with a parser of the pool: threads never share one at a time.
  func parse(_ bytes: UnsafeBufferPointer<UInt8>, path: String, declarationsOnly: Bool = false) -> SourceFile? {
    let idle = parsers.withLock { ParserPool(idle: $0.idle.popLast().map { [$0] } ?? []) }
    guard let parser = try? idle.idle.first ?? Parser() else { return nil }
    let file = parser.parse(bytes, path: path, declarationsOnly: declarationsOnly)
    let returned = ParserPool(idle: [parser])
    parsers.withLock { $0.idle += returned.idle }
    return file
  }
}
