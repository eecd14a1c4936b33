import Foundation
import Lint
import Rules
import TestSupport
import Testing

/// A large package that is linted alone is worked on by several threads; what is found is the same for any number of them.
@Suite struct SharedWorkTests {
  private static let flagged = """
    package p

    import "sync"

    type server struct {
    	mu    sync.Mutex
    	names map[string]int
    }

    func (s *server) add(name string) {
    	s.mu.Lock()
    	defer s.mu.Unlock()
    	s.names[name]++
    }

    func count(words []string) map[string]int {
    	var counts map[string]int
    	for _, word := range words {
    		counts[word]++
    	}
    	return counts
    }

    func sums(rows [][]int) []int {
    	var all []int
    	for _, row := range rows {
    		seen := make(map[int]bool, 1000)
    		for _, v := range row {
    			seen[v] = true
    		}
    		all = append(all, len(seen))
    	}
    	return all
    }
    """

  private func lint(_ pattern: String, jobs: Int) throws -> RunOutcome {
    var selection = RuleSelection()
    selection.select = ["all"]
    selection.preview = true
    var options = RunOptions()
    options.patterns = [pattern]
    options.jobs = jobs
    options.minConfidence = .low
    options.goroot = try GoToolchain().root.path
    return Driver(selection: try selection.resolve(allRules), all: allRules, options: options).run()
  }

  @Test func findsTheSameWithAnyNumberOfThreads() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mapvet-shared-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    try write("go.mod", "module example.com/p\n\ngo 1.24\n")
    try write("flagged.go", Self.flagged)
    // The size makes threads worth it: more than 256 kB.
    let filler = String(repeating: "// Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n", count: 6000)
    try write("filler.go", "package p\n\n" + filler + "func total(s *server) int { return len(s.names) }\n")
    try write("filler_test.go", "package p\n\nfunc fromTest(s *server) { s.add(\"a\") }\n")
    for pattern in [folder.path, folder.path + "/flagged.go"] {
      let one = try lint(pattern, jobs: 1)
      let ids = Set(one.result.findings.map(\.rule))
      #expect(ids.isSuperset(of: ["nil-map-write", "map-made-in-loop"]), "\(ids)")
      for jobs in [2, 4] {
        let several = try lint(pattern, jobs: jobs)
        #expect(several.result.findings == one.result.findings)
        #expect(several.result.files == one.result.files)
        #expect(several.statistics.sourceBytes == one.statistics.sourceBytes)
      }
    }
  }
}
