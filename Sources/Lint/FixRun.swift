/// What is to be done about findings.
package struct FixRequest: Sendable {
  /// Fixes of these kinds are applied.
  package var safeties: Set<Fix.Safety> = []
  /// Why what is left is to be ignored; nil to leave it.
  package var ignoreReason: String?

  package init() {}
}

/// What it came to. Nothing is written yet.
package struct FixResult: Sendable {
  package struct File: Sendable {
    /// As in findings.
    package let path: String
    package let source: LintedSource
    package let changed: [UInt8]
  }

  /// Of the last run: what is left once the files are written.
  package var outcome: RunOutcome
  /// The files that change, by path.
  package var files: [File] = []
  package var fixed = 0
  package var ignored = 0
  /// Findings left that have a fix which was not asked for.
  package var unsafeLeft = 0
  /// What was not done and why, a line each.
  package var notes: [String] = []
}

/// Applies fixes to sources in memory, batch by batch, and lints again after each, until nothing is left to do.
///
/// A file that does not parse is not touched. A batch after which a file would not parse is not applied to it, and the file
/// is left alone from then on.
package struct FixRun {
  private let request: FixRequest
  private let lint: ([String: [UInt8]]) throws -> RunOutcome
  /// As linted first, by path in findings.
  private var originals: [String: LintedSource] = [:]
  /// Changed files, by path in findings.
  private var current: [String: LintedSource] = [:]
  /// Files that are left alone.
  private var blocked: Set<String> = []
  private var result: FixResult

  /// Fixes may lay bare others; a fix that asks for another for ever is one too many.
  private static let roundLimit = 20

  /// - Parameter lint: runs on the sources as they are, except those it is given, by absolute path. The options of the
  ///   run keep sources (`RunOptions.keepsSources`).
  package init(_ request: FixRequest, lint: @escaping ([String: [UInt8]]) throws -> RunOutcome) {
    self.request = request
    self.lint = lint
    result = FixResult(outcome: RunOutcome())
  }

  package mutating func run() throws -> FixResult {
    try runLint()
    if !request.safeties.isEmpty { try fix() }
    if let reason = request.ignoreReason { try ignore(reason) }
    result.unsafeLeft = result.outcome.result.findings.count { finding in
      finding.fix.map { $0.safety == .unsafe && !request.safeties.contains(.unsafe) } ?? false
    }
    result.files = current.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
      guard let source = originals[path], let changed = current[path], changed.bytes != source.bytes else { return nil }
      return FixResult.File(path: path, source: source, changed: changed.bytes)
    }
    return result
  }

  private mutating func runLint() throws {
    let overlay = Dictionary(current.values.map { ($0.absolutePath, $0.bytes) }) { first, _ in first }
    result.outcome = try lint(overlay)
    originals.merge(result.outcome.sources) { first, _ in first }
  }

  private mutating func fix() throws {
    for round in 0... {
      var batch = FixBatch()
      let sources = self.sources
      for fix in result.outcome.result.findings.compactMap(\.fix) where request.safeties.contains(fix.safety) {
        guard !fix.edits.contains(where: { blocked.contains($0.path) }) else { continue }
        _ = batch.add(fix, to: sources)
      }
      if batch.fixes.isEmpty { return }
      guard round < Self.roundLimit else {
        result.notes.append("stopped fixing after \(round) rounds, each of which led to further fixes")
        return
      }
      let done = apply(batch, sources, "with its fixes")
      if done.fixes.isEmpty { continue }
      result.fixed += done.fixes.count
      try runLint()
    }
  }

  private mutating func ignore(_ reason: String) throws {
    // Where a directive stands already, a second one would do no more than it.
    var tried: Set<FixIgnores.Place> = []
    for _ in 0..<Self.roundLimit {
      let sources = self.sources
      var batch = FixBatch()
      var counts: [Fix: Int] = [:]
      for (path, findings) in Dictionary(grouping: result.outcome.result.findings, by: \.location.path) {
        guard !blocked.contains(path), let source = sources[path] else { continue }
        guard let file = source.parsed(path) else {
          leaveAlone(path, "it does not parse")
          continue
        }
        var ignores = FixIgnores(file: file, reason: reason)
        for (fix, count) in ignores.directives(for: findings, tried: &tried) {
          if batch.add(fix, to: sources) { counts[fix] = count }
        }
        result.notes += ignores.notes
      }
      let done = apply(batch, sources, "with directives")
      if done.fixes.isEmpty { break }
      result.ignored += done.fixes.reduce(0) { $0 + (counts[$1] ?? 0) }
      try runLint()
    }
    result.notes.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The files as the last run saw them.
  private var sources: [String: LintedSource] { result.outcome.sources }

  /// Applies a batch, without the fixes of files that do not parse or then would not. Gives what was applied.
  private mutating func apply(_ batch: FixBatch, _ sources: [String: LintedSource], _ what: String) -> FixBatch {
    var batch = batch
    while true {
      var changed: [String: LintedSource] = [:]
      var broken: Set<String> = []
      for (path, source) in sources.sorted(by: { $0.key < $1.key }) where batch.edits[path] != nil {
        guard let file = source.parsed(path) else {
          leaveAlone(path, "it does not parse")
          broken.insert(path)
          continue
        }
        var next = source
        next.bytes = batch.applied(to: path, source, file)
        if next.parsed(path) == nil {
          leaveAlone(path, "\(what) it would not parse; this is a bug of mapvet")
          broken.insert(path)
        } else {
          changed[path] = next
        }
      }
      if broken.isEmpty {
        current.merge(changed) { $1 }
        return batch
      }
      batch = batch.without(broken, sources)
    }
  }

  private mutating func leaveAlone(_ path: String, _ reason: String) {
    if blocked.insert(path).inserted { result.notes.append("\(path): left as it is: \(reason)") }
  }
}
