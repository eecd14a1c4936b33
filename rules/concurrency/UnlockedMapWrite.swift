import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps that two goroutines may use at the same time, one of them to change it, with no lock.
struct UnlockedMapWrite: Rule {
  static let meta = RuleMeta(
    id: "unlocked-map-write",
    summary: "a map is written while another goroutine may use it, with no lock",
    group: .concurrency, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      A Go map must not be used by one goroutine while another changes it. If the runtime notices, the program ends with \
      "fatal error: concurrent map writes", which recover() does not catch; mostly it does not notice, and entries are lost \
      or found wrong.

      Guard the map with a sync.Mutex at every use, let one goroutine own it, or give each goroutine a map of its own and \
      merge them after the join.
      """,
    bad: """
      func lengths(words []string) map[string]int {
      	out := map[string]int{}
      	var group sync.WaitGroup
      	for _, word := range words {
      		group.Add(1)
      		go func() { defer group.Done(); out[word] = len(word) }()
      	}
      	group.Wait()
      	return out
      }
      """,
    good: """
      func lengths(words []string) map[string]int {
      	out, mu := map[string]int{}, sync.Mutex{}
      	var group sync.WaitGroup
      	for _, word := range words {
      		group.Add(1)
      		go func() { defer group.Done(); mu.Lock(); out[word] = len(word); mu.Unlock() }()
      	}
      	group.Wait()
      	return out
      }
      """,
    limits: [
      "only local and package-level maps are judged, not those in fields",
      "anything before the write that may be a lock or a hand-over makes the rule silent, a wrong lock too",
      "a goroutine's own calls are not followed: the write must stand in the function that is started",
    ],
    evidence: [
      Evidence("-race on two goroutines that write one map", ["1.19": "always", "1.23": "always", "1.27": "always"]),
      Evidence(
        "ends in `fatal error`, two goroutines with a million writes each, of 5 runs",
        ["1.19": "5", "1.23": "5", "1.27": "5"]),
      Evidence(
        "ends in `fatal error`, two goroutines with one write each, of 20 runs",
        ["1.19": "0", "1.23": "0", "1.27": "0"]),
    ],
    equivalents: [Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map")])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    let spawns = SpawnFinder(pass).spawns
    if spawns.isEmpty { return }
    let order = Ordering(pass)
    let byBody = Dictionary(grouping: spawns, by: \.body)
    for map in sharedMaps(spawns, in: pass) {
      let sites = self.sites(of: map, byBody, in: pass)
      guard let race = race(on: map, sites, order) else { continue }
      report(race, on: map, in: pass)
    }
  }

  // MARK: Maps and where they are used

  /// The maps that goroutines share with the code around them, in source order.
  private func sharedMaps(_ spawns: [Spawn], in pass: Pass) -> [Object] {
    var found: [Object] = []
    var seen: Set<Object> = []
    for spawn in spawns {
      for node in spawn.body.descendants where node.kind == .ident && node.role != .sel && node.role != .label {
        guard let object = pass.unit.object(of: node), object.kind == .variable, !object.isField,
          pass.unit.type(of: node).underlying.kind == .map, let declaration = object.declaration,
          !spawn.body.contains(declaration),
          seen.insert(object).inserted
        else { continue }
        found.append(object)
      }
    }
    return found
  }

  private func sites(of map: Object, _ spawns: [Node: [Spawn]], in pass: Pass) -> [Site] {
    pass.unit.references(to: map).compactMap { name in
      let use = pass.unit.mapUse(of: name)
      switch use {
      case .insert(let node), .delete(let node), .clear(let node), .lookup(let node), .length(let node):
        return site(node, isWrite: use.isWrite, map, spawns)
      case .range(let statement): return statement.child(.x).flatMap { site($0, isWrite: false, map, spawns) }
      default: return nil
      }
    }
  }

  /// The goroutine that a use of the map belongs to; nil where it is not known.
  private func site(_ node: Node, isWrite: Bool, _ map: Object, _ spawns: [Node: [Spawn]]) -> Site? {
    for function in node.ancestors where function.kind == .funcLit || function.kind == .funcDecl {
      let owns = map.declaration.map { function.contains($0) } ?? false
      if let starts = spawns[function], !owns {
        return Site(node: node, isWrite: isWrite, function: function, spawns: starts)
      }
      if function.kind == .funcDecl || owns {
        return Site(node: node, isWrite: isWrite, function: function, spawns: [])
      }
      if !isCalledInPlace(function) { return nil }
    }
    return nil
  }

  /// `func() { … }()`, neither started as a goroutine nor deferred.
  private func isCalledInPlace(_ literal: Node) -> Bool {
    let function = literal.withParentheses
    guard function.role == .fun, let call = function.parent else { return false }
    return call.parent?.kind != .goStmt && call.parent?.kind != .deferStmt
  }

  // MARK: Two uses at the same time

  private enum Race {
    /// Several goroutines of one start run the write.
    case withItself(Site, Spawn)
    /// A goroutine and another, or the function that started it.
    case between(Site, Spawn, other: Site, otherStart: Spawn?)
  }

  private func race(on map: Object, _ sites: [Site], _ order: Ordering) -> Race? {
    let open = sites.filter { !order.isGuarded($0) }
    for site in open where site.isWrite {
      for spawn in site.spawns where order.runsBesideItself(spawn, map) { return .withItself(site, spawn) }
    }
    for write in open where write.isWrite {
      for other in open where other.node != write.node || write.spawns.count > 1 {
        if let race = race(write, other, map, order) { return race }
      }
    }
    return nil
  }

  private func race(_ write: Site, _ other: Site, _ map: Object, _ order: Ordering) -> Race? {
    for spawn in write.spawns {
      for second in other.spawns where second.start != spawn.start {
        let (first, last) = spawn.start.id < second.start.id ? (spawn, second) : (second, spawn)
        if order.areBothAlive(first, last, map) { return .between(write, spawn, other: other, otherStart: second) }
      }
      if other.spawns.isEmpty, order.follows(other, spawn, map) {
        return .between(write, spawn, other: other, otherStart: nil)
      }
    }
    guard write.spawns.isEmpty else { return nil }
    for spawn in other.spawns where order.follows(write, spawn, map) {
      return .between(write, spawn, other: other, otherStart: spawn)
    }
    return nil
  }

  private func report(_ race: Race, on map: Object, in pass: Pass) {
    let name = map.name.string
    var related: [(Message, Node)] = []
    let site: Site
    switch race {
    case .withItself(let write, let spawn):
      site = write
      related.append((spawn.kind == .handler ? .handles : .startedInLoop, spawn.start))
      pass.report(
        Self.self, spawn.kind == .handler ? .unlockedInHandler(name) : .unlockedInMany(name), at: write.node,
        related: related + declaration(of: map))
    case .between(let write, let spawn, let other, let otherStart):
      site = write
      related.append((.started, spawn.start))
      related.append((other.isWrite ? .otherWrite : .otherRead, other.node))
      if let otherStart, otherStart.start != spawn.start { related.append((.otherStarted, otherStart.start)) }
      pass.report(
        Self.self, .unlockedBeside(name), at: site.node, confidence: .medium, related: related + declaration(of: map))
    }
  }

  private func declaration(of map: Object) -> [(Message, Node)] {
    map.declaration.map { [(.declared(map.name.string), $0)] } ?? []
  }
}

/// A use of a map, and the function that is a goroutine's (or the whole declaration) around it.
private struct Site {
  let node: Node
  let isWrite: Bool
  let function: Node
  /// Where goroutines that run this function are started; empty for a function that is only called.
  let spawns: [Spawn]
}

/// A place that starts a function beside what runs already.
private struct Spawn {
  enum Kind { case goroutine, group, timer, handler }
  let kind: Kind
  /// The `go` statement, the call that takes the function, or the name of `ServeHTTP`.
  let start: Node
  /// The function literal or declaration that runs.
  let body: Node
}

/// Finds what starts goroutines in a unit.
private struct SpawnFinder {
  private let pass: Pass
  private(set) var spawns: [Spawn] = []

  init(_ pass: Pass) {
    self.pass = pass
    for file in pass.unit.files {
      let isTest = file.path.hasSuffix("_test.go")
      for node in file.root.descendants {
        switch node.kind {
        case .goStmt:
          if let call = node.child(.call), call.kind == .callExpr, let fun = call.child(.fun) {
            add(.goroutine, node, fun)
          }
        case .callExpr: addCall(node, isTest: isTest)
        case .funcDecl where !isTest: addServer(node)
        default: break
        }
      }
    }
  }

  private mutating func add(_ kind: Spawn.Kind, _ start: Node, _ function: Node) {
    guard let body = body(of: function) else { return }
    spawns.append(Spawn(kind: kind, start: start, body: body))
  }

  /// The literal or declaration that an expression stands for.
  private func body(of expression: Node) -> Node? {
    let node = expression.unparenthesized
    if node.kind == .funcLit { return node }
    let name = node.kind == .selectorExpr ? node.child(.sel) : node
    guard let name, name.kind == .ident, let object = pass.unit.object(of: name) else { return nil }
    if object.kind == .function {
      guard let declaration = object.declaration?.parent, declaration.kind == .funcDecl,
        pass.file(of: declaration) != nil
      else { return nil }
      return declaration
    }
    // `work := func() { … }`, never set again.
    guard object.kind == .variable, object.isLocal, !object.isParameter, let declaration = object.declaration,
      let literal = declaration.valueOfTarget?.unparenthesized, literal.kind == .funcLit,
      let uses = declaration.enclosingFunction.flatMap({ pass.unit.uses(of: object, in: $0) }),
      uses.allSatisfy({ pass.unit.write(to: $0) == nil })
    else { return nil }
    return literal
  }

  private mutating func addCall(_ call: Node, isTest: Bool) {
    guard let selector = call.child(.fun)?.unparenthesized, selector.kind == .selectorExpr,
      let operand = selector.child(.x), let method = selector.child(.sel)
    else { return }
    let arguments = Array(call.children(.arg))
    switch method.textString {
    case "Go":
      if arguments.count == 1, isGroup(operand) { add(.group, call, arguments[0]) }
    case "AfterFunc":
      if arguments.count == 2, pass.unit.importPath(operand) == "time" { add(.timer, call, arguments[1]) }
    case "HandleFunc":
      if arguments.count == 2, !isTest, isMux(operand) { add(.handler, call, arguments[1]) }
    case "Handle":
      // http.Handle(pattern, http.HandlerFunc(f))
      guard arguments.count == 2, !isTest, isMux(operand) else { return }
      let conversion = arguments[1].unparenthesized
      if conversion.kind == .callExpr, let type = conversion.child(.fun)?.unparenthesized, type.kind == .selectorExpr,
        type.child(.sel)?.textString == "HandlerFunc", type.child(.x).flatMap(pass.unit.importPath) == "net/http",
        let function = conversion.child(.arg)
      {
        add(.handler, call, function)
      }
    default: break
    }
  }

  private func isMux(_ operand: Node) -> Bool {
    pass.unit.importPath(operand) == "net/http" || isNamed(operand, "net/http", "ServeMux")
  }

  private func isGroup(_ operand: Node) -> Bool {
    if isNamed(operand, "golang.org/x/sync/errgroup", "Group") || isNamed(operand, "sync", "WaitGroup") { return true }
    // The package may be out of reach; its import is not: `g, ctx := errgroup.WithContext(…)`, `var g errgroup.Group`.
    guard let variable = pass.unit.variable(operand), let declaration = variable.declaration?.parent else {
      return false
    }
    return declaration.children.contains { part in
      ([part] + Array(part.descendants)).contains {
        $0.kind == .selectorExpr && $0.child(.x).flatMap(pass.unit.importPath) == "golang.org/x/sync/errgroup"
          && ["Group", "WithContext"].contains($0.child(.sel)?.textString ?? "")
      }
    }
  }

  private func isNamed(_ expression: Node, _ path: String, _ name: String) -> Bool {
    let type = pass.unit.type(of: expression).unaliased
    return (type.kind == .pointer ? type.elem : type).isNamed(path, .of(name))
  }

  /// `func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request)`, which only the server calls.
  private mutating func addServer(_ declaration: Node) {
    guard declaration.child(.recv) != nil, let name = declaration.child(.name), name.textString == "ServeHTTP",
      let parameters = declaration.child(.type)?.child(.params),
      let last = Array(parameters.children(.field)).last?.child(.type), last.kind == .starExpr,
      let request = last.child(.x), request.kind == .selectorExpr, request.child(.sel)?.textString == "Request",
      request.child(.x).flatMap(pass.unit.importPath) == "net/http", let method = pass.unit.object(of: name),
      pass.unit.references(to: method).allSatisfy({ $0 == name || pass.isInTest($0) })
    else { return }
    spawns.append(Spawn(kind: .handler, start: name, body: declaration))
  }
}

/// What may come before what. All of it errs on the side of order: what may be a lock or a join is taken for one.
private struct Ordering {
  let pass: Pass

  init(_ pass: Pass) { self.pass = pass }

  // MARK: In a goroutine

  /// Whether something before the use in its function may keep other goroutines out: a lock held there, a token taken from a
  /// channel, a wait, an atomic test.
  func isGuarded(_ site: Site) -> Bool {
    var isLocked = false
    for node in site.function.descendants where node.start < site.node.start {
      if isInOtherFunction(node, than: site.node) { continue }
      switch node.kind {
      case .callExpr:
        switch lockEffect(of: node) {
        case .locks: isLocked = true
        case .unlocks: if !isDeferred(node), isOnTheWay(node, to: site.node) { isLocked = false }
        case .none: break
        }
        if !site.spawns.isEmpty, waits(node) { return true }
      case .sendStmt:
        if !site.spawns.isEmpty, node.child(.channel).map(isToken) ?? true { return true }
      case .unaryExpr where node.token == .arrow:
        if !site.spawns.isEmpty, isTokenReceive(node) { return true }
      default: break
      }
    }
    return isLocked || isAtomicallyChosen(site)
  }

  private enum LockEffect { case locks, unlocks, none }

  /// What a call does to a lock, going by the words of its name; of a function of the package by its body too.
  private func lockEffect(of call: Node) -> LockEffect {
    guard let name = calledName(call) else { return .none }
    let words = Words(name)
    if words.contains(["unlock", "runlock", "release"]) { return .unlocks }
    if words.contains(["lock", "rlock", "trylock", "acquire", "locked", "atomically", "synchronized"]) {
      return .locks
    }
    guard let body = declaration(calledBy: call)?.child(.body) else { return .none }
    var depth = 0
    for node in body.descendants where node.kind == .callExpr {
      guard let inner = calledName(node) else { continue }
      let words = Words(inner)
      if words.contains(["unlock", "runlock", "release"]) { depth -= 1 }
      if words.contains(["lock", "rlock", "trylock", "acquire"]) { depth += 1 }
    }
    return depth > 0 ? .locks : .none
  }

  private func isDeferred(_ call: Node) -> Bool {
    call.parent?.kind == .deferStmt
      || call.ancestors.prefix(while: { $0.kind != .funcDecl }).contains { $0.kind == .deferStmt }
  }

  /// Whether a node lies in a function literal that does not contain `site`.
  private func isInOtherFunction(_ node: Node, than site: Node) -> Bool {
    for outer in node.ancestors {
      if outer.contains(site) { return false }
      if outer.kind == .funcLit { return true }
    }
    return false
  }

  /// Whether a statement runs whenever `site`, which comes later, does: its block is around the site.
  private func isOnTheWay(_ node: Node, to site: Node) -> Bool {
    for outer in node.ancestors {
      switch outer.kind {
      case .blockStmt, .caseClause, .commClause: return outer.contains(site)
      default: continue
      }
    }
    return false
  }

  private func waits(_ call: Node) -> Bool {
    calledName(call).map { Words($0).contains(["wait", "barrier"]) } ?? false
  }

  /// A channel that hands out a right to go on and not a value: `chan struct{}`, `chan bool`. A buffer of two and more lets
  /// several in.
  private func isToken(_ channel: Node) -> Bool {
    let type = pass.unit.type(of: channel).underlying
    guard type.kind == .chan else { return true }
    let element = type.elem.underlying
    let isSignal = (element.kind == .struct && element.fields.isEmpty) || element.basicKind == .bool
    return isSignal && !isWide(channel)
  }

  /// `make(chan T, n)` with n above 1 or not constant.
  private func isWide(_ channel: Node) -> Bool {
    guard let variable = pass.unit.variable(channel), let value = variable.declaration?.valueOfTarget?.unparenthesized,
      value.kind == .callExpr, pass.unit.builtin(value) == .make
    else { return false }
    let arguments = Array(value.children(.arg))
    guard arguments.count == 2 else { return false }
    return pass.unit.integer(arguments[1]).map { $0 > 1 } ?? true
  }

  /// A receive that may be a turn or a gate: not of `ctx.Done()` and timers, nor one whose value is used, as of a queue.
  private func isTokenReceive(_ receive: Node) -> Bool {
    guard let channel = receive.child(.x)?.unparenthesized else { return true }
    if channel.kind == .callExpr { return false }
    let type = pass.unit.type(of: channel).underlying
    guard type.kind == .chan else { return true }
    if type.elem.isNamed("time", .of("Time")) { return false }
    let parent = receive.withParentheses.parent
    let isUsed = parent.map { $0.kind == .assignStmt || $0.kind == .valueSpec } ?? false
    return isToken(channel) || !isUsed
  }

  /// `if atomic.CompareAndSwap…(…) { m[k] = v }`, `if flag.CompareAndSwap(false, true) { … }`, `if mu.TryLock() { … }`.
  private func isAtomicallyChosen(_ site: Site) -> Bool {
    for outer in site.node.ancestors {
      if outer == site.function { return false }
      guard outer.kind == .ifStmt || outer.kind == .switchStmt else { continue }
      for part in [outer.child(.initial), outer.child(.cond), outer.child(.tag)] {
        guard let part else { continue }
        for node in [part] + Array(part.descendants) where node.kind == .callExpr {
          guard let name = calledName(node) else { continue }
          if Words(name).contains(["compare", "swap", "cas", "add", "load", "loaded", "store", "try", "once"]) {
            return true
          }
        }
      }
    }
    return false
  }

  // MARK: Goroutines beside each other

  /// Whether several goroutines of one start use one and the same map.
  func runsBesideItself(_ spawn: Spawn, _ map: Object) -> Bool {
    guard let declaration = map.declaration else { return false }
    switch spawn.kind {
    case .handler: return true
    case .timer: return false
    case .goroutine, .group: break
    }
    if let limit = limit(of: spawn), limit <= 1 { return false }
    for loop in spawn.start.enclosingLoops {
      if loop.contains(declaration) { return false }
      if case .atMost(let turns) = pass.unit.count(loop), turns <= 1 { continue }
      guard let body = loop.child(.body), !leaves(loop, after: spawn.start), !isStartedOnce(spawn.start, in: loop),
        !mayJoin(body, spawn), !isReplaced(map, in: loop)
      else { continue }
      return true
    }
    return false
  }

  /// The limit set on the errgroup that starts the goroutine.
  private func limit(of spawn: Spawn) -> Int64? {
    guard spawn.kind == .group, let group = spawn.start.child(.fun)?.unparenthesized.child(.x),
      let variable = pass.unit.variable(group), let function = variable.declaration?.enclosingFunction,
      let uses = pass.unit.uses(of: variable, in: function)
    else { return nil }
    for use in uses {
      guard case .selected(let selector) = pass.unit.use(of: use), selector.child(.sel)?.textString == "SetLimit",
        let argument = selector.withParentheses.parent?.child(.arg)
      else { continue }
      return pass.unit.integer(argument)
    }
    return nil
  }

  /// Whether the loop is left on the way on from a start: a `return` or `break` follows in a block around it.
  private func leaves(_ loop: Node, after start: Node) -> Bool {
    var inner = start
    for outer in start.ancestors {
      if outer == loop { return false }
      if outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause {
        for statement in outer.children where statement.id > inner.id {
          if statement.kind == .returnStmt { return true }
          if statement.kind == .branchStmt, statement.token != .continue { return true }
        }
      }
      inner = outer
    }
    return false
  }

  /// `if !started { started = true; go … }`
  private func isStartedOnce(_ start: Node, in loop: Node) -> Bool {
    for outer in start.ancestors {
      if outer == loop { return false }
      guard outer.kind == .ifStmt, let test = outer.child(.cond) else { continue }
      let tested = [test] + Array(test.descendants)
      for node in outer.descendants where node.kind == .ident {
        guard let object = pass.unit.object(of: node), object.kind == .variable else { continue }
        let expression = node.role == .sel ? node.parent ?? node : node
        guard assigns(expression) else { continue }
        if tested.contains(where: { $0.kind == .ident && $0.name == node.name && pass.unit.object(of: $0) == object }) {
          return true
        }
      }
    }
    return false
  }

  /// Whether an expression, or an element or a field of it, is assigned to.
  private func assigns(_ expression: Node) -> Bool {
    switch pass.unit.use(of: expression) {
    case .assigned: true
    case .indexed(let outer), .selected(let outer): assigns(outer)
    default: false
    }
  }

  private func isReplaced(_ map: Object, in loop: Node) -> Bool {
    loop.descendants.contains { node in
      guard node.kind == .ident, node.name == map.name, pass.unit.object(of: node) == map else { return false }
      if case .replace = pass.unit.mapUse(of: node) { return true }
      return false
    }
  }

  /// Whether two goroutines that one function starts may run at the same time.
  func areBothAlive(_ first: Spawn, _ second: Spawn, _ map: Object) -> Bool {
    guard first.kind == .goroutine || first.kind == .group, second.kind == .goroutine || second.kind == .group,
      let function = first.start.enclosingFunction, function == second.start.enclosingFunction,
      !areExclusive(first.start, second.start), !isReplaced(map, in: function),
      limit(of: first).map({ $0 > 1 }) ?? true, limit(of: second).map({ $0 > 1 }) ?? true
    else { return false }
    return !mayJoin(function, from: first.start.end, to: second.start.start, strictly: true)
  }

  /// Whether a use in the function that starts a goroutine comes after the start, with no join between.
  func follows(_ site: Site, _ spawn: Spawn, _ map: Object) -> Bool {
    guard spawn.kind == .goroutine || spawn.kind == .group, let function = spawn.start.enclosingFunction,
      function == site.function, site.node.start > spawn.start.end, !spawn.start.contains(site.node),
      !areExclusive(spawn.start, site.node), !isReplaced(map, in: function)
    else { return false }
    if limit(of: spawn).map({ $0 <= 1 }) ?? false { return false }
    return !mayJoin(function, from: spawn.start.end, to: site.node.start, strictly: true)
  }

  /// Whether two nodes of a function lie on different branches, or the first is followed by a way out of its block.
  private func areExclusive(_ first: Node, _ second: Node) -> Bool {
    var inner = first
    for outer in first.ancestors {
      if outer.contains(second) {
        if outer.kind == .ifStmt { return inner.role == .body || inner.role == .otherwise }
        return inner.kind == .caseClause || inner.kind == .commClause
      }
      if outer.kind == .blockStmt || outer.kind == .caseClause || outer.kind == .commClause {
        for statement in outer.children where statement.id > inner.id {
          if statement.kind == .returnStmt || statement.kind == .branchStmt { return true }
          if statement.kind == .exprStmt, let call = statement.child(.x), call.kind == .callExpr,
            pass.unit.builtin(call) == .panic
              || calledName(call).map({ Words($0).contains(["fatal", "exit"]) }) ?? false
          {
            return true
          }
        }
      }
      inner = outer
    }
    return false
  }

  /// Whether a turn of a loop may wait for the goroutine it starts.
  private func mayJoin(_ body: Node, _ spawn: Spawn) -> Bool {
    let signals = spawn.body.descendants.contains { node in
      node.kind == .sendStmt || (node.kind == .callExpr && (pass.unit.builtin(node) == .close || isCallOfValue(node)))
    }
    return mayJoin(body, from: body.start, to: body.end, strictly: signals)
  }

  /// Whether the source between two offsets, function literals left out, may wait for another goroutine. A receive counts
  /// only if `strictly`; a token put into a channel or taken from it always does.
  private func mayJoin(_ scope: Node, from start: UInt32, to end: UInt32, strictly: Bool) -> Bool {
    var skipped: UInt32 = 0
    for node in scope.descendants where node.id >= skipped && node.start >= start && node.end <= end {
      switch node.kind {
      case .funcLit, .goStmt: skipped = node.subtreeEnd
      case .unaryExpr where node.token == .arrow:
        if strictly || isTokenReceive(node) { return true }
      case .selectStmt: if strictly { return true }
      case .sendStmt:
        if strictly || node.child(.channel).map(isToken) ?? true { return true }
      case .rangeStmt:
        let type = node.child(.x).map { pass.unit.type(of: $0).underlying } ?? .unknown
        if strictly && (type.kind == .chan || type.isUnknown || type.kind == .signature) { return true }
      case .callExpr: if isJoin(node, strictly: strictly) { return true }
      default: break
      }
    }
    return false
  }

  /// Whether a call may wait: by the words of its name, by what is handed to it, or by the body of a function of the package.
  private func isJoin(_ call: Node, strictly: Bool) -> Bool {
    if pass.unit.builtin(call) != nil || pass.unit.isConversion(call) { return false }
    guard let name = calledName(call) else { return true }
    let words = Words(name)
    if words.contains(["wait", "join", "barrier", "acquire", "lock", "rlock", "eventually", "until"]) { return true }
    if let declaration = declaration(calledBy: call), waits(declaration, depth: 0) { return true }
    if !strictly { return false }
    if isCallOfValue(call) { return true }
    if words.contains([
      "close", "stop", "shutdown", "run", "sleep", "flush", "drain", "sync", "finish", "serve", "done",
    ]) {
      return true
    }
    return call.children(.arg).contains { argument in
      let type = pass.unit.type(of: argument).underlying
      switch type.kind {
      case .chan, .signature: return true
      case .pointer: return type.elem.isNamed("sync", .of("WaitGroup")) || type.elem.isNamed("sync", .of("Cond"))
      default: return argument.unparenthesized.kind == .funcLit
      }
    }
  }

  /// Whether a function of the package waits for something, or calls one that does.
  private func waits(_ declaration: Node, depth: Int) -> Bool {
    guard depth < 3, let body = declaration.child(.body) else { return depth >= 3 }
    return body.descendants.contains { node in
      switch node.kind {
      case .selectStmt: return true
      case .unaryExpr: return node.token == .arrow
      case .callExpr:
        guard let name = calledName(node) else { return false }
        if Words(name).contains(["wait", "barrier"]) { return true }
        guard let next = self.declaration(calledBy: node), next != declaration else { return false }
        return depth < 2 && waits(next, depth: depth + 1)
      default: return false
      }
    }
  }

  // MARK: Calls

  /// Whether a call calls a function value, such as `cancel()`.
  private func isCallOfValue(_ call: Node) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized else { return false }
    let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun
    guard let name, name.kind == .ident else { return fun.kind != .funcLit && fun.kind != .indexExpr }
    return pass.unit.object(of: name)?.kind == .variable
  }

  private func calledName(_ call: Node) -> Node? {
    guard var fun = call.child(.fun)?.unparenthesized else { return nil }
    if fun.kind == .indexExpr || fun.kind == .indexListExpr { fun = fun.child(.x)?.unparenthesized ?? fun }
    let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun
    return name?.kind == .ident ? name : nil
  }

  /// The declaration of the function or method of the package that a call calls.
  private func declaration(calledBy call: Node) -> Node? {
    guard let name = calledName(call), let object = pass.unit.object(of: name), object.kind == .function,
      let declaration = object.declaration?.parent, declaration.kind == .funcDecl, pass.file(of: declaration) != nil
    else { return nil }
    return declaration
  }
}

/// The words of a name in camel case, in lower case: `GetBlock` has no word `lock`.
private struct Words {
  private var words: Set<String> = []

  init(_ name: Node) {
    var word = ""
    var wasUpper = true
    for character in name.textString {
      if character == "_" || (character.isUppercase && !wasUpper) {
        words.insert(word)
        word = ""
      }
      if character != "_" { word.append(contentsOf: character.lowercased()) }
      wasUpper = character.isUppercase
    }
    words.insert(word)
    words.insert(name.textString.lowercased())
  }

  func contains(_ others: Set<String>) -> Bool { !words.isDisjoint(with: others) }
}

extension Message {
  fileprivate static func unlockedInMany(_ map: String) -> Message {
    """
    goroutines that run at the same time write `\(map)` here with no lock: entries get lost, or the program ends with \
    "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedInHandler(_ map: String) -> Message {
    """
    requests that are served at the same time write `\(map)` here with no lock: entries get lost, or the program ends \
    with "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedBeside(_ map: String) -> Message {
    """
    `\(map)` is written here while another goroutine may use it, with no lock: the program may end with \
    "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static var startedInLoop: Message { "each turn of a loop starts one more goroutine here" }
  fileprivate static var handles: Message { "the server runs it for every request, each in a goroutine of its own" }
  fileprivate static var started: Message { "the goroutine starts here" }
  fileprivate static var otherStarted: Message { "the other goroutine starts here" }
  fileprivate static var otherWrite: Message { "written here too" }
  fileprivate static var otherRead: Message { "read here" }
  fileprivate static func declared(_ map: String) -> Message { "`\(map)` is one map for all of them" }
}
