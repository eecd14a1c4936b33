import Foundation
import Testing

/// `mapvet lsp` with clients that others wrote; the scripts are in Tests/Editors. What `script/bootstrap test` installs must be there.
@Suite("mapvet lsp")
struct LanguageServerTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Runs a program in a scratch folder that is its home too.
  private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let folder = try Folder([:])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let mapvet = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("mapvet").path
    process.environment = ProcessInfo.processInfo.environment.merging([
      "MAPVET": mapvet, "HOME": folder.path, "PYTHONDONTWRITEBYTECODE": "1",
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test func servesPytestLSP() throws {
    let run = try Self.run(
      Self.root + "/.deps/venv/bin/python",
      [
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", "scratch",
        Self.root + "/Tests/Editors/test_language_server.py",
      ])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains(" passed"))
  }

  @Test func servesNeovim() throws {
    let run = try Self.run(
      "nvim", ["--headless", "--clean", "-c", "luafile \(Self.root)/Tests/Editors/neovim.lua"])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("ok\n"))
  }

  // MARK: Damaged streams

  @Test(arguments: [
    ("", 1, ""), ("hello\r\n\r\n", 2, "has no Content-Length"), ("Content-Length: x\r\n\r\n{}", 2, "Content-Length"),
    ("Content-Length: 99\r\n\r\n{}", 2, "ends within a message"),
    (String(repeating: "x", count: 20000), 2, "no head"),
  ])
  func whatIsNoStreamEndsIt(_ input: String, _ status: Int32, _ error: String) throws {
    let run = try Run.mapvet("lsp", input: input)
    #expect(run.status == status)
    #expect(error.isEmpty ? run.errors.isEmpty : run.errors.contains(error))
  }

  @Test func messagesThatAreWrongAreAnswered() throws {
    func framed(_ text: String) -> String { "Content-Length: \(text.utf8.count)\r\n\r\n\(text)" }
    let deep = String(repeating: "[", count: 100_000)
    let input = [
      #"{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}"#, "{", deep,
      #"{"jsonrpc":"2.0","id":"two","method":"initialize","params":{}}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":{"textDocument":{"uri":"untitled:1"}}}"#,
      #"{"jsonrpc":"2.0","id":4,"method":"initialize","params":{}}"#, #"{"jsonrpc":"2.0","method":"$/unknown"}"#,
      #"{"jsonrpc":"2.0","id":5,"method":"shutdown"}"#, #"{"jsonrpc":"2.0","id":6,"method":"textDocument/hover"}"#,
      #"{"jsonrpc":"2.0","method":"exit"}"#,
    ].map(framed).joined()
    let run = try Run.mapvet("lsp", input: input)
    #expect(run.status == 0)
    let codes = run.output.split(separator: "\r\n\r\n").compactMap { body -> String? in
      guard let start = body.range(of: #""code":"#) else { return nil }
      return String(body[start.upperBound...].prefix { $0 == "-" || $0.isNumber })
    }
    #expect(codes == ["-32002", "-32700", "-32700", "-32602", "-32600", "-32600"])
    #expect(run.output.contains(#""id":"two""#))
  }
}
