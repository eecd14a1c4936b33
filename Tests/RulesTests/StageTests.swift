import Foundation
import Lint
import Rules
import TestSupport
import Testing

/// What the stage of a rule rests on: judged findings in public code (`testdata/corpus`) and mended mistakes of its history.
@Suite("Stages")
struct StageTests {
  private static func rows(_ name: String) throws -> [[String]] {
    let file = repositoryRoot.appendingPathComponent("testdata/corpus/\(name)")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  /// How many findings of each rule are shown, judged and true.
  private static func precision() throws -> [String: (shown: Int, judged: Int, right: Int)] {
    var table: [String: (shown: Int, judged: Int, right: Int)] = [:]
    for row in try rows("precision.tsv").dropFirst() {
      table[row[0]] = (try #require(Int(row[1])), try #require(Int(row[2])), try #require(Int(row[3])))
    }
    return table
  }

  /// A rule that is on finds something that is so: in public code, or where its history had the mistake. Or it says why none.
  @Test(arguments: allRules.map { $0.meta }.filter(\.isOnByDefault))
  func aRuleThatIsOnHasATrueFinding(_ meta: RuleMeta) throws {
    let isTrue = try Self.rows("verdicts.tsv").contains { $0[3] == meta.id && $0[5] == "true" && $0[4] != "silent" }
    let isInHistory = try Self.rows("history.tsv").contains { $0[3].split(separator: ",").contains { $0 == meta.id } }
    let saysWhyNone = meta.limits.contains { $0.contains(/\b(have|has|found) none\b/) }
    #expect(isTrue || isInHistory || saysWhyNone)
  }

  /// Stable: twenty judged findings of which nine in ten are true; or none that is false, all of them read.
  @Test(arguments: allRules.map { $0.meta }.filter { $0.stage.name == "stable" })
  func whatIsStableIsPrecise(_ meta: RuleMeta) throws {
    let counts = try #require(try Self.precision()[meta.id])
    #expect(counts.judged >= 20 && counts.right * 10 >= counts.judged * 9 || counts.right == counts.judged)
  }

  @Test(arguments: allRules.map { $0.meta }.filter { $0.stage.name == "preview" })
  func whatIsInPreviewSaysWhy(_ meta: RuleMeta) {
    #expect(meta.limits.contains { $0.contains("In preview: ") })
  }
}
