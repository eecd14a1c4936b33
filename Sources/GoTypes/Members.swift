import GoSyntax

/// A field or method found in a type.
struct Member {
  let object: Object
  /// The type of the field, or the signature of the method, with type arguments put in.
  let type: Type
  /// The embedded fields on the way, outermost first.
  let embedded: [Object]
  /// Whether a pointer is followed on the way.
  let isIndirect: Bool
  var isField: Bool { object.isField }
}

/// Finding fields and methods, promoted ones included.
extension Checker {
  /// A type to search, and how it was reached.
  private struct Entry {
    var type: Type
    var embedded: [Object]
    var isIndirect: Bool
    var isRepeated = false
  }

  /// What a selector on a value of a type finds; nil when there is nothing, when it is ambiguous,
  /// and when an unknown part of the type might hide or provide it.
  /// - Parameters:
  ///   - package: the package of the selector, for names that are not exported.
  ///   - view: the package whose test methods are seen.
  mutating func member(_ name: Name, of type: Type, package: UInt32, view: UInt32) -> Member? {
    if DeclarationCollector.isBlank(name) { return nil }
    let start = type.unaliased
    if start.kind == .named {
      let under = underlying(start)
      if under.kind == .pointer {
        // A named pointer type has the fields of what it points to, and no methods.
        let found = search(name, from: under, package: package, view: view)
        return found?.isField == true ? found : nil
      }
    }
    return search(name, from: start, package: package, view: view)
  }

  /// What a type has under a name by itself, without what it embeds.
  private enum Own {
    case nothing
    /// Nothing that is known, but there may be something.
    case uncertain
    case ambiguous
    case found(Object, Type)
  }

  private mutating func own(_ name: Name, of type: Type, under: Type, package: UInt32, view: UInt32) -> Own {
    var result = Own.nothing
    if type.kind == .named {
      if let method = declaredMethod(name, of: type, package: package, view: view) {
        return .found(method.object, method.type)
      }
      // A damaged declaration may be that of the method.
      if let home = type.object?.package, isLost(name, inPackage: home.id) { result = .uncertain }
    }
    switch under.kind {
    case .struct:
      var found: StructField?
      for field in under.fields where field.name == name && field.object.isVisible(in: package) {
        if found != nil { return .ambiguous }
        found = field
      }
      return found.map { .found($0.object, $0.type) } ?? result
    case .interface:
      let set = typeSet(under)
      if let method = set.setMethod(name, package: package) { return .found(method.object, method.type) }
      return set.isIncompleteSet ? .uncertain : result
    case .unknown: return .uncertain
    default: return result
    }
  }

  private mutating func search(_ name: Name, from start: Type, package: UInt32, view: UInt32) -> Member? {
    var first = start
    let isPointer = start.kind == .pointer
    if isPointer {
      first = start.elem.unaliased
      if first.kind == .typeParam || underlying(first).kind == .interface { return nil }
    }
    let under = first.kind == .typeParam ? underlying(bound(first)) : underlying(first)
    // Most members are found here, where nothing needs to be kept for a next level.
    switch own(name, of: first, under: under, package: package, view: view) {
    case .found(let object, let type): return Member(object: object, type: type, embedded: [], isIndirect: isPointer)
    case .uncertain, .ambiguous: return nil
    case .nothing: break
    }
    guard under.kind == .struct else { return nil }
    let entry = Entry(type: first, embedded: [], isIndirect: isPointer)
    var seen = first.kind == .named ? [canonical(first)] : []
    var current = consolidate(Self.embedded(in: under, of: entry))
    var level = 1
    while !current.isEmpty, level < 100 {
      level += 1
      var next: [Entry] = []
      var found: Member?
      var isUncertain = false
      for entry in current {
        if entry.type.kind == .named {
          let identity = canonical(entry.type)
          if seen.contains(identity) { continue }
          seen.append(identity)
        }
        let under = entry.type.kind == .typeParam ? underlying(bound(entry.type)) : underlying(entry.type)
        switch own(name, of: entry.type, under: under, package: package, view: view) {
        case .found(let object, let type):
          if found != nil || entry.isRepeated { return nil }
          found = Member(object: object, type: type, embedded: entry.embedded, isIndirect: entry.isIndirect)
        case .ambiguous: return nil
        case .uncertain: isUncertain = true
        case .nothing: break
        }
        if found == nil { next += Self.embedded(in: under, of: entry) }
      }
      // Beside an unknown type at the same depth the name is unique, or the program would not build.
      if let found { return found }
      if isUncertain { return nil }
      current = consolidate(next)
    }
    return nil
  }

  /// The types that a struct embeds.
  private static func embedded(in under: Type, of entry: Entry) -> [Entry] {
    guard under.kind == .struct else { return [] }
    var entries: [Entry] = []
    for field in under.fields where field.isEmbedded {
      var type = field.type.unaliased
      let isPointer = type.kind == .pointer
      if isPointer { type = type.elem.unaliased }
      entries.append(
        Entry(
          type: type, embedded: entry.embedded + [field.object], isIndirect: entry.isIndirect || isPointer,
          isRepeated: entry.isRepeated))
    }
    return entries
  }

  /// Entries of the same type become one that is marked as repeated.
  private mutating func consolidate(_ entries: [Entry]) -> [Entry] {
    if entries.count <= 1 { return entries }
    var result: [Entry] = []
    for entry in entries {
      if let index = result.firstIndex(where: { isIdentical($0.type, entry.type) }) {
        result[index].isRepeated = true
      } else {
        result.append(entry)
      }
    }
    return result
  }

  /// A method declared with a named type as its receiver's base, and its signature for the type's arguments.
  mutating func declaredMethod(
    _ name: Name, of type: Type, package: UInt32, view: UInt32
  ) -> (object: Object, type: Type)? {
    guard let owner = type.object, let record = owner.record, record.pointee.package != 0 else { return nil }
    let home = record.pointee.package
    guard owner.isPackageLevel, home == package || name.isExported else { return nil }
    let key = PackageContents.methodKey(owner.name, name)
    var id = world.contents(home)?.pointee.methods[key] ?? 0
    if id == 0, view == home, let tests = world.pointee.packages.pointer(home)?.pointee.tests.load(ordering: .acquiring)
    {
      id = tests.pointee.methods[key]
    }
    guard id != 0 else { return nil }
    let method = Object(world: world, id: id)
    return (method, methodType(method, receiver: type))
  }

  /// The signature of a method for a receiver type with type arguments.
  mutating func methodType(_ method: Object, receiver: Type) -> Type {
    let signature = self.type(of: method)
    let arguments = receiver.typeArguments
    guard !arguments.isEmpty, let recv = method.declaration?.parent?.child(.recv) else { return signature }
    let parameters = Self.receiverTypeParameters(recv).map { world.typeParameter(typeParameterObject($0)) }
    guard parameters.count == arguments.count else { return .unknown }
    return substitute(signature, parameters, Array(arguments))
  }

  /// Whether a method's receiver is a pointer.
  static func hasPointerReceiver(_ method: Object) -> Bool {
    guard let recv = method.declaration?.parent?.child(.recv), var type = recv.child(.field)?.child(.type) else {
      return false
    }
    while type.kind == .parenExpr, let inner = type.child(.x) { type = inner }
    return type.kind == .starExpr
  }

  /// Whether a type's method set has all methods of an interface; nil when that is not known.
  mutating func implements(_ type: Type, _ interface: Type, view: UInt32? = nil) -> Bool? {
    let set = typeSet(of: interface)
    guard set.kind == .typeSet, !set.isIncompleteSet, !type.hasUnknownPart else { return nil }
    for method in set.setMethods {
      let package = method.object.package?.id ?? 0
      guard let found = member(method.object.name, of: type, package: package, view: view ?? self.view), !found.isField
      else {
        return isFullyKnown(type) ? false : nil
      }
      if found.type.hasUnknownPart || method.type.hasUnknownPart { return nil }
      if !isIdentical(found.type, method.type) { return false }
      if Self.hasPointerReceiver(found.object), !found.isIndirect { return false }
    }
    return true
  }

  /// Whether the fields and methods of a type are all known: nothing it embeds is unknown.
  private mutating func isFullyKnown(_ type: Type) -> Bool {
    var seen: Set<UInt32> = []
    var pending = [type]
    while var next = pending.popLast() {
      next = next.unaliased
      if next.kind == .pointer { next = next.elem.unaliased }
      guard seen.insert(next.id).inserted else { continue }
      let under = underlying(next)
      if under.isUnknown { return false }
      if under.kind == .interface, typeSet(under).isIncompleteSet { return false }
      for field in under.fields where field.isEmbedded { pending.append(field.type) }
    }
    return true
  }
}

extension Type {
  /// The method of a type set with a name.
  func setMethod(_ name: Name, package: UInt32) -> SetMethod? {
    guard kind == .typeSet else { return nil }
    for index in 0..<Int(word(1)) {
      let object = Object(world: world, id: word(2 + index * 2))
      guard object.name == name, object.isVisible(in: package) else { continue }
      return SetMethod(object: object, type: sibling(word(3 + index * 2)))
    }
    return nil
  }
}
