import Foundation
import GoPackages
import Lint
import Testing

@testable import Reports

/// What other people's readers of SARIF make of ours.
@Suite struct SARIFToolsTests {
  private func report() throws -> String {
    let file = Sample("pkg/a b.go", "package a\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"💥\"] = 1\n}\n")
    let found = finding(
      "write to m", try file.at("m[\"💥\"] = 1"), function: "m/pkg.f",
      related: [Related(message: "declared here", location: try file.at("m map[string]int"))],
      fix: Fix(title: "make it", safety: .unsafe, edits: [.init(path: "pkg/a b.go", start: 43, end: 43, text: "x")]))
    let info = finding(
      "rows", location("z.go", 7, 2), rule: "slice-of-maps", severity: .info, confidence: .low, fingerprint: "f2")
    let own = finding("unused", location("z.go", 8, 1), rule: "unused-suppression", group: "lint", severity: .warning)
    return render(
      .sarif,
      run(
        [found, info, own], rules: [nilMapWrite, sliceOfMaps],
        errors: [LoadError(path: "q.go", message: "gone", line: 1)]),
      context([file], gitRoot: "/home/me")
    ).text
  }

  @Test func sarifPydanticAcceptsIt() throws {
    let read = try python(
      """
      import sys, sarif_pydantic
      log = sarif_pydantic.Sarif.model_validate_json(sys.stdin.read())
      for result in log.runs[0].results:
          place = result.locations[0].physical_location
          region = place.region
          print(result.rule_id, result.level.value, place.artifact_location.uri,
                region.start_line, region.start_column, region.end_line, region.end_column)
      print(log.runs[0].tool.driver.name, len(log.runs[0].tool.driver.rules))
      """, report())
    #expect(
      read == """
        nil-map-write error shop/pkg/a%20b.go 5 2 5 13
        slice-of-maps note shop/z.go 7 2 7 3
        unused-suppression warning shop/z.go 8 1 8 2
        mapvet 3

        """)
  }

  @Test func sarifToolsReadsItBack() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("report.sarif")
    try Data(try report().utf8).write(to: file)
    let read = try python(
      """
      import sys
      from sarif import loader
      log = loader.load_sarif_file(sys.argv[1])
      print(log.get_distinct_tool_names())
      for record in log.get_records():
          print(record["Severity"], record["Code"], record["Location"], record["Line"], record["Description"])
      """, "", arguments: [file.path])
    #expect(
      read == """
        ['mapvet']
        error nil-map-write shop/pkg/a%20b.go 5 write to m (see [declared here](1))
        note slice-of-maps shop/z.go 7 rows
        warning unused-suppression shop/z.go 8 unused

        """)
  }
}
