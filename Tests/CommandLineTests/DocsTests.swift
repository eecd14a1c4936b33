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
    let folder = try Folder(["README.md": "before\n\(marks)\nafter\n", "rules/README.md": "old\n"])
    let arguments = ["docs", "--root", folder.path]
    let stale = try Run.product("mapvet-dev", arguments + ["--check"])
    #expect(stale.status == 1)
    #expect(stale.output.contains("rules/README.md is stale"))
    #expect(stale.output.contains("\nREADME.md is stale"))
    #expect(try Run.product("mapvet-dev", arguments).status == 0)
    #expect(try Run.product("mapvet-dev", arguments + ["--check"]).status == 0)
    let text = try String(contentsOfFile: folder.path + "/README.md", encoding: .utf8)
    #expect(text.hasPrefix("before\n<!-- rules:"))
    #expect(text.hasSuffix("<!-- end of rules -->\nafter\n"))
    #expect(text.contains("| `nil-map-in-slice` |"))
    #expect(!text.contains("written earlier"))
  }
}
