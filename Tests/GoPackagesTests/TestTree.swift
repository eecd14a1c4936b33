import Foundation
import Testing

@testable import GoPackages

/// A directory tree for one test, removed with this object.
final class TestTree {
  let root: String

  /// Makes files from relative paths and contents.
  init(_ files: [String: String] = [:]) throws {
    let place = FileManager.default.temporaryDirectory.path + "/gopackages-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    root = try #require(FileSystem.realPath(place))
    for (path, text) in files { try write(path, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ relative: String) -> String { Path.clean(root + "/" + relative) }

  func write(_ relative: String, _ text: String) throws { try write(relative, Array(text.utf8)) }

  func write(_ relative: String, _ bytes: [UInt8]) throws {
    let path = path(relative)
    try FileManager.default.createDirectory(atPath: Path.parent(path), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  func makeDirectory(_ relative: String) throws {
    try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
  }

  func link(_ relative: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(relative), withDestinationPath: target)
  }

  /// A loader whose working directory is this tree or a directory in it, with no Go installation unless given.
  func loader(
    _ configuration: BuildConfiguration = BuildConfiguration(), in directory: String = ".", goroot: String? = nil,
    environment: [String: String] = [:]
  ) -> PackageLoader {
    PackageLoader(
      configuration: configuration, goroot: goroot, environment: Environment(environment),
      workingDirectory: WorkingDirectory(path(directory)))
  }
}

/// Runs `body` on the bytes of a string.
func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
  var text = text
  return try text.withUTF8(body)
}

/// The header of a file with this text.
func header(_ text: String) -> FileHeader { withBytes(text) { FileHeader.scan($0) } }

/// The Go tool chain that `script/bootstrap test` installs.
enum GoTool {
  static let root = Path.clean(#filePath + "/../../../.deps/go")

  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// The GOROOT; fails the test when it is not there.
  static func goroot() throws -> String {
    guard FileSystem.isFile(root + "/bin/go") else {
      throw Missing(description: "no Go tool chain at .deps/go: run script/bootstrap test")
    }
    return try #require(FileSystem.realPath(root))
  }

  /// Runs go and returns what it prints; nothing of the user's settings counts, and nothing is fetched.
  static func run(_ arguments: [String], in directory: String, environment: [String: String] = [:]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try goroot() + "/bin/go")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let cache = Path.clean(#filePath + "/../../../.deps/go-cache")
    let own = [
      "HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "GOENV": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local",
      "GOPROXY": "off", "GOWORK": "off", "GOCACHE": cache, "GOPATH": "/nonexistent", "GO111MODULE": "on",
    ]
    process.environment = own.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
