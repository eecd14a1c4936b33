/// Finds the Go installation whose sources answer imports of the standard library. `go` itself is never run.
enum Goroot {
  /// The directory named, else $GOROOT, else the one whose `go` is on PATH; nil when none holds sources.
  static func find(explicit: String?, environment: Environment) -> String? {
    if let explicit { return isGoroot(explicit) ? Path.clean(explicit) : nil }
    if let variable = environment["GOROOT"].map(Path.clean), isGoroot(variable) { return variable }
    for directory in environment["PATH"]?.split(separator: ":") ?? [] where directory.utf8.first == Path.slash {
      let command = Path.join(Path.clean(String(directory)), "go")
      guard FileSystem.isFile(command), let real = FileSystem.realPath(command) else { continue }
      for candidate in candidates(command: real) + candidates(command: command) where isGoroot(candidate) {
        return candidate
      }
    }
    return nil
  }

  /// Whether the directory holds the standard library's sources.
  static func isGoroot(_ directory: String) -> Bool { FileSystem.isDirectory(Path.join(directory, "src/fmt")) }

  /// `prefix/bin/go` belongs to `prefix`, or to a directory below it where packagers put the tree.
  private static func candidates(command: String) -> [String] {
    let prefix = Path.parent(Path.parent(command))
    return ["", "lib/go", "lib/golang", "libexec", "share/go"].map { Path.join(prefix, $0) }
  }
}

extension ImportResolver {
  /// The version of the Go installation: `go1.27.3`; nil when there is none.
  package var installedVersion: String? { goroot.flatMap(Goroot.version) }
}

extension ImportContext {
  /// The version of the Go tree that the context is the standard library of.
  package var standardVersion: String? {
    guard case .standard(let source, _) = kind else { return nil }
    return Goroot.version(Path.parent(source))
  }
}

extension Goroot {
  /// What the file VERSION of a Go tree says.
  fileprivate static func version(_ goroot: String) -> String? {
    guard let text = try? FileSystem.text(Path.join(goroot, "VERSION")) else { return nil }
    return String(decoding: text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: " ") }, as: UTF8.self)
  }
}
