import Foundation
import TestSupport
import Testing

/// The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself on commits to a scratch repository.
@Suite struct PreCommitTests {
  /// What a clone of this repository must hold for the hooks to work.
  private static let hookFiles = [
    ".pre-commit-hooks.yaml", "pyproject.toml", "LICENSE", "NOTICE", "Sources/mapvet/Mapvet.swift",
    "script/from-source",
    "script/packaging/mapvet_wheel.py", "script/requirements/wheel.txt",
  ]

  /// Two files of one package. The map field of `table` is made nowhere, which `add.go` alone cannot tell.
  private static let table = "package store\n\ntype table struct {\n\tcounts map[string]int\n}\n"
  private static let badAdd = """
    package store

    func first(k string) int {
    	var t table
    	t.counts[k] = 1
    	return len(t.counts)
    }

    """
  private static let goodAdd = badAdd.replacing("var t table", with: "t := table{counts: map[string]int{}}")
  /// Wrong too, and of the same package.
  private static let old = "package store\n\nfunc old() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n"

  @Test func hookWithTheReleasedProgramBlocksAndPasses() throws {
    let scene = try Scene()
    let wheels = scene.folder.path + "/wheels"
    try scene.makeWheel(into: wheels)
    let environment = ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels]
    try scene.configure(hook: "mapvet", environment)
    try expectBlocksAndPasses(scene, environment)
  }

  @Test func hookOfTheSettingsSaysWhatIsWrong() throws {
    let scene = try Scene()
    let wheels = scene.folder.path + "/wheels"
    try scene.makeWheel(into: wheels)
    let environment = ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels]
    try scene.configure(hook: "mapvet-config", environment)
    try scene.write("project/.mapvet.yml", "fail-on: error\n")
    let good = try scene.commit(environment)
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    try scene.write("project/.mapvet.yml", "fail-no: error\n")
    let bad = try scene.commit(environment)
    #expect(bad.status == 1)
    #expect((bad.output + bad.errors).contains(".mapvet.yml:1:1: "), "\(bad.output)\(bad.errors)")
  }

  @Test func hookOfAnInstalledProgramBlocksAndPasses() throws {
    let scene = try Scene()
    let environment = ["PATH": scene.folder.path + "/bin:" + Scene.path]
    try scene.link("mapvet", to: Run.built("mapvet"))
    try scene.configure(hook: "mapvet-system", environment)
    try expectBlocksAndPasses(scene, environment)
  }

  /// The compiler is a stand-in that leaves the program of these tests, and what it was called with.
  @Test func hookFromSourceBuildsOnceBlocksAndPasses() throws {
    let scene = try Scene()
    try scene.script(
      "swift",
      """
      echo "$@" >> "$CALLS"
      while [ "$1" != --scratch-path ]; do shift; done
      mkdir -p "$2/release" && cp '\(Run.built("mapvet"))' "$2/release/mapvet"
      """)
    try scene.write("hooks/script/bootstrap", "#!/bin/sh\necho \"bootstrap $*\" >> \"$CALLS\"\n", executable: true)
    try scene.commitHooks()
    let calls = scene.folder.path + "/calls"
    let environment = [
      "PATH": scene.folder.path + "/bin:" + Scene.path, "MAPVET_CACHE": scene.folder.path + "/cache", "CALLS": calls,
    ]
    try scene.configure(hook: "mapvet-src", environment)
    try expectBlocksAndPasses(scene, environment)
    let lines = try String(contentsOfFile: calls, encoding: .utf8).split(separator: "\n")
    try #require(lines.count == 2)
    #expect(lines[0] == "bootstrap build")
    #expect(lines[1].hasPrefix("build --package-path "))
    #expect(lines[1].hasSuffix(" -c release --product mapvet -Xswiftc -static-executable -Xlinker -s"))
    let kept = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path + "/cache/source")
    #expect(kept.count { $0.hasPrefix("mapvet-") } == 1)
    #expect(!kept.contains("build"))
  }

  @Test func withoutAnyProgramTheHookFailsInOneLine() throws {
    let scene = try Scene()
    let environment = ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": scene.folder.path]
    try scene.configure(hook: "mapvet", environment)
    try scene.write("project/store/store.go", Self.goodAdd)
    let commit = try scene.commit(environment)
    #expect(commit.status != 0)
    let lines = (commit.output + commit.errors).split(separator: "\n").filter { $0.contains("mapvet: ") }
    #expect(lines.count == 1)
    #expect(
      lines.first?.contains(
        "no program to install: MAPVET_BINARY is not set, .build/static/release/mapvet is not built, and PIP_FIND_LINKS "
          + "holds no wheel of mapvet 0.1.0 for this machine; use the hook mapvet-system") == true)
  }

  /// Hashes of a release in the repository are what pip must find.
  @Test func pinnedWheelIsTakenAndNoOther() throws {
    let scene = try Scene()
    let wheels = scene.folder.path + "/wheels"
    try scene.makeWheel(into: wheels)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: wheels).first)
    let sum = try Run.tool("/usr/bin/env", ["sha256sum", "\(wheels)/\(name)"]).output.prefix(64)
    for (hash, isTaken) in [(String(sum), true), (String(repeating: "0", count: 64), false)] {
      try scene.write("hooks/script/requirements/wheel.txt", "mapvet==0.1.0 \\\n    --hash=sha256:\(hash)\n")
      let build = try scene.buildWheel(["PIP_FIND_LINKS": wheels])
      #expect((build.status == 0) == isTaken, "\(build.errors)")
      #expect(build.output == (isTaken ? name + "\n" : ""))
      let refusal = "the package index sent something else than script/requirements/wheel.txt pins"
      #expect(build.errors.contains(refusal) != isTaken, "\(build.errors)")
    }
  }

  @Test func sameProgramGivesTheSameWheel() throws {
    let scene = try Scene()
    let (first, second) = (scene.folder.path + "/one", scene.folder.path + "/two")
    try scene.makeWheel(into: first)
    try scene.makeWheel(into: second)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: first).first)
    #expect(FileManager.default.contentsEqual(atPath: "\(first)/\(name)", andPath: "\(second)/\(name)"))
  }

  private func expectBlocksAndPasses(_ scene: Scene, _ environment: [String: String]) throws {
    // What was there before the hook stays, and is never reported.
    try scene.write("project/store/old.go", Self.old)
    try scene.write("project/store/table.go", Self.table)
    let first = try scene.commit(environment, "--no-verify")
    try #require(first.status == 0, "\(first.errors)")

    try scene.write("project/store/add.go", Self.badAdd)
    let bad = try scene.commit(environment)
    let said = bad.output + bad.errors
    #expect(bad.status == 1)
    #expect(said.contains("store/add.go:5:2: error: "), "\(said)")
    #expect(said.contains("[nil-map-field]") || said.contains("[nil-map-write]"), "\(said)")
    #expect(!said.contains("old.go"), "\(said)")

    try scene.write("project/store/add.go", Self.goodAdd)
    let good = try scene.commit(environment)
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    #expect((good.output + good.errors).contains("Passed"))

    // What the settings leave out stays out when pre-commit names it.
    try scene.write("project/.mapvet.yml", "exclude: [generated/]\n")
    try scene.write("project/generated/wrong.go", Self.old)
    let excluded = try scene.commit(environment)
    #expect(excluded.status == 0, "\(excluded.output)\(excluded.errors)")

    // Go files that `./...` skips, and files that are no Go, are none of the hook's business.
    try scene.write("project/store/testdata/wrong.go", Self.old)
    try scene.write("project/README.md", "# Store\n")
    let skipped = try scene.commit(environment)
    #expect(skipped.status == 0)
    #expect((skipped.output + skipped.errors).contains("(no files to check)Skipped"))
  }

  /// A clone of the hooks and a project that uses them.
  private struct Scene {
    static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    private static let python = repositoryRoot.appendingPathComponent(".deps/venv/bin/python").path

    let folder: Folder

    init() throws {
      folder = try Folder(["project/go.mod": "module example.com/shop\n\ngo 1.24\n"])
      for name in PreCommitTests.hookFiles {
        let source = repositoryRoot.appendingPathComponent(name).path
        try write(
          "hooks/" + name, try String(contentsOfFile: source, encoding: .utf8),
          executable: FileManager.default.isExecutableFile(atPath: source))
      }
      try commitHooks()
      try git("init", "--quiet", in: "project")
    }

    func write(_ name: String, _ text: String, executable: Bool = false) throws {
      try folder.write(name, text)
      guard executable else { return }
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/" + name)
    }

    /// Puts a shell script on the PATH that starts with `bin`.
    func script(_ name: String, _ body: String) throws {
      try write("bin/" + name, "#!/bin/sh\nset -eu\n" + body + "\n", executable: true)
    }

    func link(_ name: String, to target: String) throws {
      try FileManager.default.createDirectory(atPath: folder.path + "/bin", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/bin/" + name, withDestinationPath: target)
    }

    func commitHooks() throws {
      try git("init", "--quiet", in: "hooks")
      try git("add", "--all", in: "hooks")
      try git("commit", "--quiet", "--message=hooks", in: "hooks")
    }

    func makeWheel(into wheels: String) throws {
      let run = try Run.tool(
        Self.python,
        [folder.path + "/hooks/script/packaging/mapvet_wheel.py", Run.built("mapvet"), wheels])
      try #require(run.status == 0, "\(run.errors)")
    }

    /// What pip asks of the build backend.
    func buildWheel(_ environment: [String: String]) throws -> Run {
      let code = "import mapvet_wheel\nprint(mapvet_wheel.build_wheel('\(folder.path)'))"
      let modules = ["PYTHONPATH": folder.path + "/hooks/script/packaging"].merging(environment) { $1 }
      return try Run.tool(Self.python, ["-B", "-c", code], environment: self.environment(modules))
    }

    /// Makes the project use a hook and installs pre-commit's own hook in its git repository.
    func configure(hook: String, _ environment: [String: String]) throws {
      let hooks = folder.path + "/hooks"
      let commit = try git("rev-parse", "HEAD", in: "hooks").output.trimmingCharacters(in: .newlines)
      try write(
        "project/.pre-commit-config.yaml",
        "repos:\n  - repo: \(hooks)\n    rev: \(commit)\n    hooks:\n      - id: \(hook)\n")
      let run = try Run.tool(
        Self.python, ["-m", "pre_commit", "install"], in: folder.path + "/project",
        environment: self.environment(environment))
      try #require(
        run.status == 0, "pre-commit install: \(run.output)\(run.errors) (script/bootstrap test installs it)")
    }

    /// Commits all of the project.
    func commit(_ environment: [String: String], _ arguments: String...) throws -> Run {
      try git("add", "--all", in: "project")
      return try Run.tool(
        "/usr/bin/env", ["git", "commit", "--message=change"] + arguments, in: folder.path + "/project",
        environment: self.environment(environment))
    }

    @discardableResult
    private func git(_ arguments: String..., in name: String) throws -> Run {
      let run = try Run.tool(
        "/usr/bin/env", ["git"] + arguments, in: folder.path + "/" + name, environment: environment([:]))
      try #require(run.status == 0, "git \(arguments.joined(separator: " ")): \(run.errors)")
      return run
    }

    /// Nobody's settings, nothing of the user's touched, no network.
    private func environment(_ more: [String: String]) -> [String: String] {
      let home = folder.path + "/home"
      return [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "t", "GIT_COMMITTER_NAME": "t",
        "GIT_AUTHOR_EMAIL": "t@example.com", "GIT_COMMITTER_EMAIL": "t@example.com", "HOME": home,
        "PRE_COMMIT_HOME": home + "/pre-commit", "VIRTUALENV_OVERRIDE_APP_DATA": home + "/virtualenv",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1", "PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "file:///nowhere",
      ].merging(more) { $1 }
    }
  }
}
