import GoSyntax

/// A method of a type set: the object of its declaration and its signature there.
struct SetMethod {
  let object: Object
  let type: Type
}

/// A term of a type set: a type, or with `~` all types with that underlying type.
struct SetTerm {
  let isTilde: Bool
  let type: Type
}

extension Type {
  private static var comparableBit: UInt32 { 1 }
  private static var termsBit: UInt32 { 2 }
  private static var incompleteBit: UInt32 { 4 }

  /// Whether the set holds only comparable types by its own word.
  var isComparableSet: Bool { word(0) & Self.comparableBit != 0 }
  /// Whether the set is limited to terms; without them it holds all types with its methods.
  var hasTerms: Bool { word(0) & Self.termsBit != 0 }
  /// Whether a part of the interface is unknown.
  var isIncompleteSet: Bool { id == 0 || word(0) & Self.incompleteBit != 0 }

  var setMethods: [SetMethod] {
    (0..<Int(word(1))).map {
      SetMethod(object: Object(world: world, id: word(2 + $0 * 2)), type: sibling(word(3 + $0 * 2)))
    }
  }

  var setTerms: [SetTerm] {
    stride(from: 2 + Int(word(1)) * 2, to: wordCount, by: 2).map {
      SetTerm(isTilde: word($0) == 1, type: sibling(word($0 + 1)))
    }
  }

  static func setWords(
    methods: [SetMethod], terms: [SetTerm]?, isComparable: Bool, isIncomplete: Bool
  ) -> [UInt32] {
    var words: [UInt32] = [
      (isComparable ? comparableBit : 0) | (terms != nil ? termsBit : 0) | (isIncomplete ? incompleteBit : 0),
      UInt32(methods.count),
    ]
    for method in methods { words += [method.object.id, method.type.id] }
    for term in terms ?? [] { words += [term.isTilde ? 1 : 0, term.type.id] }
    return words
  }
}

/// Type sets of interfaces.
extension Checker {
  /// The type set of a constraint or interface, by whatever name.
  mutating func typeSet(of type: Type) -> Type {
    let under = underlying(type)
    return under.kind == .interface ? typeSet(under) : .unknown
  }

  /// The type set of an interface type.
  mutating func typeSet(_ interface: Type) -> Type {
    guard let record = interface.record else { return .unknown }
    let known = record.pointee.typeSet.load(ordering: .acquiring)
    if known != notComputed { return world.type(known) }
    let computed = run(Task(kind: .typeSet, id: interface.id)) { $0.computedTypeSet(interface) }
    guard let computed else { return .unknown }
    if computed.keep { record.pointee.typeSet.store(computed.result.id, ordering: .releasing) }
    return computed.result
  }

  private mutating func computedTypeSet(_ interface: Type) -> Type {
    let count = Int(interface.word(0))
    var methods = (0..<count).map {
      SetMethod(
        object: Object(world: world, id: interface.word(1 + $0 * 2)),
        type: interface.sibling(interface.word(2 + $0 * 2)))
    }
    var terms: [SetTerm]?
    var isComparable = interface.detail == 2
    var isIncomplete = false
    for index in (1 + count * 2)..<max(1 + count * 2, interface.wordCount) {
      let element = interface.sibling(interface.word(index))
      let under = underlying(element)
      switch under.kind {
      case .unknown: isIncomplete = true
      case .interface:
        let set = typeSet(under)
        if set.isIncompleteSet { isIncomplete = true }
        guard set.kind == .typeSet else { continue }
        if set.isComparableSet { isComparable = true }
        for method in set.setMethods where !methods.contains(where: { Self.isSame($0.object, method.object) }) {
          methods.append(method)
        }
        if set.hasTerms { terms = intersect(terms, set.setTerms) }
      case .union:
        guard let union = unionTerms(under) else {
          isIncomplete = isIncomplete || under.hasUnknownPart
          continue
        }
        terms = intersect(terms, union)
      default: terms = intersect(terms, [SetTerm(isTilde: false, type: element)])
      }
    }
    methods.sort { Self.precedes($0.object, $1.object) }
    return world.intern(
      .typeSet,
      words: Type.setWords(methods: methods, terms: terms, isComparable: isComparable, isIncomplete: isIncomplete))
  }

  /// The terms of a union; nil when it holds all types or is not known.
  private mutating func unionTerms(_ union: Type) -> [SetTerm]? {
    var terms: [SetTerm] = []
    for index in stride(from: 0, to: union.wordCount, by: 2) {
      let type = union.sibling(union.word(index + 1))
      let under = underlying(type)
      if under.isUnknown { return nil }
      if under.kind == .interface {
        let set = typeSet(under)
        guard set.kind == .typeSet, set.hasTerms, !set.isIncompleteSet else { return nil }
        terms += set.setTerms
      } else {
        terms.append(SetTerm(isTilde: union.word(index) == 1, type: type))
      }
    }
    var unique: [SetTerm] = []
    for term in terms where !unique.contains(where: { $0.isTilde == term.isTilde && isIdentical($0.type, term.type) }) {
      unique.append(term)
    }
    return unique
  }

  private mutating func intersect(_ a: [SetTerm]?, _ b: [SetTerm]) -> [SetTerm] {
    guard let a else { return b }
    var result: [SetTerm] = []
    for left in a {
      for right in b {
        if left.isTilde == right.isTilde {
          if isIdentical(left.type, right.type) { result.append(left) }
        } else {
          let (tilde, exact) = left.isTilde ? (left, right) : (right, left)
          if isIdentical(underlying(tilde.type), underlying(exact.type)) { result.append(exact) }
        }
      }
    }
    return result
  }

  /// Whether two objects have the same name as selectors see it.
  static func isSame(_ a: Object, _ b: Object) -> Bool {
    a.name == b.name && (a.isExported || a.package == b.package)
  }
}
