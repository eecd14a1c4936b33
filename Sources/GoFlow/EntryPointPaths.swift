import GoSyntax
import GoTypes

/// What a function may come to while a goroutine runs that it has started, by the ways through its body. What may be a join
/// ends a way, by the same signs as in `EntryPointOrder`.
package struct EntryPointPaths {
  private let flow: PackageFlow
  private let unit: Unit
  private let graph: CallGraph
  private let calls: CallHints
  private var signals: [FunctionID: Signals] = [:]

  /// Blocks of one function beyond this many are not looked through.
  private static let blockLimit = 4000
  /// Calls are followed so far for what a goroutine sends and what a function waits for.
  private static let depthLimit = 3

  package init(_ flow: PackageFlow) {
    self.flow = flow
    unit = flow.unit
    graph = flow.callGraph
    calls = CallHints(flow)
  }

  /// What a goroutine may tell others on channels.
  private struct Signals {
    /// The fields and package-level variables whose channels it sends on or closes.
    var holders: Set<Object> = []
    /// The types of other channels that it does so with.
    var channels: [Type] = []
    /// Whether it may send or close something that is not seen.
    var isUnknown = false

    var isEmpty: Bool { holders.isEmpty && channels.isEmpty && !isUnknown }

    mutating func add(_ channel: Node?, _ unit: Unit) {
      guard let channel else {
        isUnknown = true
        return
      }
      if let holder = unit.namedVariable(channel), !holder.isLocal {
        holders.insert(holder)
      } else {
        channels.append(unit.type(of: channel).underlying)
      }
    }
  }

  /// Whether a way leads from a node of a function, which starts the goroutine of `entry` or calls what does, to another one
  /// while the goroutine may run, with the same object at a place.
  package mutating func leads(
    from start: Node, to node: Node, in function: Node, _ entry: EntryPoint, _ place: AccessPath
  ) -> Bool {
    guard let body = flow.function(function), !start.contains(node) || start == node else { return false }
    let control = flow.graph(of: body)
    guard let target = control.position(of: node) else { return false }
    return walk(control, from: start, entry, place) { block, index in
      block == target.block && index == target.index
    }
  }

  /// Whether a function may return while a goroutine runs that it has started.
  package mutating func returns(after start: Node, in function: Node, _ entry: EntryPoint, _ place: AccessPath) -> Bool
  {
    guard let body = flow.function(function) else { return false }
    let control = flow.graph(of: body)
    let told = signals(of: entry)
    // What it defers comes before its callers go on.
    if control.defers.contains(where: { blocks($0, told, isDeferred: true) }) { return false }
    return walk(control, from: start, entry, place) { block, _ in block == ControlFlowGraph.exit }
  }

  /// Follows the ways on from a node; nothing of the block that `isTarget` says yes to is looked at any more.
  private mutating func walk(
    _ control: ControlFlowGraph, from start: Node, _ entry: EntryPoint, _ place: AccessPath,
    _ isTarget: (Int, Int) -> Bool
  ) -> Bool {
    guard !control.hasDamage, control.blockCount <= Self.blockLimit, let first = control.position(of: start) else {
      return false
    }
    let told = signals(of: entry)
    var seen = [Bool](repeating: false, count: control.blockCount)
    var open: [(block: Int, index: Int)] = [(first.block, first.index + 1)]
    while let (block, from) = open.popLast() {
      if isTarget(block, from) { return true }
      let nodes = control.nodes(of: block)
      var index = from
      var isOpen = true
      while index < nodes.count {
        if isTarget(block, index) { return true }
        let node = nodes[nodes.startIndex + index]
        if blocks(node, told, isDeferred: false) || replaces(node, place) {
          isOpen = false
          break
        }
        index += 1
      }
      guard isOpen else { continue }
      for edge in control.successors(of: block) where !seen[edge.to] {
        // A range over a channel ends when somebody closes it.
        if edge.kind == .leaves, let loop = edge.condition, isRangeOverChannel(loop) { continue }
        seen[edge.to] = true
        open.append((edge.to, 0))
      }
    }
    return false
  }

  private func isRangeOverChannel(_ loop: Node) -> Bool {
    guard loop.kind == .rangeStmt, let operand = loop.child(.x) else { return false }
    let type = unit.type(of: operand).underlying
    // A channel gives one value at a time.
    return type.kind == .chan || type.isUnknown && loop.child(.value) == nil || type.kind == .signature
  }

  // MARK: Another object

  /// Whether a node of a graph declares a variable on the way to a place anew, or gives it or a field on the way another value.
  private func replaces(_ node: Node, _ place: AccessPath) -> Bool {
    if let declaration = place.root.declaration, isIn(declaration, node) { return true }
    let objects = [place.root] + place.fields
    return parts(evaluatedBy: node).contains { part in
      guard part.kind == .ident, objects.contains(where: { $0.name == part.name }),
        let object = unit.object(of: part), objects.contains(object)
      else { return false }
      return unit.write(to: part.role == .sel ? part.parent ?? part : part) != nil
    }
  }

  /// The nodes that a node of a graph evaluates: not the body of a range, nor those of literals.
  private func parts(evaluatedBy node: Node) -> [Node] {
    var found = [node]
    var skipped: UInt32 = 0
    let body = node.kind == .rangeStmt ? node.child(.body)?.id : nil
    for part in node.descendants where part.id >= skipped {
      if let body, part.id >= body { break }
      found.append(part)
      if part.kind == .funcLit { skipped = part.subtreeEnd }
    }
    return found
  }

  private func isIn(_ declaration: Node, _ node: Node) -> Bool {
    guard node.contains(declaration) else { return false }
    if node.kind == .rangeStmt, let body = node.child(.body), body.contains(declaration) { return false }
    return true
  }

  // MARK: Joins

  /// Whether a node of a graph may wait for a goroutine with these signals.
  private func blocks(_ node: Node, _ told: Signals, isDeferred: Bool) -> Bool {
    if node.kind == .goStmt || (node.kind == .deferStmt && !isDeferred) { return false }
    if node.kind == .rangeStmt { return isRangeOverChannel(node) && node.child(.x).map { mayTell($0, told) } ?? true }
    for part in isDeferred ? Array(node.descendants) : parts(evaluatedBy: node) {
      switch part.kind {
      case .unaryExpr where part.token == .arrow: if isJoin(receive: part, told) { return true }
      case .sendStmt:
        guard let channel = part.child(.channel) else { return true }
        if calls.isToken(channel) || !told.isEmpty && !calls.isWide(channel) { return true }
      case .callExpr: if isJoin(call: part, told) { return true }
      default: break
      }
    }
    return false
  }

  /// Whether a receive may be what a goroutine is waited for with: of a token, a time, an unused value, or of something like
  /// what the goroutine sends.
  private func isJoin(receive: Node, _ told: Signals) -> Bool {
    guard let channel = receive.child(.x)?.unparenthesized else { return true }
    if channel.kind == .callExpr || calls.isTokenReceive(receive) { return true }
    return mayTell(channel, told)
  }

  /// Whether a goroutine may send on a channel or close it: on what the same field or variable holds, or on a local channel of
  /// the same type. What carries no values, and clocks, is anybody's.
  private func mayTell(_ channel: Node, _ told: Signals) -> Bool {
    let type = unit.type(of: channel).underlying
    guard type.kind == .chan else { return true }
    let element = type.elem
    if element.isNamed("time", .of("Time")) || element.underlying.basicKind == .bool { return true }
    if element.underlying.kind == .struct, element.underlying.fields.isEmpty { return true }
    if told.isUnknown { return true }
    if let holder = unit.namedVariable(channel), !holder.isLocal {
      if told.holders.contains(holder) { return true }
    } else if !told.holders.isEmpty {
      if told.holders.contains(where: { Self.mayBeOne($0.type.underlying, type) }) { return true }
    }
    return told.channels.contains { Self.mayBeOne($0, type) }
  }

  /// Whether two channel types may be the same.
  private static func mayBeOne(_ a: Type, _ b: Type) -> Bool {
    guard a.kind == .chan, b.kind == .chan else { return true }
    let (first, second) = (a.elem, b.elem)
    if first.isUnknown || second.isUnknown { return true }
    if first.hasUnknownPart || second.hasUnknownPart { return first.unaliased.kind == second.unaliased.kind }
    return first.isIdentical(to: second)
  }

  private func isJoin(call: Node, _ told: Signals) -> Bool {
    if unit.builtin(call) != nil || unit.isConversion(call) { return false }
    guard let name = calls.name(call) else { return true }
    if unit.callee(of: call)?.package?.path == "sync", name.textString != "Wait" { return false }
    let words = Words(name)
    if words.contains(["wait", "join", "barrier", "acquire", "lock", "rlock", "eventually", "until", "sleep"]) {
      return true
    }
    if let declaration = calls.declaration(call), waits(declaration, told, depth: 0) { return true }
    if told.isEmpty { return false }
    if words.contains(["close", "stop", "shutdown", "run", "flush", "drain", "sync", "finish", "serve", "done"]) {
      return true
    }
    return call.children(.arg).contains { argument in
      let type = unit.type(of: argument).underlying
      switch type.kind {
      case .chan: return mayTell(argument, told)
      case .pointer: return type.elem.isNamed("sync", .of("WaitGroup")) || type.elem.isNamed("sync", .of("Cond"))
      default: return false
      }
    }
  }

  /// Whether a function of the package waits for something whichever way it goes, or calls one that does.
  private func waits(_ declaration: Node, _ told: Signals, depth: Int) -> Bool {
    guard depth < Self.depthLimit, let body = declaration.child(.body) else { return depth >= Self.depthLimit }
    var skipped: UInt32 = 0
    for node in body.descendants where node.id >= skipped {
      switch node.kind {
      case .goStmt: skipped = node.subtreeEnd
      case .unaryExpr where node.token == .arrow:
        if node.ancestors.contains(where: { $0.kind == .commClause }) { continue }
        if isJoin(receive: node, told) { return true }
      case .selectStmt:
        let clauses = node.child(.body)?.children.filter { $0.kind == .commClause } ?? []
        let mayGoOn = clauses.contains { clause in
          guard let statement = clause.child(.comm) else { return true }
          return !blocks(statement, told, isDeferred: false)
        }
        if !mayGoOn { return true }
      case .callExpr:
        guard let name = calls.name(node) else { continue }
        if Words(name).contains(["wait", "barrier"]) { return true }
        guard let next = calls.declaration(node), next != declaration else { continue }
        if waits(next, told, depth: depth + 1), depth + 1 < Self.depthLimit { return true }
      default: break
      }
    }
    return false
  }

  // MARK: What a goroutine tells

  private mutating func signals(of entry: EntryPoint) -> Signals {
    if let known = signals[entry.function] { return known }
    var all = Signals()
    // `group.Run()` waits for all actors.
    all.isUnknown = entry.kind == .actor
    var seen: Set<FunctionID> = [entry.function]
    var open = [(entry.function, 0)]
    while let (next, depth) = open.popLast() {
      add(next, to: &all)
      for site in graph.calls(from: next) where site.isSynchronous && seen.insert(site.callee).inserted {
        if depth < Self.depthLimit { open.append((site.callee, depth + 1)) }
      }
    }
    signals[entry.function] = all
    return all
  }

  private func add(_ function: FunctionID, to all: inout Signals) {
    for node in graph[function].node.descendants {
      if node.kind == .sendStmt { all.add(node.child(.channel), unit) }
      guard node.kind == .callExpr else { continue }
      if unit.builtin(node) == .close {
        all.add(node.child(.arg), unit)
        continue
      }
      // `done()` may close something, unless it is known what it calls.
      if calls.isCallOfValue(node), node.child(.fun)?.unparenthesized.kind == .ident,
        !graph.calls(from: function).contains(where: { $0.call == node })
      {
        all.isUnknown = true
      }
      for argument in node.children(.arg) where unit.type(of: argument).underlying.kind == .chan {
        all.add(argument, unit)
      }
    }
  }
}
