import Foundation
import Lint
import Rules
import TestSupport
import Testing

/// The figures of the rules. `mapvet-dev evidence`, whose tests are with the other commands, runs the programs they are from.
@Suite("Evidence")
struct EvidenceTests {
  @Test(arguments: allRules.map { $0.meta.id }) func everyRuleHasItsFigures(_ id: String) throws {
    let meta = try #require(allRules.first { $0.meta.id == id }).meta
    let path = repositoryRoot.appendingPathComponent("testdata/evidence/\(id)/evidence_test.go").path
    #expect(FileManager.default.fileExists(atPath: path))
    let facts = meta.evidence
    #expect(!facts.isEmpty, "\(id): run `mapvet-dev evidence --only \(id)` and name what it wrote in the meta")
    #expect(facts.map(\.line).joined(separator: "\n") == meta.figures, "\(id): lines that are no facts")
    for fact in facts {
      #expect(fact.versions == Evidence.measuredVersions)
      #expect(!fact.claim.isEmpty && !fact.rows.isEmpty)
      #expect(fact.rows.allSatisfy { $0.values.count == fact.versions.count }, "\(fact.line)")
      // Some things cannot be counted before the runtime counts them; the newest Go shows everything.
      #expect(fact.rows.allSatisfy { $0.values.last?.isEmpty == false }, "\(fact.line)")
      if !fact.unit.isEmpty {
        #expect(fact.rows.allSatisfy { $0.values.allSatisfy { $0.isEmpty || Int($0) != nil } }, "\(fact.line)")
      }
    }
  }

  /// Every number and outcome of a meta is its own rule's.
  @Test func figuresAreThoseOfTheRule() {
    let figures = allRules.map { $0.meta.figures }
    #expect(Set(figures).count == figures.count)
  }
}
