import GoFlow
import GoSyntax
import GoTypes
import Lint

/// A map whose values are larger than 128 bytes is updated by copying a value out and back, or filled in a loop.
struct LargeMapValue: Rule {
  static let meta = RuleMeta(
    id: "large-map-value",
    summary: "map value over 128 bytes that is copied for each update or allocated for each new key",
    group: .layout, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A value of up to 128 bytes lies in the map's table. A larger one is stored apart, with one allocation for each new key; \
      writing to a key that exists allocates nothing.

      To change one field of a large value through `v := m[k]; v.f++; m[k] = v` copies the whole value twice. A map of pointers \
      changes it in place: `m[k].f++`. A pointer does not save the allocation of a new key, though: for that, keep the values \
      in a slice and map the keys to indices. Copy, change and store is a warning; filling in a loop is reported as info.
      """,
    bad: """
      type stats struct{ calls, nanoseconds [32]int }

      type meter struct{ all map[string]stats }

      func (m *meter) count(id string, hour int) {
      	s := m.all[id]
      	s.calls[hour]++
      	m.all[id] = s
      }
      """,
    good: """
      type stats struct{ calls, nanoseconds [32]int }

      type meter struct{ all map[string]*stats }

      func (m *meter) count(id string, hour int) {
      	if s := m.all[id]; s != nil {
      		s.calls[hour]++
      	}
      }
      """,
    options: [size],
    limits: [
      "Sizes are those of amd64.",
      "Only a copy that is made and stored in one function, under the same key, is seen.",
      "Loops that add keys have low confidence: how many they add is not known. So do updates of parameters, of maps that the function "
        + "makes and of exported fields, which often hold a handful, unless a value takes 4096 bytes.",
      "Stores to one map are reported once, at the first. Outside loops, entries under constant keys are left alone.",
      "So are test files, what runs only while the program starts, and maps that the function made with maps.Clone.",
      """
      In preview: read closely, two of three findings were about a handful of entries. Those have low confidence now; the \
      eleven that are left are true, and are too few to say more.
      """,
    ],
    figures: EvidenceFigures.largeMapValue,
    equivalents: [
      Equivalent("gocritic", "hugeParam", "reports large parameters, not values of maps")
    ])

  static let visitsPackage = true

  private static let size = RuleOption(
    "size", default: 128, range: 128...1 << 20,
    "Values of more bytes are reported; those of 128 and fewer lie in the map's table.")

  func checkPackage(in pass: Pass) {
    var updates = Places()
    var fills = Places()
    for file in pass.unit.files {
      for node in file.root.descendants where node.kind == .assignStmt && node.token == .assign {
        for target in node.children(.lhs) where target.unparenthesized.kind == .indexExpr {
          check(target, in: node, &updates, &fills, pass)
        }
      }
    }
    for places in updates.byMap { reportUpdate(places, pass) }
    for places in fills.byMap { reportFill(places, pass) }
  }

  private func check(
    _ target: Node, in statement: Node, _ updates: inout Places, _ fills: inout Places, _ pass: Pass
  ) {
    let entry = target.unparenthesized
    guard let map = entry.child(.x), let key = entry.child(.index), let value = target.valueOfTarget,
      let size = largeValueSize(map, pass), !pass.isInTest(statement), !isInInit(statement),
      !isAtStart(statement, pass)
    else { return }
    let store = Store(statement: statement, entry: entry, map: map, key: key, value: value, size: size)
    let presence = pass.unit.presence(of: entry, at: statement)
    if presence != .missing, let copy = copied(store, pass) {
      guard let change = change(copy, store, pass), !isOneOfFew(store, pass), !isCloned(store, pass) else { return }
      let confidence: Confidence = isKept(map, pass) || size >= Self.page ? .high : .low
      updates.add(Place(store: store, confidence: confidence, from: copy.declaration, to: change), pass)
    } else if presence == .missing || presence == .unasked, let loop = filled(store, pass) {
      fills.add(Place(store: store, confidence: .low, from: loop, to: loop), pass)
    }
  }

  /// A store to be reported, with the places that prove it.
  private struct Place {
    let store: Store
    let confidence: Confidence
    let from: Node
    let to: Node
  }

  /// Stores by the variable or field that holds the map: its type is what there is to change, so it is reported once.
  private struct Places {
    private(set) var byMap: [[Place]] = []
    private var index: [Object: Int] = [:]

    mutating func add(_ place: Place, _ pass: Pass) {
      guard let holder = holder(place.store.map.unparenthesized, pass) else { return byMap.append([place]) }
      if let known = index[holder] { return byMap[known].append(place) }
      index[holder] = byMap.count
      byMap.append([place])
    }

    private func holder(_ map: Node, _ pass: Pass) -> Object? {
      map.kind == .selectorExpr ? pass.unit.selection(of: map)?.object : pass.unit.variable(map)
    }
  }

  /// `m[k] = v`.
  private struct Store {
    let statement: Node
    let entry: Node
    let map: Node
    let key: Node
    let value: Node
    let size: Int64
  }

  /// The value `m[k]` taken out before, under the same key.
  private struct Copy {
    let variable: Object
    let declaration: Node
  }

  /// The size of the map's values if they do not lie in its table.
  private func largeValueSize(_ map: Node, _ pass: Pass) -> Int64? {
    let type = pass.unit.type(of: map)
    guard type.underlying.kind == .map, !type.hasTypeParameter, let size = type.underlying.elem.size(pass.sizes),
      size > pass.value(of: Self.size, of: Self.self)
    else { return nil }
    return size
  }

  private func isInInit(_ node: Node) -> Bool {
    guard let function = node.ancestors.first(where: { $0.kind == .funcDecl }) else { return true }
    return function.child(.recv) == nil && function.child(.name)?.name == Self.initName
  }

  private static let initName = Name.of("init")

  private func isAtStart(_ node: Node, _ pass: Pass) -> Bool {
    guard let function = pass.flow.callGraph.function(enclosing: node) else { return true }
    return pass.flow.concurrency.isStartupOnly(function)
  }

  /// So large a copy costs something wherever it is made.
  private static let page: Int64 = 4096

  /// Whether a map lies behind a field or variable that the package has to itself: what a program works on. Parameters, what a
  /// function makes for itself and exported fields, such as those of a configuration, often hold a handful.
  private func isKept(_ map: Node, _ pass: Pass) -> Bool {
    var map = map.unparenthesized
    if let variable = pass.unit.variable(map), variable.isLocal, let value = variable.declaration?.valueOfTarget {
      map = value.unparenthesized
    }
    // `m := j.tables[k]`
    while map.kind == .indexExpr, let outer = map.child(.x)?.unparenthesized { map = outer }
    if map.kind == .selectorExpr {
      guard let selection = pass.unit.selection(of: map) else { return false }
      return selection.kind == .field && !selection.object.isExported
    }
    return pass.unit.variable(map).map { $0.isPackageLevel && !$0.isExported } ?? false
  }

  // MARK: Copy, change, store

  /// The variable that the store puts back, if it came out of the same map under the same key.
  private func copied(_ store: Store, _ pass: Pass) -> Copy? {
    guard let variable = pass.unit.variable(store.value), variable.isLocal, !variable.isParameter,
      let declaration = variable.declaration, let parent = declaration.parent
    else { return nil }
    let isSource: Bool
    switch (parent.kind, declaration.role) {
    case (.assignStmt, .lhs):
      // `v := m[k]`, and `v, ok := m[k]`, where there is one value for two targets.
      let values = Array(parent.children(.rhs))
      let source =
        declaration.valueOfTarget ?? (values.count == 1 && parent.child(.lhs) == declaration ? values[0] : nil)
      isSource = source.map { isEntry($0, of: store, pass) } ?? false
    case (.rangeStmt, .value):
      isSource =
        parent.child(.x).map { pass.unit.isSame($0, store.map) } ?? false
        && parent.child(.key).map { pass.unit.isSame($0, store.key) } ?? false
    default: isSource = false
    }
    return isSource ? Copy(variable: variable, declaration: declaration) : nil
  }

  /// Outside loops, an entry under a constant key is one of a few that the source names: what happens to each costs little.
  private func isOneOfFew(_ store: Store, _ pass: Pass) -> Bool {
    pass.unit.constant(of: store.key) != nil && store.statement.enclosingLoop == nil
  }

  /// Whether the function made the map with maps.Clone: with pointers as values the original would change as well.
  private func isCloned(_ store: Store, _ pass: Pass) -> Bool {
    guard let body = store.statement.enclosingFunction?.child(.body) else { return false }
    return body.descendants.contains { node in
      guard node.role == .lhs, let value = node.valueOfTarget?.unparenthesized, value.kind == .callExpr,
        pass.unit.callee(of: value)?.isObject("maps", Self.cloneName) ?? false
      else { return false }
      return pass.unit.isSame(node, store.map)
    }
  }

  private static let cloneName = Name.of("Clone")

  private func isEntry(_ expression: Node, of store: Store, _ pass: Pass) -> Bool {
    let entry = expression.unparenthesized
    guard entry.kind == .indexExpr, let map = entry.child(.x), let key = entry.child(.index) else { return false }
    return pass.unit.isSame(map, store.map) && pass.unit.isSame(key, store.key)
  }

  /// The first place between copy and store that changes a part of the value; nil when there is none, or when map, key or the
  /// whole value may be others by then.
  private func change(_ copy: Copy, _ store: Store, _ pass: Pass) -> Node? {
    guard let function = copy.declaration.enclosingFunction, function == store.statement.enclosingFunction,
      let body = function.child(.body), let uses = pass.unit.uses(of: copy.variable, in: body)
    else { return nil }
    let start =
      copy.declaration.enclosingStatement?.kind == .rangeStmt
      ? copy.declaration.end : copy.declaration.enclosingStatement?.end ?? copy.declaration.end
    let end = store.statement.start
    if pass.unit.mayChange(store.map, from: start, to: end, in: body) { return nil }
    if pass.unit.mayChange(store.key, from: start, to: end, in: body) { return nil }
    var change: Node?
    for use in uses where use.start >= start && use.end <= end {
      if use.enclosingFunction != function { return nil }
      switch pass.unit.use(of: use) {
      case .assigned(let statement):
        // A new value where the key was missing is part of the form; one on every path is not a change of the old.
        let isConditional = !statement.conditions(within: body).elementsEqual(store.statement.conditions(within: body))
        if !isConditional { return nil }
      case .selected, .indexed:
        if let part = changedPart(use, pass), change == nil { change = part }
      case .addressed:
        // `f(&v)`: what is stored afterwards is what f made of it.
        if change == nil, let address = use.withParentheses.parent, case .argument = pass.unit.use(of: address) {
          change = address
        }
      default: break
      }
    }
    return change
  }

  /// The assigned `v.f`, `v.f.g`, `v.f[2]` around a use of v, as long as it lies within the value itself.
  private func changedPart(_ use: Node, _ pass: Pass) -> Node? {
    var part = use.withParentheses
    while true {
      if part != use, pass.unit.write(to: part) != nil { return part }
      switch pass.unit.use(of: part) {
      case .selected(let selector):
        guard let selection = pass.unit.selection(of: selector), !selection.isIndirect else { return nil }
        switch selection.kind {
        case .field: part = selector.withParentheses
        case .method: return changesReceiver(selection.object, pass) ? selector : nil
        default: return nil
        }
      case .indexed(let element):
        guard pass.unit.type(of: part).underlying.kind == .array else { return nil }
        part = element.withParentheses
      default: return nil
      }
    }
  }

  /// Whether a method of the package has a pointer receiver and assigns to a part of what it points to.
  private func changesReceiver(_ method: Object, _ pass: Pass) -> Bool {
    guard let function = method.declaration?.parent, function.kind == .funcDecl, let body = function.child(.body),
      let field = function.child(.recv)?.child(.field), field.child(.type)?.unparenthesized.kind == .starExpr,
      let name = field.child(.name), let receiver = pass.unit.object(of: name),
      let uses = pass.unit.uses(of: receiver, in: body)
    else { return false }
    return uses.contains { use in
      var part = use.withParentheses
      while true {
        switch pass.unit.use(of: part) {
        case .assigned: return part != use.withParentheses
        case .selected(let selector):
          guard let selection = pass.unit.selection(of: selector), selection.kind == .field,
            part == use.withParentheses || !selection.isIndirect
          else { return false }
          part = selector.withParentheses
        case .indexed(let element):
          guard pass.unit.type(of: part).underlying.kind == .array else { return false }
          part = element.withParentheses
        default: return false
        }
      }
    }
  }

  private func reportUpdate(_ places: [Place], _ pass: Pass) {
    guard let first = places.first else { return }
    pass.report(
      Self.self, updateMessage(first.store, count: places.count), at: first.store.entry, confidence: first.confidence,
      related: [(copyMessage(first.store), first.from), (changeMessage, first.to)] + others(places))
  }

  /// Further stores to the same map; a few show where the others are.
  private func others(_ places: [Place]) -> [(Message, Node)] {
    places.dropFirst().prefix(Self.shownPlaces).map { (againMessage, $0.store.entry) }
  }

  private static let shownPlaces = 5

  // MARK: New keys in a loop

  /// The loop in which the store gives a map that this function made ever new keys.
  private func filled(_ store: Store, _ pass: Pass) -> Node? {
    guard pass.unit.constant(of: store.key) == nil,
      let making = pass.unit.making(of: store.map, filledBy: store.statement)
    else { return nil }
    let loops = store.statement.enclosingLoops.filter { !$0.contains(making) }
    guard let loop = loops.first(where: { pass.unit.varies(store.key, in: $0) }) else { return nil }
    if case .atMost(let count) = pass.unit.count(loop), count <= 8 { return nil }
    return loop
  }

  private func reportFill(_ places: [Place], _ pass: Pass) {
    guard let first = places.first else { return }
    pass.report(
      Self.self, fillMessage(first.store, pass), at: first.store.entry, severity: .info, confidence: first.confidence,
      related: [(loopMessage, first.from)] + others(places))
  }

  // MARK: Messages

  private func updateMessage(_ store: Store, count: Int) -> Message {
    let more = count > 1 ? ", as \(count - 1) more of the same map \(count > 2 ? "do" : "does")," : ";"
    return """
      this update copies \(store.size) bytes twice, out of the map and back, to change a part of the value\(more) \
      with pointers as values it would be changed in place
      """
  }

  private var againMessage: Message { "and here" }
  private func copyMessage(_ store: Store) -> Message { "copied out of \(store.map.textString) here" }

  private var changeMessage: Message { "a part of the copy is changed here" }

  private func fillMessage(_ store: Store, _ pass: Pass) -> Message {
    let bytes = pass.allocated(pass.unit.type(of: store.map).underlying.elem) ?? store.size
    return
      "each new key allocates \(bytes) bytes of its own\(total(store, pass)): values over 128 bytes are not stored in the map's table; "
      + (pointer(store, pass).map { "a map of pointers would keep `\($0.textString)` and copy nothing" as Message }
        ?? "a slice of the values with a map from key to index takes a few allocations in all")
  }

  /// What a million entries take, table and values.
  private func total(_ store: Store, _ pass: Pass) -> String {
    pass.entryBytes(pass.unit.type(of: store.map)).map { ", a million \($0) MB with the table" } ?? ""
  }

  /// The `p` of `m[k] = *p`.
  private func pointer(_ store: Store, _ pass: Pass) -> Node? {
    let value = store.value.unparenthesized
    guard value.kind == .starExpr, let pointer = value.child(.x), pass.unit.variable(pointer) != nil else { return nil }
    return pointer
  }

  private var loopMessage: Message { "the loop that fills it" }
}

extension Message {
  fileprivate static func + (a: Message, b: Message) -> Message { "\(a.text)\(b.text)" }
}
