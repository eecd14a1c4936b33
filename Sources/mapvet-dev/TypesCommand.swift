import ArgumentParser
import GoPackages
import GoTypes
import Lint
import Reports

/// Prints what the type oracle prints (`testdata/oracle/types`), from mapvet's own types.
struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types",
    abstract: "Print the type and size of every value expression, for comparison with go/types.",
    discussion: """
      One line for each identifier, selector, index, call, composite literal, star, unary, type assertion and slice \
      expression that is a value and neither constant nor untyped: path relative to the working directory, start \
      and end offset in bytes (from 0, end exclusive), type with full package paths, size; separated by tabs. ? is unknown, \
      - the size of what has a type parameter.
      """
  )

  @Argument(help: ArgumentHelp("What to print, as `mapvet` takes it.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup var options: TypeOptions

  func run() throws {
    let dump = options.dump(patterns)
    for notice in dump.notices { writeError(notice) }
    for error in dump.errors { writeError("\(error.path): \(error.message)") }
    var output = Output()
    for file in dump.files { output.write(file.lines) }
    output.flush()
    if !dump.errors.isEmpty { throw ExitCode(2) }
  }
}

/// For which Go and which system types are computed. Cgo is off: what C declares has no Go source.
struct TypeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Build tags, separated by commas.", valueName: "tags"))
  var tags: [String] = []

  @Option(help: ArgumentHelp("Operating system whose files are read.", valueName: "os"))
  var goos = "linux"

  @Option(help: ArgumentHelp("Architecture whose files are read and whose sizes count.", valueName: "arch"))
  var goarch = "amd64"

  @Option(help: ArgumentHelp("The Go installation; else $GOROOT, else the one whose go is on PATH.", valueName: "dir"))
  var goroot: String?

  @Flag(
    name: .customLong("std-sources"),
    help: "Read the standard library's sources even where mapvet's own table says the same.")
  var prefersStandardSources = false

  @Flag(name: .customLong("no-tests"), help: "Leave _test.go files out.")
  var noTests = false

  @Option(name: .customShort("j"), help: ArgumentHelp("Threads; 0 for one a core.", valueName: "n"))
  var jobs = 0

  func validate() throws {
    guard jobs >= 0 else { throw ValidationError("-j must be 0 (one thread a core) or more, not \(jobs)") }
  }

  /// A run over patterns with these options.
  func runOptions(_ patterns: [String]) -> RunOptions {
    var options = RunOptions()
    options.patterns = patterns
    options.configuration = BuildConfiguration(
      goos: goos, goarch: goarch, cgoEnabled: false,
      tags: Set(tags.flatMap { $0.split(separator: ",").map(String.init) }), tests: !noTests)
    options.goroot = goroot
    options.prefersStandardSources = prefersStandardSources
    options.jobs = jobs
    return options
  }

  /// The lines of every file that the patterns name, in byte order of the paths.
  func dump(_ patterns: [String]) -> TypeLines {
    let working = workingDirectory()
    let outcome = UnitWalk(options: runOptions(patterns)).run { unit, files in
      var dump = TypeDump(unit: unit)
      return files.map { file in
        let path = Path.relative(Path.absolute(file.path, in: working), to: working)
        return (path: path, lines: dump.lines(of: file, path: path))
      }
    }
    let files = outcome.results.flatMap { $0 }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return TypeLines(files: files, errors: outcome.errors, notices: outcome.notices)
  }
}

/// What `types` prints.
struct TypeLines {
  var files: [(path: String, lines: String)]
  var errors: [LoadError]
  var notices: [String]
}
