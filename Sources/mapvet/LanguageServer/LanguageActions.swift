import Lint

/// What an editor offers to do about findings.
struct LanguageActions {
  static let quickFix = "quickfix"
  static let fixAll = "source.fixAll.mapvet"

  let answers: LanguageAnswers
  let path: String

  /// For the findings on the lines of the range that is asked about.
  func actions(_ findings: [Finding], _ parameters: JSONValue) -> JSONValue {
    guard let text = answers.documents.text(of: path), let start = text.offset(of: parameters["range"]?["start"]),
      let end = text.offset(of: parameters["range"]?["end"])
    else { return .array([]) }
    let only = parameters["context"]?["only"]?.array?.compactMap(\.string)
    /// A kind asked for stands for those below it.
    func isWanted(_ kind: String) -> Bool { only?.contains { kind == $0 || kind.hasPrefix($0 + ".") } ?? true }
    var actions: [JSONValue] = []
    if isWanted(Self.quickFix) {
      let lines = text.line(at: start)...max(text.line(at: start), text.line(at: end))
      let here = findings.filter { lines.contains($0.location.start.line - 1) }
      actions += here.compactMap { fix($0, text) }
      actions += ignores(here, text)
    }
    if isWanted(Self.fixAll), let all = fixAll(findings) { actions.append(all) }
    return .array(actions)
  }

  private func fix(_ finding: Finding, _ text: TextPositions) -> JSONValue? {
    guard let fix = finding.fix, let edit = edit(fix.edits) else { return nil }
    return [
      "title": .string(fix.safety == .safe ? fix.title : "\(fix.title) (look at it: behaviour may change)"),
      "kind": .string(Self.quickFix), "diagnostics": [answers.diagnostic(finding, text)],
      "isPreferred": .bool(fix.safety == .safe), "edit": edit,
    ]
  }

  /// Directives for the findings, placed as `--add-ignore` does; none where the text does not parse whole.
  private func ignores(_ findings: [Finding], _ text: TextPositions) -> [JSONValue] {
    let source = LintedSource(absolutePath: path, bytes: text.bytes)
    // The reason is the user's to write.
    guard !findings.isEmpty, var ignores = FixIgnores(parsing: source, path: path, reason: "TODO: say why") else {
      return []
    }
    return findings.compactMap { finding in
      guard let edit = ignores.edit(for: finding) else { return nil }
      let change: JSONValue = ["range": text.range(edit.start..<edit.end), "newText": .string(edit.text)]
      return [
        "title": .string("Ignore \(finding.rule) here"), "kind": .string(Self.quickFix),
        "diagnostics": [answers.diagnostic(finding, text)],
        "edit": ["changes": .object([answers.documents.uri(of: path): [change]])],
      ]
    }
  }

  /// All safe fixes of the file that do not meet.
  private func fixAll(_ findings: [Finding]) -> JSONValue? {
    var chosen: [Fix.Edit] = []
    for fix in findings.compactMap(\.fix) where fix.safety == .safe {
      let isApart = fix.edits.allSatisfy { edit in
        chosen.allSatisfy { $0.path != edit.path || $0.end < edit.start || edit.end < $0.start }
      }
      if isApart { chosen += fix.edits }
    }
    guard !chosen.isEmpty, let edit = edit(chosen) else { return nil }
    return ["title": "Apply all safe fixes of mapvet", "kind": .string(Self.fixAll), "edit": edit]
  }

  private func edit(_ edits: [Fix.Edit]) -> JSONValue? {
    var changes: [String: JSONValue] = [:]
    for (name, edits) in Dictionary(grouping: edits, by: \.path) {
      let path = answers.analysis.absolute(name)
      guard let text = answers.documents.text(of: path) else { return nil }
      changes[answers.documents.uri(of: path)] = .array(
        edits.sorted { $0.start < $1.start }.map {
          ["range": text.range($0.start..<$0.end), "newText": .string($0.text)]
        })
    }
    return ["changes": .object(changes)]
  }
}
