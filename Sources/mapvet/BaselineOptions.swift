import ArgumentParser
import Lint

/// Which findings are known.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file of known findings; else \(Baseline.fileName) beside \(Configurations.fileName), or at the git root.",
      valueName: "file"))
  var baseline: String?

  @Flag(name: .customLong("no-baseline"), help: "Report known findings too.")
  var noBaseline = false

  func apply(to configuration: inout Configuration) throws {
    if let baseline {
      if noBaseline { throw Failure("--baseline and --no-baseline exclude each other") }
      if baseline.isEmpty { throw Failure("--baseline names no file") }
      configuration.baseline = .file(baseline)
    } else if noBaseline {
      configuration.baseline = .off
    }
  }
}
