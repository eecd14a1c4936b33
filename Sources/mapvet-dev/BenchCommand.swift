import ArgumentParser
import Glibc

/// Holds mapvet against the parse floor: the same files through the same library with the same threads and nothing else.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Compare a whole run with the parse floor (Benchmarks/parse-floor), in time and memory.",
    discussion:
      "Runs take turns, so that a noisy machine is noisy for both; the ratio of the fastest of each is what counts."
  )

  @Option(help: "The tree to lint.")
  var tree = ".deps/go/src"

  @Option(help: "The parse-floor program.")
  var floor = ".build/parse-floor"

  @Option(help: "The mapvet program.")
  var mapvet = ".build/release/mapvet"

  @Option(help: "How often each runs.")
  var runs = 3

  @Option(name: .customShort("j"), help: "Threads.")
  var jobs = 2

  func run() throws {
    let arguments = [
      "check", "--fail-on", "never", "--select", "all", "--preview", "--output", "json", "-j", "\(jobs)",
    ]
    print("start-up: \(milliseconds(try fastest(mapvet, ["version"]).seconds)) ms")
    try compare("\(tree)/...", arguments)
    for file in ["net/http/server.go", "net/http/cookiejar/jar.go", "text/tabwriter/tabwriter.go"] {
      try compareOne("\(tree)/\(file)", arguments)
    }
  }

  /// One file against its budget: 50 ms where what must be parsed for it is at most 300 kB, else 1.3 x the floor of that.
  private func compareOne(_ file: String, _ arguments: [String]) throws {
    let needed = try NeededSource(of: file)
    defer { needed.remove() }
    let floor = try fastest(self.floor, ["-j", "\(jobs)", needed.list])
    let one = try fastest(mapvet, arguments + [file])
    let isSmall = needed.bytes <= 300_000
    let budget = isSmall ? 0.05 : floor.seconds * 1.3
    print("one file: \(file), which needs \(needed.count) files, \(kilobytes(needed.bytes)) kB")
    print("  parse floor: \(milliseconds(floor.seconds)) ms")
    print("  mapvet:      \(milliseconds(one.seconds)) ms")
    print("  budget:      \(milliseconds(budget)) ms (\(isSmall ? "at most 300 kB" : "1.3 x the floor"))")
  }

  private func compare(_ pattern: String, _ arguments: [String]) throws {
    let list = try fileList(pattern)
    defer { unlink(list.path) }
    var floors: [ChildProcess] = []
    var whole: [ChildProcess] = []
    for _ in 0..<runs {
      floors.append(try checked(floor, ["-j", "\(jobs)", list.path]))
      whole.append(try checked(mapvet, arguments + [pattern]))
    }
    guard let parse = floors.min(by: { $0.seconds < $1.seconds }), let lint = whole.min(by: { $0.seconds < $1.seconds })
    else { return }
    print("\(pattern): \(list.count) files, \(megabytes(list.bytes)) MB of source, \(jobs) threads, fastest of \(runs)")
    print("  parse floor: \(milliseconds(parse.seconds)) ms, \(megabytes(parse.peakBytes)) MB")
    print("  mapvet:      \(milliseconds(lint.seconds)) ms, \(megabytes(lint.peakBytes)) MB")
    print("  ratio: \(hundredths(lint.seconds / parse.seconds)) x the floor")
    print("  memory: \(hundredths(Double(lint.peakBytes) / Double(list.bytes))) x the source bytes")
  }

  /// The files that mapvet parses for a pattern, in a list for the floor program.
  private func fileList(_ pattern: String) throws -> (path: String, count: Int, bytes: Int) {
    let shown = try checked(mapvet, ["check", "--show-files", pattern])
    var paths: [Substring] = []
    var bytes = 0
    for line in String(decoding: shown.output, as: UTF8.self).split(separator: "\n") {
      guard let end = line.range(of: ".go: ")?.lowerBound, !line.contains("Go tools ignore names") else { continue }
      let path = line[..<end] + ".go"
      var status = stat()
      if stat(String(path), &status) == 0 { bytes += Int(status.st_size) }
      paths.append(path)
    }
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let name = "\(folder)/mapvet-bench-\(getpid())"
    guard let file = fopen(name, "w") else { throw FileError(path: name, code: errno) }
    for path in paths { fputs("\(path)\n", file) }
    fclose(file)
    return (name, paths.count, bytes)
  }

  private func fastest(_ program: String, _ arguments: [String]) throws -> ChildProcess {
    var best = try checked(program, arguments)
    for _ in 1..<max(5, runs) {
      let next = try checked(program, arguments)
      if next.seconds < best.seconds { best = next }
    }
    return best
  }

  private func checked(_ program: String, _ arguments: [String]) throws -> ChildProcess {
    let child = try ChildProcess.run(program, arguments)
    guard child.status == 0 else {
      throw ValidationError("\(program) \(arguments.joined(separator: " ")) left with \(child.status)")
    }
    return child
  }

  private func milliseconds(_ seconds: Double) -> String { hundredths(seconds * 1000) }
  private func kilobytes(_ bytes: Int) -> String { "\((bytes + 500) / 1000)" }
  private func megabytes(_ bytes: Int) -> String { hundredths(Double(bytes) / 1e6) }
  private func hundredths(_ value: Double) -> String {
    let scaled = Int((value * 100).rounded())
    return "\(scaled / 100).\(scaled % 100 < 10 ? "0" : "")\(scaled % 100)"
  }
}

extension StringProtocol {
  /// The last place a text stands.
  fileprivate func range(of text: String) -> Range<Index>? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
    }
    return nil
  }
}
