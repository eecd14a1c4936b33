import Census

/// The forms of what became worse since a revision; the raw value is the name on the command line.
package enum CensusDifferenceFormat: String, CaseIterable, Sendable {
  /// A line for each container, and one for each access that lost the guard.
  case text
  /// The schema `mapvet/census-difference/1`.
  case json
  /// Lists for a pull request.
  case markdown

  /// Writes the report and flushes the sink. Paths are as they shall be shown.
  package func render(
    _ difference: CensusDifference, since revision: CensusRevision, _ context: ReportContext, to sink: ByteSink
  ) {
    defer { sink.flush() }
    switch self {
    case .text: CensusDifferenceText(difference).write(since: revision, context, to: sink)
    case .json: CensusDifferenceJSON(difference).write(since: revision, to: sink)
    case .markdown: CensusDifferenceMarkdown(difference).write(since: revision, to: sink)
    }
  }
}

/// What a census is compared with.
package struct CensusRevision: Hashable, Sendable {
  /// As the user named it.
  package var name: String
  package var commit: String

  package init(name: String, commit: String) {
    self.name = name
    self.commit = commit
  }
}

/// What is said of each container, in words.
enum CensusDifferenceWords {
  typealias Container = CensusReport.Container

  static func lostGuard(_ loss: CensusDifference.Loss) -> String {
    guard let old = loss.before.guardedBy else { return "lost its guard" }
    let was = "lost its guard: \(old.lock) was held at \(old.held) of \(old.of) accesses"
    guard let new = loss.after.guardedBy else { return "\(was), now at too few to be one" }
    return "\(was), now \(new.lock == old.lock ? "" : "\(new.lock) ")at \(new.held) of \(new.of)"
  }

  static func site(_ site: CensusReport.Site) -> String {
    let function = site.function.isEmpty ? "" : " in \(site.function)"
    let locks = site.locks.isEmpty ? "no lock" : site.locks.joined(separator: ", ")
    return "\(site.kind.rawValue)\(function) holds \(locks)"
  }

  static func lostBound(_ loss: CensusDifference.Loss) -> String {
    let left = loss.after.shrinks.map(\.rawValue).joined(separator: ", ")
    if let bound = loss.before.bound {
      return "lost its bound: was bounded by \(words(bound)), now "
        + (left.isEmpty ? "only grows" : "by nothing that is seen; entries are taken out by \(left)")
    }
    let was = loss.before.shrinks.map(\.rawValue).joined(separator: ", ")
    return "only grows: entries were taken out by \(was), now by nothing"
  }

  static func appeared(_ container: Container) -> String {
    var parts = ["appeared: \(kind(container))"]
    if let bytes = container.entryBytes { parts.append("\(bytes) bytes an entry") }
    if let guarded = container.guardedBy {
      parts.append("\(guarded.lock) held at \(guarded.held) of \(guarded.of) accesses")
    }
    if let bound = container.bound { parts.append("bounded by \(words(bound))") }
    if container.risk != .low { parts.append(container.risk.label) }
    return parts.joined(separator: ", ")
  }

  private static func kind(_ container: Container) -> String {
    guard let key = container.key, let value = container.value else { return container.kind.rawValue }
    return switch container.kind {
    case .sliceOfMaps: "[]map[\(key.type)]\(value.type)"
    case .arrayOfMaps: "array of map[\(key.type)]\(value.type)"
    default: "map[\(key.type)]\(value.type)"
    }
  }

  private static func words(_ bound: CensusReport.Bound) -> String {
    switch bound {
    case .keyType: "the few values of its key's type"
    case .constantKeys: "its keys, which are constants"
    case .length: "its length"
    case .list: "a list beside it"
    case .age: "the age of its entries"
    }
  }
}

/// `path:line: name lost its guard: …`, the losses first.
struct CensusDifferenceText {
  private let difference: CensusDifference

  init(_ difference: CensusDifference) { self.difference = difference }

  func write(since revision: CensusRevision, _ context: ReportContext, to sink: ByteSink) {
    func line(_ container: CensusReport.Container, _ words: String) {
      sink.write(HarmlessText.message("\(container.path):\(container.line): \(container.name) \(words)") + "\n")
    }
    for loss in difference.lostGuard {
      line(loss.after, CensusDifferenceWords.lostGuard(loss))
      for site in loss.sites {
        sink.write(HarmlessText.message("  \(site.path):\(site.line): \(CensusDifferenceWords.site(site))") + "\n")
      }
    }
    for loss in difference.lostBound { line(loss.after, CensusDifferenceWords.lostBound(loss)) }
    for container in difference.appeared { line(container, CensusDifferenceWords.appeared(container)) }
    guard context.showsSummary else { return }
    sink.write("since \(HarmlessText.message(revision.name)): \(difference.appeared.count) appeared, ")
    sink.write("\(difference.lostGuard.count) lost their guard, \(difference.lostBound.count) lost their bound\n")
  }
}

/// Three lists, without those that are empty.
struct CensusDifferenceMarkdown {
  private let difference: CensusDifference

  init(_ difference: CensusDifference) { self.difference = difference }

  func write(since revision: CensusRevision, to sink: ByteSink) {
    func text(_ text: String) -> String { CensusMarkdownReport.escaped(HarmlessText.message(text)) }
    func item(_ container: CensusReport.Container, _ words: String) {
      sink.write("- **\(text(container.name))** \(text(words)) (\(text("\(container.path):\(container.line)")))\n")
    }
    sink.write("# Maps since \(text(revision.name))\n")
    if difference.isEmpty { sink.write("\nNone appeared, lost its guard or lost its bound.\n") }
    if !difference.lostGuard.isEmpty {
      sink.write("\n## Lost their guard\n\n")
      for loss in difference.lostGuard {
        item(loss.after, CensusDifferenceWords.lostGuard(loss))
        for site in loss.sites {
          sink.write("  - \(text("\(site.path):\(site.line): \(CensusDifferenceWords.site(site))"))\n")
        }
      }
    }
    if !difference.lostBound.isEmpty {
      sink.write("\n## Lost their bound\n\n")
      for loss in difference.lostBound { item(loss.after, CensusDifferenceWords.lostBound(loss)) }
    }
    if !difference.appeared.isEmpty {
      sink.write("\n## Appeared\n\n")
      for container in difference.appeared { item(container, CensusDifferenceWords.appeared(container)) }
    }
  }
}
