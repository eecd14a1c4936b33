import GoPackages

/// Paths as GitHub knows them: relative to the repository's root, else to the working directory.
final class RootedPaths {
  /// Absolute and clean.
  let root: String
  private let workingDirectory: String
  /// The root with symbolic links followed.
  private let resolvedRoot: String?
  private var known: [String: String] = [:]

  init(_ context: ReportContext) {
    root = context.gitRoot ?? context.workingDirectory
    workingDirectory = context.workingDirectory
    resolvedRoot = Paths.resolved(root)
  }

  /// A path relative to the working directory, made relative to the root. A symbolic link is followed where it stays
  /// below the root: GitHub shows nothing at a link. Outside the root it is `../…`.
  func path(_ path: String) -> String {
    if let answer = known[path] { return answer }
    let absolute = Path.absolute(path, in: workingDirectory)
    var answer = Path.relative(absolute, to: root)
    if let resolvedRoot, let resolved = Paths.resolved(absolute), Path.below(resolvedRoot, resolved) != nil {
      answer = Path.relative(resolved, to: resolvedRoot)
    }
    known[path] = answer
    return answer
  }
}
