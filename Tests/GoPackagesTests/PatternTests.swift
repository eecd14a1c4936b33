import Foundation
import Testing

@testable import GoPackages

@Suite struct PatternTests {
  static let tree = [
    "go.mod": "module m\n\ngo 1.22\n",
    "a.go": "package m\n",
    "sub/b.go": "package sub\n",
    "sub/b_test.go": "package sub\n",
    "sub/deep/c.go": "package deep\n",
    "nested/go.mod": "module n\n\ngo 1.20\n",
    "nested/d.go": "package n\n",
    "nested/in/e.go": "package in\n",
    "vendor/x.y/z/f.go": "package z\n",
    "testdata/g.go": "package g\n",
    "testdata/more/h.go": "package more\n",
    "testdata/more/vendor/i.go": "package i\n",
    "_hidden/j.go": "package j\n",
    ".dot/k.go": "package k\n",
    "empty/readme.txt": "",
    "onlyhidden/_l.go": "package l\n",
  ]

  func shown(_ patterns: [String], in directory: String = ".", files: [String: String] = tree) throws -> [String] {
    let tree = try TestTree(files)
    return tree.loader(in: directory).discover(patterns).matches.map(\.directory.path)
  }

  @Test(arguments: [
    ([], [".", "nested", "nested/in", "sub", "sub/deep"]),
    (["./..."], [".", "nested", "nested/in", "sub", "sub/deep"]),
    (["..."], [".", "nested", "nested/in", "sub", "sub/deep"]),
    (["."], ["."]), (["./sub"], ["sub"]), (["sub/"], ["sub"]), (["sub/../sub/./deep"], ["sub/deep"]),
    (["sub/..."], ["sub", "sub/deep"]), (["sub", "sub/...", "./sub/b.go"], ["sub", "sub/deep"]),
    (["vendor/..."], ["vendor/x.y/z"]), (["vendor/x.y/z"], ["vendor/x.y/z"]),
    (["testdata/..."], ["testdata", "testdata/more"]), (["testdata/more/vendor"], ["testdata/more/vendor"]),
    (["_hidden/..."], ["_hidden"]), ([".dot"], [".dot"]), (["nested/..."], ["nested", "nested/in"]),
    (["sub", "nested"], ["nested", "sub"]),
  ])
  func findsDirectories(patterns: [String], expected: [String]) throws {
    #expect(try shown(patterns) == expected)
  }

  @Test func showsPathsFromTheWorkingDirectory() throws {
    #expect(try shown(["../..."], in: "sub") == [".", "..", "../nested", "../nested/in", "deep"])
    let tree = try TestTree(Self.tree)
    let found = tree.loader(in: "sub/deep").discover([tree.path("nested")])
    #expect(found.matches.map(\.directory.path) == ["../../nested"])
    #expect(tree.loader().discover([tree.path("sub")]).matches.map(\.directory.path) == ["sub"])
    let files = tree.loader(in: "sub").classify(tree.loader(in: "sub").discover(["."]).matches[0])
    #expect(files.packages[0].goFiles.map(\.path) == ["b.go"])
  }

  @Test func givesEveryDirectoryItsOwnModule() throws {
    let tree = try TestTree(Self.tree)
    let matches = tree.loader().discover([]).matches
    #expect(matches.map(\.directory.importPath) == ["m", "n", "n/in", "m/sub", "m/sub/deep"])
    #expect(matches.map(\.directory.language.minor) == [22, 20, 20, 22, 22])
    #expect(tree.loader().discover(["vendor/..."]).matches.map(\.directory.importPath) == ["x.y/z"])
  }

  @Test func saysWhatItDidNotFind() throws {
    let tree = try TestTree(Self.tree)
    let missing = tree.loader().discover(["nowhere", "./no/...", "sub"])
    #expect(
      missing.errors.map(\.description) == ["nowhere: no such file or directory", "no: no such file or directory"])
    #expect(missing.matches.count == 1)

    let mixed = tree.loader().discover(["empty", "sub"])
    #expect(mixed.errors.isEmpty && mixed.notices == ["empty: no Go files"])
    let nothing = tree.loader().discover(["empty", "empty/...", "onlyhidden"])
    #expect(
      nothing.errors.map(\.description) == [
        "empty: no Go files", "empty/...: no Go files", "onlyhidden: no Go files",
      ])
    #expect(nothing.matches.isEmpty && nothing.notices.isEmpty)

    #expect(tree.loader().discover(["empty/readme.txt"]).errors.map(\.message) == ["not a Go file"])
    #expect(tree.loader().discover(["a.go/..."]).errors.map(\.message) == ["not a directory"])
    #expect(tree.loader().discover(["a.go/b.go"]).errors.map(\.message) == ["not a directory"])
    #expect(tree.loader().discover([""]).errors.map(\.message) == ["empty pattern"])
    #expect(tree.loader().discover([".../sub"]).errors.count == 1)
  }

  @Test func reportsNamedFilesOnly() throws {
    let tree = try TestTree([
      "a.go": "package p\n", "b.go": "package p\n", "p_test.go": "package p\n", "w_windows.go": "package p\n",
      "gen.go": "//go:build ignore\n\npackage main\n", "other.go": "package q\n",
    ])
    let loader = tree.loader()
    let matches = loader.discover(["b.go", "./w_windows.go", "gen.go", "b.go"]).matches
    #expect(matches.count == 1)
    let files = loader.classify(matches[0])
    #expect(files.packages.map(\.name) == ["p", "main"])
    #expect(files.packages[0].goFiles.map(\.name) == ["a.go", "b.go"])
    #expect(files.packages[0].goFiles.map(\.isReported) == [false, true])
    #expect(files.packages[0].testGoFiles.map(\.isReported) == [false])
    #expect(files.packages[1].goFiles.map(\.name) == ["gen.go"])
    #expect(files.excluded.map(\.name) == ["w_windows.go"])
    #expect(files.notices == ["w_windows.go: excluded by file name: _windows.go is not for linux/amd64"])
    // Asked for with its directory, a file is as good as the others.
    #expect(loader.discover(["b.go", "."]).matches.map { $0.named == nil } == [true])
    #expect(loader.discover([".", "b.go"]).matches.map { $0.named == nil } == [true])
  }

  @Test func followsOnlyALinkThatIsTheRoot() throws {
    let tree = try TestTree(["real/a.go": "package a\n", "real/in/b.go": "package b\n", "top/c.go": "package c\n"])
    try tree.link("link", to: "real")
    try tree.link("top/in", to: "../real")
    try tree.link("real/in/loop", to: "..")
    try tree.link("top/self", to: ".")
    try tree.link("top/linked.go", to: "../real/a.go")
    let loader = tree.loader()
    let found = loader.discover(["link/...", "top/..."])
    #expect(found.matches.map(\.directory.path) == ["link", "link/in", "top"])
    #expect(found.errors.isEmpty)
    #expect(
      found.notices == [
        "link/in/loop: symbolic link to a directory, not followed",
        "top/in: symbolic link to a directory, not followed",
        "top/self: symbolic link to a directory, not followed",
      ])
    let top = try #require(found.matches.last)
    #expect(loader.classify(top).packages.map(\.name) == ["c", "a"])
  }

  @Test func reportsBrokenModules() throws {
    let tree = try TestTree([
      "go.mod": "module m\n\ngo x\n", "a.go": "package m\n", "b/b.go": "package b\n",
      "w/go.work": "go 1.22\nuse ./m\nuse ./gone\nnonsense\n", "w/m/go.mod": "module w\ngo 1.20\n",
      "w/m/c.go": "package c\n",
    ])
    let found = tree.loader().discover(["./..."])
    #expect(
      found.errors.map(\.description) == [
        "go.mod:3:1: invalid go version 'x': must match format 1.23.0",
        "w/go.work:4:1: unknown directive: nonsense",
        "w/go.work: use ./gone: no go.mod in that directory",
      ])
    #expect(found.matches.map(\.directory.importPath) == ["m", "m/b", "w"])
  }

  @Test func leavesOutWhatTheModuleIgnores() throws {
    let tree = try TestTree([
      "go.mod": "module m\ngo 1.25\nignore (\n\t./web/node_modules\n\tout\n)\n", "a.go": "package m\n",
      "web/node_modules/x/x.go": "package x\n", "web/w.go": "package web\n", "web/out/o.go": "package o\n",
      "node_modules/y.go": "package y\n", "output/z.go": "package z\n",
    ])
    #expect(
      tree.loader().discover([]).matches.map(\.directory.path) == [".", "node_modules", "output", "web"])
  }

  @Test func sortsStrangeNames() throws {
    let names = ["a b", "a-b", "a/b", "ä", "日本", "a\nb", "z'\"", "-x"]
    let tree = try TestTree(Dictionary(uniqueKeysWithValues: names.map { ("\($0)/x.go", "package x\n") }))
    let found = tree.loader().discover([])
    #expect(found.matches.map(\.directory.path) == names.sorted { bytesAscend($0, $1) })
    for match in found.matches { #expect(tree.loader().classify(match).packages.count == 1) }
    #expect(tree.loader().discover(["日本", "-x", "a b/x.go"]).matches.count == 3)
  }
}
