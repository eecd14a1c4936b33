import Foundation
import Rules
import TestSupport
import Testing

/// The Go programs that show on a real toolchain what rules claim.
@Suite("Evidence")
struct EvidenceTests {
  @Test func theClaimsHold() throws {
    let folder = repositoryRoot.appendingPathComponent("testdata/evidence")
    let run = try GoToolchain().run(["test", "-count=1", "./..."], in: folder)
    #expect(run.status == 0, "\(run.output)")
    #expect(!run.output.contains("no test files"), "\(run.output)")
  }

  /// A stable rule has its program.
  @Test(arguments: ["goroutine-without-exit", "large-map-value", "nil-map-field", "nil-map-in-slice", "nil-map-write"])
  func stableRulesHaveTheirProgram(_ id: String) {
    #expect(allRules.contains { $0.meta.id == id && $0.meta.stage.isStable })
    let path = repositoryRoot.appendingPathComponent("testdata/evidence/\(id)/evidence_test.go").path
    #expect(FileManager.default.fileExists(atPath: path))
  }
}
