import Glibc
import GoPackages
import GoSyntax
import Lint
import Rules

/// mapvet as the go command runs it: `go vet -vettool=$(command -v mapvet) ./...`.
///
/// The go command runs the tool once for each package, dependencies first, keeps what it says in the build cache, and hands what the tool
/// left behind for a package to those that import it. Go 1.25 and before want lines on standard error and status 1 for findings; later
/// ones pass `-json` and print themselves. `go vet -fix` and `go fix -fixtool` (Go 1.26) pass `-fix` and write what the tool hands them.
/// https://cs.opensource.google/go/x/tools/+/master:go/analysis/unitchecker/unitchecker.go
struct VetTool {
  private var writesJSON = false
  private var showsInfo = false
  private var fixes = false
  private var fixesUnsafely = false
  private var showsDiff = false
  private var settings = Configuration()
  private var configuration = ""

  /// Whether these are the arguments of the go command: no subcommand or pattern looks like them.
  static func isAsked(_ arguments: [String]) -> Bool {
    guard let last = arguments.last else { return false }
    return arguments.count == 1 && (last == "-flags" || last.hasPrefix("-V=")) || last.hasSuffix("/vet.cfg")
  }

  static func run(_ arguments: [String]) throws {
    if arguments.last == "-flags" { return Console.write(flags) }
    if let last = arguments.last, last.hasPrefix("-V=") { return Console.write(try identity(last)) }
    try VetTool(arguments).run()
  }

  // MARK: Asked by the go command before all

  private static let flags = """
    [{"Name":"json","Bool":true,"Usage":"write findings as JSON"},
    {"Name":"preview","Bool":true,"Usage":"add rules that have not proved themselves on enough real code yet"},
    {"Name":"select","Bool":false,"Usage":"run exactly these rules, separated by commas"},
    {"Name":"ignore","Bool":false,"Usage":"leave out these rules, separated by commas"},
    {"Name":"min-confidence","Bool":false,"Usage":"show findings from this confidence on: high, medium or low"},
    {"Name":"info","Bool":true,"Usage":"show findings of level info too, which fail the run as all others"},
    {"Name":"unsafe-fixes","Bool":true,"Usage":"with -fix: also apply fixes that a person should look at"}]

    """

  /// What the go command tells tools apart by: another program, or one with other settings, is another tool, and its results are
  /// made anew. It asks in the directory that it runs in.
  private static func identity(_ argument: String) throws -> String {
    guard argument == "-V=full" else { throw Failure("unsupported \(argument): use -V=full") }
    let settings = SettingsIdentity.digits(for: Console.workingDirectory).map { " settings:\($0)" } ?? ""
    return "mapvet version \(Mapvet.version) \(ProgramIdentity.digits)\(settings)\n"
  }

  // MARK: One package

  private init(_ arguments: [String]) throws {
    var options: [String] = []
    for argument in arguments.dropLast() {
      let text = argument.drop { $0 == "-" }
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let isOn = parts.count < 2 || parts[1] == "true"
      switch parts.first {
      case "json": writesJSON = isOn
      case "info": showsInfo = isOn
      case "fix": fixes = isOn
      case "unsafe-fixes": fixesUnsafely = isOn
      case "diff": showsDiff = isOn
      case "preview": if isOn { options.append("--preview") }
      case "select", "ignore", "min-confidence": options.append("--\(text)")
      // Lines around a finding are for the go command to print.
      case "c": break
      default: throw Failure("unknown flag '\(argument)': `mapvet -flags` lists those of a vet tool")
      }
    }
    try RuleOptions.parse(options).apply(to: &settings)
    configuration = arguments.last ?? ""
  }

  private func run() throws {
    let configuration = try VetConfiguration.read(configuration)
    guard configuration.isOwn, !configuration.names.isEmpty else {
      // The go command wants a file, whatever is in it.
      try leave([], for: configuration)
      return fixes ? try hand([], to: configuration) : try answer([], configuration)
    }
    // Places go from one package to the next, which is looked at in another directory.
    chdir("/")
    let directory = Path.clean(configuration.directory)
    let place: ConfiguredPlace
    do throws(ConfigurationFailure) {
      place = try Configurations(
        rules: allRules, overrides: [settings], workingDirectory: "/"
      ).place(of: directory)
    } catch {
      throw Failure(error)
    }
    var options = RunOptions()
    options.configuration = place.build
    options.configuration.goos = Console.environment("GOOS") ?? place.build.goos
    options.configuration.goarch = Console.environment("GOARCH") ?? place.build.goarch
    options.package = RunOptions.Package(
      directory: directory, files: configuration.names, isWhole: !configuration.isExternalTest)
    options.earlierFacts = (configuration.packageVetx ?? [:]).values.sorted().compactMap { path in
      (try? FileSystem.read(path))?.withBytes { Array($0) }
    }
    options.jobs = 1
    let excluded = configuration.names.filter { place.policy.exclusion(ofFile: directory + "/" + $0) != nil }
    let shown = WorkingDirectory("/").shown(directory)
    let policies = Policies(
      place.policy,
      places: [shown: Policies.Place(policy: place.policy, directory: directory, excluded: excluded)])
    let lint = { [options] (overlay: [String: [UInt8]]) -> RunOutcome in
      var options = options
      options.overlay = overlay
      options.keepsSources = fixes
      var outcome = Driver(policies: policies, all: allRules, options: options).run()
      outcome.result.findings.removeAll { !showsInfo && $0.severity == .info }
      return outcome
    }
    let outcome = lint([:])
    try leave(outcome.facts, for: configuration)
    if configuration.isForFactsOnly == true { return }
    if fixes { return try fix(configuration, outcome, lint) }
    try answer(outcome.result.findings, configuration)
    if !writesJSON, !outcome.result.findings.isEmpty { throw ExitStatus.findings }
  }

  private func leave(_ facts: [UInt8], for configuration: VetConfiguration) throws {
    guard let path = configuration.factsPath, !path.isEmpty else { return }
    try Self.write(facts, to: path)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try NewFile(path)
    guard bytes.withUnsafeBytes(file.write) else {
      throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    }
    try file.commit()
  }

  // MARK: Fixes

  /// Works out what the package's files come to with their fixes. Those of other packages, which findings may lie in, change when their own
  /// turn comes.
  private func fix(
    _ configuration: VetConfiguration, _ outcome: RunOutcome, _ lint: @escaping ([String: [UInt8]]) -> RunOutcome
  ) throws {
    var request = FixRequest()
    request.safeties = fixesUnsafely ? [.safe, .unsafe] : [.safe]
    var run = FixRun(request) { $0.isEmpty ? outcome : lint($0) }
    let result = try run.run()
    for note in result.notes { Console.error(note) }
    guard showsDiff else {
      return try hand(result.files.map { ($0.source.absolutePath, $0.changed) }, to: configuration)
    }
    let diff = result.files.flatMap { FixDiff.unified($0.path, $0.source.bytes, $0.changed) }
    try give(diff, configuration)
  }

  /// The go command writes the files itself when all packages are done. It wants an archive even with nothing in it.
  private func hand(_ files: [(path: String, bytes: [UInt8])], to configuration: VetConfiguration) throws {
    if showsDiff || configuration.isForFactsOnly == true { return }
    guard let path = configuration.archivePath, !path.isEmpty else {
      throw Failure("-fix needs a go command that takes fixes, Go 1.26 or newer; `mapvet --fix` needs none")
    }
    try Self.write(ZipArchive.stored(files, comment: configuration.id), to: path)
  }

  // MARK: The answer

  private func answer(_ findings: [Finding], _ configuration: VetConfiguration) throws {
    if configuration.isForFactsOnly == true { return }
    guard writesJSON else {
      for finding in findings {
        Console.line("\(Self.place(finding.location, \.start)): \(Self.text(finding))")
      }
      return
    }
    let diagnostics = findings.map(Self.diagnostic)
    let answer: JSONValue =
      findings.isEmpty ? [:] : .object([configuration.id: ["mapvet": .array(diagnostics)]])
    try give(answer.encoded + [0x0A], configuration)
  }

  private func give(_ bytes: [UInt8], _ configuration: VetConfiguration) throws {
    if let path = configuration.answerPath, !path.isEmpty {
      try Self.write(bytes, to: path)
    } else {
      Console.write(bytes: bytes)
    }
  }

  private static func text(_ finding: Finding) -> String { "\(finding.message) [\(finding.rule)]" }

  private static func place(_ location: Location, _ end: KeyPath<Location, Point>) -> String {
    let point = location[keyPath: end]
    return "\(Path.absolute(location.path, in: "/")):\(point.line):\(point.column)"
  }

  private static func diagnostic(_ finding: Finding) -> JSONValue {
    var fields: [String: JSONValue] = [
      "category": .string(finding.rule), "posn": .string(place(finding.location, \.start)),
      "end": .string(place(finding.location, \.end)), "message": .string(text(finding)),
    ]
    if !finding.related.isEmpty {
      fields["related"] = .array(
        finding.related.map { related in
          [
            "posn": .string(place(related.location, \.start)), "end": .string(place(related.location, \.end)),
            "message": .string(related.message),
          ]
        })
    }
    if let fix = finding.fix {
      let edits = fix.edits.map { edit -> JSONValue in
        [
          "filename": .string(Path.absolute(edit.path, in: "/")), "start": .int(edit.start),
          "end": .int(edit.end), "new": .string(edit.text),
        ]
      }
      // The go command passes over what it does not know; `contrib/goanalysis` reads it.
      fields["suggested_fixes"] = [
        ["message": .string(fix.title), "edits": .array(edits), "safety": .string(fix.safety.rawValue)]
      ]
    }
    return .object(fields)
  }
}
