import GoFlow
import GoSyntax
import GoTypes

/// What an expression is worked out from, through the local variables it mentions.
package struct ValueSources {
  package private(set) var parameters: Set<Object> = []
  /// Those of which a part is in the value as it is, not through a call that may map many values to few.
  package private(set) var direct: Set<Object> = []
  /// The calls whose results it is made of.
  package private(set) var calls: [Node] = []
  /// Whether a value comes from a small set: a type's identity, a method's name.
  package private(set) var isBounded = false
  /// Whether a call, a literal or an allocation makes the value.
  package private(set) var makesValue = false
  private var held: Set<Object> = []
  private var seen: Set<Visit> = []
  private var work: [Task] = []
  private let unit: Unit

  private struct Visit: Hashable {
    let object: Object
    let isDirect: Bool
  }

  /// An expression to look at, and how it is part of the whole.
  private struct Task {
    var node: Node
    /// How many variables lead to it.
    var depth = 0
    var isHeld = true
    var isDirect = true

    func with(_ node: Node) -> Task { Task(node: node, depth: depth, isHeld: isHeld, isDirect: isDirect) }
  }

  private static let depthLimit = 6
  /// Expressions of more parts than this are not looked through: nothing more is learnt from them.
  private static let workLimit = 5_000

  package init(_ expression: Node, _ unit: Unit) {
    self.unit = unit
    work = [Task(node: expression)]
    var done = 0
    while let task = work.popLast(), done < Self.workLimit {
      done += 1
      follow(task)
    }
    work = []
    // Tasks are taken from the end; places are told in the order of the source.
    calls.sort { ($0.fileIndex, $0.id) < ($1.fileIndex, $1.id) }
  }

  /// Whether the value holds something the caller handed in, apart from what the key is made of.
  package func holdsParameter(otherThan keys: Set<Object>) -> Bool { !held.subtracting(keys).isEmpty }

  private mutating func follow(_ task: Task) {
    let node = task.node.unparenthesized
    switch node.kind {
    case .callExpr: follow(call: node, task)
    case .funcLit: makesValue = true
    case .compositeLit:
      makesValue = true
      for element in node.children(.elt) {
        work.append(task.with(element.kind == .keyValueExpr ? element.child(.value) ?? element : element))
      }
    case .selectorExpr:
      if isOfType(node) || isRequestMethod(node) { isBounded = true }
      if let operand = node.child(.x) { work.append(task.with(operand)) }
    case .ident: follow(variable: node, task)
    default: for child in node.children { work.append(task.with(child)) }
    }
  }

  private mutating func follow(call: Node, _ task: Task) {
    if unit.isConversion(call) {
      for argument in call.children(.arg) { work.append(task.with(argument)) }
      return
    }
    let builtin = unit.builtin(call)
    makesValue = makesValue || builtin == nil || builtin == .make || builtin == .new
    calls.append(call)
    // What a call makes of its arguments may have few values; of its receiver it is a part.
    var part = task
    part.isHeld = false
    part.isDirect = task.isDirect && keepsVariety(call)
    for argument in call.children(.arg) { work.append(part.with(argument)) }
    guard let fun = call.child(.fun) else { return }
    part.isDirect = task.isDirect && !isContext(call)
    work.append(part.with(fun))
  }

  private mutating func follow(variable name: Node, _ task: Task) {
    guard let object = unit.object(of: name), object.kind == .variable, !object.isField else { return }
    if KeyVariety.isTypeIdentity(unit.type(of: name)) { isBounded = true }
    if object.isParameter {
      parameters.insert(object)
      if task.isDirect { direct.insert(object) }
      if task.isHeld { held.insert(object) }
      return
    }
    guard object.isLocal, task.depth < Self.depthLimit,
      seen.insert(Visit(object: object, isDirect: task.isDirect)).inserted, let declaration = object.declaration,
      let function = declaration.enclosingFunction, let uses = unit.uses(of: object, in: function)
    else { return }
    var next = task
    next.depth += 1
    for use in uses {
      let outer = use.withParentheses
      guard let parent = outer.parent else { continue }
      if let value = outer.valueOfTarget {
        work.append(next.with(value))
      } else if parent.kind == .assignStmt, outer.role == .lhs {
        for value in parent.children(.rhs) { work.append(next.with(value)) }
      } else if parent.kind == .valueSpec, use.role == .name {
        for value in parent.children(.value) { work.append(next.with(value)) }
      } else if parent.kind == .rangeStmt, use.role == .key || use.role == .value, let operand = parent.child(.x) {
        work.append(next.with(operand))
      }
    }
  }

  /// `t.Name` of a reflect.Type and the like: there are as many as the program has types.
  private func isOfType(_ selector: Node) -> Bool {
    selector.child(.x).map { KeyVariety.isTypeIdentity(unit.type(of: $0)) } ?? false
  }

  private static let few: Set<Name> = [.of("Method"), .of("Proto"), .of("Pattern")]
  private static let context = Name.of("Context")

  /// `r.Method` of an HTTP request and other fields with few values: whose they are is not asked, as frameworks have requests
  /// of their own and to take a field for one of these only keeps rules silent.
  private func isRequestMethod(_ selector: Node) -> Bool {
    selector.child(.sel).map { Self.few.contains($0.name) } ?? false
  }

  /// `r.Context()`: what a context holds is not part of the request.
  private func isContext(_ call: Node) -> Bool {
    let type = unit.type(of: call)
    return type.isUnknown || type.isNamed("context", Self.context)
  }

  /// Whether a call is of a function of the standard library that makes different results of different texts.
  private func keepsVariety(_ call: Node) -> Bool {
    guard let path = unit.callee(of: call)?.package?.path else { return false }
    return ["fmt", "strings", "bytes", "path", "net", "net/url", "net/netip", "encoding/hex"].contains(path)
  }
}
