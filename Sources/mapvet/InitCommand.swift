import ArgumentParser
import Glibc
import GoPackages
import Reports

/// Writes the files that make a project use mapvet. It never changes one that is there.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write the files that make a project use mapvet: settings, hook, pipelines, editor task.",
    discussion: """
      Without an option it writes .mapvet.yml. .mapvet.yml and .vscode/tasks.json go to the working directory, the others to the \
      root of the git repository around it. Files that exist are left as they are: --print shows what to add to them.

      Examples:
        mapvet init
        mapvet init --pre-commit --github --repository OWNER/mapvet
        mapvet init --gitlab --print
      """
  )

  @Flag(name: .customLong("pre-commit"), help: "Write .pre-commit-config.yaml.")
  var preCommit = false

  @Flag(name: .customLong("github"), help: "Write .github/workflows/mapvet.yml.")
  var gitHub = false

  @Flag(name: .customLong("gitlab"), help: "Write .gitlab/mapvet.yml, and .gitlab-ci.yml that includes it.")
  var gitLab = false

  @Flag(name: .customLong("vscode"), help: "Write .vscode/tasks.json.")
  var visualStudioCode = false

  @Option(
    help: ArgumentHelp(
      "The repository that mapvet is released in, for hook and pipelines: https://HOST/OWNER/NAME, or OWNER/NAME on GitHub.",
      valueName: "address"))
  var repository: String?

  @Flag(help: "Print the files in place of writing them.")
  var print = false

  func run() throws {
    let known = try repository.map { text throws(Failure) in try ReleaseRepository(text) }
    var files: [InitFile] = []
    if preCommit { files.append(.preCommit(known)) }
    if gitHub { files.append(.gitHub(known ?? .unknown)) }
    if gitLab { files.append(.gitLab(known ?? .unknown)) }
    if visualStudioCode { files.append(.visualStudioCode) }
    if files.isEmpty { files.append(.settings) }
    if print {
      return Console.write(files.map(\.text).joined(separator: "\n"))
    }
    let root = Paths.gitRoot(above: Console.workingDirectory)
    let placed = files.map { ($0, Self.path(of: $0, root)) }
    for (_, path) in placed where Self.exists(path) {
      throw Failure("\(path) exists and is left as it is: add to it what this command prints with --print")
    }
    for (file, path) in placed {
      try Self.write(file.text, to: path)
      Console.write("wrote \(path)\n")
    }
    if gitLab { try includeInPipeline(root) }
    if root == nil, placed.contains(where: { $0.0.place == .repository }) {
      Console.error("no git repository around the working directory: what is for its root was written here")
    }
    if known == nil, gitHub || gitLab {
      Console.error(
        "put the owner of the repository that mapvet is released in where OWNER stands, or use --repository")
    }
  }

  /// GitLab reads `.gitlab-ci.yml` alone.
  private func includeInPipeline(_ root: String?) throws {
    let path = Self.path(of: .gitLabInclude, root)
    if Self.exists(path) {
      return Console.error("add to `include:` of \(path): - local: .gitlab/mapvet.yml")
    }
    try Self.write(InitFile.gitLabInclude.text, to: path)
    Console.write("wrote \(path)\n")
  }

  /// As seen from the working directory.
  private static func path(of file: InitFile, _ root: String?) -> String {
    guard file.place == .repository, let root else { return file.path }
    return Path.relative(Path.absolute(file.path, in: root), to: Console.workingDirectory)
  }

  /// Also a symbolic link to nothing exists.
  private static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  private static func write(_ text: String, to path: String) throws(Failure) {
    var folder = ""
    var made: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += part + "/"
      if mkdir(folder, 0o777) == 0 {
        made.append(folder)
      } else if errno != EEXIST {
        throw refusal(path, without: made)
      }
    }
    // O_EXCL: what somebody else has written meanwhile stays.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refusal(path, without: made) }
    var text = text
    let isWhole = text.withUTF8 { Console.writeAll(descriptor, UnsafeRawBufferPointer($0)) }
    // A disk that is full may say so only now.
    guard close(descriptor) == 0, isWhole else {
      let reason = errno
      unlink(path)
      errno = reason
      throw refusal(path, without: made)
    }
  }

  /// Why a file was not written; takes back the folders that were made for it.
  private static func refusal(_ path: String, without folders: [String]) -> Failure {
    let failure = Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    for folder in folders.reversed() { rmdir(folder) }
    return failure
  }
}
