import Foundation
import Testing

@testable import Reports

@Suite struct SourceTextsTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(try #require(Paths.resolved(folder.path)))
  }

  @Test func readsOncePerFile() throws {
    var reads: [String] = []
    let texts = SourceTexts { path in
      reads.append(path)
      return path == "a.go" ? Array("x".utf8) : nil
    }
    #expect(texts.text(of: "a.go")?.bytes == Array("x".utf8))
    #expect(texts.text(of: "b.go") == nil)
    #expect(texts.text(of: "a.go") != nil)
    #expect(texts.text(of: "b.go") == nil)
    #expect(reads == ["a.go", "b.go"])
  }

  @Test func readsFromDiskAndFromWhatWasGiven() throws {
    try inFolder { folder in
      try Data("disk".utf8).write(to: URL(fileURLWithPath: folder + "/a.go"))
      try Data().write(to: URL(fileURLWithPath: folder + "/empty.go"))
      let texts = SourceTexts(workingDirectory: folder, given: ["./in.go": Array("given".utf8)])
      #expect(texts.text(of: "a.go")?.bytes == Array("disk".utf8))
      #expect(texts.text(of: folder + "/a.go")?.bytes == Array("disk".utf8))
      #expect(texts.text(of: "in.go")?.bytes == Array("given".utf8))
      #expect(texts.text(of: "empty.go")?.bytes == [])
      #expect(texts.text(of: "gone.go") == nil)
      #expect(texts.text(of: ".") == nil)
    }
  }

  @Test func linesEndAsGoHasIt() {
    let text = SourceText(Array("a\r\nb\rc\n".utf8))
    #expect((0...4).map { text.line($0).map { String(decoding: $0, as: UTF8.self) } } == [nil, "a", "b\rc", "", nil])
  }

  @Test func aRepositoryIsFoundUpwards() throws {
    try inFolder { folder in
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder + "/.git", withIntermediateDirectories: true)
      try manager.createDirectory(atPath: folder + "/a/b", withIntermediateDirectories: true)
      try manager.createDirectory(atPath: folder + "/module/c", withIntermediateDirectories: true)
      try Data("gitdir: elsewhere".utf8).write(to: URL(fileURLWithPath: folder + "/module/.git"))
      #expect(Paths.gitRoot(above: folder) == folder)
      #expect(Paths.gitRoot(above: folder + "/a/b/") == folder)
      #expect(Paths.gitRoot(above: folder + "/module/c") == folder + "/module")
      #expect(Paths.gitRoot(above: "/") == nil || manager.fileExists(atPath: "/.git"))
    }
  }

  @Test func linksAreFollowedWithinTheRepository() throws {
    try inFolder { folder in
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder + "/repo/real", withIntermediateDirectories: true)
      try manager.createDirectory(atPath: folder + "/outside", withIntermediateDirectories: true)
      for file in ["/repo/real/a.go", "/outside/b.go"] { try Data().write(to: URL(fileURLWithPath: folder + file)) }
      try manager.createSymbolicLink(atPath: folder + "/repo/link", withDestinationPath: "real")
      try manager.createSymbolicLink(atPath: folder + "/repo/b.go", withDestinationPath: "../outside/b.go")
      let paths = RootedPaths(context(workingDirectory: folder + "/repo/real", gitRoot: folder + "/repo"))
      #expect(paths.path("a.go") == "real/a.go")
      #expect(paths.path("../link/a.go") == "real/a.go")
      #expect(paths.path("../b.go") == "b.go")
      #expect(paths.path("../../outside/b.go") == "../outside/b.go")
      #expect(paths.path("gone.go") == "real/gone.go")
    }
  }
}
