import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds long-lived maps that get an entry per request or per computed key, and that nothing in the package ever empties.
struct UnboundedCache: Rule {
  static let meta = RuleMeta(
    id: "unbounded-cache",
    summary: "a long-lived map or sync.Map that only grows",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A map of the package, or of a server's struct, lives as long as the process. If it gets an entry for every new key that comes in, and nothing \
      deletes entries, clears or replaces the map or looks at its length, memory grows with the number of different keys \
      ever seen: a slow leak, and one that whoever chooses the keys can speed up.

      More signs of a leak are reported: other maps of the same struct get the same keys and are cleaned together, this \
      one is left out; the maps inside a map are emptied while its own keys stay; counts go down to zero and their keys \
      stay; or a function deletes at its end what it added, and returns with an error before that.

      Bound it: delete what is old, clear the map at a limit, or use a cache with a size or an age. Tables that are filled \
      at start-up, registries and tables keyed by a small type are not reported.
      """,
    bad: """
      var visits = map[string]int{}

      func handle(w http.ResponseWriter, r *http.Request) {
      	visits[r.RemoteAddr]++
      }
      """,
    good: """
      var visits = map[string]int{}

      func handle(w http.ResponseWriter, r *http.Request) {
      	if len(visits) >= 10_000 {
      		clear(visits)
      	}
      	visits[r.RemoteAddr]++
      }
      """,
    limits: [
      """
      a field is judged where its struct is held by a package-level variable or serves requests itself, and where its \
      siblings are cleaned; other structs may live shortly
      """,
      """
      a finding is shown by default only where the key is seen to come from a request or a peer; a cache \
      keyed by a parameter of unknown origin is reported with low confidence, as its keys may be few
      """,
      """
      In preview: merged code has so few that are shown by default (8 in 23 million lines) that its precision is not known \
      well.
      """,
    ],
    figures: EvidenceFigures.unboundedCache,
    equivalents: [
      Equivalent(
        "gochecknoglobals", "gochecknoglobals", "reports nearly every variable of a package, whatever it holds")
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    let census = pass.census
    let isHelper = HelpersForTests(pass)
    for container in census.containers where container.scope != .local && !isHelper.declares(container) {
      guard let sites = census.sitesIfOnlyGrowing(container) else {
        if let sign = LeftBehind(container, pass) { report(sign, container, in: pass) }
        continue
      }
      let inserts = sites.filter { $0.kind == .write && $0.key != nil && !replacesValue($0, pass) }
      if inserts.isEmpty { continue }
      if let cache = Cache(container, sites, inserts, census), let (insert, reason) = firstReason(cache, pass) {
        report(insert, reason, cache, in: pass)
      } else if let sign = LeftOut(container, inserts, census) {
        report(sign, container, in: pass)
      } else if let sign = EmptiedInside(container, inserts, sites, census) {
        report(sign, container, in: pass)
      } else if let sign = CountsToZero(container, sites, inserts, census) {
        report(sign, container, in: pass)
      }
    }
  }

  /// Whether a lookup has found the key on the way to the write.
  private func replacesValue(_ write: Site, _ pass: Pass) -> Bool {
    guard write.operation.kind == .indexExpr, let statement = write.operation.enclosingStatement else { return false }
    return pass.unit.presence(of: write.operation, at: statement) == .present
  }

  private func firstReason(_ cache: Cache, _ pass: Pass) -> (Site, Reason)? {
    for insert in cache.inserts {
      if let reason = reason(insert, cache, pass) { return (insert, reason) }
    }
    return nil
  }

  private func report(_ insert: Site, _ reason: Reason, _ cache: Cache, in pass: Pass) {
    let name = pass.census.displayName(of: cache.container)
    var related: [(Message, Node)] = [(.declared(name, cache.lifetime), cache.lifetime.place)]
    switch reason {
    case .missAdds(let lookup): if let lookup { related.append((.missAdds, lookup)) }
    case .origin(let origin): related.append((.keyComes(from: origin.kind), origin.place))
    }
    for other in cache.inserts where other.operation != insert.operation {
      related.append((.alsoAdds, other.operation))
    }
    pass.report(
      Self.self, .grows(name, cost(cache.container, in: pass)), at: insert.operation,
      confidence: reason.isSure ? .high : .low, related: related)
  }

  private func report(_ sign: LeftOut, _ container: Container, in pass: Pass) {
    let names = sign.cleaned.map { pass.census.displayName(of: $0.container) }
    var related: [(Message, Node)] = []
    for (name, sibling) in zip(names, sign.cleaned) { related.append((.cleaned(name), sibling.delete.operation)) }
    pass.report(
      Self.self, .leftOut(pass.census.displayName(of: container), names, cost(container, in: pass)),
      at: sign.insert.operation,
      confidence: sign.cleaned.count > 1 ? .medium : .low, related: related)
  }

  private func report(_ sign: EmptiedInside, _ container: Container, in pass: Pass) {
    pass.report(
      Self.self, .emptiedInside(pass.census.displayName(of: container), cost(container, in: pass)),
      at: sign.insert.operation, confidence: .low,
      related: [(.innerDelete, sign.delete.operation)])
  }

  private func report(_ sign: LeftBehind, _ container: Container, in pass: Pass) {
    pass.report(
      Self.self, .leftBehind(pass.census.displayName(of: container), cost(container, in: pass)),
      at: sign.insert.operation,
      confidence: sign.isSure ? .medium : .low,
      related: [(.returnsEarly, sign.end), (.deletedHere, sign.delete.operation)])
  }

  private func report(_ sign: CountsToZero, _ container: Container, in pass: Pass) {
    pass.report(
      Self.self, .countsToZero(pass.census.displayName(of: container), cost(container, in: pass)),
      at: sign.decrement.operation,
      confidence: sign.keepsObjects ? .medium : .low, related: [(.zeroHere, sign.test)])
  }

  // MARK: Why an insert may add any number of keys

  private enum Reason {
    /// The key comes from where there is no end of them.
    case origin(KeyOrigins.Origin)
    /// A lookup that misses is followed by the insert of a computed value. That the keys have no end is not known.
    case missAdds(lookup: Node?)

    var isSure: Bool { if case .origin = self { true } else { false } }
  }

  private func reason(_ insert: Site, _ cache: Cache, _ pass: Pass) -> Reason? {
    let census = pass.census
    guard let key = insert.key, pass.unit.constant(of: key) == nil,
      census.variety.isUnbounded(pass.unit.type(of: key)), let declaration = insert.node.functionDeclaration
    else { return nil }
    let sources = ValueSources(key, pass.unit)
    if sources.isBounded { return nil }
    if let origin = census.origins.origin(of: sources) { return .origin(origin) }
    guard case .variable = cache.lifetime, !census.isMain, !sources.parameters.isEmpty,
      !Startup(pass).contains(declaration),
      sources.parameters.contains(where: { census.variety.isUnbounded($0.type, throughPointers: true) }),
      !getsOnlyConstants(sources.parameters, pass), isComputed(insert.value, notFrom: sources.parameters, in: pass)
    else { return nil }
    if isLoadOrStore(insert.operation, pass) { return .missAdds(lookup: nil) }
    let lookup = cache.sites.first { site in
      guard site.kind == .read, let other = site.key else { return false }
      return site.node.functionDeclaration == declaration && site.node.start < insert.node.start
        && site.operation.isValueUsed && pass.unit.isSame(other, key)
    }
    return lookup.map { .missAdds(lookup: $0.operation) }
  }

  private static let loadOrStore = Name.of("LoadOrStore")

  /// Whether a call is `m.LoadOrStore(…)` of a sync.Map: it looks the key up itself.
  private func isLoadOrStore(_ call: Node, _ pass: Pass) -> Bool {
    guard call.kind == .callExpr, let callee = pass.unit.callee(of: call) else { return false }
    return callee.name == Self.loadOrStore && callee.package?.path == "sync"
  }

  /// Whether every call in the package passes a constant for one of the parameters, and there are such calls.
  private func getsOnlyConstants(_ parameters: Set<Object>, _ pass: Pass) -> Bool {
    parameters.contains { parameter in
      let arguments = pass.census.origins.arguments(for: parameter)
      return !arguments.isEmpty && arguments.allSatisfy { pass.unit.constant(of: $0) != nil }
    }
  }

  /// Whether a value is worked out or made here, and not handed in by the caller, as to a registration function.
  private func isComputed(_ value: Node?, notFrom keys: Set<Object>, in pass: Pass) -> Bool {
    guard let value else { return false }
    let sources = ValueSources(value, pass.unit)
    return sources.makesValue && !sources.holdsParameter(otherThan: keys)
  }

  // MARK: What an entry costs

  /// What each new key takes: in the table, and in what it points to.
  private func cost(_ container: Container, in pass: Pass) -> String {
    guard container.kind != .syncMap else {
      return
        "\(EntryCost.syncMap.bytes(toolchain: pass.toolchain, atLeast: pass.toolchainAtLeast)) bytes and its key and value"
    }
    return container.map.flatMap(pass.entry(of:)) ?? "memory"
  }
}

/// A container that lives as long as the process and only grows.
private struct Cache {
  let container: Container
  let sites: [Site]
  let inserts: [Site]
  let lifetime: Lifetime

  enum Lifetime {
    /// A package-level variable is it or holds it: the identifier that declares the variable.
    case variable(Node)
    /// A method of its struct serves requests: the identifier that declares the method.
    case handler(Node)

    var place: Node {
      switch self {
      case .variable(let node), .handler(let node): node
      }
    }
  }

  init?(_ container: Container, _ sites: [Site], _ inserts: [Site], _ census: Census) {
    self.container = container
    self.sites = sites
    self.inserts = inserts
    if container.scope == .package {
      lifetime = .variable(container.declaration)
      return
    }
    switch census.longLived.reason(container.structType) {
    case .variable(let object):
      guard let declaration = object.declaration else { return nil }
      lifetime = .variable(declaration)
    case .handler(let method): lifetime = .handler(method)
    case nil: return nil
    }
  }
}

/// Files that help tests: what they declare lives as long as a test. So do all of a package that is named as those are which
/// are for tests alone: `httptest`, `fstest`.
struct HelpersForTests {
  private let files: Set<UInt32>

  init(_ pass: Pass) {
    let isAll = pass.unit.package.name.string.hasSuffix("test")
    files = Set(pass.unit.files.filter { isAll || $0.isForTests }.map(\.fileIndex))
  }

  func declares(_ container: Container) -> Bool { files.contains(container.declaration.fileIndex) }
}

/// Functions that can only be called while the program starts: by `init`, `main` or a package-level initialiser, or by
/// functions of which that is true. Functions that nothing calls count too.
private struct Startup {
  private let pass: Pass

  init(_ pass: Pass) { self.pass = pass }

  /// Chains of calls longer than this are taken for later ones.
  private static let depthLimit = 50

  func contains(_ declaration: Node) -> Bool {
    var seen: Set<Node> = []
    return contains(declaration, &seen)
  }

  private func contains(_ declaration: Node, _ seen: inout Set<Node>) -> Bool {
    guard let name = declaration.child(.name), seen.count < Self.depthLimit else { return false }
    let isMethod = declaration.child(.recv) != nil
    if !isMethod && name.textString == "init" || !seen.insert(declaration).inserted { return true }
    guard let function = pass.unit.object(of: name) else { return false }
    if pass.census.isMain, name.textString == "main" { return true }
    if isMethod || (name.name.isExported && !pass.census.isMain) { return false }
    for reference in pass.unit.references(to: function) where reference != name && !pass.isInTest(reference) {
      let called = reference.withParentheses
      guard let call = called.parent, call.kind == .callExpr, called.role == .fun else { return false }
      if call.ancestors.contains(where: { $0.kind == .funcLit }) { return false }
      if let caller = reference.functionDeclaration, !contains(caller, &seen) { return false }
    }
    return true
  }
}

extension Node {
  /// The function declaration around a node; nil in a package-level initialiser.
  fileprivate var functionDeclaration: Node? { ancestors.first { $0.kind == .funcDecl } }

  /// Whether the first result of a lookup goes anywhere.
  fileprivate var isValueUsed: Bool {
    guard let parent = withParentheses.parent else { return false }
    if parent.kind == .assignStmt, let target = parent.child(.lhs), target.kind == .ident {
      return target.textString != "_"
    }
    return parent.kind != .exprStmt
  }
}

extension Message {
  fileprivate static func grows(_ map: String, _ cost: String) -> Message {
    """
    `\(map)` only grows: each new key takes \(cost) for as long as the process runs, and nothing in the package \
    deletes entries, clears or replaces the map or looks at its length
    """
  }
  fileprivate static func declared(_ map: String, _ lifetime: Cache.Lifetime) -> Message {
    switch lifetime {
    case .variable: "`\(map)` lives as long as the process"
    case .handler: "its struct serves requests here: `\(map)` lives as long as the server"
    }
  }
  fileprivate static var missAdds: Message { "a key that is not found here is added below" }
  fileprivate static func keyComes(from kind: KeyOrigins.Origin.Kind) -> Message {
    switch kind {
    case .request: "the key comes from this request"
    case .peer: "the key comes from the address of a peer"
    }
  }
  fileprivate static var alsoAdds: Message { "this adds keys too" }
  fileprivate static func leftOut(_ map: String, _ cleaned: [String], _ cost: String) -> Message {
    let names = cleaned.map { "`\($0)`" }.joined(separator: ", ")
    return """
      `\(map)` only grows: \(names) \(cleaned.count > 1 ? "get" : "gets") the same keys here, and entries are deleted from \
      \(cleaned.count > 1 ? "them" : "it"), never from `\(map)`; each key takes \(cost)
      """
  }
  fileprivate static func cleaned(_ map: String) -> Message { "`\(map)` is cleaned here" }
  fileprivate static func emptiedInside(_ map: String, _ cost: String) -> Message {
    """
    `\(map)` keeps a key for every map it ever held: entries are deleted from its inner maps, never from itself; each key takes \
    \(cost)
    """
  }
  fileprivate static func leftBehind(_ map: String, _ cost: String) -> Message {
    """
    this entry stays in `\(map)` for ever if the function returns with an error before it deletes it: nothing else in the \
    package deletes entries; each takes \(cost)
    """
  }
  fileprivate static var returnsEarly: Message { "it returns here, and the entry stays" }
  fileprivate static var deletedHere: Message { "here the entry is deleted" }
  fileprivate static func countsToZero(_ map: String, _ cost: String) -> Message {
    """
    `\(map)` only grows: counts go down to zero here, and their keys stay; nothing in the package deletes them, and each takes \
    \(cost)
    """
  }
  fileprivate static var zeroHere: Message { "here nothing is left, and the entry could go" }
  fileprivate static var innerDelete: Message { "the inner map loses entries here, and may stay empty" }
}
