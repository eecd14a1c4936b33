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
    /// `""` at the root, else `internal/cache/`.
    var prefix: String
  }

  func revision(_ name: String) throws -> Revision {
    guard !name.isEmpty, !name.hasPrefix("-") else {
      throw Failure("'\(name)' in --diff is no revision: name a commit, a branch or a tag")
    }
    let place = try run("rev-parse", "--show-prefix")
    guard place.isDone else {
      throw Failure("--diff needs a git repository around the working directory: \(place.reason)")
    }
    let found = try run("rev-parse", "--verify", "--quiet", "\(name)^{commit}")
    guard found.isDone else {
      throw Failure("git knows no revision '\(name)' here: name a commit, a branch or a tag (a shallow clone has few)")
    }
    return Revision(name: name, commit: found.line, prefix: place.line)
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
      guard name.hasSuffix(".go") || ["go.mod", "go.work", "modules.txt"].contains(name) else { return nil }
      object = String(fields[2])
      self.path = path
    }
  }

  private struct Outcome {
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
    let output = folder.path + "/output"
    let errors = folder.path + "/errors"
    let process = try Child.spawn("git", arguments, input: .file(input), output: output, errors: errors)
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
