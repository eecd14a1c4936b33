import Foundation

/// The root of the repository under test.
package let repositoryRoot: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// A fixture or tool that a test needs is not there.
package struct Missing: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// The Go tool chain that `script/bootstrap test` installs.
package struct GoToolchain: Sendable {
  /// The folder with `bin` and `src`.
  package let root: URL

  /// Throws with what to do when it is not installed.
  ///
  /// - Parameter name: `go`, or one of the older ones: `go1.19`, `go1.23`.
  package init(_ name: String = "go") throws {
    root = repositoryRoot.appendingPathComponent(".deps/\(name)")
    guard FileManager.default.isExecutableFile(atPath: root.appendingPathComponent("bin/go").path) else {
      throw Missing(description: "\(root.path) holds no Go tool chain: run `script/bootstrap test`, which installs it")
    }
  }

  /// Runs `go` in a folder: without network, other tool chains or the user's settings. Returns its exit status and what it
  /// printed.
  package func run(_ arguments: [String], in folder: URL) throws -> (status: Int32, output: String) {
    let cache = repositoryRoot.appendingPathComponent(".deps/go-cache").path
    let process = Process()
    process.executableURL = root.appendingPathComponent("bin/go")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "GOENV": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "off",
      "CGO_ENABLED": "0", "GOCACHE": cache, "GOPATH": repositoryRoot.appendingPathComponent(".deps/go-path").path,
      "HOME": cache, "PATH": "/usr/bin:/bin",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

/// A new empty folder, removed after use.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mapvet-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
