import ArgumentParser
import Glibc
import GoSyntax
import Lint

/// The command line's root and its way to an exit status.
@main
struct Mapvet: ParsableCommand {
  static let version = "0.1.0"
  static let versionLine = "mapvet \(version)"

  static let configuration = CommandConfiguration(
    commandName: "mapvet",
    abstract: "Find the ways Go programs misuse maps, the memory behind them and the locks around them.",
    discussion: """
      mapvet reads Go source; it needs no Go toolchain and no build. Without a subcommand it checks: \
      `mapvet ./...` is `mapvet check ./...`.

      Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or unreadable input, 3 a bug of mapvet.
      """,
    version: versionLine,
    subcommands: [
      CheckCommand.self, AuditCommand.self, RulesCommand.self, ExplainCommand.self, BaselineCommand.self,
      ConfigCommand.self,
      InitCommand.self, LspCommand.self, VersionCommand.self,
    ],
    defaultSubcommand: CheckCommand.self
  )

  static func main() {
    Effort.begin()
    Signals.install()
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      try check(arguments)
      if VetTool.isAsked(arguments) {
        try VetTool.run(arguments)
        leave(.clean)
      }
      var command = try parseAsRoot()
      try Parser.selfCheck()
      try command.run()
    } catch let failure as Failure {
      Console.error(failure.message)
      leave(.wrongUse)
    } catch let failure as ConfigurationFailure {
      Console.error(Failure(failure).message)
      leave(.wrongUse)
    } catch let error as ParserError {
      Console.error(error.description)
      leave(.bug)
    } catch let status as ExitStatus {
      leave(status)
    } catch {
      let code = exitCode(for: error)
      guard code != .success else {
        Console.write(fullMessage(for: error) + "\n")
        leave(.clean)
      }
      // ArgumentParser's text, as one line: its usage block would drown the cause.
      let text = message(for: error).split(separator: "\n").joined(separator: " ")
      Console.error("\(text) (see `mapvet --help`)")
      leave(.wrongUse)
    }
    leave(.clean)
  }

  /// What no command can do with.
  private static func check(_ arguments: [String]) throws {
    guard Console.hasWorkingDirectory else {
      throw Failure("the working directory is gone: change to one that is there")
    }
    // The parser would take the next argument for the value.
    let empty = arguments.prefix { $0 != "--" }.first { text in
      text.hasPrefix("--") && text.hasSuffix("=") && !text.dropLast().contains("=")
    }
    if let empty { throw Failure("\(empty) has no value: write one behind it, or leave the option out") }
    // What is no command is taken for a pattern.
    guard let first = arguments.first, !first.contains("/"), !first.contains("."), !first.hasPrefix("-"),
      access(first, F_OK) != 0
    else { return }
    let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !commands.contains(first), let near = Nearest.match(first, in: commands) else { return }
    throw Failure("there is no file and no command '\(first)': did you mean 'mapvet \(near)'?")
  }

  private static func leave(_ status: ExitStatus) -> Never { exitProcess(status) }
}

/// The meaning of the process's status.
enum ExitStatus: Int32, Error {
  case clean = 0
  case findings = 1
  case wrongUse = 2
  case bug = 3
}

/// Wrong use or input that cannot be read: one line that names it and the mend.
struct Failure: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
