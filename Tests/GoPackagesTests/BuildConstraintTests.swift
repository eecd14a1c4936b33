import Testing

@testable import GoPackages

@Suite struct BuildConstraintTests {
  func parse(_ text: String) throws -> BuildConstraint { try BuildConstraint.parse(expression: Array(text.utf8)) }

  @Test(arguments: [
    ("linux", "linux"), ("!linux", "!linux"), ("linux||darwin", "linux || darwin"),
    ("linux && (amd64 || arm64)", "linux && (amd64 || arm64)"), ("a && b || c && d", "(a && b) || (c && d)"),
    ("!(a||b)", "!(a || b)"), ("((a))", "a"), ("\tgo1.18 &&  !purego", "go1.18 && !purego"), ("386", "386"),
    ("amd64.v1", "amd64.v1"), ("größe", "größe"),
  ])
  func parsesAndPrints(text: String, printed: String) throws {
    #expect("\(try parse(text))" == printed)
  }

  @Test(arguments: [
    ("", "unexpected end of expression"), ("!", "unexpected end of expression"), ("a b", "unexpected token b"),
    ("a &&", "unexpected end of expression"), ("(a", "missing close paren"), ("(a &&", "missing close paren"),
    ("a)", "unexpected token )"), ("!!a", "double negation not allowed"), ("a & b", "invalid syntax at &"),
    ("a | b", "invalid syntax at |"), ("a-b", "invalid syntax at -"), ("a,b", "invalid syntax at ,"),
    ("// x", "invalid syntax at /"),
  ])
  func tellsWhatIsWrong(text: String, message: String) {
    #expect { try parse(text) } throws: { ($0 as? ConstraintError)?.message == message }
  }

  @Test func limitsSizeAndDepth() throws {
    let wide = Array(repeating: "a", count: 1000).joined(separator: " || ")
    #expect(try parse(wide).evaluate { $0 == "a" })
    #expect(throws: ConstraintError.self) { try parse(wide + " || a") }
    let deep = String(repeating: "(", count: 100_000) + "a" + String(repeating: ")", count: 100_000)
    #expect(throws: ConstraintError.self) { try parse(deep) }
  }

  @Test(arguments: [
    ("linux darwin", "linux || darwin"), ("linux,amd64 darwin", "(linux && amd64) || darwin"),
    ("!linux", "!linux"), ("!!linux", "ignore"), ("!", "ignore"), ("", "ignore"), ("a-b", "ignore"),
    ("!a-b", "!ignore"), ("a,,b", "a && ignore && b"),
  ])
  func parsesPlusBuild(text: String, printed: String) {
    #expect(BuildConstraint.parse(plusBuild: Array(text.utf8)).map { "\($0)" } == printed)
  }

  @Test func ignoresOverlongPlusBuild() {
    let words = Array(repeating: "a", count: 101).joined(separator: " ")
    #expect(BuildConstraint.parse(plusBuild: Array(words.utf8)) != nil)
    #expect(BuildConstraint.parse(plusBuild: Array((words + " a").utf8)) == nil)
  }

  // The examples of constraint.GoVersion's documentation, and its corners.
  @Test(arguments: [
    ("linux && go1.22", 22), ("(linux && go1.22) || (windows && go1.20)", 20), ("linux", nil),
    ("linux || (windows && go1.22)", nil), ("!go1.22", nil), ("(linux && !linux && go1.20) || go1.21", 20),
    ("go1", 0), ("!(!go1.18)", 18), ("!(!go1.18 || linux)", 18), ("go1.x", nil),
  ])
  func findsGoVersion(text: String, minor: Int?) throws {
    #expect(try parse(text).goVersion?.minor == minor)
  }

  @Test(arguments: [
    ("linux", true), ("unix", true), ("windows", false), ("amd64", true), ("386", false), ("gc", true),
    ("gccgo", false), ("cgo", true), ("go1.1", true), ("go1.27", true), ("go1.28", false), ("go1.0", false),
    ("go1", false), ("go2.1", false), ("ignore", false), ("mine", true), ("amd64.v1", true), ("amd64.v2", false),
    ("goexperiment.jsonv2", true), ("goexperiment.boringcrypto", false), ("boringcrypto", false), ("race", false),
    ("", false),
  ])
  func matchesTags(tag: String, holds: Bool) {
    #expect(BuildConfiguration(tags: ["mine"]).matches(tag: tag) == holds)
  }

  @Test func impliesTags() {
    let android = BuildConfiguration(goos: "android", goarch: "arm64")
    #expect(android.matches(tag: "linux") && android.matches(tag: "android") && android.matches(tag: "unix"))
    let illumos = BuildConfiguration(goos: "illumos")
    #expect(illumos.matches(tag: "solaris") && !illumos.matches(tag: "linux"))
    let ios = BuildConfiguration(goos: "ios", goarch: "arm64")
    #expect(ios.matches(tag: "darwin") && ios.cgoEnabled)
    let wasm = BuildConfiguration(goos: "js", goarch: "wasm")
    #expect(!wasm.matches(tag: "cgo") && !wasm.matches(tag: "unix"))
    #expect(!BuildConfiguration(cgoEnabled: false).matches(tag: "cgo"))
    #expect(!BuildConfiguration(toolchain: GoVersion(1, 20)).matches(tag: "go1.21"))
    #expect(BuildConfiguration(tags: ["goexperiment.boringcrypto"]).matches(tag: "boringcrypto"))
  }

  @Test(arguments: [
    ("x.go", []), ("linux.go", []), ("x_linux.go", ["linux"]), ("x_linux_test.go", ["linux"]),
    ("x_linux_amd64.go", ["amd64", "linux"]), ("x_amd64.go", ["amd64"]), ("x_amd64_linux.go", ["linux"]),
    ("_linux.go", ["linux"]), ("x_unix.go", []), ("x_test.go", []), ("linux_test.go", []), ("test_linux.go", ["linux"]),
    ("x_linux.pb.go", ["linux"]), ("x.linux.go", []), ("x_linux_foo.go", []), ("x_Linux.go", []), ("x_.go", []),
    ("x_zos_s390x.go", ["s390x", "zos"]), ("x_windows_linux.go", ["linux"]), ("x_test_test.go", []),
    ("x_linux_test_test.go", []),
  ])
  func readsFileNames(name: String, tags: [String]) {
    #expect(Platform.tags(ofFileName: name) == tags)
  }
}
