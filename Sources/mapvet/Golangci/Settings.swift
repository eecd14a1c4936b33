import YAML

/// What a file of settings says, whatever language it is in.
enum Settings: Equatable {
  case text(String)
  case list([Settings])
  case table([String: Settings])

  init(_ node: YAMLNode) {
    // YAMLReader bounds the depth.
    switch node.value {
    case .scalar(let text, _): self = .text(text)
    case .sequence(let nodes): self = .list(nodes.map { Settings($0) })
    case .mapping(let entries):
      var table: [String: Settings] = [:]
      for entry in entries { table[entry.key.text ?? ""] = Settings(entry.value) }
      self = .table(table)
    }
  }

  subscript(_ keys: String...) -> Settings? {
    var value = self
    for key in keys {
      guard case .table(let table) = value, let next = table[key] else { return nil }
      value = next
    }
    return value
  }

  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  /// The words of a list.
  var words: [String] {
    if case .list(let values) = self { return values.compactMap(\.text) }
    return []
  }

  var isTrue: Bool { text == "true" }

  /// Sets a value below tables that are made where they are missing; a value that is no table stays.
  mutating func set(_ value: Settings, at keys: ArraySlice<String>) {
    guard let key = keys.first, case .table(var table) = self else { return }
    if keys.count == 1 {
      table[key] = value
    } else {
      var inner = table[key] ?? .table([:])
      inner.set(value, at: keys.dropFirst())
      table[key] = inner
    }
    self = .table(table)
  }
}
