import Foundation
import TestSupport
import Testing

/// `mapvet audit --diff REV` on a repository of two states.
@Suite struct AuditDiffTests {
  private static let before = """
    package store

    import "sync"

    type Server struct {
    	mu       sync.Mutex
    	sessions map[string]int
    }

    func New() *Server { return &Server{sessions: map[string]int{}} }

    func (s *Server) Add(k string) {
    	s.mu.Lock()
    	s.sessions[k]++
    	s.mu.Unlock()
    }

    func (s *Server) Get(k string) int {
    	s.mu.Lock()
    	defer s.mu.Unlock()
    	return s.sessions[k]
    }

    func (s *Server) Drop(k string) {
    	s.mu.Lock()
    	delete(s.sessions, k)
    	s.mu.Unlock()
    }

    """

  /// `Get` forgets the lock, `Drop` the map, and there is a new one.
  private static let after =
    before.replacing("\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n", with: "")
    .replacing("\tdelete(s.sessions, k)\n", with: "") + """
      var seen = map[string]bool{}

      func Mark(k string) { seen[k] = true }

      """

  /// A repository whose tag `v1` has the state before and whose files have the state after.
  private func repository() throws -> Folder {
    let folder = try Folder(["go.mod": "module example.com/shop\n\ngo 1.24\n", "store/store.go": Self.before])
    try git("init", "--quiet", in: folder)
    try git("add", "--all", in: folder)
    try git("commit", "--quiet", "--message=one", in: folder)
    try git("tag", "v1", in: folder)
    try folder.write("store/store.go", Self.after)
    return folder
  }

  private func git(_ arguments: String..., in folder: Folder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = [
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments.joined(separator: " "))")
  }

  private func audit(_ arguments: String..., in directory: String, temporary: String? = nil) throws -> Run {
    let goroot = try GoToolchain().root.path
    var environment = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": "/"]
    environment["TMPDIR"] = temporary
    return try Run.product(
      "mapvet", ["audit", "--goroot", goroot] + arguments, in: directory, environment: environment)
  }

  @Test func saysWhatBecameWorse() throws {
    let folder = try repository()
    let scratch = try Folder([:])
    let run = try audit("--diff", "v1", in: folder.path, temporary: scratch.path)
    #expect(
      run.output == """
        store/store.go:7: Server.sessions lost its guard: Server.mu was held at 3 of 3 accesses, now at too few to be one
          store/store.go:19: read in (*example.com/shop/store.Server).Get holds no lock
        store/store.go:7: Server.sessions only grows: entries were taken out by delete, now by nothing
        store/store.go:26: seen appeared: map[string]bool, 56 bytes an entry, only grows
        since v1: 1 appeared, 1 lost their guard, 1 lost their bound

        """)
    #expect(run.errors == "" && run.status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
  }

  @Test func fromASubfolderAsJSON() throws {
    let folder = try repository()
    let run = try audit("--diff", "HEAD", "--output", "json", ".", in: folder.path + "/store")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(json["schema"] as? String == "mapvet/census-difference/1")
    #expect(json["revision"] as? String == "HEAD")
    #expect((json["commit"] as? String)?.count == 40)
    let appeared = try #require(json["appeared"] as? [[String: Any]])
    #expect(appeared.map { $0["id"] as? String } == ["example.com/shop/store.seen"])
    #expect(appeared[0]["path"] as? String == "store.go")
    let guards = try #require(json["lostGuard"] as? [[String: Any]])
    try #require(guards.count == 1)
    let before = try #require((guards[0]["before"] as? [String: Any])?["guard"] as? [String: Any])
    #expect(before["held"] as? Int == 3)
    #expect((guards[0]["container"] as? [String: Any])?["name"] as? String == "Server.sessions")
    #expect((guards[0]["without"] as? [[String: Any]])?.map { $0["line"] as? Int } == [19])
    #expect((json["lostBound"] as? [Any])?.count == 1)
  }

  @Test func asMarkdown() throws {
    let folder = try repository()
    let run = try audit("--diff", "v1", "--output", "markdown", in: folder.path)
    #expect(run.output.hasPrefix("# Maps since v1\n\n## Lost their guard\n\n- **Server.sessions** lost its guard: "))
    #expect(run.output.contains("\n## Lost their bound\n\n- **Server.sessions** only grows: "))
    #expect(run.output.contains("\n## Appeared\n\n- **seen** appeared: "))
  }

  @Test func nothingChanged() throws {
    let folder = try repository()
    try git("add", "--all", in: folder)
    try git("commit", "--quiet", "--message=two", in: folder)
    let run = try audit("--diff", "HEAD", in: folder.path)
    #expect(run.output == "since HEAD: 0 appeared, 0 lost their guard, 0 lost their bound\n")
    #expect(try audit("--quiet", "--diff", "HEAD", in: folder.path).output == "")
  }

  /// What was not there at the revision, and what git does not keep, has no census then.
  @Test func aPackageThatIsNew() throws {
    let folder = try repository()
    try folder.write("fresh/fresh.go", "package fresh\n\nvar All = map[string]int{}\n")
    let run = try audit("--quiet", "--diff", "v1", "./fresh", in: folder.path)
    #expect(run.output.hasPrefix("fresh/fresh.go:3: All appeared: map[string]int, "))
    #expect(run.errors == "" && run.status == 0)
  }

  @Test func clearRefusals() throws {
    let folder = try repository()
    func refusal(_ arguments: String...) throws -> String {
      let scratch = try Folder([:])
      let goroot = try GoToolchain().root.path
      let run = try Run.product(
        "mapvet", ["audit", "--goroot", goroot] + arguments, in: folder.path, environment: ["TMPDIR": scratch.path])
      #expect(run.status == 2 && run.output == "")
      #expect(run.errors.split(separator: "\n").count == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
      return run.errors
    }
    #expect(
      try refusal("--diff", "nope")
        == "mapvet: git knows no revision 'nope' here: name a commit, a branch or a tag (a shallow clone has few)\n")
    #expect(try refusal("--diff=--help").contains("'--help' in --diff is no revision"))
    #expect(try refusal("--diff", "v1", "../...").contains("../... is outside the repository"))
    #expect(try refusal("--diff", "v1", "--output", "html").contains("formats: text, json, markdown"))
    let none = try Folder(["a.go": "package a\n"])
    let run = try audit("--diff", "v1", in: none.path)
    #expect(
      run.status == 2 && run.errors.hasPrefix("mapvet: --diff needs a git repository around the working directory"))
  }
}
