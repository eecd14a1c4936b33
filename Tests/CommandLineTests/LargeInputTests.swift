import Foundation
import TestSupport
import Testing

/// A file of 50 MB, given to the release build that `make test` makes first: the build with assertions would take minutes.
@Suite struct LargeInputTests {
  private static let program = repositoryRoot.appendingPathComponent(".build/release/mapvet").path

  @Test func largeFile() throws {
    try #require(FileManager.default.isExecutableFile(atPath: Self.program), "run `make build` first")
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("large.go").path
      let count = try Self.write(to: path)
      let run = try Self.run([Self.program, "check", "--output", "json", "--goroot", folder.path, path])
      #expect(run.status == 1)
      // The slice of maps in the middle of the file is the only mistake.
      #expect(run.output.contains("\"nil-map-in-slice\""))
      #expect(run.output.contains("\"parseErrors\": 0") || run.output.contains("\"parseErrors\":0"))
      #expect(run.peakBytes < count * 12, "\(run.peakBytes) bytes for a file of \(count)")
    }
  }

  /// Writes functions with long comments until there are 50 MB; returns the size.
  private static func write(to path: String) throws -> Int {
    var bytes = Array("package p\n\n".utf8)
    bytes.reserveCapacity(51_000_000)
    let line = "// What the function does, told at length and more than once.\n"
    let comment = Array(String(repeating: line, count: 12).utf8)
    var number = 0
    while bytes.count < 50_000_000 {
      if number == 20_000 {
        bytes += "func bad() {\n\tm := make([]map[string]int, 3)\n\tm[0][\"a\"] = 1\n}\n\n".utf8
      }
      bytes += comment
      bytes +=
        """
        func f\(number)(m map[string]int) (n int) {
        \tfor key, value := range m {
        \t\tif value > \(number) && key != "x" {
        \t\t\tn += value
        \t\t}
        \t}
        \treturn n
        }

        """.utf8
      number += 1
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return bytes.count
  }

  private struct Finished {
    var status: Int32
    var output: String
    var peakBytes: Int
  }

  /// Runs a program to its end; its peak of resident memory is that of this child alone.
  private static func run(_ arguments: [String]) throws -> Finished {
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("mapvet-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: output) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    var pid = pid_t()
    try #require(posix_spawn(&pid, arguments[0], &actions, nil, &argv, environ) == 0)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
    return Finished(
      status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
      output: try String(contentsOfFile: output, encoding: .utf8), peakBytes: usage.ru_maxrss * 1024)
  }
}
