import Foundation
import GoSyntax
import Rules
import TestSupport
import Testing

@testable import Lint

/// A run on one file of a package reads the others and looks into as little of them as it can; it finds there what a run on the
/// whole package does.
@Suite struct ReportedFileTests {
  /// The declarations of a file dealt out to two, so that what belongs together lies in both.
  private static func halves(of file: GoText) throws -> [GoText] {
    let source = try Parser().parse(text: file.text, path: file.name)
    let bytes = Array(file.text.utf8)
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    let declarations = Array(source.root.children(.decl))
    var end = declarations.first.map { Int($0.start) } ?? bytes.count
    var parts = [text(0..<end), text(0..<end)]
    var turn = 0
    for declaration in declarations {
      let part = text(end..<Int(declaration.end))
      end = Int(declaration.end)
      if declaration.token == .import {
        for index in parts.indices { parts[index] += part }
      } else {
        parts[turn % 2] += part
        turn += 1
      }
    }
    return parts.enumerated().map { GoText(name: "half\($0)_\(file.name)", text: $1 + "\n") }
  }

  @Test(arguments: RuleFolder.all)
  func findsWhatTheWholePackageHasThere(_ folder: RuleFolder) throws {
    let harness = try Harness.shared.get()
    let files = try folder.files.flatMap(Self.halves)
    func findings(in name: String? = nil) throws -> [Finding] {
      try harness.lint(files, [folder.rule], in: folder.url, reporting: name).map { finding in
        // Each run has an import path of its own.
        var finding = finding
        finding.function = finding.localFunction
        return finding
      }
    }
    let all = try findings()
    for file in files {
      let own = all.filter { $0.location.path.hasSuffix("/\(file.name)") }
      let alone = try findings(in: file.name)
      #expect(alone == own, "\(file.name)")
    }
  }

  // MARK: Nil maps

  /// Who hands a nil map to whom, and what is told where: neither hangs on what else is looked into before.
  private static let packages: [[String: String]] = [
    [
      "s.go": """
      type S struct{ m map[string]int }

      func (s *S) put1() { s.m["x"] = 1 }
      func (s *S) put2() { s.put1() }
      func (s *S) put3() { s.put2() }
      func (s *S) put4() { s.put3() }
      func (s *S) put5() { s.put4() }
      """,
      "a.go": "func a() { var s S; s.put2(); s.m[\"y\"] = 1 }",
      "b.go": "func b() { var s S; s.put5(); s.m[\"y\"] = 1 }",
    ],
    [
      "s.go": "type S struct{ m map[string]int }\n\nfunc (s *S) put() { s.m[\"x\"] = 1 }",
      "m.go": "type M map[string]int\n\nfunc (m M) set() { m[\"x\"] = 1 }",
      "a.go": "func a() { var s S; s.put() }",
      "b.go": "type B struct {\n\tS\n\tM\n}\n\nfunc b() { v := &B{}; v.S.put(); v.set() }",
      "c.go": "func c() { var m M; m.set() }",
    ],
  ]

  @Test(arguments: packages) func nilMapsAreToldOfAsInThePackage(_ texts: [String: String]) throws {
    let harness = try Harness.shared.get()
    let rules = allRules.filter { $0.meta.group == .nilness }
    let folder = RuleFolder.of(rules[0])
    let files = texts.sorted { $0.key < $1.key }.map { GoText(name: $0.key, text: "package p\n\n\($0.value)\n") }
    func findings(in name: String? = nil) throws -> [String] {
      try harness.lint(files, rules, in: folder, reporting: name).map { finding in
        let file = finding.location.path.split(separator: "/").last ?? ""
        return "\(file):\(finding.location.start.line): \(finding.rule): \(finding.message)"
      }
    }
    let all = try findings()
    #expect(!all.isEmpty)
    for file in files {
      #expect(try findings(in: file.name) == all.filter { $0.hasPrefix(file.name) }, "\(file.name)")
    }
  }

  // MARK: Values that a function makes

  private static let server = """
    type server struct {
      m     map[string]int
      count int
    }

    func (s *server) run() {
      for {
        s.m["run"]++
      }
    }

    func start(s *server) { go s.run() }
    """

  /// What a function does with a value that it has just made, and whether a goroutine has the value's map when it is written there.
  private static let makers: [(body: String, isShared: Bool)] = [
    ("s.m[\"a\"] = 1\n\tgo s.run()", false),
    ("s.count = 2\n\tfor i := range s.count {\n\t\ts.m[\"a\"] = i\n\t}\n\tstart(s)", false),
    ("go s.run()\n\ts.m[\"a\"] = 1", true),
    ("start(s)\n\ts.m[\"a\"] = 1", true),
    ("go func() {\n\t\tfor {\n\t\t\ts.m[\"b\"]++\n\t\t}\n\t}()\n\ts.m[\"a\"] = 1", true),
    ("for i := range 3 {\n\t\ts.m[\"a\"] = i\n\t\tgo s.run()\n\t}", true),
    ("t := s\n\tgo t.run()\n\ts.m[\"a\"] = 1", true),
  ]

  @Test(arguments: makers) func writesToNewValues(_ maker: (body: String, isShared: Bool)) throws {
    let harness = try Harness.shared.get()
    let rules = allRules.filter { ["unlocked-map-write", "write-under-rlock"].contains($0.meta.id) }
    let folder = RuleFolder.of(rules[0])
    let files = [
      GoText(
        name: "a.go",
        text: "package p\n\nfunc f() {\n\ts := &server{m: map[string]int{}}\n\t\(maker.body)\n}\n"),
      GoText(name: "s.go", text: "package p\n\n\(Self.server)\n"),
    ]
    func lines(in name: String? = nil) throws -> [String] {
      try harness.lint(files, rules, in: folder, reporting: name).map { finding in
        "\(finding.location.path.split(separator: "/").last ?? ""):\(finding.location.start.line)"
      }
    }
    let all = try lines()
    #expect(all.contains { $0.hasPrefix("a.go") || $0.hasPrefix("s.go") } == maker.isShared, "\(all)")
    for file in files {
      #expect(try lines(in: file.name) == all.filter { $0.hasPrefix(file.name) }, "\(file.name)")
    }
  }
}
