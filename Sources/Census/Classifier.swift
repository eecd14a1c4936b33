import GoFlow
import GoSyntax
import GoTypes

/// Tells what one mention of a container does with it.
struct Classifier: Sendable {
  let unit: Unit

  private enum Names {
    static let stored: Set<Name> = [.of("Store"), .of("LoadOrStore"), .of("Swap"), .of("CompareAndSwap")]
    static let deleted: Set<Name> = [.of("Delete"), .of("LoadAndDelete"), .of("CompareAndDelete")]
    static let load = Name.of("Load")
    static let range = Name.of("Range")
    static let clear = Name.of("Clear")
    static let get = Name.of("Get")
    static let put = Name.of("Put")
    static let new = Name.of("New")
  }

  /// The site that an identifier makes; nil for a declaration without a value.
  func site(of name: Node, kind: CensusReport.Kind) -> Site? {
    guard let parent = name.parent else { return nil }
    switch (parent.kind, name.role) {
    case (.keyValueExpr, .key):
      if unit.object(of: name)?.isField == true {
        return Self.site(.make, name, parent, value: parent.child(.value))
      }
    case (.field, .name): return nil
    case (.valueSpec, .name):
      return parent.child(.value) == nil ? nil : Self.site(.make, name, parent, value: name.valueOfTarget)
    case (.assignStmt, .lhs) where parent.token == .define:
      if unit.object(of: name)?.declaration == name {
        return Self.site(.make, name, parent, value: name.valueOfTarget)
      }
    default: break
    }
    let expression = name.role == .sel && parent.kind == .selectorExpr ? parent : name
    return site(ofExpression: expression, kind: kind)
  }

  private static func site(
    _ kind: CensusReport.SiteKind, _ node: Node, _ operation: Node, key: Node? = nil, value: Node? = nil
  ) -> Site {
    var site = Site(kind: kind, node: node, operation: operation)
    site.key = key
    site.value = value
    return site
  }

  /// Conversions and indices nested deeper than this are not followed.
  private static let depthLimit = 8

  /// What is done with an expression whose value is the container.
  func site(ofExpression expression: Node, kind: CensusReport.Kind, depth: Int = 0) -> Site {
    let node = expression.withParentheses
    guard depth < Self.depthLimit, let parent = node.parent else { return Self.site(.alias, expression, expression) }
    switch (parent.kind, node.role) {
    case (.indexExpr, .x): return indexed(expression, parent, kind, depth)
    case (.selectorExpr, .x): return selected(expression, parent, kind)
    case (.rangeStmt, .x):
      var site = Self.site(.range, expression, parent)
      // A range over a slice of maps hands out the maps.
      if kind == .sliceOfMaps || kind == .arrayOfMaps, parent.token == .define { site.target = parent.child(.value) }
      return site
    case (.rangeStmt, .key), (.rangeStmt, .value): return Self.site(.replace, expression, parent)
    case (.callExpr, .arg): return argument(expression, node, parent, depth)
    case (.binaryExpr, _) where parent.token == .eql || parent.token == .neq:
      return Self.site(.compare, expression, parent)
    case (.assignStmt, .lhs):
      return Self.site(.replace, expression, parent, value: expression.withParentheses.valueOfTarget)
    case (.unaryExpr, .x) where parent.token == .and: return Self.site(.address, expression, parent)
    case (.returnStmt, _): return Self.site(.return, expression, parent)
    case (.assignStmt, .rhs), (.valueSpec, .value):
      var site = Self.site(.alias, expression, parent)
      site.target = Self.target(of: node, parent)
      return site
    default: return Self.site(.alias, expression, parent)
    }
  }

  /// The target at the same position as a value in `a, b := x, y` or `var a, b = x, y`.
  private static func target(of value: Node, _ statement: Node) -> Node? {
    let isAssignment = statement.kind == .assignStmt
    let targets = Array(statement.children(isAssignment ? .lhs : .name))
    let values = Array(statement.children(isAssignment ? .rhs : .value))
    guard targets.count == values.count, let index = values.firstIndex(of: value) else { return nil }
    return targets[index]
  }

  // MARK: Index

  private func indexed(_ expression: Node, _ index: Node, _ kind: CensusReport.Kind, _ depth: Int) -> Site {
    let key = index.child(.index)
    if kind == .sliceOfMaps || kind == .arrayOfMaps {
      var site = site(ofExpression: index, kind: .map, depth: depth + 1)
      site.isElement = true
      return Self.moved(site, to: expression)
    }
    let outer = index.withParentheses
    guard let parent = outer.parent else { return Self.site(.read, expression, index, key: key) }
    if isTarget(outer, parent) {
      return Self.site(.write, expression, index, key: key, value: outer.valueOfTarget)
    }
    var site = Self.site(.read, expression, index, key: key)
    if unit.type(of: index).underlying.kind == .map {
      site.inner = self.site(ofExpression: index, kind: .map, depth: depth + 1).kind
    }
    return site
  }

  /// Whether an expression is written to where it stands.
  private func isTarget(_ node: Node, _ parent: Node) -> Bool {
    switch (parent.kind, node.role) {
    case (.assignStmt, .lhs), (.incDecStmt, _): true
    case (.rangeStmt, .key), (.rangeStmt, .value): parent.token != .define
    default: false
    }
  }

  /// The site as one of another expression.
  private static func moved(_ site: Site, to node: Node) -> Site {
    var moved = Site(kind: site.kind, node: node, operation: site.operation)
    moved.key = site.key
    moved.value = site.value
    moved.target = site.target
    moved.inner = site.inner
    moved.isElement = site.isElement
    moved.callee = site.callee
    moved.argument = site.argument
    return moved
  }

  // MARK: Methods

  private func selected(_ expression: Node, _ selector: Node, _ kind: CensusReport.Kind) -> Site {
    let outer = selector.withParentheses
    guard let method = selector.child(.sel), let call = outer.parent, call.kind == .callExpr, outer.role == .fun else {
      if kind == .syncPool, let field = selector.child(.sel), field.name == Names.new {
        return Self.site(.replace, expression, selector)
      }
      return Self.site(.alias, expression, selector)
    }
    let arguments = Array(call.children(.arg))
    switch kind {
    case .syncMap:
      let key = arguments.first
      if method.name == Names.load { return Self.site(.read, expression, call, key: key) }
      if Names.stored.contains(method.name) {
        return Self.site(.write, expression, call, key: key, value: arguments.count > 1 ? arguments[1] : nil)
      }
      if Names.deleted.contains(method.name) { return Self.site(.delete, expression, call, key: key) }
      if method.name == Names.range { return Self.site(.range, expression, call) }
      if method.name == Names.clear { return Self.site(.clear, expression, call) }
    case .syncPool:
      if method.name == Names.get { return Self.site(.read, expression, call) }
      if method.name == Names.put { return Self.site(.write, expression, call, value: arguments.first) }
    default:
      if let known = headerMethod(expression, method.name, call, arguments) { return known }
    }
    var site = Self.site(.pass, expression, call)
    site.callee = unit.callee(of: call)
    site.argument = Site.receiver
    return site
  }

  private static let headerReads: Set<Name> = [.of("Get"), .of("Values"), .of("Has")]
  private static let headerWrites: Set<Name> = [.of("Set"), .of("Add")]
  private static let headerRanges: Set<Name> = [.of("Clone"), .of("Write"), .of("WriteSubset"), .of("Encode")]

  /// The methods of `http.Header`, `textproto.MIMEHeader` and `url.Values`.
  private func headerMethod(_ expression: Node, _ name: Name, _ call: Node, _ arguments: [Node]) -> Site? {
    guard let path = unit.callee(of: call)?.package?.path,
      path == "net/http" || path == "net/url" || path == "net/textproto"
    else { return nil }
    if Self.headerReads.contains(name) { return Self.site(.read, expression, call, key: arguments.first) }
    if Self.headerWrites.contains(name) {
      return Self.site(
        .write, expression, call, key: arguments.first, value: arguments.count > 1 ? arguments[1] : nil)
    }
    if name == .of("Del") { return Self.site(.delete, expression, call, key: arguments.first) }
    return Self.headerRanges.contains(name) ? Self.site(.range, expression, call) : nil
  }

  // MARK: Arguments

  private func argument(_ expression: Node, _ node: Node, _ call: Node, _ depth: Int) -> Site {
    var position = 0
    var arguments: [Node] = []
    for argument in call.children(.arg) {
      if argument == node { position = arguments.count }
      arguments.append(argument)
    }
    switch unit.builtin(call) {
    case .len: return Self.site(.len, expression, call)
    case .clear: return Self.site(.clear, expression, call)
    case .delete where position == 0:
      return Self.site(.delete, expression, call, key: arguments.count > 1 ? arguments[1] : nil)
    case .cap: return Self.site(.len, expression, call)
    case .some: return Self.site(.alias, expression, call)
    case nil: break
    }
    if unit.isConversion(call) { return converted(expression, call, depth) }
    let callee = unit.callee(of: call)
    if let callee, let known = mapsFunction(callee, expression, position, call) { return known }
    var site = Self.site(.pass, expression, call)
    site.callee = callee
    site.argument = position
    return site
  }

  /// A conversion gives the same map; what is done with it is done to the container.
  private func converted(_ expression: Node, _ call: Node, _ depth: Int) -> Site {
    guard unit.type(of: call).underlying.kind == .map else { return Self.site(.alias, expression, call) }
    return Self.moved(site(ofExpression: call, kind: .map, depth: depth + 1), to: expression)
  }

  /// What the functions of package maps do with their first argument, and `maps.Copy` with its second.
  private func mapsFunction(_ callee: Object, _ expression: Node, _ position: Int, _ call: Node) -> Site? {
    guard let path = callee.package?.path, path == "maps" || path == "golang.org/x/exp/maps" else { return nil }
    switch callee.name.string {
    case "Clone", "Keys", "Values", "All", "Equal", "EqualFunc": return Self.site(.range, expression, call)
    case "Copy": return Self.site(position == 0 ? .write : .range, expression, call)
    case "Insert": return Self.site(.write, expression, call)
    case "DeleteFunc": return Self.site(.delete, expression, call)
    case "Clear": return Self.site(.clear, expression, call)
    default: return nil
    }
  }
}

extension Site {
  /// The position of a method's receiver among its arguments.
  package static let receiver = -1
}
