import Foundation
import GoPackages
import GoSyntax
import Lint
import Testing

@testable import Reports

/// Source text whose findings are named by what they underline.
struct Sample {
  let path: String
  let bytes: [UInt8]

  init(_ path: String, _ text: String) { self.init(path, Array(text.utf8)) }

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// The location of the first occurrence of some text.
  func at(_ needle: String) throws -> Location {
    let needle = Array(needle.utf8)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: needle) }, "the sample has no such text")
    return Location(path: path, start: point(start), end: point(start + needle.count))
  }

  func point(_ offset: Int) -> Point {
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return .init(line: before.count { $0 == 0x0A } + 1, column: offset - lineStart + 1, offset: offset)
  }
}

func location(_ path: String, _ line: Int, _ column: Int) -> Location {
  Location(
    path: path, start: .init(line: line, column: column, offset: 0),
    end: .init(line: line, column: column + 1, offset: 1))
}

func finding(
  _ message: String, _ location: Location, rule: String = "nil-map-write", group: String = "nilness",
  severity: Severity = .error, confidence: Confidence = .high, function: String = "", related: [Related] = [],
  fix: Fix? = nil, fingerprint: String = "f1"
) -> Finding {
  Finding(
    rule: rule, group: group, severity: severity, confidence: confidence, message: message, location: location,
    function: function, related: related, fix: fix, fingerprint: fingerprint)
}

func run(_ findings: [Finding], files: Int = 1, rules: [RuleMeta] = [], errors: [LoadError] = []) -> RunResult {
  var result = RunResult()
  result.files = files
  result.packages = 1
  result.findings = findings
  result.errors = errors
  result.rules = rules
  return result
}

func context(_ samples: [Sample] = [], workingDirectory: String = "/home/me/shop", gitRoot: String? = nil)
  -> ReportContext
{
  var texts: [String: [UInt8]] = [:]
  for sample in samples { texts[sample.path] = sample.bytes }
  return ReportContext(
    version: "1.2.3", workingDirectory: workingDirectory, gitRoot: gitRoot, sources: SourceTexts { texts[$0] })
}

struct Rendered {
  var text: String
  var notes: [String]
  var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}

func render(_ format: ReportFormat, _ result: RunResult, _ context: ReportContext = context()) -> Rendered {
  var bytes: [UInt8] = []
  let sink = ByteSink(capacity: 100) { bytes.append(contentsOf: $0) }
  let notes = format.render(result, context, to: sink)
  return Rendered(text: String(decoding: bytes, as: UTF8.self), notes: notes)
}

/// The root of the repository under test.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Runs a Python program that reads standard input; returns what it printed. The interpreter is the one that
/// script/bootstrap sets up, with readers of SARIF; where it is missing the test fails.
func python(_ program: String, _ input: String, arguments: [String] = [])
  throws -> String
{
  let interpreter = repository.appendingPathComponent(".deps/venv/bin/python").path
  try #require(
    FileManager.default.isExecutableFile(atPath: interpreter),
    ".deps/venv is missing: run script/bootstrap test, which installs what the tests need")
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let script = folder.appendingPathComponent("program.py")
  try Data(program.utf8).write(to: script)
  let file = folder.appendingPathComponent("input")
  try Data(input.utf8).write(to: file)
  let process = Process()
  process.executableURL = URL(fileURLWithPath: interpreter)
  process.arguments = [script.path] + arguments
  process.environment = ["PYTHONIOENCODING": "utf-8", "PATH": "/usr/bin:/bin"]
  process.standardInput = try FileHandle(forReadingFrom: file)
  let output = Pipe()
  let complaints = folder.appendingPathComponent("errors")
  try Data().write(to: complaints)
  process.standardOutput = output
  process.standardError = try FileHandle(forWritingTo: complaints)
  try process.run()
  let printed = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let said = try String(contentsOf: complaints, encoding: .utf8)
  #expect(process.terminationStatus == 0, "python failed:\n\(said)")
  return String(decoding: printed, as: UTF8.self)
}
