import Foundation
import TestSupport
import Testing

/// A file of 50 MB, given to the release build that `make test` makes first: the build with assertions would take minutes.
@Suite struct LargeInputTests {
  private static let program = repositoryRoot.appendingPathComponent(".build/release/mapvet").path
  private static let python = repositoryRoot.appendingPathComponent(".deps/venv/bin/python").path

  /// Runs what its arguments say and prints the status and the peak of resident memory in bytes. A child of this big
  /// process would start with this process's peak: https://man7.org/linux/man-pages/man2/getrusage.2.html
  private static let measure = """
    import resource, subprocess, sys
    status = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "w")).returncode
    print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
    """

  @Test func largeFile() throws {
    try #require(FileManager.default.isExecutableFile(atPath: Self.program), "run `make build` first")
    try #require(FileManager.default.isExecutableFile(atPath: Self.python), "run `script/bootstrap test` first")
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("large.go").path
      let count = try Self.write(to: path)
      let report = folder.appendingPathComponent("report.json").path
      // No standard library: what is measured is the file.
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("src"), withIntermediateDirectories: false)
      let run = Process()
      let printed = Pipe()
      run.executableURL = URL(fileURLWithPath: Self.python)
      run.arguments = [
        "-c", Self.measure, report, Self.program, "check", "--output", "json", "--goroot", folder.path, path,
      ]
      run.standardOutput = printed
      try run.run()
      let line = String(decoding: printed.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      run.waitUntilExit()
      let figures = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
      try #require(figures.count == 2, "\(line)")
      #expect(figures[0] == 1)
      #expect(figures[1] < count * 12, "\(figures[1]) bytes for a file of \(count)")
      // The slice of maps in the middle of the file is the only mistake.
      let output = try String(contentsOfFile: report, encoding: .utf8)
      #expect(output.contains("\"nil-map-in-slice\""))
      #expect(output.contains("\"parseErrors\": 0") || output.contains("\"parseErrors\":0"))
    }
  }

  /// Writes functions with long comments until there are 50 MB; returns the size.
  private static func write(to path: String) throws -> Int {
    let line = "// What the function does, told at length and more than once.\n"
    let block = Data(
      (String(repeating: line, count: 12) + """
        func _(m map[string]int) (n int) {
        \tfor key, value := range m {
        \t\tif value > 7 && key != "x" {
        \t\t\tn += value
        \t\t}
        \t}
        \treturn n
        }


        """).utf8)
    var bytes = Data("package p\n\n".utf8)
    bytes.reserveCapacity(51_000_000)
    var isBad = false
    while bytes.count < 50_000_000 {
      if !isBad, bytes.count > 25_000_000 {
        bytes += Data("func bad() {\n\tm := make([]map[string]int, 3)\n\tm[0][\"a\"] = 1\n}\n\n".utf8)
        isBad = true
      }
      bytes += block
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    return bytes.count
  }
}
