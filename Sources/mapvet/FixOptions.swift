import ArgumentParser
import Lint

/// What is done about findings beside reporting them.
struct FixOptions: ParsableArguments {
  @Flag(help: "Apply the fixes that leave what the program does as it is, and report what is left.")
  var fix = false

  @Flag(
    name: .customLong("unsafe-fixes"),
    help: "With --fix or --diff: also fixes that a person should look at.")
  var unsafeFixes = false

  @Flag(
    help:
      "Print what --fix and --add-ignore would change as a unified diff, and change nothing; leave with 1 if there is any."
  )
  var diff = false

  @Option(
    name: .customLong("add-ignore"),
    help: ArgumentHelp(
      "Write a directive above every finding that is left, to adopt mapvet as things stand.", valueName: "reason"))
  var addIgnore: String?

  /// What is asked for; nil for nothing.
  func request() throws -> FixRequest? {
    guard fix || diff || addIgnore != nil else {
      if unsafeFixes { throw Failure("--unsafe-fixes goes with --fix or --diff") }
      return nil
    }
    var request = FixRequest()
    if let reason = addIgnore {
      if let problem = FixIgnores.problem(withReason: reason) {
        throw Failure("'\(reason)' in --add-ignore \(problem): say in one line why the findings stay")
      }
      request.ignoreReason = reason.split(separator: " ").joined(separator: " ")
    }
    if unsafeFixes, !fix, !diff { throw Failure("--unsafe-fixes goes with --fix or --diff") }
    // A diff of directives alone is one of --add-ignore.
    if fix || unsafeFixes || (diff && addIgnore == nil) { request.safeties = unsafeFixes ? [.safe, .unsafe] : [.safe] }
    return request
  }
}
