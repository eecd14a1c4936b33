/// The places an import is looked for, in the order of the go command.
extension ImportResolver {
  func local(_ importPath: String, from importer: PackageDirectory) -> PackageDirectory? {
    let directory = Path.clean(importer.directory + "/" + importPath)
    guard hasPackage(directory) else { return nil }
    let module = finder.module(containing: directory)
    let below = Path.clean(importer.importPath + "/" + importPath)
    return package(below, directory: directory, module: module, context: importer.context)
  }

  /// Within the standard library: its vendored packages first.
  func standard(
    _ importPath: String, in context: ImportContext, source: String, vendorPrefix: String
  ) -> PackageDirectory? {
    let vendored = "\(vendorPrefix)vendor/\(importPath)"
    for path in [vendored, importPath] {
      let directory = Path.clean(source + "/" + path)
      guard hasPackage(directory) else { continue }
      let module = finder.module(containing: directory)
      let isCommand = module?.path == "cmd"
      return package(
        path, directory: directory, module: module,
        context: standardContext(source: source, vendorPrefix: isCommand ? "cmd/" : ""))
    }
    return nil
  }

  /// A package of the Go installation, for packages outside it.
  private func installed(_ importPath: String) -> PackageDirectory? {
    guard let goroot, !importPath.utf8.starts(with: "vendor/".utf8) else { return nil }
    let source = Path.join(goroot, "src")
    let directory = Path.join(source, importPath)
    guard hasPackage(directory) else { return nil }
    return package(
      importPath, directory: directory, module: finder.module(containing: directory),
      context: standardContext(source: source, vendorPrefix: importPath.utf8.starts(with: "cmd/".utf8) ? "cmd/" : ""))
  }

  /// Standard packages have no dot in their path's first part.
  private static func mayBeStandard(_ importPath: String) -> Bool {
    !importPath.utf8.prefix { $0 != Path.slash }.contains(UInt8(ascii: "."))
  }

  // MARK: Modules

  func inModules(_ importPath: String, context: ImportContext) -> PackageDirectory? {
    if Self.mayBeStandard(importPath), let found = installed(importPath) { return found }
    if let found = inMainModules(importPath, context: context) { return found }
    if let vendor = context.vendor {
      let directory = Path.join(vendor, importPath)
      if hasPackage(directory) { return package(importPath, directory: directory, module: nil, context: context) }
    }
    if let found = inRequirements(importPath, context: context) { return found }
    for root in context.sourceRoots + environment.gopath.map({ Path.join($0, "src") }) {
      let directory = Path.join(root, importPath)
      guard hasPackage(directory) else { continue }
      return package(
        importPath, directory: directory, module: finder.module(containing: directory), context: context)
    }
    return inNeighbours(importPath, context: context)
  }

  /// Another module of the same repository, required at a version that is not on disk: the sources beside the main
  /// module are that module, if not at that very version.
  private func inNeighbours(_ importPath: String, context: ImportContext) -> PackageDirectory? {
    for module in context.kind.modules where !module.path.isEmpty {
      let importParts = importPath.split(separator: "/")
      let ownParts = module.path.split(separator: "/")
      let common = zip(importParts, ownParts).prefix { $0 == $1 }.count
      // A host and two parts more name a repository.
      guard common >= min(3, ownParts.count), common > 0 else { continue }
      let up = Array(repeating: "..", count: ownParts.count - common)
      let parts = [Substring(module.directory)] + up.map { Substring($0) } + importParts[common...]
      let directory = Path.clean(parts.joined(separator: "/"))
      guard hasPackage(directory), let found = finder.module(containing: directory), found !== module,
        let below = Path.below(found.directory, directory), Path.join(found.path, below) == importPath
      else { continue }
      return package(importPath, directory: directory, module: found, context: context)
    }
    return nil
  }

  private func inMainModules(_ importPath: String, context: ImportContext) -> PackageDirectory? {
    var best: (module: Module, directory: String)?
    for module in context.kind.modules where !module.path.isEmpty {
      guard let below = Path.below(module.path, importPath) else { continue }
      let directory = Path.join(module.directory, below)
      guard hasPackage(directory), finder.module(containing: directory) === module else { continue }
      if module.path.utf8.count >= best?.module.path.utf8.count ?? 0 { best = (module, directory) }
    }
    return best.map { package(importPath, directory: $0.directory, module: $0.module, context: context) }
  }

  /// The module cache and replacements: the longest module path that holds the package.
  private func inRequirements(_ importPath: String, context: ImportContext) -> PackageDirectory? {
    if let found = inModuleCache(importPath, versions: context.required, context: context) { return found }
    // From Go 1.17 on a go.mod names all that its packages need.
    guard context.kind.modules.contains(where: { !$0.language.isAtLeast(1, 17) }) else { return nil }
    return inModuleCache(importPath, versions: transitiveVersions(context), context: context)
  }

  private func inModuleCache(
    _ importPath: String, versions: [String: String], context: ImportContext
  ) -> PackageDirectory? {
    var prefix = importPath
    while true {
      if let root = root(of: prefix, version: versions[prefix], context: context) {
        let directory = Path.join(root, Path.below(prefix, importPath) ?? "")
        if hasPackage(directory), nearestRoot(directory, within: root) == root {
          return package(
            importPath, directory: directory, module: finder.module(at: root), context: context)
        }
      }
      let parent = Path.parent(prefix)
      if parent == "." || parent == prefix { return nil }
      prefix = parent
    }
  }

  /// The directory of a module's files, nil when it is not required or not on disk.
  func root(of path: String, version: String?, context: ImportContext) -> String? {
    if let (replacement, base) = context.replacement(path: path, version: version) {
      if let newVersion = replacement.newVersion { return cached(replacement.newPath, newVersion) }
      let target = replacement.newPath
      return Path.clean(Path.isAbsolute(target) ? target : base + "/" + target)
    }
    return version.flatMap { cached(path, $0) }
  }

  private func cached(_ path: String, _ version: String) -> String? {
    guard let moduleCache else { return nil }
    return Path.join(moduleCache, "\(SemanticVersion.escaped(path))@\(SemanticVersion.escaped(version))")
  }

  /// The directory at or above this one, up to `root`, that starts a module of its own.
  private func nearestRoot(_ directory: String, within root: String) -> String {
    var at = directory
    while at != root, at.utf8.count > root.utf8.count {
      if directories.listing(at).hasGoMod { return at }
      at = Path.parent(at)
    }
    return root
  }

  /// The versions the whole requirement graph selects, read from the go.mod files of the download cache. Those not
  /// downloaded are left out.
  private func transitiveVersions(_ context: ImportContext) -> [String: String] {
    if let known = context.transitive.withLock({ $0 }) { return known }
    var selected = context.required
    var pending = selected.map { ModuleVersion(path: $0.key, version: $0.value) }
    var seen = Set(pending)
    // Far above any graph of the time before Go 1.17.
    while let next = pending.popLast(), seen.count < 20_000 {
      for require in requirements(of: next, context: context) where seen.insert(require).inserted {
        pending.append(require)
        if let known = selected[require.path], !SemanticVersion.isOlder(known, require.version) { continue }
        selected[require.path] = require.version
      }
    }
    context.transitive.withLock { $0 = selected }
    return selected
  }

  private func requirements(of module: ModuleVersion, context: ImportContext) -> [ModuleVersion] {
    var path = module.path
    var version = module.version
    var file: String?
    if let (replacement, base) = context.replacement(path: path, version: version) {
      path = replacement.newPath
      if let newVersion = replacement.newVersion {
        version = newVersion
      } else {
        file = Path.clean((Path.isAbsolute(path) ? path : base + "/" + path) + "/go.mod")
      }
    }
    if file == nil, let moduleCache {
      let escaped = (SemanticVersion.escaped(path), SemanticVersion.escaped(version))
      file = Path.join(moduleCache, "cache/download/\(escaped.0)/@v/\(escaped.1).mod")
    }
    guard let file, let text = try? FileSystem.text(file) else { return [] }
    return ModFile.parse(text, lax: true).requires
  }

  // MARK: GOPATH

  func inGopath(_ importPath: String, from directory: String, context: ImportContext) -> PackageDirectory? {
    let roots = gopathRoots(for: directory)
    for root in roots where Path.below(root, directory) != nil {
      var at = directory
      while at != root {
        let candidate = Path.join(at, "vendor/" + importPath)
        if hasPackage(candidate) {
          return package(Path.below(root, candidate) ?? importPath, directory: candidate, module: nil, context: context)
        }
        at = Path.parent(at)
      }
    }
    if let found = installed(importPath) { return found }
    for root in roots {
      let candidate = Path.join(root, importPath)
      if hasPackage(candidate) {
        return package(importPath, directory: candidate, module: nil, context: context)
      }
    }
    return nil
  }

  /// The `src` directories of GOPATH, and of the tree laid out like one that the directory lies in.
  func gopathRoots(for directory: String) -> [String] {
    var roots = environment.gopath.map { Path.join($0, "src") }
    let parts = directory.split(separator: "/")
    for (index, part) in parts.enumerated() where part == "src" && index + 1 < parts.count {
      guard parts[index + 1].contains(".") else { continue }
      let root = "/" + parts[...index].joined(separator: "/")
      if !roots.contains(root) { roots.append(root) }
    }
    return roots
  }

  /// Whether the go command would find a package in the directory.
  func hasPackage(_ directory: String) -> Bool { directories.listing(directory).hasGoFiles }
}
