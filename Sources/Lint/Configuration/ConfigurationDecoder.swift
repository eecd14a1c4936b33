import GoPackages
import YAML

/// Turns a YAML document into a configuration and says everything that is wrong with it.
struct ConfigurationDecoder {
  /// Every rule there is.
  let rules: [RuleMeta]
  /// The file as shown to the user, or the name of an option.
  let source: String
  /// Whether places in the text are told: not for what is given on the command line.
  let tellsPlaces: Bool
  private(set) var problems: [ConfigurationProblem] = []

  init(rules: [RuleMeta], source: String, tellsPlaces: Bool = true) {
    self.rules = rules
    self.source = source
    self.tellsPlaces = tellsPlaces
  }

  mutating func decode(_ root: YAMLNode?) -> Configuration {
    var configuration = Configuration()
    guard let root, !root.isNull else { return configuration }
    let names = ConfigurationKey.allCases.map(\.rawValue)
    for (name, entry) in entries(of: root, "a configuration", names) {
      if let key = ConfigurationKey(rawValue: name) { decode(key, entry.value, &configuration) }
    }
    return configuration
  }

  private mutating func decode(_ key: ConfigurationKey, _ node: YAMLNode, _ result: inout Configuration) {
    let name = key.rawValue
    switch key {
    case .select: result.select = ruleNames(node, name)
    case .ignore: result.ignore = ruleNames(node, name)
    case .preview: result.preview = flag(node, name)
    case .rules: result.rules = ruleSettings(node, takesOptions: true)
    case .minConfidence:
      result.minConfidence = choice(node, name, key.form).flatMap(Confidence.init(rawValue:))
    case .failOn: result.failOn = choice(node, name, key.form).flatMap { FailOn($0) }
    case .exclude: result.exclude = globs(node, name)
    case .paths: result.sections = sections(node)
    case .go: result.language = version(node, name)
    case .toolchain: result.toolchain = version(node, name)
    case .tags: result.tags = tags(node, name)
    case .goos: result.goos = choice(node, name, key.form)
    case .goarch: result.goarch = choice(node, name, key.form)
    case .tests: result.tests = flag(node, name)
    case .baseline: result.baseline = baseline(node, name)
    }
  }

  // MARK: Mappings

  private mutating func fail(_ node: YAMLNode, _ message: String) {
    problems.append(
      ConfigurationProblem(
        source: source, line: tellsPlaces ? node.place.line : nil, column: tellsPlaces ? node.place.column : nil,
        message: message))
  }

  private func hint(_ name: String, _ known: [String]) -> String {
    Nearest.match(name, in: known).map { ": did you mean '\($0)'?" } ?? " (\(known.joined(separator: ", ")))"
  }

  /// The entries whose keys are known; says which are not.
  private mutating func entries(
    of node: YAMLNode, _ what: String, _ known: [String]
  ) -> [(name: String, entry: YAMLNode.Entry)] {
    guard case .mapping(let entries) = node.value else {
      fail(node, "\(what) is a mapping of keys to values, not \(Self.kind(node))")
      return []
    }
    return entries.compactMap { entry in
      let name = entry.key.text ?? ""
      if known.contains(name) { return (name, entry) }
      fail(entry.key, "unknown key '\(name)'\(hint(name, known))")
      return nil
    }
  }

  private static func kind(_ node: YAMLNode) -> String {
    switch node.value {
    case .scalar(let text, _): node.isNull ? "nothing" : "'\(text)'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  // MARK: Values

  private mutating func flag(_ node: YAMLNode, _ name: String) -> Bool? {
    switch node.value {
    case .scalar("true", isPlain: true): return true
    case .scalar("false", isPlain: true): return false
    default:
      fail(node, "'\(name)' is true or false, not \(Self.kind(node))")
      return nil
    }
  }

  private mutating func choice(_ node: YAMLNode, _ name: String, _ form: ConfigurationKey.Form) -> String? {
    guard case .choice(let known) = form else { return nil }
    return choice(node, name, known)
  }

  private mutating func choice(_ node: YAMLNode, _ name: String, _ known: [String]) -> String? {
    guard let text = node.text, known.contains(text) else {
      let hint =
        node.text.flatMap { Nearest.match($0, in: known) }.map { ": did you mean '\($0)'?" }
        ?? ": use \(known.dropLast().joined(separator: ", ")) or \(known.last ?? "")"
      fail(node, "'\(name)' cannot be \(Self.kind(node))\(hint)")
      return nil
    }
    return text
  }

  /// A word or a list of them, with their places.
  private mutating func words(
    _ node: YAMLNode, _ name: String, _ what: String
  ) -> [(text: String, node: YAMLNode)]? {
    let nodes: [YAMLNode]
    if case .sequence(let elements) = node.value { nodes = elements } else { nodes = [node] }
    var words: [(text: String, node: YAMLNode)] = []
    for node in nodes {
      guard let text = node.text, !text.isEmpty, !node.isNull else {
        fail(node, "'\(name)' is a \(what) or a list of them, not \(Self.kind(node))")
        return nil
      }
      words.append((text, node))
    }
    return words
  }

  private mutating func tags(_ node: YAMLNode, _ name: String) -> [String]? {
    guard let words = words(node, name, "build tag") else { return nil }
    for (text, node) in words where !BuildConstraint.isValidTag(text) {
      fail(node, "'\(text)' in '\(name)' is no build tag: these have letters, digits, _ and .")
    }
    return words.map(\.text)
  }

  private mutating func ruleNames(_ node: YAMLNode, _ name: String) -> [String]? {
    guard let words = words(node, name, "rule or group") else { return nil }
    let known = rules.map(\.id) + Group.allCases.map(\.rawValue) + ["all"]
    for (text, node) in words where !known.contains(text) {
      let hint = Nearest.match(text, in: known).map { ": did you mean '\($0)'?" } ?? " (`mapvet rules` lists them)"
      fail(node, "unknown rule or group '\(text)' in '\(name)'\(hint)")
    }
    return words.map(\.text)
  }

  private mutating func globs(_ node: YAMLNode, _ name: String) -> [Glob]? {
    guard let words = words(node, name, "pattern") else { return nil }
    return words.compactMap { text, node in
      do throws(Glob.Malformed) {
        return try Glob(text)
      } catch {
        fail(node, "'\(name)': \(error.message)")
        return nil
      }
    }
  }

  private mutating func version(_ node: YAMLNode, _ name: String) -> GoVersion? {
    guard let text = node.text, let version = GoVersion(parsing: text), version.major == 1 else {
      fail(node, "'\(name)' is a Go version such as \"1.22\" or \"1.22.3\", not \(Self.kind(node))")
      return nil
    }
    return version
  }

  private mutating func baseline(_ node: YAMLNode, _ name: String) -> Configuration.BaselineSetting? {
    if case .scalar("false", isPlain: true) = node.value { return .off }
    guard let text = node.text, !text.isEmpty, !node.isNull, text != "true" else {
      fail(node, "'\(name)' is the path of a file, or false, not \(Self.kind(node))")
      return nil
    }
    return .file(text)
  }

  // MARK: Rules

  private mutating func ruleSettings(
    _ node: YAMLNode, takesOptions: Bool
  ) -> [String: Configuration.RuleSetting] {
    guard case .mapping(let entries) = node.value else {
      fail(node, "'rules' is a mapping of rules to levels, not \(Self.kind(node))")
      return [:]
    }
    var settings: [String: Configuration.RuleSetting] = [:]
    for entry in entries {
      let id = entry.key.text ?? ""
      guard let meta = rules.first(where: { $0.id == id }) else {
        let isGroup = Group(rawValue: id) != nil || id == "all"
        let hint = Nearest.match(id, in: rules.map(\.id)).map { ": did you mean '\($0)'?" }
        fail(
          entry.key,
          isGroup
            ? "'\(id)' is a group: `rules` takes rules; turn groups on and off with `select` and `ignore`"
            : "unknown rule '\(id)'\(hint ?? " (`mapvet rules` lists them)")")
        continue
      }
      settings[id] = ruleSetting(entry.value, meta, takesOptions)
    }
    return settings
  }

  private mutating func ruleSetting(
    _ node: YAMLNode, _ meta: RuleMeta, _ takesOptions: Bool
  ) -> Configuration.RuleSetting? {
    guard case .mapping = node.value else {
      // What some readers of YAML take `on` and `off` for.
      if node.text == "true" || node.text == "false" { return Configuration.RuleSetting(isOn: node.text == "true") }
      switch choice(node, meta.id, ["on", "off", "error", "warning", "info"]) {
      case nil: return nil
      case "on": return Configuration.RuleSetting(isOn: true)
      case "off": return Configuration.RuleSetting(isOn: false)
      case let level?: return Configuration.RuleSetting(isOn: true, severity: Severity(rawValue: level))
      }
    }
    var setting = Configuration.RuleSetting()
    let names = ["enabled", "severity"] + meta.options.map(\.name)
    for (name, entry) in entries(of: node, "a rule's setting", names) {
      switch name {
      case "enabled": setting.isOn = flag(entry.value, name)
      case "severity":
        setting.severity = choice(entry.value, name, ["error", "warning", "info"]).flatMap(Severity.init(rawValue:))
      default:
        if !takesOptions {
          fail(entry.key, "'\(name)' of \(meta.id) holds for a whole file: set it in `rules` at the top")
        } else if let option = meta.options.first(where: { $0.name == name }) {
          setting.options[name] = number(entry.value, option)
        }
      }
    }
    return setting
  }

  private mutating func number(_ node: YAMLNode, _ option: RuleOption) -> Int? {
    guard case .scalar(let text, isPlain: true) = node.value, let value = Int(text), option.range.contains(value) else {
      let range = "from \(option.range.lowerBound) to \(option.range.upperBound)"
      fail(node, "'\(option.name)' is a number \(range), not \(Self.kind(node))")
      return nil
    }
    return value
  }

  // MARK: Sections

  private mutating func sections(_ node: YAMLNode) -> [Configuration.Section] {
    guard case .sequence(let elements) = node.value else {
      fail(node, "'paths' is a list of sections, each with `files`, not \(Self.kind(node))")
      return []
    }
    return elements.compactMap { section($0) }
  }

  private mutating func section(_ node: YAMLNode) -> Configuration.Section? {
    var files: [Glob]?
    var settings = Configuration()
    let before = problems.count
    for (name, entry) in entries(
      of: node, "a section of 'paths'", ["files"] + ConfigurationKey.inSections.map(\.rawValue))
    {
      switch ConfigurationKey(rawValue: name) {
      case nil: files = globs(entry.value, name)
      case .rules: settings.rules = ruleSettings(entry.value, takesOptions: false)
      case let key?: decode(key, entry.value, &settings)
      }
    }
    guard let files, !files.isEmpty else {
      if problems.count == before { fail(node, "a section of 'paths' needs `files`, a list of patterns") }
      return nil
    }
    return Configuration.Section(files: files, settings: settings)
  }
}
