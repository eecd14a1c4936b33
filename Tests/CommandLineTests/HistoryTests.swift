import Foundation
import Testing

@Suite("mapvet-dev history")
struct HistoryTests {
  private static let mistake = """
    package p

    func fill() []map[string]int {
    	rows := make([]map[string]int, 3)
    	for i := range rows {
    		rows[i]["n"] = i
    	}
    	return rows
    }

    """

  /// A bare clone with three commits: the mistake, its mend, and a change beside another mistake that stays.
  private static func mirrors() throws -> (folder: Folder, commits: [String]) {
    let folder = try Folder([:])
    let work = folder.path + "/work"
    let mended = mistake.replacing("\t\trows[i][\"n\"]", with: "\t\trows[i] = map[string]int{}\n\t\trows[i][\"n\"]")
    let stays = mistake.replacing("fill()", with: "other()")
    for (version, texts) in [
      ["p/p.go": mistake, "q/q.go": stays, "go.mod": "module m\n\ngo 1.22\n"], ["p/p.go": mended],
      ["q/q.go": "// A comment.\n" + stays],
    ].enumerated() {
      for (name, text) in texts { try folder.write("work/\(name)", text) }
      if version == 0 { try git(["init", "-q", work]) }
      try git(["-C", work, "add", "-A"])
      try git(["-C", work, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "\(version)"])
    }
    try git(["clone", "-q", "--bare", work, folder.path + "/owner+name/repo"])
    let log = try git(["-C", work, "log", "--reverse", "--format=%H"])
    return (folder, log.split(separator: "\n").map(String.init))
  }

  @discardableResult private static func git(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func pairsAreScoredByPlaceAndFix() throws {
    let (folder, commits) = try Self.mirrors()
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
