import GoSyntax

/// Records what the identifiers of a file, or of one of its declarations, mean, in one pass over its nodes in source order.
///
/// The pass is a loop with its own stack of what to do when a node ends, so nesting of any depth
/// costs heap only. What needs types is left open here: selectors, field names, keys of literals.
struct Binder: ~Copyable {
  /// What happens when a node ends.
  private enum Event {
    case closeScope
    case closeLabels
    /// The variables of a value specification or short declaration come into scope.
    case declare(Node)
    /// The variable of a type-switch clause comes into scope.
    case clauseVariable(Node)
    /// The names in damaged source may be declared there: they are unknown from here on.
    case poison(Node)
  }

  private struct Binding {
    let name: Name
    let object: UInt32
    /// The binding of the same name that this one hides, 0 for none.
    let hidden: UInt32
  }

  private let world: WorldPointer
  private let root: Node
  private let file: UnitFile
  private let package: UInt32
  private var checker: Checker
  private var events: [(end: UInt32, event: Event)] = []
  /// Where the last of the events happens.
  private var nextEnd = UInt32.max
  private var bindings: [Binding] = []
  /// Where each open scope starts in `bindings`.
  private var scopes: [Int] = []
  /// The innermost binding of a name, counted from 1.
  private var innermost = RawMap(capacity: 256)
  /// What names mean outside functions, as far as asked.
  private var outer = RawMap(capacity: 256)
  private var labels = LabelScopes()

  /// Binds a file of a unit, or one of its declarations, given by the ids of the nodes.
  static func bind(unit: UnsafeMutablePointer<UnitStorage>, root: Node, _ nodes: Range<UInt32>) {
    guard let file = unit.pointee.file(root.fileIndex) else { return }
    var binder = Binder(unit: unit, root: root, file: file)
    binder.bind(nodes)
  }

  private init(unit: UnsafeMutablePointer<UnitStorage>, root: Node, file: UnitFile) {
    self.root = root
    self.file = file
    world = unit.pointee.world
    package = unit.pointee.package
    checker = Checker(world, unit: unit)
  }

  private mutating func bind(_ nodes: Range<UInt32>) {
    var id = nodes.lowerBound
    while id < nodes.upperBound {
      if nextEnd <= id { runEvents(until: id) }
      let node = root.at(id)
      id = visit(node)
    }
    runEvents(until: .max)
  }

  private mutating func add(_ event: Event, at end: UInt32) {
    events.append((end, event))
    nextEnd = end
  }

  private mutating func runEvents(until id: UInt32) {
    while nextEnd <= id, let last = events.popLast() {
      nextEnd = events.last?.end ?? .max
      switch last.event {
      case .closeScope: closeScope()
      case .closeLabels:
        let file = file
        labels.close { file.objects[Int($0.id)].store($1, ordering: .releasing) }
      case .declare(let node): declareVariables(node)
      case .clauseVariable(let clause): declareClauseVariable(clause)
      case .poison(let node): poison(node)
      }
    }
  }

  /// Handles a node and returns the id of the next one to visit.
  private mutating func visit(_ node: Node) -> UInt32 {
    switch node.kind {
    case .ident: ident(node)
    case .genDecl: if node.token == .import { return node.subtreeEnd }
    case .funcDecl:
      openScope(until: node.subtreeEnd)
      if let recv = node.child(.recv) { declareReceiverParameters(recv) }
      if let type = node.child(.type) { declareTypeParameters(type) }
    case .typeSpec:
      if let name = node.child(.name), file.objects[Int(name.id)].load(ordering: .relaxed) == 0 {
        bind(name.name, to: make(name, .typeName))
      }
      if node.child(.typeParams) != nil {
        openScope(until: node.subtreeEnd)
        declareTypeParameters(node)
      }
    case .valueSpec:
      if !isPackageLevel(node) { add(.declare(node), at: node.subtreeEnd) }
    case .assignStmt:
      if node.token == .define, node.role != .assign { add(.declare(node), at: node.subtreeEnd) }
    case .rangeStmt, .forStmt, .ifStmt, .switchStmt, .typeSwitchStmt, .selectStmt, .commClause:
      openScope(until: node.subtreeEnd)
    case .caseClause: caseClause(node)
    case .blockStmt: block(node)
    case .badStmt, .badExpr, .badDecl: add(.poison(node), at: node.subtreeEnd)
    default: break
    }
    return node.id + 1
  }

  private mutating func block(_ node: Node) {
    // The variables of a range belong to the statement's scope, parameters to that of the body.
    if node.role == .body, let parent = node.parent, parent.kind == .rangeStmt, parent.token == .define {
      for target in parent.children where target.role == .key || target.role == .value { declareVariable(target) }
    }
    openScope(until: node.subtreeEnd)
    guard node.role == .body, let parent = node.parent else { return }
    switch parent.kind {
    case .funcDecl, .funcLit:
      labels.open()
      add(.closeLabels, at: node.subtreeEnd)
      if let recv = parent.child(.recv) { declareParameters(recv) }
      guard let type = parent.child(.type) else { return }
      if let params = type.child(.params) { declareParameters(params) }
      if let results = type.child(.results) { declareParameters(results) }
    default: break
    }
  }

  private mutating func caseClause(_ node: Node) {
    openScope(until: node.subtreeEnd)
    guard let statement = node.parent?.parent, statement.kind == .typeSwitchStmt,
      let assign = statement.child(.assign), assign.kind == .assignStmt
    else { return }
    let body = node.child(.stmt)?.id ?? node.subtreeEnd
    add(.clauseVariable(node), at: body)
  }

  // MARK: Identifiers

  private mutating func ident(_ node: Node) {
    guard let parent = node.parent else { return }
    switch node.role {
    case .sel: return
    case .label: return label(node, parent)
    case .name: return definition(node, parent)
    case .lhs where parent.kind == .assignStmt && parent.token == .define: return
    case .key where parent.kind == .rangeStmt && parent.token == .define: return
    case .value where parent.kind == .rangeStmt && parent.token == .define: return
    default: break
    }
    if DeclarationCollector.isBlank(node.name) { return }
    file.objects[Int(node.id)].store(lookup(node.name), ordering: .releasing)
  }

  /// A name that is declared where it stands. Variables of statements are made when they come into scope.
  private func definition(_ node: Node, _ parent: Node) {
    guard parent.kind == .field, let list = parent.parent,
      list.role == .params || list.role == .results || list.role == .recv
    else { return }
    _ = make(node, .variable, flags: .isParameter)
  }

  private mutating func label(_ node: Node, _ parent: Node) {
    if DeclarationCollector.isBlank(node.name) { return }
    guard parent.kind == .labeledStmt else { return labels.use(node) }
    let (world, package, slot) = (world, package, file.objects + Int(node.id))
    labels.declare(parent, node) {
      let object = world.newObject(.label, [], node.name, package: package, node: node, type: 0)
      slot.pointee.store(object, ordering: .releasing)
      return object
    }
  }

  private mutating func lookup(_ name: Name) -> UInt32 {
    let key = UInt64(name.id)
    let binding = innermost[key]
    if binding != 0 { return bindings[Int(binding) - 1].object }
    let known = outer[key]
    if known != 0 { return known }
    let found = checker.lookup(name, inFile: file.index)?.id ?? UnitStorage.unknownObject
    outer.set(key, found)
    return found
  }

  // MARK: Declarations

  /// Makes the object of an identifier, once.
  @discardableResult
  private func make(
    _ ident: Node, _ kind: ObjectKind, flags: ObjectFlags = [], extra: UInt32 = 0, source: UInt32 = 0
  ) -> UInt32 {
    let slot = file.objects + Int(ident.id)
    let known = slot.pointee.load(ordering: .relaxed)
    if known > UnitStorage.unknownObject { return known }
    let object = world.newObject(kind, flags, ident.name, package: package, node: ident, extra: extra, source: source)
    slot.pointee.store(object, ordering: .releasing)
    return object
  }

  private mutating func declareParameters(_ list: Node) {
    for field in list.children(.field) {
      for name in field.children(.name) { bind(name.name, to: make(name, .variable, flags: .isParameter)) }
    }
  }

  private mutating func declareTypeParameters(_ owner: Node) {
    guard let list = owner.child(.typeParams) else { return }
    for field in list.children(.field) {
      for name in field.children(.name) { declareTypeParameter(name) }
    }
  }

  /// `K` and `V` of the receiver `(m *Map[K, V])`.
  private mutating func declareReceiverParameters(_ recv: Node) {
    for name in Checker.receiverTypeParameters(recv) { declareTypeParameter(name) }
  }

  private mutating func declareTypeParameter(_ name: Node) {
    let object = checker.typeParameterObject(name)
    file.objects[Int(name.id)].store(object.id, ordering: .releasing)
    bind(name.name, to: object.id)
  }

  private mutating func declareVariables(_ node: Node) {
    if node.kind == .valueSpec {
      let isConstant = node.parent?.token == .const
      let iota = isConstant ? Checker.position(of: node) : 0
      let source = isConstant ? Checker.effectiveSpec(node).id : 0
      for name in node.children(.name) {
        bind(name.name, to: make(name, isConstant ? .constant : .variable, extra: iota, source: source))
      }
    } else {
      for target in node.children(.lhs) { declareVariable(target) }
    }
  }

  /// A target of `:=`: a new variable, or one of the same scope that is assigned to.
  private mutating func declareVariable(_ target: Node) {
    guard target.kind == .ident, target.role != .none else { return }
    if !DeclarationCollector.isBlank(target.name) {
      let binding = innermost[UInt64(target.name.id)]
      if binding != 0, Int(binding) > (scopes.last ?? 0) {
        file.objects[Int(target.id)].store(bindings[Int(binding) - 1].object, ordering: .releasing)
        return
      }
    }
    bind(target.name, to: make(target, .variable))
  }

  private mutating func declareClauseVariable(_ clause: Node) {
    guard let assign = clause.parent?.parent?.child(.assign), let name = assign.child(.lhs), name.kind == .ident
    else { return }
    let object = world.newObject(
      .variable, .isClauseVariable, name.name, package: package, node: name, extra: clause.id)
    file.objects[Int(clause.id)].store(object, ordering: .releasing)
    bind(name.name, to: object)
  }

  private mutating func poison(_ node: Node) {
    guard !scopes.isEmpty else { return }
    for child in node.descendants where child.kind == .ident { bind(child.name, to: UnitStorage.unknownObject) }
  }

  private func isPackageLevel(_ spec: Node) -> Bool { spec.parent?.parent?.kind == .file }

  // MARK: Scopes

  private mutating func openScope(until end: UInt32) {
    scopes.append(bindings.count)
    add(.closeScope, at: end)
  }

  private mutating func closeScope() {
    guard let start = scopes.popLast() else { return }
    while bindings.count > start, let binding = bindings.popLast() {
      innermost.set(UInt64(binding.name.id), binding.hidden)
    }
  }

  private mutating func bind(_ name: Name, to object: UInt32) {
    if DeclarationCollector.isBlank(name) { return }
    let key = UInt64(name.id)
    bindings.append(Binding(name: name, object: object, hidden: innermost[key]))
    innermost.set(key, UInt32(bindings.count))
  }
}
