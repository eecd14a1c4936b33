import ArgumentParser
import Glibc
import Lint
import Rules

/// Writes the tables of rules in the documentation, which are made of the rules' metas.
struct DocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs",
    abstract: "Write rules/README.md and the table of rules in README.md."
  )

  @Flag(help: "Write nothing; leave with 1 and name the files that are not as they should be.")
  var check = false

  @Option(help: "The root of the repository.")
  var root = "."

  private static let start = "<!-- rules: written by `mapvet-dev docs` -->"
  private static let end = "<!-- end of rules -->"

  func run() throws {
    let metas = allRules.map { $0.meta }
    let short = metas.map { ["`\($0.id)`", $0.summary, $0.severity.rawValue, $0.stage.name] }
    let table = Self.table(["rule", "finds", "level", "stage"], short)
    var isStale = false
    for (name, text) in [
      ("rules/README.md", catalogue()),
      ("README.md", try Self.replacing(Self.read(path("README.md")), with: table)),
    ] where try Self.read(path(name)) != text {
      isStale = true
      if check {
        print("\(name) is stale: run `.build/release/mapvet-dev docs`")
      } else {
        try Self.write(text, to: path(name))
        print("wrote \(name)")
      }
    }
    if check && isStale { throw ExitCode(1) }
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

  // MARK: Files

  private static func read(_ path: String) throws -> String {
    let bytes = try readFile(path)
    defer { bytes.deallocate() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw FileError(path: path, code: errno) }
    let isWritten = fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten else { throw FileError(path: path, code: errno) }
  }
}
