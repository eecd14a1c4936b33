/// What holds in a place, written as a configuration file that says the same.
package struct ConfigurationText {
  private let place: ConfiguredPlace
  private let known: [RuleMeta]

  package init(_ place: ConfiguredPlace, rules: [any Rule.Type]) {
    self.place = place
    known = rules.map { $0.meta } + RuleMeta.directiveRules
  }

  package var text: String {
    var text = ""
    for key in ConfigurationKey.allCases {
      if let value = value(of: key) { text += "\(key.rawValue):\(value.hasPrefix("\n") ? "" : " ")\(value)\n" }
    }
    return text
  }

  private func last<Value>(_ key: KeyPath<Configuration, Value?>) -> Value? {
    place.layers.last { $0.settings[keyPath: key] != nil }?.settings[keyPath: key]
  }

  /// Nil for what is worked out in each module.
  private func value(of key: ConfigurationKey) -> String? {
    switch key {
    // `rules` says it all, in the order of the catalogue.
    case .select, .ignore: nil
    case .preview: "\(last(\.preview) ?? false)"
    case .rules: rules
    case .minConfidence: place.policy.base.minConfidence.rawValue
    case .failOn: place.failOn.name
    case .exclude: Self.list((last(\.exclude) ?? []).map(\.text))
    case .paths: sections
    case .go: place.build.language.map { Self.quoted("\($0)") }
    case .toolchain: place.build.toolchain.map { Self.quoted("\($0)") }
    case .tags: Self.list(place.build.tags.sorted())
    case .goos: place.build.goos
    case .goarch: place.build.goarch
    case .tests: "\(place.build.tests)"
    case .baseline:
      switch last(\.baseline) {
      case .off: "false"
      case .file(let path): Self.quoted(path)
      case nil: nil
      }
    }
  }

  private var rules: String {
    known.map { meta in
      let severity = (place.policy.base.severities[meta.id] ?? meta.severity).rawValue
      let isOn = place.policy.base.rules.contains(meta.id)
      guard !meta.options.isEmpty else { return "\n  \(meta.id): \(isOn ? severity : "off")" }
      let options = meta.options.map { "\n    \($0.name): \(place.policy.options.value(of: $0, of: meta.id))" }
      return "\n  \(meta.id):\n    enabled: \(isOn)\n    severity: \(severity)\(options.joined())"
    }.joined()
  }

  private var sections: String {
    let sections = place.layers.flatMap(\.settings.sections)
    if sections.isEmpty { return "[]" }
    return sections.map { section in
      var lines = ["\n  - files: \(Self.list(section.files.map(\.text)))"]
      if let select = section.settings.select { lines.append("select: \(Self.list(select))") }
      if let ignore = section.settings.ignore { lines.append("ignore: \(Self.list(ignore))") }
      if let confidence = section.settings.minConfidence { lines.append("min-confidence: \(confidence.rawValue)") }
      if !section.settings.rules.isEmpty {
        lines.append("rules:")
        for meta in known {
          guard let setting = section.settings.rules[meta.id] else { continue }
          let parts =
            (setting.isOn.map { ["enabled: \($0)"] } ?? []) + (setting.severity.map { ["severity: \($0)"] } ?? [])
          lines.append("  \(meta.id): {\(parts.joined(separator: ", "))}")
        }
      }
      return lines.joined(separator: "\n    ")
    }.joined()
  }

  private static func list(_ words: [String]) -> String { "[\(words.map(quoted).joined(separator: ", "))]" }

  /// A double-quoted scalar: what is in it is never anything but text.
  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
