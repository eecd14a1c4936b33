import ArgumentParser
import Lint
import Reports

/// Where reports go and in which form.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a report as FORMAT to standard output, or to PATH; repeatable. Formats: \(Destination.formatNames).",
      valueName: "format[:path]"))
  var output: [String] = []

  @Option(help: ArgumentHelp("Colour in pretty reports: auto, always or never.", valueName: "when"))
  var color = "auto"

  @Flag(name: .shortAndLong, help: "No summary, notices or progress.")
  var quiet = false

  @Flag(help: "Print counts by rule and of what could not be resolved, to standard error.")
  var statistics = false

  @Flag(help: "Print the time and memory that the run took, to standard error.")
  var time = false

  @Flag(name: .customLong("show-files"), help: "List every Go file with why it is linted or not, and stop.")
  var showFiles = false

  typealias Destination = OutputDestination<ReportFormat>

  /// - Parameter withDiff: standard output is for a diff.
  func outputs(withDiff: Bool = false) throws -> [Destination] {
    guard ["auto", "always", "never"].contains(color) else {
      throw Failure("unknown value '\(color)' in --color: use auto, always or never")
    }
    guard !output.isEmpty else {
      if withDiff { return [] }
      return [
        Destination(
          format: Console.standardOutputIsTerminal ? .pretty : .text, path: nil)
      ]
    }
    let destinations = try Destination.parse(output)
    if withDiff, let taken = destinations.first(where: { $0.path == nil }) {
      throw Failure("--diff prints to standard output: give --output \(taken.format.rawValue) a path")
    }
    return destinations
  }

  /// - Parameters:
  ///   - given: sources that are not as on disk, by path: those from standard input.
  ///   - standardOutputIsTaken: what would go there goes to standard error.
  func write(
    _ outcome: RunOutcome, to destinations: [Destination], given: [String: [UInt8]],
    standardOutputIsTaken: Bool = false
  ) throws {
    var context = ReportContext(version: Mapvet.version, workingDirectory: Console.workingDirectory)
    context.sources = SourceTexts(workingDirectory: Console.workingDirectory, given: given)
    context.isGitHubActions = Console.environment("GITHUB_ACTIONS") == "true"
    context.sourceURL = Self.sourceURL
    context.width = Console.width
    context.showsSummary = !quiet
    // https://no-color.org; a dumb terminal shows the codes themselves.
    let isPlain = Console.environment("NO_COLOR").map { !$0.isEmpty } ?? false || Console.environment("TERM") == "dumb"
    for destination in destinations {
      context.usesColor =
        color == "always"
        || (color == "auto" && destination.path == nil && Console.standardOutputIsTerminal && !isPlain)
      let notes = try destination.write(standardOutput: standardOutputIsTaken ? 2 : 1) {
        destination.format.render(outcome.result, context, to: $0)
      }
      for note in notes { Console.error(note) }
    }
  }

  /// Where GitHub shows the commit that a workflow checked out: https://docs.github.com/actions/reference/workflows-and-actions/variables
  private static var sourceURL: String? {
    guard Console.environment("GITHUB_ACTIONS") == "true", let server = Console.environment("GITHUB_SERVER_URL"),
      let repository = Console.environment("GITHUB_REPOSITORY"), let commit = Console.environment("GITHUB_SHA")
    else { return nil }
    return "\(server)/\(repository)/blob/\(commit)"
  }

  func printStatistics(_ outcome: RunOutcome) {
    let result = outcome.result
    let figures = outcome.statistics
    Console.error(
      "\(result.files) files, \(result.packages) packages, \(figures.sourceBytes) bytes, \(result.parseErrors) with syntax errors"
    )
    let resolved = figures.identifiers - figures.unresolved
    Console.error("identifiers: \(figures.identifiers), resolved \(resolved), unknown \(figures.unresolved)")
    Console.error("suppressed: \(figures.suppressed), below --min-confidence: \(figures.belowConfidence)")
    if figures.known > 0 { Console.error("in the baseline: \(figures.known)") }
    if figures.before > 0 { Console.error("there before: \(figures.before)") }
    let counts = Dictionary(result.findings.map { ($0.rule, 1) }, uniquingKeysWith: +)
    for meta in result.rules { if let count = counts[meta.id] { Console.error("\(meta.id): \(count)") } }
    let silent = result.rules.count { counts[$0.id] == nil }
    if silent > 0 { Console.error("rules without findings: \(silent)") }
  }
}
