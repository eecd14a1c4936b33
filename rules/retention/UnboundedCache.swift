import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds package-level maps that get an entry per request or per computed key, and that nothing in the package ever empties.
struct UnboundedCache: Rule {
  static let meta = RuleMeta(
    id: "unbounded-cache",
    summary: "a package-level map or sync.Map that only grows",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A map of the package lives as long as the process. If it gets an entry for every new key that comes in, and nothing \
      deletes entries, clears or replaces the map or looks at its length, memory grows with the number of different keys \
      ever seen: a slow leak, and one that whoever chooses the keys can speed up.

      Bound it: delete what is old, clear the map at a limit, or use a cache with a size or an age. Tables that are filled \
      at start-up, registries and tables keyed by a small type are not reported.
      """,
    bad: """
      var visits = map[string]int{}

      func handle(w http.ResponseWriter, r *http.Request) {
      	visits[r.RemoteAddr]++
      }
      """,
    good: """
      var visits = map[string]int{}

      func handle(w http.ResponseWriter, r *http.Request) {
      	if len(visits) >= 10_000 {
      		clear(visits)
      	}
      	visits[r.RemoteAddr]++
      }
      """,
    limits: [
      "maps in fields are not judged yet",
      """
      a finding is shown by default only where the key is seen to come from a request or a peer; a cache \
      keyed by a parameter of unknown origin is reported with low confidence, as its keys may be few
      """,
    ],
    evidence: [
      Evidence("bytes per entry at a million, map[int]int", ["1.19": "40", "1.23": "40", "1.27": "38"]),
      Evidence("map[string]struct{} with keys of 15 bytes", ["1.19": "56", "1.23": "56", "1.27": "72"]),
      Evidence("map[string]string", ["1.19": "108", "1.23": "108", "1.27": "116"]),
      Evidence("map[string]*[64]byte", ["1.19": "138", "1.23": "138", "1.27": "136"]),
      Evidence("sync.Map from string to string", ["1.19": "146", "1.23": "146", "1.27": "170"]),
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    let package = PackageFacts(pass)
    for variable in package.variables {
      guard isMap(variable.type) || isSyncMap(variable.type), let cache = Growth(variable, package) else { continue }
      for insert in cache.inserts {
        guard let reason = reason(insert, cache, package) else { continue }
        report(insert, reason, cache, in: pass)
        break
      }
    }
  }

  private func isMap(_ type: Type) -> Bool { type.underlying.kind == .map }

  private func report(_ insert: Insert, _ reason: Reason, _ cache: Growth, in pass: Pass) {
    let name = cache.variable.name.string
    var related: [(Message, Node)] = []
    if let declaration = cache.variable.declaration { related.append((.declared(name), declaration)) }
    switch reason {
    case .missAdds(let lookup): if let lookup { related.append((.missAdds, lookup)) }
    case .origin(let origin): related.append((.keyComes(from: origin.kind), origin.place))
    }
    for other in cache.inserts where other.node != insert.node { related.append((.alsoAdds, other.node)) }
    pass.report(
      Self.self, .grows(name, cost(insert, cache.variable.type, in: pass)), at: insert.node,
      confidence: reason.isSure ? .high : .low, related: related)
  }

  // MARK: Why an insert may add any number of keys

  private enum Reason {
    /// The key comes from where there is no end of them.
    case origin(Origin)
    /// A lookup that misses is followed by the insert of a computed value. That the keys have no end is not known.
    case missAdds(lookup: Node?)

    var isSure: Bool { if case .origin = self { true } else { false } }
  }

  private func reason(_ insert: Insert, _ cache: Growth, _ package: PackageFacts) -> Reason? {
    let pass = package.pass
    guard pass.unit.constant(of: insert.key) == nil,
      package.isUnbounded(pass.unit.type(of: insert.key)), let declaration = package.declaration(around: insert.node)
    else { return nil }
    let sources = Sources(insert.key, pass)
    if sources.isBounded { return nil }
    if let origin = package.origin(of: sources) { return .origin(origin) }
    guard !package.isMain, !sources.parameters.isEmpty, !package.runsOnlyAtStart(declaration),
      sources.parameters.contains(where: { package.isUnbounded($0.type, throughPointers: true) }),
      !package.getsOnlyConstants(sources.parameters), isComputed(insert.value, notFrom: sources.parameters, in: pass)
    else { return nil }
    if insert.looksUp { return .missAdds(lookup: nil) }
    let lookup = cache.lookups.first {
      package.declaration(around: $0.node) == declaration && $0.node.start < insert.node.start && $0.isValueUsed
        && pass.unit.isSame($0.key, insert.key)
    }
    return lookup.map { .missAdds(lookup: $0.node) }
  }

  /// Whether a value is worked out or made here, and not handed in by the caller, as to a registration function.
  private func isComputed(_ value: Node?, notFrom keys: Set<Object>, in pass: Pass) -> Bool {
    guard let value else { return false }
    let sources = Sources(value, pass)
    return sources.makesValue && !sources.holdsParameter(otherThan: keys)
  }

  // MARK: What an entry costs

  private func cost(_ insert: Insert, _ type: Type, in pass: Pass) -> Cost {
    if isSyncMap(type) { return .measured("146-170") }
    let map = type.underlying
    let key = map.key.underlying
    let value = map.elem.underlying
    if key.basicKind == .string {
      if value.basicKind == .string { return .measured("108-116") }
      if value.kind == .struct, value.size(pass.sizes) == 0 { return .measured("56-72") }
      if value.kind == .pointer, value.elem.size(pass.sizes) == 64 { return .measured("136") }
    }
    if key.basicKind == .int, value.basicKind == .int { return .measured("40") }
    guard let keySize = map.key.size(pass.sizes), let valueSize = map.elem.size(pass.sizes) else { return .unknown }
    return .atLeast(keySize + valueSize)
  }

  fileprivate enum Cost {
    case measured(String)
    case atLeast(Int64)
    case unknown
  }
}

/// `sync.Map` or a pointer to one.
private func isSyncMap(_ type: Type) -> Bool {
  let type = type.unaliased
  return (type.kind == .pointer ? type.elem : type).isNamed("sync", .of("Map"))
}

private struct Insert {
  /// The index expression, or the call of a method of sync.Map.
  let node: Node
  let key: Node
  let value: Node?
  /// Whether the insert itself looks the key up (`LoadOrStore`).
  let looksUp: Bool
}

private struct Lookup {
  let node: Node
  let key: Node
  /// Whether what was found is used, and not only whether something was.
  let isValueUsed: Bool
}

/// How a package uses one map; nil where something may take entries out, or where the map leaves the package.
private struct Growth {
  let variable: Object
  private(set) var inserts: [Insert] = []
  private(set) var lookups: [Lookup] = []

  init?(_ variable: Object, _ package: PackageFacts) {
    self.variable = variable
    if variable.isExported && !package.isMain { return nil }
    let pass = package.pass
    for name in pass.unit.references(to: variable) where !pass.isInTest(name) {
      guard add(pass.unit.mapUse(of: name), package) else { return nil }
    }
    if inserts.isEmpty { return nil }
  }

  /// Notes a use; false where the map may not only grow.
  private mutating func add(_ use: MapUse, _ package: PackageFacts) -> Bool {
    let pass = package.pass
    switch use {
    case .declaration(let value): return value.map { isFresh($0, pass) } ?? true
    case .lookup(let index):
      if let key = index.child(.index) {
        lookups.append(Lookup(node: index, key: key, isValueUsed: isValueUsed(index)))
      }
    case .range, .nilComparison: break
    // A length that is shown bounds nothing; one that is compared or kept may.
    case .length(let call): return call.withParentheses.role == .arg
    case .insert(let index):
      guard let key = index.child(.index) else { return false }
      inserts.append(Insert(node: index, key: key, value: index.withParentheses.valueOfTarget, looksUp: false))
    case .replace(let statement, let value):
      guard let value, isFresh(value, pass) else { return false }
      return isFirstMake(statement, package)
    case .method(let call, let name): return isSyncMap(variable.type) && add(method: name, call, pass)
    case .delete, .clear, .escape: return false
    }
    return true
  }

  private mutating func add(method: Name, _ call: Node, _ pass: Pass) -> Bool {
    let arguments = Array(call.children(.arg))
    switch method.string {
    case "Load":
      if let key = arguments.first { lookups.append(Lookup(node: call, key: key, isValueUsed: isValueUsed(call))) }
    case "Store", "Swap", "LoadOrStore":
      guard arguments.count == 2 else { return false }
      inserts.append(
        Insert(node: call, key: arguments[0], value: arguments[1], looksUp: method == .of("LoadOrStore")))
    case "Range", "CompareAndSwap": break
    default: return false
    }
    return true
  }

  /// Whether the first result of a lookup goes anywhere.
  private func isValueUsed(_ lookup: Node) -> Bool {
    guard let parent = lookup.withParentheses.parent else { return false }
    if parent.kind == .assignStmt, let target = parent.child(.lhs), target.kind == .ident {
      return target.textString != "_"
    }
    return parent.kind != .exprStmt
  }

  /// `make`, a literal or nothing: not a map that something else holds too.
  private func isFresh(_ expression: Node, _ pass: Pass) -> Bool {
    let node = expression.unparenthesized
    switch node.kind {
    case .compositeLit: return true
    case .unaryExpr: return node.token == .and && node.child(.x)?.unparenthesized.kind == .compositeLit
    case .callExpr: return pass.unit.builtin(node) == .make || pass.unit.builtin(node) == .new
    default: return pass.unit.isNil(node)
    }
  }

  /// Whether an assignment makes the map once and for all: in `init`, or where it was nil.
  private func isFirstMake(_ statement: Node, _ package: PackageFacts) -> Bool {
    if let declaration = package.declaration(around: statement), package.isInit(declaration),
      !statement.isInFunctionLiteral(within: declaration)
    {
      return true
    }
    guard let block = statement.parent, let condition = block.parent, condition.kind == .ifStmt, block.role == .body,
      let test = condition.child(.cond)?.unparenthesized, test.kind == .binaryExpr, test.token == .eql
    else { return false }
    return test.child(.x).flatMap(package.pass.unit.namedVariable) == variable
      && test.child(.y).map(package.pass.unit.isNil) ?? false
  }
}

/// What an expression is worked out from, through the local variables it mentions.
private struct Sources {
  private(set) var parameters: Set<Object> = []
  /// Those of which a part is in the value as it is, not through a call that may map many values to few.
  private(set) var direct: Set<Object> = []
  /// The calls whose results it is made of.
  private(set) var calls: [Node] = []
  /// Whether a value comes from a small set: a type's identity, a method's name.
  private(set) var isBounded = false
  /// Whether a call, a literal or an allocation makes the value.
  private(set) var makesValue = false
  private var held: Set<Object> = []
  private var seen: Set<Visit> = []
  private let pass: Pass

  private struct Visit: Hashable {
    let object: Object
    let isDirect: Bool
  }

  init(_ expression: Node, _ pass: Pass) {
    self.pass = pass
    follow(expression, depth: 0, isHeld: true, isDirect: true)
  }

  /// Whether the value holds something the caller handed in, apart from what the key is made of.
  func holdsParameter(otherThan keys: Set<Object>) -> Bool { !held.subtracting(keys).isEmpty }

  private mutating func follow(_ expression: Node, depth: Int, isHeld: Bool, isDirect: Bool) {
    let node = expression.unparenthesized
    switch node.kind {
    case .callExpr:
      if pass.unit.isConversion(node) {
        for argument in node.children(.arg) { follow(argument, depth: depth, isHeld: isHeld, isDirect: isDirect) }
        return
      }
      makesValue =
        makesValue || pass.unit.builtin(node) == nil || pass.unit.builtin(node) == .make
        || pass.unit.builtin(node) == .new
      calls.append(node)
      // What a call makes of its arguments may have few values; of its receiver it is a part.
      let isTransparent = isDirect && keepsVariety(node)
      for argument in node.children(.arg) { follow(argument, depth: depth, isHeld: false, isDirect: isTransparent) }
      if let fun = node.child(.fun) { follow(fun, depth: depth, isHeld: false, isDirect: isDirect && !isContext(fun)) }
    case .funcLit:
      makesValue = true
    case .compositeLit:
      makesValue = true
      for element in node.children(.elt) {
        follow(
          element.kind == .keyValueExpr ? element.child(.value) ?? element : element, depth: depth, isHeld: isHeld,
          isDirect: isDirect)
      }
    case .selectorExpr:
      if isOfType(node) || isRequestMethod(node) { isBounded = true }
      if let operand = node.child(.x) { follow(operand, depth: depth, isHeld: isHeld, isDirect: isDirect) }
    case .ident: follow(variable: node, depth: depth, isHeld: isHeld, isDirect: isDirect)
    default:
      for child in node.children { follow(child, depth: depth, isHeld: isHeld, isDirect: isDirect) }
    }
  }

  private mutating func follow(variable name: Node, depth: Int, isHeld: Bool, isDirect: Bool) {
    guard let object = pass.unit.object(of: name), object.kind == .variable, !object.isField else { return }
    if isTypeIdentity(pass.unit.type(of: name)) { isBounded = true }
    if object.isParameter {
      parameters.insert(object)
      if isDirect { direct.insert(object) }
      if isHeld { held.insert(object) }
      return
    }
    guard object.isLocal, depth < 6, seen.insert(Visit(object: object, isDirect: isDirect)).inserted,
      let declaration = object.declaration,
      let function = declaration.enclosingFunction, let uses = pass.unit.uses(of: object, in: function)
    else { return }
    for use in uses {
      guard let parent = use.withParentheses.parent else { continue }
      if let value = use.withParentheses.valueOfTarget {
        follow(value, depth: depth + 1, isHeld: isHeld, isDirect: isDirect)
      } else if parent.kind == .assignStmt, use.withParentheses.role == .lhs {
        for value in parent.children(.rhs) { follow(value, depth: depth + 1, isHeld: isHeld, isDirect: isDirect) }
      } else if parent.kind == .valueSpec, use.role == .name {
        for value in parent.children(.value) { follow(value, depth: depth + 1, isHeld: isHeld, isDirect: isDirect) }
      } else if parent.kind == .rangeStmt, use.role == .key || use.role == .value, let operand = parent.child(.x) {
        follow(operand, depth: depth + 1, isHeld: isHeld, isDirect: isDirect)
      }
    }
  }

  /// `t.Name` of a reflect.Type and the like: there are as many as the program has types.
  private func isOfType(_ selector: Node) -> Bool {
    selector.child(.x).map { isTypeIdentity(pass.unit.type(of: $0)) } ?? false
  }

  /// `r.Method` of an HTTP request and other fields with few values.
  private func isRequestMethod(_ selector: Node) -> Bool {
    ["Method", "Proto", "Pattern"].contains(selector.child(.sel)?.textString ?? "")
  }

  /// `r.Context`: what a context holds is not part of the request.
  private func isContext(_ fun: Node) -> Bool {
    fun.unparenthesized.child(.sel)?.name == .of("Context")
  }

  /// Whether a call is of a function of the standard library that makes different results of different texts.
  private func keepsVariety(_ call: Node) -> Bool {
    guard let path = pass.unit.callee(of: call)?.package?.path else { return false }
    return ["fmt", "strings", "bytes", "path", "net", "net/url", "net/netip", "encoding/hex"].contains(path)
  }
}

/// Where keys come from that have no end.
private struct Origin {
  enum Kind { case request, peer }
  let kind: Kind
  let place: Node
}

/// A type that stands for a Go type or a place in the program: there are only so many.
private func isTypeIdentity(_ type: Type) -> Bool {
  let type = type.unaliased
  let base = type.kind == .pointer ? type.elem : type
  guard let object = base.object, let path = object.package?.path else { return false }
  return ["reflect", "go/types", "go/token", "go/ast", "runtime"].contains(path)
}

/// What the rule asks about a package again and again.
private struct PackageFacts {
  let pass: Pass
  let isMain: Bool
  /// The package-level variables of the files that are not tests.
  private(set) var variables: [Object] = []
  /// Named types that constants of the package enumerate.
  private var enumerated: Set<Object> = []

  init(_ pass: Pass) {
    self.pass = pass
    isMain = pass.unit.package.name == .of("main")
    for file in pass.unit.files where !file.path.hasSuffix("_test.go") {
      if importsTesting(file) { continue }
      for declaration in file.root.children(.decl) where declaration.kind == .genDecl {
        for spec in declaration.children(.spec) where spec.kind == .valueSpec {
          for name in spec.children(.name) {
            guard let object = pass.unit.object(of: name) else { continue }
            if declaration.token == .var { variables.append(object) }
            if declaration.token == .const, let type = object.type.unaliased.object { enumerated.insert(type) }
          }
        }
      }
    }
  }

  /// Helpers for tests live as long as a test.
  private func importsTesting(_ file: SourceFile) -> Bool {
    file.root.descendants.contains { $0.kind == .importSpec && $0.child(.path)?.textString == "\"testing\"" }
  }

  /// The function declaration around a node; nil in a package-level initialiser.
  func declaration(around node: Node) -> Node? { node.ancestors.first { $0.kind == .funcDecl } }

  func isInit(_ declaration: Node) -> Bool {
    declaration.child(.recv) == nil && declaration.child(.name)?.textString == "init"
  }

  /// Whether a function can only be called while the program starts: by `init`, `main` or a package-level initialiser, or by
  /// functions of which that is true. Functions that nothing calls count too.
  func runsOnlyAtStart(_ declaration: Node) -> Bool {
    var seen: Set<Node> = []
    return runsOnlyAtStart(declaration, &seen)
  }

  private func runsOnlyAtStart(_ declaration: Node, _ seen: inout Set<Node>) -> Bool {
    if isInit(declaration) || !seen.insert(declaration).inserted { return true }
    guard let name = declaration.child(.name), let function = pass.unit.object(of: name) else { return false }
    if isMain, name.textString == "main" { return true }
    if declaration.child(.recv) != nil || (name.name.isExported && !isMain) { return false }
    for reference in pass.unit.references(to: function) where reference != name && !pass.isInTest(reference) {
      let called = reference.withParentheses
      guard let call = called.parent, call.kind == .callExpr, called.role == .fun else { return false }
      if call.ancestors.contains(where: { $0.kind == .funcLit }) { return false }
      if let caller = self.declaration(around: reference), !runsOnlyAtStart(caller, &seen) { return false }
    }
    return true
  }

  /// Where a value comes from that may be anything: a request, the address of a peer. Looks through
  /// the parameters of functions into their calls in the package.
  func origin(of sources: Sources, depth: Int = 0) -> Origin? {
    if sources.isBounded { return nil }
    for call in sources.calls {
      if let kind = origin(ofCall: call) { return Origin(kind: kind, place: call) }
    }
    let parameters = sources.direct.sorted { ($0.declaration?.start ?? 0) < ($1.declaration?.start ?? 0) }
    for parameter in parameters where isRequest(parameter) {
      if let place = parameter.declaration { return Origin(kind: .request, place: place) }
    }
    guard depth < 3 else { return nil }
    for call in sources.calls {
      for result in results(of: call) {
        if let origin = origin(of: Sources(result, pass), depth: depth + 1) { return origin }
      }
    }
    for parameter in parameters {
      for argument in arguments(for: parameter) {
        if let origin = origin(of: Sources(argument, pass), depth: depth + 1) { return origin }
      }
    }
    return nil
  }

  private func origin(ofCall call: Node) -> Origin.Kind? {
    guard let callee = pass.unit.callee(of: call), let path = callee.package?.path else { return nil }
    return path == "net" && callee.name == .of("RemoteAddr") ? .peer : nil
  }

  /// `*http.Request`, or the message that a method gets beside a context and answers with a message and an error: gRPC.
  private func isRequest(_ parameter: Object) -> Bool {
    let type = parameter.type.unaliased
    guard type.kind == .pointer else { return false }
    if type.elem.isNamed("net/http", .of("Request")) { return true }
    guard type.lookup(.of("ProtoReflect"), in: nil) != nil, let declaration = parameter.declaration,
      let function = declaration.ancestors.first(where: { $0.kind == .funcDecl }), function.child(.recv) != nil,
      function.contains(declaration), let name = function.child(.name), name.name.isExported,
      let signature = pass.unit.object(of: name)?.type, signature.parameters.count == 2, signature.results.count == 2
    else { return false }
    return signature.parameters[0].type.isNamed("context", .of("Context"))
      && signature.results[0].type.lookup(.of("ProtoReflect"), in: nil) != nil
  }

  /// What a function of the package that a call calls returns.
  private func results(of call: Node) -> [Node] {
    guard let declaration = pass.unit.callee(of: call)?.declaration?.parent, declaration.kind == .funcDecl,
      pass.file(of: declaration) != nil, let body = declaration.child(.body)
    else { return [] }
    return body.descendants.filter { $0.kind == .returnStmt && $0.enclosingFunction == declaration }
      .compactMap { $0.child(.result) }
  }

  /// What the calls in the package pass for a parameter of a function declaration, tests left out.
  private func arguments(for parameter: Object) -> [Node] {
    guard let declared = parameter.declaration, let function = parameter.function, function.kind == .funcDecl,
      let name = function.child(.name), let object = pass.unit.object(of: name),
      let names = function.child(.type)?.child(.params)?.children(.field).map({ Array($0.children(.name)) }),
      let position = names.joined().enumerated().first(where: { $0.element == declared })?.offset
    else { return [] }
    return pass.unit.references(to: object).compactMap { reference in
      if pass.isInTest(reference) { return nil }
      var called = reference
      if called.role == .sel, let selector = called.parent { called = selector }
      called = called.withParentheses
      guard called.role == .fun, let call = called.parent, call.kind == .callExpr else { return nil }
      let arguments = Array(call.children(.arg))
      return position < arguments.count ? arguments[position] : nil
    }
  }

  /// Whether every call in the package passes a constant for one of the parameters, and there are such calls.
  func getsOnlyConstants(_ parameters: Set<Object>) -> Bool {
    parameters.contains { parameter in
      let arguments = arguments(for: parameter)
      return !arguments.isEmpty && arguments.allSatisfy { pass.unit.constant(of: $0) != nil }
    }
  }

  /// Whether a type has more values than a table can hold: strings, large integers, arrays and structs of such. Types with
  /// constants, types of other packages that may have some, and what stands for types do not count.
  func isUnbounded(_ type: Type, throughPointers: Bool = false) -> Bool {
    if type.isUnknown || isTypeIdentity(type) { return false }
    let underlying = type.underlying
    if let object = type.unaliased.object, underlying.kind == .basic {
      if object.package != pass.unit.package || enumerated.contains(object) { return false }
    }
    switch underlying.kind {
    case .basic:
      switch underlying.basicKind {
      case .string, .int, .int64, .uint, .uint32, .uint64: return true
      default: return false
      }
    case .array: return (underlying.length ?? 0) >= 8 || isUnbounded(underlying.elem)
    case .struct:
      if underlying.fields.contains(where: { isTypeIdentity($0.type) }) { return false }
      return underlying.fields.contains { isUnbounded($0.type) } || throughPointers
    case .pointer: return throughPointers
    case .slice, .interface: return throughPointers
    default: return false
    }
  }
}

extension Message {
  fileprivate static func grows(_ map: String, _ cost: UnboundedCache.Cost) -> Message {
    let figure =
      switch cost {
      case .measured(let bytes): "\(bytes) bytes"
      case .atLeast(let bytes): "at least \(bytes) bytes"
      case .unknown: "memory"
      }
    return """
      `\(map)` only grows: each new key takes \(figure) for as long as the process runs, and nothing in the package \
      deletes entries, clears or replaces the map or looks at its length
      """
  }
  fileprivate static func declared(_ map: String) -> Message { "`\(map)` lives as long as the process" }
  fileprivate static var missAdds: Message { "a key that is not found here is added below" }
  fileprivate static func keyComes(from kind: Origin.Kind) -> Message {
    switch kind {
    case .request: "the key comes from this request"
    case .peer: "the key comes from the address of a peer"
    }
  }
  fileprivate static var alsoAdds: Message { "this adds keys too" }
}
