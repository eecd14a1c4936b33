import Foundation
import Testing

@testable import GoPackages

@Suite struct ClassifyTests {
  func classify(
    _ files: [String: String], _ configuration: BuildConfiguration = BuildConfiguration()
  ) throws -> DirectoryFiles {
    let tree = try TestTree(files)
    let loader = tree.loader(configuration)
    return loader.classify(try #require(loader.discover(["."]).matches.first))
  }

  @Test func sortsFilesIntoLists() throws {
    let files = try classify([
      "b.go": "package p\n", "a.go": "package p\nimport \"C\"\n", "a_test.go": "package p\n",
      "x_test.go": "package p_test\n", "ext_linux_test.go": "package p_test\n", "doc.go": "package documentation\n",
      "_h.go": "package p\n", ".i.go": "package p\n", "w_windows.go": "package p\n",
      "m.go": "//go:build mine\n\npackage p\n",
      "old.go": "// +build darwin\n\npackage p\n", "bad.go": "//go:build a b\n\npackage p\n", "go.mod": "module p\n",
      "arm_linux_arm64_test.go": "package p\n",
    ])
    #expect(files.errors.isEmpty && files.notices.isEmpty)
    let package = try #require(files.packages.first)
    #expect(files.packages.count == 1 && package.name == "p")
    #expect(package.goFiles.map(\.name) == ["a.go", "b.go"])
    #expect(package.goFiles.map(\.usesCgo) == [true, false])
    #expect(package.testGoFiles.map(\.name) == ["a_test.go"])
    #expect(package.xTestGoFiles.map(\.name) == ["ext_linux_test.go", "x_test.go"])
    let reasons = Dictionary(uniqueKeysWithValues: files.excluded.map { ($0.name, $0.reason.description) })
    #expect(
      reasons == [
        "_h.go": "excluded by file name: Go tools ignore names that begin with _ or .",
        ".i.go": "excluded by file name: Go tools ignore names that begin with _ or .",
        "doc.go": "excluded: package documentation is no code",
        "w_windows.go": "excluded by file name: _windows.go is not for linux/amd64",
        "arm_linux_arm64_test.go": "excluded by file name: _linux_arm64_test.go is not for linux/amd64",
        "m.go": "excluded: build constraint `mine` is false for linux/amd64",
        "old.go": "excluded: build constraint `darwin` is false for linux/amd64",
        "bad.go": "excluded: malformed //go:build line: unexpected token b",
      ])
    // Those of another configuration are parsed and counted; the hidden ones are no Go files.
    for file in files.excluded { #expect((file.contents == nil) == (file.reason == .hidden), "\(file.name)") }
  }

  @Test func obeysTheConfiguration() throws {
    let files = [
      "a.go": "package p\nimport \"C\"\n", "n.go": "//go:build !cgo\n\npackage p\n",
      "m.go": "//go:build mine\n\npackage p\n",
      "w_windows.go": "package p\n", "a_test.go": "package p\n",
    ]
    func names(_ configuration: BuildConfiguration) throws -> [String] {
      try #require(try classify(files, configuration).packages.first).goFiles.map(\.name)
    }
    #expect(try names(BuildConfiguration()) == ["a.go"])
    #expect(try names(BuildConfiguration(cgoEnabled: false)) == ["n.go"])
    #expect(try names(BuildConfiguration(goos: "windows", tags: ["mine"])) == ["a.go", "m.go", "w_windows.go"])
    let without = try classify(files, BuildConfiguration(tests: false))
    #expect(without.packages.first?.testGoFiles.isEmpty == true)
    #expect(without.excluded.first { $0.name == "a_test.go" }?.reason == .tests)
  }

  @Test func keepsEveryPackageOfADirectory() throws {
    let files = try classify([
      "a.go": "package main\n", "b.go": "package p\n", "c.go": "package p\n", "c_test.go": "package p_test\n",
      "main_test.go": "package main\n", "q_test.go": "package q_test\n", "broken.go": "pakcage p\n", "empty.go": "",
      "broken_test.go": "package\n",
    ])
    #expect(files.packages.map(\.name) == ["p", "main", "q"])
    #expect(files.packages[0].goFiles.map(\.name) == ["b.go", "broken.go", "c.go", "empty.go"])
    #expect(files.packages[0].testGoFiles.map(\.name) == ["broken_test.go"])
    #expect(files.packages[0].xTestGoFiles.map(\.name) == ["c_test.go"])
    #expect(files.packages[1].testGoFiles.map(\.name) == ["main_test.go"])
    #expect(files.packages[2].xTestGoFiles.map(\.name) == ["q_test.go"])
    #expect(try classify(["x.go": "", "x_test.go": ""]).packages.map(\.name) == [""])
    // A package may itself be named so.
    let odd = try classify(["a.go": "package a_test\n", "a_test.go": "package a_test\n"])
    #expect(odd.packages.map { [$0.name, "\($0.testGoFiles.count)"] } == [["a_test", "1"]])
    let two = try classify(["a_test.go": "package a_test\n", "b_test.go": "package a\n"])
    #expect(two.packages.map(\.name) == ["a"])
  }

  @Test func importersSeeNoTests() throws {
    let tree = try TestTree([
      "a.go": "package p\n", "a_test.go": "package p\n", "b_windows.go": "package p\n",
      "c.go": "//go:build no\n\npackage p\n",
    ])
    let loader = tree.loader()
    let files = loader.importFiles(loader.resolver.package(in: tree.root))
    #expect(files.packages.flatMap(\.goFiles).map(\.name) == ["a.go"])
    #expect(files.excluded.isEmpty && files.packages.allSatisfy { $0.testGoFiles.isEmpty })
  }

  @Test func findsTheLanguageOfEachFile() throws {
    func languages(_ goMod: String?, _ configuration: BuildConfiguration = BuildConfiguration()) throws -> [String] {
      var files = [
        "a.go": "package p\n", "b.go": "//go:build go1.24\n\npackage p\n", "c.go": "//go:build go1.18\n\npackage p\n",
      ]
      files["go.mod"] = goMod
      return try classify(files, configuration).packages[0].goFiles.map { "\($0.language)" }
    }
    #expect(try languages("module p\ngo 1.22.3\n") == ["1.22", "1.24", "1.21"])
    #expect(try languages("module p\ngo 1.20\n") == ["1.20", "1.24", "1.21"])
    #expect(try languages("module p\n") == ["1.16", "1.24", "1.21"])
    #expect(try languages(nil) == ["1.27", "1.24", "1.21"])
    #expect(
      try languages("module p\ngo 1.22\n", BuildConfiguration(language: GoVersion(1, 19))) == ["1.19", "1.24", "1.21"])
  }

  @Test func findsTheToolchain() throws {
    func toolchain(_ goMod: String?, _ configuration: BuildConfiguration = BuildConfiguration()) throws -> Toolchain {
      var files = ["a.go": "package p\n"]
      files["go.mod"] = goMod
      return try classify(files, configuration).directory.toolchain
    }
    #expect(try toolchain("module p\ngo 1.22.3\n") == .atLeast(GoVersion(1, 22, patch: 3)))
    #expect(try toolchain("module p\ngo 1.22\ntoolchain go1.23.1\n") == .known(GoVersion(1, 23, patch: 1)))
    #expect(try toolchain("module p\ngo 1.22\ntoolchain default\n") == .atLeast(GoVersion(1, 22)))
    #expect(try toolchain("module p\n") == .atLeast(.withoutGoLine))
    #expect(try toolchain(nil) == .atLeast(.newestKnown))
    #expect(
      try toolchain("module p\ngo 1.22\n", BuildConfiguration(toolchain: GoVersion(1, 25))) == .known(GoVersion(1, 25)))
    // A language that is asked for says how old the toolchain can be, as go.mod's does.
    func language(_ minor: Int) -> BuildConfiguration { BuildConfiguration(language: GoVersion(1, minor)) }
    #expect(try toolchain("module p\ngo 1.22\n", language(24)) == .atLeast(GoVersion(1, 24)))
    #expect(try toolchain("module p\ngo 1.22\n", language(20)) == .atLeast(GoVersion(1, 22)))
    #expect(
      try toolchain("module p\ngo 1.22\ntoolchain go1.23.1\n", language(20)) == .known(GoVersion(1, 23, patch: 1)))
    #expect(try toolchain(nil, language(20)) == .atLeast(GoVersion(1, 20)))
  }

  @Test func saysWhatCouldNotBeRead() throws {
    let tree = try TestTree(["a.go": "package p\n", "dir.go/x.go": "package x\n"])
    try tree.link("gone.go", to: "nowhere")
    try tree.link("loop.go", to: "loop.go")
    try tree.link("linkdir.go", to: "dir.go")
    #expect(mkfifo(tree.path("pipe.go"), 0o600) == 0)
    let loader = tree.loader()
    let files = loader.classify(try #require(loader.discover(["."]).matches.first))
    #expect(files.packages.flatMap(\.goFiles).map(\.name) == ["a.go"])
    #expect(
      files.errors.map(\.description) == [
        "gone.go: no such file or directory", "loop.go: too many levels of symbolic links",
        "pipe.go: not a regular file",
      ])
    #expect(loader.discover(["dir.go"]).matches.map(\.directory.path) == ["dir.go"])
    #expect(loader.discover(["pipe.go"]).errors.map(\.description) == ["pipe.go: not a regular file"])
    #expect(loader.discover(["gone.go"]).errors.map(\.description) == ["gone.go: no such file or directory"])
  }

  @Test func namesFilesThatAreNotUTF8() throws {
    let tree = try TestTree(["a.go": "package p\n"])
    let path = Array(tree.root.utf8CString.dropLast()) + "/x".utf8CString.dropLast() + [CChar(bitPattern: 0xFF)]
    let descriptor = open(path + ".go".utf8CString, O_CREAT | O_WRONLY, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    let loader = tree.loader()
    let files = loader.classify(try #require(loader.discover(["."]).matches.first))
    #expect(files.errors.map(\.message) == ["file name is not valid UTF-8"])
    #expect(files.packages.count == 1)
  }

  @Test func explainsIncludedFiles() throws {
    let files = try classify([
      "a.go": "// Code generated by x. DO NOT EDIT.\npackage p\nimport \"C\"\n", "a_test.go": "package p\n", "b.go": "",
    ])
    let package = files.packages[0]
    #expect(package.goFiles.map(\.inclusion) == ["included, generated, cgo", "included, no package clause"])
    #expect(package.testGoFiles.map(\.inclusion) == ["included, test"])
  }

  @Test func takesSourceFromElsewhere() throws {
    let tree = try TestTree(["go.mod": "module m\ngo 1.20\n", "a.go": "package p\n", "b.go": "package p\n"])
    func contents(_ text: String) -> FileContents {
      let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
      _ = memory.update(fromContentsOf: text.utf8)
      return FileContents(owning: UnsafeBufferPointer(memory))
    }
    let loader = tree.loader()
    let edited = loader.classify(contents("package p\nimport \"fmt\"\n"), asFile: "b.go")
    #expect(edited.packages[0].goFiles.map(\.isReported) == [false, true])
    #expect(edited.packages[0].goFiles[1].header.imports.map(\.path) == ["fmt"])
    let added = loader.classify(contents("package p\n"), asFile: "new.go")
    #expect(added.packages[0].goFiles.map(\.name) == ["a.go", "b.go", "new.go"])
    let nowhere = loader.classify(contents("package x\n"), asFile: "no/such/x.go")
    #expect(nowhere.errors.isEmpty && nowhere.packages[0].goFiles.map(\.path) == ["no/such/x.go"])
    #expect(nowhere.directory.importPath == "m/no/such" && nowhere.directory.language == GoVersion(parsing: "1.20"))
    let unnamed = loader.classify(standardInput: contents("//go:build windows\n\npackage x\n"))
    #expect(unnamed.packages[0].name == "x" && unnamed.packages[0].goFiles[0].language == .newestKnown)
  }

  /// The name alone takes fewer files and less of each than the files of the package do.
  @Test func theNameOfAnImportIsThatOfItsFiles() throws {
    let long = String(repeating: "// A long header.\n", count: 400)
    func cut(at offset: Int) -> String {
      "/*" + String(repeating: "x", count: 4096 - offset - 5) + "*/\npackage foobar\n"
    }
    let trees: [([String: String], String?)] =
      [
        (["a.go": "package p\n", "b.go": "package q\n", "c.go": "package q\n"], "q"),
        (["a.go": "package p\n", "b.go": "package q\n"], "p"),
        (["a.go": "package q\n", "b.go": "package p\n", "c.go": "package q\n", "d.go": "package p\n"], "q"),
        (["a.go": "//go:build ignore\n\npackage main\n", "b.go": "package p\n"], "p"),
        (["a_windows.go": "package w\n", "b.go": "package p\n", "c_test.go": "package p_test\n"], "p"),
        (["a.go": "package documentation\n", "b.go": "package p\n"], "p"),
        (["a.go": long + "package p\n", "b.go": "package p\n"], "p"),
        (["a.go": "package\n// of two lines\np\n"], "p"),
        (["a.go": "\u{FEFF}package p"], "p"),
        (["a.go": "func f() {}\n", "b.go": "package p\n"], "p"),
        (["a.go": "func f() {}\n"], ""),
        (["a.go": ""], ""),
        (["a.go": "package c\nimport \"C\"\n", "b.go": "package c\nimport \"C\"\n", "d.go": "package p\n"], "c"),
        (["a_test.go": "package p\n"], nil),
      ] + [0, 1, 3, 8, 9, 13, 14, 15].map { (["a.go": cut(at: $0)], "foobar") }
    for (files, name) in trees {
      let tree = try TestTree(files)
      for configuration in [BuildConfiguration(), BuildConfiguration(cgoEnabled: false)] {
        let loader = tree.loader(configuration)
        let directory = try #require(loader.discover(["."]).matches.first).directory
        let found = loader.importName(directory)
        #expect(found == loader.importFiles(directory).packages.first?.name, "\(files.keys.sorted())")
        if configuration.cgoEnabled { #expect(found == name, "\(files.keys.sorted())") }
      }
    }
  }
}
