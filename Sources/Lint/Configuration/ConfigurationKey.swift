import GoPackages

/// The keys of a configuration file: the source of the decoder's answers, the JSON schema and the documentation.
package enum ConfigurationKey: String, CaseIterable, Sendable {
  case select, ignore, preview, rules
  case minConfidence = "min-confidence"
  case failOn = "fail-on"
  case exclude, paths, go, toolchain, tags, goos, goarch, tests, baseline

  /// Keys of an element of `paths`, beside `files`.
  package static let inSections: [ConfigurationKey] = [.select, .ignore, .rules, .minConfidence]

  /// What a value looks like.
  package enum Form: Hashable, Sendable {
    case flag
    case choice([String])
    /// A word or a list of words; what they are.
    case words(String)
    case version
    case rules
    case sections
    /// A path or `false`.
    case baseline
  }

  package var form: Form {
    switch self {
    case .select, .ignore: .words("rule or group")
    case .exclude: .words("pattern")
    case .tags: .words("build tag")
    case .preview, .tests: .flag
    case .rules: .rules
    case .paths: .sections
    case .minConfidence: .choice(Confidence.allCases.reversed().map(\.rawValue))
    case .failOn: .choice(FailOn.names)
    case .go, .toolchain: .version
    case .goos: .choice(Self.systems)
    case .goarch: .choice(Self.architectures)
    case .baseline: .baseline
    }
  }

  /// The value that holds where nothing is said, as YAML; nil where it is worked out.
  package var defaultText: String? {
    switch self {
    case .select, .ignore, .exclude, .paths, .tags: "[]"
    case .preview: "false"
    case .tests: "true"
    case .rules: "{}"
    case .minConfidence: "medium"
    case .failOn: "warning"
    case .goos: "linux"
    case .goarch: "amd64"
    case .go, .toolchain, .baseline: nil
    }
  }

  /// The option of the command line that says the same.
  package var option: String? {
    switch self {
    case .select: "--select"
    case .ignore: "--ignore"
    case .preview: "--preview, --no-preview"
    case .rules: "--severity RULE=LEVEL"
    case .minConfidence: "--min-confidence"
    case .failOn: "--fail-on"
    case .go: "--go"
    case .toolchain: "--toolchain"
    case .tags: "--tags"
    case .goos: "--goos"
    case .goarch: "--goarch"
    case .tests: "--tests, --no-tests"
    case .baseline: "--baseline, --no-baseline"
    case .exclude, .paths: nil
    }
  }

  /// What it is, a sentence or more.
  package var doc: String {
    switch self {
    case .select:
      """
      Run exactly these rules, groups or `all`, in place of the default set. A rule's id runs it whatever its stage; a group \
      or `all` takes rules that are off by default too, and preview ones only with `preview`.
      """
    case .ignore: "Leave out these rules or groups."
    case .preview: "Add rules that have not proved themselves on enough real code yet."
    case .rules:
      """
      By rule: `off`, `on`, or a level (`error`, `warning`, `info`), which turns the rule on too. Or a mapping of `enabled`, \
      `severity` and the rule's own options; what it leaves out stays as it is.
      """
    case .minConfidence: "Report findings from this confidence on."
    case .failOn: "Leave with status 1 on findings from this level on."
    case .exclude:
      """
      Files and folders that are not reported. A file or folder that is named on the command line is reported all the same, but with \
      `--force-exclude`. What is left out is still read where other packages import it.
      """
    case .paths:
      """
      Sections for some files. Each has `files`, a list of patterns, and any of `select`, `ignore`, `rules` (without options) and \
      `min-confidence`. All sections that match a file hold for it, later ones over earlier ones.
      """
    case .go: "Take this language version in place of go.mod's."
    case .toolchain:
      "The toolchain that builds the code, for rules that depend on the runtime; else go.mod's toolchain line."
    case .tags: "Build tags."
    case .goos: "The operating system whose files are linted."
    case .goarch: "The architecture whose files are linted and whose sizes count."
    case .tests: "Whether `_test.go` files are linted."
    case .baseline:
      """
      The file of findings that are known, from the folder of this file; `false` for none. Without it \
      `.mapvet-baseline.json` beside this file, if it is there.
      """
    }
  }

  /// A value to show, as YAML.
  package var example: String {
    switch self {
    case .select: "[nilness, concurrency]"
    case .ignore: "[large-map-value]"
    case .preview: "true"
    case .rules: "\n  unbounded-cache: info\n  explicit-gc: off\n  large-value-range-copy:\n    size: 1024"
    case .minConfidence: "high"
    case .failOn: "error"
    case .exclude: "[third_party/, \"*.pb.go\"]"
    case .paths: "\n  - files: [internal/legacy/]\n    ignore: [layout]\n    rules:\n      nil-map-write: warning"
    case .go, .toolchain: "\"1.24\""
    case .tags: "[integration]"
    case .goos: "windows"
    case .goarch: "arm64"
    case .tests: "false"
    case .baseline: "ci/mapvet-baseline.json"
    }
  }
}

extension ConfigurationKey {
  /// Every GOOS and GOARCH that go knows, in order.
  private static let systems = Platform.knownSystems.sorted()
  private static let architectures = Platform.knownArchitectures.sorted()
}
