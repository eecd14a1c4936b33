import Lint

/// The JSON schema of configuration files, for editors that check and complete YAML. https://json-schema.org/draft-07
package struct ConfigurationSchema {
  private indirect enum Tree {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Tree])
    case object([(String, Tree)])
  }

  private let metas: [RuleMeta]

  package init(_ rules: [any Rule.Type]) { metas = rules.map { $0.meta } + RuleMeta.directiveRules }

  package var text: String {
    let keys = ConfigurationKey.allCases.map { ($0.rawValue, schema(of: $0)) }
    return Self.written(
      .object([
        ("$schema", .text("http://json-schema.org/draft-07/schema#")), ("title", .text("mapvet's configuration")),
        ("description", .text("\(Configurations.fileName): the nearest one above a file holds for it.")),
        ("type", .list([.text("object"), .text("null")])), ("additionalProperties", .flag(false)),
        ("properties", .object(keys)),
      ]), indent: "") + "\n"
  }

  private func schema(of key: ConfigurationKey) -> Tree {
    var fields = [("description", Tree.text(key.doc))]
    switch key.form {
    case .flag: fields.append(("type", .text("boolean")))
    case .choice(let words): fields.append(("enum", .list(words.map { .text($0) })))
    case .words: fields += oneOrMore([.select, .ignore].contains(key) ? ruleNames : Self.word)
    // A plain `1.20` is a number to a reader of YAML.
    case .version:
      fields.append(("type", .list([.text("string"), .text("number")])))
      fields.append(("pattern", .text("^(go)?1\\.[0-9]+")))
    case .rules: fields += rules(takesOptions: true)
    case .sections: fields += sections
    case .baseline: fields.append(("anyOf", .list([.object(Self.word), .object([("const", .flag(false))])])))
    }
    if let text = key.defaultText, case .choice = key.form { fields.append(("default", .text(text))) }
    return .object(fields)
  }

  private static let word: [(String, Tree)] = [("type", .text("string")), ("minLength", .number(1))]

  private var ruleNames: [(String, Tree)] {
    let names = ["all"] + Group.allCases.map(\.rawValue) + metas.map(\.id)
    return [("enum", .list(names.map { .text($0) }))]
  }

  private func oneOrMore(_ word: [(String, Tree)]) -> [(String, Tree)] {
    let list: [(String, Tree)] = [("type", .text("array")), ("items", .object(word))]
    return [("anyOf", .list([.object(word), .object(list)]))]
  }

  private func rules(takesOptions: Bool) -> [(String, Tree)] {
    let rules = metas.map { meta in
      var setting: [(String, Tree)] = [
        ("enabled", .object([("type", .text("boolean"))])), ("severity", .object(Self.levels([]))),
      ]
      for option in takesOptions ? meta.options : [] {
        setting.append(
          (
            option.name,
            .object([
              ("description", .text(option.doc)), ("type", .text("integer")),
              ("minimum", .number(option.range.lowerBound)), ("maximum", .number(option.range.upperBound)),
              ("default", .number(option.default)),
            ])
          ))
      }
      let mapping: [(String, Tree)] = [
        ("type", .text("object")), ("additionalProperties", .flag(false)), ("properties", .object(setting)),
      ]
      let levels = Self.levels([.text("on"), .text("off"), .flag(true), .flag(false)])
      return (
        meta.id,
        Tree.object([
          ("description", .text(meta.summary)), ("anyOf", .list([.object(levels), .object(mapping)])),
        ])
      )
    }
    return [
      ("type", .text("object")), ("additionalProperties", .flag(false)), ("properties", .object(rules)),
    ]
  }

  private static func levels(_ more: [Tree]) -> [(String, Tree)] {
    [("enum", .list(Severity.allCases.reversed().map { .text($0.rawValue) } + more))]
  }

  private var sections: [(String, Tree)] {
    var keys = [("files", Tree.object(oneOrMore(Self.word)))]
    for key in ConfigurationKey.inSections {
      keys.append((key.rawValue, key == .rules ? .object(rules(takesOptions: false)) : schema(of: key)))
    }
    let section: [(String, Tree)] = [
      ("type", .text("object")), ("additionalProperties", .flag(false)), ("required", .list([.text("files")])),
      ("properties", .object(keys)),
    ]
    return [("type", .text("array")), ("items", .object(section))]
  }

  // MARK: Text

  /// The tree with a line for each field; lists of words on one line.
  private static func written(_ tree: Tree, indent: String) -> String {
    switch tree {
    case .text(let text): return quoted(text)
    case .number(let number): return "\(number)"
    case .flag(let flag): return "\(flag)"
    case .list(let elements): return "[\(elements.map { written($0, indent: indent) }.joined(separator: ", "))]"
    case .object(let fields):
      let inner = indent + "  "
      let lines = fields.map { "\(inner)\(quoted($0)): \(written($1, indent: inner))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
  }
}
