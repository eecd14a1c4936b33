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
    #expect(!text.contains("written earlier"))
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/docs/rules")
    #expect(pages.contains("nil-map-in-slice.md") && pages.contains("large-map-value.svg"))
    // A panic is no number.
    #expect(!pages.contains("nil-map-in-slice.svg") && !pages.contains("gone.md"))
    let page = try String(contentsOfFile: folder.path + "/docs/rules/large-map-value.md", encoding: .utf8)
    #expect(page.contains("](large-map-value.svg)"))
  }
}
