import Foundation
import GoSyntax
import GoTypes
import Lint
import Rules
import TestSupport
import Testing

/// Every rule over its test data, and over changes of it that must not matter. Nothing here is edited for a new rule.
@Suite struct RulesTests {
  static let folders = RuleFolder.all

  // MARK: The marks

  @Test(arguments: folders) func findsWhatIsMarked(_ folder: RuleFolder) throws {
    let findings = try folder.lint()
    for file in folder.files {
      try check(file.text, findings.filter { Place($0).file == file.name }, "\(folder)/\(file.name)")
    }
  }

  /// Compares the findings of a file with its marks.
  private func check(_ text: String, _ findings: [Finding], _ path: String, _ shift: Int = 0) throws {
    let marks = Marks(text)
    for line in marks.broken { Issue.record("\(path):\(line): the mark cannot be read") }
    var byLine = Dictionary(grouping: findings) { $0.location.start.line - shift }
    for (line, mark) in marks.byLine.sorted(by: { $0.key < $1.key }) {
      let found = byLine.removeValue(forKey: line) ?? []
      switch mark {
      case .want(let patterns, let confidence):
        for finding in found where confidence != nil && "\(finding.confidence)" != confidence {
          Issue.record(
            "\(path):\(line): confidence \(finding.confidence), not \(confidence ?? ""): \(finding.message)")
        }
        var left = found.map(\.message)
        for pattern in patterns {
          let regex = try Regex(pattern)
          if let index = left.firstIndex(where: { $0.firstMatch(of: regex) != nil }) {
            left.remove(at: index)
          } else {
            Issue.record("\(path):\(line): nothing matches \"\(pattern)\"; found: \(left)")
          }
        }
        for message in left { Issue.record("\(path):\(line): not wanted: \(message)") }
      case .ok:
        for finding in found { Issue.record("\(path):\(line): false alarm: \(finding.message)") }
      case .todoWant:
        if !found.isEmpty { Issue.record("\(path):\(line): found now; move it to flagged.go") }
      case .todoOK:
        if found.isEmpty { Issue.record("\(path):\(line): silent now; move it to clean.go") }
      }
    }
    for (line, found) in byLine.sorted(by: { $0.key < $1.key }) {
      for finding in found { Issue.record("\(path):\(line): no mark for: \(finding.message)") }
    }
  }

  // MARK: Changes that must not matter

  @Test(arguments: folders) func silentInComments(_ folder: RuleFolder) throws {
    for file in folder.files {
      let commented = file.text.split(separator: "\n", omittingEmptySubsequences: false).map { "// " + $0 }
      let text = "package p\n" + commented.joined(separator: "\n") + "\n"
      #expect(try folder.lintAlone(GoText(name: file.name, text: text)).isEmpty, "\(folder)/\(file.name)")
    }
  }

  @Test(arguments: folders) func silentInStrings(_ folder: RuleFolder) throws {
    for file in folder.files {
      let text = "package p\n\nvar text = `" + file.text.replacing("`", with: "'") + "`\n"
      #expect(try folder.lintAlone(GoText(name: file.name, text: text)).isEmpty, "\(folder)/\(file.name)")
    }
  }

  @Test(arguments: folders) func sameWithCRLF(_ folder: RuleFolder) throws {
    try compare(folder) { $0.replacing("\n", with: "\r\n") }
  }

  @Test(arguments: folders) func sameAfterMultiByteText(_ folder: RuleFolder) throws {
    try compare(folder, lines: 1) { "/* h\u{e9}llo, \u{4e16}\u{754c} \u{1f30d} */ // \u{fffd}\n" + $0 }
  }

  @Test(arguments: folders) func sameWithLocalsRenamed(_ folder: RuleFolder) throws {
    let pass = try Harness.shared.get().pass(folder.files, in: folder.url)
    var renamed: [String: String] = [:]
    for (source, file) in zip(pass.reportedFiles, folder.files) {
      var bytes: [UInt8] = []
      var copied = 0
      let text = Array(file.text.utf8)
      // The variable of a type switch has objects by clause, and none where it stands.
      let left = Set(source.root.descendants.filter { $0.kind == .ident && isOfTypeSwitch($0) }.map(\.name))
      for node in source.root.descendants where node.kind == .ident && node.role != .sel && !left.contains(node.name) {
        guard let object = pass.unit.object(of: node), object.isLocal, node.textString != "_" else { continue }
        bytes += text[copied..<Int(node.end)]
        bytes += Array("X\u{f8}9".utf8)
        copied = Int(node.end)
      }
      renamed[file.name] = String(decoding: bytes + text[copied...], as: UTF8.self)
    }
    try compare(folder) { text in
      folder.files.first { $0.text == text }.flatMap { renamed[$0.name] } ?? text
    }
  }

  private func isOfTypeSwitch(_ ident: Node) -> Bool {
    ident.role == .lhs && ident.parent?.role == .assign
  }

  /// Changes the text of all files of a folder and expects the same findings, some lines further down.
  private func compare(_ folder: RuleFolder, lines: Int = 0, _ change: (String) -> String) throws {
    let before = try folder.lint().map(Place.init).map { Place(file: $0.file, line: $0.line + lines) }
    let files = folder.files.map { GoText(name: $0.name, text: change($0.text)) }
    let after = try Harness.shared.get().lint(files, [folder.rule], in: folder.url).map(Place.init)
    #expect(after == before, "\(folder)")
  }

  @Test(arguments: folders) func silentUnderDirective(_ folder: RuleFolder) throws {
    for file in folder.files {
      let lines = Set(try folder.lint().map(Place.init).filter { $0.file == file.name }.map(\.line))
      var text: [String] = []
      for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if lines.contains(index + 1) { text.append("//mapvet:ignore \(folder.rule.meta.id) -- a test") }
        text.append(String(line))
      }
      let left = try folder.lint(replacing: file.name, by: text.joined(separator: "\n"))
      #expect(left.filter { Place($0).file == file.name }.isEmpty, "\(folder)/\(file.name)")
    }
  }

  /// Cut off at every token boundary: no crash, and no finding beyond what is left.
  @Test(arguments: folders) func survivesEveryPrefix(_ folder: RuleFolder) throws {
    guard let file = folder.files.first(where: { $0.name == "flagged.go" }) else { return }
    let source = try Parser().parse(text: file.text, path: file.name)
    let bytes = Array(file.text.utf8)
    var boundaries: Set<Int> = []
    for node in source.root.descendants {
      boundaries.insert(Int(node.start))
      boundaries.insert(Int(node.end))
    }
    for boundary in boundaries.sorted() {
      let text = String(decoding: bytes[..<boundary], as: UTF8.self)
      for finding in try folder.lintAlone(GoText(name: file.name, text: text)) {
        #expect(finding.location.end.offset <= boundary, "\(folder) cut at \(boundary)")
      }
    }
  }

  // MARK: Mends

  /// What `flagged.go` becomes when every fix is made stands in `flagged.go.fixed`. No rule finds anything there that has a fix,
  /// nor anything that was not found before.
  @Test(arguments: folders) func fixesAreAsWritten(_ folder: RuleFolder) throws {
    let expected = folder.url.appendingPathComponent("flagged.go.fixed")
    let findings = try folder.lint().filter { Place($0).file == "flagged.go" }
    let edits = findings.flatMap { $0.fix?.edits ?? [] }.sorted { $0.start < $1.start }
    #expect(edits.isEmpty != FileManager.default.fileExists(atPath: expected.path), "\(expected.path)")
    guard let file = folder.files.first(where: { $0.name == "flagged.go" }), !edits.isEmpty else { return }
    let bytes = Array(file.text.utf8)
    var fixed: [UInt8] = []
    var copied = 0
    for edit in edits {
      try #require(edit.start >= copied, "\(folder): fixes overlap")
      fixed += bytes[copied..<edit.start] + Array(edit.text.utf8)
      copied = edit.end
    }
    let text = String(decoding: fixed + bytes[copied...], as: UTF8.self)
    #expect(text == (try String(contentsOf: expected, encoding: .utf8)), "\(folder)")
    let harness = try Harness.shared.get()
    let files = folder.files.map { $0.name == file.name ? GoText(name: $0.name, text: text) : $0 }
    let left = try harness.lint(files, allRules, in: folder.url)
    #expect(left.filter { Place($0).file == file.name && $0.fix != nil }.isEmpty, "\(folder)")
    let before = try harness.lint(folder.files, allRules, in: folder.url)
    var known = Set(before.map { Self.key($0, at: $0.location.start.offset) })
    for finding in left {
      let name = Place(finding).file
      let offset = finding.location.start.offset
      let original = name == file.name ? Self.original(of: offset, edits) : offset
      let isKnown = original.map { known.remove(Self.key(finding, at: $0)) != nil } ?? false
      #expect(isKnown, "\(folder): after the fixes \(finding.rule) says \(Place(finding)): \(finding.message)")
    }
  }

  private static func key(_ finding: Finding, at offset: Int) -> String {
    "\(Place(finding).file) \(finding.rule) \(offset)"
  }

  /// Where a place of the fixed text was before; nil in what an edit put there.
  private static func original(of offset: Int, _ edits: [Fix.Edit]) -> Int? {
    var shift = 0
    for edit in edits {
      let start = edit.start + shift
      let length = edit.text.utf8.count
      if offset < start { break }
      if offset < start + length { return nil }
      shift += length - (edit.end - edit.start)
    }
    return offset - shift
  }

  // MARK: The table

  @Test(arguments: folders) func tableEqualsNaiveWalk(_ folder: RuleFolder) throws {
    let harness = try Harness.shared.get()
    let table = try harness.pass(folder.files, in: folder.url)
    RuleTable(allRules).run(table)
    let naive = try harness.pass(folder.files, in: folder.url)
    for rule in allRules {
      for file in naive.reportedFiles {
        for node in file.root.descendants where rule.visits.contains(node.kind) { rule.init().check(node, in: naive) }
      }
      if rule.visitsPackage { rule.init().checkPackage(in: naive) }
    }
    func summary(_ pass: Pass) -> [String] {
      pass.findings.sorted(by: Finding.inReportOrder).map {
        "\($0.rule) \($0.location.path):\($0.location.start.line):\($0.location.start.column) \($0.message)"
      }
    }
    #expect(summary(table) == summary(naive), "\(folder)")
  }

  // MARK: The registry and the metas

  @Test func registryIsConsistent() throws {
    let ids = allRules.map { $0.meta.id }
    #expect(Set(ids).count == ids.count, "an id stands twice")
    for rule in allRules {
      let id = rule.meta.id
      let type = String(describing: rule)
      #expect(id.split(separator: "-").map(\.capitalized).joined() == type, "\(id) and \(type)")
      let source = repositoryRoot.appendingPathComponent("rules/\(rule.meta.group.rawValue)/\(type).swift")
      #expect(FileManager.default.fileExists(atPath: source.path), "\(source.path)")
      for name in ["flagged.go", "clean.go"] {
        let file = RuleFolder.of(rule).appendingPathComponent(name)
        #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)")
      }
      #expect(!rule.visits.isEmpty || rule.visitsPackage, "\(id) listens to nothing")
    }
    let groups = Group.allCases
    let order = allRules.map { rule in (groups.firstIndex(of: rule.meta.group) ?? 0, rule.meta.id) }
    #expect(order.elementsEqual(order.sorted { $0 < $1 }, by: ==), "allRules is not in the order of groups and ids")
  }

  @Test(arguments: allRules.map { $0.meta.id }) func metaIsWhole(_ id: String) throws {
    let meta = try #require(allRules.first { $0.meta.id == id }).meta
    #expect(id.allSatisfy { $0.isLowercase || $0 == "-" }, "\(id)")
    #expect(meta.summary.first?.isUppercase == false && !meta.summary.hasSuffix("."), "\(id): summary")
    #expect(!meta.why.isEmpty && !meta.evidence.isEmpty, "\(id): why and evidence")
    #expect(meta.bad.split(separator: "\n", omittingEmptySubsequences: false).count <= 10, "\(id): bad is too long")
  }

  @Test(arguments: allRules.map { $0.meta.id })
  func badIsFoundOnceAndGoodNever(_ id: String) throws {
    let rule = try #require(allRules.first { $0.meta.id == id })
    let harness = try Harness.shared.get()
    let bad = try harness.lint(
      [GoText(name: "bad.go", text: Snippet.file(rule.meta.bad))], [rule], in: RuleFolder.of(rule))
    #expect(bad.count == 1, "\(id): bad gives \(bad.map(\.message))")
    let good = try harness.lint(
      [GoText(name: "good.go", text: Snippet.file(rule.meta.good))], allRules, in: RuleFolder.of(rule))
    #expect(good.isEmpty, "\(id): good gives \(good.map(\.message))")
  }

  // MARK: Go's own opinion

  @Test func testDataBuilds() throws {
    let go = try GoToolchain()
    // A rule that depends on the Go version has a module of its own.
    let modules = RuleFolder.all.map(\.url).filter {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("go.mod").path)
    }
    for module in [RuleFolder.root] + modules {
      let (status, output) = try go.run(["build", "./..."], in: module)
      #expect(status == 0, "\(module.path): go build says:\n\(output)")
    }
  }

  @Test func snippetsBuild() throws {
    let go = try GoToolchain()
    try withTemporaryFolder { folder in
      try "module example.com/snippets\n\ngo 1.23\n".write(
        to: folder.appendingPathComponent("go.mod"), atomically: true, encoding: .utf8)
      for rule in allRules {
        for (name, snippet) in [("bad", rule.meta.bad), ("good", rule.meta.good)] {
          let package = folder.appendingPathComponent("\(rule.meta.id)/\(name)")
          try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
          try Snippet.file(snippet).write(
            to: package.appendingPathComponent("\(name).go"), atomically: true, encoding: .utf8)
        }
      }
      let (status, output) = try go.run(["build", "./..."], in: folder)
      #expect(status == 0, "go build says:\n\(output)")
    }
  }
}

/// The `bad` and `good` of a rule as a Go file.
enum Snippet {
  /// Adds what is missing: the package clause, imports of the standard library, a function around statements.
  static func file(_ snippet: String) -> String {
    if snippet.hasPrefix("package ") { return snippet + "\n" }
    let lines = snippet.split(separator: "\n", omittingEmptySubsequences: false)
    let declares = lines.contains { $0.hasPrefix("func ") || $0.hasPrefix("type ") }
    let imports = packages.filter { path in
      let name = path.split(separator: "/").last ?? ""
      return snippet.firstMatch(of: (try? Regex("(^|[^\\w.])\(name)\\.[A-Z]")) ?? Regex(/^\b$/)) != nil
    }
    var text = "package example\n\n"
    for path in imports { text += "import \"\(path)\"\n" }
    return text + (declares ? snippet + "\n" : "func example() {\n\(snippet)\n}\n")
  }

  private static let packages = [
    "bytes", "context", "crypto/sha256", "encoding/json", "fmt", "io", "maps", "net/http", "os", "reflect", "runtime",
    "runtime/debug", "strings", "sync",
    "sync/atomic", "time", "unsafe",
  ]
}
