import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds slices of maps that all have the same constant keys.
struct SliceOfMaps: Rule {
  static let meta = RuleMeta(
    id: "slice-of-maps",
    summary:
      "a slice of maps, all with the same keys, which the source names: records, and a struct has them as fields",
    group: .allocation, severity: .info, stage: .preview(since: "0.1.0"), isOnByDefault: false,
    why: """
      A map for each record takes two allocations, however few its keys are, and where its values are interfaces one for most of \
      them; a struct of the same fields takes their bytes and none of its own. Reading a field of a map is a hash and a search, of a struct a load.

      And a key that is misspelt is a zero value in a map, and an error of the compiler in a struct.
      """,
    bad: """
      func total(names []string) (n int) {
      	var rows []map[string]int
      	for i, name := range names {
      		rows = append(rows, map[string]int{"index": i, "length": len(name)})
      	}
      	for _, row := range rows {
      		n += row["index"] * row["length"]
      	}
      	return n
      }
      """,
    good: """
      type row struct{ index, length int }

      func total(names []string) (n int) {
      	rows := make([]row, 0, len(names))
      	for i, name := range names {
      		rows = append(rows, row{i, len(name)})
      	}
      	for _, row := range rows {
      		n += row.index * row.length
      	}
      	return n
      }
      """,
    limits: [
      "Only local variables, package-level variables and fields that are not exported are judged, and only where every use is seen: "
        + "a slice that goes to a template, an encoder or any other function may need its maps.",
      "Two keys are the least. Tests are left alone.",
      "In preview: 23 million lines have none that is shown by default, so its precision is not known.",
    ],
    figures: EvidenceFigures.sliceOfMaps)

  static let visits: [Kind] = [.assignStmt, .valueSpec, .field]

  private static let mainName = Name.of("main")

  func check(_ node: Node, in pass: Pass) {
    switch node.kind {
    case .assignStmt:
      guard node.token == .define else { return }
      for name in node.children(.lhs) {
        if let value = name.valueOfTarget?.unparenthesized, isWritten(value) { check(name: name, pass) }
      }
    case .field:
      guard node.parent?.parent?.kind == .structType, let type = node.child(.type), isSlice(type) else { return }
      for name in node.children(.name) { check(name: name, pass) }
    default:
      for name in node.children(.name) {
        let isTyped = node.child(.type).map(isSlice) ?? false
        if isTyped || name.valueOfTarget.map({ isWritten($0.unparenthesized) }) ?? false { check(name: name, pass) }
      }
    }
  }

  /// `[]T{…}` or `make([]T, …)`.
  private func isWritten(_ value: Node) -> Bool {
    switch value.kind {
    case .compositeLit: value.child(.type).map(isSlice) ?? false
    case .callExpr: value.child(.arg).map(isSlice) ?? false
    default: false
    }
  }

  private func isSlice(_ type: Node) -> Bool { type.kind == .arrayType && type.child(.elem)?.kind == .mapType }

  private func check(name: Node, _ pass: Pass) {
    guard let variable = pass.unit.object(of: name), variable.kind == .variable, variable.declaration == name,
      !variable.isParameter, variable.isLocal || !variable.isExported || pass.unit.package.name == Self.mainName,
      !pass.isInTest(name), !pass.hasDamage || variable.isLocal
    else { return }
    let type = variable.type.underlying
    guard type.kind == .slice, type.elem.underlying.kind == .map,
      type.elem.underlying.key.underlying.basicKind == .string
    else { return }
    var records = Records(variable, pass)
    guard records.collect(), let keys = records.keys, keys.count >= 2 else { return }
    pass.report(
      Self.self, .records(variable.name.string, keys.sorted(), cost(type.elem, keys.count, pass)), at: name,
      confidence: .medium, related: records.made.prefix(1).map { (.made, $0) })
  }

  fileprivate struct Cost {
    let map: String
    /// Nil where the values are interfaces: what a field would take is not known.
    let record: Int?
  }

  private func cost(_ map: Type, _ keys: Int, _ pass: Pass) -> Cost? {
    let value = map.underlying.elem
    // More than eight do not lie in one bucket or group.
    guard keys <= 8, let size = value.size(pass.sizes) else { return nil }
    let record = value.underlying.kind == .interface ? nil : Int(size) * keys
    guard let small = EntryCost.smallMap(map, pass.sizes) else { return nil }
    let bytes = small.bytes(toolchain: pass.toolchain, atLeast: pass.toolchainAtLeast)
    return Cost(map: Pass.bytes(bytes...bytes), record: record)
  }
}

/// The maps of a slice, as far as all that is done with it tells their keys.
private struct Records {
  /// The keys that every map has; nil where they differ.
  private(set) var keys: Set<String>?
  /// Where maps are made.
  private(set) var made: [Node] = []
  /// Keys that are read or written of a map whose making is elsewhere.
  private var asked: Set<String> = []
  private let slice: Object
  private let pass: Pass

  init(_ slice: Object, _ pass: Pass) {
    self.slice = slice
    self.pass = pass
  }

  /// Looks at every use; false where one is not understood, or the keys differ.
  mutating func collect() -> Bool {
    for use in pass.unit.references(to: slice) where !pass.isInTest(use) {
      let place = use.role == .sel ? use.parent ?? use : use
      if use.role == .key, use.parent?.kind == .keyValueExpr {
        // A field in a literal of its struct.
        guard slice.isField, let value = use.parent?.child(.value), addsSlice(value) else { return false }
        continue
      }
      if use.role == .name, use.parent?.kind == .field { continue }
      guard understands(place) else { return false }
    }
    guard let keys, !made.isEmpty else { return false }
    return asked.isSubset(of: keys)
      && (made.count > 1 || made.contains { $0.enclosingLoop != nil || !slice.isLocal && $0.enclosingFunction != nil })
  }

  private mutating func understands(_ place: Node) -> Bool {
    switch pass.unit.use(of: place) {
    case .declared:
      guard let value = place.valueOfTarget else { return place.parent?.kind == .valueSpec }
      return addsSlice(value)
    case .assigned:
      guard let value = place.withParentheses.valueOfTarget else { return false }
      return addsSlice(value)
    case .comparedWithNil: return true
    case .argument(let call):
      switch pass.unit.builtin(call) {
      case .len, .cap: return true
      case .append:
        // `s = append(s, …)`; what is added is looked at with the target.
        guard call.child(.arg)?.unparenthesized == place, let target = target(of: call) else { return false }
        return pass.unit.isSame(target, place)
      default: return false
      }
    case .ranged(let range):
      guard let value = range.child(.value) else { return true }
      return range.token == .define && understandsVariable(value)
    case .indexed(let element):
      if pass.unit.write(to: element) != nil {
        return element.withParentheses.valueOfTarget.map { addsMap($0) } ?? false
      }
      return understandsMap(element)
    default: return false
    }
  }

  /// The target that gets a value in an assignment.
  private func target(of value: Node) -> Node? {
    let value = value.withParentheses
    guard let parent = value.parent, parent.kind == .assignStmt else { return nil }
    return parent.children(.lhs).first { $0.valueOfTarget == value }
  }

  // MARK: What is put in

  /// A new slice, or the old one with maps behind it.
  private mutating func addsSlice(_ value: Node) -> Bool {
    let value = value.unparenthesized
    switch value.kind {
    case .compositeLit:
      for element in value.children(.elt) {
        let map = element.kind == .keyValueExpr ? element.child(.value) ?? element : element
        guard addsMap(map) else { return false }
      }
      return true
    case .callExpr:
      switch pass.unit.builtin(value) {
      case .make: return true
      case .append:
        let arguments = Array(value.children(.arg))
        guard value.token != .ellipsis, let base = arguments.first, pass.unit.namedVariable(base) == slice else {
          return false
        }
        for argument in arguments.dropFirst() where !addsMap(argument) { return false }
        return true
      default: return false
      }
    default: return pass.unit.isNil(value)
    }
  }

  private mutating func addsMap(_ value: Node) -> Bool {
    let value = value.unparenthesized
    if let literal = literalKeys(value) { return adds(literal, value) }
    guard let variable = pass.unit.variable(value), variable.isLocal, !variable.isParameter,
      let written = keys(of: variable)
    else { return false }
    return adds(written, value)
  }

  private mutating func adds(_ found: Set<String>, _ place: Node) -> Bool {
    if let keys, keys != found { return false }
    keys = found
    made.append(place)
    return true
  }

  /// The keys of a literal all of whose keys are constants.
  private func literalKeys(_ value: Node) -> Set<String>? {
    guard value.kind == .compositeLit else { return nil }
    var found: Set<String> = []
    for element in value.children(.elt) {
      guard element.kind == .keyValueExpr, let key = element.child(.key).flatMap(constantKey) else { return nil }
      found.insert(key)
    }
    return found
  }

  private func constantKey(_ expression: Node) -> String? {
    guard case .string(let bytes)? = pass.unit.constant(of: expression) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The keys of a local map that only goes into the slice.
  private func keys(of map: Object) -> Set<String>? {
    guard let function = map.function, let uses = pass.unit.uses(of: map, in: function) else { return nil }
    var found: Set<String> = []
    for use in uses {
      switch pass.unit.use(of: use) {
      case .declared:
        guard let value = use.valueOfTarget?.unparenthesized else { return nil }
        if value.kind == .callExpr, pass.unit.builtin(value) == .make { continue }
        guard let literal = literalKeys(value) else { return nil }
        found.formUnion(literal)
      case .indexed(let entry):
        guard let key = entry.child(.index).flatMap(constantKey) else { return nil }
        // A key that only some maps have is one that is asked for.
        if pass.unit.write(to: entry) != nil, let declaration = map.declaration {
          guard let block = declaration.enclosingStatement?.parent, entry.enclosingStatement?.parent == block else {
            return nil
          }
          found.insert(key)
        }
      case .argument(let call):
        guard pass.unit.builtin(call) == .append, let base = call.child(.arg), pass.unit.namedVariable(base) == slice
        else { return nil }
      default:
        // `rows[i] = row`
        guard let target = target(of: use)?.unparenthesized, target.kind == .indexExpr,
          target.child(.x).flatMap(pass.unit.namedVariable) == slice
        else { return nil }
      }
    }
    return found
  }

  // MARK: What is taken out

  /// A variable that holds one of the maps.
  private mutating func understandsVariable(_ name: Node) -> Bool {
    if name.kind == .ident, name.name == Self.blank { return true }
    guard let variable = pass.unit.variable(name), variable.isLocal, variable.declaration == name,
      let function = variable.function, let uses = pass.unit.uses(of: variable, in: function)
    else { return false }
    for use in uses where use != name {
      guard understandsEntry(use) else { return false }
    }
    return true
  }

  private static let blank = Name.of("_")

  /// `s[i]["key"]`, or a variable that gets `s[i]`.
  private mutating func understandsMap(_ element: Node) -> Bool {
    let value = element.withParentheses
    if let parent = value.parent, parent.kind == .assignStmt, parent.token == .define, let target = target(of: value) {
      return understandsVariable(target)
    }
    return understandsEntry(element)
  }

  private mutating func understandsEntry(_ map: Node) -> Bool {
    guard case .indexed(let entry) = pass.unit.use(of: map), let key = entry.child(.index).flatMap(constantKey) else {
      return false
    }
    asked.insert(key)
    return true
  }
}

extension Message {
  fileprivate static func records(_ slice: String, _ keys: [String], _ cost: SliceOfMaps.Cost?) -> Message {
    let shown = keys.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    let what = keys.count > 3 ? "\(shown) and \(keys.count - 3) more" : shown
    let figure = cost.map { cost in
      let record = cost.record.map { "where a struct takes \($0) bytes and none" }
      return ": \(cost.map) and 2 allocations each, \(record ?? "and one for most values; a struct has them as fields")"
    }
    return "every map of `\(slice)` has the keys \(what)\(figure ?? "; a struct has them as fields")"
  }
  fileprivate static var made: Message { "a map is made for each record" }
}
