import Foundation
import Testing

@testable import GoPackages

@Suite struct FileSystemTests {
  @Test func readsFilesOnceAndHandsThemOn() throws {
    let text = String(repeating: "0123456789", count: 100_000)
    let tree = try TestTree(["a": text, "empty": ""])
    let contents = try FileSystem.read(tree.path("a"))
    #expect(contents.count == 1_000_000)
    #expect(contents.withBytes { $0.elementsEqual(text.utf8) } == true)
    let bytes = try #require(contents.take())
    #expect(bytes.count == 1_000_000 && contents.take() == nil && contents.withBytes { _ in } == nil)
    bytes.deallocate()
    #expect(try FileSystem.read(tree.path("empty")).count == 0)
    // Files of /proc say that they have no bytes.
    #expect(try FileSystem.read("/proc/self/status").count > 0)
  }

  @Test func refusesWhatIsNoFile() throws {
    let tree = try TestTree(["a": "x"])
    #expect(mkfifo(tree.path("pipe"), 0o600) == 0)
    try tree.makeDirectory("dir")
    func message(_ path: String) -> String {
      do {
        _ = try FileSystem.read(path)
        return ""
      } catch {
        return error.message
      }
    }
    #expect(message(tree.path("pipe")) == "not a regular file")
    #expect(message(tree.path("dir")) == "is a directory")
    #expect(message("/dev/zero") == "not a regular file")
    #expect(message(tree.path("none")) == "no such file or directory")
    #expect(message(tree.path("a/b")) == "not a directory")
    #expect(message("/" + String(repeating: "x", count: 5000)) == "file name too long")
    let large = tree.path("large")
    let descriptor = open(large, O_CREAT | O_WRONLY, 0o600)
    #expect(ftruncate(descriptor, (1 << 30) + 1) == 0)
    close(descriptor)
    #expect(message(large) == "larger than 1 GB")
    #expect(FileError(errno: EACCES).message == "permission denied")
  }

  @Test func reportsUnreadableDirectories() throws {
    let tree = try TestTree(["a/a.go": "package a\n"])
    // A name too long for the kernel stands for a directory that cannot be opened, also for root.
    let deep = Array(repeating: String(repeating: "d", count: 250), count: 20).joined(separator: "/")
    #expect(tree.loader().discover([deep, "a"]).errors.map(\.message) == ["file name too long"])
    #expect(DirectoryCache().listing(tree.path("none")).error?.message == "no such file or directory")
  }

  @Test(arguments: [
    ("", "."), (".", "."), ("./", "."), ("a//b", "a/b"), ("a/./b/", "a/b"), ("a/../b", "b"), ("../a", "../a"),
    ("a/../..", ".."), ("/..", "/"), ("/../a", "/a"), ("//a", "/a"), ("a/b/../../..", ".."), ("/", "/"),
    (".a/..b", ".a/..b"), ("a/...", "a/..."),
  ])
  func cleansPaths(path: String, expected: String) {
    #expect(Path.clean(path) == expected)
  }

  @Test func relatesPaths() {
    #expect(Path.below("/a", "/a/b/c") == "b/c")
    #expect(Path.below("/a", "/a") == "")
    #expect(Path.below("/a", "/ab") == nil)
    #expect(Path.below("/", "/a") == "a")
    #expect(Path.relative("/a/b", to: "/a/c/d") == "../../b")
    #expect(Path.relative("/a", to: "/a") == ".")
    #expect(Path.relative("/a", to: "/a/b") == "..")
    #expect(Path.relative("/x", to: "/") == "x")
    #expect(Path.parent("/a") == "/" && Path.parent("a") == "." && Path.parent("/a/b") == "/a")
    #expect(Path.base("/a/b") == "b" && Path.base("b") == "b")
  }

  @Test func readsSettingsOfTheGoCommand() {
    var environment = Environment(["GOPATH": "/mine", "HOME": "/h"])
    environment.addSettings(Array("GOPATH=/other\nGOMODCACHE=/cache\nGOPROXY=off\n# c\nGOROOT=\n".utf8))
    #expect(environment.gopath == ["/mine"] && environment.moduleCache == "/cache" && environment["GOROOT"] == nil)
    #expect(Environment(["HOME": "/h"]).gopath == ["/h/go"])
    #expect(Environment(["GOPATH": "/a:b:/c/"]).gopath == ["/a", "/c"])
    #expect(Environment(["GOPATH": "/a:/b"]).moduleCache == "/a/pkg/mod")
    #expect(Environment([:]).moduleCache == nil)
  }
}
