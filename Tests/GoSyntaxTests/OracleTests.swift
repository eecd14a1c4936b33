import Foundation
import Testing

@testable import GoSyntax

/// Compares the tree with what go/parser sees (`testdata/oracle/ast`), over part of Go's own source. `make oracle` does the
/// same over all of it.
@Suite struct OracleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let go = root.appending(path: ".deps/go")

  @Test(arguments: ["net/http", "encoding/json", "go/types", "sync", "runtime", "testing"])
  func agreesWithGoParser(folder: String) throws {
    try #require(
      FileManager.default.fileExists(atPath: Self.go.appending(path: "bin/go").path(percentEncoded: false)),
      "Go is missing: run script/bootstrap test")
    let directory = Self.go.appending(path: "src/\(folder)").path(percentEncoded: false)
    let lines = try Array(Self.run(Self.oracle.get(), ["-all", directory])).split(separator: UInt8(ascii: "\n"))
    var expected: [String: [ArraySlice<UInt8>]] = [:]
    for line in lines {
      let tab = try #require(line.firstIndex(of: UInt8(ascii: "\t")))
      expected[String(decoding: line[..<tab], as: UTF8.self), default: []].append(line[(tab + 1)...])
    }
    #expect(expected.count > 5)
    let parser = try Parser()
    for (path, nodes) in expected.sorted(by: { $0.key < $1.key }) {
      let bytes = try Data(contentsOf: URL(filePath: directory + "/" + path))
      let file = parser.parse(copy(bytes), path: path)
      if nodes.count == 1, nodes[0].elementsEqual("ERROR".utf8) { continue }
      let isTestdata = ("/" + path).contains("/testdata/")
      #expect(file.damaged.isEmpty || isTestdata, "\(path) is damaged")
      if !file.damaged.isEmpty { continue }
      let difference = Self.difference(file, nodes)
      #expect(difference == nil, "\(path): \(difference ?? "")")
    }
  }

  /// The first node that differs, with what go/parser has in its place.
  private static func difference(_ file: SourceFile, _ expected: [ArraySlice<UInt8>]) -> String? {
    var rest = expected[...]
    for node in file.root.descendants {
      let line = kindNames[Int(node.kind.rawValue)] + "\t\(node.start)\t\(node.end)"
      guard let next = rest.popFirst(), next.elementsEqual(line.utf8) else {
        let place = file.position(of: node.start)
        return "line \(place.line): \(line), go/parser: "
          + String(decoding: expected[max(0, rest.startIndex - 1)], as: UTF8.self)
      }
    }
    return rest.first.map { "missing: " + String(decoding: $0, as: UTF8.self) }
  }

  private static let kindNames = Kind.allCases.map(\.goName)

  /// The oracle's binary, built once.
  private static let oracle: Result<URL, any Error> = Result {
    let binary = root.appending(path: ".build/oracle/ast-of-tests")
    _ = try run(
      go.appending(path: "bin/go"), ["build", "-o", binary.path(percentEncoded: false), "./ast"],
      in: root.appending(path: "testdata/oracle"))
    return binary
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static func run(_ program: URL, _ arguments: [String], in folder: URL = root) throws -> Data {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let deps = root.appending(path: ".deps").path(percentEncoded: false)
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GOENV": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local",
      "GOPROXY": "off", "GOWORK": "off", "CGO_ENABLED": "0", "GOCACHE": deps + "/go-cache", "GOPATH": deps + "/go-path",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(program.lastPathComponent) left with \(process.terminationStatus)")
    }
    return data
  }
}
