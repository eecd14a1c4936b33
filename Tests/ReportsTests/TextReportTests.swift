import Lint
import Testing

@testable import Reports

@Suite struct TextReportTests {
  @Test func aLineForEachFinding() {
    let result = run([
      finding("write to a nil map", location("a.go", 12, 3)),
      finding("grows only", location("pkg/b c.go", 1, 1), rule: "unbounded-cache", severity: .warning),
      finding("a struct would do", location("pkg/c.go", 7, 20), rule: "slice-of-maps", severity: .info),
    ])
    #expect(
      render(.text, result).text == """
        a.go:12:3: error: write to a nil map [nil-map-write]
        pkg/b c.go:1:1: warning: grows only [unbounded-cache]
        pkg/c.go:7:20: info: a struct would do [slice-of-maps]

        """)
    #expect(render(.text, run([])).text.isEmpty)
  }

  @Test func underGitHubActionsPathsStartWithADot() {
    var actions = context()
    actions.isGitHubActions = true
    let result = run(["../b.go", "/c.go", "::error::.go", "pkg/a.go"].map { finding("m", location($0, 1, 2)) })
    #expect(
      render(.text, result, actions).text == """
        ../../../c.go:1:2: error: m [nil-map-write]
        ../b.go:1:2: error: m [nil-map-write]
        ./::error::.go:1:2: error: m [nil-map-write]
        ./pkg/a.go:1:2: error: m [nil-map-write]

        """)
  }

  @Test func nothingBreaksOutOfTheLine() {
    let result = run([
      finding("one\ntwo\r\nthree\tfour\u{1B}[31m\u{0}\u{85}\u{2028}end\u{202E}", location("a\nb\u{1B}\t.go", 3, 4))
    ])
    #expect(
      render(.text, result).text
        == "a\\nb\\x1b\\t.go:3:4: error: one two  three four\\x1b[31m\\x00  end\\u202e [nil-map-write]\n")
  }

  @Test func anEmptyMessageStillMatches() {
    #expect(
      render(.text, run([finding("", location("a.go", 0, 0))])).text
        == "a.go:1:1: error: nil-map-write [nil-map-write]\n")
  }

  @Test(arguments: [
    ("./a.go", "a.go"), ("pkg//b/../a.go", "pkg/a.go"), ("/home/me/shop/pkg/a.go", "pkg/a.go"),
    ("/home/me/shopping/a.go", "../shopping/a.go"), ("/usr/lib/go/a.go", "../../../usr/lib/go/a.go"),
    ("../lib/a.go", "../lib/a.go"), ("..go", "..go"),
  ])
  func pathsAreCleanAndRelative(given: String, shown: String) {
    #expect(render(.text, run([finding("m", location(given, 1, 1))])).text.hasPrefix(shown + ":1:1: "))
  }

  @Test func cleanedPathsAreSortedAgain() {
    let result = run(["/home/me/shop/b.go", "a.go"].map { finding("m", location($0, 1, 1)) })
    #expect(render(.text, result).lines.map { $0.prefix(4) } == ["a.go", "b.go", ""])
  }
}
