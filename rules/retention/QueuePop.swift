import GoFlow
import GoSyntax
import GoTypes
import Lint

/// `q = q[1:]`, `q = q[:len(q)-1]`: an element is taken off a slice and stays in its array.
struct QueuePop {
  /// The assignment.
  let statement: Node
  /// What is assigned to: the queue itself.
  let queue: Node
  /// How the popped slot is written.
  let slot: String
  /// Whether the last element is taken off, not the first.
  private let isLast: Bool
  let element: Type
  private let function: Node
  /// The variable that holds the same slice, where the popped slot is not one of `queue` itself: `old := *h`.
  private let copy: Object?
  private let pass: Pass

  init?(_ slice: Node, _ pass: Pass) {
    let value = slice.withParentheses
    guard let statement = value.parent, statement.kind == .assignStmt, statement.token == .assign,
      let target = statement.children(.lhs).first(where: { $0.valueOfTarget == value }),
      statement.parent?.kind == .blockStmt || statement.parent?.kind == .caseClause
        || statement.parent?.kind == .commClause,
      let operand = slice.child(.x)?.unparenthesized, slice.child(.max) == nil,
      let function = statement.enclosingFunction
    else { return nil }
    let type = pass.unit.type(of: operand).underlying
    // A time points to its location alone, which stays anyway.
    guard type.kind == .slice, type.elem.containsPointers == true, type.elem.underlying.kind != .basic,
      !type.elem.isNamed("time", Name.of("Time")),
      !type.elem.hasTypeParameter
    else { return nil }
    var copy: Object?
    if !pass.unit.isSame(target, operand) {
      guard let variable = pass.unit.variable(operand), variable.isLocal, let declaration = variable.declaration,
        let copied = declaration.valueOfTarget, pass.unit.isSame(copied, target)
      else { return nil }
      copy = variable
    }
    guard let index = Self.poppedIndex(slice, operand, pass) else { return nil }
    self.statement = statement
    self.queue = target.unparenthesized
    self.slot = "\(operand.textString)[\(index)]"
    self.isLast = slice.child(.high) != nil
    self.element = type.elem
    self.function = function
    self.copy = copy
    self.pass = pass
  }

  /// The index of the one element that a slice expression leaves out, as it may be written.
  private static func poppedIndex(_ slice: Node, _ operand: Node, _ pass: Pass) -> String? {
    switch (slice.child(.low), slice.child(.high)) {
    case (let low?, nil):
      return pass.unit.integer(low) == 1 ? "0" : nil
    case (let low, let high?):
      if let low, pass.unit.integer(low) != 0 { return nil }
      let end = high.unparenthesized
      guard end.kind == .binaryExpr, end.token == .sub, let count = end.child(.x)?.unparenthesized,
        let one = end.child(.y), pass.unit.integer(one) == 1, isLength(count, of: operand, pass)
      else { return nil }
      return high.textString
    default: return nil
    }
  }

  /// `len(q)`, or a variable that is declared as that.
  private static func isLength(_ count: Node, of operand: Node, _ pass: Pass) -> Bool {
    if count.kind == .callExpr {
      guard pass.unit.builtin(count) == .len, let counted = count.child(.arg) else { return false }
      return pass.unit.isSame(counted, operand)
    }
    guard let variable = pass.unit.variable(count), variable.isLocal,
      let value = variable.declaration?.valueOfTarget?.unparenthesized, value.kind == .callExpr
    else { return false }
    return isLength(value, of: operand, pass)
  }

  // MARK: Whether it matters

  /// By what the queue lives on; nil where that is not known, or the slot may be cleared.
  func holder() -> (place: Node, confidence: Confidence)? {
    guard let holder = longLived(), !writesElement(), !refills(), !replaces() else { return nil }
    return isSoonOverwritten() || pass.isAmongTests ? (holder.place, .low) : holder
  }

  /// Whether little can stay: the next push onto a stack writes the slot, and a queue that is kept short holds few.
  private func isSoonOverwritten() -> Bool {
    if isMethodOfHeap() { return false }
    return isLast || isKeptShort()
  }

  /// Whether a function that appends to the queue compares its length with something but zero.
  private func isKeptShort() -> Bool {
    guard let variable = pass.unit.namedVariable(queue) else { return false }
    let references = pass.unit.references(to: variable)
    let growers = Set(references.filter(isAppended).compactMap(\.enclosingFunction))
    return references.contains { name in
      guard let function = name.enclosingFunction, growers.contains(function) else { return false }
      let place = (name.role == .sel ? name.parent ?? name : name).withParentheses
      guard let call = place.parent, call.kind == .callExpr, pass.unit.builtin(call) == .len,
        let comparison = call.withParentheses.parent, comparison.kind == .binaryExpr
      else { return false }
      switch comparison.token {
      case .lss, .leq, .gtr, .geq, .eql:
        let limit = call.withParentheses.role == .x ? comparison.child(.y) : comparison.child(.x)
        return limit.map { pass.unit.integer($0) != 0 } ?? false
      default: return false
      }
    }
  }

  private func longLived() -> (place: Node, confidence: Confidence)? {
    var node = queue
    if node.kind == .starExpr, let pointer = node.child(.x) {
      guard let variable = pass.unit.variable(pointer), variable.isParameter, let holder = holder(ofHeap: variable)
      else {
        return nil
      }
      return (holder, .medium)
    }
    guard isPushed(), !isMethodOfHeap() else { return nil }
    if let variable = pass.unit.namedVariable(node), variable.isPackageLevel, let declaration = variable.declaration {
      return (declaration, .medium)
    }
    // `s.a.b = s.a.b[1:]`: any struct on the way that is shared will do.
    while node.kind == .selectorExpr, let operand = node.child(.x)?.unparenthesized {
      guard let selection = pass.unit.selection(of: node) else { return nil }
      if selection.kind == .qualified { return nil }
      if selection.kind == .field, let shared = sharedPart(selection.receiver) { return (shared, .medium) }
      node = operand
    }
    guard let root = pass.unit.variable(node), root.isPackageLevel, let declaration = root.declaration else {
      return nil
    }
    return (declaration, .medium)
  }

  private static let blank = Name.of("_")
  private static let locks = Set(["Mutex", "RWMutex", "Cond", "WaitGroup"].map(Name.of))

  /// A lock or channel of a struct: goroutines share its values.
  private func sharedPart(_ type: Type) -> Node? {
    let type = type.unaliased
    let structure = (type.kind == .pointer ? type.elem : type).underlying
    guard structure.kind == .struct else { return nil }
    for field in structure.fields {
      var part = field.type.unaliased
      if part.kind == .pointer { part = part.elem.unaliased }
      let isLock = part.object.map { $0.package?.path == "sync" && Self.locks.contains($0.name) } ?? false
      if isLock || part.underlying.kind == .chan { return field.object.declaration ?? statement }
    }
    return nil
  }

  private static let heapMethods = ["Len", "Less", "Swap", "Push", "Pop"].map(Name.of)

  /// The field or package-level variable that a heap of container/heap lies in, of which a method pops: what lives on by a
  /// lock or a channel. Most heaps are made for one merge or sort.
  private func holder(ofHeap receiver: Object) -> Node? {
    let type = receiver.type.unaliased
    guard type.kind == .pointer, let object = type.elem.unaliased.object, isMethodOfHeap(),
      isCalled([Self.push], heap: type), isCalled([Self.pop, Self.remove], heap: type)
    else { return nil }
    for name in pass.unit.references(to: object) where !pass.isInTest(name) {
      guard let place = name.ancestors.first(where: { $0.kind == .field || $0.kind == .valueSpec || $0.isStatement })
      else { continue }
      switch place.kind {
      case .valueSpec:
        // `var _ heap.Interface = (*queue)(nil)` holds nothing.
        guard let variable = place.child(.name).flatMap(pass.unit.object), variable.isPackageLevel,
          variable.name != Self.blank
        else { continue }
        return place.child(.name)
      case .field:
        guard let structure = place.parent?.parent, structure.kind == .structType,
          sharedPart(pass.unit.type(of: structure)) != nil
        else { continue }
        return place.child(.name) ?? place
      default: continue
      }
    }
    return nil
  }

  private static let push = Name.of("Push")
  private static let pop = Name.of("Pop")
  private static let remove = Name.of("Remove")

  /// Whether one of these functions of container/heap gets such a heap: one that is only filled and taken apart is short, and
  /// nothing is left behind in one that only grows.
  private func isCalled(_ names: [Name], heap: Type) -> Bool {
    pass.unit.files.contains { file in
      !pass.isInTest(file.root)
        && file.root.descendants.contains { node in
          names.contains { pass.unit.isCall(node, of: "container/heap", $0) }
            && node.child(.arg).map { pass.unit.type(of: $0).unaliased == heap } ?? false
        }
    }
  }

  /// Whether the function is the Pop of a type for container/heap: what it takes off often comes back at once.
  private func isMethodOfHeap() -> Bool {
    guard function.kind == .funcDecl, let receiver = function.child(.recv)?.child(.field)?.child(.type) else {
      return false
    }
    let type = pass.unit.type(of: receiver).unaliased
    guard let object = (type.kind == .pointer ? type.elem.unaliased : type).object else { return false }
    let names = Set(object.type.methods.map(\.name))
    return Self.heapMethods.allSatisfy(names.contains)
  }

  /// Whether another function appends to the queue: what is only made and taken apart is gone soon.
  private func isPushed() -> Bool {
    guard let variable = pass.unit.namedVariable(queue) else { return false }
    return pass.unit.references(to: variable).contains { $0.enclosingFunction != function && isAppended($0) }
  }

  /// Whether a name of the queue is the target of an append.
  private func isAppended(_ name: Node) -> Bool {
    let place = name.role == .sel ? name.parent ?? name : name
    guard pass.unit.write(to: place) != nil,
      let value = place.withParentheses.valueOfTarget?.unparenthesized, value.kind == .callExpr
    else { return false }
    return pass.unit.builtin(value) == .append
  }

  /// Whether the function writes to an element of the slice, which may clear the slot, or takes the address of one.
  private func writesElement() -> Bool {
    function.descendants.contains { node in
      if node.kind == .callExpr {
        // `clear(q)`, `copy(q, q[1:])`, `slices.Delete(q, …)`.
        let builtin = pass.unit.builtin(node)
        if builtin == .clear || builtin == .copy { return true }
        return pass.unit.callee(of: node)?.package?.path == "slices"
      }
      guard node.kind == .indexExpr, let operand = node.child(.x), isQueue(operand) else { return false }
      var place = node
      while let parent = place.withParentheses.parent, parent.kind == .selectorExpr { place = parent }
      switch pass.unit.use(of: place) {
      case .assigned, .addressed: return true
      default: return false
      }
    }
  }

  private func isQueue(_ operand: Node) -> Bool {
    if pass.unit.isSame(operand, queue) { return true }
    guard let variable = pass.unit.variable(operand), variable.isLocal else { return false }
    return variable == copy || variable.type.underlying == pass.unit.type(of: queue).underlying
  }

  /// Whether the function has elements from elsewhere too: then it hands out free ones, which come back.
  private func refills() -> Bool {
    var results = 0
    for node in function.descendants {
      switch node.kind {
      case .compositeLit:
        if isElement(pass.unit.type(of: node)) { return true }
      case .callExpr:
        let type = pass.unit.type(of: node)
        if isElement(type.kind == .tuple ? type.elements.first?.type ?? .unknown : type) { return true }
      case .returnStmt where node.enclosingFunction == function:
        if let result = node.child(.result), isSomething(result) { results += 1 }
      case .indexExpr:
        if let taken = node.withParentheses.targetOfValue.flatMap(pass.unit.variable), taken.isLocal,
          node.child(.x).map(isQueue) ?? false, isFilledElsewhere(taken)
        {
          return true
        }
      default: continue
      }
    }
    return results > 1
  }

  private func isElement(_ type: Type) -> Bool {
    type == element || element.underlying.kind == .pointer && type == element.underlying.elem
  }

  private func isSomething(_ result: Node) -> Bool {
    let result = result.unparenthesized
    return !pass.unit.isNil(result) && pass.unit.constant(of: result) == nil && result.kind != .compositeLit
  }

  /// Whether the variable that gets the element may get another one by its address.
  private func isFilledElsewhere(_ variable: Object) -> Bool {
    guard let scope = variable.function, let uses = pass.unit.uses(of: variable, in: scope) else { return true }
    return uses.contains { if case .addressed = pass.unit.use(of: $0) { true } else { false } }
  }

  /// Whether the function gives the queue another array, takes back what it has just appended, or hands a part of it on.
  private func replaces() -> Bool {
    function.descendants.contains { node in
      if node.kind == .sliceExpr, let operand = node.child(.x), isQueue(operand) {
        return node.withParentheses.role == .arg
      }
      guard node.role == .lhs, pass.unit.isSame(node, queue), let value = node.valueOfTarget?.unparenthesized else {
        return false
      }
      if value.kind == .sliceExpr { return false }
      guard value.kind == .callExpr, pass.unit.builtin(value) == .append,
        let base = value.child(.arg), isQueue(base)
      else { return true }
      return isLast
    }
  }

  // MARK: The mend

  /// `q[0] = nil` before. Whoever has a slice of the same array sees that, so a person should look.
  func fix() -> Fix? {
    guard let zero = zero(), !isReadLater(), let edit = pass.lines(["\(slot) = \(zero)"], before: statement) else {
      return nil
    }
    return Fix(title: "clear the slot before", safety: .unsafe, edits: [edit])
  }

  private func zero() -> String? {
    switch element.underlying.kind {
    case .pointer, .slice, .map, .chan, .signature, .interface: return "nil"
    case .struct:
      guard let object = element.unaliased.object, object.package == pass.unit.package,
        element.unaliased.typeArguments.isEmpty
      else { return nil }
      return "\(object.name.string){}"
    default: return nil
    }
  }

  /// Whether the copy of the slice is read after the statement: the slot perhaps.
  private func isReadLater() -> Bool {
    guard let copy, let uses = pass.unit.uses(of: copy, in: function) else { return copy != nil }
    return uses.contains { $0.start > statement.end }
  }
}
