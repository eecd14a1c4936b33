import Foundation
import TestSupport
import Testing

@Suite("documentation")
struct DocsTests {
  @Test func tablesOfRulesAreThoseOfTheMetas() throws {
    let run = try Run.product("mapvet-dev", ["docs", "--check", "--root", repositoryRoot.path])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test func staleTablesAreNamedAndRewritten() throws {
    let marks = "<!-- rules: written by `mapvet-dev docs` -->\n\nwritten earlier\n\n<!-- end of rules -->"
    let folder = try Folder([
      "README.md": "before\n\(marks)\nafter\n", "rules/README.md": "old\n", "docs/rules/gone.md": "# gone\n",
      "testdata/corpus/precision.tsv": Self.head + "large-map-value\t90\t10\t9\nnil-map-in-slice\t0\t0\t0\n",
    ])
    let arguments = ["docs", "--root", folder.path]
    let stale = try Run.product("mapvet-dev", arguments + ["--check"])
    #expect(stale.status == 1)
    #expect(stale.output.contains("rules/README.md is stale"))
    #expect(stale.output.contains("\nREADME.md is stale"))
    #expect(stale.output.contains("docs/rules/large-map-value.svg is stale"))
    #expect(stale.output.contains("docs/rules/gone.md is of no rule"))
    #expect(try Run.product("mapvet-dev", arguments).status == 0)
    #expect(try Run.product("mapvet-dev", arguments + ["--check"]).status == 0)
    let text = try String(contentsOfFile: folder.path + "/README.md", encoding: .utf8)
    #expect(text.hasPrefix("before\n<!-- rules:"))
    #expect(text.hasSuffix("<!-- end of rules -->\nafter\n"))
    #expect(text.contains("| [`nil-map-in-slice`](docs/rules/nil-map-in-slice.md) |"))
    #expect(text.contains(/large-map-value\.md\) .* \| 9 of 10 \|\n/))
    // Never judged, and not in the table.
    #expect(text.contains(/nil-map-in-slice\.md\) .* \| — \|\n/) && text.contains(/gc-percent\.md\) .* \| — \|\n/))
    #expect(!text.contains("written earlier"))
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/docs/rules")
    #expect(pages.contains("nil-map-in-slice.md") && pages.contains("large-map-value.svg"))
    // A panic is no number.
    #expect(!pages.contains("nil-map-in-slice.svg") && !pages.contains("gone.md"))
    let page = try String(contentsOfFile: folder.path + "/docs/rules/large-map-value.md", encoding: .utf8)
    #expect(page.contains("](large-map-value.svg)"))
    #expect(page.contains(/\| precision \(labels\) \|\n.*\n.* \| 9 of 10 \|\n/))
    let index = try String(contentsOfFile: folder.path + "/docs/rules/README.md", encoding: .utf8)
    #expect(index.contains(/large-map-value\.md\) .* \| 9 of 10 \|\n/))
  }

  private static let head = "rule\tfindings\tjudged\ttrue\n"

  @Test(arguments: ["no-such-rule\t1\t1\t1", "gc-percent\t1\t1\t2", "gc-percent\t1\t1"])
  func aRowOfPrecisionThatIsNoneIsNamed(_ row: String) throws {
    let folder = try Folder(["testdata/corpus/precision.tsv": Self.head + row + "\n"])
    let run = try Run.product("mapvet-dev", ["docs", "--root", folder.path])
    #expect(run.status != 0)
    #expect(run.errors.contains("precision.tsv:2: "))
  }

  /// What the tables show was counted on verdicts that are there.
  @Test func precisionIsOfTheVerdicts() throws {
    let corpus = repositoryRoot.appendingPathComponent("testdata/corpus")
    func rows(_ name: String) throws -> [[String]] {
      try String(contentsOf: corpus.appendingPathComponent(name), encoding: .utf8).split(separator: "\n").dropFirst()
        .map {
          $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
    let verdicts = Dictionary(grouping: try rows("verdicts.tsv")) { $0[3] }
    for row in try rows("precision.tsv") {
      let labels = verdicts[row[0]] ?? []
      let (judged, right) = (try #require(Int(row[2])), try #require(Int(row[3])))
      #expect(judged <= labels.count && right <= labels.filter { $0[5] == "true" }.count, "\(row)")
      #expect(judged - right <= labels.filter { $0[5] == "false" }.count, "\(row)")
    }
  }
}
