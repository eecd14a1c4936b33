import ArgumentParser
import Glibc
import Lint

/// Findings that are known and not reported again.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep known findings in \(Baseline.fileName), so that only new ones are reported.",
    discussion: """
      The file stands beside the nearest \(Configurations.fileName), else at the root of the git repository, else in the working \
      directory; `mapvet check` finds it there. An entry is a rule, a file, a function and the text of the place: code that \
      moves, even to another function or file, wakes nothing; what gets both a new file and a new function is new.

      Examples:
        mapvet baseline write ./...
        mapvet baseline
        mapvet baseline prune ./...
      """,
    subcommands: [WriteCommand.self, ShowCommand.self, PruneCommand.self],
    defaultSubcommand: ShowCommand.self
  )

  /// `mapvet baseline write`
  struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "write",
      abstract: "Write what there is to find now.",
      discussion:
        "Entries of files and rules that are not linted this time are kept. Takes all patterns and options of check."
    )

    @OptionGroup var lintOptions: LintOptions
    @Flag(name: .shortAndLong, help: "No notices.") var quiet = false

    mutating func run() throws {
      let known = try BaselineCommand.judge(lintOptions, areToBeWritten: true, quiet: quiet)
      for file in known.files {
        let renewed = file.renewed
        // A folder without findings needs no file, but one that was asked for.
        guard !renewed.entries.isEmpty || file.baseline != nil || known.files.count == 1 else { continue }
        try BaselineCommand.write(renewed, to: file.place.path)
        let kept = file.unseen.count
        let note = kept > 0 ? ", \(kept) of them kept from files and rules that were not linted" : ""
        Console.write("\(file.source): \(BaselineCommand.count(renewed.entries.count, "finding"))\(note)\n")
      }
    }
  }

  /// `mapvet baseline show`
  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "List the known findings (the default).")

    @OptionGroup var lintOptions: LintOptions

    mutating func run() throws {
      let known = try KnownFindings(of: try lintOptions.run(countsIdentifiers: false))
      for file in known.files {
        guard let baseline = file.baseline else {
          Console.error("no \(file.source): `mapvet baseline write` makes it")
          continue
        }
        Console.write("\(file.source): \(BaselineCommand.count(baseline.entries.count, "finding"))\n")
        for entry in baseline.entries {
          let place = [entry.key.path, entry.key.function].filter { !$0.isEmpty }.joined(separator: ": ")
          Console.write("  \(place): \(entry.key.expression) [\(entry.key.rule)]\n")
        }
      }
    }
  }

  /// `mapvet baseline prune`
  struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Remove entries whose finding is gone.",
      discussion: "Only entries of files and rules that are linted are judged. Takes all patterns and options of check."
    )

    @OptionGroup var lintOptions: LintOptions
    @Flag(name: .shortAndLong, help: "No notices.") var quiet = false

    mutating func run() throws {
      let known = try BaselineCommand.judge(lintOptions, areToBeWritten: false, quiet: quiet)
      for file in known.files {
        guard let baseline = file.baseline else {
          Console.error("no \(file.source): `mapvet baseline write` makes it")
          continue
        }
        if let pruned = file.pruned { try BaselineCommand.write(pruned, to: file.place.path) }
        let count = BaselineCommand.count(baseline.entries.count, "entry", "entries")
        Console.write("\(file.source): removed \(file.stale.count) of \(count)\n")
      }
    }
  }

  /// Lints, and says which entries still hold. Where something could not be read nothing can be judged.
  private static func judge(_ options: LintOptions, areToBeWritten: Bool, quiet: Bool) throws -> KnownFindings {
    if options.patterns.contains("-") { throw Failure("a baseline is of files, not of standard input") }
    let run = try options.run(countsIdentifiers: false)
    var known = try KnownFindings(of: run, areToBeWritten: areToBeWritten)
    let progress = Progress(isOn: !quiet && Console.standardErrorIsTerminal)
    var outcome = run.run { progress.update($0, of: $1) }
    progress.finish()
    known.apply(to: &outcome)
    try outcome.leave(run, quiet: quiet)
    guard !known.files.isEmpty else {
      throw Failure("baselines are turned off here: `baseline: false` or --no-baseline")
    }
    return known
  }

  private static func write(_ baseline: Baseline, to path: String) throws {
    let file = try NewFile(path)
    var text = baseline.text
    guard text.withUTF8({ file.write(UnsafeRawBufferPointer($0)) }) else {
      throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
    }
    try file.commit()
  }

  private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }
}
