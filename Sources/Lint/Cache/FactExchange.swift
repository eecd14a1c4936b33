import Census

/// The facts of packages as bytes, for runs that see one package at a time: what one leaves behind, the next ones get.
///
/// Findings that wait for callers in other packages go along, and are reported where a package that calls is looked at. What was left
/// behind by the imports of an import comes along too.
struct FactExchange {
  private static let magic: [UInt8] = Array("mapvet facts 1\n".utf8)

  /// The facts that earlier runs left behind, each package's once; what is damaged, or of another version, says nothing.
  static func read(_ files: [[UInt8]], _ rules: [String: any FactRule.Type]) -> [LintedFacts] {
    var found: [String: LintedFacts] = [:]
    for bytes in files where bytes.starts(with: magic) {
      guard var reader = try? FactReader(sealed: bytes, from: magic.count),
        let facts = try? reader.list({ try $0.linted(rules) }), reader.isAtEnd
      else { continue }
      for linted in facts where found[linted.facts.package] == nil { found[linted.facts.package] = linted }
    }
    return found.values.sorted { $0.facts.package < $1.facts.package }
  }

  static func write(_ facts: [LintedFacts]) -> [UInt8] {
    if facts.isEmpty { return [] }
    var writer = FactWriter()
    writer.list(facts) { $0.linted($1) }
    return magic + writer.sealed
  }
}
