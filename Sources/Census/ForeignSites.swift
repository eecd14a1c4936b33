import GoFlow
import GoSyntax
import GoTypes

extension CensusReport {
  /// A site in one package of a container of another: what the census of a unit cannot see of its own containers.
  package struct ForeignSite: Hashable, Sendable {
    /// The container's id, before equal ids are numbered.
    package var container: String
    package var site: Site
    /// Whether what becomes of the map there is not known.
    package var isUnknown: Bool
    /// Whether it adds keys that are worked out.
    package var adds: Bool
  }

  /// Adds the sites of other packages to the containers they are of.
  mutating func add(_ foreign: [ForeignSite]) {
    if foreign.isEmpty { return }
    let byContainer = Dictionary(grouping: foreign, by: \.container)
    for index in containers.indices {
      guard let added = byContainer[containers[index].id] else { continue }
      containers[index].add(added)
    }
  }
}

extension CensusReport.Container {
  fileprivate mutating func add(_ foreign: [CensusReport.ForeignSite]) {
    sites += foreign.map(\.site)
    sites.sort { ($0.path, $0.line, $0.kind.rawValue) < ($1.path, $1.line, $1.kind.rawValue) }
    if foreign.contains(where: \.isUnknown) {
      growth = .unknown
    } else if growth != .unknown, foreign.contains(where: \.adds) {
      growth = .open
    }
    if foreign.contains(where: { $0.adds || $0.isUnknown }), bound != .keyType { bound = nil }
    let found = Set(foreign.map(\.site.kind))
    let removes: [CensusReport.Shrink] = CensusReport.Shrink.allCases.filter { shrink in
      switch shrink {
      case .delete: found.contains(.delete)
      case .clear: found.contains(.clear)
      case .replace: found.contains(.replace)
      }
    }
    shrinks = CensusReport.Shrink.allCases.filter { shrinks.contains($0) || removes.contains($0) }
  }
}

extension Census {
  /// The sites in files of the unit, tests left out, of containers that other packages declare.
  package func foreignSites(files: [SourceFile]) -> [CensusReport.ForeignSite] {
    let classifier = Classifier(unit: unit)
    var found: [CensusReport.ForeignSite] = []
    var known: [Object: (id: String, kind: CensusReport.Kind)?] = [:]
    for file in files where !isInTest(file.root) {
      for node in file.root.descendants where node.kind == .ident && (node.role == .sel || node.role == .key) {
        guard node.name.isExported, let object = unit.object(of: node), object.kind == .variable,
          object.isField || object.isPackageLevel, let package = object.package, package != unit.package
        else { continue }
        if known[object] == nil { known[object] = .some(Self.foreign(object, package)) }
        guard case .some(.some(let container)) = known[object],
          let site = classifier.site(of: node, kind: container.kind)
        else { continue }
        found.append(foreignSite(site, container.id, file))
      }
    }
    return found
  }

  private func foreignSite(_ site: Site, _ id: String, _ file: SourceFile) -> CensusReport.ForeignSite {
    let isUnknown =
      switch site.kind {
      case .alias, .return, .address, .copy: true
      case .pass: site.callee.map { !ReadOnlyCalls.contains($0) } ?? true
      default: false
      }
    let isConstant = site.key.map { unit.constant(of: $0) != nil } ?? false
    return CensusReport.ForeignSite(
      container: id,
      site: CensusReport.Site(
        kind: site.kind, path: file.path, line: file.position(of: site.node.start).line,
        function: unit.functionName(enclosing: site.node), locks: lockTexts(at: site), concurrent: isConcurrent(site)),
      isUnknown: isUnknown, adds: site.kind == .write && !isConstant)
  }

  /// The id that an exported container has in the census of its own package; nil for what is no container.
  private static func foreign(_ object: Object, _ package: Package) -> (id: String, kind: CensusReport.Kind)? {
    guard let (kind, _) = Births.kind(of: object.type), let declaration = object.declaration else { return nil }
    var parts = [object.name.string]
    for node in declaration.ancestors {
      switch node.kind {
      case .field where node != declaration.parent, .typeSpec,
        .valueSpec where object.isField:
        if let name = node.child(.name) { parts.append(name.textString) }
      case .funcDecl: return nil
      default: break
      }
    }
    return ("\(package.path).\(parts.reversed().joined(separator: "."))", kind)
  }
}
