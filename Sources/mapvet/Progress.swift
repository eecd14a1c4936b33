import Glibc
import Synchronization

/// A line on standard error that says how far a long run is: only on a terminal, only after a second.
final class Progress: Sendable {
  private struct State: Sendable {
    var shown = false
    var last = 0.0
  }

  private let isOn: Bool
  private let start = Progress.now()
  private let state = Mutex(State())

  init(isOn: Bool) { self.isOn = isOn }

  func update(_ done: Int, of total: Int) {
    guard isOn else { return }
    let now = Self.now()
    guard now - start > 1 else { return }
    state.withLock { state in
      guard now - state.last > 0.1 else { return }
      state.last = now
      state.shown = true
      Self.write("\r\u{1B}[Kmapvet: \(done) of \(total) packages")
    }
  }

  func finish() {
    state.withLock { state in
      if state.shown { Self.write("\r\u{1B}[K") }
      state.shown = false
    }
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
