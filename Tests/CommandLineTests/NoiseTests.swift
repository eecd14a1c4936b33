import Foundation
import TestSupport
import Testing

/// How much mapvet says about code that is as good as Go's own. The whole tree and public repositories are in docs/precision.md.
@Suite("Noise")
struct NoiseTests {
  private static let packages = ["net", "encoding", "go", "text", "html", "database", "archive", "compress"]

  /// Fewer than three findings for 10,000 lines, of rules in preview too.
  @Test func theStandardLibraryHasFewFindings() throws {
    let source = try GoToolchain().root.appendingPathComponent("src").path
    let run = try Run.product(
      "mapvet",
      ["check", "--preview", "--no-cache", "--fail-on", "never", "--output", "json"]
        + Self.packages.map { "./\($0)/..." }, in: source)
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let summary = try #require(report["summary"] as? [String: Int])
    let findings = try #require(summary["findings"])
    let lines = try Self.packages.map { try Self.lines(below: source + "/" + $0) }.reduce(0, +)
    #expect(lines > 200_000)
    #expect(findings * 10_000 < 3 * lines, "\(findings) findings in \(lines) lines")
  }

  private static func lines(below folder: String) throws -> Int {
    let paths = try #require(FileManager.default.enumerator(atPath: folder))
    var lines = 0
    for case let path as String in paths where path.hasSuffix(".go") && !path.contains("testdata/") {
      try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)).withUnsafeBytes { bytes in
        for byte in bytes where byte == UInt8(ascii: "\n") { lines += 1 }
      }
    }
    return lines
  }
}
