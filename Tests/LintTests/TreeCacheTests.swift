import Foundation
import GoSyntax
import TestSupport
import Testing

@testable import Lint

/// Trees of files that change between runs.
@Suite("Tree cache") struct TreeCacheTests {
  private static func text(_ count: Int) -> String {
    let functions = (0..<count).map { "// f\($0) is.\nfunc f\($0)(a int) int {\n\treturn a + \($0) // \($0)\n}\n\n" }
    return "package p\n\n" + functions.joined()
  }

  private static let large = text(700)
  private static let small = text(100)

  private static func memory(_ text: String) -> UnsafeBufferPointer<UInt8> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = copy.initialize(from: text.utf8)
    return UnsafeBufferPointer(copy)
  }

  private struct Outcome {
    var file: SourceFile
    /// Nil where nothing was parsed.
    var parsedBytes: Int?
    /// The source of the earlier version.
    var earlier: String?
  }

  private static func run(_ text: String, _ folder: URL, at place: String = "/m/p.go", isNamed: Bool = true) throws
    -> Outcome
  {
    let source = memory(text)
    let parser = try Parser()
    var parsedBytes: Int?
    var before: String?
    let file = TreeCache(CacheFolder(folder.path)).tree(of: source, path: "p.go", at: place, isNamed: isNamed) {
      earlier in
      before = earlier.map { String(decoding: $0.bytes, as: UTF8.self) }
      let parsed =
        earlier.flatMap { parser.parse(source, path: "p.go", earlier: $0) }
        ?? Parser.Parsed(file: parser.parse(source, path: "p.go"), parsedBytes: source.count)
      parsedBytes = parsed.parsedBytes
      return parsed
    }
    let outcome = Outcome(file: try #require(file), parsedBytes: parsedBytes, earlier: before)
    #expect(outcome.file.path == "p.go")
    #expect(nodes(outcome.file) == nodes(parser.parse(text: text, path: "p.go")))
    return outcome
  }

  private static func nodes(_ file: SourceFile) -> [String] {
    ([file.root] + file.root.descendants).map { node in
      "\(node.kind) \(node.role) \(node.token) \(node.start) \(node.end) \(node.name.string) \(node.parent?.id ?? 0)"
    } + file.comments.map { "\($0.start) \($0.end)" } + file.damaged.map { "\($0)" }
  }

  private static func entries(_ folder: URL) throws -> [String: Data] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try Dictionary(
      uniqueKeysWithValues: files.filter { $0.lastPathComponent.count == 32 }.map {
        ($0.lastPathComponent, try Data(contentsOf: $0))
      })
  }

  @Test func onlyWhatChangedIsParsed() throws {
    try withTemporaryFolder { folder in
      let changed = Self.large.replacingOccurrences(of: "a + 7 ", with: "a - 7 ")
      for isNamed in [true, false] {
        let place = "/m/\(isNamed).go"
        func run(_ text: String) throws -> Outcome { try Self.run(text, folder, at: place, isNamed: isNamed) }
        let first = try run(Self.large)
        #expect(first.parsedBytes == Self.large.utf8.count)
        #expect(first.earlier == nil)
        #expect(try run(Self.large).parsedBytes == nil)
        let second = try run(changed)
        #expect(second.earlier == Self.large)
        #expect(second.parsedBytes.map { $0 < 100 } == true)
        // What is named has changed again by the next run. What stands beside it has not.
        let third = try run(changed)
        #expect(third.earlier == (isNamed ? Self.large : nil))
        #expect((third.parsedBytes == nil) == !isNamed)
      }
      #expect(try Self.entries(folder).count == 2)
    }
  }

  @Test func aVersionThatIsFarFromTheOneBeforeTakesItsPlace() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(Self.large, folder)
      let changed = Self.large.replacingOccurrences(of: "a + 1", with: "a - 1")
      #expect(try Self.run(changed, folder).earlier == Self.large)
      #expect(try Self.run(changed, folder).parsedBytes == nil)
      #expect(try Self.run(Self.large, folder).earlier == changed)
      #expect(try Self.entries(folder).count == 1)
    }
  }

  @Test func aDamagedVersionLeavesTheOneBefore() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(Self.large, folder)
      let entries = try Self.entries(folder)
      let damaged = Self.large.replacingOccurrences(of: "a + 7 ", with: "a + + ) ")
      #expect(try Self.run(damaged, folder).parsedBytes == damaged.utf8.count)
      #expect(try Self.entries(folder) == entries)
      #expect(try Self.run(Self.large, folder).parsedBytes == nil)
    }
  }

  @Test func anEntryIsOfOnePlace() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(Self.large, folder)
      #expect(try Self.run(Self.large, folder, at: "/n/p.go").parsedBytes != nil)
      #expect(try Self.entries(folder).count == 2)
    }
  }

  @Test func smallFilesAreKeptBesideThoseThatAreNamed() throws {
    try withTemporaryFolder { folder in
      for _ in 0..<2 {
        let outcome = try Self.run(Self.small, folder)
        #expect(outcome.parsedBytes != nil)
      }
      #expect(try Self.entries(folder).isEmpty)
      #expect(try Self.run(Self.small, folder, isNamed: false).parsedBytes != nil)
      #expect(try Self.run(Self.small, folder, at: "/n/p.go", isNamed: false).parsedBytes == nil)
      #expect(try Self.run(Self.small + "\n", folder, isNamed: false).earlier == nil)
      // Most files of some packages have a page or less.
      let page = Self.text(24)
      #expect((1024..<2048).contains(page.utf8.count))
      #expect(try Self.run(page, folder, isNamed: false).parsedBytes != nil)
      #expect(try Self.run(page, folder, isNamed: false).parsedBytes == nil)
    }
  }

  @Test func aDamagedEntryIsAsIfItWereNotThere() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(Self.large, folder)
      let (name, bytes) = try #require(try Self.entries(folder).first)
      let file = folder.appendingPathComponent(name)
      var damages = [0, 1, 31, 32, 35, 36, 37, 1000, bytes.count - 37, bytes.count - 1].map { bytes.prefix($0) }
      for place in [
        0, 1000, Self.large.utf8.count + 5, bytes.count - 40, bytes.count - 36, bytes.count - 33, bytes.count - 1,
      ] {
        var changed = bytes
        changed[place] ^= 0x40
        damages.append(changed)
      }
      damages.append(bytes + Data([0]))
      for damage in damages {
        try Data(damage).write(to: file)
        let outcome = try Self.run(Self.large + "// a\n", folder, isNamed: false)
        #expect(outcome.earlier == nil)
        #expect(try Self.entries(folder)[name].map { $0 != damage } == true)
        try bytes.write(to: file)
        #expect(try Self.run(Self.large + "// a\n", folder, isNamed: false).earlier == Self.large)
      }
    }
  }

  @Test func withoutAFolderAllIsParsed() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appendingPathComponent("file"))
      for path in ["file", "file/below"] {
        for _ in 0..<2 {
          #expect(try Self.run(Self.large, folder.appendingPathComponent(path)).parsedBytes == Self.large.utf8.count)
        }
      }
    }
  }
}
