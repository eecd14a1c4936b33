import ArgumentParser
import Glibc
import Lint
import Rules

/// Runs the rules over the labelled repositories: how many findings are true, and what changed since another build.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract:
      "Tell the precision of each rule on labelled findings (testdata/corpus/verdicts.tsv), and what another build found.",
    discussion: """
      The mirrors are bare clones, DIR/OWNER+NAME/repo or DIR/OWNER+NAME; golang/go is the source of the Go installation, where its version is that of the label. \
      Labels of other sources are not replayed. Precision is that of findings at medium confidence and above which this build reports and a person judged.

      To compare two builds, save what the first finds with --findings FILE and give it to the second as --before FILE.
      """
  )

  @Option(help: "The folder of the mirrors.")
  var mirrors: String

  @Option(help: "The table of judged findings.")
  var verdicts = "testdata/corpus/verdicts.tsv"

  @Option(help: ArgumentHelp("Only repositories that begin with this.", valueName: "text"))
  var only: String?

  @Option(help: ArgumentHelp("Only these rules, separated by commas.", valueName: "rules"))
  var rules: String?

  @Option(help: ArgumentHelp("A folder that keeps the checkouts for the next run.", valueName: "dir"))
  var keep: String?

  @Option(help: ArgumentHelp("The Go installation, as for mapvet.", valueName: "dir"))
  var goroot: String?

  @Option(help: ArgumentHelp("Save what is found, a line each.", valueName: "file"))
  var findings: String?

  @Option(help: ArgumentHelp("Print what differs from the findings that another build saved.", valueName: "file"))
  var before: String?

  @Option(help: ArgumentHelp("Write the precision of each rule, for the documentation.", valueName: "file"))
  var write: String?

  func validate() throws {
    // A part of the counts would replace the whole file.
    if write != nil, only != nil || rules != nil {
      throw ValidationError(
        "--write counts all rules in all repositories: leave out \(only != nil ? "--only" : "--rules")")
    }
  }

  func run() throws {
    let labels = try CorpusLabel.parse(try text(of: verdicts), path: verdicts)
    let earlier = try before.map { Set(try text(of: $0).split(separator: "\n").map(String.init)) }
    let ids = try chosenRules()
    var found: [CorpusFinding] = []
    var replayed: Set<CorpusSource> = []
    for source in Set(labels.map(\.source)).sorted() where only.map(source.repository.hasPrefix) ?? true {
      guard let tree = try tree(of: source) else { continue }
      replayed.insert(source)
      found += try lint(tree.root, source, ids)
    }
    let scores = CorpusScore.scores(ids, found, labels.filter { replayed.contains($0.source) })
    for line in CorpusScore.table(scores) { print(line) }
    print("\n\(replayed.count) repositories")
    if let write { try writeFile(write, CorpusScore.file(scores)) }
    let lines = found.map(\.line)
    if let findings { try writeFile(findings, lines.map { $0 + "\n" }.joined()) }
    guard let earlier else { return }
    let now = Set(lines)
    for line in earlier.subtracting(now).sorted() { print("-\t\(line)") }
    for line in now.subtracting(earlier).sorted() { print("+\t\(line)") }
  }

  private func text(of path: String) throws -> String {
    let bytes = try readFile(path)
    defer { bytes.deallocate() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func chosenRules() throws -> [String] {
    let all = allRules.map { $0.meta.id }
    guard let rules else { return all }
    let named = rules.split(separator: ",").map(String.init)
    if let unknown = named.first(where: { !all.contains($0) }) { throw ValidationError("unknown rule '\(unknown)'") }
    return named
  }

  /// The files of a source, as long as the value lives; nil for one that is not at hand.
  private func tree(of source: CorpusSource) throws -> (root: String, checkout: Checkout?)? {
    if source.repository == "golang/go" {
      guard let goroot, let version = try? text(of: goroot + "/VERSION"),
        version.split(separator: "\n").first.map(String.init) == source.commit
      else { return nil }
      return (goroot + "/src", nil)
    }
    let name = source.repository.replacing("/", with: "+")
    guard source.commit.count == 40, let mirror = Checkout.mirror(of: source.repository, in: mirrors) else {
      return nil
    }
    let checkout = try Checkout(
      mirror: mirror, commit: source.commit, kept: keep.map { "\($0)/\(name)@\(source.commit)" })
    return (checkout.root, checkout)
  }

  private func lint(_ root: String, _ source: CorpusSource, _ ids: [String]) throws -> [CorpusFinding] {
    var selection = RuleSelection()
    selection.select = ids
    var options = RunOptions()
    options.goroot = goroot.map { $0.hasPrefix("/") ? $0 : "\(workingDirectory())/\($0)" }
    options.minConfidence = .low
    let driver = Driver(selection: try selection.resolve(allRules), all: allRules, options: options)
    // Paths in findings are relative to the working directory.
    let before = workingDirectory()
    guard chdir(root) == 0 else { throw FileError(path: root, code: errno) }
    defer { chdir(before) }
    return driver.run().result.findings.map { finding in
      let place = "\(finding.location.path):\(finding.location.start.line)"
      return CorpusFinding(source: source, place: place, finding: finding)
    }
  }
}

/// One version of a repository.
struct CorpusSource: Hashable, Comparable {
  var repository: String
  var commit: String

  static func < (a: CorpusSource, b: CorpusSource) -> Bool { (a.repository, a.commit) < (b.repository, b.commit) }
}

/// A finding that a person judged.
struct CorpusLabel {
  var source: CorpusSource
  /// `path:line`, relative to the repository.
  var place: String
  var rule: String
  var isTrue: Bool

  /// The rows of a table with a header.
  static func parse(_ text: String, path: String) throws -> [CorpusLabel] {
    var labels: [CorpusLabel] = []
    for (index, line) in text.split(separator: "\n").enumerated() where index > 0 {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 7, ["true", "false"].contains(cells[5]) else {
        throw ValidationError("\(path):\(index + 1): not seven columns with true or false in the sixth")
      }
      labels.append(
        CorpusLabel(
          source: CorpusSource(repository: cells[0], commit: cells[1]), place: cells[2], rule: cells[3],
          isTrue: cells[5] == "true"))
    }
    return labels
  }
}

/// What this build reports in a repository.
struct CorpusFinding {
  var source: CorpusSource
  var place: String
  var finding: Finding

  /// For comparison with other builds.
  var line: String {
    [source.repository, source.commit, place, finding.rule, finding.confidence.rawValue, finding.message]
      .joined(separator: "\t")
  }
}
