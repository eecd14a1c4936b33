import GoFlow
import GoSyntax
import GoTypes

/// Local variables and parameters that hold the map of a container, and what is done through them.
struct Aliases {
  /// How far aliases of aliases, and parameters handed on, are followed.
  static let rounds = 3

  /// What is done to each variable or parameter that was looked for, in order of file and offset.
  private var sites: [Object: [Site]] = [:]
  private var fresh: [Object: CensusReport.Kind] = [:]
  private var known: Set<Object> = []
  private var kinds: [Object: CensusReport.Kind] = [:]

  // MARK: What to look for

  /// The variables and parameters met since the last call.
  mutating func takeFresh() -> [Object: CensusReport.Kind] {
    defer { fresh = [:] }
    for object in fresh.keys { sites[object] = [] }
    return fresh
  }

  mutating func add(_ object: Object, _ found: [Site]) { sites[object] = found }

  mutating func note(_ found: [Site], _ kind: CensusReport.Kind, _ unit: Unit) {
    for site in found {
      if let target = site.target, let object = Self.local(target, unit) {
        note(object, site.isElement || site.kind == .range ? .map : kind)
      }
      if site.kind == .pass, let parameter = Self.parameter(of: site, unit) {
        note(parameter, site.isElement ? .map : kind)
      }
    }
  }

  /// Goes on from a variable that was looked for.
  mutating func note(alias object: Object, _ found: [Site], _ unit: Unit) {
    if let kind = kinds[object] { note(found, kind, unit) }
  }

  mutating func note(_ object: Object, _ kind: CensusReport.Kind) {
    guard known.insert(object).inserted else { return }
    fresh[object] = kind
    kinds[object] = kind
  }

  /// The local variable that a declaration makes.
  private static func local(_ target: Node, _ unit: Unit) -> Object? {
    let name = target.unparenthesized
    guard name.kind == .ident, let object = unit.object(of: name), object.isLocal, object.declaration == name else {
      return nil
    }
    return object
  }

  // MARK: Parameters

  /// The parameter of a function of the unit that an argument becomes.
  private static func parameter(of site: Site, _ unit: Unit) -> Object? {
    guard let name = parameterName(of: site) else { return nil }
    return unit.object(of: name)
  }

  private static func parameterName(of site: Site) -> Node? {
    guard let function = site.callee?.function, function.kind == .funcDecl, function.child(.body) != nil else {
      return nil
    }
    if site.argument == Site.receiver { return function.child(.recv)?.child(.field)?.child(.name) }
    var position = 0
    for field in function.child(.type)?.child(.params)?.children(.field) ?? function.children(.field) {
      if field.child(.type)?.kind == .ellipsis { return nil }
      for name in field.children(.name) {
        if position == site.argument { return name }
        position += 1
      }
    }
    return nil
  }

  /// The variables and parameters that may get a container's map, whether they hold only that or not.
  func reached(from own: [Site], _ unit: Unit) -> [Object] {
    var found: [Object] = []
    var seen: Set<Object> = []
    var work = own
    while let site = work.popLast() {
      let local = site.target.flatMap { Self.local($0, unit) }
      let parameter = site.kind == .pass ? Self.parameter(of: site, unit) : nil
      for object in [local, parameter].compactMap(\.self) where seen.insert(object).inserted {
        found.append(object)
        work += sites[object] ?? []
      }
    }
    return found
  }

  // MARK: What is known in the end

  /// The aliases of a container that hold its map and nothing else, with what is done through them.
  func certain(_ own: [Site]) -> [(object: Object, sites: [Site])] {
    var found: [(Object, [Site])] = []
    var seen: Set<Object> = []
    var work = own
    while let site = work.popLast() {
      guard let object = certainTarget(site), seen.insert(object).inserted, let through = sites[object] else {
        continue
      }
      found.append((object, through))
      work += through
    }
    return found
  }

  /// The variable that a site gives the map to, if it holds only that from then on.
  private func certainTarget(_ site: Site) -> Object? {
    guard let target = site.target?.unparenthesized, target.kind == .ident,
      let object = targets[target], let through = sites[object],
      !through.contains(where: { $0.kind == .replace || $0.kind == .address })
    else { return nil }
    return object
  }

  /// The objects by the identifiers that declare them.
  private var targets: [Node: Object] = [:]

  mutating func finish() {
    for object in known { if let declaration = object.declaration { targets[declaration] = object } }
  }

  /// Whether what a site leads to is not known.
  func isUnknown(_ site: Site) -> Bool {
    switch site.kind {
    case .alias: !(site.target?.textString == "_" || certainTarget(site) != nil)
    case .range: site.target.map { $0.textString != "_" && certainTarget(site) == nil } ?? false
    case .return, .address, .copy: true
    case .pass: site.effects == nil
    default: false
    }
  }

  /// What a called function does to an argument.
  struct Effects {
    struct Place {
      let node: Node
      let kind: CensusReport.SiteKind
    }
    var kinds: Set<CensusReport.SiteKind> = []
    var places: [Place] = []

    /// So many places are kept.
    private static let placeLimit = 16

    mutating func add(_ other: Effects) {
      kinds.formUnion(other.kinds)
      places += other.places.prefix(max(0, Self.placeLimit - places.count))
    }
  }

  /// Notes what the function that is called does to the argument, where that is known.
  func addEffects(to site: inout Site, _ unit: Unit) {
    var seen: Set<Object> = []
    guard let effects = effects(of: site, unit, &seen, depth: 0) else { return }
    site.effects = effects.kinds
    site.effectPlaces = effects.places.map(\.node)
  }

  private func effects(of site: Site, _ unit: Unit, _ seen: inout Set<Object>, depth: Int) -> Effects? {
    if let callee = site.callee, ReadOnlyCalls.contains(callee) { return Effects(kinds: [.range]) }
    guard let name = Self.parameterName(of: site) else { return nil }
    if name.textString == "_" { return Effects() }
    return unit.object(of: name).flatMap { effects(on: $0, unit, &seen, depth: depth) }
  }

  /// What a function does to a map that is its parameter, nil where not all of it is known, and how many parameters were
  /// looked at for it.
  func effects(on parameter: Object, _ unit: Unit) -> (effects: Effects?, work: Int) {
    var seen: Set<Object> = []
    let effects = effects(on: parameter, unit, &seen, depth: 0)
    return (effects, seen.count)
  }

  /// So many parameters are followed from one.
  private static let parameterLimit = 64

  private func effects(on parameter: Object, _ unit: Unit, _ seen: inout Set<Object>, depth: Int) -> Effects? {
    guard depth <= Self.rounds, seen.count < Self.parameterLimit, let through = sites[parameter] else { return nil }
    if !seen.insert(parameter).inserted { return Effects() }
    var all = Effects()
    for site in through + certain(through).flatMap(\.sites) {
      switch site.kind {
      case .pass:
        guard let inner = effects(of: site, unit, &seen, depth: depth + 1) else { return nil }
        all.add(inner)
      // The parameter gets another map: from there on it is not this one.
      case .replace, .make, .compare: break
      case _ where isUnknown(site): return nil
      default:
        all.add(Effects(kinds: [site.kind], places: [Effects.Place(node: site.node, kind: site.kind)]))
      }
    }
    return all
  }
}

/// Functions of the standard library that read what they get and keep nothing of it.
enum ReadOnlyCalls {
  static func contains(_ function: Object) -> Bool {
    guard let path = function.package?.path else { return false }
    let name = function.name.string
    switch path {
    case "fmt": return !name.contains("Scan") && !name.hasPrefix("Append")
    case "log":
      return !function.isMethod || name.hasPrefix("Print") || name.hasPrefix("Fatal") || name.hasPrefix("Panic")
    case "encoding/json", "encoding/gob", "encoding/xml": return name.hasPrefix("Marshal") || name == "Encode"
    case "reflect": return name == "DeepEqual"
    case "testing": return function.isMethod
    default: return false
    }
  }
}
