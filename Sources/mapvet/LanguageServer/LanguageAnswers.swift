import Census
import Lint
import Reports
import Rules

/// Findings and containers in the protocol's form.
struct LanguageAnswers {
  let documents: Documents
  let analysis: LanguageAnalysis

  // MARK: Diagnostics

  func diagnostics(_ findings: [Finding], _ path: String) -> JSONValue {
    guard !findings.isEmpty, let text = documents.text(of: path) else { return .array([]) }
    return .array(findings.map { diagnostic($0, text) })
  }

  func diagnostic(_ finding: Finding, _ text: TextPositions) -> JSONValue {
    let severity =
      switch finding.severity {
      case .error: 1
      case .warning: 2
      case .info: 3
      }
    return [
      "range": text.range(Self.firstLine(finding.location, text)), "severity": .int(severity),
      "code": .string(finding.rule), "source": "mapvet", "message": .string(finding.message),
      "relatedInformation": .array(finding.related.compactMap(related)),
      "data": ["fingerprint": .string(finding.fingerprint)],
    ]
  }

  private func related(_ related: Related) -> JSONValue? {
    let path = analysis.absolute(related.location.path)
    guard let text = documents.text(of: path) else { return nil }
    return [
      "location": [
        "uri": .string(documents.uri(of: path)), "range": text.range(Self.firstLine(related.location, text)),
      ],
      "message": .string(related.message),
    ]
  }

  /// The part of a location on its first line: a wave under a whole loop helps nobody.
  static func firstLine(_ location: Location, _ text: TextPositions) -> Range<Int> {
    let start = min(location.start.offset, text.bytes.count)
    return start..<max(start, min(location.end.offset, text.end(ofLine: text.line(at: start))))
  }

  // MARK: Hover

  /// The rule's text on a finding, the container's record on a name of one.
  func hover(
    _ findings: [Finding], _ path: String, _ position: JSONValue?, census: () -> CensusReport
  ) -> JSONValue {
    guard let text = documents.text(of: path), let offset = text.offset(of: position) else { return .null }
    var pages: [String] = []
    var range: Range<Int>?
    for finding in findings {
      let place = Self.firstLine(finding.location, text)
      guard place.contains(offset) || place.lowerBound == offset,
        let meta = (allRules.map { $0.meta } + RuleMeta.directiveRules).first(where: { $0.id == finding.rule })
      else { continue }
      range = range ?? place
      pages.append(RuleText.markdown(meta))
    }
    if let word = Self.word(at: offset, text) {
      let name = String(decoding: text.bytes[word], as: UTF8.self)
      let line = text.line(at: offset) + 1
      for container in census().containers where isContainer(container, called: name, path, line) {
        range = range ?? word
        pages.append(CensusRecordText.markdown(container))
      }
    }
    guard let range, !pages.isEmpty else { return .null }
    return [
      "contents": ["kind": "markdown", "value": .string(pages.joined(separator: "\n\n---\n\n"))],
      "range": text.range(range),
    ]
  }

  /// Whether a container's name stands on a line where it is declared or used.
  private func isContainer(
    _ container: CensusReport.Container, called name: String, _ path: String, _ line: Int
  ) -> Bool {
    guard container.name.split(separator: ".").last.map(String.init) == name else { return false }
    return (container.line == line && analysis.absolute(container.path) == path)
      || container.sites.contains { $0.line == line && analysis.absolute($0.path) == path }
  }

  /// The identifier around an offset.
  private static func word(at offset: Int, _ text: TextPositions) -> Range<Int>? {
    func isPart(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
        true
      default: false
      }
    }
    let start = text.bytes[..<offset].lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
    let end = text.bytes[offset...].firstIndex { !isPart($0) } ?? text.bytes.count
    return start < end ? start..<end : nil
  }
}
