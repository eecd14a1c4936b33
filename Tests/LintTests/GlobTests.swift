import Lint
import Testing

@Suite("patterns for paths")
struct GlobTests {
  @Test(arguments: [
    ("gen", "gen/a.go", true), ("gen", "x/gen/a.go", true), ("gen", "gen.go", false), ("gen", "a/gen", true),
    ("gen/", "gen/a.go", true), ("gen/", "x/gen/a.go", true), ("gen/", "x/gen", false),
    ("/gen", "gen/a.go", true), ("/gen", "x/gen/a.go", false), ("./gen", "gen/a.go", true),
    ("a/b", "a/b/c.go", true), ("a/b", "x/a/b/c.go", false),
    ("*.pb.go", "x/y/a.pb.go", true), ("*.pb.go", "a.go", false), ("a*b*c", "axxbxxc", true),
    ("a*b*c", "axxbxx", false), ("?.go", "a.go", true), ("?.go", "ab.go", false),
    ("a/*.go", "a/x.go", true), ("a/*.go", "a/b/x.go", false), ("a/*", "a/b/x.go", true),
    ("a/**", "a/b/x.go", true), ("a/**", "a", false), ("**/b", "b/x.go", true), ("**/b", "a/a/b/x.go", true),
    ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/x/y/c", false),
    ("a/**/b/**/c", "a/b/x/b/c", true), ("[ab].go", "b.go", true), ("[!ab].go", "b.go", false),
    ("[a-c]x", "bx", true), ("[]]x", "]x", true), ("a\\*", "a*", true), ("a\\*", "ab", false),
  ])
  func matches(_ pattern: String, _ path: String, _ expected: Bool) throws {
    #expect(try Glob(pattern).matches(path) == expected)
  }

  @Test(arguments: ["", "/", "!a", "../a", "a/../b", "[a", "a/[!"])
  func refused(_ pattern: String) {
    #expect(throws: Glob.Malformed.self) { try Glob(pattern) }
  }
}
