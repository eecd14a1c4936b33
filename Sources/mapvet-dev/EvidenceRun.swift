import Glibc

/// A figure that a program printed.
struct PrintedFigure: Hashable {
  var rule: String
  var claim: String
  var unit: String
  var row: String
  var value: String

  /// `figure`, the rule, what was done, the unit, the form and the value, with tabs between.
  init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 6, fields[0] == "figure" else { return nil }
    (rule, claim, unit, row, value) = (fields[1], fields[2], fields[3], fields[4], fields[5])
  }
}

/// The programs of `testdata/evidence`, run with one Go after the other.
struct EvidenceRun {
  /// The repository, without links.
  var root: String
  /// The rules whose programs run; all, if empty.
  var only: [String]
  var isRaced: Bool

  /// What the programs printed on a version, and what go printed about each run that failed.
  func measure(_ go: EvidenceGo) throws -> (figures: [PrintedFigure], failures: [String]) {
    let all = try programs()
    if let missing = only.first(where: { !all.contains($0) }) {
      throw FileError(path: "\(root)/testdata/evidence/\(missing)/evidence_test.go", code: ENOENT)
    }
    let chosen = all.filter { only.isEmpty || only.contains($0) }
    var runs = [chosen.map { "./\($0)" }]
    if isRaced {
      let raced = chosen.filter { access("\(root)/testdata/evidence/\($0)/race_test.go", R_OK) == 0 }
      if !raced.isEmpty { runs.append(["-race", "-run", "^TestRace$"] + raced.map { "./\($0)" }) }
    }
    var figures: [PrintedFigure] = []
    var failures: [String] = []
    for (index, arguments) in runs.enumerated() {
      let child = try go.run(
        ["test", "-count=1", "-v"] + arguments, in: "\(root)/testdata/evidence", isNative: index > 0)
      let lines = String(decoding: child.output, as: UTF8.self).split(separator: "\n")
      figures += lines.compactMap { PrintedFigure(line: $0) }
      guard child.status != 0 else { continue }
      let told = lines.filter { line in !["figure\t", "=== RUN", "--- PASS", "ok  \t"].contains { line.hasPrefix($0) } }
      failures.append("Go \(go.version): \(arguments.joined(separator: " "))\n" + told.joined(separator: "\n"))
    }
    return (figures, failures)
  }

  /// The folders with a program, in byte order.
  private func programs() throws -> [String] {
    let names = goFiles(below: "\(root)/testdata/evidence").filter { $0.hasSuffix("/evidence_test.go") }
    return names.map { String($0.dropLast("/evidence_test.go".count)) }
  }
}

/// A Go of `.deps`, run without network, other tool chains or settings of the user.
struct EvidenceGo {
  /// The repository, without links.
  let root: String
  /// As `1.19`.
  let version: String
  private var folder: String { "\(root)/.deps/\(version == "1.27" ? "go" : "go\(version)")" }

  init(_ version: String, root: String) throws {
    self.version = version
    self.root = root
    guard access("\(folder)/bin/go", X_OK) == 0 else {
      throw MissingGo(description: "\(folder)/bin/go is missing: run `script/bootstrap evidence`")
    }
  }

  /// - Parameter isNative: Whether a C compiler may be used, as the race detector needs.
  func run(_ arguments: [String], in folder: String, isNative: Bool = false) throws -> ChildProcess {
    let compiler = getenv("CC").map { String(cString: $0) } ?? "cc"
    let settings = [
      "GOENV=off", "GOFLAGS=", "GOTOOLCHAIN=local", "GOPROXY=off", "GOWORK=off", "GODEBUG=", "GOMAXPROCS=",
      "CGO_ENABLED=\(isNative ? 1 : 0)", "CC=\(compiler)", "GOCACHE=\(root)/.deps/go-cache",
      "GOPATH=\(root)/.deps/go-path",
    ]
    return try ChildProcess.run(
      "env", ["-C", folder, "-u", "GOROOT"] + settings + ["\(self.folder)/bin/go"] + arguments)
  }

  func gofmt(_ arguments: [String]) throws -> ChildProcess { try ChildProcess.run("\(folder)/bin/gofmt", arguments) }

  /// Whether the Go is not older than the language that a go.mod asks for.
  func fits(_ goMod: String) -> Bool {
    let line = goMod.split(separator: "\n").first { $0.hasPrefix("go ") }
    func minor(_ version: Substring) -> Int? { version.split(separator: ".").dropFirst().first.flatMap { Int($0) } }
    guard let asked = line.flatMap({ minor($0.dropFirst(3)) }), let own = minor(version[...]) else { return false }
    return asked <= own
  }
}

/// A Go that is measured is not installed.
struct MissingGo: Error, CustomStringConvertible {
  var description: String
}
