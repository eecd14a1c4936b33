import GoPackages
import GoSyntax
import GoTypes

/// Makes the units of one package of a directory, one at a time: each goes as soon as its user is done with it.
struct PackageUnits {
  let package: PackageFiles
  /// Whether the package is what imports of the directory mean.
  let isMain: Bool
  let classified: PackageStore.ClassifiedPackage
  let store: PackageStore
  let program: Program

  /// A unit with all files that were read for it; without one when they make none.
  struct Made {
    var unit: Unit?
    var files: [ParsedFile]

    /// The language of each file, by its number in the run.
    var languages: [UInt32: Int] {
      Dictionary(files.map { ($0.source.fileIndex, $0.file.language.minor) }) { first, _ in first }
    }
  }

  /// A parsed file and what is known of it without its tree.
  struct ParsedFile {
    let file: GoFile
    let source: SourceFile
  }

  /// A second package in a directory has a key of its own: no import can mean it.
  private var key: PackageKey {
    let key = PackageStore.key(package.directory)
    return isMain ? key : PackageKey(directory: key.directory, importPath: "\(key.importPath) [\(package.name)]")
  }

  /// The package with its in-package tests.
  func withTests() -> Made {
    let main = parse(package.goFiles)
    let tests = parse(package.testGoFiles, declarationsOnly: !package.reportsOwnFiles)
    let files = main + tests
    let unit: Unit?
    if isMain, !main.isEmpty {
      unit = program.unit(key, tests: tests.map(\.source), isPartial: files.contains { !$0.file.isReported })
    } else if !files.isEmpty {
      let version = package.directory.language.minor
      unit = program.unit(
        LoadedPackage(name: package.name, files: files.map(\.source), goVersion: version), key: key)
    } else {
      unit = nil
    }
    return Made(unit: unit, files: files)
  }

  /// The external test package. Ask after the package itself. What it does matters to none but itself, so it is left
  /// out when none of its files is reported.
  func externalTests() -> Made {
    guard package.xTestGoFiles.contains(where: \.isReported) else { return Made(unit: nil, files: []) }
    let files = parse(package.xTestGoFiles)
    let version = package.directory.language.minor
    let unit =
      files.isEmpty
      ? nil
      : program.externalTests(
        of: key, files: files.map(\.source), goVersion: version, isPartial: files.contains { !$0.file.isReported })
    return Made(unit: unit, files: files)
  }

  private func parse(_ files: [GoFile], declarationsOnly: Bool = false) -> [ParsedFile] {
    let missing = files.filter { classified.parsed[$0.path] == nil }
    let parsed = zip(missing, store.parse(missing, declarationsOnly: declarationsOnly)).map { ($0.path, $1) }
    let sources = Dictionary(parsed) { first, _ in first }
    return files.compactMap { file in
      (classified.parsed[file.path] ?? sources[file.path] ?? nil).map { ParsedFile(file: file, source: $0) }
    }
  }
}
