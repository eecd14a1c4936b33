import Census
import Glibc
import GoPackages
import Lint
import Reports

/// The census of the same patterns as they were at a revision of the repository.
struct EarlierCensus {
  let revision: Git.Revision
  private let folder: TemporaryFolder

  /// Finds the revision, so that a wrong one is known before any work.
  init(of name: String) throws {
    folder = try TemporaryFolder()
    do {
      revision = try Git(folder: folder).revision(name)
    } catch {
      folder.remove()
      throw error
    }
  }

  /// Takes the census and removes what was written for it. Paths are relative to the working directory.
  func take(_ options: RunOptions, _ progress: Progress) throws -> CensusReport {
    defer { folder.remove() }
    let root = folder.path + "/tree"
    let directory = Path.clean(root + "/" + revision.prefix)
    var options = options
    options.patterns = try (options.patterns.isEmpty ? ["./..."] : options.patterns).map { pattern in
      let moved = Path.absolute(Path.relative(Path.absolute(pattern, in: here), to: here), in: directory)
      guard Path.below(root, moved) != nil else {
        throw Failure("\(pattern) is outside the repository: with --diff name what lies inside")
      }
      return moved
    }
    try Git(folder: folder).write(revision, to: "tree")
    // What was not there yet holds nothing.
    options.patterns.removeAll { access(Self.place(of: $0), F_OK) != 0 }
    if options.patterns.isEmpty { return CensusReport() }
    let outcome = Driver(selection: .none, all: [], options: options).run { progress.update($0, of: $1) }
    // Without files there was nothing to read.
    if outcome.result.files > 0 {
      for error in outcome.result.errors {
        let path = Path.relative(Path.absolute(error.path, in: here), to: directory)
        Console.error("\(path) at \(revision.name): \(error.message)")
      }
    }
    return outcome.census.withPaths(relativeTo: directory, in: here)
  }

  private let here = Console.workingDirectory

  /// A pattern without its dots.
  private static func place(of pattern: String) -> String {
    pattern.hasSuffix("/...") ? String(pattern.dropLast(4)) : pattern
  }
}
