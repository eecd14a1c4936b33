/// A directory with a go.mod, and all below it up to the next one.
package final class Module: Sendable {
  /// Where its go.mod lies: absolute.
  package let directory: String
  package let file: ModFile
  /// Whether it is the standard library's module, or that of the Go commands beside it.
  package let isStandard: Bool
  /// Why go.mod could not be read.
  let readError: FileError?

  init(directory: String, file: ModFile, isStandard: Bool = false, readError: FileError? = nil) {
    self.directory = directory
    self.file = file
    self.isStandard = isStandard
    self.readError = readError
  }

  /// The path in the module line; empty when it has none.
  package var path: String { file.modulePath }

  /// The language version of its files that ask for no other.
  package var language: GoVersion { file.goVersion?.language ?? .withoutGoLine }

  /// What its go.mod tells of the toolchain.
  package var toolchain: Toolchain {
    if let toolchain = file.toolchain { return .known(toolchain) }
    return .atLeast(file.goVersion ?? .withoutGoLine)
  }
}

/// Finds and reads the go.mod that a directory is under.
final class ModuleFinder: Sendable {
  let directories: DirectoryCache
  private let modules = Cache<String, Module>()
  private let enclosing = Cache<String, Module?>()

  init(directories: DirectoryCache) { self.directories = directories }

  /// The module whose go.mod lies in this directory.
  func module(at directory: String) -> Module? {
    directories.has("go.mod", in: directory) ? read(directory) : nil
  }

  /// The module a directory belongs to.
  func module(containing directory: String) -> Module? {
    var at = directory
    var passed: [String] = []
    var result: Module?
    while true {
      if let known = enclosing.found(at) {
        result = known
        break
      }
      passed.append(at)
      result = module(at: at)
      let parent = Path.parent(at)
      if result != nil || parent == at { break }
      at = parent
    }
    for directory in passed { _ = enclosing.value(directory) { result } }
    return result
  }

  private func read(_ directory: String) -> Module {
    modules.value(directory) {
      do throws(FileError) {
        let file = ModFile.parse(try FileSystem.text(Path.join(directory, "go.mod")))
        return Module(directory: directory, file: file, isStandard: isStandard(file.modulePath, directory))
      } catch {
        return Module(directory: directory, file: ModFile(), readError: error)
      }
    }
  }

  private func isStandard(_ path: String, _ directory: String) -> Bool {
    path == "std" || (path == "cmd" && module(at: Path.parent(directory))?.path == "std")
  }
}
