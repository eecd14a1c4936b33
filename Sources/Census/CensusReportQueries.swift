/// What reports ask of a container, beside its risk.
extension CensusReport.Container {
  /// Whether it may be used by several goroutines as it is.
  package var locksItself: Bool { kind == .syncMap || kind == .syncPool }

  /// Computed keys are added while the program runs and nothing is seen to bound their number, whatever its guard.
  package var growsWithoutBound: Bool { growth == .open && bound == nil && scope != .local }

  /// The accesses that do not hold the guard. Empty where they are not exactly as many as the guard leaves out: then it
  /// is not known which they are.
  package var sitesWithoutGuard: [CensusReport.Site] {
    guard let guarded = guardedBy, guarded.held < guarded.of else { return [] }
    let bare = sites.filter { site in
      site.kind.isAccess && site.concurrent != false && !site.locks.contains { Self.isSame($0, guarded.lock) }
    }
    return bare.count == guarded.of - guarded.held ? bare : []
  }

  /// Whether a lock as held at a site, `s.mu` or `s.mu (read)`, may be the guard `Server.mu`: a site calls the owner by the
  /// name that it has there.
  private static func isSame(_ held: String, _ guarded: String) -> Bool {
    var held = held[...]
    if held.hasSuffix(" (read)") { held = held.dropLast(7) }
    if held == guarded { return true }
    guard let dot = held.firstIndex(of: "."), let other = guarded.firstIndex(of: ".") else { return false }
    return held[dot...] == guarded[other...]
  }
}
