import Foundation
import TestSupport
import Testing

/// `mapvet init`: what it writes, where, and that it never touches what is there.
@Suite struct InitTests {
  private static let python = repositoryRoot.appendingPathComponent(".deps/venv/bin/python").path

  /// Option, the files it writes, and the file of this repository that shows the first of them.
  static let options: [(option: String, files: [String], shown: String)] = [
    ("--github", [".github/workflows/mapvet.yml"], "docs/ci/github.yml"),
    ("--gitlab", [".gitlab/mapvet.yml", ".gitlab-ci.yml"], "docs/ci/gitlab.yml"),
    ("--vscode", [".vscode/tasks.json"], "editors/vscode/tasks.json"),
  ]

  @Test(arguments: options) func writesWhatTheDocumentationShows(option: String, files: [String], shown: String) throws
  {
    let folder = try Folder([:])
    try FileManager.default.createDirectory(atPath: folder.path + "/.git", withIntermediateDirectories: true)
    let run = try Run.mapvet("init", option, in: folder.path)
    #expect(run.status == 0)
    #expect(run.output == files.map { "wrote \($0)\n" }.joined())
    let text = try String(contentsOf: repositoryRoot.appendingPathComponent(shown), encoding: .utf8)
    #expect(try folder.read(files[0]) == text)
    #expect(try Run.mapvet("init", option, "--print", in: folder.path).output == text)
  }

  @Test func pipelinesAreWhatTheirReadersTake() throws {
    let folder = try Folder([:])
    let run = try Run.mapvet(
      "init", "--github", "--gitlab", "--pre-commit", "--repository", "https://git.example.com/team/tools/mapvet.git",
      in: folder.path)
    try #require(run.status == 0)
    #expect(run.errors.contains("no git repository around the working directory"))
    #expect(!run.errors.contains("OWNER"))
    for (schema, file) in [
      ("github-workflows", ".github/workflows/mapvet.yml"), ("gitlab-ci", ".gitlab/mapvet.yml"),
      ("gitlab-ci", ".gitlab-ci.yml"),
    ] {
      let check = try Run.tool(
        Self.python, ["-m", "check_jsonschema", "--builtin-schema", "vendor." + schema, file], in: folder.path)
      #expect(check.status == 0, "\(file): \(check.output)\(check.errors)")
    }
    #expect(try folder.read(".github/workflows/mapvet.yml").contains("- uses: tools/mapvet@v0.1.0\n"))
    let downloads = "MAPVET_URL: https://git.example.com/team/tools/mapvet/releases/download/v0.1.0\n"
    #expect(try folder.read(".gitlab/mapvet.yml").contains(downloads))
    #expect(
      try folder.read(".pre-commit-config.yaml")
        == """
        repos:
          - repo: https://git.example.com/team/tools/mapvet
            rev: v0.1.0
            hooks:
              - id: mapvet

        """)
    let check = try Run.tool(
      Self.python, ["-m", "pre_commit", "validate-config"], in: folder.path, environment: ["HOME": folder.path])
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  /// Wherever go.mod lies, and though a module cannot be had.
  @Test func pipelineFetchesModulesOfAllGoMods() throws {
    let folder = try Folder([
      "svc/go.mod": "module a\n", "lib/x/go.mod": "module b\n", "bin/go": "#!/bin/sh\necho \"$PWD $*\"\nexit 1\n",
    ])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bin/go")
    let workflow = try Run.mapvet("init", "--github", "--print", in: folder.path).output
    let step = try #require(workflow.split(separator: "\n").first { $0.contains("- run: ") }).split(separator: ": ")[1]
    let run = try Run.tool(
      "/bin/bash", ["-e", "-c", String(step)], in: folder.path,
      environment: ["PATH": folder.path + "/bin:/usr/bin:/bin"])
    #expect(run.status == 0, "\(run.errors)")
    let places = run.output.split(separator: "\n").sorted()
    #expect(places.count == 2 && places[0].hasSuffix("/lib/x mod download") && places[1].hasSuffix("/svc mod download"))
  }

  @Test func nothingIsWrittenWhenOneFileExists() throws {
    let folder = try Folder([".github/workflows/mapvet.yml": "mine\n"])
    let run = try Run.mapvet("init", "--vscode", "--github", "--pre-commit", in: folder.path)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    let mend = "add to it what this command prints with --print"
    #expect(
      run.errors == "mapvet: .github/workflows/mapvet.yml exists and is left as it is: \(mend)\n")
    #expect(try folder.read(".github/workflows/mapvet.yml") == "mine\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [".github"])
  }

  @Test func symbolicLinkToNothingIsNoPlaceToWrite() throws {
    let folder = try Folder([:])
    let outside = folder.path + "/outside.yml"
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/.mapvet.yml", withDestinationPath: outside)
    #expect(try Run.mapvet("init", in: folder.path).status == 2)
    #expect(!FileManager.default.fileExists(atPath: outside))
  }

  @Test func gitLabPipelineThatExistsIsToldApart() throws {
    let folder = try Folder([".gitlab-ci.yml": "stages: [test]\n"])
    let run = try Run.mapvet("init", "--gitlab", in: folder.path)
    #expect(run.status == 0)
    #expect(run.output == "wrote .gitlab/mapvet.yml\n")
    #expect(run.errors.contains("mapvet: add to `include:` of .gitlab-ci.yml: - local: .gitlab/mapvet.yml\n"))
    #expect(try folder.read(".gitlab-ci.yml") == "stages: [test]\n")
  }

  @Test func hookGoesToTheRootAndSettingsStayHere() throws {
    let folder = try Folder(["services/shop/go.mod": "module example.com/shop\n\ngo 1.24\n"])
    // As in a work tree that `git worktree add` made.
    try folder.write(".git", "gitdir: /nowhere\n")
    let here = folder.path + "/services/shop"
    #expect(try Run.mapvet("init", "--pre-commit", in: here).output == "wrote ../../.pre-commit-config.yaml\n")
    #expect(try folder.read(".pre-commit-config.yaml").contains("entry: mapvet check --force-exclude\n"))
    #expect(try Run.mapvet("init", in: here).output == "wrote .mapvet.yml\n")
    try folder.write("services/shop/a.go", "package shop\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n")
    let check = try Run.mapvet("check", in: here)
    #expect(check.status == 1)
    #expect(check.output.contains("a.go:5:2: error: "))
  }

  /// As written the settings change nothing, and each is one that mapvet takes.
  @Test func settingsAreTakenAsWrittenAndUncommented() throws {
    let folder = try Folder(["go.mod": "module example.com/shop\n\ngo 1.24\n"])
    let defaults = try Run.mapvet("config", "show", in: folder.path).output.split(separator: "\n").dropFirst()
    try #require(try Run.mapvet("init", in: folder.path).status == 0)
    #expect(try Run.mapvet("config", "verify", in: folder.path).output == ".mapvet.yml: correct\n")
    let shown = try Run.mapvet("config", "show", in: folder.path)
    #expect(shown.output.split(separator: "\n").dropFirst() == defaults, "\(shown.output)\(shown.errors)")
    let lines = try folder.read(".mapvet.yml").split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("#") && $0.count <= 120 })
    let settings = lines.filter { !$0.hasPrefix("# ") || $0.hasPrefix("#  ") }.map { String($0.dropFirst()) }
    #expect(settings.contains("preview: true"))
    try folder.write(".mapvet.yml", settings.joined(separator: "\n") + "\n")
    let verify = try Run.mapvet("config", "verify", in: folder.path)
    #expect(verify.status == 0 && verify.output == ".mapvet.yml: correct\n", "\(verify.errors)")
  }

  @Test(arguments: [
    "mapvet", "a/b/c", "http://example.com/a/b", "https://example.com/a", "https://example.com/a/b c",
    "https://e.com/a/b?x",
    "git@github.com:a/b", "a/\"b\"", "", "/", "https://e.com/a/b\nx: y",
  ])
  func wrongRepositoriesAreRefused(address: String) throws {
    let run = try Run.mapvet("init", "--github", "--repository", address, "--print")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("is no repository: write https://HOST/OWNER/NAME, or OWNER/NAME on GitHub"))
  }

  @Test(arguments: ["team/mapvet", "https://github.com/team/mapvet", "https://github.com/team/mapvet.git"])
  func repositoriesOnGitHub(address: String) throws {
    let run = try Run.mapvet("init", "--github", "--pre-commit", "--repository", address, "--print")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("- uses: team/mapvet@v0.1.0\n"))
    #expect(run.output.contains("- repo: https://github.com/team/mapvet\n"))
  }

  @Test func folderThatCannotBeWrittenToIsNamed() throws {
    let folder = try Folder([".vscode": "a file\n"])
    let run = try Run.mapvet("init", "--vscode", in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors == "mapvet: cannot write .vscode/tasks.json: Not a directory\n")
  }

  /// As on a full disk.
  @Test func nothingIsLeftOfAFileThatCannotBeWritten() throws {
    let folder = try Folder([:])
    let command = "set -o pipefail; (ulimit -f 0; exec \(Run.built("mapvet")) init --github) 2>&1 | cat"
    let run = try Run.tool("/bin/bash", ["-c", command], in: folder.path)
    #expect(run.status == 2)
    #expect(run.output == "mapvet: cannot write .github/workflows/mapvet.yml: File too large\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}

extension Folder {
  /// The text of a file in it.
  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }
}
