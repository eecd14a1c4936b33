import GoPackages
import Lint

/// `--show-files`: every Go file below the patterns and why it is linted or not.
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
}
