/// Which files of a directory make which package: go/build's ImportDir.
struct Classifier {
  let directory: PackageDirectory
  let configuration: BuildConfiguration
  /// The files named on the command line; nil when the whole directory is asked for.
  let named: Set<String>?
  /// Whether only what an importer sees is wanted: no tests, no excluded files.
  let forImport: Bool
  /// Whether the named files are the whole of the package, whatever their names and headers say.
  let isWhole: Bool

  private var overlay: [String: FileContents] = [:]
  private var result: DirectoryFiles
  private var files: [GoFile] = []

  init(
    directory: PackageDirectory, configuration: BuildConfiguration, named: Set<String>?, forImport: Bool,
    isWhole: Bool = false
  ) {
    self.directory = directory
    self.configuration = configuration
    self.named = named
    self.forImport = forImport
    self.isWhole = isWhole
    result = DirectoryFiles(directory: directory)
  }

  mutating func classify(
    _ listing: DirectoryListing, overlay: [String: FileContents] = [:]
  ) -> DirectoryFiles {
    self.overlay = overlay
    if let error = listing.error, overlay.isEmpty {
      result.errors.append(LoadError(path: directory.path, message: error.message))
      return result
    }
    let added = overlay.keys.filter { !listing.goFiles.contains($0) }
    for name in added.isEmpty ? listing.goFiles : (listing.goFiles + added).sorted(by: bytesAscend) { add(name) }
    group()
    if named != nil { result.packages.removeAll { !$0.isReported } }
    return result
  }

  /// The name of the package that imports of the directory mean, from as few headers as tell it; nil without files.
  func importName(among names: [String]) -> String? {
    let names = names.filter { isForImport($0) }
    var counts: [(name: String, files: Int)] = []
    for name in names {
      guard let header = header(of: name), exclusion(header) == nil else { continue }
      let place = counts.firstIndex { $0.name == header.packageName } ?? counts.count
      if place == counts.count { counts.append((header.packageName, 0)) }
      counts[place].files += 1
      if !header.packageName.isEmpty, counts[place].files * 2 > names.count { return header.packageName }
    }
    let most = counts.lazy.filter { !$0.name.isEmpty }.map(\.files).max()
    return counts.first { $0.files == most && !$0.name.isEmpty }?.name ?? counts.first?.name
  }

  private func isForImport(_ name: String) -> Bool {
    !isHidden(name) && !name.hasSuffix("_test.go")
      && Platform.tags(ofFileName: name).allSatisfy(configuration.matches(tag:))
  }

  /// The header of a file up to the package clause, and where it imports C may matter, its imports.
  private func header(of name: String) -> FileHeader? {
    let path = Path.join(directory.directory, name)
    if configuration.cgoEnabled, let start = FileSystem.firstLines(path) {
      let header = start.withUnsafeBufferPointer { FileHeader.scan($0, imports: false) }
      if !header.packageName.isEmpty { return header }
    }
    return (try? FileSystem.read(path))?.withBytes { FileHeader.scan($0) }
  }

  // MARK: One file

  private mutating func add(_ name: String) {
    if isWhole {
      guard isNamed(name), let contents = read(name) else { return }
      let header = contents.withBytes { FileHeader.scan($0, imports: true) } ?? FileHeader()
      files.append(file(name, header: header, contents: contents))
      return
    }
    if isHidden(name) { return exclude(name, .hidden) }
    let isTest = name.hasSuffix("_test.go")
    if isTest, forImport { return }
    if isTest, !configuration.tests { return exclude(name, .tests) }
    let tags = Platform.tags(ofFileName: name)
    if !tags.allSatisfy(configuration.matches(tag:)) {
      if forImport || !isNamed(name) { return }
      let suffix = "_" + tags.reversed().joined(separator: "_") + (isTest ? "_test.go" : ".go")
      return exclude(name, .fileName(suffix, platform: configuration.name), contents: read(name))
    }
    guard let contents = read(name) else { return }
    let header = contents.withBytes { FileHeader.scan($0, imports: true) } ?? FileHeader()
    if let reason = exclusion(header) {
      return excludeByHeader(name, reason, header: header, contents: contents)
    }
    files.append(file(name, header: header, contents: contents))
  }

  private func exclusion(_ header: FileHeader) -> ExclusionReason? {
    switch header.constraint {
    case .malformed(let message, _): return .malformedConstraint(message)
    case .goBuild(let constraint):
      if !header.constraint.holds(in: configuration) {
        return .buildConstraint("\(constraint)", platform: configuration.name)
      }
    case .plusBuild(let lines):
      if let line = lines.first(where: { !$0.evaluate(configuration.matches(tag:)) }) {
        return .buildConstraint("\(line)", platform: configuration.name)
      }
    case .none: break
    }
    if header.packageName == "documentation" { return .documentation }
    if header.importsC, !configuration.cgoEnabled { return .cgoDisabled }
    return nil
  }

  private mutating func excludeByHeader(
    _ name: String, _ reason: ExclusionReason, header: FileHeader, contents: FileContents
  ) {
    // `go run gen.go` builds a program that the tag `ignore` keeps out of its directory's package; so does naming it.
    if let named, named.contains(name), header.constraint.mentions("ignore"), header.packageName == "main" {
      var program = PackageFiles(directory: directory, name: "main")
      program.goFiles = [file(name, header: header, contents: contents)]
      result.packages.append(program)
      return
    }
    exclude(name, reason, contents: contents)
  }

  private mutating func exclude(_ name: String, _ reason: ExclusionReason, contents: FileContents? = nil) {
    guard !forImport, isNamed(name) else { return }
    let path = Path.join(directory.path, name)
    result.excluded.append(ExcludedFile(name: name, path: path, reason: reason, contents: contents))
    if named != nil { result.notices.append("\(path): \(reason)") }
  }

  private func isNamed(_ name: String) -> Bool { named?.contains(name) ?? true }

  private func file(_ name: String, header: FileHeader, contents: FileContents) -> GoFile {
    GoFile(
      name: name, path: Path.join(directory.path, name), header: header, contents: contents,
      language: header.language ?? directory.language, isReported: isNamed(name))
  }

  private mutating func read(_ name: String) -> FileContents? {
    if let contents = overlay[name] { return contents }
    do throws(FileError) {
      return try FileSystem.read(Path.join(directory.directory, name))
    } catch {
      let notText = name.unicodeScalars.contains("\u{FFFD}")
      result.errors.append(
        LoadError(
          path: Path.join(directory.path, name), message: notText ? "file name is not valid UTF-8" : error.message))
      return nil
    }
  }

  // MARK: Packages

  private mutating func group() {
    var packages: [PackageFiles] = []
    func place(_ name: String) -> Int {
      if let found = packages.firstIndex(where: { $0.name == name }) { return found }
      packages.append(PackageFiles(directory: directory, name: name))
      return packages.count - 1
    }
    for file in files where !file.isTest && !file.header.packageName.isEmpty {
      packages[place(file.header.packageName)].goFiles.append(file)
    }
    // Imports mean the name that most files have; of two, the one of the first file.
    if let main = packages.indices.max(by: { packages[$0].goFiles.count < packages[$1].goFiles.count }),
      let first = packages.firstIndex(where: { $0.goFiles.count == packages[main].goFiles.count })
    {
      packages.insert(packages.remove(at: first), at: 0)
    }
    for file in files where file.isTest && !file.header.packageName.isEmpty {
      let name = file.header.packageName
      if name.hasSuffix("_test"), !packages.contains(where: { $0.name == name }) {
        packages[place(String(name.dropLast(5)))].xTestGoFiles.append(file)
      } else {
        packages[place(name)].testGoFiles.append(file)
      }
    }
    // A file whose package clause cannot be read stays with the others, to be parsed as far as it goes.
    for file in files where file.header.packageName.isEmpty {
      let at = packages.isEmpty ? place("") : 0
      if file.isTest { packages[at].testGoFiles.append(file) } else { packages[at].goFiles.append(file) }
    }
    for index in packages.indices {
      packages[index].goFiles.sort { bytesAscend($0.name, $1.name) }
      packages[index].testGoFiles.sort { bytesAscend($0.name, $1.name) }
    }
    result.packages = packages + result.packages
  }
}

extension HeaderConstraint {
  /// Whether a tag occurs in the constraint.
  func mentions(_ tag: String) -> Bool {
    switch self {
    case .goBuild(let x): x.mentions(tag)
    case .plusBuild(let all): all.contains { $0.mentions(tag) }
    case .none, .malformed: false
    }
  }
}
