/// A directory that patterns chose, and which of its files were named.
package struct PackageMatch: Sendable {
  package let directory: PackageDirectory
  /// The files to report; nil for all.
  package internal(set) var named: Set<String>?
  /// Whether these are all files of the package, whatever constraints say.
  package internal(set) var isWhole = false
}

/// What patterns stand for, found without reading any Go file.
package struct Discovery: Sendable {
  /// In the order of their paths, each directory once.
  package var matches: [PackageMatch] = []
  /// What could not be read, and patterns that name nothing: the run ends with exit status 2.
  package var errors: [LoadError] = []
  /// Lines for stderr that change no exit status.
  package var notices: [String] = []
  /// Absolute paths of directories that `...` left out.
  package var skipped: [String] = []
}

/// All of `Discovery` and `DirectoryFiles` together, for callers that keep everything in memory anyway.
package struct LoadResult: Sendable {
  package var packages: [PackageFiles] = []
  package var excluded: [ExcludedFile] = []
  package var errors: [LoadError] = []
  package var notices: [String] = []

  package init(errors: [LoadError] = [], notices: [String] = []) {
    self.errors = errors
    self.notices = notices
  }
}

/// Turns patterns into packages.
///
/// `discover` looks at directories only. `classify` then reads the files of one directory, each once; it may be
/// called from many threads, and what it returns can be dropped as soon as the package is done.
package struct PackageLoader: Sendable {
  package let resolver: ImportResolver

  package init(resolver: ImportResolver) { self.resolver = resolver }

  package init(
    configuration: BuildConfiguration, goroot: String? = nil, environment: Environment = .process,
    workingDirectory: WorkingDirectory? = nil
  ) {
    self.init(
      resolver: ImportResolver(
        configuration: configuration, goroot: goroot, environment: environment, workingDirectory: workingDirectory))
  }

  package var configuration: BuildConfiguration { resolver.configuration }

  /// Finds the directories that patterns stand for; none means `./...`.
  package func discover(_ patterns: [String]) -> Discovery {
    var walk = PatternWalk(resolver: resolver)
    return walk.run(patterns.isEmpty ? ["./..."] : patterns)
  }

  /// Finds the directories that patterns stand for; with them those which patterns name outright and that hold one of the files
  /// at absolute `paths`, on disk or not.
  package func discover(_ patterns: [String], holding paths: some Sequence<String>) -> Discovery {
    var discovery = discover(patterns)
    for directory in Set(paths.map(Path.parent)).intersection(patterns).sorted() {
      let added = resolver.package(in: directory)
      guard !discovery.matches.contains(where: { $0.directory.directory == added.directory }) else { continue }
      discovery.matches.append(PackageMatch(directory: added, named: nil))
    }
    return discovery
  }

  /// Some files of one directory, by name.
  ///
  /// - Parameters:
  ///   - directory: absolute and clean.
  ///   - isWhole: whether they are all files of the package, whatever constraints say.
  package func discover(files: Set<String>, in directory: String, isWhole: Bool) -> Discovery {
    Discovery(matches: [PackageMatch(directory: resolver.package(in: directory), named: files, isWhole: isWhole)])
  }

  /// Reads the files of a directory that is to be linted. Files in `overlay`, by name, are taken from there and not
  /// from disk.
  package func classify(_ match: PackageMatch, overlay: [String: FileContents] = [:]) -> DirectoryFiles {
    var classifier = Classifier(
      directory: match.directory, configuration: configuration, named: match.named, forImport: false,
      isWhole: match.isWhole)
    return classifier.classify(resolver.directories.listing(match.directory.directory), overlay: overlay)
  }

  /// The package of source that an editor holds: reported is only that file; its siblings are read from disk.
  package func classify(_ contents: FileContents, asFile path: String) -> DirectoryFiles {
    let path = resolver.workingDirectory.absolute(path)
    let name = Path.base(path)
    let match = PackageMatch(directory: resolver.package(in: Path.parent(path)), named: [name])
    return classify(match, overlay: [name: contents])
  }

  /// Source without a name: a package of its own, outside modules, for the newest known Go.
  package func classify(standardInput contents: FileContents) -> DirectoryFiles {
    let name = "<standard input>"
    let directory = resolver.package(
      name, directory: resolver.workingDirectory.absolute("."), module: nil, context: resolver.context(of: nil))
    let header = contents.withBytes { FileHeader.scan($0) } ?? FileHeader()
    let file = GoFile(
      name: name, path: name, header: header, contents: contents,
      language: header.language ?? directory.language, isReported: true)
    var result = DirectoryFiles(directory: directory)
    result.packages = [PackageFiles(directory: directory, name: header.packageName, goFiles: [file])]
    return result
  }

  /// Reads what importers of a directory see: the files of its package, without tests.
  package func importFiles(_ directory: PackageDirectory) -> DirectoryFiles {
    var classifier = Classifier(directory: directory, configuration: configuration, named: nil, forImport: true)
    return classifier.classify(resolver.directories.listing(directory.directory))
  }

  /// The name of the package that imports of a directory mean; nil when there is none.
  package func importName(_ directory: PackageDirectory) -> String? {
    Classifier(directory: directory, configuration: configuration, named: nil, forImport: true)
      .importName(among: resolver.directories.listing(directory.directory).goFiles)
  }

  /// Discovers and classifies, one directory after the other.
  package func load(_ patterns: [String]) -> LoadResult { load(discover(patterns)) }

  /// The names of a directory's Go files.
  package func goFiles(in directory: PackageDirectory) -> [String] {
    resolver.directories.listing(directory.directory).goFiles
  }

  /// Classifies what was discovered, one directory after the other.
  package func load(_ discovery: Discovery) -> LoadResult {
    var result = LoadResult(errors: discovery.errors, notices: discovery.notices)
    for match in discovery.matches {
      let files = classify(match)
      result.packages += files.packages
      result.excluded += files.excluded
      result.errors += files.errors
      result.notices += files.notices
    }
    return result
  }
}
