import Lint

/// TeamCity's service messages: a type of inspection for each rule, then an inspection for each finding.
/// <https://www.jetbrains.com/help/teamcity/service-messages.html>
struct TeamCityReport: Reporter {
  let context: ReportContext

  /// Characters that TeamCity takes of a name, and of a description or message.
  static let nameLimit = 255
  static let textLimit = 4000

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    var cut = 0
    func value(_ text: String, limit: Int) -> String {
      let fitting = Self.fitting(HarmlessText.message(text), limit: limit)
      if fitting.isCut { cut += 1 }
      return Self.escaped(fitting.text)
    }
    for (finding, meta, _) in result.rulesFound {
      let id = value(finding.rule, limit: Self.nameLimit)
      let category = value("mapvet " + finding.group, limit: Self.nameLimit)
      let description = value(meta?.summary ?? finding.rule, limit: Self.textLimit)
      sink.write("##teamcity[inspectionType id='\(id)' name='\(id)'")
      sink.write(" description='\(description)' category='\(category)']\n")
    }
    for finding in result.findings {
      sink.write("##teamcity[inspection typeId='\(value(finding.rule, limit: Self.nameLimit))'")
      sink.write(" message='\(value(TextReport.message(finding), limit: Self.textLimit))'")
      sink.write(" file='\(value(HarmlessText.path(finding.location.path), limit: Self.textLimit))'")
      sink.write(
        " line='\(max(1, finding.location.start.line))' SEVERITY='\(finding.severity.rawValue.uppercased())']\n")
    }
    if cut == 0 { return [] }
    return ["TeamCity: \(PrettyReport.count(cut, "text")) longer than it takes \(cut == 1 ? "was" : "were") cut short"]
  }

  /// As much of a text as a limit in UTF-16 code units allows.
  static func fitting(_ text: String, limit: Int) -> (text: String, isCut: Bool) {
    guard text.utf16.count > limit else { return (text, false) }
    var result = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      length += scalar.value > 0xFFFF ? 2 : 1
      if length >= limit { break }
      result.append(scalar)
    }
    return (String(result) + "…", true)
  }

  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|", "'", "[", "]": result.append("|")
      default: break
      }
      result.append(scalar)
    }
    return String(result)
  }
}
