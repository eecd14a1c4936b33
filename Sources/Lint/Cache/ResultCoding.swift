import Census
import GoPackages
import GoSyntax

/// What a linted directory came to as bytes. Nothing refers to syntax or types.
extension Driver.Partial {
  func write(to writer: inout FactWriter) {
    for count in [files, packages, parseErrors] { writer.number(count) }
    for count in [statistics.suppressed, statistics.belowConfidence, statistics.sourceBytes] { writer.number(count) }
    writer.list(findings) { $0.finding($1) }
    writer.list(linted) { $0.string($1) }
    writer.list(notices) { $0.string($1) }
    writer.list(facts) { $0.linted($1) }
    writer.string(lastDay)
  }

  /// - Parameter rules: by id, the rules that can be waited with.
  init(_ reader: inout FactReader, rules: [String: any FactRule.Type]) throws {
    files = try reader.number()
    packages = try reader.number()
    parseErrors = try reader.number()
    statistics.suppressed = try reader.number()
    statistics.belowConfidence = try reader.number()
    statistics.sourceBytes = try reader.number()
    findings = try reader.list { try $0.finding() }
    linted = try reader.list { try $0.string() }
    notices = try reader.list { try $0.string() }
    facts = try reader.list { try $0.linted(rules) }
    lastDay = try reader.string()
  }
}

extension FactWriter {
  mutating func linted(_ linted: LintedFacts) {
    string(linted.directory)
    list(linted.facts.encoded()) { $0.bytes.append($1) }
    list(linted.awaited) { writer, awaited in
      switch awaited.condition {
      case .met(let use, let rule):
        writer.number(0)
        writer.number(use)
        writer.string(rule.meta.id)
      case .notHeld(let lock):
        writer.number(1)
        writer.name(lock.method)
        writer.string(lock.lock)
      case .handedOut(let function, let isCertain, let rule):
        writer.number(2)
        writer.name(function)
        writer.flag(isCertain)
        writer.string(rule.meta.id)
      case .handedTo(let taker, let confidence, let rule):
        writer.number(3)
        writer.name(taker.function)
        writer.number(taker.parameter)
        writer.string(confidence.rawValue)
        writer.string(rule.meta.id)
      }
      writer.finding(awaited.finding)
    }
  }

  fileprivate mutating func finding(_ finding: Finding) {
    string(finding.rule)
    string(finding.group)
    string(finding.severity.rawValue)
    string(finding.confidence.rawValue)
    string(finding.message)
    location(finding.location)
    string(finding.function)
    list(finding.related) { writer, related in
      writer.string(related.message)
      writer.location(related.location)
    }
    optional(finding.fix) { writer, fix in
      writer.string(fix.title)
      writer.string(fix.safety.rawValue)
      writer.list(fix.edits) { writer, edit in
        writer.string(edit.path)
        writer.number(edit.start)
        writer.number(edit.end)
        writer.string(edit.text)
      }
    }
    for text in [finding.fingerprint, finding.localFunction, finding.expression] { string(text) }
  }

  fileprivate mutating func location(_ location: Location) {
    place(FactPlace(file: location.path, start: location.start, end: location.end))
  }
}

extension FactReader {
  /// - Parameter rules: by id, the rules that can be waited with.
  mutating func linted(_ rules: [String: any FactRule.Type]) throws -> LintedFacts {
    let directory = try string()
    guard let facts = PackageFacts(encoded: try list { try $0.byte() }) else { throw Broken() }
    let awaited = try list { reader in
      let condition = try reader.condition(rules, uses: facts.openUses.indices)
      return AwaitedFinding(condition: condition, finding: try reader.finding())
    }
    return LintedFacts(facts: facts, directory: directory, awaited: awaited)
  }

  private mutating func condition(
    _ rules: [String: any FactRule.Type], uses: Range<Int>
  ) throws -> AwaitedFinding.Condition {
    func rule() throws -> any FactRule.Type {
      guard let rule = rules[try string()] else { throw Broken() }
      return rule
    }
    switch try number() {
    case 0:
      let use = try number()
      guard uses.contains(use) else { throw Broken() }
      return .met(use, try rule())
    case 1: return .notHeld(MethodLock(method: try name(), lock: try string()))
    case 2: return .handedOut(try name(), isCertain: try flag(), try rule())
    case 3:
      let function = try name()
      let parameter = try number()
      guard let confidence = Confidence(rawValue: try string()) else { throw Broken() }
      return .handedTo(CensusReport.Container.Taker(function: function, parameter: parameter), confidence, try rule())
    default: throw Broken()
    }
  }

  fileprivate mutating func finding() throws -> Finding {
    let rule = try string()
    let group = try string()
    guard let severity = Severity(rawValue: try string()), let confidence = Confidence(rawValue: try string()) else {
      throw Broken()
    }
    return Finding(
      rule: rule, group: group, severity: severity, confidence: confidence, message: try string(),
      location: try location(), function: try string(),
      related: try list { Related(message: try $0.string(), location: try $0.location()) },
      fix: try optional { reader in
        let title = try reader.string()
        guard let safety = Fix.Safety(rawValue: try reader.string()) else { throw Broken() }
        let edits = try reader.list {
          Fix.Edit(path: try $0.string(), start: try $0.number(), end: try $0.number(), text: try $0.string())
        }
        return Fix(title: title, safety: safety, edits: edits)
      }, fingerprint: try string(), localFunction: try string(), expression: try string())
  }

  fileprivate mutating func location() throws -> Location {
    let place = try place()
    return Location(path: place.file, start: place.start, end: place.end)
  }
}
