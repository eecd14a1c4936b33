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

  /// Puts files that git ignores beside those of a revision: generated code and vendored packages, without which types would
  /// be unknown then that are known now.
  func linkIgnored(_ revision: Revision, to tree: String) throws {
    let list = try run(
      "-C", revision.root, "ls-files", "--others", "--ignored", "--exclude-standard", "-z")
    guard list.isDone else { throw Failure("git cannot list ignored files: \(list.reason)") }
    for record in list.output.split(separator: 0) {
      let path = String(decoding: record, as: UTF8.self)
      guard Self.decidesPackages(String(path.split(separator: "/").last ?? "")) else { continue }
      try folder.link(revision.root + "/" + path, to: tree + "/" + path)
    }
  }

  /// Whether a file of this name is read to find and type packages.
  static func decidesPackages(_ name: String) -> Bool {
    name.hasSuffix(".go") || ["go.mod", "go.work", "modules.txt"].contains(name)
  }

  /// `git apply` in a folder below the temporary one, which is in no repository.
  func apply(_ arguments: [String], in tree: String) throws -> Outcome {
    try run(
      "env",
      ["-u", "GIT_DIR", "-u", "GIT_WORK_TREE", "-u", "GIT_INDEX_FILE", "GIT_CEILING_DIRECTORIES=\(folder.path)"]
        + ["git", "-C", "\(folder.path)/\(tree)", "apply"] + arguments, input: "/dev/null")
  }

  /// Writes what Go packages are made of at a revision, the whole repository's, below `tree` in the folder: Go files and
  /// what says which modules they are in. No symbolic links, which could lead anywhere.
  func write(_ revision: Revision, to tree: String) throws {
    let list = try run("ls-tree", "-r", "-z", "--full-tree", revision.commit)
    guard list.isDone else { throw Failure("git cannot list \(revision.name): \(list.reason)") }
    let files = list.output.split(separator: 0).compactMap { TreeFile($0) }
    try folder.write(files.map { $0.object + "\n" }.joined().utf8, to: "objects")
    let contents = try run("cat-file", "--batch", input: folder.path + "/objects")
    guard contents.isDone else { throw Failure("git cannot read \(revision.name): \(contents.reason)") }
    var rest = contents.output[...]
    for file in files {
      // `<object> blob <size>`, the bytes, a line break.
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")),
        let size = Int(String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").last ?? ""),
        size < rest.endIndex - end - 1
      else { throw Failure("git does not have \(file.path) of \(revision.name)") }
      let bytes = rest[(end + 1)...].prefix(size)
      rest = rest[(bytes.endIndex + 1)...]
      try folder.write(bytes, to: tree + "/" + file.path)
    }
  }

  /// A file of a tree that decides what a Go package is.
  private struct TreeFile {
    let object: String
    let path: String

    /// From `<mode> <type> <object>\t<path>`; nil for other entries.
    init?(_ record: ArraySlice<UInt8>) {
      guard let tab = record.firstIndex(of: UInt8(ascii: "\t")),
        let path = String(validating: record[(tab + 1)...], as: UTF8.self)
      else { return nil }
      let fields = String(decoding: record[..<tab], as: UTF8.self).split(separator: " ")
      // 100644 and 100755 are files; 120000 is a symbolic link.
      guard fields.count == 3, fields[0].hasPrefix("100") else { return nil }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard let name = parts.last, !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return nil }
      guard Git.decidesPackages(String(name)) else { return nil }
      object = String(fields[2])
      self.path = path
    }
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

  private func run(_ arguments: String..., input: String = "/dev/null") throws -> Outcome {
    try run("git", arguments, input: input)
  }

  private func run(_ program: String, _ arguments: [String], input: String) throws -> Outcome {
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
