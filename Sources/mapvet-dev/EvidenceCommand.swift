import ArgumentParser
import Glibc
import Lint

/// Runs the programs that show what rules claim, and keeps their figures for the rules' metas.
struct EvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Run the Go programs of testdata/evidence and write their figures to rules/EvidenceFigures.swift.",
    discussion: """
      Each program states its claims and fails where one does not hold; so does this command. It runs them with Go \
      \(Evidence.measuredVersions.joined(separator: ", ")), which `script/bootstrap evidence` installs, and again under the race \
      detector where there is a race to see, which takes a C compiler (CC, or cc). What fixes make of the test data of the rules \
      (flagged.go.fixed) is vetted and held against gofmt with the same Gos, where go.mod asks for no later one.

      A number that differs by less than a fifth from the one that is kept is not worth a change.
      """
  )

  @Flag(help: "Write nothing; leave with 1 where a figure is not as it is kept.")
  var check = false

  @Option(help: ArgumentHelp("Only this version of Go; repeatable.", valueName: "version"))
  var go: [String] = []

  @Option(help: ArgumentHelp("Only the program of this rule; repeatable.", valueName: "rule"))
  var only: [String] = []

  @Flag(name: .customLong("without-race"), help: "Leave out the race detector.")
  var withoutRace = false

  @Option(help: "The root of the repository.")
  var root = "."

  func validate() throws {
    for version in go where !Evidence.measuredVersions.contains(version) {
      throw ValidationError("no Go \(version) is measured: \(Evidence.measuredVersions.joined(separator: ", ")) are")
    }
  }

  func run() throws {
    let path = "\(root)/rules/EvidenceFigures.swift"
    let kept = FigureTable(source: try? readText(path))
    var table = kept
    let root = try absolute(root)
    let run = EvidenceRun(root: root, only: only, isRaced: !withoutRace)
    var failures: [String] = []
    for version in Evidence.measuredVersions where go.isEmpty || go.contains(version) {
      let installed = try EvidenceGo(version, root: root)
      let (figures, failed) = try run.measure(installed)
      failures += failed
      if only.isEmpty { failures += try FixedFiles(root: root).check(installed) }
      table.replace(figures, of: version, isWhole: only.isEmpty, isRaced: !withoutRace)
    }
    for failure in failures { writeError(failure) }
    guard failures.isEmpty else { throw ExitCode(1) }
    // Text that differs in layout alone is stale too.
    guard table != kept || table.source != (try? readText(path)) else { return }
    for line in table.differences(from: kept) { print(line) }
    if check {
      print(
        "\(path) is stale: run `.build/release/mapvet-dev evidence`, then build and run `.build/release/mapvet-dev docs`"
      )
      throw ExitCode(1)
    }
    try writeFile(path, table.source)
    print("wrote \(path)")
  }

  private func absolute(_ path: String) throws -> String {
    guard let buffer = realpath(path, nil) else { throw FileError(path: path, code: errno) }
    defer { free(buffer) }
    return String(cString: buffer)
  }
}
