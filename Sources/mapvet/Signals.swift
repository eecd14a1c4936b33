import Glibc

/// What happens on signals: a crash says so and leaves with 3; a closed standard output, an interrupt and a termination leave as
/// shells expect.
enum Signals {
  /// Called by the main thread, before there are others.
  static func install() {
    mainThread = pthread_self()
    for crash in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      handle(crash, onOwnStack: true) { _ in
        // Only calls that are safe in a signal handler.
        let line: StaticString =
          "mapvet: internal error: this is a bug of mapvet; please report it with the command and the file it read\n"
        _ = write(2, line.utf8Start, line.utf8CodeUnitCount)
        _exit(3)
      }
    }
    handle(SIGPIPE) { _ in _exit(141) }
    // A file that grows past `ulimit -f` is an error of its write, which is told as one.
    signal(SIGXFSZ, SIG_IGN)
    // What nohup and shells' background jobs are not to hear of stays unheard.
    if !isIgnored(SIGINT) { handle(SIGINT) { _ in Signals.leave(on: SIGINT) } }
    handle(SIGTERM) { _ in Signals.leave(on: SIGTERM) }
    if !isIgnored(SIGHUP) { handle(SIGHUP) { _ in Signals.leave(on: SIGHUP) } }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
  }

  /// The path of a file that is not whole or not even there yet, kept for the life of the process: a handler may not free memory.
  nonisolated(unsafe) private static var unfinished: UnsafeMutablePointer<CChar>?

  /// Names the file to remove when the process is told to end; nil when there is none. Called by the main thread alone.
  static func temporaryFile(_ path: String?) { unfinished = path.flatMap { strdup($0) } }

  /// Leaves as shells expect, without a file that is not whole. On the main thread, which makes such files: it makes no other
  /// one meanwhile.
  private static func leave(on signal: Int32) {
    guard pthread_equal(pthread_self(), mainThread) != 0 else {
      pthread_kill(mainThread, signal)
      return
    }
    if let path = unfinished { unlink(path) }
    _exit(128 + signal)
  }

  nonisolated(unsafe) private static var mainThread = pthread_t()

  private static func handle(
    _ number: Int32, onOwnStack: Bool = false, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = onOwnStack ? SA_ONSTACK : 0
    sigaction(number, &action, nil)
  }
}
