import GoPackages

/// What one source of settings says: a file, a section of it for some paths, `--config`, or the other options. What it is silent
/// about is nil.
package struct Configuration: Hashable, Sendable {
  package var select: [String]?
  package var ignore: [String]?
  package var preview: Bool?
  package var rules: [String: RuleSetting] = [:]
  package var minConfidence: Confidence?
  package var failOn: FailOn?
  package var exclude: [Glob]?
  package var sections: [Section] = []
  package var language: GoVersion?
  package var toolchain: GoVersion?
  package var tags: [String]?
  package var goos: String?
  package var goarch: String?
  package var tests: Bool?
  package var baseline: BaselineSetting?

  package init() {}

  /// What is said about one rule.
  package struct RuleSetting: Hashable, Sendable {
    package var isOn: Bool?
    package var severity: Severity?
    /// Values of its options by their names.
    package var options: [String: Int] = [:]

    package init(isOn: Bool? = nil, severity: Severity? = nil) {
      self.isOn = isOn
      self.severity = severity
    }
  }

  /// What holds for some paths only.
  package struct Section: Hashable, Sendable {
    package var files: [Glob]
    /// Says nothing but about rules and confidence.
    package var settings: Configuration
  }

  package enum BaselineSetting: Hashable, Sendable {
    case off
    case file(String)
  }
}

/// From which level on findings make a run fail.
package enum FailOn: Hashable, Sendable {
  case never
  case from(Severity)

  package static let names = Severity.allCases.reversed().map(\.rawValue) + ["never"]

  package init?(_ name: String) {
    if name == "never" {
      self = .never
    } else if let severity = Severity(rawValue: name) {
      self = .from(severity)
    } else {
      return nil
    }
  }

  package var name: String {
    switch self {
    case .never: "never"
    case .from(let severity): severity.rawValue
    }
  }

  package func fails(_ severity: Severity) -> Bool {
    switch self {
    case .never: false
    case .from(let least): severity >= least
    }
  }
}

/// A mistake in a configuration, with its place in the file.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as shown to the user, or the option that held the value.
  package var source: String
  package var line: Int?
  package var column: Int?
  package var message: String

  package var description: String {
    let place = line.map { "\(source):\($0):\(column ?? 1)" } ?? source
    return "\(place): \(message)"
  }
}

/// One or more mistakes: nothing can be run.
package struct ConfigurationFailure: Error, Sendable {
  package var problems: [ConfigurationProblem]

  package init(_ problems: [ConfigurationProblem]) { self.problems = problems }
}
