import Glibc
import GoPackages
import Lint

/// What there was to find in an earlier state of the same files, which is put together in a folder of its own: no checkout is
/// touched.
struct EarlierFindings {
  enum State {
    case revision(Git.Revision)
    case patch(Patch)
  }

  private let folder: TemporaryFolder
  private let state: State
  /// The root of what the state covers: the repository, or the working directory.
  private let root: String
  /// The working directory below the root: `""`, or `internal/cache/`.
  private let prefix: String
  private let here = Console.workingDirectory

  init(_ folder: TemporaryFolder, _ state: State) throws {
    self.folder = folder
    self.state = state
    switch state {
    case .revision(let revision): (root, prefix) = (revision.root, revision.prefix)
    case .patch(let patch): (root, prefix) = (patch.root, patch.prefix)
    }
  }

  /// Takes findings that were there before out of an outcome, and removes what was written.
  func take(outOf outcome: inout RunOutcome, _ options: LintOptions) throws {
    defer { folder.remove() }
    if outcome.result.findings.isEmpty { return }
    let tree = folder.path + "/tree"
    let renames = try write(to: "tree", for: outcome.result.findings.map { Path.clean(prefix + $0.location.path) })
    let directory = Path.clean(tree + "/" + prefix)
    var options = options
    options.patterns = try patterns(options.patterns, in: directory, below: tree)
    // Findings come along with their files.
    options.patterns += renames.keys.sorted().filter { $0.hasSuffix(".go") }.map { tree + "/" + $0 }
    options.patterns.removeAll { access($0.hasSuffix("/...") ? String($0.dropLast(4)) : $0, F_OK) != 0 }
    guard !options.patterns.isEmpty else { return }
    let run = try options.run(countsIdentifiers: false, move: Configurations.Move(from: tree, to: root))
    let before = run.run().result
    let known = before.findings.map { finding in
      let path = Path.absolute(finding.location.path, in: here)
      let below = Path.below(tree, path) ?? path
      return FindingKey(finding, path: renames[below] ?? below)
    }
    let now = outcome.result.findings.map { FindingKey($0, path: Path.clean(prefix + $0.location.path)) }
    let match = FindingMatch(now, known: known)
    outcome.statistics.before = match.isKnown.count { $0 }
    outcome.result.findings = zip(outcome.result.findings, match.isKnown).filter { !$1 }.map(\.0)
  }

  /// Puts the files in place; gives the new paths of renamed files by their old ones.
  ///
  /// - Parameter paths: of the files with findings, from the root.
  private func write(to tree: String, for paths: [String]) throws -> [String: String] {
    switch state {
    case .revision(let revision):
      let git = Git(folder: folder)
      let missing = try git.write(revision, to: tree)
      if let lost = missing.first(where: { submodule in paths.contains { Path.below(submodule.path, $0) != nil } }) {
        throw Failure(
          "git does not have the submodule \(lost.path) as it was at \(revision.name): get it with `git -C \(lost.path) fetch "
            + "origin \(lost.commit)`, or leave it out")
      }
      try git.linkIgnored(revision, to: tree)
      return try git.renames(since: revision)
    case .patch(let patch):
      try patch.write(to: tree)
      return patch.renames
    }
  }

  private func patterns(_ patterns: [String], in directory: String, below tree: String) throws -> [String] {
    try (patterns.isEmpty ? ["./..."] : patterns).map { pattern in
      let moved = Path.absolute(Path.relative(Path.absolute(pattern, in: here), to: here), in: directory)
      guard Path.below(tree, moved) != nil else {
        throw Failure("\(pattern) is outside \(root): what was there before is known only of what lies inside")
      }
      return moved
    }
  }
}
