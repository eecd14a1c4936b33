import Foundation
import GoPackages
import GoSyntax
import GoTypes
import Rules
import Synchronization
import TestSupport

@testable import Lint

/// A Go file in memory.
struct GoText: Sendable {
  var name: String
  var text: String
}

/// Packages read from disk for those that import them.
private final class ImportedPackages: PackageSource {
  private let loader: PackageLoader
  private let directories = Mutex<[String: PackageDirectory]>([:])

  init(loader: PackageLoader) { self.loader = loader }

  /// The package of a folder, which holds Go files.
  func directory(_ folder: URL) throws -> PackageDirectory {
    if let known = directories.withLock({ $0[folder.path] }) { return known }
    guard let match = loader.discover([folder.path]).matches.first else {
      throw Missing(description: "\(folder.path) holds no Go files")
    }
    remember(match.directory)
    return match.directory
  }

  private func remember(_ directory: PackageDirectory) { directories.withLock { $0[directory.directory] = directory } }

  func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    guard let importer = directories.withLock({ $0[directory] }),
      let found = loader.resolver.resolve(importPath, from: importer)
    else { return nil }
    remember(found)
    return PackageKey(directory: found.directory, importPath: found.importPath)
  }

  func load(_ key: PackageKey) -> LoadedPackage? {
    guard let directory = directories.withLock({ $0[key.directory] }), let parser = try? Parser(),
      let package = loader.importFiles(directory).packages.first
    else { return nil }
    let files = package.goFiles.compactMap { file in
      file.contents.take().map { parser.parse($0, path: file.path) }
    }
    return LoadedPackage(name: package.name, files: files, goVersion: directory.language.minor)
  }
}

/// Lints packages held in memory, as if they lay in a folder of the test data; the standard library is read from `.deps/go`.
final class Harness: Sendable {
  private let packages: ImportedPackages
  private let program: Program
  private let runs = Atomic<Int>(0)

  /// One for all tests: what is imported is read once.
  static let shared = Result { try Harness() }

  private init() throws {
    packages = ImportedPackages(
      loader: PackageLoader(configuration: BuildConfiguration(), goroot: try GoToolchain().root.path))
    program = Program(source: packages)
  }

  /// Types and syntax of a package, and a pass for rules to report to: about all files, or one.
  /// Of the folder's versions of Go unless told otherwise.
  func pass(
    _ files: [GoText], in folder: URL, reporting name: String? = nil, language: Int? = nil, toolchain: Int? = nil
  ) throws -> Pass {
    let directory = try packages.directory(folder)
    let parser = try Parser()
    let sources = files.map { parser.parse(text: $0.text, path: folder.appendingPathComponent($0.name).path) }
    // A program takes a package once, so each run has its own import path.
    let run = runs.add(1, ordering: .relaxed).newValue
    let key = PackageKey(directory: directory.directory, importPath: "\(directory.importPath)/run\(run)")
    let loaded = LoadedPackage(name: "", files: sources, goVersion: directory.language.minor)
    guard let unit = program.unit(loaded, key: key) else {
      throw Missing(description: "no unit for \(folder.path)")
    }
    let reported = zip(files, sources).filter { name == nil || $0.0.name == name }.map(\.1)
    return Pass(
      unit: unit, reportedFiles: reported, language: language ?? directory.language.minor,
      toolchainAtLeast: toolchain ?? language ?? directory.toolchain.oldest.minor, toolchain: toolchain)
  }

  /// The findings of rules over a package, in report order, directives applied.
  func lint(
    _ files: [GoText], _ rules: [any Rule.Type], in folder: URL, reporting name: String? = nil
  ) throws -> [Finding] {
    let pass = try pass(files, in: folder, reporting: name)
    RuleTable(rules).run(pass)
    var suppressions = pass.reportedFiles.map {
      Suppressions(file: $0, pass: pass, known: Set(allRules.map { $0.meta.id }), today: "2026-01-31")
    }
    let kept = pass.findings.filter { finding in
      guard let index = pass.reportedFiles.firstIndex(where: { $0.path == finding.location.path }) else { return true }
      return !suppressions[index].suppress(finding)
    }
    return kept.sorted(by: Finding.inReportOrder)
  }
}

/// A folder of test data with Go files: the rule's own, or one below it.
struct RuleFolder: Sendable, CustomStringConvertible {
  let rule: any Rule.Type
  let url: URL
  let files: [GoText]

  var description: String {
    let root = RuleFolder.root.path
    return url.path.hasPrefix(root) ? String(url.path.dropFirst(root.count + 1)) : url.path
  }

  static let root = repositoryRoot.appendingPathComponent("testdata/rules")

  static func of(_ rule: any Rule.Type) -> URL { root.appendingPathComponent(rule.meta.id) }

  /// All folders of all rules.
  static let all: [RuleFolder] = allRules.flatMap { rule -> [RuleFolder] in
    let top = of(rule)
    let below =
      FileManager.default.enumerator(at: top, includingPropertiesForKeys: [.isDirectoryKey])?
      .compactMap { $0 as? URL }.filter(\.hasDirectoryPath) ?? []
    return ([top] + below.sorted { $0.path < $1.path }).compactMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      let files = names.filter { $0.hasSuffix(".go") }.sorted().compactMap { name in
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)).map {
          GoText(name: name, text: $0)
        }
      }
      return files.isEmpty ? nil : RuleFolder(rule: rule, url: folder.standardizedFileURL, files: files)
    }
  }

  /// Lints the folder with its rule, one file's text changed if wanted.
  func lint(replacing name: String? = nil, by text: String = "") throws -> [Finding] {
    let files = files.map { $0.name == name ? GoText(name: $0.name, text: text) : $0 }
    return try Harness.shared.get().lint(files, [rule], in: url)
  }

  /// Lints one file of the folder alone.
  func lintAlone(_ file: GoText) throws -> [Finding] { try Harness.shared.get().lint([file], [rule], in: url) }
}

/// A finding as far as a mutation must leave it alone.
struct Place: Hashable, Comparable, CustomStringConvertible {
  let file: String
  let line: Int

  init(_ finding: Finding) {
    file = URL(fileURLWithPath: finding.location.path).lastPathComponent
    line = finding.location.start.line
  }

  init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  var description: String { "\(file):\(line)" }
  static func < (a: Place, b: Place) -> Bool { (a.file, a.line) < (b.file, b.line) }
}
