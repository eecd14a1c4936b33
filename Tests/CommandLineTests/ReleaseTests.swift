import Foundation
import TestSupport
import Testing

/// What `make dist` and the Dockerfile make of a program, tried on the one that was built with these tests.
@Suite struct ReleaseTests {
  private static let python = repositoryRoot.appendingPathComponent(".deps/venv/bin/python").path

  /// The files of a release in a new folder; `code` is Python that sees the module `release`.
  private func python(_ code: String, _ arguments: String...) throws -> Run {
    let modules = repositoryRoot.appendingPathComponent("script/packaging").path
    return try Run.tool(
      Self.python, ["-B", "-c", "import release, sys\n" + code] + arguments, environment: ["PYTHONPATH": modules])
  }

  @Test func releaseHasStableBytesAndTrueChecksums() throws {
    let folder = try Folder([:])
    let run = try python(
      "for each in sys.argv[2:]: release.main(sys.argv[1], each)", Run.built("mapvet"), folder.path + "/a",
      folder.path + "/b")
    try #require(run.status == 0, "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a").sorted()
    #expect(names.count == 4)
    for name in names {
      #expect(
        FileManager.default.contentsEqual(atPath: "\(folder.path)/a/\(name)", andPath: "\(folder.path)/b/\(name)"),
        "\(name)")
    }
    let sums = try Run.tool("/usr/bin/env", ["sha256sum", "--check", "--strict", "SHA256SUMS"], in: folder.path + "/a")
    #expect(sums.status == 0, "\(sums.output)\(sums.errors)")
    #expect(sums.output.split(separator: "\n").count == 2)
    let archive = try #require(names.first { $0.hasSuffix(".tar.gz") })
    let unpack = try Run.tool(
      "/usr/bin/env", ["tar", "-xzf", archive, "--strip-components=1"], in: folder.path + "/a")
    try #require(unpack.status == 0)
    #expect(try Run.tool(folder.path + "/a/bin/mapvet", ["version"]).output == "mapvet 0.1.0\n")
    for file in [
      "man/man1/mapvet.1", "bash-completion/completions/mapvet", "doc/mapvet/LICENSE",
      "doc/mapvet/NOTICE",
    ] {
      #expect(FileManager.default.fileExists(atPath: folder.path + "/a/share/" + file), "\(file)")
    }
  }

  /// Whoever gets the program gets the licences of what is in it.
  @Test func theNoticeComesAlongAndNamesAllParts() throws {
    func text(_ name: String) throws -> String {
      try String(contentsOf: repositoryRoot.appendingPathComponent(name), encoding: .utf8)
    }
    let notice = try text("NOTICE")
    let package = try text("Package.swift")
    let pinned = package.matches(of: /url: "[^"]*\/([^"\/]+)", exact: "([^"]+)"/).map { "\($0.1) \($0.2)" }
    // What Swift packages, libraries of the system and the grammar are called there.
    let libraries = package.matches(of: /pkgConfig: "([^"]+)"/).map { String($0.1) }
    let grammar = try text("script/requirements/grammar.txt").matches(of: /(?m)^([a-z-]+)==([0-9.]+)/).map {
      "\($0.1) \($0.2)"
    }
    try #require(pinned.count == 1 && libraries.count == 2 && grammar.count == 1)
    #expect(!package.contains("branch:") && package.matches(of: /\.package\(/).count == pinned.count)
    let table = try #require(notice.split(separator: "\n\n").dropFirst().first)
    for part in pinned + grammar + libraries.map({ $0 == "yaml-0.1" ? "libyaml" : $0 }) {
      #expect(table.split(separator: "\n").contains { $0.hasPrefix(part + " ") }, "\(part)")
    }
    #expect(notice.contains("GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 2.1"))

    #expect(try text("Dockerfile").contains("COPY NOTICE "))
    let folder = try Folder([:])
    let run = try python(
      """
      import os, zipfile
      name = release.mapvet_wheel.make_wheel(sys.argv[1], sys.argv[2])
      wheel = zipfile.ZipFile(os.path.join(sys.argv[2], name))
      print(wheel.read("mapvet-0.1.0.dist-info/licenses/NOTICE").decode(), end="")
      """, Run.built("mapvet"), folder.path)
    #expect(run.output == notice, "\(run.errors)")
  }

  /// The program of these tests is no static one, so this is the refusal.
  @Test func aProgramThatNeedsLibrariesIsNotReleased() throws {
    let run = try python("release.check_alone(sys.argv[1])", Run.built("mapvet"))
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("release: in a file system of its own (proc) "), "\(run.errors)")
    #expect(run.errors.contains("/mapvet: No such file or directory"), "\(run.errors)")
  }

  @Test func thePageOfOptionsIsWhatTheProgramSays() throws {
    let script = repositoryRoot.appendingPathComponent("script/packaging/options_page.py").path
    let run = try Run.tool(Self.python, ["-B", script, Run.built("mapvet")])
    let page = try String(contentsOf: repositoryRoot.appendingPathComponent("docs/command-line.md"), encoding: .utf8)
    #expect(run.output == page, "make it anew: python3 script/packaging/options_page.py PROGRAM > docs/command-line.md")
  }

  @Test func manualPageRendersWithoutWarnings() throws {
    let folder = try Folder([:])
    let page = try python(
      """
      import json, manual
      help = json.loads(release.output(sys.argv[1], "--experimental-dump-help"))
      print(manual.manual(help, "1.2.3"), end="")
      """, Run.built("mapvet"))
    try #require(page.status == 0, "\(page.errors)")
    try folder.write("mapvet.1", page.output)
    let groff = try Run.tool(
      "/usr/bin/env", ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", "mapvet.1"], in: folder.path)
    #expect(groff.status == 0, "groff (Debian: groff-base) is needed: \(groff.errors)")
    #expect(groff.errors == "")
    #expect(groff.output.contains("mapvet [check] [options] [pattern ...]"))
    #expect(groff.output.contains("--min-confidence level"))
    #expect(groff.output.contains("-q, --quiet"))
    #expect(groff.output.contains("mapvet 1.2.3"))
  }

  @Test func textOfTheManualIsNeverARequest() throws {
    let run = try python(
      """
      import manual
      print("\\n".join(manual.prose(".mapvet.yml it's `a\\\\b` --x\\n\\nE:\\n  .cmd -y\\n'quoted\\n\\u00e4")))
      """)
    #expect(
      run.output
        == """
        \\&.mapvet.yml it\\(aqs \\(gaa\\eb\\(ga \\-\\-x
        .PP
        E:
        .PP
        .RS 4
        .nf
        \\&.cmd \\-y
        .fi
        .RE
        .PP
        \\(aqquoted
        \\[u00E4]

        """)
  }

  @Test(arguments: ["bash"]) func completionScriptParses(shell: String) throws {
    let folder = try Folder([:])
    try folder.write("script", try Run.mapvet("--generate-completion-script", shell).output)
    let parsed = try Run.tool("/usr/bin/env", [shell, "-n", "script"], in: folder.path)
    #expect(parsed.status == 0 && parsed.errors.isEmpty, "\(parsed.errors)")
    #expect(try folder.read("script").contains("stdin-filename"))
  }

  /// The steps of the Dockerfile done by hand. The program of these tests is no static one, so what it loads comes along.
  @Test func dockerfileMakesAnImageThatLints() throws {
    let text = try String(contentsOf: repositoryRoot.appendingPathComponent("Dockerfile"), encoding: .utf8)
    let steps = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: " ", maxSplits: 1).map(String.init)
    }
    try #require(steps.first == ["FROM", "scratch"])
    let image = try Folder(["src/go.mod": "module example.com/a\n\ngo 1.24\n"])
    try image.write("src/a.go", "package a\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n")
    var (folder, environment, command) = ("/", [String: String](), [String: [String]]())
    for step in steps.dropFirst() {
      switch step[0] {
      case "COPY":
        let names = step[1].split(separator: " ").map(String.init)
        try #require(names.count == 2)
        let isProgram = names[0] == ".build/static/release/mapvet"
        let source = isProgram ? Run.built("mapvet") : repositoryRoot.appendingPathComponent(names[0]).path
        try copy(source, to: names[1], in: image)
        if isProgram {
          for library in try libraries(of: source) { try copy(library, to: library, in: image) }
        }
      case "ENV":
        let parts = step[1].split(separator: "=", maxSplits: 1).map(String.init)
        environment[parts[0]] = parts[1]
      case "WORKDIR": folder = step[1]
      case "ENTRYPOINT", "CMD":
        command[step[0]] = try JSONDecoder().decode([String].self, from: Data(step[1].utf8))
      default: Issue.record("the test does not know \(step[0])")
      }
    }
    let arguments = (command["ENTRYPOINT"] ?? []) + (command["CMD"] ?? [])
    let run = try runAlone(arguments, in: image.path, at: folder, environment)
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.output.hasPrefix("a.go:5:2: error: "), "\(run.output)")
    // What stands after the image's name in `docker run` takes the place of CMD.
    let version = try runAlone((command["ENTRYPOINT"] ?? []) + ["version"], in: image.path, at: folder, environment)
    #expect(version.output == "mapvet 0.1.0\n", "\(version.errors)")
  }

  /// Runs a program with a folder as its whole file system, beside which it sees /proc, as in a container.
  private func runAlone(_ command: [String], in root: String, at folder: String, _ environment: [String: String]) throws
    -> Run
  {
    try FileManager.default.createDirectory(atPath: root + "/proc", withIntermediateDirectories: true)
    let script = #"mount --rbind /proc "$0/proc" && exec unshare --root="$0" --wd="$1" -- "${@:2}""#
    let user = getuid() == 0 ? [] : ["--map-root-user"]
    return try Run.tool(
      "/usr/bin/env", ["unshare", "--mount"] + user + ["bash", "-c", script, root, folder] + command,
      environment: environment)
  }

  private func copy(_ source: String, to target: String, in image: Folder) throws {
    let place = URL(fileURLWithPath: image.path + target)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: URL(fileURLWithPath: source).resolvingSymlinksInPath(), to: place)
  }

  /// The shared libraries that a program loads, and what loads them.
  private func libraries(of program: String) throws -> [String] {
    let list = try Run.tool("/usr/bin/env", ["ldd", program])
    return list.output.split(separator: "\n").compactMap { line in
      line.split(whereSeparator: { $0 == " " || $0 == "\t" }).first { $0.hasPrefix("/") }.map(String.init)
    }
  }
}
