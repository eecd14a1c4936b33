import GoPackages
import Lint

/// `--show-files`: every Go file below the patterns and why it is linted or not; those of directories that `...` leaves out
/// are counted.
struct ShowFiles {
  let linting: ConfiguredRun

  func run() throws {
    let result = linting.load()
    let left = Dictionary(linting.excluded.map { ($0.path, $0) }) { first, _ in first }
    var lines = result.packages.flatMap { package in
      (package.goFiles + package.testGoFiles + package.xTestGoFiles).filter { left[$0.path] == nil }.map { file in
        let note = file.isGenerated ? " (read, its findings are not reported)" : ""
        return (file.path, "\(file.inclusion)\(note)")
      }
    }
    lines += result.excluded.filter { left[$0.path] == nil }.map { ($0.path, $0.reason.description) }
    lines += linting.excluded.map { ($0.path, "excluded: `\($0.pattern)` in `exclude` of \($0.source ?? "--config")") }
    let here = WorkingDirectory.current()
    for directory in linting.skipped where !Path.base(directory).hasPrefix(".") {
      let count = Self.goFiles(below: directory)
      guard count > 0 else { continue }
      let path = here.shown(directory)
      lines.append(
        (
          "\(path)/",
          "left out by `...`, with \(count) Go \(count == 1 ? "file" : "files"): name \(path)/... to lint it"
        ))
    }
    for (path, text) in lines.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
      Console.write("\(path): \(text)\n")
    }
    for notice in result.notices { Console.error(notice) }
    for error in result.errors { Console.error(error.description) }
    if lines.isEmpty && result.errors.isEmpty {
      let patterns = linting.options.patterns
      throw Failure("no Go files in \(patterns.isEmpty ? "./..." : patterns.joined(separator: " "))")
    }
    if !result.errors.isEmpty { throw ExitStatus.wrongUse }
  }

  private static func goFiles(below directory: String) -> Int {
    var count = 0
    var pending = [directory]
    while let path = pending.popLast() {
      for entry in FolderEntries(path) {
        if entry.isFolder {
          pending.append(Path.join(path, entry.name))
        } else if entry.name.hasSuffix(".go") {
          count += 1
        }
      }
    }
    return count
  }
}
