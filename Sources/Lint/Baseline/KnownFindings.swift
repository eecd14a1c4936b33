import Glibc
import GoPackages

/// Where findings of a directory are known.
package struct BaselineFile: Hashable, Sendable {
  /// Absolute and clean.
  package var path: String
  /// Whether a user named it: then it has to be there.
  package var isNamed: Bool

  /// What paths in it are relative to.
  var folder: String { Path.parent(path) }
}

/// The baselines of the directories of a run.
package struct KnownFindings {
  /// A baseline of the run.
  package struct File: Sendable {
    package var place: BaselineFile
    /// As shown to the user.
    package var source: String
    /// Nil where there is none yet.
    package var baseline: Baseline?
    /// What the run found, known or not.
    package fileprivate(set) var found: [(key: FindingKey, confidence: Confidence)] = []
    /// Entries that the run would have found if they still held.
    package fileprivate(set) var stale: Set<Int> = []
    /// Entries of files and rules that the run did not look at.
    package fileprivate(set) var unseen: Set<Int> = []
  }

  private let run: ConfiguredRun
  package private(set) var files: [File] = []

  /// Reads them. For `mapvet baseline write` none has to be there, and what cannot be read counts for none.
  package init(of run: ConfiguredRun, areToBeWritten: Bool = false) throws(ConfigurationFailure) {
    self.run = run
    let here = WorkingDirectory.current()
    for directory in run.directories.values {
      guard let place = directory.place.baseline(for: directory.directory),
        !files.contains(where: { $0.place == place })
      else { continue }
      let source = here.shown(place.path)
      do throws(ConfigurationProblem) {
        let baseline = try Baseline.read(place.path, source: source)
        if place.isNamed, baseline == nil, !areToBeWritten {
          throw ConfigurationProblem(
            source: source, message: "no such file or directory: `mapvet baseline write` makes it")
        }
        files.append(File(place: place, source: source, baseline: baseline))
      } catch {
        guard areToBeWritten else { throw ConfigurationFailure([error]) }
        files.append(File(place: place, source: source))
      }
    }
    files.sort { $0.place.path.utf8.lexicographicallyPrecedes($1.place.path.utf8) }
  }

  /// Takes known findings out of an outcome and judges the entries.
  package mutating func apply(to outcome: inout RunOutcome) {
    var isKnown = Array(repeating: false, count: outcome.result.findings.count)
    for index in files.indices {
      let mine = outcome.result.findings.indices.filter { file(of: outcome.result.findings[$0]) == files[index].place }
      let findings = mine.map { outcome.result.findings[$0] }
      let keys = findings.map { FindingKey($0, path: path(of: $0, in: files[index].place)) }
      files[index].found = zip(keys, findings).map { ($0, $1.confidence) }
      guard let baseline = files[index].baseline else { continue }
      let match = FindingMatch(keys, known: baseline.entries.map(\.key))
      for (at, known) in zip(mine, match.isKnown) where known { isKnown[at] = true }
      let missing = baseline.entries.indices.filter { !match.isFound[$0] }
      if missing.isEmpty { continue }
      let judge = EntryJudge(run, outcome, files[index].place, baseline)
      for entry in missing {
        if judge.isStale(baseline.entries[entry]) {
          files[index].stale.insert(entry)
        } else {
          files[index].unseen.insert(entry)
        }
      }
    }
    outcome.statistics.known = isKnown.count { $0 }
    outcome.result.findings = zip(outcome.result.findings, isKnown).filter { !$1 }.map(\.0)
  }

  private func file(of finding: Finding) -> BaselineFile? {
    run.directories[Path.parent(finding.location.path)].flatMap { $0.place.baseline(for: $0.directory) }
  }

  private func path(of finding: Finding, in file: BaselineFile) -> String {
    let path = finding.location.path
    let directory = run.directories[Path.parent(path)]?.directory ?? "/"
    return Path.relative(Path.join(directory, Path.base(path)), to: file.folder)
  }
}

extension KnownFindings.File {
  /// What the file holds when the run's findings take the place of the entries that it judged.
  package var renewed: Baseline {
    let kept = (baseline?.entries ?? []).enumerated().filter { unseen.contains($0.offset) }.map(\.element)
    return Baseline(found + kept.map { ($0.key, $0.confidence) })
  }

  /// What the file holds without stale entries; nil where there are none.
  package var pruned: Baseline? { stale.isEmpty ? nil : baseline?.removing(stale) }
}

/// Tells entries whose finding is gone from those that a run did not ask for.
private struct EntryJudge {
  private let run: ConfiguredRun
  private let folder: String
  /// Absolute paths of linted files, with the policies of their directories.
  private var linted: [String: Policy] = [:]
  /// Whether all files of the baseline were linted: only then it is known what rules say that ask other packages.
  private let coversAll: Bool
  /// Whether all trees were linted that entries lie in: else a file that is gone may have moved to where nobody looked.
  private let coversTrees: Bool

  init(_ run: ConfiguredRun, _ outcome: RunOutcome, _ file: BaselineFile, _ baseline: Baseline) {
    self.run = run
    folder = file.folder
    for path in outcome.linted {
      guard let directory = run.directories[Path.parent(path)] else { continue }
      linted[Path.join(directory.directory, Path.base(path))] = directory.place.policy
    }
    let (folder, linted, roots) = (folder, linted, run.treeRoots)
    coversTrees = baseline.entries.allSatisfy { entry in
      roots.contains { Path.below($0, Path.absolute(entry.key.path, in: folder)) != nil }
    }
    coversAll = baseline.entries.allSatisfy {
      let path = Path.absolute($0.key.path, in: folder)
      return linted[path] != nil || access(path, F_OK) != 0
    }
  }

  func isStale(_ entry: Baseline.Entry) -> Bool {
    let path = Path.absolute(entry.key.path, in: folder)
    guard let policy = linted[path] else { return coversTrees && access(path, F_OK) != 0 }
    if let rule = run.all.first(where: { $0.meta.id == entry.key.rule }) {
      if rule.asksOthers && !coversAll { return false }
    } else if !RuleMeta.directiveRules.contains(where: { $0.id == entry.key.rule }) {
      // A rule that there is no more.
      return true
    }
    let file = policy.policy(forFile: path)
    return file.rules.contains(entry.key.rule) && file.minConfidence <= entry.confidence
  }
}

extension KnownFindings {
  /// A line for each baseline with entries that hold no more.
  package var staleNotices: [String] {
    files.filter { !$0.stale.isEmpty }.map { file in
      let count = file.stale.count
      return
        "\(count) \(count == 1 ? "entry" : "entries") of \(file.source) \(count == 1 ? "matches" : "match") nothing any "
        + "more: `mapvet baseline prune` removes \(count == 1 ? "it" : "them")"
    }
  }
}
