extension CensusReport {
  /// What may go wrong with a container, the worst first: the order of the audit's table.
  package enum Risk: Int, CaseIterable, Comparable, Sendable {
    /// Two goroutines may be at it, one of them changes it, and no lock is held at most accesses.
    case unguarded
    /// A lock is held at most accesses; at another one, which other goroutines may come to, no lock is held.
    case partlyGuarded
    /// Computed keys are added for as long as the process runs, nothing bounds them and nothing takes them out.
    case onlyGrows
    /// Computed keys are added, some things take entries out, nothing is seen to bound their number.
    case unbounded
    /// It goes where its uses cannot be followed.
    case unknown
    /// None of these.
    case low

    package static func < (a: Risk, b: Risk) -> Bool { a.rawValue < b.rawValue }

    /// In a few words.
    package var label: String {
      switch self {
      case .unguarded: "unguarded"
      case .partlyGuarded: "partly guarded"
      case .onlyGrows: "only grows"
      case .unbounded: "no bound seen"
      case .unknown: "unknown uses"
      case .low: "-"
      }
    }
  }

  /// The containers by risk; of equal risk the one with the larger entries first, then by path, line and id.
  package var byRisk: [Container] {
    containers.enumerated().map { (risk: $0.element.risk, cost: $0.element.entryBytes ?? 0, index: $0.offset) }
      .sorted { a, b in (a.risk.rawValue, -a.cost, a.index) < (b.risk.rawValue, -b.cost, b.index) }
      .map { containers[$0.index] }
  }
}

extension CensusReport.Container {
  package var risk: CensusReport.Risk {
    if !locksItself {
      if let guardedBy, guardedBy.held < guardedBy.of, concurrent != false, sites.contains(where: \.isOpen) {
        return .partlyGuarded
      }
      if concurrent == true, guardedBy == nil, sites.contains(where: \.kind.changesTable) { return .unguarded }
    }
    if growsWithoutBound { return shrinks.isEmpty ? .onlyGrows : .unbounded }
    return growth == .unknown ? .unknown : .low
  }

  /// How many sites there are of a kind.
  package func count(_ kinds: CensusReport.SiteKind...) -> Int {
    sites.reduce(0) { $0 + (kinds.contains($1.kind) ? 1 : 0) }
  }
}

extension CensusReport.Site {
  /// Whether other goroutines may come to the access while it holds no lock.
  package var isOpen: Bool { kind.isAccess && concurrent == true && locks.isEmpty }
}

extension CensusReport.SiteKind {
  /// Whether the table is changed in place.
  package var changesTable: Bool { self == .write || self == .delete || self == .clear }

  /// Whether the table is read or changed.
  package var isAccess: Bool {
    switch self {
    case .read, .write, .delete, .range, .len, .clear: true
    default: false
    }
  }
}
