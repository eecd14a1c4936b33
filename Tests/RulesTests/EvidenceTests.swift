import Foundation
import Lint
import Rules
import TestSupport
import Testing

@testable import Census

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

  /// What messages say of tables that grow is what filling such maps allocated, within an eighth: the headers of tables and
  /// lists of overflow buckets are not counted.
  @Test(
    arguments: [
      ("filling a map with 1000 entries", (8, 8), (8, 8)),
      ("filling a map[string]string with 1000 entries", (16, 8), (16, 8)),
      ("filling a map[string]bool with 1000 entries", (16, 8), (1, 1)),
      ("filling a map[int32]struct{} with 1000 entries", (4, 4), (0, 1)),
      ("filling a map[int][128]byte with 1000 entries", (8, 8), (128, 1)),
    ] as [(String, (Int64, Int64), (Int64, Int64))])
  func tablesAreAsMeasured(_ claim: String, _ key: (Int64, Int64), _ value: (Int64, Int64)) throws {
    let meta = try #require(allRules.first { $0.meta.id == "map-without-size-hint" }).meta
    let fact = try #require(meta.evidence.first { $0.claim == claim && $0.unit == "bytes" })
    let growth = TableGrowth(
      key: EntryCost.Part(size: key.0, align: key.1), value: EntryCost.Part(size: value.0, align: value.1),
      entries: 1000)
    for (index, tables) in [growth.old, growth.old, growth.swiss].enumerated() {
      for (row, figure) in zip(fact.rows, [tables.grown, tables.sized]) {
        let measured = try #require(Int(row.values[index]))
        #expect(abs(figure - measured) <= measured / 8, "\(row.name) \(fact.versions[index]): \(figure)")
      }
    }
  }
}
