import Glibc

/// Paths as strings, with `/` between their parts; nothing here asks the file system.
package enum Path {
  static let slash = UInt8(ascii: "/")

  /// The shortest path that means the same: path.Clean.
  package static func clean(_ path: String) -> String {
    if isClean(path) { return path }
    let rooted = path.utf8.first == slash
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        if let last = parts.last, last != ".." {
          parts.removeLast()
        } else if !rooted {
          parts.append(part)
        }
      default: parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    if rooted { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }

  /// Whether cleaning would change nothing: no empty part, no `.`, no `..`.
  private static func isClean(_ path: String) -> Bool {
    var previous: UInt8 = path.utf8.first == slash ? 0 : slash
    guard !path.isEmpty else { return false }
    for byte in path.utf8 {
      if previous == slash, byte == slash || byte == UInt8(ascii: ".") { return false }
      previous = byte
    }
    return previous != slash
  }

  static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  /// A path seen from a directory, absolute and clean.
  package static func absolute(_ path: String, in directory: String) -> String {
    clean(isAbsolute(path) ? path : directory + "/" + path)
  }

  /// `directory/name`, where either may be `.` or empty.
  package static func join(_ directory: String, _ name: String) -> String {
    if directory.isEmpty || directory == "." { return name.isEmpty ? "." : name }
    if name.isEmpty || name == "." { return directory }
    return directory.utf8.last == slash ? directory + name : directory + "/" + name
  }

  /// All before the last `/`.
  package static func parent(_ path: String) -> String {
    guard let at = path.utf8.lastIndex(of: slash) else { return "." }
    return at == path.utf8.startIndex ? "/" : String(path[..<at])
  }

  /// All after the last `/`.
  package static func base(_ path: String) -> String {
    guard let at = path.utf8.lastIndex(of: slash) else { return path }
    return String(path[path.utf8.index(after: at)...])
  }

  /// `path` below `directory` without it: `""` for the directory itself, nil when it lies elsewhere. Both are clean.
  package static func below(_ directory: String, _ path: String) -> String? {
    if path == directory { return "" }
    if directory == "/" { return isAbsolute(path) ? String(path.dropFirst()) : nil }
    let prefix = directory.utf8
    guard path.utf8.count > prefix.count, path.utf8.starts(with: prefix) else { return nil }
    let at = path.utf8.index(path.utf8.startIndex, offsetBy: prefix.count)
    return path.utf8[at] == slash ? String(path[path.utf8.index(after: at)...]) : nil
  }

  /// The way from one absolute clean directory to an absolute clean path: filepath.Rel.
  package static func relative(_ path: String, to directory: String) -> String {
    if let rest = below(directory, path) { return rest.isEmpty ? "." : rest }
    let target = path.split(separator: "/")
    let base = directory.split(separator: "/")
    var common = 0
    while common < target.count, common < base.count, target[common] == base[common] { common += 1 }
    let up = Array(repeating: Substring(".."), count: base.count - common)
    let parts = up + target[common...]
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}

/// The directory that paths shown to the user are relative to.
package struct WorkingDirectory: Hashable, Sendable {
  /// Without symbolic links, as the kernel knows it.
  let physical: String
  /// As the shell knows it: $PWD where that is the same directory.
  let logical: String

  /// The process's own.
  package static func current(environment: Environment = .process) -> WorkingDirectory {
    var physical = "/"
    if let buffer = getcwd(nil, 0) {
      physical = String(cString: buffer)
      free(buffer)
    }
    guard let logical = environment["PWD"], Path.isAbsolute(logical), Path.clean(logical) == logical,
      FileSystem.realPath(logical) == physical
    else { return WorkingDirectory(physical: physical, logical: physical) }
    return WorkingDirectory(physical: physical, logical: logical)
  }

  package init(_ path: String) {
    physical = path
    logical = path
  }

  private init(physical: String, logical: String) {
    self.physical = physical
    self.logical = logical
  }

  /// An absolute, clean path.
  package func absolute(_ path: String) -> String {
    Path.absolute(path, in: logical)
  }

  /// How the user sees an absolute, clean path: relative, with `..` where it lies outside.
  package func shown(_ path: String) -> String {
    if let rest = Path.below(logical, path) { return rest.isEmpty ? "." : rest }
    return Path.relative(path, to: physical)
  }
}
