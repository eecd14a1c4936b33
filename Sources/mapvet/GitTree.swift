import Glibc
import GoPackages

/// The files of a revision, put into a folder.
extension Git {
  /// A submodule whose commit of then is not in the clone: what is there now stands in for it.
  struct MissingCommit {
    /// From the root of the repository.
    var path: String
    var commit: String
  }

  /// Writes what Go packages are made of at a revision, the whole repository's with its submodules, below `tree` in the folder:
  /// Go files, what says which modules they are in, and symbolic links that stay inside.
  @discardableResult
  func write(_ revision: Revision, to tree: String) throws -> [MissingCommit] {
    let list = try run("ls-tree", "-r", "-z", "--full-tree", revision.commit)
    guard list.isDone else { throw Failure("git cannot list \(revision.name): \(list.reason)") }
    let entries = Self.entries(list.output)
    try write(entries, of: revision.name, to: tree) { try run("git", $0, input: $1) }
    var missing: [MissingCommit] = []
    try writeSubmodules(of: entries, in: revision.root, below: "", to: tree, &missing)
    return missing
  }

  /// Puts files that git ignores beside those of a revision: generated code, vendored packages and other repositories, without
  /// which types would be unknown then that are known now.
  func linkIgnored(_ revision: Revision, to tree: String) throws {
    let list = try run(
      "-C", revision.root, "ls-files", "--others", "--ignored", "--exclude-standard", "-z")
    guard list.isDone else { throw Failure("git cannot list ignored files: \(list.reason)") }
    for path in Self.paths(list.output) {
      if path.hasSuffix("/") {
        try linkPresent(String(path.dropLast()), of: revision.root, to: tree)
      } else if Self.decidesPackages(path) {
        try folder.link(revision.root + "/" + path, to: tree + "/" + path)
      }
    }
  }

  private func writeSubmodules(
    of entries: [TreeEntry], in root: String, below prefix: String, to tree: String, _ missing: inout [MissingCommit]
  ) throws {
    for entry in entries where entry.kind == .submodule {
      let path = prefix + entry.path
      // Without files now there is nothing to compare with.
      guard access("\(root)/\(path)/.git", F_OK) == 0 else { continue }
      let list = try inside(root + "/" + path, ["ls-tree", "-r", "-z", "--full-tree", entry.object])
      guard list.isDone else {
        missing.append(MissingCommit(path: path, commit: entry.object))
        try linkPresent(path, of: root, to: tree)
        continue
      }
      let files = Self.entries(list.output)
      try write(files, of: path, to: tree + "/" + path) { try inside(root + "/" + path, $0, input: $1) }
      // A tree cannot hold itself, so this ends.
      try writeSubmodules(of: files, in: root, below: path + "/", to: tree, &missing)
    }
  }

  /// - Parameter git: runs git with arguments and an input where the objects are.
  private func write(
    _ entries: [TreeEntry], of name: String, to tree: String, _ git: ([String], String) throws -> Outcome
  ) throws {
    let files = entries.filter { $0.kind != .submodule }
    try folder.write(files.map { $0.object + "\n" }.joined().utf8, to: "objects")
    defer { unlink(folder.path + "/objects") }
    let contents = try git(["cat-file", "--batch"], folder.path + "/objects")
    guard contents.isDone else { throw Failure("git cannot read \(name): \(contents.reason)") }
    var rest = contents.output[...]
    var links: [(target: String, path: String)] = []
    for file in files {
      // `<object> blob <size>`, the bytes, a line break.
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")),
        let size = Int(String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").last ?? ""),
        size < rest.endIndex - end - 1
      else { throw Failure("git does not have \(file.path) of \(name)") }
      let bytes = rest[(end + 1)...].prefix(size)
      rest = rest[(bytes.endIndex + 1)...]
      if file.kind == .link {
        links.append((String(decoding: bytes, as: UTF8.self), file.path))
      } else {
        try folder.write(bytes, to: tree + "/" + file.path)
      }
    }
    // Last, so that no file is written through one.
    for link in links where SymbolicLink.staysInside(link.target, at: link.path) {
      try folder.link(link.target, to: tree + "/" + link.path)
    }
  }

  /// Puts the files of a repository within this one as they are now.
  private func linkPresent(_ path: String, of root: String, to tree: String) throws {
    let list = try inside(root + "/" + path, ["ls-files", "-z", "--cached", "--others"])
    for file in Self.paths(list.output) where Self.decidesPackages(file) {
      try folder.link("\(root)/\(path)/\(file)", to: "\(tree)/\(path)/\(file)")
    }
  }

  /// Runs git in another repository than that of the working directory, which hooks name in the environment.
  private func inside(_ repository: String, _ arguments: [String], input: String = "/dev/null") throws -> Outcome {
    try run("env", Self.withoutRepository + ["git", "-C", repository] + arguments, input: input)
  }

  private static func paths(_ output: [UInt8]) -> [String] {
    output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func entries(_ output: [UInt8]) -> [TreeEntry] {
    output.split(separator: 0).compactMap { TreeEntry($0) }
  }
}

/// An entry of a tree that decides what a Go package is.
private struct TreeEntry {
  enum Kind { case file, link, submodule }

  let kind: Kind
  let object: String
  let path: String

  /// From `<mode> <type> <object>\t<path>`; nil for other entries.
  init?(_ record: ArraySlice<UInt8>) {
    guard let tab = record.firstIndex(of: UInt8(ascii: "\t")),
      let path = String(validating: record[(tab + 1)...], as: UTF8.self)
    else { return nil }
    let fields = String(decoding: record[..<tab], as: UTF8.self).split(separator: " ")
    guard fields.count == 3 else { return nil }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return nil }
    switch fields[0] {
    case "160000": kind = .submodule
    // To a file, or to a folder that may be named to mapvet.
    case "120000": kind = .link
    // 100644 and 100755.
    case let mode where mode.hasPrefix("100") && Git.decidesPackages(path): kind = .file
    default: return nil
    }
    object = String(fields[2])
    self.path = path
  }
}

enum SymbolicLink {
  /// Whether a link at a path below a root leads to what is below that root as well.
  static func staysInside(_ target: String, at path: String) -> Bool {
    guard !target.isEmpty, !target.hasPrefix("/") else { return false }
    var depth = path.split(separator: "/").count - 1
    var isDown = false
    for part in target.split(separator: "/") where part != "." {
      if part != ".." {
        isDown = true
      } else {
        // Up again from what may be a link itself is anywhere.
        guard !isDown, depth > 0 else { return false }
        depth -= 1
      }
    }
    return true
  }
}
