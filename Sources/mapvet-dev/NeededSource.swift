import Glibc
import GoSyntax
import Lint
import Rules

/// What a run on one file has to parse, as files for the floor program: its package, and of imported packages the text
/// without comments and function bodies. That is what it needs from sources alone, or what it does read: the standard
/// library's table spares it some.
struct NeededSource {
  /// A file with the paths, one a line.
  let list: String
  private(set) var count = 0
  private(set) var bytes = 0
  private let folder: String
  private var written: [String] = []

  init(of file: String, fromSources: Bool) throws {
    var options = RunOptions()
    options.patterns = [file]
    options.recordsFiles = true
    options.prefersStandardSources = fromSources
    var selection = RuleSelection()
    selection.select = ["all"]
    selection.preview = true
    let driver = Driver(selection: try selection.resolve(allRules), all: allRules, options: options)
    let parsed = driver.run().parsed
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    folder = "\(temporary)/mapvet-needed-\(fromSources ? "all" : "read")-\(getpid())"
    list = folder + "/list"
    mkdir(folder, 0o700)
    var paths: [String] = []
    for file in parsed {
      let source = try readFile(file.path)
      defer { source.deallocate() }
      count += 1
      guard file.declarationsOnly, let text = CondensedText(source, keepsBodies: false) else {
        bytes += source.count
        paths.append(file.path)
        continue
      }
      defer { text.bytes.deallocate() }
      bytes += text.bytes.count
      let path = "\(folder)/\(count).go"
      try Self.write(text.bytes, to: path)
      written.append(path)
      paths.append(path)
    }
    let lines = Array(paths.joined(separator: "\n").utf8)
    try lines.withUnsafeBufferPointer { try Self.write($0, to: list) }
  }

  func remove() {
    for path in written + [list] { unlink(path) }
    rmdir(folder)
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to path: String) throws {
    guard let file = fopen(path, "w") else { throw FileError(path: path, code: errno) }
    fwrite(bytes.baseAddress, 1, bytes.count, file)
    fclose(file)
  }
}
