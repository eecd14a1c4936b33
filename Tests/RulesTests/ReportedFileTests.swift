import Foundation
import GoSyntax
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
}
