import GoSyntax
import GoTypes

/// Finds what holds a value that was taken out of a map or slice: of `c := s.conns[id]` the holder of `c.streams` is
/// `s.conns.streams`. Such a path names no single place, so it says which locks lie around, and never which lock is meant.
struct LockHolders {
  private let unit: Unit
  private var origins: [Object: Way?] = [:]

  /// A way to a value: the fields on it, elements left out.
  private struct Way {
    var path: AccessPath
    var hasElement: Bool
  }

  /// Steps from a variable to what its value was taken from.
  private static let depthLimit = 6
  /// A local slice that more statements fill is not followed.
  private static let fillLimit = 8

  init(_ unit: Unit) { self.unit = unit }

  /// The way to an expression through elements of maps and slices, from the variable that holds them all; nil where it leads
  /// through none, or from what a function returns.
  mutating func holder(_ expression: Node) -> AccessPath? {
    way(expression, 0).flatMap { $0.hasElement ? $0.path : nil }
  }

  /// The same for what a path names, from the variable that its root was taken from.
  mutating func holder(_ path: AccessPath) -> AccessPath? {
    guard path.root.isLocal, let origin = origin(path.root, 0), origin.hasElement else { return nil }
    return origin.path.appending(path.fields)
  }

  private mutating func way(_ expression: Node, _ depth: Int) -> Way? {
    guard depth < Self.depthLimit else { return nil }
    var fields: [Object] = []
    var hasElement = false
    var node = expression.unparenthesized
    while true {
      switch node.kind {
      case .starExpr, .unaryExpr:
        guard node.kind == .starExpr || node.token == .and, let operand = node.child(.x) else { return nil }
        node = operand.unparenthesized
      case .indexExpr:
        guard let operand = node.child(.x), isContainer(operand) else { return nil }
        hasElement = true
        node = operand.unparenthesized
      case .sliceExpr, .typeAssertExpr:
        guard let operand = node.child(.x) else { return nil }
        node = operand.unparenthesized
      case .selectorExpr:
        guard let selection = unit.selection(of: node), let operand = node.child(.x) else { return nil }
        switch selection.kind {
        case .field:
          fields.append(selection.object)
          fields.append(contentsOf: selection.embedded.reversed())
          node = operand.unparenthesized
        case .qualified where selection.object.kind == .variable:
          return Way(path: AccessPath(root: selection.object, fields: fields.reversed()), hasElement: hasElement)
        default: return nil
        }
      case .ident:
        guard let root = unit.variable(node) else { return nil }
        let path = AccessPath(root: root, fields: fields.reversed())
        guard root.isLocal, let origin = origin(root, depth + 1), origin.path.fields.count < AccessPath.lengthLimit
        else {
          return Way(path: path, hasElement: hasElement)
        }
        return Way(path: origin.path.appending(path.fields), hasElement: hasElement || origin.hasElement)
      default: return nil
      }
    }
  }

  private func isContainer(_ expression: Node) -> Bool {
    var type = unit.type(of: expression).underlying
    if type.kind == .pointer { type = type.elem.underlying }
    switch type.kind {
    case .map, .slice, .array: return true
    default: return false
    }
  }

  private func isReference(_ value: Node) -> Bool {
    switch unit.type(of: value).underlying.kind {
    case .pointer, .map, .slice: true
    default: false
    }
  }

  /// What a local variable's value was taken out of; nil where it was not, or not always from there.
  private mutating func origin(_ variable: Object, _ depth: Int) -> Way? {
    if let known = origins[variable] { return known }
    origins[variable] = .some(nil)
    guard depth < Self.depthLimit, !variable.isParameter else { return nil }
    var found: Way?
    for name in unit.references(to: variable) {
      switch unit.use(of: name) {
      case .declared, .assigned:
        guard let source = source(of: name, variable, depth) else { return nil }
        guard case .value(let way) = source else { continue }
        if let found, found.path != way.path { return nil }
        found = Way(path: way.path, hasElement: way.hasElement || found?.hasElement ?? false)
      case .addressed: return nil
      default: continue
      }
    }
    origins[variable] = found
    return found
  }

  private enum Source {
    case value(Way)
    /// The zero value, `nil`, an empty slice: it holds nothing.
    case nothing
  }

  /// Where the value comes from that a variable gets at one place; nil where that is not an element of something.
  private mutating func source(of name: Node, _ variable: Object, _ depth: Int) -> Source? {
    let target = name.withParentheses
    guard let statement = target.parent else { return nil }
    switch statement.kind {
    case .rangeStmt:
      guard target.role == .value, let ranged = statement.child(.x), isContainer(ranged), var way = way(ranged, depth)
      else {
        return nil
      }
      way.hasElement = true
      return .value(way)
    case .valueSpec where statement.child(.value) == nil: return .nothing
    case .assignStmt, .valueSpec:
      var value = target.valueOfTarget
      if value == nil, target.role == .lhs, statement.child(.lhs) == target,
        let right = statement.child(.rhs)?.unparenthesized, right.kind == .indexExpr || right.kind == .typeAssertExpr
      {
        // `v, ok := m[k]`
        value = right
      }
      guard let value = value?.unparenthesized else { return nil }
      return source(value, variable, depth)
    default: return nil
    }
  }

  private mutating func source(_ value: Node, _ variable: Object, _ depth: Int) -> Source? {
    if unit.isNil(value) { return .nothing }
    if value.kind == .callExpr {
      switch unit.builtin(value) {
      case .make, .new: return .nothing
      case .append: return appended(value, variable, depth)
      default: return nil
      }
    }
    if value.kind == .sliceExpr, let operand = value.child(.x), unit.variable(operand) == variable { return .nothing }
    // What has just been made is in nothing yet.
    if value.kind == .compositeLit || value.kind == .unaryExpr && value.child(.x)?.unparenthesized.kind == .compositeLit
    {
      return .nothing
    }
    guard let way = way(value, depth), way.hasElement || isReference(value), way.path.root != variable else {
      return nil
    }
    return .value(way)
  }

  /// `list = append(list, element)`.
  private mutating func appended(_ call: Node, _ variable: Object, _ depth: Int) -> Source? {
    let arguments = Array(call.children(.arg))
    guard arguments.count > 1, arguments.count < Self.fillLimit, let first = arguments.first,
      unit.variable(first.unparenthesized) == variable
    else { return nil }
    var found: AccessPath?
    for argument in arguments.dropFirst() {
      guard let way = way(argument, depth), way.hasElement else { return nil }
      if let found, found != way.path { return nil }
      found = way.path
    }
    return found.map { .value(Way(path: $0, hasElement: true)) }
  }
}
