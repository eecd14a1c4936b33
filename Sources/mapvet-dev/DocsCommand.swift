import ArgumentParser
import Glibc
import Lint
import Reports
import Rules

/// Writes the documentation of the rules, which is made of their metas: tables, a page for each and a chart of its figures.
struct DocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs",
    abstract:
      "Write the pages of docs/rules, rules/README.md, the table of rules in README.md, and the configuration's page and schema."
  )

  @Flag(help: "Write nothing; leave with 1 and name the files that are not as they should be.")
  var check = false

  @Option(help: "The root of the repository.")
  var root = "."

  private static let start = "<!-- rules: written by `mapvet-dev docs` -->"
  private static let end = "<!-- end of rules -->"

  func run() throws {
    let metas = allRules.map { $0.meta }
    let precision = try PrecisionTable(path: path(Self.precision), rules: metas.map(\.id))
    let short = metas.map { meta in
      [
        "[`\(meta.id)`](docs/rules/\(meta.id).md)", meta.summary, meta.severity.rawValue, meta.stage.name,
        precision[meta.id],
      ]
    }
    let table = Self.table(["rule", "finds", "level", "stage", "precision (labels)"], short)
    var files = [
      ("rules/README.md", catalogue()),
      ("README.md", try Self.replacing(readText(path("README.md")), with: table)),
      ("\(Self.folder)/README.md", index(precision)), ("docs/configuration.md", ConfigurationPage(allRules).text),
      ("docs/mapvet.schema.json", ConfigurationSchema(allRules).text),
    ]
    for meta in metas {
      let chart = RuleChart.svg(meta)
      files.append(
        (
          "\(Self.folder)/\(meta.id).md",
          RuleText.markdown(meta, chart: chart.map { _ in "\(meta.id).svg" }, precision: precision[meta.id])
            + Self.origin
        ))
      if let chart { files.append(("\(Self.folder)/\(meta.id).svg", chart)) }
    }
    for meta in RuleMeta.directiveRules {
      files.append(("\(Self.folder)/\(meta.id).md", RuleText.markdown(meta) + Self.origin))
    }
    var isStale = false
    if !check { for folder in ["docs", Self.folder] { mkdir(path(folder), 0o777) } }
    for (name, text) in files where (try? readText(path(name))) != text {
      isStale = true
      if check {
        print("\(name) is stale: run `.build/release/mapvet-dev docs`")
      } else {
        try writeFile(path(name), text)
        print("wrote \(name)")
      }
    }
    for name in filesBeside(files.map(\.0)) {
      isStale = true
      if check {
        print("\(name) is of no rule: run `.build/release/mapvet-dev docs`")
      } else {
        guard unlink(path(name)) == 0 else { throw FileError(path: path(name), code: errno) }
        print("removed \(name)")
      }
    }
    if check && isStale { throw ExitCode(1) }
  }

  private static let folder = "docs/rules"
  private static let precision = "testdata/corpus/precision.tsv"
  private static let origin = "\n<!-- Written by `mapvet-dev docs` from the meta of the rule; do not edit. -->\n"

  /// The files of the folder of pages that are not among those that belong there.
  private func filesBeside(_ names: [String]) -> [String] {
    guard let stream = opendir(path(Self.folder)) else { return [] }
    defer { closedir(stream) }
    let expected = Set(names)
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix("."), !expected.contains("\(Self.folder)/\(name)") { found.append("\(Self.folder)/\(name)") }
    }
    return found.sorted()
  }

  private func path(_ name: String) -> String { "\(root)/\(name)" }

  // MARK: Text

  /// All of rules/README.md.
  private func catalogue() -> String {
    var blocks = [
      "# Rules",
      "<!-- Written by `mapvet-dev docs` from the metas of the rules; do not edit. -->",
      """
      `mapvet explain RULE` says why each matters, with an example, the mend, measured figures and limits. Stable rules that
      are on run by default; `--preview` adds the preview ones that are on; `--select RULE` runs any.
      """,
    ]
    for group in Group.allCases {
      let rules = allRules.filter { $0.meta.group == group }
      guard !rules.isEmpty else { continue }
      let rows = rules.map { rule in
        let meta = rule.meta
        return [
          "[`\(meta.id)`](\(group.rawValue)/\(rule).swift)", meta.summary, meta.severity.rawValue, meta.stage.name,
          meta.isOnByDefault ? "on" : "off",
        ]
      }
      blocks += ["## \(group.rawValue)", Self.table(["rule", "finds", "level", "stage", "default"], rows)]
    }
    let directives = RuleMeta.directiveRules.map { ["`\($0.id)`", $0.summary, $0.severity.rawValue] }
    blocks += [
      "## About suppressions",
      "Findings about mapvet's own directives. They run by default; `--ignore` leaves them out.",
      Self.table(["id", "finds", "level"], directives),
    ]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// The list of pages.
  private func index(_ precision: PrecisionTable) -> String {
    var blocks = [
      "# Rules",
      "<!-- Written by `mapvet-dev docs` from the metas of the rules; do not edit. -->",
      """
      Each page is what `mapvet explain RULE` prints: why it matters, an example and its mend, what was measured on \
      Go \(Evidence.measuredVersions.joined(separator: ", ")), limits, and what other tools report. The programs that were
      measured are in [testdata/evidence](../../testdata/evidence); `make evidence` runs them.
      """,
      """
      Precision is counted on public Go code: findings at medium confidence and above that the present build reports, and that
      someone judged after reading the source. `9 of 10` means that of ten such findings nine are true; — that none was judged. The
      verdicts, with their reasons, are in [testdata/corpus](../../testdata/corpus/README.md), which also says how to count again.
      """,
    ]
    for group in Group.allCases {
      let metas = allRules.map { $0.meta }.filter { $0.group == group }
      guard !metas.isEmpty else { continue }
      let rows = metas.map { meta in
        ["[`\(meta.id)`](\(meta.id).md)", meta.summary, meta.severity.rawValue, meta.stage.name, precision[meta.id]]
      }
      blocks += ["## \(group.rawValue)", Self.table(["rule", "finds", "level", "stage", "precision (labels)"], rows)]
    }
    let directives = RuleMeta.directiveRules.map { ["[`\($0.id)`](\($0.id).md)", $0.summary, $0.severity.rawValue] }
    blocks += ["## About suppressions", Self.table(["id", "finds", "level"], directives)]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    return ([line(head), "|" + String(repeating: " --- |", count: head.count)] + rows.map(line)).joined(separator: "\n")
  }

  /// A text with what stands between the two marks replaced.
  private static func replacing(_ text: String, with table: String) throws -> String {
    let before = text.split(separator: start, maxSplits: 1, omittingEmptySubsequences: false)
    let after = before.last?.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false) ?? []
    guard before.count == 2, after.count == 2 else {
      throw ValidationError("README.md lacks the lines '\(start)' and '\(end)' around its table of rules")
    }
    return "\(before[0])\(start)\n\n\(table)\n\n\(end)\(after[1])"
  }
}
