/// A directory that patterns chose, and which of its files were named.
package struct PackageMatch: Sendable {
  package let directory: PackageDirectory
  /// The files to report; nil for all.
  package internal(set) var named: Set<String>?
}

/// What patterns stand for, found without reading any Go file.
package struct Discovery: Sendable {
  /// In the order of their paths, each directory once.
  package internal(set) var matches: [PackageMatch] = []
  /// What could not be read, and patterns that name nothing: the run ends with exit status 2.
  package internal(set) var errors: [LoadError] = []
  /// Lines for stderr that change no exit status.
  package internal(set) var notices: [String] = []
}

/// All of `Discovery` and `DirectoryFiles` together, for callers that keep everything in memory anyway.
package struct LoadResult: Sendable {
  package var packages: [PackageFiles] = []
  package var excluded: [ExcludedFile] = []
  package var errors: [LoadError] = []
  package var notices: [String] = []
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

  /// Reads the files of a directory that is to be linted.
  package func classify(_ match: PackageMatch) -> DirectoryFiles {
    var classifier = Classifier(
      directory: match.directory, configuration: configuration, named: match.named, forImport: false)
    return classifier.classify(resolver.directories.listing(match.directory.directory))
  }

  /// Reads what importers of a directory see: the files of its package, without tests.
  package func importFiles(_ directory: PackageDirectory) -> DirectoryFiles {
    var classifier = Classifier(directory: directory, configuration: configuration, named: nil, forImport: true)
    return classifier.classify(resolver.directories.listing(directory.directory))
  }

  /// Discovers and classifies, one directory after the other.
  package func load(_ patterns: [String]) -> LoadResult {
    let discovery = discover(patterns)
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

  /// The package that source from standard input belongs to, and its file: the siblings of `path` are on disk, the
  /// file itself need not be.
  package func directory(ofFile path: String) -> PackageDirectory {
    resolver.package(in: Path.parent(resolver.workingDirectory.absolute(path)))
  }
}
