import Foundation
import TestSupport
import Testing

/// The steps of `action.yml` and the commands of the examples in `docs/ci`, run as those machines would run them.
@Suite struct PipelineTests {
  private static let bad = "package a\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n"
  private static let good = "package a\n\nfunc f() {\n\tm := map[string]int{}\n\tm[\"a\"] = 1\n}\n"

  @Test func actionIsWhatItsReaderTakes() throws {
    let python = repositoryRoot.appendingPathComponent(".deps/venv/bin/python").path
    let check = try Run.tool(
      python, ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
      in: repositoryRoot.path)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  @Test func actionDownloadsChecksAndReports() throws {
    let machine = try Machine(["a.go": Self.bad])
    let job = try machine.action(["url": try machine.release()])
    #expect(job.status == 1)
    #expect(job.said.contains("mapvet 0.1.0\n"))
    #expect(job.said.contains("\n./a.go:5:2: error: "), "\(job.said)")
    let matcher = try #require(job.said.split(separator: "\n").first { $0.hasPrefix("::add-matcher::") })
    #expect(FileManager.default.fileExists(atPath: String(matcher.dropFirst("::add-matcher::".count))))
    #expect(job.uploads.isEmpty)
  }

  @Test func actionPassesWithoutFindings() throws {
    let machine = try Machine(["a.go": Self.good, "b/b.go": Self.bad])
    let job = try machine.action(["url": try machine.release(), "args": "--no-tests\n.", "annotations": "false"])
    #expect(job.status == 0, "\(job.said)")
    #expect(!job.said.contains("::add-matcher::"))
    #expect(try machine.calls().last == "check --no-tests .")
  }

  @Test func actionRefusesWhatWasNotReleased() throws {
    let machine = try Machine(["a.go": Self.good])
    let url = try machine.release()
    let other = String(repeating: "0", count: 64)
    let job = try machine.action(["url": url, "sha256": other])
    #expect(job.status == 2)
    #expect(
      job.said.contains("::error title=mapvet::") && job.said.contains(", not \(other): it is not what was released"))
    #expect(try machine.calls().isEmpty)
    let missing = try machine.action(["url": url, "version": "9.9.9"])
    #expect(missing.status == 2)
    #expect(missing.said.contains("cannot fetch \(url)/mapvet-9.9.9-linux-"))
  }

  @Test func actionHandsAllFindingsToCodeScanning() throws {
    let machine = try Machine(["a.go": Self.bad])
    let job = try machine.action(["url": try machine.release(), "sarif": "true"])
    #expect(job.status == 1)
    let upload = try #require(job.uploads.first)
    #expect(upload["category"] == "mapvet")
    let data = try Data(contentsOf: URL(fileURLWithPath: try #require(upload["sarif_file"])))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(((report["runs"] as? [[String: Any]])?.first?["results"] as? [Any])?.count == 1)
  }

  @Test func actionBelowTheRootMarksFilesFromTheRoot() throws {
    let machine = try Machine(["services/a/go.mod": "module example.com/b\n\ngo 1.24\n", "services/a/a.go": Self.bad])
    let job = try machine.action(["url": try machine.release(), "working-directory": "services"])
    #expect(job.status == 1)
    #expect(job.said.contains("::error file=services/a/a.go,line=5"), "\(job.said)")
  }

  @Test(arguments: [
    (["version": "newest"], "the input version must be"),
    (["url": ""], "cannot fetch"),
  ])
  func actionNamesWrongInputs(inputs: [String: String], message: String) throws {
    let machine = try Machine(["a.go": Self.good])
    let job = try machine.action(inputs, server: "file:///nowhere")
    #expect(job.status == 2)
    #expect(job.said.contains("::error title=mapvet::") && job.said.contains(message), "\(job.said)")
  }

  @Test func actionNamesFlagsThatAreNone() throws {
    let machine = try Machine(["a.go": Self.good])
    let job = try machine.action(["url": try machine.release(), "new-only": "yes"])
    #expect(job.status == 2)
    #expect(job.said.contains("the input new-only must be \"true\" or \"false\", not \"yes\""))
  }

  /// The checkout of a pull request holds one commit. Where its branch left the target is two commits back, and the target
  /// has gone on since.
  @Test func actionFetchesWhatTheTargetAndThePullRequestHaveInCommon() throws {
    let machine = try Machine(["a.go": Self.bad])
    let commit = { (name: String) in
      try machine.folder.write("work/\(name)", name)
      try machine.git("add", "--all", in: "work")
      try machine.git("commit", "--quiet", "--message=\(name)", in: "work")
      return try machine.git("rev-parse", "HEAD", in: "work")
    }
    let fork = try commit("one")
    try machine.git("switch", "--quiet", "--create", "feature", in: "work")
    _ = try commit("two")
    let head = try commit("three")
    try machine.git("switch", "--quiet", "main", in: "work")
    _ = try commit("four")
    try FileManager.default.createDirectory(atPath: machine.folder.path + "/clone", withIntermediateDirectories: true)
    try machine.git("init", "--quiet", in: "clone")
    try machine.git("remote", "add", "origin", "file://\(machine.folder.path)/work", in: "clone")
    try machine.git("fetch", "--quiet", "--depth=1", "origin", head, in: "clone")
    try machine.git("checkout", "--quiet", head, in: "clone")
    let inputs = ["url": try machine.release(), "new-only": "true"]
    let job = try machine.action(inputs, baseBranch: "main", in: "clone")
    #expect(job.status == 0, "\(job.said)")
    #expect(try machine.calls() == ["check ./... --new-from-merge-base=refs/remotes/origin/main"])
    #expect(try machine.git("merge-base", "HEAD", "refs/remotes/origin/main", in: "clone") == fork)
    try machine.folder.write("clone/b.go", Self.bad.replacing("func f", with: "func g"))
    let bad = try machine.action(inputs, baseBranch: "main", in: "clone")
    #expect(bad.status == 1)
    #expect(bad.said.contains("\n./b.go:5:2: error: ") && !bad.said.contains("a.go"), "\(bad.said)")
    // Outside pull requests there is nothing to compare with.
    let push = try machine.action(inputs, in: "clone")
    #expect(push.status == 1)
    #expect(push.said.contains("\n./a.go:5:2: error: "))
    #expect(try machine.calls().last == "check ./...")
    let wrong = try machine.action(inputs.merging(["base": "nowhere"]) { $1 }, in: "clone")
    #expect(wrong.status == 2)
    #expect(wrong.said.contains("::error title=mapvet::git cannot fetch the branch nowhere"))
  }

  @Test func commandsOfGitLabsExampleInstallAndRun() throws {
    let machine = try Machine(["a.go": Self.bad])
    let job = try #require(try machine.yaml("docs/ci/gitlab.yml")["mapvet"] as? [String: Any])
    let commands = try #require(job["before_script"] as? [String]) + #require(job["script"] as? [String])
    var environment = try #require(job["variables"] as? [String: String])
    environment["MAPVET_URL"] = try machine.release()
    environment["CI_PROJECT_DIR"] = machine.folder.path + "/work"
    try machine.git("add", "--all", in: "work")
    try machine.git("commit", "--quiet", "--message=one", in: "work")
    let base = try machine.git("rev-parse", "HEAD", in: "work")
    environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base
    try machine.folder.write("bin/apk", "#!/bin/sh\n")
    let run = try machine.shell(commands.joined(separator: "\n"), environment)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(
      try machine.calls() == [
        "check --quiet --fail-on never --output gitlab:gl-code-quality-report.json ./...",
        "check --output text --new-from-rev=\(base) ./...",
      ])
    // What was there before does not fail the job, and is in the report all the same.
    let report = try machine.folder.read("work/gl-code-quality-report.json")
    #expect((try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [Any])?.count == 1)
  }

  @Test func commandsOfJenkinssExampleInstallAndRun() throws {
    let machine = try Machine(["a.go": Self.bad])
    let text = try String(contentsOf: repositoryRoot.appendingPathComponent("docs/ci/Jenkinsfile"), encoding: .utf8)
    let parts = text.split(separator: "'''")
    try #require(parts.count == 3)
    // In Groovy's string a backslash is written as two.
    let script = String(parts[1]).replacing("\\\\", with: "\\")
    let environment = ["MAPVET_VERSION": "0.1.0", "MAPVET_URL": try machine.release()]
    // Jenkins runs it with sh -xe.
    let run = try machine.shell(script, environment)
    #expect(run.status == 1)
    #expect(run.output.contains("\na.go:5:2: error: "), "\(run.output)\(run.errors)")
    #expect(try machine.folder.read("work/mapvet.sarif").contains("nil-map-write"))
  }

  /// A machine that runs one job on a checkout of a repository.
  private struct Machine {
    let folder: Folder

    /// - Parameter files: of the repository, beside its go.mod.
    init(_ files: [String: String]) throws {
      folder = try Folder(["work/go.mod": "module example.com/a\n\ngo 1.24\n", "calls": ""])
      for (name, text) in files { try folder.write("work/" + name, text) }
      try FileManager.default.createDirectory(atPath: folder.path + "/temp", withIntermediateDirectories: true)
      try git("init", "--quiet", "--initial-branch=main", in: "work")
    }

    @discardableResult
    func git(_ arguments: String..., in name: String) throws -> String {
      let environment = [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "t", "GIT_COMMITTER_NAME": "t",
        "GIT_AUTHOR_EMAIL": "t@example.com", "GIT_COMMITTER_EMAIL": "t@example.com",
      ]
      let run = try Run.tool(
        "/usr/bin/env", ["git"] + arguments, in: folder.path + "/" + name, environment: environment)
      try #require(run.status == 0, "git \(arguments.joined(separator: " ")): \(run.errors)")
      return run.output.trimmingCharacters(in: .newlines)
    }

    /// Makes the files of a release, whose program notes how it is called, and returns the address of their folder.
    func release() throws -> String {
      let script = "#!/bin/sh\necho \"$@\" >> '\(folder.path)/calls'\nexec '\(Run.built("mapvet"))' \"$@\"\n"
      try folder.write("release/top/bin/mapvet", script)
      let commands = """
        chmod +x top/bin/mapvet
        name=mapvet-0.1.0-linux-$(uname -m).tar.gz
        tar -czf $name top
        sha256sum $name > SHA256SUMS
        """
      let run = try Run.tool("/usr/bin/env", ["bash", "-euc", commands], in: folder.path + "/release")
      try #require(run.status == 0, "\(run.errors)")
      return "file://\(folder.path)/release"
    }

    /// Runs commands in the repository, with a folder of this machine in place of /usr/local and /tmp.
    func shell(_ commands: String, _ environment: [String: String]) throws -> Run {
      let own = commands.replacing("/usr/local", with: folder.path).replacing(
        "cd /tmp", with: "cd '\(folder.path)/temp'")
      let path = "\(folder.path)/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      try folder.write("script.sh", own)
      try FileManager.default.createDirectory(atPath: folder.path + "/bin", withIntermediateDirectories: true)
      if FileManager.default.fileExists(atPath: folder.path + "/bin/apk") {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bin/apk")
      }
      return try Run.tool(
        "/usr/bin/env", ["sh", "-e", folder.path + "/script.sh"], in: folder.path + "/work",
        environment: environment.merging(["PATH": path]) { $1 })
    }

    /// How mapvet was called, but for its version.
    func calls() throws -> [String] {
      try folder.read("calls").split(separator: "\n").map(String.init).filter { $0 != "version" }
    }

    struct Job {
      var status: Int32 = 0
      var said = ""
      /// What steps of other actions were given.
      var uploads: [[String: String]] = []
    }

    /// Runs the steps of action.yml as GitHub's runner does.
    func action(
      _ inputs: [String: String], baseBranch: String = "", server: String = "https://github.example.com",
      in work: String = "work"
    ) throws -> Job {
      let action = try yaml("action.yml")
      let declared = try #require(action["inputs"] as? [String: [String: Any]])
      var values: [String: String] = [:]
      for (name, input) in declared { values["inputs." + name] = input["default"] as? String ?? "" }
      for (name, value) in inputs {
        try #require(declared[name] != nil)
        values["inputs." + name] = value
      }
      values["github.action_path"] = repositoryRoot.path
      values["github.action_repository"] = "someone/mapvet"
      values["github.server_url"] = server
      values["github.base_ref"] = baseBranch
      let workspace = folder.path + "/" + work
      var job = Job()
      var path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let runs = try #require(action["runs"] as? [String: Any])
      for step in try #require(runs["steps"] as? [[String: Any]]) {
        if let use = step["uses"] as? String {
          try #require(use.hasPrefix("github/codeql-action/upload-sarif@"))
          try #require(step["if"] as? String == "${{ !cancelled() && steps.check.outputs.sarif-file != '' }}")
          guard values["steps.check.outputs.sarif-file", default: ""] != "" else { continue }
          job.uploads.append(try #require(step["with"] as? [String: String]).mapValues { try expand($0, values) })
          continue
        }
        guard job.status == 0 else { continue }
        try folder.write("step.sh", try #require(step["run"] as? String))
        for name in ["github-output", "github-path"] { try folder.write(name, "") }
        var environment = [
          "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": workspace, "RUNNER_TEMP": folder.path + "/temp", "PATH": path,
          "GITHUB_OUTPUT": folder.path + "/github-output", "GITHUB_PATH": folder.path + "/github-path",
          "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
        ]
        for (name, text) in try #require(step["env"] as? [String: String]) {
          environment[name] = try expand(text, values)
        }
        let place = try expand(step["working-directory"] as? String ?? ".", values)
        // Both streams go to one log.
        let run = try Run.tool(
          "/usr/bin/env",
          ["bash", "-c", #"exec bash --noprofile --norc -e -o pipefail "$0" 2>&1"#, folder.path + "/step.sh"],
          in: workspace + "/" + place, environment: environment)
        job.status = run.status
        job.said += run.output
        for line in try folder.read("github-output").split(separator: "\n") {
          let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
          values["steps.\(step["id"] as? String ?? "").outputs.\(parts[0])"] = parts[1]
        }
        for line in try folder.read("github-path").split(separator: "\n") { path = "\(line):\(path)" }
      }
      return job
    }

    /// The value of a text with expressions, which are names joined by `||`.
    private func expand(_ text: String, _ values: [String: String]) throws -> String {
      var result = ""
      var rest = text[...]
      while let start = rest.range(of: "${{"), let end = rest.range(of: "}}") {
        let names = rest[start.upperBound..<end.lowerBound].split(separator: "||").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        let found = try names.map { name in try #require(values[name], "the test does not know \(name)") }
        result += rest[..<start.lowerBound] + (found.first { !$0.isEmpty } ?? "")
        rest = rest[end.upperBound...]
      }
      return result + rest
    }

    /// A YAML file of this repository.
    func yaml(_ name: String) throws -> [String: Any] {
      let python = repositoryRoot.appendingPathComponent(".deps/venv/bin/python").path
      let code = "import json, sys, yaml\njson.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)"
      let run = try Run.tool(python, ["-c", code, repositoryRoot.appendingPathComponent(name).path])
      try #require(run.status == 0, "\(run.errors)")
      return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }
  }
}
