import ArgumentParser
import Glibc

/// The Go source of one commit of a bare repository, in a temporary folder that goes with the object or in one that is kept.
///
/// Source from before Go modules lies in `src/IMPORT/PATH` below it, as in GOPATH: its imports of itself are found there.
final class Checkout {
  private(set) var path: String
  private var isKept = false

  /// The folder of the repository's files.
  var root: String {
    let bytes = try? readFile(path + "/.root")
    defer { bytes?.deallocate() }
    return bytes.map { path + "/" + String(decoding: $0, as: UTF8.self) } ?? path
  }

  /// `kept` is where the checkout is looked for first and stays, if it is to stay.
  init(mirror: String, commit: String, kept: String? = nil) throws {
    if let kept, access(kept, F_OK) == 0 {
      path = kept
      isKept = true
      return
    }
    let folder = kept.map(Self.parent) ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/mapvet-history-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw FileError(path: folder, code: errno) }
    path = String(cString: made)
    try fill(mirror, commit)
    guard let kept else { return }
    guard rename(path, kept) == 0 else { throw FileError(path: kept, code: errno) }
    path = kept
    isKept = true
  }

  /// The bare clone of a repository: `DIR/OWNER+NAME/repo` or `DIR/OWNER+NAME`.
  static func mirror(of repository: String, in mirrors: String) -> String? {
    let folder = "\(mirrors)/\(repository.replacing("/", with: "+"))"
    return ["\(folder)/repo", folder].first { access($0 + "/objects", F_OK) == 0 }
  }

  deinit { if !isKept { _ = try? ChildProcess.run("rm", ["-rf", path]) } }

  private func fill(_ mirror: String, _ commit: String) throws {
    let git = "--git-dir=\(mirror)"
    let listed = try Self.checked("git", [git, "ls-tree", "-r", "-l", commit])
    var names: [Substring] = []
    var patterns: [String] = []
    for line in String(decoding: listed.output, as: UTF8.self).split(separator: "\n") {
      let columns = line.split(separator: "\t", maxSplits: 1)
      guard columns.count == 2 else { continue }
      names.append(columns[1])
      // Some clones leave out their largest objects; git gives no archive with one of them.
      if columns[0].hasSuffix(" BAD") { patterns.append(":(exclude,literal)\(columns[1])") }
    }
    // git refuses a pattern that matches nothing, and old commits have no go.mod.
    for pattern in ["*.go", "go.mod", "go.work", "vendor/modules.txt"] {
      let end = pattern.drop { $0 == "*" }
      let isWanted = names.contains {
        $0.hasSuffix(end) && (pattern != end || $0 == end || $0.hasSuffix("/" + end))
      }
      if isWanted { patterns.append(":(glob)**/\(pattern)") }
    }
    guard patterns.contains(where: { $0.hasPrefix(":(glob)") }) else { return }
    let archive = path + "/.archive"
    var below = ""
    if !names.contains("go.mod"), let importPath = try Self.importPath(git, commit, names) {
      below = "src/" + importPath
      _ = try Self.checked("mkdir", ["-p", "\(path)/\(below)"])
      try writeFile(path + "/.root", below)
    }
    let options = ["archive", "--worktree-attributes", "--format=tar", "-o", archive]
    _ = try Self.checked("git", [git] + options + [commit, "--"] + patterns)
    _ = try Self.checked("tar", ["-xf", archive, "-C", "\(path)/\(below)"])
    unlink(archive)
  }

  /// What the files of a commit call their own repository: the beginning of most imports of what is in it.
  private static func importPath(_ git: String, _ commit: String, _ names: [Substring]) throws -> String? {
    let folders = Set(names.compactMap { name in name.lastIndex(of: "/").map { name[..<$0] } })
    let child = try ChildProcess.run(
      "git",
      [git, "grep", "-hoE", #""github\.com/[^/"]+/[^/"]+/[^"]+""#, commit, "--", "*.go", ":(exclude,glob)**/vendor/**"])
    var counts: [Substring: Int] = [:]
    for line in String(decoding: child.output, as: UTF8.self).split(separator: "\n") {
      let parts = line.dropFirst().dropLast().split(separator: "/", maxSplits: 3)
      guard parts.count == 4, folders.contains(parts[3]) else { continue }
      counts[line.dropFirst().dropLast().dropLast(parts[3].count + 1), default: 0] += 1
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { String($0.key) }
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private static func checked(_ program: String, _ arguments: [String]) throws -> ChildProcess {
    let child = try ChildProcess.run(program, arguments)
    guard child.status == 0 else {
      throw ValidationError("\(program) \(arguments.joined(separator: " ")) left with \(child.status)")
    }
    return child
  }
}
