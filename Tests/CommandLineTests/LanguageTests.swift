import Testing

@Suite("language versions of files")
struct LanguageTests {
  /// `clear` came with Go 1.21, which a `//go:build` line can ask for in a module that is older.
  @Test(arguments: [("", "delete(m, k)"), ("//go:build go1.21\n\n", "empty it here with clear")])
  func messagesSpeakTheLanguageOfTheirFile(constraint: String, advice: String) throws {
    let folder = try Folder([
      "go.mod": "module example.com/m\n\ngo 1.20\n",
      "p.go": constraint + """
        package p

        func f(rows [][]string) (n int) {
        \tfor _, row := range rows {
        \t\tseen := make(map[string]bool, 100)
        \t\tfor _, cell := range row {
        \t\t\tseen[cell] = true
        \t\t}
        \t\tn += len(seen)
        \t}
        \treturn n
        }
        """,
    ])
    let run = try Run.mapvet("check", "--select", "map-made-in-loop", "--output", "text", ".", in: folder.path)
    #expect(run.output.contains(advice), "\(run.output)\(run.errors)")
  }
}
