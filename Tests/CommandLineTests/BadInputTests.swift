import Foundation
import Testing

/// What no run can do with: each time status 2, one line that says why, and nothing written.
@Suite struct BadInputTests {
  private static let files = ["go.mod": "module example.com/m\n\ngo 1.22\n", "a.go": nilMaps("f")]

  /// Runs a command line of a shell in which `mapvet` is the program.
  private func shell(_ command: String, in folder: Folder) throws -> Run {
    try Run.tool(
      "/usr/bin/env", ["bash", "-c", "mapvet() { '\(Run.built("mapvet"))' \"$@\"; }\n" + command], in: folder.path)
  }

  @Test(arguments: [
    ("check --add-ignore= .", "--add-ignore= has no value: write one behind it, or leave the option out"),
    ("check --select= .", "--select= has no value: write one behind it, or leave the option out"),
    ("chek ./...", "there is no file and no command 'chek': did you mean 'mapvet check'?"),
    ("explain $'a\\nb'", "unknown rule 'a b' (`mapvet rules` lists them)"),
    ("check --goroot=/nosuch .", "there is no Go installation in /nosuch (--goroot): it has no folder src"),
    ("config verify nosuch", "nosuch: No such file or directory"),
    (
      "check --output json:out --output sarif:./out .", "two --output write ./out: give each a path of its own"
    ),
    ("rules > /dev/full", "cannot write standard output: No space left on device"),
    ("check --help > /dev/full", "cannot write standard output: No space left on device"),
    ("check --unsafe-fixes --diff . > /dev/full", "cannot write standard output: No space left on device"),
    (
      "check --fix - --stdin-filename a.go < a.go > /dev/full", "cannot write standard output: No space left on device"
    ),
    (
      "true; mkdir gone && cd gone && rmdir ../gone && mapvet check",
      "the working directory is gone: change to one that is there"
    ),
  ])
  func isRefusedInOneLine(_ arguments: String, _ reason: String) throws {
    let folder = try Folder(Self.files)
    let run = try shell((arguments.hasPrefix("true") ? "" : "mapvet ") + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.errors == "mapvet: \(reason)\n")
    #expect(run.output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.go", "go.mod"])
    #expect(try folder.read("a.go") == Self.files["a.go"])
  }

  /// The system's signal would end the process with the file half written.
  @Test func aFileThatMayNotGrowIsAnErrorAndGone() throws {
    let folder = try Folder(Self.files)
    let run = try shell("ulimit -f 1; mapvet check --output html:out.html . 2>&1", in: folder)
    #expect(run.status == 2)
    #expect(run.output == "mapvet: cannot write out.html: File too large\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.go", "go.mod"])
  }

  /// As in clones that fetch contents only when they are looked at.
  @Test func contentsOfOtherFilesNeedNotBeThere() throws {
    let words = (0..<100).map { "word \($0)\n" }.joined()
    let repository = try Repository(Self.files.merging(["old.txt": words]) { $1 })
    let blob = try repository.git("rev-parse", "HEAD:old.txt").trimmingCharacters(in: .newlines)
    try FileManager.default.removeItem(atPath: repository.path + "/old.txt")
    try repository.folder.write("new.txt", words + "more\n")
    try repository.folder.write("b.go", nilMaps("g"))
    try repository.commit("two")
    try FileManager.default.removeItem(atPath: "\(repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let run = try repository.mapvet("check", "--preview", "--new-from-rev=HEAD~1")
    #expect(run.errors == "")
    #expect(run.places == ["b.go:5"])
  }

  /// Started under nohup, or in the background of a shell that asks for no jobs.
  @Test func signalsThatAreIgnoredStayIgnored() throws {
    let folder = try Folder(Self.files)
    let run = try shell(
      """
      trap '' HUP INT
      mkfifo source
      '\(Run.built("mapvet"))' check --select nil-map-in-slice - --stdin-filename a.go < source &
      exec 3> source
      sleep 0.5
      kill -HUP $!
      kill -INT $!
      sleep 0.2
      cat a.go >&3
      exec 3>&-
      wait $!
      """, in: folder)
    #expect(run.status == 1)
    #expect(run.places == ["a.go:5"], "\(run.errors)")
  }
}
