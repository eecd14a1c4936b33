import Foundation
import TestSupport
import Testing

private let module = "module example.com/m\n\ngo 1.22\n"

/// Two maps without a size (a safe fix), and one that is made anew to empty it (an unsafe one).
private let text = """
  package p

  type batch struct{ seen map[string]int }

  func (b *batch) add(name string) { b.seen[name]++ }

  func (b *batch) flush(names []string, send func(string)) (map[string]int, map[int]string) {
  \tpositions := make(map[string]int)
  \tfor i, name := range names {
  \t\tpositions[name] = i
  \t}
  \tback := map[int]string{}
  \tfor i, name := range names {
  \t\tback[i] = name
  \t}
  \tfor name := range b.seen {
  \t\tsend(name)
  \t}
  \tb.seen = make(map[string]int)
  \treturn positions, back
  }

  """

private let safe = text.replacingOccurrences(
  of: "positions := make(map[string]int)", with: "positions := make(map[string]int, len(names))"
)
.replacingOccurrences(of: "map[int]string{}", with: "make(map[int]string, len(names))")
private let unsafe = safe.replacingOccurrences(of: "b.seen = make(map[string]int)", with: "clear(b.seen)")

@Suite("mapvet --fix, --diff, --add-ignore")
struct FixTests {
  private let folder: Folder
  private static let rules = ["--select", "map-without-size-hint,remake-instead-of-clear", "--min-confidence", "low"]

  init() throws { folder = try Folder(["go.mod": module, "a.go": text]) }

  private func check(_ arguments: String..., input: String? = nil) throws -> Run {
    try Run.product("mapvet", Self.rules + arguments, input: input, in: folder.path)
  }

  private func read(_ name: String = "a.go") throws -> String {
    try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
  }

  private func write(_ name: String, _ text: String) throws { try folder.write(name, text) }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? [] }

  /// What `gofmt -l` says of the files.
  private func unformatted() throws -> String {
    let gofmt = try GoToolchain().root.appendingPathComponent("bin/gofmt").path
    return try Run.tool(gofmt, ["-l", folder.path]).output
  }

  @Test func safeFixesAreWrittenAndTheRestReported() throws {
    let run = try check("--fix", "--fail-on", "info")
    #expect(try read() == safe)
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("a.go:19:2: info: "), "\(run.output)")
    #expect(run.output.split(separator: "\n").count == 1)
    #expect(run.errors == "mapvet: fixed 2 findings in 1 file; --unsafe-fixes has 1 fix more, to be looked at\n")
    #expect(try unformatted() == "")
    let again = try check("--fix")
    #expect(again.status == 0)
    #expect(again.errors == "mapvet: fixed 0 findings; --unsafe-fixes has 1 fix more, to be looked at\n")
    #expect(names == ["a.go", "go.mod"])
  }

  @Test func unsafeFixesToo() throws {
    let run = try check("--fix", "--unsafe-fixes", "--fail-on", "info")
    #expect(try read() == unsafe)
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "mapvet: fixed 3 findings in 1 file\n")
    #expect(try unformatted() == "")
    #expect(try check("--fix", "--unsafe-fixes", "--quiet").errors == "")
  }

  @Test func permissionsAndLinksStay() throws {
    try FileManager.default.moveItem(atPath: folder.path + "/a.go", toPath: folder.path + "/real.txt")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/a.go", withDestinationPath: "real.txt")
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder.path + "/real.txt")
    #expect(try check("--fix").status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/a.go") == "real.txt")
    #expect(try read("real.txt") == safe)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/real.txt")
    #expect(attributes[.posixPermissions] as? Int == 0o750)
  }

  /// The other name keeps its file whole, and it is said.
  @Test func hardLinksPartAndItIsSaid() throws {
    try FileManager.default.linkItem(atPath: folder.path + "/a.go", toPath: folder.path + "/kept.txt")
    let run = try check("--fix")
    #expect(
      run.errors.hasPrefix("mapvet: a.go: was also known by 1 other name (hard links), which keeps the old text\n"),
      "\(run.errors)")
    #expect(try read() == safe)
    #expect(try read("kept.txt") == text)
    #expect(try !check("--fix", "--unsafe-fixes").errors.contains("hard link"))
  }

  @Test func suppressedFindingsAreNotFixed() throws {
    let kept = text.replacingOccurrences(
      of: "\tpositions :=", with: "\t//mapvet:ignore map-without-size-hint names are few\n\tpositions :=")
    try write("a.go", kept)
    #expect(try check("--fix").errors.hasPrefix("mapvet: fixed 1 finding in 1 file"))
    #expect(try read().contains("\tpositions := make(map[string]int)\n"))
  }

  @Test func aDamagedFileIsLeftAlone() throws {
    try write("a.go", text + "\nfunc broken( {\n")
    let run = try check("--fix")
    #expect(try read() == text + "\nfunc broken( {\n")
    #expect(run.errors.contains("mapvet: a.go: left as it is: it does not parse\n"))
  }

  @Test func onlyNamedFilesChange() throws {
    try write("b.go", text.replacingOccurrences(of: "batch", with: "other"))
    #expect(try check("--fix", "b.go").status == 0)
    #expect(try read() == text)
    #expect(try read("b.go") != text)
  }

  /// In a tree that git is asked to apply the diff in, since it is the strictest reader.
  @Test func theDiffAppliesAndNothingChanges() throws {
    try write("sub/a b.go", text.replacingOccurrences(of: "package p", with: "package sub"))
    let run = try check("--diff", "--unsafe-fixes", "--output", "json:out.json")
    #expect(run.status == 1)
    #expect(run.errors == "mapvet: would fix 6 findings in 2 files\n")
    #expect(try read() == text)
    // Reports are about what is there.
    #expect(try read("out.json").contains("\"findings\":6"))
    try write("change.diff", run.output)
    let applied = try Run.tool("/usr/bin/git", ["apply", "change.diff"], in: folder.path)
    #expect(applied.status == 0, "\(applied.errors)")
    #expect(try read() == unsafe)
    #expect(try read("sub/a b.go") == unsafe.replacingOccurrences(of: "package p", with: "package sub"))
    let none = try check("--diff", "--unsafe-fixes")
    #expect(none.status == 0)
    #expect(none.output == "")
  }

  @Test func theDiffFailsWithoutFindingsThatDo() throws {
    #expect(try check("--diff").status == 1)
    #expect(try check("--diff", "--fail-on", "never").status == 0)
    let taken = try check("--diff", "--output", "text")
    #expect(taken.status == 2)
    #expect(taken.errors == "mapvet: --diff prints to standard output: give --output text a path\n")
  }

  @Test func standardInputComesBackFixed() throws {
    let run = try check("--fix", "-", "--stdin-filename", "a.go", "--fail-on", "info", input: text)
    #expect(run.output == safe)
    #expect(run.status == 1)
    #expect(run.errors.contains("a.go:19:2: info: "))
    #expect(try read() == text)
    let clean = try check("--fix", "-", input: "package p\n")
    #expect(clean.output == "package p\n")
    #expect(clean.status == 0)
    let diff = try check("--diff", "-", "--stdin-filename", "a.go", input: text)
    #expect(diff.output.hasPrefix("--- a/a.go\n+++ b/a.go\n@@ "))
  }

  @Test func ignoresSilenceEverything() throws {
    let run = try check("--add-ignore", "there when mapvet came", "--fail-on", "info")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "mapvet: ignored 3 findings in 1 file\n")
    let once = try read()
    #expect(
      once.contains(
        "\t//mapvet:ignore map-without-size-hint there when mapvet came\n\tpositions := make(map[string]int)\n"))
    #expect(try unformatted() == "")
    #expect(try check("--fail-on", "info").output == "")
    #expect(try check("--add-ignore", "again").errors == "mapvet: ignored 0 findings\n")
    #expect(try read() == once)
  }

  @Test func fixesComeBeforeIgnores() throws {
    let run = try check("--fix", "--add-ignore=later", "--fail-on", "info")
    #expect(run.status == 0)
    #expect(run.errors == "mapvet: fixed 2 findings, ignored 1 finding in 1 file\n")
    #expect(
      try read()
        == safe.replacingOccurrences(
          of: "\tb.seen = ", with: "\t//mapvet:ignore remake-instead-of-clear later\n\tb.seen = "))
  }

  @Test(arguments: [
    (["--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff"),
    (["--add-ignore", ""], "'' in --add-ignore gives no reason: say in one line why the findings stay"),
    (["--add-ignore", "until=2030-01-31"], "'until=2030-01-31' in --add-ignore gives no reason"),
    (["--add-ignore", "why", "--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff"),
  ])
  func wrongUse(_ arguments: [String], _ expected: String) throws {
    let run = try Run.product("mapvet", arguments, in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("mapvet: " + expected), "\(run.errors)")
    #expect(try read() == text)
  }
}
