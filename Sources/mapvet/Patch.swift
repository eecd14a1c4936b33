import Glibc
import GoPackages

/// A patch that is part of the files as they are, and the files as they were without it.
struct Patch {
  /// What its paths are relative to: the git root, else the working directory.
  let root: String
  /// The working directory below the root.
  let prefix: String
  /// The new paths of renamed files by their old ones.
  let renames: [String: String]
  private let name: String
  private let folder: TemporaryFolder
  private let isEmpty: Bool

  /// - Parameter path: `-` for standard input.
  init(_ path: String, _ folder: TemporaryFolder) throws {
    self.folder = folder
    name = path == "-" ? "the patch on standard input" : path
    let bytes: [UInt8]
    do throws(FileError) {
      let contents =
        path == "-"
        ? try FileSystem.readAll(0, expecting: 1 << 16)
        : try FileSystem.read(Path.absolute(path, in: Console.workingDirectory))
      bytes = contents.withBytes { Array($0) } ?? []
    } catch {
      throw Failure("cannot read \(name): \(error.message)")
    }
    try folder.write(bytes, to: "patch")
    let text = String(decoding: bytes, as: UTF8.self)
    isEmpty = text.allSatisfy(\.isWhitespace)
    guard isEmpty || text.contains("@@ -") || text.contains("rename from ") || text.contains("diff --git ") else {
      throw Failure("\(name) is no patch: make it with `git diff`")
    }
    renames = Self.renames(in: text)
    let here = Console.workingDirectory
    root = FileSystem.gitRoot(above: here) ?? here
    prefix = Path.below(root, here).map { $0.isEmpty ? "" : $0 + "/" } ?? ""
  }

  private static func renames(in text: String) -> [String: String] {
    var renames: [String: String] = [:]
    var from: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("rename from ") {
        from = line.dropFirst("rename from ".count)
      } else if line.hasPrefix("rename to "), let old = from {
        renames[String(old)] = String(line.dropFirst("rename to ".count))
        from = nil
      }
    }
    return renames
  }

  /// Writes the Go files below the root as they were before.
  func write(to tree: String) throws {
    try folder.makeFolder(tree)
    try copy(to: tree)
    if isEmpty { return }
    let patch = folder.path + "/patch"
    var reason = ""
    // With `--no-prefix` paths begin at once.
    for level in ["-p1", "-p0"] {
      let outcome = try Git(folder: folder).apply(
        [
          "-R", level, "--whitespace=nowarn", "--include=*.go", "--include=*go.mod", "--include=*go.work", patch,
        ], in: tree)
      if outcome.isDone { return }
      if reason.isEmpty { reason = outcome.reason }
    }
    throw Failure(
      "\(name) is not part of the files as they are: \(reason): lint the state that the patch leads to")
  }

  private func copy(to tree: String) throws {
    var pending = [""]
    var links: [(target: String, path: String)] = []
    while let below = pending.popLast() {
      let directory = below.isEmpty ? root : root + "/" + below
      for entry in FolderEntries(directory) {
        let path = below.isEmpty ? entry.name : below + "/" + entry.name
        if entry.isFolder {
          if entry.name != ".git" { pending.append(path) }
        } else if let target = entry.linkTarget {
          if SymbolicLink.staysInside(target, at: path) { links.append((target, path)) }
        } else if Git.decidesPackages(entry.name) {
          // What cannot be read now could not be read before.
          guard let contents = try? FileSystem.read(root + "/" + path) else { continue }
          try folder.write(contents.withBytes { Array($0) } ?? [], to: tree + "/" + path)
        }
      }
    }
    // Last, so that no file is written through one.
    for link in links { try folder.link(link.target, to: tree + "/" + link.path) }
  }
}

/// The files, folders and symbolic links of a folder.
struct FolderEntries: Sequence {
  struct Entry {
    var name: String
    var isFolder: Bool
    /// What a symbolic link holds.
    var linkTarget: String?
  }

  private var entries: [Entry] = []

  init(_ path: String) {
    guard let stream = opendir(path) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      guard let text = String(validatingCString: name), text != ".", text != ".." else { continue }
      var info = stat()
      guard fstatat(dirfd(stream), name, &info, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch info.st_mode & S_IFMT {
      case S_IFDIR: entries.append(Entry(name: text, isFolder: true))
      case S_IFREG: entries.append(Entry(name: text, isFolder: false))
      case S_IFLNK: entries.append(Entry(name: text, isFolder: false, linkTarget: Self.target(name, in: dirfd(stream))))
      default: break
      }
    }
  }

  private static func target(_ name: UnsafePointer<CChar>, in directory: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(directory, name, &buffer, buffer.count)
    return count < 0 ? "" : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}
