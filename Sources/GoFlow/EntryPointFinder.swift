import GoSyntax
import GoTypes

/// Finds what starts functions of a unit beside what runs already.
struct EntryPointFinder {
  private let graph: CallGraph
  private let unit: Unit
  private(set) var entries: [EntryPoint] = []
  /// By type name: whether it has a lock, or is a gRPC service.
  private var owners: [Name: Owner] = [:]

  private struct Owner {
    var hasLock = false
    var isService = false
  }

  init(_ graph: CallGraph) {
    self.graph = graph
    unit = graph.unit
    collectOwners()
    for function in graph.all { look(at: function) }
  }

  private mutating func add(
    _ kind: EntryPoint.Kind, _ function: FunctionID, _ start: Node, isMultiple: Bool, starter: FunctionID? = nil
  ) {
    entries.append(
      EntryPoint(
        kind: kind, function: function, start: start, starter: starter, isMultiple: isMultiple,
        isRepeated: starter == nil || kind == .handler || start.enclosingLoop != nil))
  }

  private mutating func look(at function: FunctionID) {
    let info = graph[function]
    for site in graph.calls(of: function) where site.kind == .goroutine && !graph.isOnlyTest(site) {
      add(
        .goroutine, function, site.call.parent ?? site.call, isMultiple: isRepeated(site.call, site.caller),
        starter: site.caller)
    }
    var seen: Set<ValueUse> = []
    for use in info.uses where seen.insert(use).inserted {
      switch use {
      case .escapes(let value, let call): escape(value, call, function)
      case .held(let holder): hold(holder, function)
      default: break
      }
    }
    guard let object = info.object, !info.isInTest else { return }
    if object.isMethod { method(object, function) }
  }

  /// Whether a start may be reached several times: it stands in a loop, or in a function that may itself run more than once.
  private func isRepeated(_ call: Node, _ starter: FunctionID?) -> Bool {
    guard let starter else { return false }
    return call.enclosingLoop != nil || mayRunAgain(starter)
  }

  /// Whether a function may be called more than once by what the unit says: exported functions and methods, values that go
  /// elsewhere, calls in loops and several calls. `main`, `init` and helpers that they call once are not.
  private func mayRunAgain(_ function: FunctionID) -> Bool {
    var current = function
    // Helpers that have one caller each: a short chain.
    for _ in 0..<8 {
      let info = graph[current]
      if let object = info.object, !object.isMethod, CallGraph.isStart(object.name) { return false }
      let calls = graph.calls(of: current).filter { !($0.caller.map { graph[$0].isInTest } ?? false) }
      guard graph.areCallersKnown(current), calls.count == 1, let call = calls.first,
        let caller = call.caller, !call.isInLoop, caller != current
      else { return true }
      current = caller
    }
    return true
  }

  // MARK: Values

  private mutating func escape(_ value: Node, _ call: Node?, _ function: FunctionID) {
    guard let call else {
      if isHandler(function), !graph[function].isInTest { add(.handler, function, value, isMultiple: true) }
      return
    }
    let starter = graph.function(enclosing: call)
    if let kind = startKind(of: call) {
      add(kind, function, call, isMultiple: kind != .timer && isRepeated(call, starter), starter: starter)
      return
    }
    if isSubtest(call) {
      if callsParallel(function) {
        add(.parallelTest, function, call, isMultiple: isRepeated(call, starter), starter: starter)
      }
      return
    }
    if isHandler(function) {
      if !graph[function].isInTest { add(.handler, function, call, isMultiple: true, starter: starter) }
      return
    }
    add(.callback, function, call, isMultiple: false, starter: starter)
  }

  private mutating func hold(_ holder: Object, _ function: FunctionID) {
    // A field or variable that handlers are kept in.
    if !graph[function].isInTest, isHandler(function), !holder.isLocal, let start = graph[function].node.nameOrSelf {
      add(.handler, function, start, isMultiple: true)
    }
  }

  private func startKind(of call: Node) -> EntryPoint.Kind? {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, let operand = fun.child(.x),
      let name = fun.child(.sel)?.name
    else { return nil }
    if name == Self.go, isGroup(operand) { return .group }
    if name == Self.afterFunc, unit.importPath(operand) == "time" { return .timer }
    return nil
  }

  private static let go = Name.of("Go")
  private static let afterFunc = Name.of("AfterFunc")
  private static let run = Name.of("Run")
  private static let parallel = Name.of("Parallel")
  private static let serveHTTP = Name.of("ServeHTTP")

  /// Whether an expression is an errgroup or a sync.WaitGroup; of a package out of reach its import tells.
  private func isGroup(_ operand: Node) -> Bool {
    let type = unit.type(of: operand).unaliased
    let base = type.kind == .pointer ? type.elem : type
    if base.isNamed("golang.org/x/sync/errgroup", .of("Group")) || base.isNamed("sync", .of("WaitGroup")) {
      return true
    }
    guard let variable = unit.namedVariable(operand), let declaration = variable.declaration?.parent else {
      return false
    }
    return declaration.descendants.contains {
      $0.kind == .selectorExpr && $0.child(.x).flatMap(unit.importPath) == "golang.org/x/sync/errgroup"
        && ["Group", "WithContext"].contains($0.child(.sel)?.textString ?? "")
    }
  }

  private func isSubtest(_ call: Node) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == Self.run,
      let operand = fun.child(.x)
    else { return false }
    let type = unit.type(of: operand).unaliased
    return (type.kind == .pointer ? type.elem : type).object?.package?.path == "testing"
  }

  private func callsParallel(_ function: FunctionID) -> Bool {
    guard let body = graph[function].node.child(.body) else { return false }
    return body.children(.stmt).contains { statement in
      guard let call = statement.child(.x), let fun = call.child(.fun), fun.kind == .selectorExpr else { return false }
      return fun.child(.sel)?.name == Self.parallel
    }
  }

  // MARK: Handlers and services

  /// Parameter types of functions that servers call for each request: import path and name, behind a pointer.
  private static let requests: [String: Set<String>] = [
    "net/http": ["Request"], "github.com/valyala/fasthttp": ["RequestCtx"], "github.com/gin-gonic/gin": ["Context"],
  ]

  static let requestPackages = Set(requests.keys)

  /// Whether methods of a name may start what they are given.
  static func isStarter(_ name: Name) -> Bool { name == go || name == afterFunc }

  /// `func(w http.ResponseWriter, r *http.Request)` and the like, by the imports of its file.
  private func isHandler(_ function: FunctionID) -> Bool {
    guard let params = graph[function].node.child(.type)?.child(.params),
      let last = Array(params.children(.field)).last?.child(.type), last.kind == .starExpr,
      let request = last.child(.x), request.kind == .selectorExpr,
      let path = request.child(.x).flatMap(unit.importPath),
      let names = Self.requests[path], names.contains(request.child(.sel)?.textString ?? "")
    else { return false }
    guard path == "net/http" else { return true }
    guard let writer = params.children(.field).first?.child(.type), writer.kind == .selectorExpr else { return false }
    return writer.child(.x).flatMap(unit.importPath) == path && writer.child(.sel)?.textString == "ResponseWriter"
  }

  private mutating func method(_ object: Object, _ function: FunctionID) {
    guard let name = graph[function].node.child(.name), let owner = object.receiverTypeName else { return }
    if object.name == Self.serveHTTP, isHandler(function) {
      add(.handler, function, name, isMultiple: true)
    } else if object.isExported, owners[owner]?.isService == true, hasContext(function) {
      add(.service, function, name, isMultiple: true)
    } else if object.isExported, owners[owner]?.hasLock == true {
      add(.lockOwner, function, name, isMultiple: true)
    }
  }

  private func hasContext(_ function: FunctionID) -> Bool {
    guard let params = graph[function].node.child(.type)?.child(.params) else { return false }
    return params.children(.field).contains { field in
      guard let type = field.child(.type), type.kind == .selectorExpr else { return false }
      let text = type.child(.sel)?.textString ?? ""
      return type.child(.x).flatMap(unit.importPath) == "context" || text.hasSuffix("Server")
        || text.hasSuffix("ServerStream")
    }
  }

  /// The struct types of the unit that have a lock, or embed what generated gRPC code asks services to embed.
  private mutating func collectOwners() {
    for file in unit.files {
      for spec in file.root.descendants where spec.kind == .typeSpec && spec.parent?.parent?.kind == .file {
        guard let name = spec.child(.name), let type = spec.child(.type), type.kind == .structType,
          let fields = type.child(.fields)
        else { continue }
        var owner = Owner()
        for field in fields.children(.field) {
          guard let type = field.child(.type) else { continue }
          if LockKind.isLock(type, unit) { owner.hasLock = true }
          if field.child(.name) == nil, type.kind == .selectorExpr, let embedded = type.child(.sel)?.textString,
            embedded.hasSuffix("Server"), embedded.hasPrefix("Unimplemented") || embedded.hasPrefix("Unsafe")
          {
            owner.isService = true
          }
        }
        if owner.hasLock || owner.isService { owners[name.name] = owner }
      }
    }
  }
}

extension Node {
  /// The name of a declaration, or the node itself.
  fileprivate var nameOrSelf: Node? { child(.name) ?? self }
}
