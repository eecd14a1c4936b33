import ArgumentParser
import GoPackages
import Lint

/// What is old, so that only the rest is reported.
struct NewOptions: ParsableArguments {
  @Option(
    name: .customLong("new-from-rev"),
    help: ArgumentHelp("Report only findings that are not there at this git revision.", valueName: "rev"))
  var revision: String?

  @Option(
    name: .customLong("new-from-merge-base"),
    help: ArgumentHelp(
      "Report only findings that are not there where this branch and HEAD part.", valueName: "branch"))
  var branch: String?

  @Option(
    name: .customLong("new-from-patch"),
    help: ArgumentHelp(
      "Report only findings that are not there before this patch, which is applied already; - is standard input.",
      valueName: "file"))
  var patch: String?

  /// Finds the earlier state, so that what is wrong with it is known before any work; nil where all is new.
  func earlier(_ patterns: [String]) throws -> EarlierFindings? {
    let given = [("--new-from-rev", revision), ("--new-from-merge-base", branch), ("--new-from-patch", patch)]
      .filter { $0.1 != nil }
    if given.count > 1 { throw Failure("\(given[0].0) and \(given[1].0) exclude each other") }
    guard !given.isEmpty else { return nil }
    if patterns.contains("-") { throw Failure("\(given[0].0) compares files, not standard input") }
    let folder = try TemporaryFolder()
    do {
      if let revision {
        return try EarlierFindings(folder, .revision(try Git(folder: folder).revision(revision, for: given[0].0)))
      }
      if let branch {
        return try EarlierFindings(folder, .revision(try Git(folder: folder).mergeBase(with: branch, for: given[0].0)))
      }
      return try EarlierFindings(folder, .patch(try Patch(patch ?? "", folder)))
    } catch {
      folder.remove()
      throw error
    }
  }
}
