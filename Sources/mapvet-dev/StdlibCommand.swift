import ArgumentParser
import Glibc
import GoPackages
import GoSyntax
import GoTypes
import Lint

/// Makes the table of the standard library that mapvet carries with it.
struct StdlibCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stdlib",
    abstract: "Write the table of the standard library's exported API from a Go tree.",
    discussion: """
      The table answers imports where no Go is installed, or one of the same version. What differs between systems is marked \
      as that of linux/amd64 and is unknown on others.
      """
  )

  @Option(help: ArgumentHelp("The Go tree.", valueName: "dir"))
  var goroot: String

  @Option(help: ArgumentHelp("Where the table is written.", valueName: "file"))
  var output = "Sources/CStandardLibrary/stdlib.table"

  @Flag(help: "Write nothing; leave with 1 when the table is not what the Go tree gives.")
  var check = false

  @Flag(help: "Print the table as Go source instead.")
  var text = false

  /// The table is for the first; the others tell what differs.
  private static let systems = [
    ("linux", "amd64"), ("linux", "386"), ("linux", "arm64"), ("darwin", "arm64"), ("windows", "amd64"),
  ]

  func run() throws {
    let reaches = Self.systems.map { reach(goos: $0.0, goarch: $0.1) }
    guard let main = reaches.first, !main.packages.isEmpty else {
      throw ValidationError("\(goroot) holds no Go tree with sources")
    }
    guard main.failures.isEmpty else { throw ValidationError(main.failures.joined(separator: "\n")) }
    var packages: [PackedPackage] = []
    let parser = try Parser()
    for (path, name) in main.names.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      let declarations = main.packages[path] ?? []
      var common = Set(declarations)
      for other in reaches.dropFirst() { common.formIntersection(other.packages[path] ?? []) }
      let parts = [true, false].map { isCommon in
        Self.source(name, declarations.filter { common.contains($0) == isCommon })
      }
      if text { print("// \(path)\n\(parts[0])\n// \(path), linux/amd64\n\(parts[1])") }
      let files = try parts.map { part in
        let file = parser.parse(text: part, path: path)
        guard file.damaged.isEmpty else {
          throw ValidationError("what is written for \(path) does not parse:\n\(part)")
        }
        return part.isEmpty ? nil : file
      }
      packages.append(PackedPackage(path: path, name: name, files: files))
    }
    if text { return }
    let (version, minor) = try version()
    let table = StdlibEncoder(packages).encode(version: version, languageMinor: minor)
    if check {
      let known = try readFile(output)
      defer { known.deallocate() }
      guard known.elementsEqual(table) else {
        writeError("\(output) is stale: run `mapvet-dev stdlib --goroot DIR` with the Go tree of script/requirements")
        throw ExitCode(1)
      }
    } else {
      try write(table)
      print("wrote \(output): \(packages.count) packages, \(table.count) bytes, \(version)")
    }
  }

  /// What importers see of the public packages on a system.
  private func reach(goos: String, goarch: String) -> StdlibReach {
    var options = RunOptions()
    options.patterns = ["\(goroot)/src/..."]
    options.configuration = BuildConfiguration(goos: goos, goarch: goarch, cgoEnabled: false, tests: false)
    options.goroot = goroot
    options.prefersStandardSources = true
    let reach = UnitWalk(options: options).runOnPackages { packages in
      StdlibReach(roots: packages.filter { Self.isPublic($0.path) && $0.name.string != "main" })
    }
    return reach ?? StdlibReach(roots: [])
  }

  private static func isPublic(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.first != "cmd" && path != "builtin" && path != "unsafe"
      && !parts.contains { ["internal", "vendor", "testdata"].contains($0) }
  }

  /// Declarations as a Go file; empty for none.
  private static func source(_ package: String, _ declarations: [StdlibReach.Declaration]) -> String {
    guard !declarations.isEmpty else { return "" }
    var text = "package \(package)\n"
    for path in Set(declarations.flatMap(\.imports)).sorted() {
      text += "import \(path == "unsafe" ? "" : StdlibWriter.alias(path)) \"\(path)\"\n"
    }
    for keyword in ["const", "var", "type", "func"] {
      let texts = declarations.map(\.text).filter { $0.hasPrefix(keyword + " ") }
      if keyword == "func" {
        text += texts.map { $0 + "\n" }.joined()
      } else if !texts.isEmpty {
        text += "\(keyword) (\n" + texts.map { $0.dropFirst(keyword.count + 1) + "\n" }.joined() + ")\n"
      }
    }
    return text
  }

  /// `go1.27.3` and 27, from the tree's VERSION.
  private func version() throws -> (String, Int) {
    let bytes = try readFile("\(goroot)/VERSION")
    defer { bytes.deallocate() }
    let version = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let parts = version.split(separator: ".")
    guard parts.count >= 2, let minor = Int(parts[1]) else { throw ValidationError("\(goroot)/VERSION: '\(version)'") }
    return (version, minor)
  }

  private func write(_ table: [UInt8]) throws {
    guard let file = fopen(output, "w") else { throw FileError(path: output, code: errno) }
    let written = fwrite(table, 1, table.count, file)
    guard fclose(file) == 0, written == table.count else { throw FileError(path: output, code: errno) }
  }
}
