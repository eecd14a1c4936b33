import GoPackages
import Lint

/// A finding in words, for forms that have no place of their own for what proves it.
enum FindingLines {
  /// The message, the places that prove it and the fix, a line each, without line breaks or controls within them.
  ///
  /// - Parameter path: turns a path of the result into the form's.
  static func of(_ finding: Finding, limit: Int = 10, path: (String) -> String = { $0 }) -> [String] {
    var lines = [TextReport.message(finding)]
    for place in finding.related.prefix(limit) {
      lines.append(
        "\(words(place)): \(HarmlessText.path(path(place.location.path))):\(max(1, place.location.start.line))")
    }
    if finding.related.count > limit {
      lines.append("and \(PrettyReport.count(finding.related.count - limit, "more place"))")
    }
    if let fix = finding.fix, !fix.title.isEmpty { lines.append("fix: " + HarmlessText.message(fix.title)) }
    return lines
  }

  static func words(_ place: Related) -> String {
    place.message.isEmpty ? "here" : HarmlessText.message(place.message)
  }

  /// `path: message`, with line and column where they are known.
  static func of(_ error: LoadError) -> String {
    var place = HarmlessText.path(error.path)
    if let line = error.line { place += ":\(line)" + (error.column.map { ":\($0)" } ?? "") }
    return (place.isEmpty ? "" : place + ": ") + message(error)
  }

  static func message(_ error: LoadError) -> String {
    error.message.isEmpty ? "could not be read" : HarmlessText.message(error.message)
  }
}

extension RunResult {
  /// The findings of each file, in report order.
  var findingsByFile: [ArraySlice<Finding>] {
    findings.chunks { $0.location.path == $1.location.path }
  }

  /// The rules that findings are of, by id, the most severe severity they have here with them.
  var rulesFound: [(finding: Finding, meta: RuleMeta?, severity: Severity)] {
    var found: [String: (finding: Finding, severity: Severity)] = [:]
    for finding in findings {
      let severity = found[finding.rule].map { max($0.severity, finding.severity) } ?? finding.severity
      found[finding.rule] = (finding, severity)
    }
    let metas = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    return found.values.sorted { $0.finding.rule.utf8.lexicographicallyPrecedes($1.finding.rule.utf8) }
      .map { ($0.finding, metas[$0.finding.rule], $0.severity) }
  }

  /// The most severe first, else in report order.
  var findingsBySeverity: [Finding] {
    Severity.allCases.sorted(by: >).flatMap { severity in findings.filter { $0.severity == severity } }
  }
}

extension Array {
  /// Runs of neighbours that belong together.
  fileprivate func chunks(_ belong: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var result: [ArraySlice<Element>] = []
    var start = 0
    for index in indices.dropFirst() where !belong(self[index - 1], self[index]) {
      result.append(self[start..<index])
      start = index
    }
    return isEmpty ? [] : result + [self[start...]]
  }
}
