import Glibc
import GoPackages
import YAML

/// What holds in the directories below one configuration file, or below none.
package final class ConfiguredPlace: Sendable {
  /// The absolute path of the configuration file.
  package let file: String?
  /// In the order in which they hold, later ones over earlier ones.
  package let layers: [Policy.Layer]
  package let policy: Policy
  package let build: BuildConfiguration
  package let failOn: FailOn
  private let workingDirectory: String

  init(file: String?, layers: [Policy.Layer], all: [any Rule.Type], workingDirectory: String) {
    self.workingDirectory = workingDirectory
    self.file = file
    self.layers = layers
    policy = Policy(layers: layers, all: all)
    func last<Value>(_ key: KeyPath<Configuration, Value?>) -> Value? {
      layers.last { $0.settings[keyPath: key] != nil }?.settings[keyPath: key]
    }
    failOn = last(\.failOn) ?? .from(.warning)
    build = BuildConfiguration(
      goos: last(\.goos) ?? "linux", goarch: last(\.goarch) ?? "amd64", tags: Set(last(\.tags) ?? []),
      language: last(\.language), toolchain: last(\.toolchain), tests: last(\.tests) ?? true)
  }

  /// Where findings in one of its directories are known; nil where that is turned off.
  package func baseline(for directory: String) -> BaselineFile? {
    if let layer = layers.last(where: { $0.settings.baseline != nil }) {
      guard case .file(let path) = layer.settings.baseline else { return nil }
      return BaselineFile(path: Path.absolute(path, in: layer.directory), isNamed: true)
    }
    let folder = file.map { Path.parent($0) } ?? FileSystem.gitRoot(above: directory) ?? workingDirectory
    return BaselineFile(path: Path.join(folder, Baseline.fileName), isNamed: false)
  }
}

/// Finds the configuration that holds for a directory: the nearest `.mapvet.yml` from it upwards. Each file is read once.
package final class Configurations {
  package static let fileName = ".mapvet.yml"
  /// Names that people try.
  private static let otherNames = [".mapvet.yaml", "mapvet.yml", "mapvet.yaml"]

  private let rules: [any Rule.Type]
  private let metas: [RuleMeta]
  private let overrides: [Policy.Layer]
  private let isIsolated: Bool
  private let workingDirectory: String
  private let move: Move?
  private var byDirectory: [String: ConfiguredPlace] = [:]

  /// Files that stand in for others: their configuration is that of those.
  package struct Move: Sendable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  /// - Parameters:
  ///   - overrides: what the command line says, later ones over earlier ones.
  ///   - isIsolated: no files are looked for.
  ///   - workingDirectory: absolute; what the patterns of `overrides` and paths in messages are relative to.
  package init(
    rules: [any Rule.Type], overrides: [Configuration] = [], isIsolated: Bool = false, workingDirectory: String,
    move: Move? = nil
  ) {
    self.move = move
    self.rules = rules
    metas = rules.map { $0.meta } + RuleMeta.directiveRules
    self.overrides = overrides.map { Policy.Layer($0, in: workingDirectory) }
    self.isIsolated = isIsolated
    self.workingDirectory = workingDirectory
  }

  /// The configuration of an absolute, clean directory, which need not exist.
  package func place(of directory: String) throws(ConfigurationFailure) -> ConfiguredPlace {
    var passed: [String] = []
    var current = standing(for: directory)
    while true {
      if let known = byDirectory[current] { return remember(known, for: passed) }
      passed.append(current)
      if !isIsolated, let file = try file(in: current) {
        let settings = try read(file)
        let layers = [Policy.Layer(settings, in: current)] + overrides
        return remember(
          ConfiguredPlace(file: file, layers: layers, all: rules, workingDirectory: workingDirectory), for: passed)
      }
      if current == "/" || current == "." {
        return remember(
          ConfiguredPlace(file: nil, layers: overrides, all: rules, workingDirectory: workingDirectory), for: passed)
      }
      current = Path.parent(current)
    }
  }

  /// The path that an absolute path stands in for.
  func standing(for path: String) -> String {
    guard let move, let below = Path.below(move.from, path) else { return path }
    return Path.join(move.to, below)
  }

  private func remember(_ place: ConfiguredPlace, for directories: [String]) -> ConfiguredPlace {
    for directory in directories { byDirectory[directory] = place }
    return place
  }

  private func file(in directory: String) throws(ConfigurationFailure) -> String? {
    let path = Path.join(directory, Self.fileName)
    if Self.exists(path) { return path }
    // Settings that are quietly not read would be worse than none.
    if let other = Self.otherNames.first(where: { Self.exists(Path.join(directory, $0)) }) {
      let source = shown(Path.join(directory, other))
      throw ConfigurationFailure([
        ConfigurationProblem(source: source, message: "not read under this name: call it \(Self.fileName)")
      ])
    }
    return nil
  }

  /// Whether there is something of that name, if only a symbolic link to nothing.
  private static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  private func shown(_ path: String) -> String { Path.relative(path, to: workingDirectory) }

  /// Reads a configuration file.
  package func read(_ path: String) throws(ConfigurationFailure) -> Configuration {
    let source = shown(path)
    let text: [UInt8]
    do throws(FileError) {
      text = try FileSystem.read(path, limit: Self.sizeLimit).withBytes { Array($0) } ?? []
    } catch {
      throw ConfigurationFailure([ConfigurationProblem(source: source, message: error.message)])
    }
    var decoder = ConfigurationDecoder(rules: metas, source: source)
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLReader.read(text)
    } catch {
      throw ConfigurationFailure([
        ConfigurationProblem(
          source: source, line: error.place.line, column: error.place.column, message: error.message)
      ])
    }
    let configuration = decoder.decode(root)
    if !decoder.problems.isEmpty { throw ConfigurationFailure(decoder.problems) }
    return configuration
  }

  private static let sizeLimit = 1 << 20

  /// Reads `KEY=VALUE` as `--config` takes it: the value is YAML, dots lead into mappings.
  package static func read(
    setting: String, rules: [any Rule.Type]
  ) throws(ConfigurationFailure) -> Configuration {
    func failure(_ message: String) -> ConfigurationFailure {
      ConfigurationFailure([ConfigurationProblem(source: "--config \(setting)", message: message)])
    }
    guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
      throw failure("write KEY=VALUE, as in `--config fail-on=error` (\(fileName) is found by itself)")
    }
    var decoder = ConfigurationDecoder(
      rules: rules.map { $0.meta } + RuleMeta.directiveRules, source: "--config \(setting)", tellsPlaces: false)
    var node: YAMLNode
    do throws(YAMLError) {
      let value = try YAMLReader.read(Array(setting[setting.index(after: equals)...].utf8))
      node = value ?? YAMLNode(.scalar("", isPlain: true), at: YAMLPlace(line: 1, column: 1))
    } catch {
      throw failure(error.message)
    }
    for name in setting[..<equals].split(separator: ".", omittingEmptySubsequences: false).reversed() {
      let key = YAMLNode(.scalar(String(name), isPlain: true), at: node.place)
      node = YAMLNode(.mapping([YAMLNode.Entry(key: key, value: node)]), at: node.place)
    }
    let configuration = decoder.decode(node)
    if !decoder.problems.isEmpty { throw ConfigurationFailure(decoder.problems) }
    return configuration
  }
}
