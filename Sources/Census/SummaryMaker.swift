import GoFlow
import GoSyntax
import GoTypes

/// Makes the summaries of a unit's exported functions and methods.
struct SummaryMaker {
  private let census: Census
  private let unit: Unit
  private let graph: CallGraph
  private let maker: FactMaker
  private var summaries: [FunctionID: PackageFacts.Summary] = [:]

  /// How many functions, calls and uses were looked at: for tests of linearity.
  private var work = 0

  /// A map that is returned is followed through so many functions that return what they are returned.
  private static let depthLimit = 4

  /// In the order of the functions.
  static func all(in census: Census) -> [PackageFacts.Summary] {
    SummaryMaker(census).summaries.sorted { $0.key < $1.key }.map(\.value)
  }

  static func work(in census: Census) -> Int { SummaryMaker(census).work }

  private init(_ census: Census) {
    self.census = census
    unit = census.unit
    graph = census.flow.callGraph
    maker = FactMaker(census.unit)
    addLocks()
    addResults()
    addParameters()
  }

  /// The name by which others call a function.
  private func name(of function: FunctionID) -> FactName? {
    let info = graph[function]
    guard !info.isInTest, let object = info.object, object.isExported else { return nil }
    return FactMaker.name(of: object)
  }

  private mutating func add(to function: FunctionID, _ change: (inout PackageFacts.Summary) -> Void) {
    guard let name = name(of: function) else { return }
    change(&summaries[function, default: PackageFacts.Summary(function: name)])
  }

  // MARK: Locks

  private mutating func addLocks() {
    guard census.flow.usesLocks, !census.missesLocks else { return }
    let locks = census.flow.locks
    for function in graph.all where name(of: function) != nil {
      let effects = locks.effects(of: function)
      work += 1
      if effects.taken.isEmpty && effects.released.isEmpty { continue }
      let node = graph[function].node
      func written(_ locks: [LockSet.Held]) -> [PackageFacts.Summary.Lock] {
        locks.compactMap { held in
          maker.way(held.lock, in: node).map { PackageFacts.Summary.Lock(way: $0, isWrite: held.mode == .write) }
        }
      }
      let (taken, released) = (written(effects.taken), written(effects.released))
      if taken.isEmpty && released.isEmpty { continue }
      add(to: function) {
        $0.taken = taken
        $0.released = released
      }
    }
  }

  // MARK: Results

  /// `return s.rows`, and through functions that return what such a one returns.
  private mutating func addResults() {
    for container in census.containers where container.kind == .map && container.scope != .local {
      guard let name = FactMaker.name(of: container.object) else { continue }
      var seen: Set<FunctionID> = []
      for site in container.sites where site.kind == .return && site.alias == nil && !census.isInTest(site.node) {
        guard site.node.withParentheses.parent?.kind == .returnStmt, let path = census.flow.locks.path(site.node),
          let function = graph.function(enclosing: site.node)
        else { continue }
        addResult(path, name, function, &seen, depth: 0)
      }
    }
  }

  private mutating func addResult(
    _ path: AccessPath, _ container: FactName, _ function: FunctionID, _ seen: inout Set<FunctionID>, depth: Int
  ) {
    work += 1
    let node = graph[function].node
    guard graph[function].object != nil, node.resultCount == 1, seen.insert(function).inserted,
      let way = maker.way(path, in: node)
    else { return }
    add(to: function) { $0.results.append(PackageFacts.Summary.Result(way: way, container: container)) }
    guard depth < Self.depthLimit else { return }
    for site in graph.calls(of: function) where site.kind == .direct {
      work += 1
      guard let caller = site.caller, site.call.withParentheses.parent?.kind == .returnStmt,
        let outer = census.flow.locks.place(path, at: site)
      else { continue }
      addResult(outer, container, caller, &seen, depth: depth + 1)
    }
  }

  // MARK: Parameters

  private mutating func addParameters() {
    var wanted: [(function: FunctionID, index: Int, parameter: Object)] = []
    for function in graph.all where name(of: function) != nil {
      let info = graph[function]
      guard let parameters = info.object?.type.parameters,
        parameters.contains(where: { $0.type.underlying.kind == .map })
      else { continue }
      for (index, element) in parameters.enumerated() where element.type.underlying.kind == .map {
        guard let name = info.node.parameter(at: index), let object = unit.object(of: name) else { continue }
        wanted.append((function, index, object))
      }
    }
    if wanted.isEmpty { return }
    let found = ParameterEffects(of: wanted.map(\.parameter), in: unit)
    work += found.work
    for (function, index, object) in wanted {
      let (effects, seen) = found.effects(on: object)
      work += seen
      guard let effects else { continue }
      let kinds = CensusReport.SiteKind.allCases.filter { $0.isAccess && effects.kinds.contains($0) }
      let change = effects.places.first { $0.kind.changesTable } ?? effects.places.first { $0.kind.isAccess }
      let place = change.flatMap { maker.place(of: $0.node) }
      add(to: function) {
        $0.parameters.append(PackageFacts.Summary.Parameter(index: index, effects: kinds, place: place))
      }
    }
  }
}

extension Node {
  /// How many results a function declaration has.
  fileprivate var resultCount: Int {
    child(.type)?.child(.results)?.children(.field).reduce(0) { $0 + max(1, $1.children(.name).count) } ?? 0
  }
}

extension FactMaker {
  /// The way to a place from a function's receiver, a parameter or a package-level variable; nil for other places.
  func way(_ path: AccessPath, in function: Node) -> PackageFacts.Way? {
    let fields = path.fields.map(\.name.string).joined(separator: ".")
    if path.root.isPackageLevel {
      return path.root.package == unit.package ? PackageFacts.Way(.variable, path.description) : nil
    }
    guard path.root.isParameter, let declaration = path.root.declaration else { return nil }
    if function.child(.recv)?.child(.field)?.child(.name) == declaration {
      return PackageFacts.Way(.receiver, fields)
    }
    var index = 0
    while let name = function.parameter(at: index) {
      if name == declaration { return PackageFacts.Way(.parameter(index), fields) }
      index += 1
    }
    return nil
  }
}

/// What functions do to maps that are their parameters, through the functions of the unit that they hand them to.
struct ParameterEffects {
  private let unit: Unit
  private var aliases = Aliases()
  /// How many uses were looked at.
  private(set) var work = 0

  init(of parameters: [Object], in unit: Unit) {
    self.unit = unit
    let classifier = Classifier(unit: unit)
    for parameter in parameters { aliases.note(parameter, .map) }
    for _ in 0..<Aliases.rounds {
      let fresh = aliases.takeFresh()
      if fresh.isEmpty { break }
      for (object, kind) in fresh {
        let sites = unit.references(to: object).compactMap { name in
          name == object.declaration ? nil : classifier.site(of: name, kind: kind)
        }
        work += sites.count
        aliases.add(object, sites)
        aliases.note(alias: object, sites, unit)
      }
    }
    aliases.finish()
  }

  /// What is done, nil where not all of it is known, and how many parameters were looked at for it.
  func effects(on parameter: Object) -> (effects: Aliases.Effects?, work: Int) { aliases.effects(on: parameter, unit) }
}
