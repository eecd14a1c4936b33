import GoFlow
import GoSyntax
import GoTypes

/// Finds what a unit, its tests left out, does to maps that other packages of the run declare: exported fields and variables, and
/// what functions return.
struct MapUses {
  private let census: Census
  private let unit: Unit
  private let classifier: Classifier
  private let maker: FactMaker
  private let isInRun: (Package) -> Bool
  private var known: [Object: (name: FactName, kind: CensusReport.Kind)?] = [:]

  init(_ census: Census, _ isInRun: @escaping (Package) -> Bool) {
    self.census = census
    self.isInRun = isInRun
    unit = census.unit
    classifier = Classifier(unit: census.unit)
    maker = FactMaker(census.unit)
  }

  private func isForeign(_ package: Package?) -> Bool {
    package.map { $0 != unit.package && isInRun($0) } ?? false
  }

  // MARK: Fields and variables

  /// In source order.
  mutating func ofContainers() -> [PackageFacts.MapUse] {
    var found: [PackageFacts.MapUse] = []
    for file in unit.files where !census.isInTest(file.root) {
      for node in file.root.descendants where node.kind == .ident && (node.role == .sel || node.role == .key) {
        guard node.name.isExported, let object = unit.object(of: node), object.kind == .variable,
          object.isField || object.isPackageLevel, isForeign(object.package)
        else { continue }
        if known[object] == nil { known[object] = .some(Self.container(object)) }
        guard case .some(.some(let container)) = known[object],
          let site = classifier.site(of: node, kind: container.kind),
          let use = use(site, of: container.name, isResult: false)
        else { continue }
        found.append(use)
      }
    }
    return found
  }

  /// The name and kind of a container; nil for what is none.
  private static func container(_ object: Object) -> (FactName, CensusReport.Kind)? {
    guard let (kind, _) = Births.kind(of: object.type), let name = FactMaker.name(of: object) else { return nil }
    return (name, kind)
  }

  // MARK: What functions return

  /// Uses of what calls return, in source order: `f()[k] = v`, `for k := range f()`, `m := f(); m[k] = v`.
  func ofResults() -> [PackageFacts.MapUse] {
    var found: [PackageFacts.MapUse] = []
    for file in unit.files where !census.isInTest(file.root) {
      for call in file.root.descendants where call.kind == .callExpr {
        guard let name = Self.calledName(call), name.isExported, let parent = call.withParentheses.parent,
          Self.mayUse(parent, call.withParentheses), let callee = unit.callee(of: call), callee.kind == .function,
          isForeign(callee.package), unit.type(of: call).underlying.kind == .map,
          let function = FactMaker.name(of: callee)
        else { continue }
        let site = classifier.site(ofExpression: call, kind: .map)
        let sites = site.kind == .alias ? through(site) : [site]
        for site in sites where site.isAccess {
          guard var use = use(site, of: function, isResult: true) else { continue }
          let isShared = isShared(call)
          if isShared != true, use.isConcurrent != false { use.isConcurrent = isShared }
          found.append(use)
        }
      }
    }
    return found
  }

  /// Whether others may have what a call is made on too: true for what comes from a parameter or variable of the package, false for
  /// what is new. A local variable may hold a new value.
  private func isShared(_ call: Node) -> Bool? {
    guard let operand = call.child(.fun)?.unparenthesized.child(.x) else { return nil }
    if unit.importPath(operand) != nil { return true }
    guard let root = census.flow.locks.path(operand)?.root else { return nil }
    if census.flow.locks.isBeforeSharing(root, at: call) { return false }
    return root.isPackageLevel || root.isParameter ? true : nil
  }

  private static func calledName(_ call: Node) -> Name? {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr else { return nil }
    return fun.child(.sel)?.name
  }

  /// Whether a map that stands in a node may be used there, or gets a name.
  private static func mayUse(_ parent: Node, _ value: Node) -> Bool {
    switch parent.kind {
    case .indexExpr: value.role == .x
    case .rangeStmt: value.role == .x
    case .callExpr: value.role == .arg && parent.child(.fun)?.kind == .ident
    case .assignStmt: value.role == .rhs && parent.token == .define
    case .valueSpec: value.role == .value
    default: false
    }
  }

  /// What is done through a local variable that holds nothing else.
  private func through(_ alias: Site) -> [Site] {
    guard let target = alias.target?.unparenthesized, target.kind == .ident, let variable = unit.object(of: target),
      variable.isLocal, variable.declaration == target
    else { return [] }
    let sites = unit.references(to: variable).compactMap { name in
      name == target ? nil : classifier.site(of: name, kind: .map)
    }
    return sites.contains { $0.kind == .replace || $0.kind == .address } ? [] : sites
  }

  // MARK: Uses

  private func use(_ site: Site, of map: FactName, isResult: Bool) -> PackageFacts.MapUse? {
    guard let place = maker.place(of: site.node) else { return nil }
    let isUnknown =
      switch site.kind {
      case .alias, .return, .address, .copy: true
      case .pass: site.callee.map { !ReadOnlyCalls.contains($0) } ?? true
      default: false
      }
    let isConstant = site.key.map { unit.constant(of: $0) != nil } ?? false
    return PackageFacts.MapUse(
      map: map, isResult: isResult, kind: site.kind, place: place,
      function: unit.functionName(enclosing: site.node), locks: census.lockTexts(at: site),
      isBare: !census.missesLocks && census.flow.locks.held(at: site.operation)?.isEmpty ?? false,
      isConcurrent: census.isConcurrent(site), isUnknown: isUnknown, adds: site.kind == .write && !isConstant)
  }
}
