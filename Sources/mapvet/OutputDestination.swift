import Glibc
import Lint
import Reports

/// One report to write, as `--output FORMAT[:PATH]` names it.
struct OutputDestination<Format: RawRepresentable & CaseIterable & Sendable> where Format.RawValue == String {
  var format: Format
  /// Nil for standard output.
  var path: String?

  static var formatNames: String { Format.allCases.map(\.rawValue).joined(separator: ", ") }

  static func parse(_ texts: [String]) throws -> [Self] {
    let destinations = try texts.map { text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let format = Format(rawValue: parts[0]) else {
        let hint = Nearest.match(parts[0], in: Format.allCases.map(\.rawValue)).map { ": did you mean '\($0)'?" } ?? ""
        throw Failure("unknown format '\(parts[0])' in --output\(hint) (formats: \(formatNames))")
      }
      guard parts.count == 1 || !parts[1].isEmpty else {
        throw Failure("'\(text)' in --output names no path: write FORMAT or FORMAT:PATH")
      }
      return Self(format: format, path: parts.count > 1 ? parts[1] : nil)
    }
    if destinations.filter({ $0.path == nil }).count > 1 {
      throw Failure("only one --output can go to standard output: give the others a path, as in sarif:mapvet.sarif")
    }
    return destinations
  }

  /// Opens the destination for what `body` writes.
  func write<Result>(_ body: (ByteSink) -> Result) throws -> Result {
    var descriptor: Int32 = 1
    if let path {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
      }
    }
    defer { if descriptor != 1 { close(descriptor) } }
    var isWhole = true
    let target = descriptor
    let sink = ByteSink { bytes in
      if isWhole { isWhole = Console.writeAll(target, UnsafeRawBufferPointer(bytes)) }
    }
    let result = body(sink)
    if !isWhole {
      throw Failure("cannot write \(path ?? "standard output"): \(String(cString: strerror(errno)))")
    }
    return result
  }
}
