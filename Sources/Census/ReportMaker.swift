import GoSyntax
import GoTypes

extension Census {
  /// What a report needs to know of the unit beside its census.
  package struct Setting {
    package var sizes: Sizes
    /// The minor version of the toolchain, if it is known, and the oldest it can be.
    package var toolchain: Int?
    package var toolchainAtLeast: Int
    /// Names the package in ids: the import path in a module, empty outside one.
    package var identity: String

    package init(sizes: Sizes, toolchain: Int?, toolchainAtLeast: Int, identity: String) {
      self.sizes = sizes
      self.toolchain = toolchain
      self.toolchainAtLeast = toolchainAtLeast
      self.identity = identity
    }
  }

  /// The containers declared in these files as values, in order of their declarations. Equal ids are not told apart yet:
  /// see `CensusReport.merge`.
  package func report(files: [SourceFile], _ setting: Setting) -> [CensusReport.Container] {
    let wanted = Dictionary(files.map { ($0.fileIndex, $0) }) { first, _ in first }
    let all = Dictionary(unit.files.map { ($0.fileIndex, $0) }) { first, _ in first }
    return containers.compactMap { container in
      guard let file = wanted[container.declaration.fileIndex] else { return nil }
      return value(container, file, all, setting)
    }
  }

  private func value(
    _ container: Container, _ file: SourceFile, _ files: [UInt32: SourceFile], _ setting: Setting
  ) -> CensusReport.Container {
    let name = displayName(of: container)
    let package = setting.identity.isEmpty ? unit.package.name.string : unit.package.path
    let counted = outsideTests(container)
    let lifetime = lifetime(counted)
    var value = CensusReport.Container(
      id: "\(package).\(name)", kind: container.kind, name: name, path: file.path,
      line: file.position(of: container.declaration.start).line, scope: container.scope)
    value.growth = lifetime.growth
    value.bound = lifetime.bound
    value.shrinks = lifetime.shrinks
    value.openLifetime = openLifetime(counted)
    if let map = container.map?.underlying {
      value.key = part(map.key, setting.sizes)
      value.value = part(map.elem, setting.sizes)
      value.holdsPointers = holdsPointers(map)
    }
    let cost = container.kind == .syncMap ? .syncMap : container.map.flatMap { EntryCost(map: $0, setting.sizes) }
    value.entryBytes = cost?.bytes(toolchain: setting.toolchain, atLeast: setting.toolchainAtLeast)
    value.sites = container.sites.compactMap { site in
      guard let file = files[site.node.fileIndex] else { return nil }
      return CensusReport.Site(
        kind: site.kind, path: file.path, line: file.position(of: site.operation.start).line,
        function: unit.functionName(enclosing: site.node), locks: lockTexts(at: site), concurrent: isConcurrent(site))
    }
    value.concurrent = isConcurrent(container)
    value.guardedBy = guardValue(container)
    return value
  }

  /// The container without what tests do to it, unless a test declares it.
  private func outsideTests(_ container: Container) -> Container {
    if tests.isEmpty || isInTest(container.declaration) { return container }
    var container = container
    container.sites.removeAll { isInTest($0.node) }
    container.unknownUses.removeAll { isInTest($0.node) }
    return container
  }

  private func lifetime(_ container: Container) -> Lifetime {
    // A value that nobody ever shares is not only being made all the time.
    let isShared = container.sites.contains { !isBeforeSharing($0) }
    return Lifetime(
      container, variety,
      isMadeOnly: { site in
        guard isBeforeSharing(site) else { return false }
        return isShared || !(flow.locks.path(site.node)?.root.isParameter ?? false)
      }, unit, flow.callGraph)
  }

  /// What is known if functions of other packages, which get the map, do nothing to it; nil where something else is not known.
  private func openLifetime(_ container: Container) -> CensusReport.Container.Lifetime? {
    guard container.kind == .map, container.hasUnknownUses else { return nil }
    var takers: [CensusReport.Container.Taker] = []
    for site in container.unknownUses {
      guard let taker = taker(at: site) else { return nil }
      takers.append(taker)
    }
    var closed = container
    closed.unknownUses = []
    let lifetime = lifetime(closed)
    return CensusReport.Container.Lifetime(
      takers: takers, growth: lifetime.growth, bound: lifetime.bound, shrinks: lifetime.shrinks)
  }

  /// The function of another package that gets a map as an argument; nil where it is not known or not plainly called.
  package func taker(at site: Site) -> CensusReport.Container.Taker? {
    guard site.kind == .pass, site.argument != Site.receiver, let callee = site.callee, callee.package != unit.package,
      let function = FactMaker.name(of: callee), let fun = site.operation.child(.fun)?.unparenthesized,
      unit.selection(of: fun)?.kind != .methodExpression
    else { return nil }
    return CensusReport.Container.Taker(function: function, parameter: site.argument)
  }

  private func part(_ type: Type, _ sizes: Sizes) -> CensusReport.Part {
    CensusReport.Part(type: type.shortString, size: type.size(sizes).map(Int.init))
  }

  private func holdsPointers(_ map: Type) -> Bool? {
    switch (map.key.containsPointers, map.elem.containsPointers) {
    case (true?, _), (_, true?): true
    case (false?, false?): false
    default: nil
    }
  }

  // MARK: Names

  /// `visits`, `Server.sessions`, `(*Server).Run.seen`.
  package func displayName(of container: Container) -> String {
    let name = container.object.name.string
    switch container.scope {
    case .package: return name
    case .field:
      guard let type = container.structType else { return name }
      return owner(of: type) + "." + name
    case .local:
      let function = localFunctionName(container.declaration)
      return function.isEmpty ? name : "\(function).\(name)"
    }
  }

  /// What a struct type belongs to: the type, field or variable it is declared for, from the outside in.
  func owner(of type: Node) -> String {
    var parts: [String] = []
    for node in type.ancestors {
      switch node.kind {
      case .field, .typeSpec, .valueSpec:
        if let name = node.child(.name) { parts.append(name.textString) }
      case .funcDecl:
        let function = localFunctionName(type)
        if !function.isEmpty { parts.append(function) }
      default: break
      }
    }
    return parts.isEmpty ? "struct" : parts.reversed().joined(separator: ".")
  }

  /// The function around a node without its package's path: `(*Server).Run`.
  private func localFunctionName(_ node: Node) -> String {
    let full = unit.functionName(enclosing: node)
    let path = unit.package.path + "."
    guard !path.isEmpty, let start = full.firstRange(of: path) else { return full }
    return String(full[..<start.lowerBound] + full[start.upperBound...])
  }
}

extension CensusReport {
  /// The containers of all units of a run, in order, each with an id of its own.
  package static func merge(_ parts: [[Container]], facts: [LocatedFacts] = []) -> CensusReport {
    var report = CensusReport(containers: parts.flatMap { $0 })
    report.add(facts)
    var containers = report.containers
    containers.sort { ($0.path, $0.line, $0.id) < ($1.path, $1.line, $1.id) }
    var seen: [String: Int] = [:]
    for index in containers.indices {
      let count = seen[containers[index].id, default: 0] + 1
      seen[containers[index].id] = count
      if count > 1 { containers[index].id += "#\(count)" }
    }
    return CensusReport(containers: containers)
  }
}
