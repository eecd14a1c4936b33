import ArgumentParser
import Glibc
import Lint
import Rules

/// Replays bug fixes of public repositories: what was mended must be reported before the fix and not after it.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Score the rules on labelled bug fixes (testdata/corpus/history.tsv).",
    discussion: """
      The mirrors are bare clones, DIR/OWNER+NAME/repo or DIR/OWNER+NAME. Each row is linted in the commit before the fix and in the fix: the \
      folder of the labelled file, with the repository's other Go files at hand for types; where one of its rules asks what other packages do, \
      the whole repository.
      """
  )

  @Option(help: "The folder of the mirrors.")
  var mirrors: String

  @Option(help: "The table of fixes.")
  var rows = "testdata/corpus/history.tsv"

  @Option(help: ArgumentHelp("Only rows whose repository, fix or first rule begins with this.", valueName: "text"))
  var only: String?

  @Option(help: ArgumentHelp("A folder that keeps the checkouts for the next run.", valueName: "dir"))
  var keep: String?

  @Option(help: ArgumentHelp("The Go installation, as for mapvet.", valueName: "dir"))
  var goroot: String?

  func run() throws {
    let bytes = try readFile(rows)
    defer { bytes.deallocate() }
    let all = try HistoryRow.parse(String(decoding: bytes, as: UTF8.self), path: rows)
    let chosen = all.filter { row in
      guard let only else { return true }
      return [row.repository, row.fix, row.rules.first ?? ""].contains { $0.hasPrefix(only) }
    }
    var pairs: [HistoryPair] = []
    var rest = chosen[...]
    while let first = rest.first {
      let sameFix = rest.prefix { $0.repository == first.repository && $0.fix == first.fix }
      rest = rest.dropFirst(sameFix.count)
      pairs += try score(Array(sameFix))
    }
    printPairs(pairs)
    printTotals(pairs, "rule") { $0.row.rules.first ?? "" }
    printTotals(pairs, "repository") { $0.row.repository }
  }

  /// Rows of one fix, over one checkout of each of its two commits.
  private func score(_ rows: [HistoryRow]) throws -> [HistoryPair] {
    guard let first = rows.first else { return [] }
    guard let mirror = Checkout.mirror(of: first.repository, in: mirrors) else {
      throw ValidationError("\(mirrors) has no bare clone of \(first.repository)")
    }
    let kept = keep.map { "\($0)/\(first.repository.replacing("/", with: "+"))@" }
    let parent = try Checkout(mirror: mirror, commit: first.parent, kept: kept.map { $0 + first.parent })
    let fix = try Checkout(mirror: mirror, commit: first.fix, kept: kept.map { $0 + first.fix })
    return try rows.map { row in
      let known = row.rules.filter { id in allRules.contains { $0.meta.id == id } }
      guard !known.isEmpty else { return HistoryPair(row: row, outcome: .noRule) }
      return HistoryPair(row: row, parent: try lint(row, known, parent), fix: try lint(row, known, fix))
    }
  }

  private func lint(_ row: HistoryRow, _ rules: [String], _ checkout: Checkout) throws -> [Finding] {
    var selection = RuleSelection()
    selection.select = rules
    selection.preview = true
    var options = RunOptions()
    let root = checkout.root
    let asksOthers = allRules.contains { rules.contains($0.meta.id) && $0.asksOthers }
    let folder = row.path.lastIndex(of: "/").map { "\(root)/\(row.path[..<$0])" } ?? root
    // The folder itself may be one that patterns with dots leave out.
    options.patterns = asksOthers ? [folder, "\(root)/..."] : [folder]
    options.goroot = goroot
    options.minConfidence = .low
    let resolved = try selection.resolve(allRules)
    return Driver(selection: resolved, all: allRules, options: options).run().result.findings
  }

  // MARK: Text

  private func printPairs(_ pairs: [HistoryPair]) {
    for pair in pairs {
      let row = pair.row
      let lines = row.lines.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      let cells = [
        row.repository, String(row.fix.prefix(12)), row.rules.joined(separator: ","),
        "\(row.path):\(lines.joined(separator: ","))", pair.outcome.rawValue, pair.detail,
      ]
      print(cells.joined(separator: "\t"))
    }
  }

  private func printTotals(_ pairs: [HistoryPair], _ title: String, by key: (HistoryPair) -> String) {
    print("\n\(title)\tpairs\treported before\ttold apart")
    let groups = Dictionary(grouping: pairs, by: key).sorted { $0.key < $1.key }
    for (name, pairs) in groups + [("all", pairs)] {
      let reported = pairs.count { $0.outcome == .toldApart || $0.outcome == .inBoth }
      let apart = pairs.count { $0.outcome == .toldApart }
      print("\(name)\t\(pairs.count)\t\(reported)\t\(apart)")
    }
  }
}

/// A row with what the rules say before and after the fix.
struct HistoryPair {
  enum Outcome: String {
    case toldApart = "told apart"
    case inBoth = "reported in both"
    case missed
    case noRule = "no such rule"
  }

  var row: HistoryRow
  var outcome: Outcome
  /// The finding that decided, or what else was reported.
  var detail = ""

  init(row: HistoryRow, outcome: Outcome) {
    self.row = row
    self.outcome = outcome
  }

  init(row: HistoryRow, parent: [Finding], fix: [Finding]) {
    self.row = row
    let reported = parent.filter(row.isAbout)
    if let first = reported.first {
      let left = fix.first { finding in row.isNamed(finding) || reported.contains { Self.isSame($0, finding) } }
      outcome = left == nil ? .toldApart : .inBoth
      detail = Self.text(left ?? first)
    } else {
      outcome = .missed
      detail = "\(parent.count) other findings in the package"
    }
  }

  /// Whether two findings of different commits are one: the same place, or the same words about the same function of one file.
  private static func isSame(_ a: Finding, _ b: Finding) -> Bool {
    if a.fingerprint == b.fingerprint { return true }
    return a.rule == b.rule && a.function == b.function && fileName(a) == fileName(b)
      && a.message.filter { !$0.isNumber } == b.message.filter { !$0.isNumber }
  }

  /// What lies in a package-level literal is in no function, in any file.
  private static func fileName(_ finding: Finding) -> Substring {
    finding.location.path.split(separator: "/").last ?? ""
  }

  private static func text(_ finding: Finding) -> String {
    "\(finding.location.start.line): \(finding.message) [\(finding.rule)]"
  }
}
