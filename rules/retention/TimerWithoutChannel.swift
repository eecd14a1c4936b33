import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A receive from the channel of a timer that `time.AfterFunc` made: it "is not used and will be nil"
/// (https://pkg.go.dev/time#AfterFunc), and a receive from nil blocks for ever.
extension GoroutineWithoutExit {
  private static let channel = Name.of("C")
  private static let afterFunc = Name.of("AfterFunc")

  func checkTimer(_ selector: Node, _ pass: Pass) {
    guard selector.child(.sel)?.name == Self.channel, let timer = selector.child(.x), !pass.isInTest(selector),
      let wait = wait(on: selector), isTimer(pass.unit.type(of: timer)),
      !isComparedWithNil(selector, pass)
    else { return }
    var sources = TimerSources(pass: pass)
    guard sources.add(timer, depth: 0), let made = sources.made.first else { return }
    pass.report(Self.self, .noChannel, at: wait, related: [(.timer, made)])
  }

  /// The receive or the loop that waits for a channel with nothing else to wait for.
  private func wait(on channel: Node) -> Node? {
    let value = channel.withParentheses
    guard value.role == .x, let wait = value.parent else { return nil }
    if wait.kind == .rangeStmt { return wait }
    guard wait.kind == .unaryExpr, wait.token == .arrow else { return nil }
    for outer in wait.ancestors {
      if outer.kind == .commClause, outer.child(.comm)?.contains(wait) == true {
        return outer.parent.map { $0.children.filter { $0.kind == .commClause }.count == 1 } == true ? wait : nil
      }
      if outer.kind == .blockStmt || outer.kind == .funcLit || outer.kind == .commClause { break }
    }
    return wait
  }

  private func isTimer(_ type: Type) -> Bool {
    let type = type.unaliased
    return (type.kind == .pointer ? type.elem : type).isNamed("time", .of("Timer"))
  }

  private func isComparedWithNil(_ selector: Node, _ pass: Pass) -> Bool {
    guard let function = selector.enclosingFunction else { return true }
    return function.descendants.contains { other in
      guard other.kind == .selectorExpr, other.child(.sel)?.name == Self.channel, other != selector,
        case .comparedWithNil = pass.unit.use(of: other)
      else { return false }
      return true
    }
  }

  /// Where the timers that an expression may be come from.
  private struct TimerSources {
    let pass: Pass
    private(set) var made: [Node] = []
    private var seen: Set<Object> = []

    init(pass: Pass) { self.pass = pass }

    private static let depthLimit = 4

    /// Adds the calls of `time.AfterFunc` that an expression comes from; false if it may come from anything else but nil.
    mutating func add(_ expression: Node, depth: Int) -> Bool {
      guard depth <= Self.depthLimit else { return false }
      let value = expression.unparenthesized
      if pass.unit.isNil(value) { return true }
      if value.kind == .callExpr {
        guard pass.unit.callee(of: value)?.isObject("time", GoroutineWithoutExit.afterFunc) == true else {
          return false
        }
        made.append(value)
        return true
      }
      guard let variable = pass.unit.namedVariable(value) else { return false }
      if !seen.insert(variable).inserted { return true }
      if variable.isField || variable.isPackageLevel {
        if variable.isExported, pass.unit.package.name != Name.of("main") { return false }
        if variable.isField, hasLiteralWithoutKeys(variable) { return false }
      }
      return assignments(to: variable, depth) && arguments(for: variable, depth)
    }

    private mutating func assignments(to variable: Object, _ depth: Int) -> Bool {
      for name in pass.unit.references(to: variable) where !pass.isInTest(name) {
        if name.role == .key, let pair = name.parent, pair.kind == .keyValueExpr {
          guard let value = pair.child(.value), add(value, depth: depth + 1) else { return false }
          continue
        }
        let place = name.role == .sel ? name.parent ?? name : name
        switch pass.unit.use(of: place) {
        case .addressed: return false
        case .declared:
          if variable.isParameter || variable.isField { continue }
          guard place.role == .name, let spec = place.parent, spec.kind == .valueSpec, spec.child(.value) == nil else {
            guard let value = place.valueOfTarget, add(value, depth: depth + 1) else { return false }
            continue
          }
        case .assigned:
          guard let value = place.withParentheses.valueOfTarget, add(value, depth: depth + 1) else { return false }
        default: break
        }
      }
      return true
    }

    /// The arguments that a parameter is given, if all calls of its function are known.
    private mutating func arguments(for variable: Object, _ depth: Int) -> Bool {
      guard variable.isParameter else { return true }
      let graph = pass.flow.callGraph
      guard let declaration = variable.declaration, let node = variable.function, let function = graph.function(node),
        graph.areCallersKnown(function), let index = (0..<16).first(where: { node.parameter(at: $0) == declaration })
      else { return false }
      for site in graph.calls(of: function) {
        let arguments = Array(site.call.children(.arg))
        guard site.kind != .dispatch, site.kind != .atOnce, site.call.token != .ellipsis, index < arguments.count,
          add(arguments[index], depth: depth + 1)
        else { return false }
      }
      return true
    }

    /// Whether a literal of the field's struct lists its values without their names.
    private func hasLiteralWithoutKeys(_ field: Object) -> Bool {
      pass.unit.files.contains { file in
        file.root.descendants.contains { node in
          guard node.kind == .compositeLit, let first = node.child(.elt), first.kind != .keyValueExpr else {
            return false
          }
          let type = pass.unit.type(of: node).underlying
          return type.kind == .struct && type.fields.contains { $0.object == field } || type.isUnknown
        }
      }
    }
  }
}

extension Message {
  fileprivate static var noChannel: Message {
    "this wait never ends: the timer comes from `time.AfterFunc`, whose timers have no channel; there is nothing to drain"
  }
  fileprivate static var timer: Message { "the timer is made here" }
}
