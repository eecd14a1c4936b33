import GoFlow
import GoSyntax
import GoTypes

/// Gathers the sites of all containers of a unit, then those of the local variables and parameters that hold the same maps.
struct Collector {
  let unit: Unit
  private let classifier: Classifier
  private(set) var containers: [Container]
  private var indices: [Object: Int]
  private(set) var aliases = Aliases()
  /// Whether package sync is not found, so that locks are not seen for what they are.
  let missesLocks: Bool

  /// - Parameter reported: the files of which local variables too are wanted; nil for all.
  init(_ unit: Unit, localsOf reported: Set<UInt32>? = nil) {
    self.unit = unit
    classifier = Classifier(unit: unit)
    let births = Births(unit, localsOf: reported)
    containers = births.containers
    indices = births.indices
    missesLocks = births.missesLocks
    if containers.isEmpty { return }
    let finder = SiteFinder(containers, indices, unit, classifier)
    for (index, site) in finder.sites() { containers[index].sites.append(site) }
    followAliases()
    dropUnshared()
    Annotations.apply(to: &containers, unit.files)
  }

  // MARK: Aliases

  private mutating func followAliases() {
    for container in containers { aliases.note(container.sites, container.kind, unit) }
    for _ in 0..<Aliases.rounds {
      let fresh = aliases.takeFresh()
      if fresh.isEmpty { break }
      let wanted = NameFilter(fresh.keys.map(\.name))
      var found: [Object: [Site]] = [:]
      for file in unit.files {
        for node in file.root.descendants where node.kind == .ident && wanted.contains(node.name) {
          guard node.role != .sel, let object = unit.object(of: node),
            let kind = fresh[object], object.declaration != node,
            let site = classifier.site(of: node, kind: kind)
          else { continue }
          found[object, default: []].append(site)
        }
      }
      for (object, sites) in found { aliases.add(object, sites) }
      for object in found.keys { aliases.note(alias: object, found[object] ?? [], unit) }
    }
    aliases.finish()
    for index in containers.indices { resolve(index) }
  }

  /// Adds the sites through aliases and keeps those uses apart that cannot be followed.
  private mutating func resolve(_ index: Int) {
    var own = containers[index].sites
    for position in own.indices where own[position].kind == .pass {
      aliases.addEffects(to: &own[position], unit)
    }
    var unknown = own.filter { aliases.isUnknown($0) }
    for (object, sites) in aliases.certain(own) {
      for var site in sites {
        site.alias = object
        if site.kind == .pass { aliases.addEffects(to: &site, unit) }
        if aliases.isUnknown(site) { unknown.append(site) }
        own.append(site)
      }
    }
    own.sort { ($0.node.fileIndex, $0.node.start, $0.node.id) < ($1.node.fileIndex, $1.node.start, $1.node.id) }
    containers[index].sites = own
    containers[index].unknownUses = unknown
  }

  /// Leaves out local variables that only their own function touches.
  private mutating func dropUnshared() {
    containers.removeAll { container in
      guard container.scope == .local else { return false }
      let home = container.declaration.enclosingFunction
      return !container.sites.contains { site in
        if site.alias != nil { return false }
        if site.node.enclosingFunction != home || site.kind == .address { return true }
        return site.kind == .pass && site.operation.parent?.kind == .goStmt
      }
    }
  }
}

/// Which names are worth looking up: exact on a few bits of the name, then exact on the name.
struct NameFilter: Sendable {
  private var bits: UInt64 = 0
  private var names: Set<Name> = []

  init(_ names: some Sequence<Name>) {
    for name in names {
      bits |= 1 << UInt64(name.id & 63)
      self.names.insert(name)
    }
  }

  func contains(_ name: Name) -> Bool { bits >> UInt64(name.id & 63) & 1 == 1 && names.contains(name) }
}
