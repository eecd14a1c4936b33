import GoPackages
import GoTypes

/// Where packages of the standard library come from: the table in the program where no Go is installed, and also where the
/// installed one is of the very version of the table, which then has the same to say and is read far sooner.
///
/// Packages of the standard library itself see each other's sources: what is linted must not meet its twin in the table. Where
/// some files of one package are all that is linted, nothing that it imports can lead back to it, and they see the table.
struct StandardPackages: Sendable {
  private let table: StandardLibrary?
  private let isPreferred: Bool
  private let isPreferredByStandard: Bool
  private let isLinuxAMD64: Bool

  /// The directory of the table's packages: no path has a NUL.
  private static let directory = "\0standard library"

  /// - Parameter only: where files of one package, and no external tests, are all that is linted, its directory.
  init(resolver: ImportResolver, prefersSources: Bool, only: PackageDirectory?) {
    let table = StandardLibrary.builtIn
    let configuration = resolver.configuration
    self.table = table
    isLinuxAMD64 = configuration.goos == "linux" && configuration.goarch == "amd64"
    let isFitting =
      !prefersSources && isLinuxAMD64 && configuration.tags.isEmpty && configuration.toolchain == nil && table != nil
    isPreferred = isFitting && table?.version == resolver.installedVersion
    isPreferredByStandard = isFitting && table?.version == only?.context.standardVersion
  }

  /// Whether the table holds packages that only the standard library may import, and these imports mean one: whoever imports it
  /// sees its sources, and must not meet its types in what the table says of other packages.
  func holdsPrivate(_ imports: some Sequence<String>) -> Bool {
    isPreferredByStandard && imports.contains { Self.isPrivate($0) && table?.contains($0) == true }
  }

  private static func isPrivate(_ importPath: String) -> Bool {
    importPath.split(separator: "/").contains { $0 == "internal" || $0 == "vendor" }
  }

  /// The package that an import means. `isStandard` says whether the importer is a package of the standard library
  /// read from its sources, `seesTable` whether it may see the table then; `installed` finds what is on disk.
  func resolve(
    _ importPath: String, from directory: String, isStandard: Bool, seesTable: Bool,
    installed: () -> PackageKey?
  ) -> PackageKey? {
    if directory == Self.directory { return key("vendor/" + importPath) ?? key(importPath) }
    let isPrivate = Self.isPrivate(importPath)
    let prefersTable = isStandard ? seesTable && isPreferredByStandard : isPreferred
    if prefersTable, !isPrivate, let key = key(importPath) { return key }
    return installed() ?? (isPrivate && !isStandard ? nil : key(importPath))
  }

  private func key(_ importPath: String) -> PackageKey? {
    guard let table, table.contains(importPath) else { return nil }
    return PackageKey(directory: Self.directory, importPath: importPath)
  }

  func holds(_ key: PackageKey) -> Bool { key.directory == Self.directory }

  func name(of key: PackageKey) -> String? {
    key.directory == Self.directory ? table?.name(of: key.importPath) : nil
  }

  func load(_ key: PackageKey) -> LoadedPackage? {
    key.directory == Self.directory ? table?.load(key.importPath, isLinuxAMD64: isLinuxAMD64) : nil
  }
}
