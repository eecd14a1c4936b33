import GoSyntax

/// How closely two types must fit.
struct UnifyMode: OptionSet {
  let rawValue: UInt8
  /// A value of the second type is assigned to the first: names and channel directions may differ at the top.
  static let assign = UnifyMode(rawValue: 1)
  static let exact = UnifyMode(rawValue: 2)
}

/// Type parameters and what they are known to be.
struct Unifier {
  private(set) var parameters: [Type]
  /// By handle: parameters that are joined share one.
  var bindings: [Type?]
  private var handles: [Int]
  var untyped: Set<Int> = []
  var untypedKinds: [Int: UInt8] = [:]

  init(_ parameters: [Type]) {
    self.parameters = parameters
    bindings = Array(repeating: nil, count: parameters.count)
    handles = Array(parameters.indices)
  }

  mutating func add(_ more: [Type]) {
    for parameter in more where !parameters.contains(parameter) {
      parameters.append(parameter)
      handles.append(bindings.count)
      bindings.append(nil)
    }
  }

  func index(_ type: Type) -> Int? { type.kind == .typeParam ? parameters.firstIndex(of: type) : nil }
  func binding(_ index: Int) -> Type? { bindings[handles[index]] }
  mutating func bind(_ index: Int, _ type: Type) { bindings[handles[index]] = type }
  var knownCount: Int { parameters.indices.reduce(0) { $0 + (binding($1) == nil ? 0 : 1) } }

  /// Makes two parameters one; false when both are known already.
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (handles[a], handles[b])
    if left == right { return true }
    if bindings[left] != nil, bindings[right] != nil { return false }
    let (kept, dropped) = bindings[left] != nil ? (left, right) : (right, left)
    for index in handles.indices where handles[index] == dropped { handles[index] = kept }
    return true
  }
}

/// Unification of types, after the rules of the Go specification's appendix.
extension Checker {
  mutating func unify(_ unifier: inout Unifier, _ x: Type, _ y: Type, _ mode: UnifyMode) -> Bool {
    guard depth < Self.depthLimit else {
      cycleStart = -1
      return false
    }
    depth += 1
    defer { depth -= 1 }
    if x == y || x.unaliased == y.unaliased { return true }
    var (x, y) = (x, y)
    if x.unaliased.kind == .named || unifier.index(y.unaliased) != nil { swap(&x, &y) }
    if !mode.contains(.exact), y.unaliased.kind == .named, Self.isLiteral(x.unaliased),
      underlying(x).kind != .interface
    {
      y = underlying(y)
      if y.isUnknown { return false }
      if x.unaliased == y.unaliased { return true }
    }
    switch (unifier.index(x.unaliased), unifier.index(y.unaliased)) {
    case (.some(let a), .some(let b)):
      if unifier.join(a, b) { return true }
      guard let left = unifier.binding(a), let right = unifier.binding(b) else { return false }
      return unify(&unifier, left, right, mode)
    case (.some(let a), .none): return unifyBound(&unifier, a, y, mode)
    default: break
    }
    if !mode.contains(.exact), let result = unifyInterfaces(&unifier, x, y) { return result }
    if y.unaliased.kind == .typeParam { swap(&x, &y) }
    return unifyParts(&unifier, x.unaliased, y.unaliased, mode)
  }

  /// A parameter meets a type.
  private mutating func unifyBound(_ unifier: inout Unifier, _ parameter: Int, _ y: Type, _ mode: UnifyMode) -> Bool {
    guard let x = unifier.binding(parameter) else {
      unifier.bind(parameter, y)
      return true
    }
    guard unify(&unifier, x, y, mode) else { return false }
    let (isInterfaceX, isInterfaceY) = (underlying(x).kind == .interface, underlying(y).kind == .interface)
    let (isNamedX, isNamedY) = (x.unaliased.kind == .named, y.unaliased.kind == .named)
    if isInterfaceX && isInterfaceY {
      if isNamedX && isNamedY { return isIdentical(x, y) }
      if typeSet(of: x).word(1) != typeSet(of: y).word(1) { return false }
    } else if isInterfaceX || isInterfaceY {
      return false
    }
    guard !mode.contains(.exact), !isNamedX else { return true }
    if isNamedY {
      unifier.bind(parameter, y)
    } else {
      let under = underlying(y)
      if under.kind == .chan, under.direction != .both { unifier.bind(parameter, y) }
    }
    return true
  }

  /// Whether an inexact match with an interface succeeds; nil when neither is one.
  private mutating func unifyInterfaces(_ unifier: inout Unifier, _ x: Type, _ y: Type) -> Bool? {
    let isX = x.unaliased.kind != .typeParam && underlying(x).kind == .interface
    let isY = y.unaliased.kind != .typeParam && underlying(y).kind == .interface
    guard isX || isY else { return nil }
    if isX && isY {
      let (a, b) = (typeSet(of: x), typeSet(of: y))
      guard !a.isIncompleteSet, !b.isIncompleteSet, a.isComparableSet == b.isComparableSet, a.hasTerms == b.hasTerms
      else { return false }
      let (fewer, more) = a.word(1) <= b.word(1) ? (a, b) : (b, a)
      for method in fewer.setMethods {
        guard let other = more.setMethod(method.object.name, package: method.object.package?.id ?? 0),
          unify(&unifier, method.type, other.type, [.exact])
        else { return false }
      }
      return true
    }
    let (interface, other) = isX ? (x, y) : (y, x)
    let set = typeSet(of: interface)
    guard !set.isIncompleteSet else { return false }
    for method in set.setMethods {
      guard
        let found = member(method.object.name, of: other, package: method.object.package?.id ?? 0, view: view),
        !found.isField, unify(&unifier, method.type, found.type, [.exact])
      else { return false }
    }
    return true
  }

  private mutating func unifyParts(_ unifier: inout Unifier, _ x: Type, _ y: Type, _ mode: UnifyMode) -> Bool {
    let inner: UnifyMode = mode.contains(.assign) ? mode.union(.exact) : mode
    if x.kind == .typeParam {
      let core = coreType(x)
      return core.isUnknown ? false : unify(&unifier, core, y, [.assign])
    }
    guard x.kind == y.kind else { return false }
    switch x.kind {
    case .basic: return isIdentical(x, y)
    case .array: return x.length == y.length && x.length != nil && unify(&unifier, x.elem, y.elem, inner)
    case .slice, .pointer: return unify(&unifier, x.elem, y.elem, inner)
    case .chan:
      return (!mode.contains(.exact) || x.direction == y.direction) && unify(&unifier, x.elem, y.elem, inner)
    case .map: return unify(&unifier, x.key, y.key, inner) && unify(&unifier, x.elem, y.elem, inner)
    case .tuple:
      let (a, b) = (x.elements, y.elements)
      guard a.count == b.count else { return false }
      for index in a.indices {
        guard unify(&unifier, a[index].type, b[index].type, mode) else { return false }
      }
      return true
    case .signature:
      return x.isVariadic == y.isVariadic
        && unify(&unifier, x.sibling(x.word(0)), y.sibling(y.word(0)), inner)
        && unify(&unifier, x.sibling(x.word(1)), y.sibling(y.word(1)), inner)
    case .struct: return unifyFields(&unifier, x.fields, y.fields, inner)
    case .interface:
      let (a, b) = (typeSet(x), typeSet(y))
      guard !a.isIncompleteSet, !b.isIncompleteSet, a.word(1) == b.word(1), a.hasTerms == b.hasTerms else {
        return false
      }
      for (left, right) in zip(a.setMethods, b.setMethods) {
        guard Self.isSame(left.object, right.object), unify(&unifier, left.type, right.type, [.exact]) else {
          return false
        }
      }
      return true
    case .named:
      let (a, b) = (x.typeArguments, y.typeArguments)
      guard a.count == b.count, x.word(0) == y.word(0) else { return false }
      for index in a.indices {
        guard unify(&unifier, a[index], b[index], mode) else { return false }
      }
      return true
    default: return false
    }
  }

  private mutating func unifyFields(
    _ unifier: inout Unifier, _ a: FieldList, _ b: FieldList, _ mode: UnifyMode
  ) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices {
      let (left, right) = (a[index], b[index])
      guard left.isEmbedded == right.isEmbedded, left.tag == right.tag, Self.isSame(left.object, right.object),
        unify(&unifier, left.type, right.type, mode)
      else { return false }
    }
    return true
  }

  private static func isLiteral(_ type: Type) -> Bool {
    switch type.kind {
    case .named, .typeParam: false
    default: true
    }
  }
}
