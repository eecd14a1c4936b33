import GoSyntax
import GoTypes

/// Finds what holds a value that was taken out of a map or slice: of `c := s.conns[id]` the holder of `c.streams` is
/// `s.conns.streams`. Such a path names no single place, so it says which locks lie around, and never which lock is meant.
struct LockHolders {
  private let unit: Unit
  private var origins: [Object: WrittenPath?] = [:]

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

  private mutating func way(_ expression: Node, _ depth: Int) -> WrittenPath? {
    guard depth < Self.depthLimit, let way = WrittenPath(expression, in: unit, throughElements: true) else {
      return nil
    }
    guard way.path.root.isLocal, let origin = origin(way.path.root, depth + 1),
      origin.path.fields.count < AccessPath.lengthLimit
    else { return way }
    return WrittenPath(path: origin.path.appending(way.path.fields), hasElement: way.hasElement || origin.hasElement)
  }

  private func isReference(_ value: Node) -> Bool {
    switch unit.type(of: value).underlying.kind {
    case .pointer, .map, .slice: true
    default: false
    }
  }

  /// What a local variable's value was taken out of; nil where it was not, or not always from there.
  private mutating func origin(_ variable: Object, _ depth: Int) -> WrittenPath? {
    if let known = origins[variable] { return known }
    origins[variable] = .some(nil)
    guard depth < Self.depthLimit, !variable.isParameter else { return nil }
    var found: WrittenPath?
    for name in unit.references(to: variable) {
      switch unit.use(of: name) {
      case .declared, .assigned:
        guard let source = source(of: name, variable, depth) else { return nil }
        guard case .value(let way) = source else { continue }
        if let found, found.path != way.path { return nil }
        found = WrittenPath(path: way.path, hasElement: way.hasElement || found?.hasElement ?? false)
      case .addressed: return nil
      default: continue
      }
    }
    origins[variable] = found
    return found
  }

  private enum Source {
    case value(WrittenPath)
    /// The zero value, `nil`, an empty slice: it holds nothing.
    case nothing
  }

  /// Where the value comes from that a variable gets at one place; nil where that is not an element of something.
  private mutating func source(of name: Node, _ variable: Object, _ depth: Int) -> Source? {
    let target = name.withParentheses
    guard let statement = target.parent else { return nil }
    switch statement.kind {
    case .rangeStmt:
      guard target.role == .value, let ranged = statement.child(.x), unit.hasElements(ranged),
        var way = way(ranged, depth)
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
    return found.map { .value(WrittenPath(path: $0, hasElement: true)) }
  }
}
