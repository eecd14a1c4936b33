import Glibc
import GoPackages
import Lint

/// What tells the configuration files that may hold for the packages of a go command from others. From Go 1.26 on that command keeps
/// findings too, and knows nothing of such files: it would go on telling what they have turned off.
struct SettingsIdentity {
  private var hash = ContentHash()
  private var isEmpty = true

  /// A hash of the files' places and contents, in hexadecimal digits; nil without such files.
  ///
  /// It is the same for all directories of a workspace or module: its files are taken whole, with those further up.
  static func digits(for directory: String) -> String? {
    var identity = SettingsIdentity()
    if let root = root(of: directory) {
      identity.addFiles(below: root)
      if root != "/" { identity.addFiles(from: Path.parent(root)) }
    } else {
      identity.addFiles(from: directory)
    }
    return identity.isEmpty ? nil : identity.hash.digits
  }

  /// What the go command takes packages from: the nearest go.work, else the nearest go.mod.
  private static func root(of directory: String) -> String? {
    for name in ["go.work", "go.mod"] {
      var current = directory
      while true {
        if access(Path.join(current, name), F_OK) == 0 { return current }
        if current == "/" { break }
        current = Path.parent(current)
      }
    }
    return nil
  }

  private mutating func addFiles(from directory: String) {
    var current = directory
    while true {
      addFile(in: current, named: current)
      if current == "/" { return }
      current = Path.parent(current)
    }
  }

  private mutating func addFiles(below root: String) {
    let directories = DirectoryCache()
    var pending = [root]
    while let directory = pending.popLast() {
      addFile(in: directory, named: Path.below(root, directory) ?? "")
      let names = directories.listing(directory).subdirectories
        .filter { !$0.hasPrefix(".") && $0 != "vendor" && $0 != "node_modules" }
      pending += names.sorted(by: >).map { Path.join(directory, $0) }
    }
  }

  private mutating func addFile(in directory: String, named name: String) {
    let path = Path.join(directory, Configurations.fileName)
    guard access(path, F_OK) == 0 else { return }
    isEmpty = false
    hash.add(name)
    hash.addFile(path)
  }
}
