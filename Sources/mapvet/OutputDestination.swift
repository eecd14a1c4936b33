import Glibc
import GoPackages
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
      return Self(format: format, path: parts.count > 1 && parts[1] != "-" ? parts[1] : nil)
    }
    if destinations.filter({ $0.path == nil }).count > 1 {
      throw Failure("only one --output can go to standard output: give the others a path, as in sarif:mapvet.sarif")
    }
    var files: Set<String> = []
    for path in destinations.compactMap(\.path) {
      guard files.insert(Path.absolute(path, in: Console.workingDirectory)).inserted else {
        throw Failure("two --output write \(path): give each a path of its own")
      }
      try NewFile.check(path)
    }
    return destinations
  }

  /// Opens the destination for what `body` writes. A file takes its place when it is whole; that of a job's summary, to which
  /// other commands write too, is added to.
  func write<Result>(standardOutput: Int32 = 1, _ body: (ByteSink) -> Result) throws -> Result {
    guard let path else { return try write(to: standardOutput, named: "standard output", body) }
    if path == Console.environment("GITHUB_STEP_SUMMARY") {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw Failure("cannot write \(path): \(String(cString: strerror(errno)))") }
      defer { close(descriptor) }
      return try write(to: descriptor, named: path, body)
    }
    let file = try NewFile(path, mayWriteInPlace: true)
    let result = try write(to: file.descriptor, named: path, body)
    try file.commit()
    return result
  }

  private func write<Result>(to descriptor: Int32, named name: String, _ body: (ByteSink) -> Result) throws -> Result {
    var failure: Int32?
    let sink = ByteSink { bytes in
      if failure == nil, !Console.writeAll(descriptor, UnsafeRawBufferPointer(bytes)) { failure = errno }
    }
    let result = body(sink)
    if let failure { throw Failure("cannot write \(name): \(String(cString: strerror(failure)))") }
    return result
  }
}
