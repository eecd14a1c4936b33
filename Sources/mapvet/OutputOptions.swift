import ArgumentParser
import Glibc
import Lint
import Reports

/// Where reports go and in which form.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a report as FORMAT to standard output, or to PATH; repeatable. Formats: \(Self.formatNames).",
      valueName: "format[:path]"))
  var output: [String] = []

  @Option(help: ArgumentHelp("Colour in pretty reports: auto, always or never.", valueName: "when"))
  var color = "auto"

  @Flag(name: .shortAndLong, help: "No summary, notices or progress.")
  var quiet = false

  @Flag(help: "Print counts by rule and of what could not be resolved, to standard error.")
  var statistics = false

  @Flag(name: .customLong("show-files"), help: "List every Go file with why it is linted or not, and stop.")
  var showFiles = false

  /// One report to write; nil stands for standard output.
  struct Destination {
    var format: ReportFormat
    var path: String?
  }

  private static var formatNames: String { ReportFormat.allCases.map(\.rawValue).joined(separator: ", ") }

  func outputs() throws -> [Destination] {
    guard ["auto", "always", "never"].contains(color) else {
      throw Failure("unknown value '\(color)' in --color: use auto, always or never")
    }
    guard !output.isEmpty else {
      return [
        Destination(
          format: Console.standardOutputIsTerminal ? .pretty : .text, path: nil)
      ]
    }
    let destinations = try output.map { text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let format = ReportFormat(rawValue: parts[0]) else {
        let hint =
          Nearest.match(parts[0], in: ReportFormat.allCases.map(\.rawValue)).map { ": did you mean '\($0)'?" } ?? ""
        throw Failure("unknown format '\(parts[0])' in --output\(hint) (formats: \(Self.formatNames))")
      }
      guard parts.count == 1 || !parts[1].isEmpty else {
        throw Failure("'\(text)' in --output names no path: write FORMAT or FORMAT:PATH")
      }
      return Destination(format: format, path: parts.count > 1 ? parts[1] : nil)
    }
    if destinations.filter({ $0.path == nil }).count > 1 {
      throw Failure("only one --output can go to standard output: give the others a path, as in sarif:mapvet.sarif")
    }
    return destinations
  }

  /// - Parameter given: sources that are not as on disk, by path: those from standard input.
  func write(_ outcome: RunOutcome, to destinations: [Destination], given: [String: [UInt8]]) throws {
    var context = ReportContext(version: Mapvet.version, workingDirectory: Console.workingDirectory)
    context.sources = SourceTexts(workingDirectory: Console.workingDirectory, given: given)
    context.isGitHubActions = Console.environment("GITHUB_ACTIONS") == "true"
    context.width = Console.width
    context.showsSummary = !quiet
    let isPlain = Console.environment("NO_COLOR").map { !$0.isEmpty } ?? false
    for destination in destinations {
      context.usesColor =
        color == "always"
        || (color == "auto" && destination.path == nil && Console.standardOutputIsTerminal && !isPlain)
      for note in try write(outcome.result, destination, context) { Console.error(note) }
    }
  }

  private func write(_ result: RunResult, _ destination: Destination, _ context: ReportContext) throws -> [String] {
    var descriptor: Int32 = 1
    if let path = destination.path {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
      }
    }
    defer { if descriptor != 1 { close(descriptor) } }
    var isWhole = true
    let target = descriptor
    let sink = ByteSink { bytes in
      if isWhole { isWhole = Console.writeAll(target, UnsafeRawBufferPointer(bytes)) }
    }
    let notes = destination.format.render(result, context, to: sink)
    if !isWhole {
      throw Failure("cannot write \(destination.path ?? "standard output"): \(String(cString: strerror(errno)))")
    }
    return notes
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
    for meta in result.rules {
      let count = result.findings.reduce(0) { $0 + ($1.rule == meta.id ? 1 : 0) }
      Console.error("\(meta.id): \(count)")
    }
  }
}
