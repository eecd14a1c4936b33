import Testing

@testable import GoPackages

@Suite struct ModFileTests {
  @Test func readsAllForms() {
    let file = ModFile.parse(
      Array(
        """
        // A module.
        module "example.com/m" // Deprecated: no

        go 1.22.1
        toolchain go1.23.4

        require example.com/a v1.2.3
        require (
        \texample.com/b v0.0.0-20200101000000-abcdefabcdef // indirect

        \t// c
        \t"example.com/c" `v2.0.0+incompatible`
        )
        replace example.com/a => ../a
        replace (
        \texample.com/b v1.0.0 => example.com/fork v1.0.1
        )
        exclude example.com/x v1.0.0
        retract [v1.0.0, v1.1.0] // bad
        retract (
        \tv1.2.0
        )
        tool example.com/t
        godebug default=go1.21
        ignore (
        \t./node_modules
        \tout
        )
        require ()
        """.utf8))
    #expect(file.errors.isEmpty)
    #expect(file.modulePath == "example.com/m")
    #expect(file.goVersion == GoVersion(parsing: "1.22.1"))
    #expect(file.toolchain == GoVersion(parsing: "1.23.4"))
    #expect(file.requires.map(\.path) == ["example.com/a", "example.com/b", "example.com/c"])
    #expect(file.requires.map(\.version) == ["v1.2.3", "v0.0.0-20200101000000-abcdefabcdef", "v2.0.0+incompatible"])
    #expect(
      file.replaces == [
        Replacement(path: "example.com/a", version: nil, newPath: "../a", newVersion: nil),
        Replacement(path: "example.com/b", version: "v1.0.0", newPath: "example.com/fork", newVersion: "v1.0.1"),
      ])
    #expect(file.ignores == ["./node_modules", "out"])
  }

  @Test func toleratesCarriageReturnsAndMissingLines() {
    let file = ModFile.parse(Array("\u{FEFF}module m\r\n\r\ngo 1.21\r\nrequire (\r\n\ta.b/c v1.0.0\r\n)".utf8))
    #expect(file.errors.isEmpty)
    #expect(file.modulePath == "m" && file.requires.count == 1)
    #expect(ModFile.parse(Array("module m".utf8)).goVersion == nil)
  }

  @Test(arguments: [
    ("", "1:1: no module line"), ("module m\nmodule n\n", "2:1: repeated module statement"),
    ("module m\ngo 1\n", "2:1: invalid go version '1': must match format 1.23.0"),
    ("module m\ngo go1.21\n", "2:1: invalid go version 'go1.21': must match format 1.23.0"),
    ("module m\n\n  toolchain 1.21\n", "3:3: invalid toolchain version '1.21': must match format go1.23.0 or default"),
    ("module m\nrequire a.b/c\n", "2:1: usage: require module/path v1.2.3"),
    ("module m\nrequre a.b/c v1.0.0\n", "2:1: unknown directive: requre"),
    ("module m\nrequire (\n\ta.b/c v1\n", "2:1: unterminated block of require"),
    ("module m\n/* c */\n", "2:1: comments start with //, not /*"),
    ("module \"m\n", "1:8: string without an end"),
    (
      "module m\nreplace a => b\n",
      "2:1: replacement module without version must be directory path (rooted or starting with . or ..)"
    ),
    ("module m\nreplace a => ./b v1.0.0\n", "2:1: replacement module directory path ./b cannot have version"),
    ("module m\n<<<<<<< HEAD\n", "2:1: unknown directive: <<<<<<<"),
  ])
  func tellsWhatIsWrongAndWhere(text: String, expected: String) {
    let first = ModFile.parse(Array(text.utf8)).errors.first
    #expect(first.map { "\($0.line):\($0.column): \($0.message)" } == expected)
  }

  @Test func readsOnAfterAnError() {
    let file = ModFile.parse(Array("module m\nnonsense\ngo 1.22\n".utf8))
    #expect(file.errors.count == 1 && file.goVersion == GoVersion(1, 22))
    #expect(ModFile.parse(Array("module m\nnonsense x\nreplace\n".utf8), lax: true).errors.isEmpty)
  }

  @Test func survivesEveryPrefix() {
    let bytes = Array("module \"m\"\nrequire (\n a v1 // x\n)\nreplace a v1 => `b` v2\n/*".utf8)
    for end in 0...bytes.count { _ = ModFile.parse(Array(bytes[..<end])) }
    for byte in UInt8.min...UInt8.max { _ = ModFile.parse([byte, byte, 0x0A, byte]) }
  }

  @Test func readsWorkspaces() {
    let text = "go 1.22\ntoolchain default\nuse ./a\nuse (\n\t./b\n\t../c\n)\nreplace x.y/z => ./z\nfoo\n"
    let file = WorkFile.parse(Array(text.utf8))
    #expect(file.uses == ["./a", "./b", "../c"])
    #expect(file.goVersion == GoVersion(1, 22) && file.toolchain == nil)
    #expect(file.replaces.count == 1)
    #expect(file.errors == [ModFileError(message: "unknown directive: foo", line: 9, column: 1)])
  }

  @Test func readsVendorModules() {
    let text = """
      # example.com/a v1.0.0
      ## explicit; go 1.20
      example.com/a
      example.com/a/sub
      # example.com/b v1.0.0 => ./b
      ## explicit
      example.com/b
      # example.com/a/nested v1.0.0
      ## go 1.23.0
      """
    let modules = VendorModules.parse(Array(text.utf8))
    #expect(modules.goVersion(ofPackage: "example.com/a/sub") == GoVersion(parsing: "1.20"))
    #expect(modules.goVersion(ofPackage: "example.com/a/nested/x") == GoVersion(parsing: "1.23.0"))
    #expect(modules.goVersion(ofPackage: "example.com/b") == .withoutGoLine)
    #expect(modules.goVersion(ofPackage: "example.com") == nil)
  }

  @Test func ordersModuleVersions() {
    let ascending = [
      "bad", "v0.0.0-20200101000000-abcdefabcdef", "v0.0.1", "v1.0.0-alpha", "v1.0.0-alpha.1", "v1.0.0-alpha.beta",
      "v1.0.0-beta.2", "v1.0.0-beta.11", "v1.0.0-rc.1", "v1.0.0", "v1.2.0", "v1.10.0", "v2.0.0+incompatible",
    ]
    for (a, b) in zip(ascending, ascending.dropFirst()) {
      #expect(SemanticVersion.isOlder(a, b), "\(a) < \(b)")
      #expect(!SemanticVersion.isOlder(b, a))
    }
    #expect(!SemanticVersion.isOlder("v1.0.0", "v1.0.0+incompatible"))
    #expect(SemanticVersion.escaped("github.com/BurntSushi/toml") == "github.com/!burnt!sushi/toml")
  }
}
