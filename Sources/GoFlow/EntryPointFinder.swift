import GoSyntax
import GoTypes

/// Finds what starts functions of a unit beside what runs already.
struct EntryPointFinder {
  private let graph: CallGraph
  private let unit: Unit
  private(set) var entries: [EntryPoint] = []
  /// By type name: whether it has a lock, and what makes it a gRPC service.
  private var owners: [Name: Owner] = [:]

  private struct Owner {
    var hasLock = false
    /// The embedded type that has the methods of the service.
    var service: Type?
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
    for site in graph.calls(of: function) where site.kind == .goroutine {
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
    if let kind = GroupCalls.kind(of: call, value, unit) {
      add(kind, function, call, isMultiple: kind != .timer && isRepeated(call, starter), starter: starter)
      return
    }
    if isSubtest(call) {
      if callsParallel(function) {
        add(.parallelTest, function, call, isMultiple: isRepeated(call, starter), starter: starter)
      }
      return
    }
    if isHandler(function) || isStreamHandler(function, call) {
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

  private static let run = Name.of("Run")
  private static let parallel = Name.of("Parallel")
  private static let serveHTTP = Name.of("ServeHTTP")

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
      return fun.child(.sel)?.name == Self.parallel && unit.callee(of: call)?.package?.path == "testing"
    }
  }

  // MARK: Handlers and services

  /// Parameter types of functions that servers call for each request: import path and name, behind a pointer.
  private static let requests: [String: Set<String>] = [
    "net/http": ["Request"], "github.com/valyala/fasthttp": ["RequestCtx"], "github.com/gin-gonic/gin": ["Context"],
  ]

  private static let requestPackages = Set(requests.keys)

  /// Whether a package declares what servers hand to functions for each request.
  static func declaresRequests(_ path: String) -> Bool { requestPackages.contains(path) || declaresStreams(path) }

  /// Packages with the type of libp2p's streams, by the paths it has had. A host runs the handler of a protocol in a goroutine
  /// for each stream that comes in: https://pkg.go.dev/github.com/libp2p/go-libp2p/core/network#StreamHandler
  private static func declaresStreams(_ path: String) -> Bool {
    switch path {
    case "github.com/libp2p/go-libp2p/core/network", "github.com/libp2p/go-libp2p-core/network",
      "github.com/libp2p/go-libp2p-net":
      true
    default: path.hasPrefix("gx/") && path.hasSuffix("/go-libp2p-net")
    }
  }

  /// `host.SetStreamHandler(protocol, func(stream network.Stream) { … })`.
  private func isStreamHandler(_ function: FunctionID, _ call: Node) -> Bool {
    guard let name = call.child(.fun)?.unparenthesized.child(.sel)?.name,
      name == Self.setStreamHandler || name == Self.setStreamHandlerMatch,
      let params = graph[function].node.child(.type)?.child(.params),
      params.children(.field).count(where: { _ in true }) == 1,
      let type = params.child(.field)?.child(.type).flatMap(typeName)
    else { return false }
    return type.name == "Stream" && Self.declaresStreams(type.path)
  }

  private static let setStreamHandler = Name.of("SetStreamHandler")
  private static let setStreamHandlerMatch = Name.of("SetStreamHandlerMatch")

  /// `func(w http.ResponseWriter, r *http.Request)` and the like.
  private func isHandler(_ function: FunctionID) -> Bool {
    guard let params = graph[function].node.child(.type)?.child(.params),
      let last = Array(params.children(.field)).last?.child(.type), last.kind == .starExpr,
      let request = last.child(.x).flatMap(typeName), let names = Self.requests[request.path],
      names.contains(request.name)
    else { return false }
    guard request.path == "net/http" else { return true }
    guard let writer = params.children(.field).first?.child(.type).flatMap(typeName) else { return false }
    return writer.path == request.path && writer.name == "ResponseWriter"
  }

  /// The package and the name of a written type. One of a package out of reach is told by the import and the name after it,
  /// which are the same unless that is an alias.
  private func typeName(_ written: Node) -> (path: String, name: String)? {
    let type = unit.type(of: written).unaliased
    if !type.isUnknown {
      guard let object = type.object, let path = object.package?.path else { return nil }
      return (path, object.name.string)
    }
    guard written.kind == .selectorExpr, let path = written.child(.x).flatMap(unit.importPath),
      let name = written.child(.sel)
    else { return nil }
    return (path, name.textString)
  }

  private mutating func method(_ object: Object, _ function: FunctionID) {
    guard let name = graph[function].node.child(.name), let owner = object.receiverTypeName else { return }
    if object.name == Self.serveHTTP, isHandler(function) {
      add(.handler, function, name, isMultiple: true)
    } else if object.isExported, owners[owner]?.service?.lookup(object.name, in: nil) != nil {
      add(.service, function, name, isMultiple: true)
    } else if object.isExported, owners[owner]?.hasLock == true {
      add(.lockOwner, function, name, isMultiple: true)
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
          if LockKind.isLock(type, unit) || LockKind.wraps(unit.type(of: type)) { owner.hasLock = true }
          if field.child(.name) == nil, let service = Self.service(type, unit) { owner.service = service }
        }
        if owner.hasLock || owner.service != nil { owners[name.name] = owner }
      }
    }
  }
}

extension EntryPointFinder {
  /// The type with the methods of a service that an embedded field of a gRPC server has: the generated
  /// `pb.UnimplementedXServer`, told by its method `mustEmbedUnimplementedXServer` or, of older generators, by the head of its
  /// file. A name alone proves nothing, so what is out of reach is no service.
  private static func service(_ embedded: Node, _ unit: Unit) -> Type? {
    let written = embedded.dereferenced
    let name = (written.child(.sel) ?? written).textString
    guard name.hasPrefix("Unimplemented"), name.hasSuffix("Server") else { return nil }
    let type = unit.type(of: written).unaliased
    guard let object = type.object, let declaration = object.declaration else { return nil }
    let marker = Name.of("mustEmbed" + name)
    if type.methods.contains(where: { $0.name == marker }) { return type }
    let head = String(decoding: declaration.root.text.prefix(100), as: UTF8.self)
    return head.contains("Code generated by protoc-gen-go") ? type : nil
  }
}

extension Node {
  /// A written type without a star.
  var dereferenced: Node { kind == .starExpr ? child(.x) ?? self : self }

  /// The name of a declaration, or the node itself.
  fileprivate var nameOrSelf: Node? { child(.name) ?? self }
}
