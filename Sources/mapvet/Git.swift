import Glibc
import GoPackages

/// Asks git about the repository around the working directory. It is run only for what a user asks of history.
struct Git {
  /// For what goes in and comes out.
  let folder: TemporaryFolder

  /// A commit, and where the working directory is below the root of the repository.
  struct Revision {
    var name: String
    var commit: String
    /// The root of the repository's files.
    var root: String
    /// `""` at the root, else `internal/cache/`.
    var prefix: String
  }

  /// - Parameter option: what the user asked for it with.
  func revision(_ name: String, for option: String = "--diff") throws -> Revision {
    guard !name.isEmpty, !name.hasPrefix("-") else {
      throw Failure("'\(name)' in \(option) is no revision: name a commit, a branch or a tag")
    }
    let place = try run("rev-parse", "--show-prefix")
    let root = try run("rev-parse", "--show-toplevel")
    guard place.isDone, root.isDone else {
      let reason = place.isDone ? root.reason : place.reason
      guard !reason.contains("dubious ownership") else {
        // As in containers, where a checkout belongs to somebody else: `safe.directory` in https://git-scm.com/docs/git-config
        let folder = FileSystem.gitRoot(above: Console.workingDirectory) ?? Console.workingDirectory
        throw Failure(
          "\(option): git does not read a repository of another user: `git config --global --add safe.directory \(folder)` "
            + "lets it")
      }
      throw Failure("\(option) needs a git repository around the working directory: \(reason)")
    }
    let found = try run("rev-parse", "--verify", "--quiet", "\(name)^{commit}")
    guard found.isDone else {
      let mend =
        try run("rev-parse", "--verify", "--quiet", "origin/\(name)^{commit}").isDone
        ? "did you mean 'origin/\(name)'?"
        : try isShallow ? Self.shallow : "name a commit, a branch or a tag (a shallow clone has few)"
      throw Failure("git knows no revision '\(name)' here: \(mend)")
    }
    return Revision(name: name, commit: found.line, root: root.line, prefix: place.line)
  }

  /// The commit where a branch and HEAD part.
  func mergeBase(with branch: String, for option: String) throws -> Revision {
    var revision = try revision(branch, for: option)
    guard try run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").isDone else {
      throw Failure("\(option) compares with HEAD, and there is no commit yet")
    }
    let base = try run("merge-base", "HEAD", revision.commit)
    guard base.isDone else {
      let mend = try isShallow ? Self.shallow : "name the branch that HEAD comes from"
      throw Failure("HEAD and '\(branch)' have no commit in common here: \(mend)")
    }
    revision.commit = base.line
    return revision
  }

  private static let shallow =
    "this clone is shallow: get the rest with `git fetch --unshallow` (in actions/checkout: fetch-depth: 0)"

  private var isShallow: Bool {
    get throws { try run("rev-parse", "--is-shallow-repository").line == "true" }
  }

  /// The new paths of files that were renamed since a revision, by their old ones.
  func renames(since revision: Revision) throws -> [String: String] {
    // Of Go files alone: git looks into what it compares, and a clone may lack the contents of others.
    let list = try run(
      "diff-index", "--no-relative", "-M", "-z", "--name-status", "--diff-filter=R", revision.commit, "--",
      ":(top,glob)**/*.go")
    guard list.isDone else { throw Failure("git cannot compare with \(revision.name): \(list.reason)") }
    let fields = list.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    var renames: [String: String] = [:]
    for index in stride(from: 0, to: fields.count - 2, by: 3) { renames[fields[index + 1]] = fields[index + 2] }
    return renames
  }

  /// Whether a file of this name or path is read to find and type packages.
  static func decidesPackages(_ path: String) -> Bool {
    guard !path.hasSuffix(".go"), let name = path.split(separator: "/").last else { return true }
    return ["go.mod", "go.work", "modules.txt"].contains(name)
  }

  /// For `env`: without what git tells hooks about the repository that they run for.
  static let withoutRepository = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"]
    .flatMap { ["-u", $0] }

  /// `git apply` in a folder below the temporary one, which is in no repository.
  func apply(_ arguments: [String], in tree: String) throws -> Outcome {
    try run(
      "env",
      Self.withoutRepository + [
        "GIT_CEILING_DIRECTORIES=\(folder.path)", "git", "-C", "\(folder.path)/\(tree)", "apply",
      ]
        + arguments, input: "/dev/null")
  }

  struct Outcome {
    var isDone: Bool
    var output: [UInt8]
    var complaints: [UInt8]

    var line: String { String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }

    /// The first line of what git said.
    var reason: String {
      let line = complaints.prefix { $0 != UInt8(ascii: "\n") }
      return line.isEmpty ? "git failed" : String(decoding: line, as: UTF8.self)
    }
  }

  func run(_ arguments: String..., input: String = "/dev/null") throws -> Outcome {
    try run("git", arguments, input: input)
  }

  func run(_ program: String, _ arguments: [String], input: String) throws -> Outcome {
    let output = folder.path + "/output"
    let errors = folder.path + "/errors"
    let process = try Child.spawn(program, arguments, input: .file(input), output: output, errors: errors)
    let isDone = Child.wait(process) == 0
    return Outcome(isDone: isDone, output: try Self.read(output), complaints: try Self.read(errors))
  }

  private static func read(_ path: String) throws -> [UInt8] {
    do {
      return try FileSystem.read(path).withBytes { Array($0) } ?? []
    } catch {
      throw Failure("what git printed: \(error.message)")
    }
  }
}
