import Glibc
import GoPackages
import Lint
import YAML

/// What a golangci-lint configuration of version 1 or 2 enables.
struct Golangci {
  /// In the order in which golangci-lint looks for them.
  static let fileNames = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"]

  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  /// The nearest configuration from a directory upwards.
  static func nearest(to directory: String) throws -> Golangci {
    var current = directory
    while true {
      for name in fileNames {
        let path = Path.join(current, name)
        guard access(path, F_OK) == 0 else { continue }
        return Golangci(try read(path))
      }
      let parent = Path.parent(current)
      if parent == current { break }
      current = parent
    }
    throw Failure("--defer-to golangci: no \(fileNames[0]) (or .yaml, .toml, .json) in \(directory) or above it")
  }

  private static func read(_ path: String) throws -> Settings {
    let text: [UInt8]
    do {
      text = try FileSystem.read(path).withBytes { Array($0) } ?? []
    } catch {
      throw Failure("\(path): \(error.message)")
    }
    if path.hasSuffix(".toml") {
      do {
        return try TOMLReader.read(text)
      } catch {
        throw Failure("\(path):\(error.line): \(error.message)")
      }
    }
    do {
      return try YAMLReader.read(text).map { Settings($0) } ?? .table([:])
    } catch {
      throw Failure("\(path):\(error.place.line):\(error.place.column): \(error.message)")
    }
  }

  /// The rules that golangci-lint says all of, so configured.
  func replaced(_ metas: [RuleMeta]) -> [String] {
    metas.filter { meta in meta.equivalents.contains { $0.covers && enables($0) } }.map(\.id)
  }

  private func enables(_ check: Equivalent) -> Bool {
    guard runs(check.tool) else { return false }
    let of = settings["linters", "settings", check.tool] ?? settings["linters-settings", check.tool] ?? .table([:])
    switch check.tool {
    case "gocritic": return gocritic(of, enables: check.id)
    case "gosec":
      let includes = of["includes"]?.words ?? []
      return (includes.isEmpty || includes.contains(check.id)) && of["excludes"]?.words.contains(check.id) != true
    default: return false
    }
  }

  /// Whether a linter runs that is not among those that always do.
  private func runs(_ linter: String) -> Bool {
    let linters = settings["linters"] ?? .table([:])
    if linters["disable"]?.words.contains(linter) == true { return false }
    if linters["enable"]?.words.contains(linter) == true { return true }
    return linters["default"]?.text == "all" || linters["enable-all"]?.isTrue == true
  }

  /// The checks of gocritic that stand in metas have the tag `performance` and are off by default.
  private func gocritic(_ of: Settings, enables check: String) -> Bool {
    // A larger size than the rule's leaves findings to it.
    if let threshold = of["settings", check, "sizeThreshold"]?.text.flatMap({ Int($0) }), threshold > 256 {
      return false
    }
    if of["disabled-checks"]?.words.contains(check) == true { return false }
    if of["enabled-checks"]?.words.contains(check) == true { return true }
    if of["disabled-tags"]?.words.contains("performance") == true { return false }
    return of["enabled-tags"]?.words.contains("performance") == true || of["enable-all"]?.isTrue == true
  }
}
