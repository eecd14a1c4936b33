import GoPackages
import GoSyntax

/// How bad a finding is.
package enum Severity: String, CaseIterable, Comparable, Sendable {
  case info, warning, error

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// How sure a finding is.
package enum Confidence: String, CaseIterable, Comparable, Sendable {
  case low, medium, high

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }

  package static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
}

/// A place in a source file, complete enough to report without the file at hand.
package struct Location: Hashable, Sendable {
  /// The file, as given to the run: relative to the working directory where it lies below it.
  package var path: String
  package var start: Point
  /// After the last byte.
  package var end: Point

  package init(path: String, start: Point, end: Point) {
    self.path = path
    self.start = start
    self.end = end
  }
}

/// A place that proves or explains a finding.
package struct Related: Hashable, Sendable {
  package var message: String
  package var location: Location

  package init(message: String, location: Location) {
    self.message = message
    self.location = location
  }
}

/// A change of source that mends a finding.
package struct Fix: Hashable, Sendable {
  /// Safe: the program behaves as before, only better. Unsafe: a person should look.
  package enum Safety: String, Sendable { case safe, unsafe }

  /// Replaces the bytes `start ..< end` (offsets from 0) by `text`.
  package struct Edit: Hashable, Sendable {
    package var path: String
    package var start: Int
    package var end: Int
    package var text: String

    package init(path: String, start: Int, end: Int, text: String) {
      self.path = path
      self.start = start
      self.end = end
      self.text = text
    }
  }

  package var title: String
  package var safety: Safety
  package var edits: [Edit]

  package init(title: String, safety: Safety, edits: [Edit]) {
    self.title = title
    self.safety = safety
    self.edits = edits
  }
}

/// What a rule found, ready to be reported.
package struct Finding: Hashable, Sendable {
  package var rule: String
  package var group: String
  package var severity: Severity
  package var confidence: Confidence
  package var message: String
  package var location: Location
  /// The enclosing function as go/types prints it (`(*example.com/m/pkg.Server).Serve`); empty outside one.
  package var function: String
  package var related: [Related]
  package var fix: Fix?
  /// Names the finding across runs and checkouts; does not depend on the working directory.
  package var fingerprint: String
  /// The function without its package: `(*Server).Serve`.
  package var localFunction: String
  /// The text of the place in one line, without what comes in blocks.
  package var expression: String

  package init(
    rule: String, group: String, severity: Severity, confidence: Confidence, message: String,
    location: Location, function: String, related: [Related], fix: Fix?, fingerprint: String,
    localFunction: String = "", expression: String = ""
  ) {
    self.rule = rule
    self.group = group
    self.severity = severity
    self.confidence = confidence
    self.message = message
    self.location = location
    self.function = function
    self.related = related
    self.fix = fix
    self.fingerprint = fingerprint
    self.localFunction = localFunction
    self.expression = expression
  }

  /// The order of every report: path, line, column, rule, message; paths and texts compare by bytes.
  package static func inReportOrder(_ a: Finding, _ b: Finding) -> Bool {
    if a.location.path != b.location.path {
      return a.location.path.utf8.lexicographicallyPrecedes(b.location.path.utf8)
    }
    if a.location.start.line != b.location.start.line { return a.location.start.line < b.location.start.line }
    if a.location.start.column != b.location.start.column {
      return a.location.start.column < b.location.start.column
    }
    if a.rule != b.rule { return a.rule.utf8.lexicographicallyPrecedes(b.rule.utf8) }
    if a.message != b.message { return a.message.utf8.lexicographicallyPrecedes(b.message.utf8) }
    return a.fingerprint.utf8.lexicographicallyPrecedes(b.fingerprint.utf8)
  }
}

/// The outcome of a run, as every report gets it.
package struct RunResult: Sendable {
  /// Go files parsed, whether linted or not.
  package var files = 0
  /// Packages linted; a package and its external tests count as two.
  package var packages = 0
  /// Files with syntax errors.
  package var parseErrors = 0
  /// In report order.
  package var findings: [Finding] = []
  package var errors: [LoadError] = []
  /// Rules that ran, in the registry's order.
  package var rules: [RuleMeta] = []

  package init() {}
}
