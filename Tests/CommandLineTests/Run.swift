import Foundation
import Testing

/// What a run of the built `mapvet` came to.
struct Run {
  var status: Int32
  var output: String
  var errors: String

  /// Runs the binary that was built together with these tests.
  static func mapvet(
    _ arguments: String..., input: String? = nil, in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    try product("mapvet", arguments, input: input, in: directory, environment: environment)
  }

  static func product(
    _ name: String, _ arguments: [String], input: String? = nil, in directory: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Run {
    try tool(built(name), arguments, input: input, in: directory, environment: environment)
  }

  /// The path of a program that was built together with these tests.
  static func built(_ name: String) -> String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// Runs a program by its path.
  static func tool(
    _ path: String, _ arguments: [String], input: String? = nil, in directory: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    var variables = ProcessInfo.processInfo.environment
    for name in ["GITHUB_ACTIONS", "GOROOT", "NO_COLOR", "PWD"] { variables[name] = nil }
    // Results of other runs would hide what this one does.
    variables["MAPVET_CACHE_DIR"] = "off"
    process.environment = variables.merging(environment) { $1 }
    // Files, not pipes: a full pipe nobody reads would stop the process.
    let folder = try Folder([:])
    let paths = ["in", "out", "err"].map { folder.path + "/" + $0 }
    try (input ?? "").write(toFile: paths[0], atomically: false, encoding: .utf8)
    for path in paths[1...] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardInput = FileHandle(forReadingAtPath: paths[0])
    process.standardOutput = FileHandle(forWritingAtPath: paths[1])
    process.standardError = FileHandle(forWritingAtPath: paths[2])
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: paths[1])), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: paths[2])), as: UTF8.self))
  }
}

/// A scratch folder with files, gone with the object.
final class Folder {
  let path: String

  init(_ files: [String: String]) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("mapvet-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
