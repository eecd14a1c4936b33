import GoFlow
import GoSyntax
import GoTypes

extension Census {
  /// The sites of a container outside tests if nothing takes entries out and nothing looks at its length: it only grows.
  /// Nil where something may, and where not all uses are known.
  package func sitesIfOnlyGrowing(_ container: Container) -> [Site]? {
    if container.isExported && !isMain { return nil }
    if container.kind != .map && container.kind != .syncMap { return nil }
    let sites = container.sites.filter { !isInTest($0.node) }
    if container.unknownUses.contains(where: { !isInTest($0.node) }) { return nil }
    return sites.allSatisfy { keepsGrowing($0) } ? sites : nil
  }

  /// Whether a replacement is `if m == nil { m = … }`: the first map, not another.
  package func isLazyMake(_ site: Site) -> Bool { Lifetime.isLazyMake(site, unit) }

  /// What keeps a container small, tests left out; nil where nothing does.
  package func bound(of container: Container) -> CensusReport.Bound? {
    var container = container
    container.sites.removeAll { isInTest($0.node) }
    return Lifetime(container, variety, isMadeOnly: isBeforeSharing, unit).bound
  }

  /// Whether the package is a program: nobody imports it.
  package var isMain: Bool { unit.package.name == Self.mainName }

  private static let mainName = Name.of("main")

  /// Whether a site takes no entries out, replaces nothing and does not look at how many there are.
  package func keepsGrowing(_ site: Site) -> Bool {
    switch site.kind {
    case .delete, .clear: false
    // A length that is shown bounds nothing; one that is compared or kept may.
    case .len: site.operation.withParentheses.role == .arg
    case .make: site.value.map(isFresh) ?? (site.operation.kind == .valueSpec)
    case .replace: (site.value.map(isFresh) ?? false) && (isBeforeSharing(site) || isLazyMake(site))
    case .pass: site.effects.map { $0.isDisjoint(with: [.delete, .clear, .len]) } ?? false
    default: true
    }
  }

  /// `make`, a literal or nothing: not a map that something else holds too.
  private func isFresh(_ expression: Node) -> Bool {
    let node = expression.unparenthesized
    switch node.kind {
    case .compositeLit: return true
    case .unaryExpr: return node.token == .and && node.child(.x)?.unparenthesized.kind == .compositeLit
    case .callExpr: return unit.builtin(node) == .make || unit.builtin(node) == .new
    default: return unit.isNil(node)
    }
  }
}
