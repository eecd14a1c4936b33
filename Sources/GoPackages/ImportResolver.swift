/// Answers where an import path's package lies, as the go command would, from what is on disk. Nothing is downloaded,
/// and `go` is never run. Every answer is computed once; all methods may be called from any thread.
package final class ImportResolver: Sendable {
  package let configuration: BuildConfiguration
  package let workingDirectory: WorkingDirectory
  /// The Go installation, nil when none was found.
  package let goroot: String?

  let directories: DirectoryCache
  let finder: ModuleFinder
  let environment: Environment
  let moduleCache: String?

  private let contexts = Cache<String, ImportContext>()
  private let workspaces = Cache<String, Workspace?>()
  private let packages = Cache<PackageKey, PackageDirectory>()
  private let answers = Cache<AnswerKey, PackageDirectory?>()

  private struct PackageKey: Hashable {
    let context: ObjectIdentifier
    let directory: String
    let importPath: String
  }

  private struct AnswerKey: Hashable {
    let context: ObjectIdentifier
    /// Only where the answer depends on it.
    let directory: String?
    let importPath: String
  }

  package init(
    configuration: BuildConfiguration, goroot: String? = nil, environment: Environment = .process,
    workingDirectory: WorkingDirectory? = nil
  ) {
    self.configuration = configuration
    self.environment = environment
    let workingDirectory = workingDirectory ?? .current(environment: environment)
    self.workingDirectory = workingDirectory
    self.goroot = Goroot.find(explicit: goroot.map(workingDirectory.absolute), environment: environment)
    directories = DirectoryCache()
    finder = ModuleFinder(directories: directories)
    moduleCache = environment.moduleCache
  }

  /// The package an import in a file of `importer` means; nil for "C" and when it is not found.
  package func resolve(_ importPath: String, from importer: PackageDirectory) -> PackageDirectory? {
    guard importPath != "C", !importPath.isEmpty, !Path.isAbsolute(importPath),
      !importPath.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\\") })
    else { return nil }
    let context = importer.context
    let isLocal = importPath.utf8.first == UInt8(ascii: ".")
    var needsDirectory = isLocal
    if case .gopath = context.kind { needsDirectory = true }
    let key = AnswerKey(
      context: ObjectIdentifier(context), directory: needsDirectory ? importer.directory : nil, importPath: importPath)
    return answers.value(key) {
      if isLocal { return local(importPath, from: importer) }
      switch context.kind {
      case .standard(let source, let vendorPrefix):
        return standard(importPath, in: context, source: source, vendorPrefix: vendorPrefix)
      case .modules: return inModules(importPath, context: context)
      case .gopath: return inGopath(importPath, from: importer.directory, context: context)
      }
    }
  }

  /// The package in a directory, with the import path its module gives it.
  package func package(in directory: String) -> PackageDirectory {
    package(in: directory, module: finder.module(containing: directory))
  }

  func package(in directory: String, module: Module?) -> PackageDirectory {
    let context = context(of: module)
    var importPath: String
    if let module {
      let below = Path.below(module.directory, directory) ?? ""
      if !module.isStandard, let vendored = Self.vendoredPath(below) {
        return package(vendored, directory: directory, module: nil, context: context)
      }
      importPath = module.path == "std" && module.isStandard ? below : Path.join(module.path, below)
      if importPath.isEmpty { importPath = "." }
    } else {
      importPath = workingDirectory.shown(directory)
      for root in gopathRoots(for: directory) {
        if let below = Path.below(root, directory), !below.isEmpty {
          importPath = below
          break
        }
      }
    }
    return package(importPath, directory: directory, module: module, context: context)
  }

  /// `a/b` of `vendor/a/b` and `x/vendor/a/b`.
  private static func vendoredPath(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard let at = parts.lastIndex(of: "vendor"), at + 1 < parts.count else { return nil }
    return parts[(at + 1)...].joined(separator: "/")
  }

  /// The one object for a package.
  func package(_ importPath: String, directory: String, module: Module?, context: ImportContext) -> PackageDirectory {
    let key = PackageKey(context: ObjectIdentifier(context), directory: directory, importPath: importPath)
    return packages.value(key) {
      PackageDirectory(
        path: workingDirectory.shown(directory), directory: directory, importPath: importPath, module: module,
        context: context, language: language(importPath, directory: directory, module: module, context: context),
        toolchain: toolchain(module: module, context: context))
    }
  }

  // MARK: Versions

  private func language(_ importPath: String, directory: String, module: Module?, context: ImportContext) -> GoVersion {
    if let language = configuration.language { return language }
    if let vendor = context.vendor, Path.below(vendor, directory) != nil {
      return context.vendorModules.goVersion(ofPackage: importPath)?.language ?? module?.language ?? .newestKnown
    }
    return module?.language ?? .newestKnown
  }

  private func toolchain(module: Module?, context: ImportContext) -> Toolchain {
    if let toolchain = configuration.toolchain { return .known(toolchain) }
    let found = toolchain(ofModule: module, context)
    // No toolchain takes a later language than its own.
    guard let language = configuration.language, case .atLeast(let oldest) = found else { return found }
    return .atLeast(max(language, oldest))
  }

  private func toolchain(ofModule module: Module?, _ context: ImportContext) -> Toolchain {
    if let work = context.workspace?.file {
      if let toolchain = work.toolchain { return .known(toolchain) }
      let oldest = context.kind.modules.map(\.toolchain.oldest) + [work.goVersion ?? .withoutGoLine]
      return .atLeast(oldest.max() ?? .withoutGoLine)
    }
    // A dependency is built by the main module's toolchain.
    guard let module = context.kind.modules.first ?? module else {
      return .atLeast(configuration.language ?? .newestKnown)
    }
    return module.toolchain
  }

  // MARK: Contexts

  /// The context of a module's files.
  func context(of module: Module?) -> ImportContext {
    guard let module else { return contexts.value("") { ImportContext(name: "", kind: .gopath) } }
    if module.isStandard {
      return module.path == "cmd"
        ? standardContext(source: Path.parent(module.directory), vendorPrefix: "cmd/")
        : standardContext(source: module.directory, vendorPrefix: "")
    }
    if let workspace = workspace(above: module.directory),
      workspace.modules.contains(where: { $0.directory == module.directory })
    {
      return makeContext("work \(workspace.directory)", workspace.modules, workspace.directory, workspace)
    }
    return makeContext("module \(module.directory)", [module], module.directory, nil)
  }

  func standardContext(source: String, vendorPrefix: String) -> ImportContext {
    let name = "std \(vendorPrefix)\(source)"
    return contexts.value(name) {
      ImportContext(name: name, kind: .standard(source: source, vendorPrefix: vendorPrefix))
    }
  }

  private func makeContext(
    _ name: String, _ modules: [Module], _ root: String, _ workspace: Workspace?
  ) -> ImportContext {
    contexts.value(name) {
      let candidates = [root] + modules.map(\.directory)
      let vendor = candidates.map { Path.join($0, "vendor") }.first(where: FileSystem.isDirectory)
      let list = vendor.flatMap { try? FileSystem.text(Path.join($0, "modules.txt")) }
      return ImportContext(
        name: name, kind: .modules(modules), vendor: vendor, vendorModules: VendorModules.parse(list ?? []),
        workspace: workspace, sourceRoots: modules.compactMap(Self.sourceRoot))
    }
  }

  /// `…/src` of a module that lies at `…/src/<its path>`.
  private static func sourceRoot(_ module: Module) -> String? {
    guard !module.path.isEmpty, module.directory.hasSuffix("/src/" + module.path) else { return nil }
    return String(module.directory.dropLast(module.path.count + 1))
  }

  /// The go.work that counts for a directory: $GOWORK, else the nearest one above.
  func workspace(above directory: String) -> Workspace? {
    if let setting = environment["GOWORK"] {
      return setting == "off" ? nil : workspace(file: workingDirectory.absolute(setting))
    }
    var at = directory
    while true {
      if directories.has("go.work", in: at) { return workspace(file: Path.join(at, "go.work")) }
      let parent = Path.parent(at)
      if parent == at { return nil }
      at = parent
    }
  }

  private func workspace(file path: String) -> Workspace? {
    workspaces.value(path) {
      let directory = Path.parent(path)
      do throws(FileError) {
        let file = WorkFile.parse(try FileSystem.text(path))
        var modules: [Module] = []
        var missing: [String] = []
        for use in file.uses {
          let place = Path.clean(Path.isAbsolute(use) ? use : directory + "/" + use)
          if let module = finder.module(at: place) { modules.append(module) } else { missing.append(use) }
        }
        return Workspace(directory: directory, file: file, modules: modules, missing: missing)
      } catch {
        return Workspace(directory: directory, file: WorkFile(), readError: error)
      }
    }
  }
}
