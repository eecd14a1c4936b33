import Foundation
import Testing

@testable import GoPackages

/// The whole standard library and the Go commands, against what `go list` itself says.
@Suite struct GoListTests {
  struct Listed: Decodable {
    var dir: String
    var importPath: String
    var name: String?
    var goFiles: [String]?
    var cgoFiles: [String]?
    var ignoredGoFiles: [String]?
    var invalidGoFiles: [String]?
    var testGoFiles: [String]?
    var xTestGoFiles: [String]?
    var imports: [String]?
    var testImports: [String]?
    var xTestImports: [String]?
  }

  /// Go's field names with a small first letter.
  struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(name: String) { stringValue = name.prefix(1).lowercased() + name.dropFirst() }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  static func list(_ patterns: [String], in directory: String, environment: [String: String] = [:]) throws -> [Listed] {
    let fields =
      "Dir,ImportPath,Name,GoFiles,CgoFiles,IgnoredGoFiles,InvalidGoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports"
    let output = try GoTool.run(
      ["list", "-e", "-pgo=off", "-json=\(fields)"] + patterns, in: directory, environment: environment)
    // `go list` prints one object after the other; each ends with a brace at the start of a line.
    let text = String(decoding: output, as: UTF8.self)
    let array = "[" + text.replacingOccurrences(of: "\n}\n{", with: "\n},\n{") + "]"
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { Key(name: $0.last?.stringValue ?? "") }
    return try decoder.decode([Listed].self, from: Data(array.utf8))
  }

  @Test(arguments: [("linux", "amd64"), ("windows", "386"), ("darwin", "arm64")])
  func standardLibraryAgrees(goos: String, goarch: String) throws {
    let goroot = try GoTool.goroot()
    let listed = try Self.list(
      ["std", "cmd"], in: goroot + "/src", environment: ["GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "1"])
    #expect(listed.count > 600)
    let configuration = BuildConfiguration(goos: goos, goarch: goarch, cgoEnabled: true)
    let loader = PackageLoader(
      configuration: configuration, goroot: goroot, environment: Environment([:]),
      workingDirectory: WorkingDirectory(goroot))
    let reachable = Set(loader.discover(["src/..."]).matches.map(\.directory.directory))
    for package in listed { compare(package, loader: loader, reachable: reachable) }
    // What the walk finds and go list does not has no file for this platform.
    let known = Set(listed.map(\.dir))
    for match in loader.discover(["src/..."]).matches where !known.contains(match.directory.directory) {
      let packages = loader.classify(match).packages
      #expect(packages.isEmpty || match.directory.importPath == "builtin", "\(match.directory.importPath)")
    }
  }

  private func compare(_ package: Listed, loader: PackageLoader, reachable: Set<String>) {
    let name = Comment(rawValue: package.importPath)
    let directory = loader.resolver.package(in: package.dir)
    #expect(directory.importPath == package.importPath)
    #expect(reachable.contains(package.dir) != package.dir.contains("/vendor/"), name)
    let files = loader.classify(PackageMatch(directory: directory, named: nil))
    #expect(files.errors.isEmpty, name)
    #expect(files.packages.count == 1, name)
    guard let ours = files.packages.first else { return }
    #expect(ours.name == package.name, name)
    #expect(ours.goFiles.filter { !$0.usesCgo }.map(\.name) == package.goFiles ?? [], name)
    #expect(ours.goFiles.filter(\.usesCgo).map(\.name) == package.cgoFiles ?? [], name)
    #expect(ours.testGoFiles.map(\.name) == package.testGoFiles ?? [], name)
    #expect(ours.xTestGoFiles.map(\.name) == package.xTestGoFiles ?? [], name)
    let ignored = files.excluded.filter { $0.reason != .hidden }.map(\.name).sorted()
    #expect(ignored == (package.ignoredGoFiles ?? []).sorted(), name)
    for (list, expected) in [
      (ours.goFiles, package.imports), (ours.testGoFiles, package.testImports),
      (ours.xTestGoFiles, package.xTestImports),
    ] {
      let imports = Set(list.flatMap { $0.header.imports.map(\.path) })
      let resolved = imports.map { loader.resolver.resolve($0, from: directory)?.importPath ?? $0 }
      #expect(resolved.sorted() == (expected ?? []).sorted(), name)
      for path in imports where path != "C" {
        #expect(loader.resolver.resolve(path, from: directory) != nil, "\(path) in \(package.importPath)")
      }
    }
  }
}
