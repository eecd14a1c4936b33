import Foundation
import Testing

/// A scratch folder that is a git repository.
struct Repository {
  let folder: Folder
  var path: String { folder.path }

  /// With a first commit of the files.
  init(_ files: [String: String]) throws {
    folder = try Folder(files)
    try git("init", "--quiet", "--initial-branch=main")
    try commit("one")
  }

  /// A clone of another one, with only its newest commits.
  init(cloning other: Repository, depth: Int) throws {
    folder = try Folder([:])
    try git("clone", "--quiet", "--depth=\(depth)", "file://\(other.path)", ".")
  }

  func commit(_ message: String) throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message=\(message)")
  }

  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.environment = [
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments.joined(separator: " "))")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Runs mapvet in the repository or a folder of it; nothing may be left in the folder for temporary files.
  func mapvet(_ arguments: String..., in directory: String = "", input: String? = nil) throws -> Run {
    let scratch = try Folder([:])
    let run = try Run.product(
      "mapvet", arguments, input: input, in: path + "/" + directory,
      environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "TMPDIR": scratch.path])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    return run
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}

/// Go code with a write to a nil map in each of some functions.
func nilMaps(_ functions: String..., package: String = "p") -> String {
  "package \(package)\n"
    + functions.map { name in
      "\nfunc \(name)(n int) {\n\tm := make([]map[string]int, n)\n\tm[0][\"\(name)\"] = 1\n}\n"
    }.joined()
}

extension Run {
  /// `path:line` of what was reported as text.
  var places: [String] {
    output.split(separator: "\n").map { $0.split(separator: ":").prefix(2).joined(separator: ":") }
  }
}
