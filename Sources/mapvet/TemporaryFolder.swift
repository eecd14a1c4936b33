import Glibc
import GoPackages

/// A folder for files that are read once. It is gone when it is removed, and when this process ends in whatever way: the
/// shell that removes it waits for the end of a pipe that only this process holds.
final class TemporaryFolder {
  let path: String
  private let remover: pid_t
  private let hold: Int32

  init() throws {
    let parent = Console.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array((parent + "/mapvet-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil, let real = realpath(template, nil) else {
      throw Failure(
        "cannot make a folder in \(parent): \(String(cString: strerror(errno))); TMPDIR names another place")
    }
    path = String(cString: real)
    free(real)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure("no pipe: \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    hold = ends[1]
    let script = "trap '' HUP INT TERM; read -r line; exec rm -rf -- \"$1\""
    remover = try Child.spawn("/bin/sh", ["-c", script, "sh", path], input: .descriptor(ends[0]))
  }

  func remove() {
    close(hold)
    _ = Child.wait(remover)
  }

  /// Writes a file that is not there yet, with the folders above it.
  func write(_ bytes: some Collection<UInt8>, to name: String) throws {
    try makeFolders(above: name)
    let file = path + "/" + name
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("cannot write \(file): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let isWhole = Array(bytes).withUnsafeBytes { Console.writeAll(descriptor, $0) }
    guard isWhole else { throw Failure("cannot write \(file): \(String(cString: strerror(errno)))") }
  }

  /// Makes a symbolic link where there is nothing yet.
  func link(_ target: String, to name: String) throws {
    try makeFolders(above: name)
    guard symlink(target, path + "/" + name) == 0 || errno == EEXIST else {
      throw Failure("cannot link \(path)/\(name): \(String(cString: strerror(errno)))")
    }
  }

  func makeFolder(_ name: String) throws { try makeFolders(above: name + "/") }

  private var made: Set<Substring> = []

  private func makeFolders(above name: String) throws {
    for slash in name.indices where name[slash] == "/" && made.insert(name[..<slash]).inserted {
      let folder = path + "/" + name[..<slash]
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw Failure("cannot make \(folder): \(String(cString: strerror(errno)))")
      }
    }
  }
}

/// Other programs.
enum Child {
  enum Input {
    case file(String)
    case descriptor(Int32)
  }

  /// Starts a program. Output and errors that have no file go where ours go.
  static func spawn(
    _ program: String, _ arguments: [String], input: Input, output: String? = nil, errors: String? = nil
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    switch input {
    case .file(let path): posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
    case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
    }
    for (descriptor, path) in [(Int32(1), output), (2, errors)] {
      guard let path else { continue }
      posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    var process = pid_t()
    let code = posix_spawnp(&process, program, &actions, nil, &argv, environ)
    guard code == 0 else { throw Failure("cannot run \(program): \(String(cString: strerror(code)))") }
    return process
  }

  /// The exit status, nil after a signal.
  static func wait(_ process: pid_t) -> Int32? {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }
}
