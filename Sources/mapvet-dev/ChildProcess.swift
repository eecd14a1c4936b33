import Glibc

/// A finished child process.
struct ChildProcess {
  var status: Int32
  var output: [UInt8]
  /// Wall time in seconds.
  var seconds: Double
  /// Peak resident memory in bytes.
  var peakBytes: Int

  /// Runs a program, found as a shell would, to its end with standard output read and standard error passed on.
  static func run(_ program: String, _ arguments: [String]) throws -> ChildProcess {
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { throw FileError(path: program, code: errno) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    posix_spawn_file_actions_addclose(&actions, pipes[1])
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    let start = now()
    var pid = pid_t()
    let code = posix_spawnp(&pid, program, &actions, nil, &argv, environ)
    close(pipes[1])
    defer { close(pipes[0]) }
    guard code == 0 else { throw FileError(path: program, code: code) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(pipes[0], &buffer, buffer.count)
      guard count > 0 else { break }
      output += buffer[..<count]
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
    let isExit = status & 0x7F == 0
    return ChildProcess(
      status: isExit ? (status >> 8) & 0xFF : -(status & 0x7F), output: output, seconds: now() - start,
      peakBytes: usage.ru_maxrss * 1024)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
