import ArgumentParser
import Glibc
import GoPackages
import Lint

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

  @Flag(name: .customLong("one-file"), help: "Leave out the runs over the whole tree.")
  var onlyOneFile = false

  func run() throws {
    let arguments = [
      "check", "--no-cache", "--fail-on", "never", "--select", "all", "--preview", "--output", "json", "-j", "\(jobs)",
    ]
    print("start-up: \(milliseconds(try fastest(mapvet, ["version"]).seconds)) ms")
    if !onlyOneFile {
      try compare("\(tree)/...", arguments)
      try compareStages()
    }
    for file in ["net/http/server.go", "net/http/cookiejar/jar.go", "text/tabwriter/tabwriter.go"] {
      try compareOne("\(tree)/\(file)", arguments)
    }
    try compareStaged("\(tree)/net/http/header.go", arguments)
  }

  /// One file against its budget: 50 ms where what must be parsed for it is at most 300 kB, else 1.3 x the floor of that.
  private func compareOne(_ file: String, _ arguments: [String]) throws {
    let needed = try NeededSource(of: file, fromSources: true)
    defer { needed.remove() }
    let read = try NeededSource(of: file, fromSources: false)
    read.remove()
    let floor = try fastest(self.floor, ["-j", "\(jobs)", needed.list])
    let one = try fastest(mapvet, arguments + [file])
    let isSmall = needed.bytes <= 300_000
    let budget = isSmall ? 0.05 : floor.seconds * 1.3
    print("one file: \(file), which needs \(needed.count) files, \(kilobytes(needed.bytes)) kB")
    print("  read are \(read.count) files, \(kilobytes(read.bytes)) kB; the rest is in the program's own table")
    print("  parse floor: \(milliseconds(floor.seconds)) ms")
    print("  mapvet:      \(milliseconds(one.seconds)) ms")
    print("  once more:   \(milliseconds(try unchanged(arguments + [file]))) ms")
    print("  budget:      \(milliseconds(budget)) ms (\(isSmall ? "at most 300 kB" : "1.3 x the floor"))")
  }

  /// One changed file of a large package, the trees of all others kept from the run before, as before a commit: against the parse
  /// floor of what it needs and against its whole package.
  private func compareStaged(_ file: String, _ arguments: [String]) throws {
    let needed = try NeededSource(of: file, fromSources: true)
    defer { needed.remove() }
    let floor = try fastest(self.floor, ["-j", "\(jobs)", needed.list])
    let folder = String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex))
    let package = try fastest(mapvet, arguments + [folder])
    let staged = try withCache {
      // Results of other arguments do not hold; trees do.
      let levels = ["error", "warning", "info"]
      let times = try (0..<9).map { turn in
        let severities = ["nil-map-write=\(levels[turn % 3])", "explicit-gc=\(levels[turn / 3])"].flatMap {
          ["--severity", $0]
        }
        return try checked(mapvet, arguments.filter { $0 != "--no-cache" } + severities + [file]).seconds
      }
      return times.dropFirst().min() ?? 0
    }
    print("one staged file: \(file), the trees of the others kept")
    print("  mapvet: \(milliseconds(staged)) ms")
    print("  ratio:  \(hundredths(staged / floor.seconds)) x the floor of what it needs, \(kilobytes(needed.bytes)) kB")
    print("          \(hundredths(staged / package.seconds)) x its whole package, \(milliseconds(package.seconds)) ms")
  }

  private func compare(_ pattern: String, _ arguments: [String]) throws {
    let list = try fileList([pattern])
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
    let again = try unchanged(arguments + [pattern])
    print("  once more, unchanged: \(milliseconds(again)) ms, \(hundredths(again / lint.seconds)) x the first run")
  }

  /// What each stage of a run over the standard library, without its commands, adds to the one before.
  private func compareStages() throws {
    let patterns = DirectoryCache().listing(tree).subdirectories
      .filter { $0 != "cmd" && $0 != "testdata" }.map { "\(tree)/\($0)/..." }
    let list = try fileList(patterns)
    defer { unlink(list.path) }
    let stages = StageRun.Stage.allCases
    var floor: ChildProcess?
    var best: [ChildProcess?] = stages.map { _ in nil }
    func keep(_ child: ChildProcess, _ known: inout ChildProcess?) {
      if child.seconds < known?.seconds ?? .infinity { known = child }
    }
    for _ in 0..<runs {
      keep(try checked(self.floor, ["-j", "\(jobs)", list.path]), &floor)
      for (index, stage) in stages.enumerated() {
        let arguments = ["stage", stage.rawValue, "-j", "\(jobs)"] + patterns
        keep(try checked(CommandLine.arguments[0], arguments), &best[index])
      }
    }
    guard let floor else { return }
    print("stages over \(tree) without cmd: \(list.count) files, \(megabytes(list.bytes)) MB, fastest of \(runs)")
    print("  parse floor: \(milliseconds(floor.seconds)) ms, \(megabytes(floor.peakBytes)) MB")
    var before = 0.0
    for (stage, child) in zip(stages, best) {
      guard let child else { continue }
      let cost = "\(milliseconds(child.seconds)) ms, \(megabytes(child.peakBytes)) MB"
      print("  \(stage.title): \(cost): \(hundredths((child.seconds - before) / floor.seconds)) x the floor")
      before = child.seconds
    }
  }

  /// The files that mapvet parses for patterns, in a list for the floor program.
  private func fileList(_ patterns: [String]) throws -> (path: String, count: Int, bytes: Int) {
    let shown = try checked(mapvet, ["check", "--show-files"] + patterns)
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

  /// The time in seconds of a run whose results are known from one before.
  private func unchanged(_ arguments: [String]) throws -> Double {
    try withCache { try fastest(mapvet, arguments.filter { $0 != "--no-cache" }).seconds }
  }

  /// Calls `body` while what runs keep goes to a folder of its own.
  private func withCache(_ body: () throws -> Double) throws -> Double {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/mapvet-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(path: parent, code: errno) }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    setenv("MAPVET_CACHE_DIR", folder, 1)
    defer {
      unsetenv("MAPVET_CACHE_DIR")
      _ = try? ChildProcess.run("rm", ["-rf", folder])
    }
    return try body()
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
    let scaled = Int((abs(value) * 100).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return "\(sign)\(scaled / 100).\(scaled % 100 < 10 ? "0" : "")\(scaled % 100)"
  }
}

extension StageRun.Stage {
  fileprivate var title: String {
    switch self {
    case .parse: "parse and lower"
    case .types: "and packages and types of all expressions"
    case .flow: "and flow and census of all functions and containers"
    }
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
