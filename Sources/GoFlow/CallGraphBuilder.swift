import GoSyntax
import GoTypes

/// Collects the functions of a unit and who calls them: one pass over its nodes. Only identifiers with the name of a function
/// of the unit are resolved.
struct CallGraphBuilder: Sendable {
  private let unit: Unit
  private(set) var functions: [CallGraph.Function] = []
  private(set) var byNode: [Node: FunctionID] = [:]
  private(set) var byObject: [Object: FunctionID] = [:]
  private(set) var sites: [CallSite] = []
  private(set) var unresolved: Set<Name> = []
  private(set) var unresolvedInTests: Set<Name> = []
  private(set) var interfaceMethods: Set<Name> = []
  private(set) var work = 0

  /// What is done with functions, in the order of the source.
  private var uses: [(function: FunctionID, use: ValueUse)] = []
  /// Functions by the variable, parameter or field that holds them.
  private var held: [Object: [FunctionID]] = [:]
  private var heldNames = NameSet()
  /// Calls of something that has no function's name: perhaps of a variable that holds one.
  private var open: [(call: Node, caller: FunctionID?)] = []
  /// Methods with a body, by name.
  private var methods: [Name: [FunctionID]] = [:]
  private var declared = NameSet()
  private var implementers: [Object: [FunctionID]] = [:]

  /// A call through an interface is followed to at most so many methods; one with more is taken for any call.
  private static let dispatchLimit = 32

  /// The files for tests.
  private let tests: Set<UInt32>

  init(_ unit: Unit) {
    self.unit = unit
    tests = Set(unit.files.filter(\.isForTests).map(\.fileIndex))
  }

  mutating func build(leavesOutTests: Bool) {
    for file in unit.files { declare(file) }
    let files = leavesOutTests ? unit.files.filter { !$0.isForTests } : unit.files
    let (blank, rows) = (self, unit.rows(of: files))
    let parts =
      rows.count == 1
      ? [walked(files)]
      : Workers.map(count: rows.count, jobs: unit.threads) { blank.walked(Array(files[rows[$0]])) }
    for part in parts { add(part) }
    for (function, use) in uses { functions[Int(function.index)].uses.append(use) }
    for (call, caller) in open { resolveHeld(call, caller) }
  }

  /// What a walk over some files finds.
  private func walked(_ files: [SourceFile]) -> CallGraphBuilder {
    var part = self
    for file in files { part.walk(file) }
    return part
  }

  private mutating func add(_ part: CallGraphBuilder) {
    sites += part.sites
    uses += part.uses
    open += part.open
    held.merge(part.held) { $0 + $1 }
    heldNames.formUnion(part.heldNames)
    unresolved.formUnion(part.unresolved)
    unresolvedInTests.formUnion(part.unresolvedInTests)
    work += part.work
  }

  // MARK: Functions

  private mutating func declare(_ file: SourceFile) {
    let isInTest = file.isForTests
    var around: [(end: UInt32, function: FunctionID)] = []
    for node in file.root.descendants {
      guard node.kind == .funcDecl || node.kind == .funcLit || node.kind == .interfaceType else { continue }
      if node.kind == .interfaceType {
        for field in node.child(.fields)?.children(.field) ?? RoleChildren.none(of: node) {
          for name in field.children(.name) { interfaceMethods.insert(name.name) }
        }
        continue
      }
      guard node.child(.body) != nil else { continue }
      while let last = around.last, last.end <= node.id { around.removeLast() }
      let id = FunctionID(functions.count)
      let name = node.child(.name)
      let object = node.kind == .funcDecl ? name.flatMap { unit.object(of: $0) } : nil
      functions.append(
        CallGraph.Function(node: node, object: object, outer: around.last?.function, isInTest: isInTest))
      byNode[node] = id
      around.append((node.subtreeEnd, id))
      guard let object, let name else { continue }
      byObject[object] = id
      declared.insert(name.name)
      if node.child(.recv) != nil { methods[name.name, default: []].append(id) }
    }
  }

  private mutating func walk(_ file: SourceFile) {
    var around: [(end: UInt32, function: FunctionID)] = []
    for node in file.root.descendants {
      while let last = around.last, last.end <= node.id { around.removeLast() }
      switch node.kind {
      case .funcDecl:
        if let id = byNode[node] { around.append((node.subtreeEnd, id)) }
      case .funcLit:
        guard let id = byNode[node] else { continue }
        value(node, id, in: around.last?.function)
        around.append((node.subtreeEnd, id))
      case .callExpr: call(node, in: around.last?.function)
      case .ident where node.role != .name && node.role != .label && declared.contains(node.name):
        mention(node, in: around.last?.function)
      default: break
      }
    }
  }

  // MARK: Calls

  private mutating func call(_ call: Node, in caller: FunctionID?) {
    guard var fun = call.child(.fun)?.unparenthesized else { return }
    if fun.kind == .indexExpr || fun.kind == .indexListExpr { fun = fun.child(.x)?.unparenthesized ?? fun }
    let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun
    guard let name, name.kind == .ident, !declared.contains(name.name) else { return }
    open.append((call, caller))
  }

  /// A function's name: called, or used as a value.
  private mutating func mention(_ name: Node, in caller: FunctionID?) {
    work += 1
    guard let object = unit.object(of: name) else {
      guard name.role == .sel else { return }
      if isInTest(name) { unresolvedInTests.insert(name.name) } else { unresolved.insert(name.name) }
      return
    }
    if object.kind == .variable { return resolveVariable(name, object, caller) }
    guard object.kind == .function else { return }
    let expression = name.role == .sel ? name.parent ?? name : name
    if let callee = byObject[object] { return value(expression, callee, in: caller) }
    // A method of an interface, perhaps of another package.
    guard object.isMethod, let call = Self.call(of: expression) else { return }
    let kind: CallSite.Kind = call.parent?.kind == .goStmt ? .goroutine : .dispatch
    for callee in implementers(of: object, name: name.name) { add(call, callee, kind, in: caller) }
  }

  /// A call through a variable or field that has the name of a function too.
  private mutating func resolveVariable(_ name: Node, _ object: Object, _ caller: FunctionID?) {
    let expression = name.role == .sel ? name.parent ?? name : name
    if let call = Self.call(of: expression) { open.append((call, caller)) }
  }

  /// The call whose function an expression is.
  private static func call(of expression: Node) -> Node? {
    var function = expression.withParentheses
    while let parent = function.parent, parent.kind == .indexExpr || parent.kind == .indexListExpr, function.role == .x
    {
      function = parent.withParentheses
    }
    guard function.role == .fun, let call = function.parent, call.kind == .callExpr else { return nil }
    return call
  }

  private mutating func implementers(of method: Object, name: Name) -> [FunctionID] {
    if let known = implementers[method] { return known }
    var found: [FunctionID] = []
    let declaration = method.declaration
    let interface = declaration?.ancestors.first { $0.kind == .interfaceType }
    for candidate in methods[name] ?? [] where interface != nil {
      guard let object = self[candidate].object,
        object.type.hasUnknownPart || method.type.hasUnknownPart
          || object.type.isIdentical(to: method.type)
      else { continue }
      found.append(candidate)
      if found.count > Self.dispatchLimit { break }
    }
    if found.count > Self.dispatchLimit { found = [] }
    implementers[method] = found
    return found
  }

  private mutating func resolveHeld(_ call: Node, _ caller: FunctionID?) {
    guard var fun = call.child(.fun)?.unparenthesized else { return }
    if fun.kind == .indexExpr || fun.kind == .indexListExpr { fun = fun.child(.x)?.unparenthesized ?? fun }
    let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun
    guard let name, heldNames.contains(name.name), let holder = unit.object(of: name), let callees = held[holder]
    else { return }
    work += 1
    let kind: CallSite.Kind = call.parent?.kind == .goStmt ? .goroutine : .value
    for callee in callees.prefix(Self.dispatchLimit) where isInTest(call) || !self[callee].isInTest {
      add(call, callee, kind, in: caller)
    }
  }

  private mutating func add(_ call: Node, _ callee: FunctionID, _ kind: CallSite.Kind, in caller: FunctionID?) {
    sites.append(
      CallSite(
        call: call, caller: caller, callee: callee, kind: kind, isInLoop: call.enclosingLoop != nil,
        isOnlyTest: isInTest(call) && !self[callee].isInTest))
  }

  private subscript(_ id: FunctionID) -> CallGraph.Function { functions[Int(id.index)] }

  // MARK: Values

  /// Where a function goes: called at once, kept, or handed on.
  private mutating func value(_ expression: Node, _ function: FunctionID, in caller: FunctionID?) {
    work += 1
    if let call = Self.call(of: expression) {
      let statement = call.parent?.kind
      let isStarted = statement == .goStmt
      add(
        call, function, isStarted ? .goroutine : statement == .deferStmt ? .deferred : .direct, in: caller)
      if self[function].isInTest || !isInTest(expression) { uses.append((function, isStarted ? .goroutine : .called)) }
      return
    }
    // What tests do with a function says nothing about the program.
    if isInTest(expression), !self[function].isInTest { return }
    let use = destination(of: expression)
    uses.append((function, use))
    switch use {
    case .atOnce(let call): add(call, function, .atOnce, in: caller)
    case .held(let holder):
      held[holder, default: []].append(function)
      heldNames.insert(holder.name)
    default: break
    }
  }

  private func isInTest(_ node: Node) -> Bool { tests.contains(node.fileIndex) }

  private func destination(of expression: Node) -> ValueUse {
    var value = expression.withParentheses
    // `http.HandlerFunc(f)` is f.
    while let call = value.parent, call.kind == .callExpr, value.role == .arg, unit.isConversion(call) {
      value = call.withParentheses
    }
    guard let parent = value.parent else { return .escapes(value, call: nil) }
    switch (parent.kind, value.role) {
    case (.assignStmt, .rhs), (.valueSpec, .value):
      if let target = value.targetOfValue, let holder = unit.namedVariable(target) { return .held(holder) }
    case (.keyValueExpr, .value):
      if let key = parent.child(.key), key.kind == .ident, let field = unit.object(of: key), field.isField {
        return .held(field)
      }
    case (.callExpr, .arg):
      if let holder = parameter(of: parent, for: value) { return .held(holder) }
      return AtOnceCalls.contains(parent, unit) ? .atOnce(parent) : .escapes(value, call: parent)
    default: break
    }
    return .escapes(value, call: nil)
  }

  /// The parameter of a function of the unit that an argument becomes.
  private func parameter(of call: Node, for argument: Node) -> Object? {
    guard call.token != .ellipsis, let callee = unit.callee(of: call), let id = byObject[callee],
      let index = Array(call.children(.arg)).firstIndex(of: argument)
    else { return nil }
    return self[id].node.parameter(at: index).flatMap { unit.object(of: $0) }
  }
}

extension Node {
  /// The target at the same position as this value in `a, b = x, y` or `var a, b = x, y`; nil where the counts differ.
  package var targetOfValue: Node? {
    guard let parent else { return nil }
    let (from, to): (Role, Role) = parent.kind == .valueSpec ? (.value, .name) : (.rhs, .lhs)
    guard role == from, parent.kind == .valueSpec || parent.kind == .assignStmt else { return nil }
    let values = Array(parent.children(from))
    let targets = Array(parent.children(to))
    guard targets.count == values.count, let index = values.firstIndex(of: self) else { return nil }
    return targets[index]
  }

  /// The name of a parameter of this function declaration or literal by position; nil without a name and where the
  /// argument is one of several of a variadic parameter.
  package func parameter(at index: Int) -> Node? {
    guard let fields = child(.type)?.child(.params)?.children(.field) else { return nil }
    var position = 0
    for field in fields {
      if field.child(.type)?.kind == .ellipsis { return nil }
      for name in field.children(.name) {
        if position == index { return name }
        position += 1
      }
    }
    return nil
  }
}

extension RoleChildren {
  /// An empty sequence.
  static func none(of node: Node) -> RoleChildren { node.children(.none) }
}

/// A set of names as bits: ids are dense, and few names are asked about at a time.
struct NameSet: Sendable {
  private var words: [UInt64] = []

  mutating func insert(_ name: Name) {
    let word = Int(name.id >> 6)
    if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
    words[word] |= 1 << UInt64(name.id & 63)
  }

  mutating func formUnion(_ other: NameSet) {
    if other.words.count > words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  func contains(_ name: Name) -> Bool {
    let word = Int(name.id >> 6)
    return word < words.count && words[word] & (1 << UInt64(name.id & 63)) != 0
  }
}
