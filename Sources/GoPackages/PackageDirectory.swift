/// A directory taken as one import path sees it. There is one object per context, directory and import path, so
/// that packages can be told apart by identity; it holds names only, never file contents.
package final class PackageDirectory: Sendable {
  /// As shown to the user: clean, relative to the working directory.
  package let path: String
  /// Absolute.
  package let directory: String
  /// As importers write it; with `vendor/…` inside the standard library, as the go command prints it.
  package let importPath: String
  /// The module it belongs to, nil outside modules and below `vendor`.
  package let module: Module?
  /// How its own imports are resolved.
  package let context: ImportContext
  /// The language version of its files that ask for no other.
  package let language: GoVersion
  package let toolchain: Toolchain

  init(
    path: String, directory: String, importPath: String, module: Module?, context: ImportContext,
    language: GoVersion, toolchain: Toolchain
  ) {
    self.path = path
    self.directory = directory
    self.importPath = importPath
    self.module = module
    self.context = context
    self.language = language
    self.toolchain = toolchain
  }

  /// Whether it is part of the Go distribution.
  package var isStandard: Bool {
    if case .standard = context.kind { return true }
    return false
  }
}

extension PackageDirectory: Hashable {
  package static func == (a: PackageDirectory, b: PackageDirectory) -> Bool { a === b }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
