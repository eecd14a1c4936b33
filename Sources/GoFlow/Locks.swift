import GoSyntax
import GoTypes

/// Which locks are held where in a unit. Only locks of package sync count; each is named by the way to it.
package final class UnitLocks {
  private unowned let flow: PackageFlow
  private let paths: LockPaths
  private var holders: LockHolders
  private lazy var graph = flow.callGraph
  private lazy var frames = LockFrames(graph, paths)
  private lazy var contexts = LockContexts(
    flow, graph, LockSummaries(flow, graph, frames), BeforeSharing(graph, flow.concurrency), frames, flow.concurrency)

  init(_ flow: PackageFlow) {
    self.flow = flow
    paths = LockPaths(flow.unit)
    holders = LockHolders(flow.unit)
  }

  /// Counts of what was done: for tests of linearity.
  package var work: Int { contexts.summaries.work + contexts.work }

  /// Locks that a function leaves held for callers which are not all known, by their fields or variables: whoever calls other
  /// functions may hold them.
  package private(set) lazy var heldAcrossCalls: Set<Object> = {
    var found: Set<Object> = []
    for (function, body) in contexts.summaries.all where !graph.areCallersKnown(function) {
      let taken = body.effect.possible.read | body.effect.possible.write
      for (index, path) in body.table.enumerated() where taken & (1 << UInt32(index)) != 0 {
        found.insert(path.fields.last ?? path.root)
      }
    }
    return found
  }()

  private var givenAway: [Object: Bool] = [:]

  /// Whether a pointer to a lock, a field or variable, goes elsewhere: code that is not seen may hold it.
  func isGivenAway(_ lock: Object) -> Bool {
    if let known = givenAway[lock] { return known }
    let found = graph.unit.references(to: lock).contains { name in
      let expression = name.role == .sel ? name.parent ?? name : name
      let outer = expression.withParentheses
      let isAddressed = outer.parent?.kind == .unaryExpr && outer.parent?.token == .and
      return (isAddressed || outer.role == .arg) && LockKind(graph.unit.type(of: expression)) != nil
    }
    givenAway[lock] = found
    return found
  }

  /// Locks that functions may hold themselves where they call a function of the unit or a function value, by their fields or
  /// variables.
  private lazy var heldAtCalls: Set<Object> = {
    var found: Set<Object> = []
    for (function, body) in contexts.summaries.all {
      if body.isGivenUp { for path in body.table { found.insert(path.fields.last ?? path.root) } }
      // Most functions hold nothing.
      if body.isGivenUp || body.everHeld.isEmpty { continue }
      var skipped: UInt32 = 0
      for node in graph[function].node.descendants where node.id >= skipped {
        if node.kind == .funcLit { skipped = node.subtreeEnd }
        guard node.kind == .callExpr, graph.unit.builtin(node) == nil, !graph.unit.isConversion(node) else { continue }
        if let callee = graph.unit.callee(of: node), let package = callee.package, package != graph.unit.package,
          !node.children(.arg).contains(where: { graph.unit.type(of: $0).underlying.kind == .signature })
        {
          continue
        }
        for lock in contexts.state(at: node, in: function, entry: .none)?.held ?? [] {
          found.insert(lock.lock.fields.last ?? lock.lock.root)
        }
      }
    }
    return found
  }()

  /// Whether no caller can bring a lock along: only this package can take it, and it calls nothing while it holds it.
  func neverReaches(_ lock: Object) -> Bool {
    !lock.isExported && !lock.isEmbedded && !isGivenAway(lock) && !heldAcrossCalls.contains(lock)
      && !heldAtCalls.contains(lock)
  }

  /// The call that takes a lock where the unit has only one.
  package func onlyAcquisition(of lock: Object) -> Node? { contexts.summaries.onlyAcquisition(of: lock) }

  /// What a call of a function does to locks for certain, in the function's own names: those it leaves held for its caller, and
  /// those of its caller that it releases.
  package func effects(of function: FunctionID) -> (taken: [LockSet.Held], released: [LockSet.Held]) {
    guard let body = contexts.summaries.body(of: function), !body.isGivenUp else { return ([], []) }
    func locks(_ modes: LockState.Modes) -> [LockSet.Held] {
      var found: [LockSet.Held] = []
      for (index, path) in body.table.enumerated() where !path.isOfMethods {
        for mode in [LockMode.read, .write] where modes[mode] & (1 << UInt32(index)) != 0 {
          found.append(LockSet.Held(lock: path, mode: mode, isCertain: true))
        }
      }
      return found
    }
    return (locks(body.effect.certain), locks(body.effect.release))
  }

  /// Whether callers in other packages can take a lock of a receiver: it has an exported name, or an exported method leaves it
  /// held for them.
  package func isTakenByOthers(_ lock: AccessPath) -> Bool {
    if lock.fields.allSatisfy(\.isExported) { return true }
    return graph.all.contains { function in
      guard let object = graph[function].object, object.isMethod, object.isExported else { return false }
      return effects(of: function).taken.contains { $0.lock.fields == lock.fields && $0.lock.root.isParameter }
    }
  }

  /// Whether the unit uses no lock at all.
  package private(set) lazy var isEmpty = !LockFinder.hasOperations(flow.unit)

  /// The locks that are held before a node, callers' included; nil where the node is never reached or its function is not
  /// understood. Of a node outside functions none.
  package func held(at node: Node) -> LockSet? {
    guard let function = graph.function(enclosing: node) else { return LockSet.none }
    return contexts.state(at: node, in: function)
  }

  /// The locks that the function around a node holds there itself, callers left out.
  package func ownHeld(at node: Node) -> LockSet? {
    guard let function = graph.function(enclosing: node) else { return LockSet.none }
    return contexts.state(at: node, in: function, entry: .none)
  }

  /// The locks that are held when a function is called: what all its callers hold, and what some may.
  package func context(of function: FunctionID) -> LockSet { contexts.context(of: function) }

  /// The place that an expression names, with embedded fields, through pointers and local aliases; nil for anything but
  /// variables and fields of them.
  package func path(_ expression: Node) -> AccessPath? { paths.path(expression) }

  /// The way to an expression that leads through elements of maps and slices, elements left out: of `s.conns[id].streams`
  /// the path `s.conns.streams`. It says which locks lie around, and never which lock is meant.
  package func holder(_ expression: Node) -> AccessPath? { holders.holder(expression) }

  /// The same for a path whose root was taken out of a map or slice.
  package func holder(_ path: AccessPath) -> AccessPath? { holders.holder(path) }

  /// Whether a function takes a lock itself, or may through others.
  func takes(_ lock: AccessPath, in function: FunctionID) -> Bool {
    guard let body = contexts.summaries.body(of: function), let index = body.table.firstIndex(of: lock) else {
      return false
    }
    let modes = body.everHeld
    return (modes.read | modes.write) & (1 << UInt32(index)) != 0
  }

  /// Whether a function releases a lock that it never takes, on every way: it believes that the lock is held.
  func releasesOnly(_ lock: AccessPath, in function: FunctionID) -> Bool {
    guard let body = contexts.summaries.body(of: function), let index = body.table.firstIndex(of: lock) else {
      return false
    }
    let released = body.effect.release
    return (released.read | released.write) & (1 << UInt32(index)) != 0 && !takes(lock, in: function)
  }

  /// Whether the value behind a variable is not shared yet where a node is evaluated: its function has just made it, or all
  /// callers of its function have.
  package func isBeforeSharing(_ root: Object, at node: Node) -> Bool {
    guard let function = graph.function(enclosing: node) else { return true }
    return contexts.isBeforeSharing(root, at: node, in: function)
  }

  /// What a call makes of a place that its callee names: `s.m` of a method is `c.store.m` where `c.store.add()` is called.
  package func place(_ path: AccessPath, at site: CallSite) -> AccessPath? {
    frames.frame(of: site).outward(path)
  }

  /// The same where what is handed over is an element: `s.conns.streams` where `s.conns[id].close()` is called.
  package func holder(_ path: AccessPath, at site: CallSite) -> AccessPath? {
    if let place = place(path, at: site) { return holders.holder(place) }
    guard let argument = LockFrame.argument(for: path.root, site, graph), let holder = holders.holder(argument) else {
      return nil
    }
    return holder.appending(path.fields)
  }
}
