import GoSyntax

/// What identifies a package of a run: where its files lie and the path by which it is imported.
package struct PackageKey: Hashable, Sendable {
  package let directory: String
  package let importPath: String

  package init(directory: String, importPath: String) {
    self.directory = directory
    self.importPath = importPath
  }
}

/// A package as read: the files without tests, parsed.
package struct LoadedPackage: Sendable {
  /// The name of the package clauses; when empty, that of the first file is taken.
  package let name: String
  /// All files of the package for the configuration, without test files. They belong to one
  /// program from now on, which numbers them (`SourceFile.fileIndex`).
  package let files: [SourceFile]
  /// The minor version of the language: 22 for `go 1.22`.
  package let goVersion: Int

  package init(name: String, files: [SourceFile], goVersion: Int) {
    self.name = name
    self.files = files
    self.goVersion = goVersion
  }
}

/// Where a program gets imported packages from. Called from any thread.
package protocol PackageSource: Sendable {
  /// The package that an import path means, seen from a directory; nil when there is none.
  func resolve(_ importPath: String, from directory: String) -> PackageKey?

  /// The name in the package clause if it is known without parsing the package.
  func name(of key: PackageKey) -> String?

  /// Whether a package may be loaded before it is known that anybody looks into it.
  func isQuicklyLoaded(_ key: PackageKey) -> Bool

  /// How many threads may share the work on a unit of so many bytes.
  func threads(forBytes count: Int) -> Int

  /// Reads and parses a package. Called at most once per key; nil when it cannot be read.
  func load(_ key: PackageKey) -> LoadedPackage?
}

extension PackageSource {
  package func name(of key: PackageKey) -> String? { nil }
  package func isQuicklyLoaded(_ key: PackageKey) -> Bool { true }
  package func threads(forBytes count: Int) -> Int { 1 }
}
