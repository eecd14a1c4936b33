import Testing

@testable import Lint

@Suite struct FixDiffTests {
  private func diff(_ old: String, _ new: String, path: String = "a.go") -> String {
    String(decoding: FixDiff.unified(path, Array(old.utf8), Array(new.utf8)), as: UTF8.self)
  }

  @Test func hunksWithContext() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let new = old.replacing("\n5\n", with: "\nfive\n").replacing("\n18\n", with: "\n18\n18a\n")
    #expect(
      diff(old, new) == """
        --- a/a.go
        +++ b/a.go
        @@ -2,7 +2,7 @@
         2
         3
         4
        -5
        +five
         6
         7
         8
        @@ -16,5 +16,6 @@
         16
         17
         18
        +18a
         19
         20

        """)
    #expect(diff(old, old) == "")
  }

  @Test func endsAndBeginnings() {
    #expect(
      diff("a\nb", "a\nc")
        == "--- a/a.go\n+++ b/a.go\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )
    #expect(diff("", "a\n") == "--- a/a.go\n+++ b/a.go\n@@ -0,0 +1 @@\n+a\n")
    #expect(diff("a\n", "x\na\n") == "--- a/a.go\n+++ b/a.go\n@@ -1 +1,2 @@\n+x\n a\n")
    #expect(diff("a\n", "b\n", path: "a \"b\".go").hasPrefix("--- \"a/a \\\"b\\\".go\"\n"))
    #expect(diff("a\n", "b\n", path: "a b.go").hasPrefix("--- a/a b.go\t\n"))
  }

  /// Whatever the texts, what is kept is in both and the order is theirs.
  @Test func changesLeadFromOneToTheOther() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let old = (0..<Int.random(in: 0...30, using: &generator)).map { _ in Int.random(in: 0...8, using: &generator) }
      let new = (0..<Int.random(in: 0...30, using: &generator)).map { _ in Int.random(in: 0...8, using: &generator) }
      let lines = { (numbers: [Int]) in numbers.map { Array("\($0)\n".utf8)[...] } }
      var result: [Int] = []
      var at = 0
      for change in FixDiffLines(lines(old), lines(new)).changes {
        result += old[at..<change.old.lowerBound]
        #expect(result.count == change.new.lowerBound)
        result += new[change.new]
        at = change.old.upperBound
      }
      #expect(result + old[at...] == new)
    }
  }
}
