import Foundation
import GoSyntax
import GoTypes
import TestSupport
import Testing

@testable import Lint

/// Reports each call of a function whose result is an int.
private struct IntCalls: Rule {
  static let meta = RuleMeta(
    id: "int-calls", summary: "a call", group: .runtime, severity: .warning, stage: .stable(since: "0.1.0"), why: "",
    bad: "", good: "")
  static let visits: [Kind] = [.callExpr]

  func check(_ call: Node, in pass: Pass) {
    guard pass.unit.type(of: call).basicKind == .int else { return }
    pass.report(Self.self, "an int", at: call)
  }
}

@Suite("Cache") struct CacheTests {
  private static let sources = [
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a/a.go": "package a\n\nimport \"example.com/m/b\"\n\nfunc A() { b.B() }\n",
    "b/b.go": "package b\n\nfunc B() int { return 0 }\n",
    "c/c.go":
      "package c\n\nimport \"example.com/m/missing\"\n\nfunc one() int { return 1 }\n\nfunc C() { one(); missing.M() }\n",
  ]

  private static func write(_ sources: [String: String], in folder: URL) throws {
    for (name, text) in sources {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    // What changes while a run begins is not kept: times of files are a clock tick behind.
    usleep(40_000)
  }

  private struct Outcome: Equatable {
    var places: [String]
    var reused: Int
  }

  private static func run(_ folder: URL, cache: URL) throws -> Outcome {
    var options = RunOptions()
    options.patterns = [folder.path + "/..."]
    options.cache = CacheFolder(cache.path)
    options.cacheIdentity = "test"
    let outcome = Driver(
      selection: try RuleSelection().resolve([IntCalls.self]), all: [IntCalls.self], options: options
    )
    .run()
    let places = outcome.result.findings.map { finding in
      let name = finding.location.path.split(separator: "/").last ?? ""
      return "\(name):\(finding.location.start.line)"
    }
    return Outcome(places: places, reused: outcome.reused)
  }

  private static func entries(_ cache: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.count == 32 }
  }

  @Test func resultsHoldAsLongAsAllTheyDependOn() throws {
    try withTemporaryFolder { folder in
      try withTemporaryFolder { cache in
        try Self.write(Self.sources, in: folder)
        let places = ["a.go:5", "c.go:7"]
        #expect(try Self.run(folder, cache: cache) == Outcome(places: places, reused: 0))
        #expect(try Self.run(folder, cache: cache) == Outcome(places: places, reused: 3))

        // What `a` imports has another type now.
        try Self.write(["b/b.go": "package b\n\nfunc B() string { return \"\" }\n"], in: folder)
        #expect(try Self.run(folder, cache: cache) == Outcome(places: ["c.go:7"], reused: 1))
        // The same contents as before, at another time.
        try Self.write(Self.sources, in: folder)
        #expect(try Self.run(folder, cache: cache) == Outcome(places: places, reused: 1))
        try Self.write(Self.sources, in: folder)
        #expect(try Self.run(folder, cache: cache) == Outcome(places: places, reused: 3))

        // An import that led nowhere leads somewhere: the other packages are another set, so nothing is reused.
        try Self.write(["missing/m.go": "package missing\n\nfunc M() int { return 0 }\n"], in: folder)
        #expect(try Self.run(folder, cache: cache) == Outcome(places: places + ["c.go:7"], reused: 0))
        try Self.write(["go.mod": "module example.com/m\n\ngo 1.21\n"], in: folder)
        #expect(try Self.run(folder, cache: cache).reused == 0)
        #expect(try Self.run(folder, cache: cache).reused == 4)
      }
    }
  }

  @Test func anImportThatWasFoundLaterCounts() throws {
    try withTemporaryFolder { folder in
      try withTemporaryFolder { cache in
        try Self.write(Self.sources, in: folder)
        let alone = folder.appendingPathComponent("c")
        #expect(try Self.run(alone, cache: cache) == Outcome(places: ["c.go:7"], reused: 0))
        #expect(try Self.run(alone, cache: cache).reused == 1)
        try Self.write(["missing/m.go": "package missing\n\nfunc M() int { return 0 }\n"], in: folder)
        #expect(try Self.run(alone, cache: cache) == Outcome(places: ["c.go:7", "c.go:7"], reused: 0))
      }
    }
  }

  @Test func damageIsReplaced() throws {
    try withTemporaryFolder { folder in
      try withTemporaryFolder { cache in
        try Self.write(Self.sources, in: folder)
        let whole = try Self.run(folder, cache: cache)
        let entry = try #require(try Self.entries(cache).first)
        let bytes = try Data(contentsOf: entry)
        var damaged = stride(from: 0, to: bytes.count, by: 37).map { bytes.prefix($0) }
        damaged += stride(from: 0, to: bytes.count, by: 41).map { offset in
          var changed = bytes
          changed[offset] ^= 0x40
          return changed
        }
        damaged.append(bytes + Data([0]))
        for damage in damaged {
          try Data(damage).write(to: entry)
          #expect(try Self.run(folder, cache: cache) == whole)
          #expect(try Data(contentsOf: entry) == bytes)
        }
      }
    }
  }

  @Test func withoutAFolderAllIsAsWithout() throws {
    try withTemporaryFolder { folder in
      try Self.write(Self.sources, in: folder)
      // A file in the place of the folder, and no way to make one.
      for path in [folder.path + "/go.mod", folder.path + "/go.mod/below", "/proc/none"] {
        for _ in 0..<2 {
          let outcome = try Self.run(folder, cache: URL(fileURLWithPath: path))
          #expect(outcome == Outcome(places: ["a.go:5", "c.go:7"], reused: 0))
        }
      }
    }
  }

  @Test func hashesTellContentsApart() {
    func hash(_ bytes: [UInt8]) -> ContentHash {
      var hash = ContentHash()
      bytes.withUnsafeBytes { hash.add($0) }
      return hash
    }
    var seen: Set<ContentHash> = []
    for count in 0..<70 {
      let zeros = [UInt8](repeating: 0, count: count)
      #expect(seen.insert(hash(zeros)).inserted)
      for index in 0..<count {
        for bit in [UInt8(1), 0x80] {
          var changed = zeros
          changed[index] = bit
          #expect(seen.insert(hash(changed)).inserted)
        }
      }
    }
  }
}
