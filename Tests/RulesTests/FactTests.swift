import Foundation
import GoPackages
import Lint
import Rules
import TestSupport
import Testing

/// Findings that hang on other packages of the run: modules of `testdata/facts`, whose marks say what is found.
@Suite struct FactTests {
  static let modules = ["two", "three"]
  /// Modules some of whose findings hold without other packages.
  static let others = ["held", "open", "out"]
  private static let asking = ["unlocked-map-write", "inconsistent-lock", "map-escapes-lock"]

  private static func folder(_ module: String) -> URL {
    repositoryRoot.appendingPathComponent("testdata/facts").appendingPathComponent(module)
  }

  private func lint(_ patterns: [String], _ rules: [String] = FactTests.asking, jobs: Int = 1) throws -> [Finding] {
    var selection = RuleSelection()
    selection.select = rules
    selection.preview = true
    var options = RunOptions()
    options.patterns = patterns
    options.jobs = jobs
    options.minConfidence = .low
    options.goroot = try GoToolchain().root.path
    return Driver(selection: try selection.resolve(allRules), all: allRules, options: options).run().result.findings
  }

  private func sources(_ module: String) throws -> [String: String] {
    let top = Self.folder(module)
    let names = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
    var texts: [String: String] = [:]
    for name in names where name.hasSuffix(".go") {
      let url = top.appendingPathComponent(name)
      texts[url.path] = try String(contentsOf: url, encoding: .utf8)
    }
    return texts
  }

  @Test(arguments: modules + others) func findsWhatIsMarked(_ module: String) throws {
    let findings = try lint([Self.folder(module).path + "/..."])
    for (path, text) in try sources(module) {
      let marks = Marks(text)
      #expect(marks.broken.isEmpty)
      var found = Dictionary(grouping: findings.filter { path.hasSuffix($0.location.path) || $0.location.path == path })
      {
        $0.location.start.line
      }
      for (line, mark) in marks.byLine {
        let here = found.removeValue(forKey: line) ?? []
        let messages = here.map(\.message)
        switch mark {
        case .want(let patterns, let confidence):
          #expect(messages.count == patterns.count, "\(path):\(line)")
          #expect(confidence == nil || here.allSatisfy { "\($0.confidence)" == confidence }, "\(path):\(line)")
          for pattern in patterns {
            let regex = try Regex(pattern)
            #expect(messages.contains { $0.firstMatch(of: regex) != nil }, "\(path):\(line): \(messages)")
          }
        case .ok, .todoWant: #expect(messages.isEmpty, "\(path):\(line)")
        case .todoOK: #expect(!messages.isEmpty, "\(path):\(line)")
        }
      }
      #expect(found.isEmpty, "\(path): \(found.values.flatMap { $0 }.map(\.message))")
    }
  }

  /// Every finding names a place in another package.
  @Test(arguments: modules) func theCallIsTold(_ module: String) throws {
    for finding in try lint([Self.folder(module).path + "/..."]) {
      let own = URL(fileURLWithPath: finding.location.path).deletingLastPathComponent().path
      #expect(
        finding.related.contains { URL(fileURLWithPath: $0.location.path).deletingLastPathComponent().path != own })
    }
  }

  @Test(arguments: modules + others) func sameForAnyThreadsAndOrder(_ module: String) throws {
    let top = Self.folder(module)
    let expected = try lint([top.path + "/..."])
    #expect(!expected.isEmpty)
    for jobs in [2, 4] { #expect(try lint([top.path + "/..."], jobs: jobs) == expected) }
    let folders = Set(try sources(module).keys.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path })
    for order in [folders.sorted(), folders.sorted().reversed()] {
      #expect(try lint(order, jobs: 2) == expected)
      #expect(try lint(order + [top.path + "/..."], jobs: 2) == expected)
    }
  }

  /// Alone a package cannot know who calls it.
  @Test(arguments: modules) func nothingIsKnownOfOnePackage(_ module: String) throws {
    for folder in Set(try sources(module).keys.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }) {
      #expect(try lint([folder]).isEmpty)
    }
  }

  /// A lock that callers hold silences a finding only where they are in the run.
  @Test func aloneNoCallerIsKnown() throws {
    let found = try lint([Self.folder("held").path + "/group"])
    #expect(
      Set(found.map(\.function).map { $0.split(separator: ".").last ?? "" })
        == ["Assign", "Count", "Grow", "First", "Last"])
  }

  /// What a function of another package does to a map decides how sure it is that it is a mistake to hand it over.
  @Test func confidenceHangsOnOthers() throws {
    let found = try lint([Self.folder("out").path + "/..."])
    func confidences(_ function: String) -> [Confidence] {
      found.filter { $0.function.hasSuffix("." + function) }.map(\.confidence)
    }
    #expect(confidences("Fill") == [.medium])
    #expect(confidences("Print") == [.low])
    #expect(confidences("Names") == [.medium])
    #expect(confidences("Quiet") == [.low])
    let alone = try lint([Self.folder("out").path + "/registry"])
    #expect(Set(alone.map { $0.function.split(separator: ".").last ?? "" }) == ["Fill", "Blank", "Print", "Locked"])
  }

  /// Uses that others hardly meet are told with low confidence, others of the same kind are not.
  @Test func confidenceOfLastUses() throws {
    let folder = repositoryRoot.appendingPathComponent("testdata/rules/inconsistent-lock/last").path
    let found = try lint([folder], ["inconsistent-lock"])
    #expect(found.map { $0.function.split(separator: ".").last ?? "" } == ["Update", "listen", "listen"])
    #expect(found.map(\.confidence) == [.low, .low, .medium])
  }

  /// A directive is needed where the package is linted with its callers, and no less so where it is linted alone.
  @Test func directivesAreUsed() throws {
    let rules = ["unlocked-map-write", "unused-suppression"]
    for patterns in [["/..."], ["/registry"]] {
      let found = try lint(patterns.map { Self.folder("two").path + $0 }, rules)
      #expect(!found.contains { $0.rule == "unused-suppression" || $0.message.contains("excused") })
    }
  }
}
