import ArgumentParser
import GoPackages
import Lint
import Rules

/// Where settings come from beside the options themselves.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Set a key of the configuration, over what the file says; repeatable: --config fail-on=error.",
      valueName: "key=value"))
  var config: [String] = []

  @Flag(help: "Read no \(Configurations.fileName).")
  var isolated = false

  /// - Parameters:
  ///   - options: what the other options say; it holds over everything else.
  ///   - last: what is taken away from that.
  ///   - move: files that stand in for others.
  func configurations(
    _ options: Configuration = Configuration(), last: [Configuration] = [], move: Configurations.Move? = nil
  ) throws -> Configurations {
    let settings = try config.map { try Configurations.read(setting: $0, rules: allRules) }
    return Configurations(
      rules: allRules, overrides: settings + [options] + last, isIsolated: isolated,
      workingDirectory: WorkingDirectory.current().absolute("."), move: move)
  }
}

extension Failure {
  /// The first of the mistakes, in one line.
  init(_ failure: ConfigurationFailure) {
    let more = failure.problems.count - 1
    let rest = more > 0 ? " (and \(more) more: `mapvet config verify` lists all)" : ""
    self.init("\(failure.problems.first.map(\.description) ?? "wrong configuration")\(rest)")
  }
}
