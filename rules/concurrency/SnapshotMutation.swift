import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds changes to a map that came out of an atomic value.
struct SnapshotMutation: Rule {
  static let meta = RuleMeta(
    id: "snapshot-mutation",
    summary: "a map loaded from an atomic value is changed in place",
    group: .concurrency, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      atomic.Value and atomic.Pointer hand the same map to everyone who calls Load. The atomic load makes reading it safe only \
      as long as nobody changes it: an insert or delete races with every reader that has loaded it, and the program may end \
      with "fatal error: concurrent map read and map write", which recover() does not catch.

      Copy the map, change the copy, and store it: readers keep the old one, new readers get the new one.
      """,
    bad: """
      type config struct { settings atomic.Value }

      func (c *config) Set(key, value string) {
      	settings := c.settings.Load().(map[string]string)
      	settings[key] = value
      	c.settings.Store(settings)
      }
      """,
    good: """
      type config struct { settings atomic.Value }

      func (c *config) Set(key, value string) {
      	settings := maps.Clone(c.settings.Load().(map[string]string))
      	settings[key] = value
      	c.settings.Store(settings)
      }
      """,
    limits: [
      "Only changes in the function that loads the map are seen, not those of functions it is handed to.",
      "A map that was loaded as part of a struct is not judged.",
      "Whoever loads maps from atomic values knows that they are shared: 23 million lines that were read have none.",
    ],
    figures: EvidenceFigures.snapshotMutation,
    equivalents: [Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map")])

  static let visits: [Kind] = [.callExpr]

  private static let load = Name.of("Load")
  private static let value = Name.of("Value")
  private static let pointer = Name.of("Pointer")

  func check(_ call: Node, in pass: Pass) {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == Self.load,
      !pass.isInTest(call), isAtomicLoad(call, pass)
    else { return }
    guard let map = loadedMap(call, pass) else { return }
    let source = fun.child(.x)?.textString ?? ""
    if let write = write(to: map, pass) { return report(write, source, call, pass) }
    guard let target = map.withParentheses.targetOfLoad, let variable = pass.unit.variable(target), variable.isLocal,
      let function = call.enclosingFunction, let uses = pass.unit.uses(of: variable, in: function)
    else { return }
    let isReplaced = uses.contains { use in
      guard use.start > call.end, case .assigned = pass.unit.use(of: use) else { return false }
      return true
    }
    if isReplaced || isUnshared(fun, call, pass) { return }
    for use in uses where use.start > call.end {
      guard let write = write(to: use, pass) else { continue }
      return report(write, source, call, pass)
    }
  }

  private func isAtomicLoad(_ call: Node, _ pass: Pass) -> Bool {
    guard let callee = pass.unit.callee(of: call), callee.package?.path == "sync/atomic",
      let owner = callee.receiverTypeName
    else { return false }
    return owner == Self.value || owner == Self.pointer
  }

  /// The expression that is the map: `v.Load().(map[K]V)`, `*p.Load()`.
  private func loadedMap(_ call: Node, _ pass: Pass) -> Node? {
    let loaded = call.withParentheses
    guard let parent = loaded.parent else { return nil }
    let map: Node
    switch parent.kind {
    case .typeAssertExpr where loaded.role == .x: map = parent
    case .starExpr: map = parent
    default: return nil
    }
    guard pass.unit.type(of: map).underlying.kind == .map else { return nil }
    return map
  }

  /// What changes the map that an expression is, where it stands.
  private func write(to map: Node, _ pass: Pass) -> Node? {
    switch pass.unit.use(of: map) {
    case .indexed(let index): return pass.unit.write(to: index) == nil ? nil : index
    case .argument(let call):
      switch pass.unit.builtin(call) {
      case .clear: return call
      case .delete: return call.child(.arg)?.unparenthesized == map.unparenthesized ? call : nil
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether the atomic value belongs to something that nobody else has yet.
  private func isUnshared(_ fun: Node, _ call: Node, _ pass: Pass) -> Bool {
    guard let operand = fun.child(.x), let place = pass.flow.locks.path(operand) else { return false }
    if place.root.isPackageLevel {
      return pass.flow.callGraph.function(enclosing: call).map(pass.flow.concurrency.isStartupOnly) ?? true
    }
    return pass.flow.locks.isBeforeSharing(place.root, at: call)
  }

  private func report(_ write: Node, _ source: String, _ call: Node, _ pass: Pass) {
    pass.report(
      Self.self, .changed(source), at: write, confidence: isLocked(write, pass) ? .low : .high,
      related: [(.loaded, call)])
  }

  /// Whether a lock may be held: readers may take it too.
  private func isLocked(_ write: Node, _ pass: Pass) -> Bool {
    !(pass.flow.locks.held(at: write)?.isEmpty ?? false)
  }
}

extension Node {
  /// The variable that gets a loaded map, in `m := v` and `m, ok := v` alike.
  fileprivate var targetOfLoad: Node? {
    if let target = targetOfValue { return target }
    guard let parent, role == .rhs || role == .value, parent.kind == .assignStmt || parent.kind == .valueSpec else {
      return nil
    }
    return parent.child(parent.kind == .assignStmt ? .lhs : .name)
  }
}

extension Message {
  fileprivate static func changed(_ source: String) -> Message {
    """
    the map that `\(source)` holds is changed in place: whoever has loaded it may be reading it, and the program may end with \
    "fatal error: concurrent map read and map write"; change a copy and store that
    """
  }
  fileprivate static var loaded: Message { "loaded here" }
}
