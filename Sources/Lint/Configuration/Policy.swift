import GoPackages

/// What is done with findings in one file.
package struct FilePolicy: Sendable {
  /// Ids of the rules whose findings are wanted, those about directives among them.
  package var rules: Set<String>
  package var severities: [String: Severity] = [:]
  package var minConfidence = Confidence.medium
}

/// Which rules run under one configuration, and what is done with what they find.
///
/// Settings come in layers, each over those before: the configuration file, its sections that match a file, `--config`, the other
/// options. In each, `select` begins anew, `ignore` takes away from that, and `rules` turns single ones on and off.
package final class Policy: Sendable {
  /// Settings with the folder that their patterns are relative to.
  package struct Layer: Hashable, Sendable {
    package var settings: Configuration
    package var directory: String

    package init(_ settings: Configuration, in directory: String) {
      self.settings = settings
      self.directory = directory
    }
  }

  /// All rules that any file may want.
  package let table: RuleTable
  /// Their metas, and those about directives.
  let metas: [RuleMeta]
  /// What holds where no section does.
  package let base: FilePolicy
  let options: RuleOptionValues
  private let layers: [Layer]
  private let known: [RuleMeta]
  private let hasSections: Bool

  /// For runs that were told directly what to do.
  package init(_ selection: RuleSelection.Resolved, minConfidence: Confidence, severities: [String: Severity]) {
    table = RuleTable(selection.rules)
    metas =
      selection.rules.map { $0.meta } + RuleMeta.directiveRules.filter { selection.directiveRules.contains($0.id) }
    base = FilePolicy(
      rules: Set(metas.map(\.id)), severities: severities, minConfidence: minConfidence)
    options = RuleOptionValues()
    layers = []
    known = []
    hasSections = false
  }

  package init(layers: [Layer], all: [any Rule.Type]) {
    let known = all.map { $0.meta } + RuleMeta.directiveRules
    self.layers = layers
    self.known = known
    hasSections = layers.contains { !$0.settings.sections.isEmpty }
    base = Self.fold(layers.map(\.settings), known)
    // A rule that a section turns on has to run, wherever the section holds.
    var wanted = base.rules
    for (index, layer) in layers.enumerated() {
      for section in layer.settings.sections {
        var folded = layers.map(\.settings)
        folded.insert(section.settings, at: index + 1)
        wanted.formUnion(Self.fold(folded, known).rules)
      }
    }
    table = RuleTable(all.filter { wanted.contains($0.meta.id) })
    metas = known.filter { wanted.contains($0.id) }
    var values = RuleOptionValues()
    for (rule, setting) in layers.flatMap(\.settings.rules) {
      for (name, value) in setting.options { values.set(value, name, of: rule) }
    }
    options = values
  }

  /// What is done with findings in a file, by its absolute path.
  package func policy(forFile path: String) -> FilePolicy {
    guard hasSections else { return base }
    var folded: [Configuration] = []
    var isPlain = true
    for layer in layers {
      folded.append(layer.settings)
      guard !layer.settings.sections.isEmpty, let below = Path.below(layer.directory, path) else { continue }
      for section in layer.settings.sections where section.files.contains(where: { $0.matches(below) }) {
        folded.append(section.settings)
        isPlain = false
      }
    }
    return isPlain ? base : Self.fold(folded, known)
  }

  /// The pattern of `exclude` that leaves a file out, by its absolute path.
  package func exclusion(ofFile path: String) -> String? {
    guard let layer = layers.last(where: { $0.settings.exclude != nil }), let globs = layer.settings.exclude,
      let below = Path.below(layer.directory, path)
    else { return nil }
    return globs.first { $0.matches(below) }?.text
  }

  package var hasExclusions: Bool { layers.contains { $0.settings.exclude?.isEmpty == false } }

  private static func fold(_ layers: [Configuration], _ known: [RuleMeta]) -> FilePolicy {
    var selection = RuleSelection()
    selection.preview = layers.last { $0.preview != nil }?.preview ?? false
    var policy = FilePolicy(rules: selection.ids(of: known))
    for layer in layers {
      if let select = layer.select {
        selection.select = select
        policy.rules = selection.ids(of: known)
      }
      if let ignore = layer.ignore {
        for meta in known where RuleSelection.names(ignore, meta) { policy.rules.remove(meta.id) }
      }
      for (id, setting) in layer.rules {
        if setting.isOn == true { policy.rules.insert(id) }
        if setting.isOn == false { policy.rules.remove(id) }
        if let severity = setting.severity { policy.severities[id] = severity }
      }
      if let confidence = layer.minConfidence { policy.minConfidence = confidence }
    }
    return policy
  }
}

/// The policies of a run by the directories that are linted.
package struct Policies: Sendable {
  package struct Place: Sendable {
    package var policy: Policy
    /// Absolute.
    package var directory: String
    /// Names of files that are not reported.
    package var excluded: Set<String> = []

    package init(policy: Policy, directory: String, excluded: Set<String> = []) {
      self.policy = policy
      self.directory = directory
      self.excluded = excluded
    }
  }

  /// For directories that have none of their own.
  let base: Policy
  /// By directories as shown.
  let places: [String: Place]

  package init(_ base: Policy, places: [String: Place] = [:]) {
    self.base = base
    self.places = places
  }

  var all: [Policy] { places.isEmpty ? [base] : places.values.map(\.policy) }

  func policy(of directory: String) -> Policy { places[directory]?.policy ?? base }

  /// What is done with findings in a file, by its path as shown.
  func policy(forFile path: String) -> FilePolicy {
    guard let place = places[Path.parent(path)] else { return base.base }
    return place.policy.policy(forFile: Path.join(place.directory, Path.base(path)))
  }

  func isExcluded(_ path: String) -> Bool {
    places[Path.parent(path)]?.excluded.contains(Path.base(path)) ?? false
  }
}
