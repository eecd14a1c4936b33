import ArgumentParser
import Glibc
import GoPackages
import Lint
import Rules

/// Looks at configurations.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Find, show and check \(Configurations.fileName).",
    discussion: """
      The nearest \(Configurations.fileName) from a file's folder upwards holds for it. docs/configuration.md describes \
      every key; docs/mapvet.schema.json is a JSON schema for editors.
      """,
    subcommands: [PathCommand.self, ShowCommand.self, VerifyCommand.self]
  )

  /// `mapvet config path`
  struct PathCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "path", abstract: "Print the configuration file that holds for a file or folder.")

    @Argument(help: "The file or folder.") var path = "."
    @OptionGroup var options: ConfigurationOptions

    func run() throws {
      let place = try ConfigCommand.place(of: path, options)
      guard let file = place.file else {
        return Console.error("no \(Configurations.fileName) from \(path) upwards: the defaults hold")
      }
      Console.write(WorkingDirectory.current().shown(file) + "\n")
    }
  }

  /// `mapvet config show`
  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print what holds for a file or folder, as a configuration file.")

    @Argument(help: "The file or folder.") var path = "."
    @OptionGroup var options: ConfigurationOptions

    func run() throws {
      let place = try ConfigCommand.place(of: path, options)
      let source = place.file.map { WorkingDirectory.current().shown($0) } ?? "no file: the defaults"
      Console.write("# \(source)\n\(ConfigurationText(place, rules: allRules).text)")
    }
  }

  /// `mapvet config verify`
  struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Say everything that is wrong with configuration files.")

    @Argument(help: "Files to check, or folders whose nearest file is checked.") var paths = ["."]

    func run() throws {
      var isWrong = false
      for path in paths {
        do {
          guard let file = try check(path) else {
            Console.error("no \(Configurations.fileName) from \(path) upwards")
            continue
          }
          Console.write("\(file): correct\n")
        } catch let failure as ConfigurationFailure {
          isWrong = true
          for problem in failure.problems { Console.error(problem.description) }
        }
      }
      if isWrong { throw ExitStatus.wrongUse }
    }

    /// The file that was checked.
    private func check(_ path: String) throws -> String? {
      let here = WorkingDirectory.current()
      let configurations = Configurations(rules: allRules, workingDirectory: here.absolute("."))
      let absolute = here.absolute(path)
      guard Path.base(absolute).hasSuffix(".yml") || Path.base(absolute).hasSuffix(".yaml") else {
        guard access(absolute, F_OK) == 0 else { throw Failure("\(path): \(Console.lastError)") }
        return try configurations.place(of: absolute).file.map { here.shown($0) }
      }
      _ = try configurations.read(absolute)
      return here.shown(absolute)
    }
  }

  private static func place(of path: String, _ options: ConfigurationOptions) throws -> ConfiguredPlace {
    let absolute = WorkingDirectory.current().absolute(path)
    return try options.configurations().place(of: absolute.hasSuffix(".go") ? Path.parent(absolute) : absolute)
  }
}
