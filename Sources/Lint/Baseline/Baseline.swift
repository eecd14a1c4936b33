import GoPackages
import YAML

/// Findings that are known and not reported again: `.mapvet-baseline.json`.
package struct Baseline: Sendable, Equatable {
  package static let fileName = ".mapvet-baseline.json"
  package static let schema = "mapvet/baseline/1"

  package struct Entry: Hashable, Sendable {
    package var key: FindingKey
    /// Which of several equal ones, from 1.
    package var ordinal: Int
    /// How sure the finding was, so that a run that asks for surer ones does not take it for mended.
    package var confidence: Confidence
  }

  /// Sorted, so that two people's files can be compared and merged line by line.
  package private(set) var entries: [Entry]

  /// The paths of keys are relative to the file's folder.
  package init(_ findings: [(key: FindingKey, confidence: Confidence)]) {
    var counts: [FindingKey: Int] = [:]
    entries = findings.map { finding in
      counts[finding.key, default: 0] += 1
      return Entry(key: finding.key, ordinal: counts[finding.key] ?? 1, confidence: finding.confidence)
    }.sorted(by: Self.inOrder)
  }

  private static func inOrder(_ a: Entry, _ b: Entry) -> Bool {
    for (x, y) in [
      (a.key.path, b.key.path), (a.key.rule, b.key.rule), (a.key.function, b.key.function),
      (a.key.expression, b.key.expression),
    ] where x != y { return x.utf8.lexicographicallyPrecedes(y.utf8) }
    return a.ordinal < b.ordinal
  }

  // MARK: Text

  /// The file: JSON with a line for each entry.
  package var text: String {
    let lines = entries.map { entry in
      let fields = [
        ("rule", Self.quoted(entry.key.rule)), ("path", Self.quoted(entry.key.path)),
        ("function", Self.quoted(entry.key.function)), ("expression", Self.quoted(entry.key.expression)),
        ("ordinal", "\(entry.ordinal)"), ("confidence", Self.quoted(entry.confidence.rawValue)),
      ]
      return "\n    {" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
    let list = lines.isEmpty ? "[]" : "[\(lines.joined(separator: ","))\n  ]"
    return "{\n  \"schema\": \"\(Self.schema)\",\n  \"findings\": \(list)\n}\n"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      // What is no text to every reader of JSON and YAML.
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Reads a file; nil where there is none.
  ///
  /// - Parameter source: the file as shown to the user.
  package static func read(_ path: String, source: String) throws(ConfigurationProblem) -> Baseline? {
    let text: [UInt8]
    do throws(FileError) {
      text = try FileSystem.read(path).withBytes { Array($0) } ?? []
    } catch {
      if error.isAbsence { return nil }
      throw ConfigurationProblem(source: source, message: error.message)
    }
    return try parse(text, source)
  }

  package static func parse(_ text: [UInt8], _ source: String) throws(ConfigurationProblem) -> Baseline {
    func problem(_ place: YAMLPlace, _ message: String) -> ConfigurationProblem {
      ConfigurationProblem(
        source: source, line: place.line, column: place.column,
        message: "\(message): mend it, or write it anew with `mapvet baseline write`")
    }
    let start = YAMLPlace(line: 1, column: 1)
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLReader.read(text)
    } catch {
      throw problem(error.place, error.message.replacing("no valid YAML", with: "no valid JSON"))
    }
    guard let root, case .mapping(let fields) = root.value else { throw problem(start, "no baseline of mapvet") }
    guard let version = fields.first(where: { $0.key.text == "schema" })?.value else {
      throw problem(start, "no baseline of mapvet: `schema` is missing")
    }
    guard version.text == schema else {
      throw problem(version.place, "its schema is '\(version.text ?? "")', and this mapvet reads \(schema)")
    }
    guard let list = fields.first(where: { $0.key.text == "findings" })?.value,
      case .sequence(let nodes) = list.value
    else { throw problem(start, "`findings` is missing") }
    var entries: [Entry] = []
    entries.reserveCapacity(nodes.count)
    for node in nodes {
      guard let entry = entry(node) else {
        throw problem(
          node.place, "an entry has `rule`, `path`, `function`, `expression`, `ordinal` and `confidence`")
      }
      entries.append(entry)
    }
    var baseline = Baseline([])
    baseline.entries = entries
    return baseline
  }

  private static func entry(_ node: YAMLNode) -> Entry? {
    guard case .mapping(let fields) = node.value else { return nil }
    func text(_ name: String) -> String? { fields.first { $0.key.text == name }?.value.text }
    guard let rule = text("rule"), let path = text("path"), let function = text("function"),
      let expression = text("expression"), let ordinal = text("ordinal").flatMap(Int.init),
      let confidence = text("confidence").flatMap(Confidence.init(rawValue:))
    else { return nil }
    return Entry(
      key: FindingKey(rule: rule, path: path, function: function, expression: expression), ordinal: ordinal,
      confidence: confidence)
  }

  // MARK: Changes

  /// Without the entries at some indices.
  package func removing(_ stale: Set<Int>) -> Baseline {
    let kept = entries.indices.filter { !stale.contains($0) }.map { entries[$0] }
    return Baseline(kept.map { ($0.key, $0.confidence) })
  }
}
