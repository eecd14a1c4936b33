import Glibc
import Reports

/// Standard output and standard error.
enum Console {
  /// Writes a line to standard error.
  static func error(_ message: String) { writeAll(2, "mapvet: \(HarmlessText.message(message))\n") }

  /// Writes a line that is no word of mapvet's own to standard error.
  static func line(_ text: String) { writeAll(2, text + "\n") }

  /// Writes text to standard output. Ends the process where that cannot be: half an answer is none.
  static func write(_ text: String) { write(bytes: Array(text.utf8)) }

  static func write(bytes: [UInt8]) {
    guard bytes.withUnsafeBytes({ writeAll(1, $0) }) else {
      error("cannot write standard output: \(lastError)")
      exitProcess(.wrongUse)
    }
  }

  /// Why the last call of the system failed.
  static var lastError: String { String(cString: strerror(errno)) }

  static var standardErrorIsTerminal: Bool { isatty(2) == 1 }
  static var standardOutputIsTerminal: Bool { isatty(1) == 1 }

  /// Columns of the terminal, 80 where that is not known.
  static var width: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static var workingDirectory: String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  private static func writeAll(_ descriptor: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = writeAll(descriptor, UnsafeRawBufferPointer(bytes)) }
  }

  /// Whether there still is the directory that paths are relative to.
  static var hasWorkingDirectory: Bool {
    guard let buffer = getcwd(nil, 0) else { return false }
    free(buffer)
    return true
  }

  /// Writes all bytes; false when the reader is gone or the disk is full.
  static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

/// Ends the process at once: nothing is buffered here.
func exitProcess(_ status: ExitStatus) -> Never { exit(status.rawValue) }
