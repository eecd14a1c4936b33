import Foundation
import Testing

@Suite("mapvet-dev history")
struct HistoryTests {
  @Test func pairsAreScoredByPlaceAndFix() throws {
    let (folder, commits) = try Mirrors.make()
    let rows = [
      [commits[1], commits[0], "nil-map-in-slice", "p/p.go", "6", "rows"],
      [commits[1], commits[0], "nil-map-in-slice", "p/p.go", "1-2,9", "elsewhere"],
      [commits[2], commits[1], "nil-map-in-slice", "q/q.go", "5-7", "other"],
      [commits[2], commits[1], "no-such-rule,nil-map-in-slice", "q/q.go", "6", "other"],
      [commits[2], commits[1], "no-such-rule", "q/q.go", "6", "other"],
    ].map { (["owner/name"] + $0 + ["p/p.go:6", "why"]).joined(separator: "\t") }
    try folder.write("rows.tsv", "# Text.\nrepository\tfix\n" + rows.joined(separator: "\n") + "\n")
    let arguments = ["history", "--mirrors", folder.path, "--rows", folder.path + "/rows.tsv"]
    let run = try Run.product("mapvet-dev", arguments, environment: ["TMPDIR": folder.path])
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    try #require(lines.count > 5)
    #expect(lines[0][..<4] == ["owner/name", commits[1].prefix(12), "nil-map-in-slice", "p/p.go:6"])
    #expect(
      lines[..<5].map { $0[4] } == ["told apart", "missed", "reported in both", "reported in both", "no such rule"])
    #expect(run.output.contains("\nall\t5\t3\t1\n"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasPrefix("mapvet-history") })

    try folder.write("kept/.empty", "")
    for _ in 0..<2 {
      #expect(try Run.product("mapvet-dev", arguments + ["--keep", folder.path + "/kept"]).output == run.output)
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/kept").filter { $0 != ".empty" }
    #expect(kept.sorted() == commits.map { "owner+name@\($0)" }.sorted())
  }

  @Test func aRowThatIsNoRowIsNamed() throws {
    let folder = try Folder(["rows.tsv": "# Text.\nowner/name\tfix\tparent\trule\tp.go\t7-3\tm\tp.go:1\twhy\n"])
    let run = try Run.product(
      "mapvet-dev", ["history", "--mirrors", folder.path, "--rows", folder.path + "/rows.tsv"])
    #expect(run.status != 0)
    #expect(run.errors.contains("rows.tsv:2: not nine columns"))
  }
}
