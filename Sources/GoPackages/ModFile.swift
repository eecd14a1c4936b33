/// A module at a version.
package struct ModuleVersion: Hashable, Sendable {
  package let path: String
  package let version: String
}

/// A replace directive.
package struct Replacement: Hashable, Sendable {
  package let path: String
  /// The only version that is replaced, nil for all.
  package let version: String?
  /// A module path, or a directory when `newVersion` is nil.
  package let newPath: String
  package let newVersion: String?
}

/// A go.mod as far as it matters for reading source: modfile's File.
package struct ModFile: Sendable {
  /// Empty when there is no module line.
  package private(set) var modulePath = ""
  /// The go line.
  package private(set) var goVersion: GoVersion?
  /// The toolchain line; nil also for `default`.
  package private(set) var toolchain: GoVersion?
  package private(set) var requires: [ModuleVersion] = []
  package private(set) var replaces: [Replacement] = []
  /// Directories that `...` leaves out.
  package private(set) var ignores: [String] = []
  package private(set) var errors: [ModFileError] = []

  /// Reads a go.mod; with `lax`, that of a dependency, where only some directives count.
  package static func parse(_ bytes: [UInt8], lax: Bool = false) -> ModFile {
    let syntax = ModFileSyntax(bytes)
    var file = ModFile()
    file.errors = syntax.errors
    var seen: Set<String> = []
    for directive in syntax.directives {
      if lax, !["module", "go", "require"].contains(directive.verb) { continue }
      do throws(ModFileError) {
        if ["module", "go", "toolchain"].contains(directive.verb), !seen.insert(directive.verb).inserted {
          throw directive.error("repeated \(directive.verb) statement")
        }
        try file.add(directive)
      } catch {
        file.errors.append(error)
      }
    }
    if file.modulePath.isEmpty, file.errors.isEmpty, !lax {
      file.errors.append(ModFileError(message: "no module line", line: 1, column: 1))
    }
    file.errors.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return file
  }

  private mutating func add(_ directive: ModDirective) throws(ModFileError) {
    switch directive.verb {
    case "module": modulePath = try directive.only("usage: module module/path")
    case "go": goVersion = try directive.goVersion()
    case "toolchain": toolchain = try directive.toolchain()
    case "require":
      guard directive.arguments.count == 2 else { throw directive.error("usage: require module/path v1.2.3") }
      requires.append(
        ModuleVersion(path: try directive.string(0), version: try directive.string(1)))
    case "replace": replaces.append(try directive.replacement())
    case "ignore": ignores.append(try directive.only("usage: ignore directory"))
    case "exclude", "retract", "tool", "godebug": break
    default: throw directive.error("unknown directive: \(directive.verb)")
    }
  }
}

/// A go.work: modfile's WorkFile.
package struct WorkFile: Sendable {
  package private(set) var goVersion: GoVersion?
  package private(set) var toolchain: GoVersion?
  /// Directories of the workspace's modules, relative to the file.
  package private(set) var uses: [String] = []
  package private(set) var replaces: [Replacement] = []
  package private(set) var errors: [ModFileError] = []

  package static func parse(_ bytes: [UInt8]) -> WorkFile {
    let syntax = ModFileSyntax(bytes)
    var file = WorkFile()
    file.errors = syntax.errors
    for directive in syntax.directives {
      do throws(ModFileError) {
        switch directive.verb {
        case "go": file.goVersion = try directive.goVersion()
        case "toolchain": file.toolchain = try directive.toolchain()
        case "use": file.uses.append(try directive.only("usage: use local/dir"))
        case "replace": file.replaces.append(try directive.replacement())
        case "godebug": break
        default: throw directive.error("unknown directive: \(directive.verb)")
        }
      } catch {
        file.errors.append(error)
      }
    }
    file.errors.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return file
  }
}

extension ModDirective {
  /// An argument; quotes are allowed around all of it only.
  func string(_ index: Int) throws(ModFileError) -> String {
    let word = arguments[index]
    if !word.isQuoted, word.text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "`") }) {
      throw error("invalid quoted string: \(word.text)")
    }
    return word.text
  }

  func only(_ usage: String) throws(ModFileError) -> String {
    guard arguments.count == 1 else { throw error(usage) }
    return try string(0)
  }

  func goVersion() throws(ModFileError) -> GoVersion {
    let text = try only("go directive expects exactly one argument")
    guard text.utf8.contains(UInt8(ascii: ".")), !text.utf8.starts(with: "go".utf8),
      let version = GoVersion(parsing: text)
    else { throw error("invalid go version '\(text)': must match format 1.23.0") }
    return version
  }

  func toolchain() throws(ModFileError) -> GoVersion? {
    let text = try only("toolchain directive expects exactly one argument")
    if text == "default" { return nil }
    guard text.utf8.starts(with: "go1".utf8), let version = GoVersion(parsing: text) else {
      throw error("invalid toolchain version '\(text)': must match format go1.23.0 or default")
    }
    return version
  }

  func replacement() throws(ModFileError) -> Replacement {
    let usage = "usage: replace module/path [v1.2.3] => other/module v1.4.0, or => ../local/directory"
    let arrow = arguments.count >= 2 && arguments[1].text == "=>" ? 1 : 2
    guard arguments.count >= arrow + 2, arguments.count <= arrow + 3, arguments[arrow].text == "=>" else {
      throw error(usage)
    }
    let target = try string(arrow + 1)
    let isDirectory =
      target == "." || target == ".." || ["./", "../", "/"].contains { target.utf8.starts(with: $0.utf8) }
    let hasVersion = arguments.count == arrow + 3
    if !hasVersion, !isDirectory {
      throw error("replacement module without version must be directory path (rooted or starting with . or ..)")
    }
    if hasVersion, isDirectory { throw error("replacement module directory path \(target) cannot have version") }
    return Replacement(
      path: try string(0), version: arrow == 2 ? try string(1) : nil, newPath: target,
      newVersion: hasVersion ? try string(arrow + 2) : nil)
  }
}

/// What vendor/modules.txt tells: the modules whose packages are vendored.
package struct VendorModules: Sendable {
  /// The go line of each vendored module that has one.
  private var goVersions: [String: GoVersion?] = [:]

  package static func parse(_ bytes: [UInt8]) -> VendorModules {
    var result = VendorModules()
    var current: String?
    for line in bytes.split(separator: 0x0A) {
      if line.starts(with: "# ".utf8) {
        let words = line.split(whereSeparator: isSpace)
        current = words.count >= 2 ? String(decoding: words[1], as: UTF8.self) : nil
        if let current, result.goVersions[current] == nil { result.goVersions[current] = .some(nil) }
      } else if line.starts(with: "## ".utf8), let module = current {
        for note in line.dropFirst(3).split(separator: UInt8(ascii: ";")) {
          let words = note.split(whereSeparator: isSpace)
          guard words.count == 2, words[0].elementsEqual("go".utf8) else { continue }
          result.goVersions[module] = GoVersion(parsing: String(decoding: words[1], as: UTF8.self))
        }
      }
    }
    return result
  }

  /// The language version of a vendored package: its module's go line, else what Go assumes without one; nil when
  /// the package belongs to no listed module.
  package func goVersion(ofPackage path: String) -> GoVersion? {
    var prefix = path
    while true {
      if let found = goVersions[prefix] { return found ?? .withoutGoLine }
      let parent = Path.parent(prefix)
      if parent == "." || parent == prefix { return nil }
      prefix = parent
    }
  }
}
