import Foundation
import TestSupport
import Testing

@Suite("mapvet-dev evidence")
struct EvidenceCommandTests {
  /// The claims of all rules hold on the Go that the other tests use, and the figures are as they are kept. `make evidence`
  /// does the same with two older versions and the race detector, which takes too long here.
  @Test func claimsHoldAndFiguresAreKept() throws {
    _ = try GoToolchain()
    let run = try Run.product(
      "mapvet-dev", ["evidence", "--check", "--go", "1.27", "--without-race", "--root", repositoryRoot.path])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  /// A repository of one rule, whose program prints what it is given.
  private func repository(_ body: String) throws -> Folder {
    _ = try GoToolchain()
    let folder = try Folder([
      "testdata/evidence/go.mod": "module example.com/evidence\n\ngo 1.19\n",
      "rules/README.md": "",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/.deps", withDestinationPath: repositoryRoot.path + "/.deps")
    try program(body, in: folder)
    return folder
  }

  private func program(_ body: String, in folder: Folder) throws {
    try folder.write(
      "testdata/evidence/a-rule/evidence_test.go",
      """
      package evidence

      import (
      	"fmt"
      	"testing"
      )

      func figure(fields ...string) {
      	fmt.Print("figure\\ta-rule")
      	for _, field := range fields {
      		fmt.Print("\\t", field)
      	}
      	fmt.Println()
      }

      func TestClaim(t *testing.T) {
      \(body)
      }

      """)
  }

  private func evidence(_ folder: Folder, _ arguments: String...) throws -> Run {
    try Run.product("mapvet-dev", ["evidence", "--go", "1.27", "--without-race", "--root", folder.path] + arguments)
  }

  @Test func figuresAreWrittenAndChecked() throws {
    let numbers = #"figure("filling a map", "bytes", "bad", "100000"); figure("filling a map", "bytes", "good", "10")"#
    let folder = try repository(numbers)
    let stale = try evidence(folder, "--check")
    #expect(stale.status == 1)
    #expect(stale.output.contains("a-rule: now filling a map|bytes|bad=;;100000|good=;;10\n"))
    #expect(stale.output.contains("rules/EvidenceFigures.swift is stale"))
    #expect(try evidence(folder).status == 0)
    let text = try String(contentsOfFile: folder.path + "/rules/EvidenceFigures.swift", encoding: .utf8)
    #expect(text.contains("static var aRule: String {\n    #\"\"\"\n    filling a map|bytes|bad=;;100000|good=;;10\n"))
    #expect(try evidence(folder, "--check").status == 0)
    // As good as the same.
    try program(numbers.replacing("\"100000\"", with: "\"110000\""), in: folder)
    #expect(try evidence(folder, "--check").status == 0)
    try program(numbers.replacing("\"100000\"", with: "\"200000\""), in: folder)
    let changed = try evidence(folder, "--check")
    #expect(changed.status == 1)
    #expect(changed.output.contains("a-rule: was filling a map|bytes|bad=;;100000|good=;;10\n"))
    #expect(changed.output.contains("a-rule: now filling a map|bytes|bad=;;200000|good=;;10\n"))
    // What is no longer printed is gone.
    try program(#"figure("a write", "", "", "panics = yes")"#, in: folder)
    #expect(try evidence(folder).status == 0)
    let rewritten = try String(contentsOfFile: folder.path + "/rules/EvidenceFigures.swift", encoding: .utf8)
    #expect(rewritten.contains("    a write||=;;panics = yes\n"))
    #expect(!rewritten.contains("filling"))
  }

  @Test func claimsThatDoNotHoldFail() throws {
    let folder = try repository(#"t.Error("less than three times")"#)
    let run = try evidence(folder)
    #expect(run.status == 1)
    #expect(run.errors.contains("Go 1.27") && run.errors.contains("less than three times"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/rules/EvidenceFigures.swift"))
  }

  @Test func whatFixesMakeIsVettedAndFormatted() throws {
    let folder = try repository("")
    try folder.write("testdata/rules/go.mod", "module example.com/rules\n\ngo 1.23\n")
    try folder.write("testdata/rules/a/flagged.go", "package a\n")
    try folder.write("testdata/rules/a/flagged.go.fixed", "package a\n\nfunc one() int { return 1 }\n")
    let right = try evidence(folder)
    #expect(right.status == 0, "\(right.errors)")
    try folder.write("testdata/rules/a/flagged.go.fixed", "package a\n\nfunc one() int { return  x }\n")
    let wrong = try evidence(folder)
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("Go 1.27: go vet fails on ./a, fixed"))
    #expect(wrong.errors.contains("Go 1.27: gofmt would change a/flagged.go, fixed"))
    // This Go cannot judge what asks for a later one.
    try folder.write("testdata/rules/go.mod", "module example.com/rules\n\ngo 1.99\n")
    #expect(try evidence(folder).status == 0)
  }

  @Test func whatIsMissingIsNamed() throws {
    let folder = try repository("")
    let unknown = try evidence(folder, "--only", "another-rule")
    #expect(unknown.status != 0)
    #expect(unknown.errors.contains("testdata/evidence/another-rule/evidence_test.go"))
    try FileManager.default.removeItem(atPath: folder.path + "/.deps")
    let missing = try evidence(folder)
    #expect(missing.status != 0)
    #expect(missing.errors.contains("script/bootstrap evidence"))
    #expect(try Run.product("mapvet-dev", ["evidence", "--go", "1.20"]).status != 0)
  }
}
