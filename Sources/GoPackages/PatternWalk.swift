/// Expands the patterns of the command line.
struct PatternWalk {
  let resolver: ImportResolver
  private var result = Discovery()
  private var order: [PackageDirectory: Int] = [:]
  private var modulesSeen: Set<String> = []
  private var workspacesSeen: Set<String> = []

  init(resolver: ImportResolver) { self.resolver = resolver }

  mutating func run(_ patterns: [String]) -> Discovery {
    var empty: [String] = []
    for pattern in patterns {
      let before = result.errors.count
      let found = expand(pattern)
      if !found, result.errors.count == before { empty.append(pattern) }
    }
    if result.matches.isEmpty {
      for pattern in empty { result.errors.append(LoadError(path: pattern, message: "no Go files")) }
    } else {
      for pattern in empty { result.notices.append("\(pattern): no Go files") }
    }
    result.matches.sort { bytesAscend($0.directory.path, $1.directory.path) }
    return result
  }

  /// Whether the pattern stands for at least one directory with Go files.
  private mutating func expand(_ pattern: String) -> Bool {
    if pattern.isEmpty { return fail(pattern, "empty pattern") }
    if pattern.utf8.contains(0) { return fail(pattern, "no such file or directory") }
    var name = pattern
    let isTree = name == "..." || name.hasSuffix("/...")
    if isTree { name = name == "..." ? "." : name == "/..." ? "/" : String(name.dropLast(4)) }
    if name.contains("...") { return fail(pattern, "`...` is understood only as the last part of a pattern") }
    let path = resolver.workingDirectory.absolute(name)
    let kind: FileSystem.Kind
    do throws(FileError) {
      kind = try FileSystem.kind(path)
    } catch {
      return fail(resolver.workingDirectory.shown(path), error.message)
    }
    switch kind {
    case .directory: return isTree ? tree(path) : directory(path)
    case .file, .other:
      if isTree { return fail(resolver.workingDirectory.shown(path), "not a directory") }
      return file(path, isRegular: kind == .file)
    }
  }

  private mutating func fail(_ path: String, _ message: String) -> Bool {
    result.errors.append(LoadError(path: path, message: message))
    return false
  }

  private mutating func file(_ path: String, isRegular: Bool) -> Bool {
    let shown = resolver.workingDirectory.shown(path)
    if !isRegular { return fail(shown, "not a regular file") }
    if !path.hasSuffix(".go") { return fail(shown, "not a Go file") }
    let parent = Path.parent(path)
    add(parent, module: resolver.finder.module(containing: parent), named: [Path.base(path)])
    return true
  }

  private mutating func directory(_ path: String) -> Bool {
    let listing = resolver.directories.listing(path)
    if let error = listing.error { return fail(resolver.workingDirectory.shown(path), error.message) }
    guard listing.hasGoFiles else { return false }
    add(path, module: resolver.finder.module(containing: path), named: nil)
    return true
  }

  private mutating func tree(_ root: String) -> Bool {
    var found = false
    var pending: [(directory: String, module: Module?)] = [(root, resolver.finder.module(containing: root))]
    while let (directory, above) = pending.popLast() {
      var module = above
      let listing = resolver.directories.listing(directory)
      if let error = listing.error {
        result.errors.append(LoadError(path: resolver.workingDirectory.shown(directory), message: error.message))
        continue
      }
      if directory != root {
        if listing.hasGoMod { module = resolver.finder.module(at: directory) }
        if let module, isIgnored(directory, by: module) {
          result.skipped.append(directory)
          continue
        }
      }
      if listing.hasGoFiles {
        add(directory, module: module, named: nil)
        found = true
      }
      for name in listing.linkedDirectories where !isSkipped(name) {
        let shown = resolver.workingDirectory.shown(Path.join(directory, name))
        result.notices.append("\(shown): symbolic link to a directory, not followed")
      }
      for name in listing.subdirectories.reversed() {
        let path = Path.join(directory, name)
        if isSkipped(name) { result.skipped.append(path) } else { pending.append((path, module)) }
      }
    }
    return found
  }

  /// Directories that `...` leaves out below its root.
  private func isSkipped(_ name: String) -> Bool { isHidden(name) || name == "vendor" || name == "testdata" }

  /// Whether an ignore directive of the module leaves a directory out: `./x` at that place, `x` anywhere.
  private func isIgnored(_ directory: String, by module: Module) -> Bool {
    guard !module.file.ignores.isEmpty, let below = Path.below(module.directory, directory), !below.isEmpty else {
      return false
    }
    let place = "/\(below)/"
    return module.file.ignores.contains { pattern in
      let isRelative = pattern.utf8.starts(with: "./".utf8)
      let part = Path.clean("/" + pattern.dropFirst(isRelative ? 2 : 0)) + "/"
      return isRelative ? place.hasPrefix(part) : place.contains(part)
    }
  }

  private mutating func add(_ path: String, module: Module?, named: Set<String>?) {
    let package = resolver.package(in: path, module: module)
    check(module, context: package.context)
    guard let at = order[package] else {
      order[package] = result.matches.count
      result.matches.append(PackageMatch(directory: package, named: named))
      return
    }
    if let names = named, let known = result.matches[at].named {
      result.matches[at].named = known.union(names)
    } else {
      result.matches[at].named = nil
    }
  }

  /// Reports once what is wrong with the module of a directory, or with its workspace.
  private mutating func check(_ module: Module?, context: ImportContext) {
    guard let module, modulesSeen.insert(module.directory).inserted else { return }
    report(module.readError, module.file.errors, Path.join(module.directory, "go.mod"))
    guard !module.isStandard, let workspace = resolver.workspace(above: module.directory),
      workspacesSeen.insert(workspace.directory).inserted
    else { return }
    let path = Path.join(workspace.directory, "go.work")
    report(workspace.readError, workspace.file.errors, path)
    for use in workspace.missing {
      result.errors.append(
        LoadError(path: resolver.workingDirectory.shown(path), message: "use \(use): no go.mod in that directory"))
    }
  }

  private mutating func report(_ readError: FileError?, _ errors: [ModFileError], _ path: String) {
    let shown = resolver.workingDirectory.shown(path)
    if let readError { result.errors.append(LoadError(path: shown, message: readError.message)) }
    for error in errors {
      result.errors.append(LoadError(path: shown, message: error.message, line: error.line, column: error.column))
    }
  }
}
