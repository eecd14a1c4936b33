import GoSyntax
import GoTypes

/// Maps that nothing in the unit ever sets and nothing outside it can: unexported fields and package-level variables, and
/// local variables that function literals write to. Every write to one panics.
struct NeverSetMaps {
  /// By the function of the write.
  private(set) var writes: [Node: [NilWrite]] = [:]

  private let unit: Unit

  /// How many variables and fields are looked at closely: each costs a walk over the unit, and hardly any unit has one.
  private static let objectLimit = 16

  init(_ targets: MapTargets, _ maps: MapInitialisation) {
    unit = maps.unit
    if unit.files.contains(where: { !$0.damaged.isEmpty }) { return }
    var candidates: [(function: Node, path: MapPath, object: Object)] = []
    for function in maps.flow.askedFunctions {
      for path in targets.paths(in: function.node) {
        guard let object = object(of: path, in: function.node) else { continue }
        candidates.append((function.node, path, object))
      }
    }
    if candidates.isEmpty { return }
    var fields = Set(candidates.map(\.object).filter(\.isField).map(\.name))
    var variables = Set(candidates.map(\.object).filter { !$0.isField }.map(\.name))
    dropSetNames(&fields, &variables)
    var known: [Object: Node?] = [:]
    for (node, path, object) in candidates where (object.isField ? fields : variables).contains(object.name) {
      if known[object] == nil, known.count == Self.objectLimit { continue }
      let birth = known[object] ?? (isLinked(object) ? nil : self.birth(object))
      known[object] = .some(birth)
      guard let birth, targets.isFirst(path, in: node), let function = maps.flow.function(node),
        let solution = MapSolution(path, in: function, entry: .nil, isNeverSet: true, maps)
      else { continue }
      for entry in solution.inserts {
        guard var write = NilWrite(entry, path, birth, unit) else { continue }
        write.isNeverSet = true
        writes[node, default: []].append(write)
      }
    }
  }

  /// The variable or field that is the map of a path, if only the unit can set it.
  private func object(of path: MapPath, in function: Node) -> Object? {
    guard let last = path.steps.last else {
      let root = path.root
      if root.isParameter || root.isLocal && root.function == function { return nil }
      return root.isLocal || isPrivate(root) ? root : nil
    }
    guard case .field(let field) = last, isPrivate(field) else { return nil }
    return field
  }

  private static let linkMark = Array("//go:linkname ".utf8)

  /// Whether a `//go:linkname` makes the variable one with another package's. https://pkg.go.dev/cmd/compile#hdr-Linkname_Directive
  private func isLinked(_ object: Object) -> Bool {
    object.isPackageLevel
      && unit.files.contains { file in
        file.comments.contains { comment in
          let text = file.bytes[Int(comment.start)..<Int(comment.end)]
          guard text.starts(with: Self.linkMark) else { return false }
          let name = text.dropFirst(Self.linkMark.count).drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
          return name.elementsEqual(object.name.bytes)
        }
      }
  }

  private static let mainName = Name.of("main")

  private func isPrivate(_ object: Object) -> Bool {
    object.package == unit.package
      && (!object.isExported || object.isPackageLevel && unit.package.name == Self.mainName)
  }

  // MARK: By name

  /// Drops the names that are set somewhere, whatever they mean there: most are, and need no second look.
  private func dropSetNames(_ fields: inout Set<Name>, _ variables: inout Set<Name>) {
    for file in unit.files {
      for node in file.root.descendants where node.kind == .ident {
        let name = node.name
        if node.role == .sel || node.role == .key {
          if fields.contains(name), isSet(node) { fields.remove(name) }
        } else if variables.contains(name), isSet(node) {
          variables.remove(name)
        }
        if node.role == .sel, variables.contains(name), isSet(node) { variables.remove(name) }
      }
    }
  }

  /// Whether a name stands where it gets a value other than nil, or its address is taken.
  private func isSet(_ name: Node) -> Bool {
    guard let parent = name.parent else { return true }
    if name.role == .key, parent.kind == .keyValueExpr { return !(parent.child(.value).map(isNil) ?? true) }
    let expression = (name.role == .sel ? parent : name).withParentheses
    guard let outer = expression.parent else { return true }
    switch (outer.kind, expression.role) {
    case (.assignStmt, .lhs): return !(expression.valueOfTarget.map(isNil) ?? false)
    case (.valueSpec, .name): return outer.child(.value) != nil && !(expression.valueOfTarget.map(isNil) ?? false)
    case (.rangeStmt, .key), (.rangeStmt, .value), (.incDecStmt, _): return true
    case (.unaryExpr, .x): return outer.token == .and
    default: return false
    }
  }

  private static let nilName = Name.of("nil")

  private func isNil(_ value: Node) -> Bool { value.unparenthesized.name == Self.nilName && unit.isNil(value) }

  // MARK: For certain

  /// Where a map that is never set comes into being: the declaration of a variable, a place that builds a struct with the
  /// field. Nil if it may be set, and for fields of structs that nothing in the package builds.
  private func birth(_ object: Object) -> Node? {
    var birth = object.isField ? nil : object.declaration
    for file in unit.files {
      let isTest = file.isForTests
      for node in file.root.descendants {
        switch node.kind {
        case .ident where node.name == object.name && node.role != .label:
          // What may or may not mean the object, does.
          guard let meant = unit.object(of: node) else {
            if isSettingPlace(node) { return nil }
            continue
          }
          if meant == object, isSet(node) || !leavesIt(node) { return nil }
        case .compositeLit where object.isField:
          if givesByPosition(object, node) { return nil }
          if birth == nil, !isTest, has(object, unit.type(of: node)) { birth = node }
        case .callExpr where object.isField:
          if convertsStruct(with: object, node) { return nil }
          guard birth == nil, !isTest, unit.builtin(node) == .new else { continue }
          if has(object, unit.type(of: node).underlying.elem) { birth = node }
        case .valueSpec where object.isField && birth == nil && !isTest && node.child(.value) == nil:
          if let type = node.child(.type), has(object, unit.type(of: type)) { birth = node }
        default: break
        }
      }
    }
    return birth
  }

  private func has(_ field: Object, _ type: Type) -> Bool { type.underlying.fields.contains { $0.object == field } }

  private func isSettingPlace(_ name: Node) -> Bool { name.role == .sel || name.role == .key || isSet(name) }

  /// Whether a mention of the map does no more than use it.
  private func leavesIt(_ name: Node) -> Bool {
    let expression = name.role == .sel ? name.parent ?? name : name
    guard case .selected(let selector) = unit.use(of: expression) else { return true }
    // A method of the map's type may take a pointer to it.
    guard let selection = unit.selection(of: selector), selection.kind == .method,
      let receiver = selection.object.receiver
    else { return false }
    return !receiver.isPointer
  }

  private func givesByPosition(_ field: Object, _ literal: Node) -> Bool {
    guard let first = literal.child(.elt), first.kind != .keyValueExpr else { return false }
    let type = unit.type(of: literal)
    if type.isUnknown || has(field, type) { return true }
    // A value of an unnamed struct type is assignable to every struct type of the same fields.
    return type.unaliased.kind == .struct && type.fields.contains { $0.object.name == field.name }
  }

  /// A conversion between struct types gives the fields of one to the other.
  private func convertsStruct(with field: Object, _ call: Node) -> Bool {
    guard let argument = call.child(.arg), call.children(.arg).count == 1, unit.isConversion(call) else { return false }
    func isStruct(_ type: Type) -> Bool {
      has(field, type.underlying.kind == .pointer ? type.underlying.elem : type)
    }
    let to = unit.type(of: call)
    return isStruct(to) && !to.isIdentical(to: unit.type(of: argument))
  }
}
