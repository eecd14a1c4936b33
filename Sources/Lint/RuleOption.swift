/// A figure of a rule that a configuration may change.
package struct RuleOption: Hashable, Sendable {
  /// Kebab-case, as in `rules: {large-map-value: {size: 256}}`.
  package let name: String
  package let `default`: Int
  package let range: ClosedRange<Int>
  /// A sentence: what the figure is.
  package let doc: String

  package init(_ name: String, default value: Int, range: ClosedRange<Int>, _ doc: String) {
    self.name = name
    self.default = value
    self.range = range
    self.doc = doc
  }
}

/// The options that a configuration sets.
package struct RuleOptionValues: Sendable {
  private struct Key: Hashable {
    let rule: String
    let option: String
  }

  private var values: [Key: Int] = [:]

  package init() {}

  mutating func set(_ value: Int, _ option: String, of rule: String) {
    values[Key(rule: rule, option: option)] = value
  }

  func value(of option: RuleOption, of rule: @autoclosure () -> String) -> Int {
    if values.isEmpty { return option.default }
    return values[Key(rule: rule(), option: option.name)] ?? option.default
  }
}
