import Foundation
import Testing

@testable import GoPackages

@Suite struct ImportResolverTests {
  /// Where imports of a directory lead: paths relative to the tree.
  func resolve(
    _ imports: [String], from directory: String, in tree: TestTree, goroot: String? = nil,
    environment: [String: String] = [:]
  ) -> [String?] {
    let resolver = tree.loader(goroot: goroot, environment: environment).resolver
    let importer = resolver.package(in: tree.path(directory))
    return imports.map { resolver.resolve($0, from: importer)?.path }
  }

  static let goroot = [
    "go/src/go.mod": "module std\ngo 1.27\n", "go/src/fmt/f.go": "package fmt\n",
    "go/src/net/http/h.go": "package http\n", "go/src/internal/x/x.go": "package x\n",
    "go/src/vendor/golang.org/x/net/n.go": "package net\n", "go/src/cmd/go.mod": "module cmd\ngo 1.27\n",
    "go/src/cmd/go/main.go": "package main\n", "go/src/cmd/vendor/golang.org/x/net/n.go": "package net\n",
    "go/src/cmd/vendor/golang.org/x/mod/m.go": "package mod\n",
  ]

  @Test func findsPackagesOfTheModule() throws {
    let tree = try TestTree([
      "go.mod": "module example.com/m\ngo 1.22\n", "a/a.go": "package a\n", "b/c/c.go": "package c\n",
      "empty/x.txt": "", "hidden/_x.go": "package x\n", "sub/go.mod": "module other.com/sub\n",
      "sub/s.go": "package s\n",
      "m.go": "package m\n",
    ])
    #expect(
      resolve(
        [
          "example.com/m", "example.com/m/a", "example.com/m/b/c", "example.com/m/b", "example.com/m/empty",
          "example.com/m/hidden", "example.com/m/sub", "example.com/mm", "C", "", "/a", "example.com",
        ], from: "a", in: tree) == [".", "a", "b/c", nil, nil, nil, nil, nil, nil, nil, nil, nil])
    // A relative import means the directory.
    #expect(resolve(["../b/c", "./x", ".."], from: "a", in: tree) == ["b/c", nil, "."])
  }

  @Test func givesOneObjectPerPackage() throws {
    let tree = try TestTree(
      Self.goroot.merging([
        "m/go.mod": "module m.x/m\n", "m/a/a.go": "package a\n", "m/b/b.go": "package b\n", "n/go.mod": "module n\n",
        "n/n.go": "package n\n",
      ]) { $1 })
    let loader = tree.loader(goroot: tree.path("go"))
    let resolver = loader.resolver
    let matches = loader.discover(["m/...", "n/...", "go/src/..."]).matches
    let byPath = Dictionary(uniqueKeysWithValues: matches.map { ($0.directory.path, $0.directory) })
    let (a, b, n) = (try #require(byPath["m/a"]), try #require(byPath["m/b"]), try #require(byPath["n"]))
    #expect(resolver.resolve("m.x/m/b", from: a) === b)
    #expect(resolver.resolve("fmt", from: a) === resolver.resolve("fmt", from: n))
    // The standard library is the same package whether it is linted or imported.
    #expect(resolver.resolve("fmt", from: a) === byPath["go/src/fmt"])
    #expect(resolver.resolve("cmd/go", from: a) === byPath["go/src/cmd/go"])
    #expect(a.isStandard == false && byPath["go/src/fmt"]?.isStandard == true)
    #expect(a.context === b.context && a.context.name == b.context.name && a.context.name != n.context.name)
  }

  @Test func findsTheStandardLibrary() throws {
    let tree = try TestTree(Self.goroot.merging(["m/go.mod": "module m\n", "m/m.go": "package m\n"]) { $1 })
    let all = ["fmt", "net/http", "golang.org/x/net", "golang.org/x/mod", "vendor/golang.org/x/net", "cmd/go"]
    #expect(
      resolve(all, from: "m", in: tree, goroot: "go")
        == ["go/src/fmt", "go/src/net/http", nil, nil, nil, "go/src/cmd/go"])
    // Within the tree itself no GOROOT is needed, and its vendored packages come first.
    #expect(
      resolve(all, from: "go/src/net/http", in: tree)
        == [
          "go/src/fmt", "go/src/net/http", "go/src/vendor/golang.org/x/net", nil,
          "go/src/vendor/golang.org/x/net", "go/src/cmd/go",
        ])
    #expect(
      resolve(all, from: "go/src/cmd/go", in: tree)
        == [
          "go/src/fmt", "go/src/net/http", "go/src/cmd/vendor/golang.org/x/net",
          "go/src/cmd/vendor/golang.org/x/mod", "go/src/vendor/golang.org/x/net", "go/src/cmd/go",
        ])
    #expect(resolve(["fmt"], from: "m", in: tree) == [nil])
    let resolver = tree.loader(goroot: "go").resolver
    let http = resolver.package(in: tree.path("go/src/net/http"))
    #expect(http.importPath == "net/http" && http.language == .newestKnown)
    #expect(resolver.resolve("golang.org/x/net", from: http)?.importPath == "vendor/golang.org/x/net")
    #expect(resolver.package(in: tree.path("go/src/vendor/golang.org/x/net")).importPath == "vendor/golang.org/x/net")
    #expect(resolver.package(in: tree.path("go/src/cmd/go")).importPath == "cmd/go")
  }

  @Test func findsTheInstallation() throws {
    let tree = try TestTree([
      "a/src/fmt/f.go": "", "a/bin/go": "", "bin/readme": "", "usr/bin/x": "", "usr/lib/golang/src/fmt/f.go": "",
      "usr/lib/golang/x": "",
    ])
    try tree.link("bin/go", to: "../a/bin/go")
    try tree.write("usr/bin/go", "")
    func find(_ explicit: String?, _ environment: [String: String]) -> String? {
      Goroot.find(explicit: explicit, environment: Environment(environment)).map { Path.relative($0, to: tree.root) }
    }
    #expect(find(tree.path("a"), [:]) == "a")
    #expect(find(tree.path("none"), ["GOROOT": tree.path("a")]) == nil)
    #expect(find(nil, ["GOROOT": tree.path("a")]) == "a")
    #expect(find(nil, ["PATH": "/none::rel:\(tree.path("bin")):\(tree.path("usr/bin"))"]) == "a")
    #expect(find(nil, ["PATH": tree.path("usr/bin"), "GOROOT": tree.path("none")]) == "usr/lib/golang")
    #expect(find(nil, [:]) == nil)
  }

  @Test func findsVendoredPackages() throws {
    let tree = try TestTree([
      "go.mod": "module m\ngo 1.22\nrequire a.b/c v1.0.0\n", "x/x.go": "package x\n",
      "vendor/modules.txt":
        "# a.b/c v1.0.0\n## explicit; go 1.18\na.b/c\na.b/c/d\n# e.f/g v1.0.0\n## explicit\ne.f/g\n",
      "vendor/a.b/c/c.go": "package c\n", "vendor/a.b/c/d/d.go": "package d\n", "vendor/e.f/g/g.go": "package g\n",
    ])
    #expect(
      resolve(["a.b/c", "a.b/c/d", "a.b/c/e"], from: "x", in: tree) == ["vendor/a.b/c", "vendor/a.b/c/d", nil])
    let resolver = tree.loader().resolver
    let c = try #require(resolver.resolve("a.b/c", from: resolver.package(in: tree.path("x"))))
    #expect(c.language == GoVersion(parsing: "1.18") && c.toolchain == .atLeast(GoVersion(1, 22)))
    #expect(resolver.resolve("e.f/g", from: c)?.language == .withoutGoLine.language)
    #expect(resolver.resolve("m/x", from: c)?.path == "x")
    #expect(resolver.package(in: tree.path("vendor/a.b/c")) === c)
  }

  @Test func obeysReplacements() throws {
    let tree = try TestTree([
      "m/go.mod": """
      module m
      go 1.22
      require (
        a.b/c v1.0.0
        a.b/d v1.0.0
        a.b/Fork v1.2.0
      )
      replace a.b/c => ../c
      replace a.b/d v0.9.0 => ../c
      replace a.b/Fork => e.f/Fork v1.3.0
      replace a.b/c/sub => ../sub
      """,
      "m/m.go": "package m\n", "c/go.mod": "module whatever\ngo 1.19\n", "c/c.go": "package c\n",
      "c/in/i.go": "package in\n",
      "c/nested/go.mod": "module whatever/nested\n", "c/nested/n.go": "package n\n", "sub/s.go": "package sub\n",
      "mod/e.f/!fork@v1.3.0/x/x.go": "package x\n", "mod/a.b/d@v1.0.0/d.go": "package d\n",
    ])
    #expect(
      resolve(
        ["a.b/c", "a.b/c/in", "a.b/c/nested", "a.b/c/sub", "a.b/d", "a.b/Fork/x", "e.f/Fork/x"], from: "m", in: tree,
        environment: ["GOMODCACHE": tree.path("mod")])
        == ["c", "c/in", nil, "sub", "mod/a.b/d@v1.0.0", "mod/e.f/!fork@v1.3.0/x", nil])
    let resolver = tree.loader().resolver
    let m = resolver.package(in: tree.path("m"))
    let c = try #require(resolver.resolve("a.b/c/in", from: m))
    #expect(c.importPath == "a.b/c/in" && c.language == GoVersion(parsing: "1.19"))
    // What c imports is found for m, not for c alone.
    #expect(resolver.resolve("a.b/c", from: c) === resolver.resolve("a.b/c", from: m))
  }

  @Test func searchesTheModuleCache() throws {
    let tree = try TestTree([
      "m/go.mod": "module m\ngo 1.22\nrequire (\n a.b/Capital/v2 v2.1.0-RC1\n a.b/c v1.0.0\n a.b/c/d v1.5.0\n)\n",
      "m/m.go": "package m\n",
      "mod/a.b/!capital/v2@v2.1.0-!r!c1/x/x.go": "package x\n",
      "mod/a.b/c@v1.0.0/c.go": "package c\n", "mod/a.b/c@v1.0.0/d/e/e.go": "package e\n",
      "mod/a.b/c@v2.0.0/c.go": "package c\n", "mod/a.b/c/d@v1.5.0/d.go": "package d\n",
    ])
    let wanted = ["a.b/Capital/v2/x", "a.b/c", "a.b/c/d", "a.b/c/d/e", "a.b/other"]
    let found: [String?] = [
      "mod/a.b/!capital/v2@v2.1.0-!r!c1/x", "mod/a.b/c@v1.0.0", "mod/a.b/c/d@v1.5.0", "mod/a.b/c@v1.0.0/d/e", nil,
    ]
    #expect(resolve(wanted, from: "m", in: tree, environment: ["GOMODCACHE": tree.path("mod")]) == found)
    try tree.makeDirectory("path/pkg")
    try tree.link("path/pkg/mod", to: "../../mod")
    #expect(
      resolve(["a.b/c"], from: "m", in: tree, environment: ["GOPATH": tree.path("path")])
        == ["path/pkg/mod/a.b/c@v1.0.0"])
  }

  @Test func followsRequirementsOfOldModules() throws {
    func files(_ go: String) -> [String: String] {
      [
        "m/go.mod": "module m\ngo \(go)\nrequire a.b/c v1.0.0\n", "m/m.go": "package m\n",
        "mod/cache/download/a.b/c/@v/v1.0.0.mod": "module a.b/c\nrequire (\n a.b/d v1.1.0\n a.b/e v1.0.0\n)\n",
        "mod/cache/download/a.b/e/@v/v1.0.0.mod": "module a.b/e\nrequire a.b/d v1.2.0\nunknown x\n",
        "mod/cache/download/a.b/d/@v/v1.2.0.mod": "module a.b/d\nrequire a.b/c v0.9.0\n",
        "mod/a.b/d@v1.1.0/d.go": "package d\n", "mod/a.b/d@v1.2.0/d.go": "package d\n",
      ]
    }
    for (go, expected) in [("1.16", "mod/a.b/d@v1.2.0"), ("1.17", nil)] {
      let tree = try TestTree(files(go))
      #expect(
        resolve(["a.b/d"], from: "m", in: tree, environment: ["GOMODCACHE": tree.path("mod")]) == [expected])
    }
  }

  @Test func joinsWorkspaces() throws {
    let files = [
      "go.work": "go 1.24\nuse (\n ./a\n ./b\n)\nreplace x.y/z => ./z\n", "a/go.mod": "module w.x/a\ngo 1.22\n",
      "a/a.go": "package a\n", "b/go.mod": "module w.x/b\ngo 1.23\ntoolchain go1.25.0\n", "b/in/b.go": "package in\n",
      "z/z.go": "package z\n", "out/go.mod": "module w.x/out\n", "out/o.go": "package out\n",
    ]
    let tree = try TestTree(files)
    #expect(resolve(["w.x/b/in", "x.y/z", "w.x/out"], from: "a", in: tree) == ["b/in", "z", nil])
    // A module the workspace does not use stands alone.
    #expect(resolve(["x.y/z"], from: "out", in: tree) == [nil])
    #expect(resolve(["x.y/z"], from: "a", in: tree, environment: ["GOWORK": "off"]) == [nil])
    let resolver = tree.loader().resolver
    let a = resolver.package(in: tree.path("a"))
    #expect(resolver.resolve("w.x/b/in", from: a) === resolver.package(in: tree.path("b/in")))
    #expect(a.language == GoVersion(1, 22) && a.toolchain == .atLeast(GoVersion(1, 25, patch: 0)))
  }

  @Test func takesSourcesBesideTheModule() throws {
    let tree = try TestTree([
      "go.mod": "module host.x/o/repo\ngo 1.22\nrequire host.x/o/repo/sub v1.0.0\n", "r.go": "package repo\n",
      "sub/go.mod": "module host.x/o/repo/sub\ngo 1.22\n", "sub/in/s.go": "package in\n",
      "wrong/go.mod": "module host.x/o/other\n", "wrong/w.go": "package wrong\n",
    ])
    #expect(
      resolve(["host.x/o/repo/sub/in", "host.x/o/repo/wrong"], from: ".", in: tree) == ["sub/in", nil])
    #expect(resolve(["host.x/o/repo", "host.x/o"], from: "sub/in", in: tree) == [".", nil])
  }

  @Test func searchesGOPATH() throws {
    let tree = try TestTree(
      Self.goroot.merging([
        "p/src/a.b/c/c.go": "package c\n", "p/src/a.b/c/vendor/x.y/z/z.go": "package z\n",
        "p/src/a.b/c/in/i.go": "package in\n", "p/src/x.y/z/z.go": "package z\n", "q/src/e.f/g/g.go": "package g\n",
        "p/src/fmt/f.go": "package fmt\n", "m/go.mod": "module m\n", "m/m.go": "package m\n",
        "loose/l.go": "package l\n",
      ]) { $1 })
    let environment = ["GOPATH": tree.path("p") + ":" + tree.path("q")]
    let wanted = ["fmt", "a.b/c", "x.y/z", "e.f/g", "golang.org/x/net"]
    #expect(
      resolve(wanted, from: "p/src/a.b/c/in", in: tree, goroot: "go", environment: environment)
        == ["go/src/fmt", "p/src/a.b/c", "p/src/a.b/c/vendor/x.y/z", "q/src/e.f/g", nil])
    for directory in ["m", "loose"] {
      #expect(
        resolve(wanted, from: directory, in: tree, goroot: "go", environment: environment)
          == ["go/src/fmt", "p/src/a.b/c", "p/src/x.y/z", "q/src/e.f/g", nil])
    }
    let resolver = tree.loader(environment: environment).resolver
    #expect(resolver.package(in: tree.path("p/src/a.b/c/in")).importPath == "a.b/c/in")
    #expect(resolver.package(in: tree.path("loose")).importPath == "loose")
    // A tree laid out so needs no GOPATH to be seen as one.
    #expect(
      resolve(["a.b/c", "x.y/z"], from: "p/src/a.b/c/in", in: tree) == ["p/src/a.b/c", "p/src/a.b/c/vendor/x.y/z"])
  }

  @Test func seesATreeLaidOutAsGOPATHAroundAModule() throws {
    let tree = try TestTree([
      "share/src/a.b/c/go.mod": "module a.b/c\ngo 1.20\nrequire a.b/d v1.0.0\n", "share/src/a.b/c/c.go": "package c\n",
      "share/src/a.b/d/go.mod": "module a.b/d\n", "share/src/a.b/d/d.go": "package d\n",
    ])
    #expect(resolve(["a.b/d"], from: "share/src/a.b/c", in: tree) == ["share/src/a.b/d"])
  }

  @Test func answersAlikeFromManyThreads() async throws {
    var files = Self.goroot
    for index in 0..<50 { files["m/p\(index)/p.go"] = "package p\n" }
    files["m/go.mod"] = "module m.x/m\n"
    let tree = try TestTree(files)
    let loader = tree.loader(goroot: "go")
    let matches = loader.discover(["m/..."]).matches
    let answers = await withTaskGroup(of: Set<ObjectIdentifier>.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var found: Set<ObjectIdentifier> = []
          for match in matches {
            _ = loader.classify(match)
            for index in 0..<50 {
              if let package = loader.resolver.resolve("m.x/m/p\(index)", from: match.directory) {
                found.insert(ObjectIdentifier(package))
              }
            }
            if let fmt = loader.resolver.resolve("fmt", from: match.directory) { found.insert(ObjectIdentifier(fmt)) }
          }
          return found
        }
      }
      var all: Set<ObjectIdentifier> = []
      for await found in group { all.formUnion(found) }
      return all
    }
    #expect(answers.count == 51)
  }
}
