import Glibc

/// What a run takes of the machine.
enum Effort {
  private static let start = seconds(CLOCK_MONOTONIC)

  /// Called when the process starts.
  static func begin() { _ = start }

  /// As a line: `0.4 s, 0.7 s of processors, 92 MB of memory at most`.
  static var sinceStart: String {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let elapsed = seconds(CLOCK_MONOTONIC) - start
    // Linux counts memory in kilobytes.
    let memory = (usage.ru_maxrss + 999) / 1000
    return
      "\(tenths(elapsed)) s, \(tenths(seconds(CLOCK_PROCESS_CPUTIME_ID))) s of processors, \(memory) MB of memory at most"
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
