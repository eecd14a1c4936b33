import GoSyntax
import GoTypes
import TestSupport
import Testing

@testable import Lint

/// Reports each call, with the declaration of what is called, and that declaration itself.
private struct Calls: Rule {
  static let meta = RuleMeta(
    id: "calls", summary: "a call", group: .runtime, severity: .warning, stage: .stable(since: "0.1.0"), why: "",
    bad: "", good: "")
  static let visits: [Kind] = [.callExpr]

  func check(_ call: Node, in pass: Pass) {
    guard let declaration = pass.unit.callee(of: call)?.declaration else { return }
    pass.report(Self.self, "a call", at: call, related: [("declared here", declaration)])
    pass.report(Self.self, "a declaration", at: declaration)
  }
}

/// Packages of the standard library from its table.
private struct TableSource: PackageSource {
  let table: StandardLibrary

  func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    table.contains(importPath) ? PackageKey(directory: "/std", importPath: importPath) : nil
  }

  func load(_ key: PackageKey) -> LoadedPackage? { table.load(key.importPath, isLinuxAMD64: true) }
}

@Suite struct PlaceTests {
  /// What is declared in other packages has no place: those of the standard library's table are in no file at all.
  @Test func placesLieInTheUnit() throws {
    let text = "package p\n\nimport \"strings\"\n\nfunc own() {}\n\nfunc f() { own(); _ = strings.ToUpper(\"a\") }\n"
    let source = try Parser().parse(text: text, path: "a.go")
    let program = Program(source: TableSource(table: try #require(StandardLibrary.builtIn)))
    let loaded = LoadedPackage(name: "p", files: [source], goVersion: 22)
    let unit = try #require(program.unit(loaded, key: PackageKey(directory: "/p", importPath: "p")))
    let pass = Pass(unit: unit, reportedFiles: [source], language: 22, toolchainAtLeast: 22)
    RuleTable([Calls.self]).run(pass)
    #expect(pass.findings.map(\.message).filter { $0 == "a call" }.count == 2)
    #expect(pass.findings.map(\.message).filter { $0 == "a declaration" }.count == 1)
    #expect(pass.findings.map(\.related.count).sorted() == [0, 0, 1])
    let places = pass.findings.flatMap { [$0.location] + $0.related.map(\.location) }
    #expect(places.allSatisfy { $0.path == "a.go" })
  }
}
