import ArgumentParser
import Lint

/// Does the work of a run up to a stage: what `bench` measures.
struct StageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stage",
    abstract: "Do the work of a run up to a stage (parse, types, flow) for everything, to be measured.",
    shouldDisplay: false
  )

  @Argument(help: "The stage.")
  var stage: StageRun.Stage

  @Argument(help: ArgumentHelp("What to work on, as `mapvet` takes it.", valueName: "pattern"))
  var patterns: [String] = []

  @OptionGroup var options: TypeOptions

  func run() throws {
    let done = StageRun(options: options.runOptions(patterns)).run(stage)
    print("\(done.files) files, \(done.typed) expressions with a type")
  }
}

extension StageRun.Stage: ExpressibleByArgument {}
