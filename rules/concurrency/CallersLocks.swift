import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

extension InconsistentLock {
  /// How far out callers are asked.
  private static let depthLimit = 3

  /// Whether a function that other packages may call too is called in this one, and always with the guard held: it seems to be
  /// meant for callers that hold it.
  func isHeldByCallers(_ lock: Object?, _ function: FunctionID, _ pass: Pass, depth: Int = 0) -> Bool {
    let graph = pass.flow.callGraph
    guard let lock, depth < Self.depthLimit, !graph.areCallersKnown(function) || depth > 0 else { return false }
    let calls = graph.calls(of: function)
    return !calls.isEmpty
      && calls.allSatisfy { site in
        if site.kind == .goroutine { return false }
        let held = pass.flow.locks.held(at: site.call)?.certain ?? []
        if held.contains(where: { ($0.lock.fields.last ?? $0.lock.root) == lock }) { return true }
        guard let caller = site.caller, caller != function else { return false }
        return isHeldByCallers(lock, caller, pass, depth: depth + 1)
      }
  }
}

extension InconsistentLock {
  /// Whether each call of a function that is seen holds some lock, or comes from a function of which that is true: a lock of what
  /// holds the value may order all of its uses.
  func isUnderLocks(_ function: FunctionID, _ pass: Pass, depth: Int = 0) -> Bool {
    let graph = pass.flow.callGraph
    let calls = graph.calls(of: function)
    return !calls.isEmpty
      && calls.allSatisfy { site in
        if site.kind == .goroutine { return false }
        if let held = pass.flow.locks.held(at: site.call), !held.certain.isEmpty { return true }
        guard depth < Self.depthLimit, let caller = site.caller, caller != function else { return false }
        return isUnderLocks(caller, pass, depth: depth + 1)
      }
  }

  /// Whether only methods lead here that others call back, perhaps: their receiver is handed to code of other packages with the
  /// guard held, as in `ast.Walk(x, file)` or `encoder.Encode(x)`.
  func isCalledBack(_ use: JudgedAccess, _ function: FunctionID, _ pass: Pass) -> Bool {
    let graph = pass.flow.callGraph
    guard let lock = use.lock.map({ $0.fields.last ?? $0.root }) else { return false }
    let entries = pass.flow.concurrency.entries(reaching: function)
    return !entries.isEmpty
      && entries.allSatisfy { entry in
        guard entry.kind == .lockOwner, let type = graph[entry.function].object?.receiverTypeName,
          graph.calls(of: entry.function).allSatisfy({ $0.kind != .direct })
        else { return false }
        return isHandedOut(type, under: lock, pass)
      }
  }

  /// Whether a value of a type of the package is an argument of a call that leaves the package, with a lock held.
  private func isHandedOut(_ type: Name, under lock: Object, _ pass: Pass) -> Bool {
    let graph = pass.flow.callGraph
    return graph.all.contains { function in
      let info = graph[function]
      guard info.object != nil, !info.isInTest else { return false }
      return info.node.descendants.contains { call in
        guard call.kind == .callExpr, call.child(.arg) != nil, pass.unit.builtin(call) == nil,
          !pass.unit.isConversion(call), pass.unit.callee(of: call)?.package != pass.unit.package,
          call.children(.arg).contains(where: { isOf(type, $0, pass) })
        else { return false }
        return pass.flow.locks.held(at: call)?.certain.contains {
          ($0.lock.fields.last ?? $0.lock.root) == lock
        } ?? false
      }
    }
  }

  private func isOf(_ name: Name, _ argument: Node, _ pass: Pass) -> Bool {
    guard let variable = pass.unit.variable(argument), variable.isLocal else { return false }
    let type = variable.type.unaliased
    let object = (type.kind == .pointer ? type.elem.unaliased : type).object
    return object?.name == name && object?.package == pass.unit.package
  }
}

extension InconsistentLock {
  /// Whether the value whose map is used seems to be made by a function of the package for those who use it here: `list :=
  /// merge(s.list)`, where `merge` builds values of the type. Elements and parameters are followed to where they come from.
  func isOfMaker(_ use: JudgedAccess, _ container: Container, _ pass: Pass) -> Bool {
    var name = use.access.name.unparenthesized
    while name.kind == .selectorExpr, let operand = name.child(.x) { name = operand.unparenthesized }
    guard let structType = container.structType, let root = pass.unit.variable(name), root.isLocal else { return false }
    return isMade(root, structType, pass, depth: 0)
  }

  private func isMade(_ variable: Object, _ structType: Node, _ pass: Pass, depth: Int) -> Bool {
    guard depth <= Self.depthLimit, variable.isLocal, let declaration = variable.declaration else { return false }
    let graph = pass.flow.callGraph
    if variable.isParameter {
      guard let function = variable.function.flatMap({ graph.function($0) }), graph.areCallersKnown(function),
        let names = variable.function?.child(.type)?.child(.params)?.children(.field).map({ Array($0.children(.name)) }
        ),
        let position = names.joined().enumerated().first(where: { $0.element == declaration })?.offset
      else { return false }
      let calls = graph.calls(of: function)
      return !calls.isEmpty
        && calls.allSatisfy { site in
          let arguments = Array(site.call.children(.arg))
          guard site.kind == .direct, arguments.indices.contains(position),
            let value = pass.unit.variable(arguments[position])
          else { return false }
          return isMade(value, structType, pass, depth: depth + 1)
        }
    }
    if let statement = declaration.parent, statement.kind == .rangeStmt, declaration.role == .value {
      return statement.child(.x).flatMap(pass.unit.variable).map {
        isMade($0, structType, pass, depth: depth + 1)
      } ?? false
    }
    guard let call = declaration.valueOfTarget?.unparenthesized, call.kind == .callExpr,
      let callee = pass.unit.callee(of: call), let body = pass.flow.function(of: callee)?.node
    else { return false }
    let field = structType.descendants.first { $0.role == .name }.flatMap { pass.unit.object(of: $0) }
    return body.descendants.contains { node in
      node.kind == .compositeLit && pass.unit.type(of: node).underlying.fields.first?.object == field && field != nil
    }
  }
}

extension [Object] {
  /// Whether the way to a lock leads into another part of the struct, that is not embedded: it guards that part first.
  var isOfOtherPart: Bool { count > 1 && first.map { !$0.isEmbedded } ?? false }
}

extension Node {
  /// The function around a node and around all literals that it stands in.
  var outermostFunction: Node? { Array(ancestors).last { $0.kind == .funcDecl || $0.kind == .funcLit } }
}
