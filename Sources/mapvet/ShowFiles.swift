import GoPackages
import Lint

/// `--show-files`: every Go file below the patterns and why it is linted or not.
struct ShowFiles {
  let options: RunOptions

  func run() throws {
    let loader = PackageLoader(configuration: options.configuration, goroot: options.goroot)
    let result = loader.load(options.patterns)
    var lines = result.packages.flatMap { package in
      (package.goFiles + package.testGoFiles + package.xTestGoFiles).map { file in
        let note = file.isGenerated ? " (read, its findings are not reported)" : ""
        return (file.path, "\(file.inclusion)\(note)")
      }
    }
    lines += result.excluded.map { ($0.path, $0.reason.description) }
    for (path, text) in lines.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
      Console.write("\(path): \(text)\n")
    }
    for notice in result.notices { Console.error(notice) }
    for error in result.errors { Console.error(error.description) }
    if lines.isEmpty && result.errors.isEmpty {
      throw Failure("no Go files in \(options.patterns.isEmpty ? "./..." : options.patterns.joined(separator: " "))")
    }
    if !result.errors.isEmpty { throw ExitStatus.wrongUse }
  }
}
