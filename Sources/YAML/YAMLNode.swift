/// A value of a YAML or JSON document with its place.
package struct YAMLNode: Sendable {
  package enum Value: Sendable {
    /// `isPlain` tells `12` from `"12"`.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  package struct Entry: Sendable {
    package var key: YAMLNode
    package var value: YAMLNode

    package init(key: YAMLNode, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  package var value: Value
  package var place: YAMLPlace

  package init(_ value: Value, at place: YAMLPlace) {
    self.value = value
    self.place = place
  }

  /// The text of a scalar.
  package var text: String? {
    if case .scalar(let text, _) = value { return text }
    return nil
  }

  /// Whether nothing was written: `key:`, or `null`.
  package var isNull: Bool {
    if case .scalar(let text, isPlain: true) = value { return ["", "~", "null"].contains(text) }
    return false
  }
}

/// Line and column from 1; columns count bytes.
package struct YAMLPlace: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// Why a text is no document, or not one that is read here.
package struct YAMLError: Error, Hashable, Sendable {
  package var place: YAMLPlace
  package var message: String

  package init(_ message: String, at place: YAMLPlace) {
    self.message = message
    self.place = place
  }
}
