import Foundation
import GoSyntax
import TestSupport
import Testing

@testable import GoTypes

/// Lines and tokens are taken at random out of files of Go's standard library; what their declarations do not touch must keep
/// its types or become unknown.
@Suite struct RobustnessTests {
  private static let packages = [
    "archive/tar", "archive/zip", "bufio", "compress/bzip2", "compress/flate", "compress/gzip", "container/heap",
    "container/list", "container/ring", "context", "database/sql", "encoding/asn1", "encoding/base64",
    "encoding/binary",
    "encoding/csv", "encoding/gob", "encoding/hex", "encoding/json", "encoding/pem", "encoding/xml", "errors", "expvar",
    "flag",
    "go/ast", "go/build/constraint", "go/constant", "go/doc", "go/parser", "go/printer", "go/scanner", "go/token",
    "html/template", "image", "image/color", "image/draw", "image/gif", "image/jpeg", "image/png", "index/suffixarray",
    "io",
    "io/fs", "log", "log/slog", "maps", "mime", "mime/multipart", "net/mail", "net/textproto", "net/url", "path",
    "regexp",
    "regexp/syntax", "slices", "sort", "strconv", "strings", "sync", "text/tabwriter", "text/template",
    "text/template/parse",
  ]

  /// Go's own generator of seeds, SplitMix64.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }

  @Test func damageElsewhereMakesNothingWrong() throws {
    let table = try #require(StandardLibrary.builtIn)
    let sources = try GoToolchain().root.appendingPathComponent("src")
    let seeds = ProcessInfo.processInfo.environment["MAPVET_ROBUSTNESS_SEEDS"].flatMap { UInt64($0) } ?? 1
    var tally = Tally()
    for seed in 1...seeds {
      var random = Seeded(state: seed)
      for package in Self.packages {
        var texts: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: sources.appendingPathComponent(package).path) {
          guard name.hasSuffix(".go"), !name.hasSuffix("_test.go"), !name.contains("_") else { continue }
          let text = try Data(contentsOf: sources.appendingPathComponent("\(package)/\(name)"))
          if text.range(of: Data("//go:build".utf8)) == nil { texts[name] = Array(text) }
        }
        try tally.add(Trial(package, texts, table, &random))
      }
    }
    print("damage, seeds 1 to \(seeds): \(tally)")
    #expect(tally.files >= 200)
    #expect(tally.wrong == [])
    // What is damaged is one line or token a file, so most must still be known.
    #expect(tally.agreed * 100 >= tally.total * 85)
  }

  private struct Tally: CustomStringConvertible {
    var files = 0
    var agreed = 0
    var unknown = 0
    var missing = 0
    var wrong: [String] = []

    var total: Int { agreed + unknown + missing + wrong.count }
    var description: String {
      "\(files) files, of \(total) expressions \(agreed) agreed, \(unknown) unknown, \(missing) missing, \(wrong.count) wrong"
    }

    mutating func add(_ trial: Trial) throws {
      files += trial.files.count
      for file in trial.files {
        for function in file.functions where !trial.isTainted(function) {
          for (place, type) in file.before
          where function.range.contains(place.start) && place.end <= function.range.upperBound {
            let moved = Place(start: file.moved(place.start), end: file.moved(place.end))
            switch file.after[moved] {
            case type: agreed += 1
            case let other? where other.hasSuffix("?"): unknown += 1
            case nil: missing += 1
            case .some(let other):
              if type == "?\t?" { continue }
              wrong.append(
                "\(trial.package)/\(file.name):\(place.start) \(type) became \(other); without \(file.cutText)")
            }
          }
        }
      }
    }
  }

  private struct Place: Hashable {
    var start: UInt32
    var end: UInt32
  }

  private struct Function {
    var range: Range<UInt32>
    var mentions: Set<Name>
  }

  private struct File {
    var name: String
    var cut: Range<Int>
    var cutText: String
    var functions: [Function] = []
    var before: [Place: String] = [:]
    var after: [Place: String] = [:]

    func moved(_ offset: UInt32) -> UInt32 { Int(offset) >= cut.upperBound ? offset - UInt32(cut.count) : offset }
  }

  /// A package before and after a line or token is taken out of each of its files.
  private struct Trial {
    let package: String
    private(set) var files: [File] = []
    /// Names declared in declarations that were cut, and in others that mention those.
    private var tainted: Set<Name> = []

    init(_ package: String, _ texts: [String: [UInt8]], _ table: StandardLibrary, _ random: inout Seeded) throws {
      self.package = package
      let names = texts.keys.sorted()
      let parser = try Parser()
      let whole = names.map { parser.parse(text: String(decoding: texts[$0] ?? [], as: UTF8.self), path: $0) }
      var cutTexts: [String] = []
      var declarations: [(declared: Set<Name>, mentions: Set<Name>)] = []
      for (file, name) in zip(whole, names) {
        let cut = Self.cut(file, &random)
        let text = Array(file.bytes)
        cutTexts.append(String(decoding: text[..<cut.lowerBound] + text[cut.upperBound...], as: UTF8.self))
        var record = File(name: name, cut: cut, cutText: String(decoding: text[cut], as: UTF8.self))
        for decl in file.root.children where decl.kind == .genDecl || decl.kind == .funcDecl {
          let isCut = Int(decl.start) < cut.upperBound && Int(decl.end) > cut.lowerBound
          let declared = Self.declared(decl)
          let body = decl.kind == .funcDecl ? decl.child(.body) : nil
          let isTouched = isCut && body.map { Int($0.start) >= cut.lowerBound } != false
          if isTouched { tainted.formUnion(declared) }
          declarations.append((declared, Self.mentions(decl, withBody: false)))
          if decl.kind == .funcDecl, !isCut {
            record.functions.append(
              Function(range: decl.start..<decl.end, mentions: Self.mentions(decl, withBody: true)))
          }
        }
        files.append(record)
      }
      var count = -1
      while count != tainted.count {
        count = tainted.count
        for (declared, mentions) in declarations where !mentions.isDisjoint(with: tainted) {
          tainted.formUnion(declared)
        }
      }
      let before = try Self.dump(package, whole, table)
      let after = try Self.dump(package, zip(cutTexts, names).map { parser.parse(text: $0, path: $1) }, table)
      for index in files.indices {
        files[index].before = before[index]
        files[index].after = after[index]
      }
    }

    func isTainted(_ function: Function) -> Bool { !function.mentions.isDisjoint(with: tainted) }

    /// A line, or the text of a node without children.
    private static func cut(_ file: SourceFile, _ random: inout Seeded) -> Range<Int> {
      if Bool.random(using: &random) {
        let line = Int.random(in: 1...file.lineStarts.count, using: &random)
        let start = Int(file.lineStarts[line - 1])
        return start..<start + file.line(line).count
      }
      // Between two leaves lie the operators and brackets.
      let leaves = file.root.descendants.filter { $0.subtreeEnd == $0.id + 1 && $0.start < $0.end }
      guard let leaf = leaves.randomElement(using: &random) else { return 0..<0 }
      if Bool.random(using: &random) { return Int(leaf.start)..<Int(leaf.end) }
      var at = Int(leaf.end)
      while at < file.bytes.count, file.bytes[at] <= 0x20 { at += 1 }
      return at..<min(at + 1, file.bytes.count)
    }

    /// The names that a declaration gives to anything that others can see, fields and methods included.
    private static func declared(_ decl: Node) -> Set<Name> {
      let isFunction = decl.kind == .funcDecl
      let nodes = isFunction ? Array(decl.children(.name)) : decl.descendants.filter { $0.role == .name }
      return Set(nodes.map(\.name).filter { $0.string != "_" })
    }

    private static func mentions(_ decl: Node, withBody: Bool) -> Set<Name> {
      let body = decl.kind == .funcDecl && !withBody ? decl.child(.body) : nil
      var names: Set<Name> = []
      for node in decl.descendants where node.kind == .ident && body?.contains(node) != true { names.insert(node.name) }
      return names
    }

    private static func dump(
      _ package: String, _ sources: [SourceFile], _ table: StandardLibrary
    ) throws -> [[Place: String]] {
      let program = Program(source: Imports(table: table))
      let loaded = LoadedPackage(name: "", files: sources, goVersion: 27)
      let unit = try #require(program.unit(loaded, key: PackageKey(directory: "/" + package, importPath: package)))
      var dump = TypeDump(unit: unit)
      return sources.map { file in
        var lines: [Place: String] = [:]
        for line in dump.lines(of: file, path: "").split(separator: "\n") {
          let columns = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
          guard columns.count == 4, let start = UInt32(columns[1]), let end = UInt32(columns[2]) else { continue }
          lines[Place(start: start, end: end)] = String(columns[3])
        }
        return lines
      }
    }
  }

  private struct Imports: PackageSource {
    let table: StandardLibrary

    func resolve(_ importPath: String, from directory: String) -> PackageKey? {
      table.contains(importPath) ? PackageKey(directory: "/std", importPath: importPath) : nil
    }

    func name(of key: PackageKey) -> String? { table.name(of: key.importPath) }
    func load(_ key: PackageKey) -> LoadedPackage? { table.load(key.importPath, isLinuxAMD64: true) }
  }
}
