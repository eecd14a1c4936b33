import GoPackages
import GoTypes

/// Where packages of the standard library come from: the table in the program where no Go is installed, and also where the
/// installed one is of the very version of the table, which then has the same to say and is read far sooner.
struct StandardPackages: Sendable {
  private let table: StandardLibrary?
  private let isPreferred: Bool
  private let isLinuxAMD64: Bool

  /// The directory of the table's packages: no path has a NUL.
  private static let directory = "\0standard library"

  init(resolver: ImportResolver, prefersSources: Bool) {
    let table = StandardLibrary.builtIn
    let configuration = resolver.configuration
    self.table = table
    isLinuxAMD64 = configuration.goos == "linux" && configuration.goarch == "amd64"
    isPreferred =
      !prefersSources && isLinuxAMD64 && configuration.tags.isEmpty && configuration.toolchain == nil
      && table.map { $0.version == resolver.installedVersion } == true
  }

  /// The package that an import means. `isStandard` says whether the importer is a package of the standard library
  /// read from its sources; `installed` finds what is on disk.
  func resolve(
    _ importPath: String, from directory: String, isStandard: Bool, installed: () -> PackageKey?
  ) -> PackageKey? {
    if directory == Self.directory { return key("vendor/" + importPath) ?? key(importPath) }
    let isPrivate = importPath.split(separator: "/").contains { $0 == "internal" || $0 == "vendor" }
    if isPreferred, !isStandard, !isPrivate, let key = key(importPath) { return key }
    return installed() ?? (isPrivate && !isStandard ? nil : key(importPath))
  }

  private func key(_ importPath: String) -> PackageKey? {
    guard let table, table.contains(importPath) else { return nil }
    return PackageKey(directory: Self.directory, importPath: importPath)
  }

  func name(of key: PackageKey) -> String? {
    key.directory == Self.directory ? table?.name(of: key.importPath) : nil
  }

  func load(_ key: PackageKey) -> LoadedPackage? {
    key.directory == Self.directory ? table?.load(key.importPath, isLinuxAMD64: isLinuxAMD64) : nil
  }
}
