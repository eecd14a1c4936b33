import Foundation
import Testing

@testable import GoPackages

/// Made-up trees, against what `go list` says of them.
@Suite struct GoListDifferentialTests {
  /// A small generator of numbers, the same on every run.
  struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ (state >> 29)) &* 0x9E37_79B9_7F4A_7C15
    }
  }

  static let lines = [
    "", "", "", "//go:build linux", "//go:build windows", "//go:build !linux && amd64", "//go:build (a || linux",
    "//go:build linux windows", "//go:build", "//go:build go1.21 || !unix", "//go:buildx", "// go:build windows",
    " //go:build windows", "// +build linux", "// +build windows", "//+build darwin windows,amd64", "// +build !linux",
    "// +buildx windows", "// +build", "/* c */", "/* open", "close */", "/* a */ // b", "// comment", "/*", "*/",
    "/* //go:build windows */", "/* c */ //go:build windows", "// /* not open", "\u{FEFF}", "//go:binary-only-package",
    "/* x */ package p", "// Code generated x DO NOT EDIT.",
  ]
  static let endings = [
    "package p", "package p\n", "package p;import \"fmt\"", "package p\nimport (\n\"fmt\"\n. `os`\n)\nvar x = 1\n",
    "package documentation\n", "package p // +build windows\n", "package p\nimport \"C\"\n",
    "package main\nfunc main() {}\n",
    "package p\nimport fmt\n", "package", "pkg p", "", "package p\nimport (\"fmt\"; x \"os\")\nimport _ \"io\"\n",
    "package p\nimport \"fmt\nfunc f()", "package p\n\n//go:build windows\n",
  ]
  static let names = [
    "f.go", "f_linux.go", "f_windows.go", "f_arm64.go", "f_linux_amd64.go", "f_x_test.go", "linux.go",
  ]

  @Test func headersAgree() throws {
    var numbers = Numbers(state: 20)
    var files = ["go.mod": "module m\n\ngo 1.22\n"]
    for index in 0..<600 {
      let end = Bool.random(using: &numbers) ? "\n" : "\r\n"
      let head = (0..<Int.random(in: 0...6, using: &numbers)).map { _ in Self.lines.randomElement(using: &numbers) ?? ""
      }
      let tail = Self.endings.randomElement(using: &numbers) ?? ""
      let name = index % 4 == 0 ? Self.names.randomElement(using: &numbers) ?? "" : "f.go"
      files["d\(index)/\(name)"] = head.map { $0 + end }.joined() + tail.replacingOccurrences(of: "\n", with: end)
    }
    let tree = try TestTree(files)
    let listed = try GoListTests.list(
      (0..<600).map { "./d\($0)" }, in: tree.root,
      environment: ["GOOS": "linux", "GOARCH": "amd64", "CGO_ENABLED": "1", "GOFLAGS": "-mod=mod"])
    #expect(listed.count == 600)
    let loader = tree.loader()
    for package in listed {
      let text = files[
        "\(Path.base(package.dir))/\(Path.base(loader.resolver.directories.listing(package.dir).goFiles[0]))"]
      let comment = Comment(rawValue: "\(package.dir): \(text.debugDescription)")
      let ours = loader.classify(PackageMatch(directory: loader.resolver.package(in: package.dir), named: nil))
      let included = ours.packages.flatMap { $0.goFiles + $0.testGoFiles + $0.xTestGoFiles }
      let expected = [package.goFiles, package.cgoFiles, package.testGoFiles, package.xTestGoFiles]
      #expect(included.map(\.name) == expected.flatMap { $0 ?? [] }, comment)
      var isMalformed = false
      if case .malformed = header(text ?? "").constraint { isMalformed = true }
      // Where the constraint cannot be read, go list does not always say that it left the file out.
      if !isMalformed { #expect(ours.excluded.map(\.name) == package.ignoredGoFiles ?? [], comment) }
      if package.invalidGoFiles == nil {
        let imports = Set(included.flatMap { $0.header.imports.map(\.path) })
        #expect(
          imports == Set([package.imports, package.testImports, package.xTestImports].flatMap { $0 ?? [] }), comment)
      }
    }
  }

  /// Where go finds each package that the packages of a tree need, against where the resolver finds it.
  private func dependenciesAgree(
    _ tree: TestTree, in directory: String, environment: [String: String] = [:], atLeast count: Int
  ) throws {
    let goroot = try GoTool.goroot()
    let listed = try GoListTests.list(
      ["-deps", "./..."], in: tree.path(directory), environment: environment.merging(["CGO_ENABLED": "1"]) { $1 })
    let byPath = Dictionary(listed.map { ($0.importPath, $0.dir) }) { first, _ in first }
    let resolver = tree.loader(goroot: goroot, environment: environment).resolver
    let loader = PackageLoader(resolver: resolver)
    var seen: Set<PackageDirectory> = []
    var pending = loader.discover([tree.path(directory) + "/..."]).matches.map(\.directory)
    var compared = 0
    while let package = pending.popLast() {
      guard seen.insert(package).inserted else { continue }
      #expect(byPath[package.importPath] == package.directory, "\(package.importPath)")
      compared += 1
      for file in loader.importFiles(package).packages.flatMap(\.goFiles) {
        for one in file.header.imports where one.path != "C" {
          guard let found = resolver.resolve(one.path, from: package) else {
            Issue.record("\(one.path) in \(package.importPath) not found")
            continue
          }
          pending.append(found)
        }
      }
    }
    #expect(compared >= count)
    let reached = Set(seen.map(\.importPath))
    for package in listed where !reached.contains(package.importPath) {
      // The compiler asks for these without an import.
      let implied = ["runtime/cgo", "unsafe"]
      #expect(implied.contains(package.importPath) || package.dir.hasPrefix(goroot), "\(package.importPath)")
    }
  }

  @Test func replacedModulesAgree() throws {
    let tree = try TestTree([
      "m/go.mod": """
      module m.x/m

      go 1.22

      require (
      \ta.b/c v1.0.0
      \ta.b/c/nested v1.0.0
      )

      replace a.b/c => ../c

      replace a.b/c/nested v1.0.0 => ../nested
      """,
      "m/m.go": "package m\nimport (\n\"net/http\"\n\"a.b/c/in\"\n\"a.b/c/nested\"\n\"m.x/m/sub\"\n)\n",
      "m/sub/s.go": "package sub\nimport \"a.b/c\"\n", "c/go.mod": "module a.b/c\n\ngo 1.20\n", "c/c.go": "package c\n",
      "c/in/i.go": "package in\nimport \"a.b/c\"\n", "nested/go.mod": "module a.b/c/nested\n",
      "nested/n.go": "package nested\n",
    ])
    try dependenciesAgree(tree, in: "m", atLeast: 100)
  }

  @Test func workspacesAgree() throws {
    let tree = try TestTree([
      "go.work": "go 1.24\n\nuse ./a\n\nuse ./b/v2\n", "a/go.mod": "module w.x/a\n\ngo 1.22\n",
      "a/a.go": "package a\nimport (\n\"w.x/b/v2/in\"\n\"encoding/json\"\n)\n",
      "b/v2/go.mod": "module w.x/b/v2\n\ngo 1.23\n", "b/v2/in/i.go": "package in\nimport \"w.x/b/v2\"\n",
      "b/v2/b.go": "package b\nimport \"sort\"\n",
    ])
    try dependenciesAgree(tree, in: "a", environment: ["GOWORK": ""], atLeast: 40)
  }

  @Test func vendoredModulesAgree() throws {
    let tree = try TestTree([
      "go.mod": "module m.x/m\n\ngo 1.22\n\nrequire a.b/c v1.0.0\n", "m.go": "package m\nimport \"a.b/c/in\"\n",
      "vendor/modules.txt": "# a.b/c v1.0.0\n## explicit; go 1.20\na.b/c\na.b/c/in\n",
      "vendor/a.b/c/c.go": "package c\nimport \"strings\"\n",
      "vendor/a.b/c/in/i.go": "package in\nimport \"a.b/c\"\n",
    ])
    try dependenciesAgree(tree, in: ".", atLeast: 10)
  }

  @Test func gopathAgrees() throws {
    let tree = try TestTree([
      "p/src/a.b/c/c.go": "package c\nimport (\n\"x.y/z\"\n\"e.f/g\"\n)\n",
      "p/src/a.b/c/vendor/x.y/z/z.go": "package z\nimport \"x.y/w\"\n", "p/src/a.b/c/vendor/x.y/w/w.go": "package w\n",
      "p/src/x.y/z/z.go": "package z\n", "q/src/e.f/g/g.go": "package g\nimport \"x.y/z\"\n",
    ])
    try dependenciesAgree(
      tree, in: "p/src/a.b/c",
      environment: ["GO111MODULE": "off", "GOPATH": tree.path("p") + ":" + tree.path("q")], atLeast: 5)
  }
}
