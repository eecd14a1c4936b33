import Foundation
import Testing

@Suite("mapvet-dev corpus")
struct CorpusTests {
  private static let head = "repository\tcommit\tplace\trule\tconfidence\tverdict\treason\n"

  private static func label(_ commit: String, _ place: String, _ verdict: String) -> String {
    "owner/name\t\(commit)\t\(place)\tnil-map-in-slice\thigh\t\(verdict)\twhy\n"
  }

  @Test func precisionIsThatOfJudgedFindingsStillReported() throws {
    let (folder, commits) = try Mirrors.make()
    let labels = [
      Self.label(commits[0], "p/p.go:6", "true"), Self.label(commits[0], "q/q.go:6", "false"),
      // Not reported here, judged true; and judged false, which costs nothing any more.
      Self.label(commits[0], "q/q.go:1", "true"), Self.label(commits[0], "q/q.go:2", "false"),
      // No such clone.
      "other/name\t\(commits[0])\tp.go:1\tnil-map-in-slice\thigh\ttrue\twhy\n",
    ]
    try folder.write("verdicts.tsv", Self.head + labels.joined())
    let arguments = [
      "corpus", "--mirrors", folder.path, "--verdicts", folder.path + "/verdicts.tsv", "--rules",
      "nil-map-in-slice,nil-map-write",
    ]
    let run = try Run.product("mapvet-dev", arguments + ["--findings", folder.path + "/found.tsv"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("\nnil-map-in-slice\t2\t0\t2\t1\t50 %\t1\n"))
    #expect(run.output.contains("\nnil-map-write\t0\t0\t0\t0\t-\t0\n"))
    let whole = try Run.product("mapvet-dev", arguments.dropLast(2) + ["--write", folder.path + "/precision.tsv"])
    #expect(whole.status == 0, "\(whole.errors)")
    let precision = try String(contentsOfFile: folder.path + "/precision.tsv", encoding: .utf8)
    #expect(precision.hasPrefix("rule\tfindings\tjudged\ttrue\n"))
    #expect(precision.contains("\nnil-map-in-slice\t2\t2\t1\nnil-map-write\t0\t0\t0\n"))

    let found = try String(contentsOfFile: folder.path + "/found.tsv", encoding: .utf8).split(separator: "\n")
    try #require(found.count == 2)
    #expect(found[0].hasPrefix("owner/name\t\(commits[0])\tp/p.go:6\tnil-map-in-slice\thigh\t"))
    // As if the other build had found the second and something else.
    try folder.write("before.tsv", "gone\n\(found[1])\n")
    let compared = try Run.product("mapvet-dev", arguments + ["--before", folder.path + "/before.tsv"])
    #expect(compared.output.hasSuffix("\n-\tgone\n+\t\(found[0])\n"))
  }

  /// A table of some rules or repositories would pass for one of all.
  @Test(arguments: [["--rules", "nil-map-write"], ["--only", "owner"]])
  func aPartOfTheCountsIsNotWritten(part: [String]) throws {
    let (folder, commits) = try Mirrors.make()
    try folder.write("verdicts.tsv", Self.head + Self.label(commits[0], "p/p.go:6", "true"))
    try folder.write("precision.tsv", "as it was\n")
    let run = try Run.product(
      "mapvet-dev",
      [
        "corpus", "--mirrors", folder.path, "--verdicts", folder.path + "/verdicts.tsv", "--write",
        folder.path + "/precision.tsv",
      ] + part)
    #expect(run.status != 0)
    #expect(run.errors.contains("--write counts all rules in all repositories: leave out \(part[0])\n"))
    #expect(try String(contentsOfFile: folder.path + "/precision.tsv", encoding: .utf8) == "as it was\n")
  }

  @Test func aRowThatIsNoRowIsNamed() throws {
    let folder = try Folder(["verdicts.tsv": Self.head + Self.label("c", "p.go:1", "perhaps")])
    let run = try Run.product(
      "mapvet-dev", ["corpus", "--mirrors", folder.path, "--verdicts", folder.path + "/verdicts.tsv"])
    #expect(run.status != 0)
    #expect(run.errors.contains("verdicts.tsv:2: not seven columns"))
  }
}
