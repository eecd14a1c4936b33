import ArgumentParser
import Glibc

/// Holds mapvet's types against those of go/types.
struct OracleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oracle",
    abstract: "Compare mapvet's types with those of go/types.",
    discussion: """
      With --go, go/types is asked through testdata/oracle/types, which is built with that Go; its standard library is what \
      both see. With --dumps, two files are compared: one that `mapvet-dev types` printed and one that the oracle printed.

      Each line of the oracle counts once. agreed: same type and size. unknown: mapvet does not know the type or the size. \
      missing: mapvet has no line there. wrong: another type. wrong size: the same type, another size. Files that \
      go/types has no line of, for they do not parse, are left out.
      """
  )

  @Argument(help: ArgumentHelp("What to compare, as `mapvet` takes it.", valueName: "pattern"))
  var patterns: [String] = []

  @Option(help: ArgumentHelp("A Go tree with bin/go.", valueName: "dir"))
  var go: String?

  @Option(help: ArgumentHelp("Folders with Go's src layout for both, as GOPATH.", valueName: "list"))
  var gopath = "/nonexistent"

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Two files: mapvet's lines and the oracle's.", valueName: "file"))
  var dumps: [String] = []

  @Option(name: .customLong("min-agreed"), help: ArgumentHelp("Fail below.", valueName: "percent"))
  var minAgreed = 99.5

  @Option(name: .customLong("max-wrong"), help: ArgumentHelp("Fail above.", valueName: "percent"))
  var maxWrong = 0.005

  @Option(name: .customLong("max-wrong-sizes"), help: ArgumentHelp("Fail above.", valueName: "number"))
  var maxWrongSizes = 0

  @Option(help: ArgumentHelp("How many lines of each sort to list at most.", valueName: "number"))
  var show = 40

  @Option(
    help: ArgumentHelp("mapvet's repository, which holds the oracle's source.", valueName: "dir"))
  var root = "."

  @OptionGroup var options: TypeOptions

  func validate() throws {
    guard dumps.isEmpty == (go != nil), dumps.isEmpty || dumps.count == 2 else {
      throw ValidationError("give either --go DIR or --dumps OURS THEIRS")
    }
    if go != nil, options.goos != "linux" || options.goarch != "amd64" || options.noTests || !options.tags.isEmpty {
      throw ValidationError("the oracle answers for linux/amd64 with tests and without tags alone")
    }
  }

  func run() throws {
    let ours: [UInt8]
    let theirs: [UInt8]
    if let go {
      theirs = try askGo(go)
      ours = try askMapvet(go)
    } else {
      ours = try Self.contents(dumps[0])
      theirs = try Self.contents(dumps[1])
    }
    let comparison = TypeComparison(ours: ours, theirs: theirs, listing: show)
    print(comparison.report)
    guard comparison.total > 0 else { throw ValidationError("the oracle has no line: is that Go source?") }
    let isGood =
      comparison.percent(comparison.agreed) >= minAgreed && comparison.percent(comparison.wrong) <= maxWrong
      && comparison.wrongSizes <= maxWrongSizes
    if !isGood {
      print("wanted: agreed at least \(minAgreed) %, wrong at most \(maxWrong) %, wrong sizes at most \(maxWrongSizes)")
      throw ExitCode(1)
    }
  }

  /// Patterns without symbolic links, since the oracle follows them.
  private func resolvedPatterns() throws -> [String] {
    try (patterns.isEmpty ? ["./..."] : patterns).map { pattern in
      let isTree = pattern == "..." || pattern.hasSuffix("/...")
      let folder = isTree ? String(pattern.dropLast(pattern == "..." ? 3 : 4)) : pattern
      return try Self.resolved(folder.isEmpty ? (isTree && pattern != "..." ? "/" : ".") : folder)
        + (isTree ? "/..." : "")
    }
  }

  private static func resolved(_ path: String) throws -> String {
    guard let buffer = realpath(path, nil) else { throw FileError(path: path, code: errno) }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  private static func contents(_ path: String) throws -> [UInt8] {
    let bytes = try readFile(path)
    defer { bytes.deallocate() }
    return Array(bytes)
  }

  private func askMapvet(_ go: String) throws -> [UInt8] {
    var options = options
    options.goroot = try Self.resolved(go)
    setenv("GOPATH", gopath, 1)
    setenv("GOWORK", "", 1)
    let dump = options.dump(try resolvedPatterns())
    for error in dump.errors { writeError("\(error.path): \(error.message)") }
    var bytes: [UInt8] = []
    for file in dump.files { bytes += file.lines.utf8 }
    return bytes
  }

  /// Builds the oracle with the Go tree's own go and runs it.
  private func askGo(_ go: String) throws -> [UInt8] {
    let tree = try Self.resolved(go)
    let source = try Self.resolved("\(root)/testdata/oracle")
    let repository = try Self.resolved(root)
    let program = "\(repository)/.build/oracle/types"
    let environment = [
      "GOENV": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "off", "CGO_ENABLED": "0",
      "GOCACHE": "\(repository)/.deps/go-cache", "GOPATH": "\(repository)/.deps/go-path", "GOROOT": tree,
    ]
    for (name, value) in environment { setenv(name, value, 1) }
    let build = try ChildProcess.run("\(tree)/bin/go", ["build", "-C", source, "-o", program, "./types"])
    guard build.status == 0 else { throw ValidationError("the oracle in \(source) does not build") }
    let lines = try ChildProcess.run(program, ["-goroot", tree, "-gopath", gopath] + resolvedPatterns())
    guard lines.status == 0 else { throw ValidationError("the oracle left with \(lines.status)") }
    return lines.output
  }
}
