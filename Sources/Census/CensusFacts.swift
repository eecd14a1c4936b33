extension CensusReport {
  /// What a package does to containers of others lies in files of its own.
  package struct LocatedFacts: Sendable {
    package var facts: PackageFacts
    /// Where the package's files lie, with a slash at the end.
    package var directory: String

    package init(_ facts: PackageFacts, in directory: String) {
      self.facts = facts
      self.directory = directory
    }
  }

  /// Adds what other packages do to the containers, by name, through what functions return, and in functions that get them.
  mutating func add(_ facts: [LocatedFacts]) {
    if facts.isEmpty { return }
    let summaries = FactSummaries(facts.map(\.facts))
    var uses: [String: [(use: PackageFacts.MapUse, path: String)]] = [:]
    for located in facts {
      for use in located.facts.mapUses {
        let path = located.directory + use.place.file
        if !use.isResult {
          uses[use.map.identifier, default: []].append((use, path))
          continue
        }
        for result in summaries[use.map]?.results ?? [] {
          uses[result.container.identifier, default: []].append((use, path))
        }
      }
    }
    for index in containers.indices {
      containers[index].resolveHandedTo(summaries)
      if let added = uses[containers[index].id] { containers[index].add(added) }
    }
  }
}

extension CensusReport.Container {
  /// A function of another package of the run that gets the map.
  package struct Taker: Hashable, Sendable {
    package var function: FactName
    package var parameter: Int

    package init(function: FactName, parameter: Int) {
      self.function = function
      self.parameter = parameter
    }
  }

  /// What is known of the container if functions of other packages, which get it, do nothing to it.
  package struct Lifetime: Hashable, Sendable {
    package var takers: [Taker]
    package var growth: CensusReport.Growth
    package var bound: CensusReport.Bound?
    package var shrinks: [CensusReport.Shrink]
  }

  /// Puts in what the functions of other packages do that get the map.
  fileprivate mutating func resolveHandedTo(_ summaries: FactSummaries) {
    guard let open = openLifetime else { return }
    openLifetime = nil
    var effects: Set<CensusReport.SiteKind> = []
    for taker in open.takers {
      guard let known = summaries.parameter(taker.parameter, of: taker.function) else { return }
      effects.formUnion(known.effects)
    }
    growth = effects.contains(.write) ? .open : open.growth
    bound = effects.contains(.write) && open.bound != .keyType ? nil : open.bound
    shrinks = open.shrinks
    addShrinks(effects)
  }

  private mutating func addShrinks(_ kinds: Set<CensusReport.SiteKind>) {
    shrinks = CensusReport.Shrink.allCases.filter { shrink in
      switch shrink {
      case .delete: kinds.contains(.delete) || shrinks.contains(shrink)
      case .clear: kinds.contains(.clear) || shrinks.contains(shrink)
      case .replace: kinds.contains(.replace) || shrinks.contains(shrink)
      }
    }
  }

  fileprivate mutating func add(_ uses: [(use: PackageFacts.MapUse, path: String)]) {
    sites += uses.map { use, path in
      CensusReport.Site(
        kind: use.kind, path: path, line: use.place.start.line, function: use.function, locks: use.locks,
        concurrent: use.isConcurrent)
    }
    sites.sort { ($0.path, $0.line, $0.kind.rawValue) < ($1.path, $1.line, $1.kind.rawValue) }
    if uses.contains(where: \.use.isUnknown) {
      growth = .unknown
    } else if growth != .unknown, uses.contains(where: \.use.adds) {
      growth = .open
    }
    if uses.contains(where: { $0.use.adds || $0.use.isUnknown }), bound != .keyType { bound = nil }
    addShrinks(Set(uses.map(\.use.kind)))
  }
}
