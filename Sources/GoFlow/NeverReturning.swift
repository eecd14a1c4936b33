import GoSyntax
import GoTypes

/// Functions of the standard library and of common logging packages that never return.
enum NeverReturning {
  private static let panicName = Name.of("panic")

  /// Functions and methods by package path.
  private static let table: [(path: String, ending: ControlFlowBuilder.Ending, names: [String])] = [
    ("os", .exits, ["Exit"]),
    ("syscall", .exits, ["Exit"]),
    ("runtime", .panics, ["Goexit"]),
    ("log", .exits, ["Fatal", "Fatalf", "Fatalln"]),
    ("log", .panics, ["Panic", "Panicf", "Panicln"]),
    // Those of testing end the goroutine after its deferred calls, and no recover keeps it.
    ("testing", .exits, ["Fatal", "Fatalf", "FailNow", "Skip", "Skipf", "SkipNow"]),
    ("github.com/sirupsen/logrus", .exits, ["Fatal", "Fatalf", "Fatalln", "Exit"]),
    ("github.com/sirupsen/logrus", .panics, ["Panic", "Panicf", "Panicln"]),
    ("go.uber.org/zap", .exits, ["Fatal", "Fatalf", "Fatalln", "Fatalw"]),
    ("go.uber.org/zap", .panics, ["Panic", "Panicf", "Panicln", "Panicw"]),
    ("k8s.io/klog", .exits, klogNames),
    ("k8s.io/klog/v2", .exits, klogNames),
    ("github.com/golang/glog", .exits, klogNames),
  ]
  private static let klogNames = [
    "Fatal", "Fatalf", "Fatalln", "FatalDepth", "FatalDepthf", "Exit", "Exitf", "Exitln", "ExitDepth", "ExitDepthf",
  ]

  private static let byName: [Name: [(path: String, ending: ControlFlowBuilder.Ending)]] = {
    var result: [Name: [(path: String, ending: ControlFlowBuilder.Ending)]] = [:]
    for row in table {
      for name in row.names { result[Name.of(name), default: []].append((row.path, row.ending)) }
    }
    return result
  }()

  /// Whether a function of that name may be one of these, or the builtin `panic`.
  static func isName(_ name: Name) -> Bool { name == panicName || byName[name] != nil }

  /// How a call of a function ends; nil for all others.
  static func ending(of callee: Object) -> ControlFlowBuilder.Ending? {
    guard let rows = byName[callee.name], let path = callee.package?.path else { return nil }
    return rows.first { $0.path == path }?.ending
  }

  /// The last name of what a call calls: `f`, `p.f`, `x.f`, with type arguments or not.
  static func calledName(_ call: Node) -> Name? {
    guard var fun = call.child(.fun)?.unparenthesized else { return nil }
    if fun.kind == .indexExpr || fun.kind == .indexListExpr, let generic = fun.child(.x) { fun = generic }
    if fun.kind == .selectorExpr { return fun.child(.sel)?.name }
    return fun.kind == .ident ? fun.name : nil
  }
}

extension PackageFlow {
  /// The names of the unit's functions that may never return, by a look at how their bodies end.
  func collectSuspects() -> Set<Name> {
    let declared = Set(functions.compactMap { $0.object?.name })
    return Set(
      functions.compactMap { function in
        guard let object = function.object, mayEndOtherwise(function.body, declared) else { return nil }
        return object.name
      })
  }

  /// Whether a body could have a way through it that never comes to its end: it ends with a call, an endless loop or the
  /// like, and has no `return` of its own.
  private func mayEndOtherwise(_ body: Node, _ declared: Set<Name>) -> Bool {
    var last = Array(body.children(.stmt)).last
    while let statement = last, statement.kind == .labeledStmt { last = statement.child(.stmt) }
    guard let last else { return false }
    switch last.kind {
    case .exprStmt:
      guard let call = last.child(.x)?.unparenthesized, call.kind == .callExpr,
        let name = NeverReturning.calledName(call), NeverReturning.isName(name) || declared.contains(name)
      else { return false }
    case .forStmt: if last.child(.cond) != nil { return false }
    case .ifStmt: if last.child(.otherwise) == nil { return false }
    case .selectStmt, .switchStmt, .typeSwitchStmt, .blockStmt: break
    case .branchStmt: if last.token != .goto { return false }
    default: return false
    }
    var id = body.id + 1
    while id < body.subtreeEnd {
      let node = body.at(id)
      if node.kind == .returnStmt { return false }
      id = node.kind == .funcLit ? node.subtreeEnd : id + 1
    }
    return true
  }
}
