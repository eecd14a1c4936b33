import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds `m[k] = &T{…}` in a loop over keys that are in the map already, for a large T.
struct LargePointerChurn: Rule {
  static let meta = RuleMeta(
    id: "large-pointer-churn",
    summary: "a loop replaces large values behind a map's pointers instead of reusing them",
    group: .layout, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      Storing a new pointer under a key that is there already allocates a new value and leaves the old one to the garbage \
      collector. In a loop that is one allocation of the whole size a turn, for memory that the map holds already.

      Writing through the pointer, `if v := m[k]; v != nil { *v = T{} }`, resets the same value without allocating. The \
      first fill of a map has to allocate and is not reported.
      """,
    bad: """
      type window struct{ requests [60]int }

      type stats struct{ windows map[string]*window }

      func (s *stats) reset() {
      	for route := range s.windows {
      		s.windows[route] = &window{}
      	}
      }
      """,
    good: """
      type window struct{ requests [60]int }

      type stats struct{ windows map[string]*window }

      func (s *stats) reset() {
      	for _, w := range s.windows {
      		*w = window{}
      	}
      }
      """,
    options: [size],
    limits: [
      "a map that another package can reach, or that is passed to a function, is not judged: its pointers may be kept there",
      "a pointer that a reader still uses after unlocking cannot be told from one that is dropped",
      "keys known to be in the map from outside the function are not followed",
      """
      In preview: 23 million lines have none, so its precision is not known.
      """,
    ],
    figures: EvidenceFigures.largePointerChurn)

  static let visits: [Kind] = [.assignStmt]

  /// Below this the allocator is cheap and a new value is as good as an old one.
  private static let size = RuleOption(
    "size", default: 256, range: 1...1 << 20, "Values of so many bytes and more are reported.")

  func check(_ node: Node, in pass: Pass) {
    guard node.token == .assign, let loop = node.enclosingLoop else { return }
    for target in node.children(.lhs) {
      guard let value = target.valueOfTarget else { continue }
      check(target.unparenthesized, value.unparenthesized, node, loop, in: pass)
    }
  }

  private func check(_ target: Node, _ value: Node, _ statement: Node, _ loop: Node, in pass: Pass) {
    guard target.kind == .indexExpr, let map = target.child(.x), let key = target.child(.index),
      isFreshPointer(value, in: pass), pass.unit.type(of: map).underlying.kind == .map
    else { return }
    let type = pass.unit.type(of: value).underlying.elem
    guard let size = type.size(pass.sizes), size >= pass.value(of: Self.size, of: Self.self) else { return }
    guard let proof = proofOfPresence(target, map, key, statement, loop, in: pass),
      let variable = pass.unit.namedVariable(map), oldPointersAreDropped(variable, in: pass)
    else { return }
    pass.report(
      Self.self, .churn(target.textString, type.shortString, pass.allocated(type) ?? size), at: statement,
      related: [(proof.message, proof.place)])
  }

  /// `&T{…}` or `new(T)`.
  private func isFreshPointer(_ expression: Node, in pass: Pass) -> Bool {
    let node = expression.unparenthesized
    if node.kind == .unaryExpr, node.token == .and { return node.child(.x)?.unparenthesized.kind == .compositeLit }
    return node.kind == .callExpr && pass.unit.builtin(node) == .new
  }

  // MARK: The key is in the map

  private struct Proof {
    let message: Message
    let place: Node
  }

  private func proofOfPresence(
    _ target: Node, _ map: Node, _ key: Node, _ statement: Node, _ loop: Node, in pass: Pass
  ) -> Proof? {
    var inner = statement
    for outer in statement.ancestors {
      if outer.kind == .funcDecl || outer.kind == .funcLit { break }
      if outer.kind == .rangeStmt, inner.role == .body, let proof = rangesOverKeys(outer, map, key, statement, in: pass)
      {
        return proof
      }
      if outer.kind == .ifStmt, let proof = lookupHit(outer, inner, target, statement, in: pass) { return proof }
      inner = outer
    }
    return refilledForEver(target, map, key, statement, loop, in: pass)
  }

  /// `for k := range m { m[k] = … }`.
  private func rangesOverKeys(_ range: Node, _ map: Node, _ key: Node, _ statement: Node, in pass: Pass) -> Proof? {
    guard range.token == .define, let operand = range.child(.x), pass.unit.isSame(operand, map),
      let declared = range.child(.key), let variable = pass.unit.variable(declared),
      pass.unit.variable(key) == variable,
      let body = range.child(.body), isUntouched(map, key, body.start..<statement.start, in: range, pass)
    else { return nil }
    return Proof(message: .rangesOverKeys(map.textString), place: range.child(.x) ?? range)
  }

  /// `if _, ok := m[k]; ok { m[k] = … }`, `if m[k] != nil { … }`, and the `else` of their opposites.
  private func lookupHit(_ condition: Node, _ branch: Node, _ target: Node, _ statement: Node, in pass: Pass) -> Proof?
  {
    guard let test = condition.child(.cond), branch.role == .body || branch.role == .otherwise,
      let lookup = lookup(of: target, test, isTrue: branch.role == .body, in: pass),
      let map = target.child(.x), let key = target.child(.index), let function = statement.enclosingFunction,
      isUntouched(map, key, lookup.end..<statement.start, in: function, pass)
    else { return nil }
    return Proof(message: .found(target.textString), place: lookup)
  }

  /// The lookup `m[k]` that was a hit if `test` came out as said.
  private func lookup(of target: Node, _ test: Node, isTrue: Bool, in pass: Pass) -> Node? {
    let test = test.unparenthesized
    switch (test.kind, test.token) {
    case (.unaryExpr, .not): return test.child(.x).flatMap { lookup(of: target, $0, isTrue: !isTrue, in: pass) }
    case (.binaryExpr, .logicalAnd) where isTrue, (.binaryExpr, .logicalOr) where !isTrue:
      for part in [test.child(.x), test.child(.y)] {
        if let part, let found = lookup(of: target, part, isTrue: isTrue, in: pass) { return found }
      }
      return nil
    case (.binaryExpr, .neq) where isTrue, (.binaryExpr, .eql) where !isTrue:
      guard let x = test.child(.x), let y = test.child(.y),
        let value = pass.unit.isNil(y) ? x : pass.unit.isNil(x) ? y : nil
      else {
        return nil
      }
      if pass.unit.isSame(value, target) { return value }
      return lookup(of: target, assignedTo: value, at: 0, in: pass)
    case (.ident, _) where isTrue: return lookup(of: target, assignedTo: test, at: 1, in: pass)
    default: return nil
    }
  }

  /// The lookup of `target` that a variable got its one value from, as the first or the second of `v, ok := m[k]`.
  private func lookup(of target: Node, assignedTo use: Node, at position: Int, in pass: Pass) -> Node? {
    guard let variable = pass.unit.variable(use), variable.isLocal, let declaration = variable.declaration,
      let assignment = declaration.parent, assignment.kind == .assignStmt, assignment.token == .define,
      let function = declaration.enclosingFunction, function == use.enclosingFunction,
      let uses = pass.unit.uses(of: variable, in: function)
    else { return nil }
    let targets = Array(assignment.children(.lhs))
    let values = Array(assignment.children(.rhs))
    guard values.count == 1, targets.count > position, targets[position] == declaration,
      targets.count == 2 || position == 0,
      pass.unit.isSame(values[0], target)
    else { return nil }
    let isOnlyRead = uses.allSatisfy { use in
      switch pass.unit.use(of: use) {
      case .assigned, .addressed: false
      default: true
      }
    }
    // The lookup and the store must belong to the same turn of the loop.
    return isOnlyRead && assignment.enclosingLoop == target.enclosingLoop ? values[0] : nil
  }

  /// `for { …; m["constant"] = … }`: from the second turn on the key is there.
  private func refilledForEver(
    _ target: Node, _ map: Node, _ key: Node, _ statement: Node, _ loop: Node, in pass: Pass
  ) -> Proof? {
    let isEndless: Bool
    switch loop.kind {
    case .forStmt: isEndless = loop.child(.cond) == nil && loop.child(.post) == nil
    default: isEndless = loop.child(.x).map { pass.unit.type(of: $0).underlying.kind == .chan } ?? false
    }
    guard isEndless, pass.unit.constant(of: key) != nil, let body = loop.child(.body), statement.parent == body,
      let last = Array(body.children(.stmt)).last, last.kind != .returnStmt, last.kind != .branchStmt,
      let path = pass.unit.path(map), path.root.declaration.map({ !loop.contains($0) }) ?? false,
      isUntouched(map, key, body.start..<body.end, in: loop, pass, except: target)
    else { return nil }
    return Proof(message: .refilled(key.textString), place: loop)
  }

  /// Whether nothing in a range of source deletes from the map, replaces it or changes the key.
  private func isUntouched(
    _ map: Node, _ key: Node, _ range: Range<UInt32>, in scope: Node, _ pass: Pass, except target: Node? = nil
  ) -> Bool {
    guard let variable = pass.unit.namedVariable(map), !range.isEmpty else { return false }
    if pass.unit.mayChange(key, from: range.lowerBound, to: range.upperBound, in: scope) { return false }
    for node in scope.descendants where node.kind == .ident && node.name == variable.name {
      guard range.contains(node.start), pass.unit.object(of: node) == variable else { continue }
      switch pass.unit.mapUse(of: node) {
      case .lookup, .length, .range, .nilComparison, .insert, .declaration: continue
      case .delete, .clear, .replace, .method, .escape: return false
      }
    }
    return true
  }

  // MARK: Nobody keeps the old value

  /// Whether every pointer that was in the map is out of use once it is replaced: the map stays in the package, and what is
  /// taken from it or put into it is used and dropped.
  private func oldPointersAreDropped(_ map: Object, in pass: Pass) -> Bool {
    if map.isParameter || pass.hasDamage { return false }
    if !map.isLocal, map.isExported, pass.unit.package.name != .of("main") { return false }
    return pass.unit.references(to: map).allSatisfy { name in
      switch pass.unit.mapUse(of: name) {
      case .declaration(let value): return value.map { isFreshMap($0, in: pass) } ?? true
      case .replace(_, let value): return value.map { isFreshMap($0, in: pass) } ?? false
      case .lookup(let index): return isDropped(index, of: map, in: pass)
      case .range(let statement):
        guard let value = statement.child(.value), statement.token == .define else { return true }
        return isDropped(variable: value, of: map, in: pass)
      case .insert(let index): return insertsOwnPointer(index, of: map, in: pass)
      case .length, .nilComparison, .delete, .clear: return true
      case .method, .escape: return false
      }
    }
  }

  /// A map that is made here, whose values are made here too.
  private func isFreshMap(_ expression: Node, in pass: Pass) -> Bool {
    let node = expression.unparenthesized
    if pass.unit.isNil(node) { return true }
    if node.kind == .callExpr { return pass.unit.builtin(node) == .make }
    guard node.kind == .compositeLit else { return false }
    return node.children(.elt).allSatisfy { element in
      guard element.kind == .keyValueExpr, let value = element.child(.value) else { return false }
      return value.kind == .compositeLit || isFreshPointer(value, in: pass)
    }
  }

  private func insertsOwnPointer(_ index: Node, of map: Object, in pass: Pass) -> Bool {
    guard let value = index.withParentheses.valueOfTarget else { return false }
    if isFreshPointer(value, in: pass) || pass.unit.isNil(value) { return true }
    guard let variable = pass.unit.variable(value), variable.isLocal, !variable.isParameter,
      let declaration = variable.declaration
    else { return false }
    guard let uses = declaration.enclosingFunction.flatMap({ pass.unit.uses(of: variable, in: $0) }) else {
      return false
    }
    let isOwn = uses.allSatisfy { use in
      switch pass.unit.use(of: use) {
      case .declared, .assigned:
        guard let parent = use.parent, parent.kind == .assignStmt || parent.kind == .valueSpec else { return false }
        if let value = use.valueOfTarget { return isFreshPointer(value, in: pass) || takesFrom(map, value, in: pass) }
        // `v, ok := m[k]`, `var v *T`.
        guard let value = parent.child(.rhs) else { return parent.kind == .valueSpec && parent.child(.value) == nil }
        return parent.child(.lhs) == use && takesFrom(map, value, in: pass)
      default: return true
      }
    }
    return isOwn && isDropped(variable: declaration, of: map, in: pass)
  }

  /// Whether an expression is a lookup in the map.
  private func takesFrom(_ map: Object, _ expression: Node, in pass: Pass) -> Bool {
    let node = expression.unparenthesized
    return node.kind == .indexExpr && node.child(.x).flatMap(pass.unit.namedVariable) == map
  }

  /// Whether a pointer that a local variable holds goes nowhere else.
  private func isDropped(variable name: Node, of map: Object, in pass: Pass) -> Bool {
    if name.kind == .ident, name.textString == "_" { return true }
    guard let variable = pass.unit.variable(name), variable.isLocal, let declaration = variable.declaration,
      let function = declaration.enclosingFunction, let uses = pass.unit.uses(of: variable, in: function)
    else { return false }
    return uses.allSatisfy { use in
      if use == declaration { return true }
      return use.enclosingFunction == function && isDropped(use, of: map, in: pass, followsVariables: false)
    }
  }

  /// Whether a pointer is used where it stands and goes nowhere else.
  private func isDropped(_ expression: Node, of map: Object, in pass: Pass, followsVariables: Bool = true) -> Bool {
    let node = expression.withParentheses
    guard let parent = node.parent else { return false }
    switch (parent.kind, node.role) {
    case (.selectorExpr, .x):
      // A method value keeps its receiver.
      if parent.child(.sel).flatMap(pass.unit.object(of:))?.kind != .variable {
        guard let call = parent.withParentheses.parent, call.kind == .callExpr, parent.withParentheses.role == .fun,
          call.parent?.kind != .goStmt, call.parent?.kind != .deferStmt
        else { return false }
        return true
      }
      return !isAddressed(parent)
    case (.starExpr, _), (.indexExpr, .x): return !isAddressed(parent)
    case (.rangeStmt, .x): return true
    case (.binaryExpr, _), (.exprStmt, _): return true
    case (.callExpr, .arg): return pass.unit.builtin(parent) == .len || pass.unit.builtin(parent) == .cap
    case (.compositeLit, .elt):
      // `for _, p := range []*T{m[a], m[b]}`
      let literal = parent.withParentheses
      guard let range = literal.parent, range.kind == .rangeStmt, literal.role == .x, range.token == .define else {
        return false
      }
      return followsVariables && (range.child(.value).map { isDropped(variable: $0, of: map, in: pass) } ?? true)
    case (.assignStmt, .lhs): return true
    case (.assignStmt, .rhs):
      let targets = Array(parent.children(.lhs))
      guard let target = node.valueOfPartner ?? targets.first else { return false }
      if let index = target.unparenthesized.kind == .indexExpr ? target.unparenthesized : nil {
        return index.child(.x).flatMap(pass.unit.namedVariable) == map
      }
      guard followsVariables, target.kind == .ident else { return false }
      return isDropped(variable: target, of: map, in: pass)
    case (.valueSpec, .value):
      guard followsVariables, let target = node.valueOfPartner else { return false }
      return isDropped(variable: target, of: map, in: pass)
    default: return false
    }
  }

  /// Whether the address of (a part of) what a pointer points to is taken, or a slice of it.
  private func isAddressed(_ part: Node) -> Bool {
    var node = part.withParentheses
    while let parent = node.parent {
      switch (parent.kind, node.role) {
      case (.unaryExpr, _): return parent.token == .and
      case (.sliceExpr, .x): return true
      case (.selectorExpr, .x), (.indexExpr, .x), (.parenExpr, _): node = parent
      default: return false
      }
    }
    return false
  }
}

extension Node {
  /// The target that this value of an assignment or declaration goes to.
  fileprivate var valueOfPartner: Node? {
    guard let parent else { return nil }
    let isAssignment = parent.kind == .assignStmt
    let values = Array(parent.children(isAssignment ? .rhs : .value))
    let targets = Array(parent.children(isAssignment ? .lhs : .name))
    guard values.count == targets.count, let index = values.firstIndex(of: self) else { return nil }
    return targets[index]
  }
}

extension Message {
  fileprivate static func churn(_ target: String, _ type: String, _ size: Int64) -> Message {
    """
    `\(target)` holds a \(type) already: each turn allocates \(size) bytes anew and drops the old ones; \
    `*\(target) = …` reuses them with no allocation
    """
  }
  fileprivate static func rangesOverKeys(_ map: String) -> Message { "the keys come from `\(map)` itself" }
  fileprivate static func found(_ target: String) -> Message { "`\(target)` was found here" }
  fileprivate static func refilled(_ key: String) -> Message { "the loop stores \(key) again in each turn" }
}
