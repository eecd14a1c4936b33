/// The subject a rule belongs to; the folder its file is in.
package enum Group: String, CaseIterable, Sendable {
  case nilness, concurrency, allocation, layout, retention, runtime
  /// Findings of the linter about its own directives; not in the catalogue.
  case lint
}

/// Whether a rule has proved itself on real code.
package enum Stage: Hashable, Sendable {
  /// Runs with `--preview` or when selected by id.
  case preview(since: String)
  case stable(since: String)

  package var isStable: Bool {
    if case .stable = self { return true }
    return false
  }

  package var name: String { isStable ? "stable" : "preview" }
}

/// What another tool reports for the same thing, and how it differs.
package struct Equivalent: Hashable, Sendable {
  package var tool: String
  package var id: String
  package var difference: String
  /// Whether it reports all that the rule does: `--defer-to golangci` then leaves the rule to it where it is enabled.
  package var covers: Bool

  package init(_ tool: String, _ id: String, _ difference: String, covers: Bool = false) {
    self.tool = tool
    self.id = id
    self.difference = difference
    self.covers = covers
  }
}

/// Everything there is to say about a rule: the source of `explain`, the docs, SARIF's help and part of the tests.
package struct RuleMeta: Hashable, Sendable {
  /// Kebab-case; names the bad pattern.
  package var id: String
  /// One line, lower case, no full stop.
  package var summary: String
  package var group: Group
  package var severity: Severity
  package var stage: Stage
  /// Part of the default set once stable.
  package var isOnByDefault: Bool
  /// Why it matters, in plain English; paragraphs are separated by blank lines.
  package var why: String
  /// At most ten lines of Go that give exactly one finding, placed in a function body or a file (see the rule tests).
  package var bad: String
  /// The same, mended: no finding.
  package var good: String
  /// Known limits, a sentence each.
  package var limits: [String]
  /// Figures that a configuration may change.
  package var options: [RuleOption]
  /// What the rule's program in `testdata/evidence` showed, as `EvidenceFigures` has it. Read it as `evidence`.
  package var figures: String
  package var equivalents: [Equivalent]
  /// How bad it is for whoever is attacked through it, as CVSS scores it (0 to 10); nil for what is no security problem.
  package var securityScore: String?

  package init(
    id: String, summary: String, group: Group, severity: Severity, stage: Stage, isOnByDefault: Bool = true,
    why: String, bad: String, good: String, options: [RuleOption] = [], limits: [String] = [], figures: String = "",
    equivalents: [Equivalent] = [], securityScore: String? = nil
  ) {
    self.id = id
    self.summary = summary
    self.group = group
    self.severity = severity
    self.stage = stage
    self.isOnByDefault = isOnByDefault
    self.why = why
    self.bad = bad
    self.good = good
    self.limits = limits
    self.options = options
    self.figures = figures
    self.equivalents = equivalents
    self.securityScore = securityScore
  }

  /// What was measured.
  package var evidence: [Evidence] { Evidence.facts(in: figures) }
}
