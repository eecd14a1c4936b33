import GoFlow
import GoSyntax
import GoTypes

/// Uses of a map of a value that leave the unit: what a goroutine does that a constructor starts and leaves behind with the value
/// it returns, and what the exported methods of the value do, which their callers come to while the goroutine runs.
struct OutsideVisits {
  /// A use, behind a parameter, a receiver or a variable of a function: the constructor that leaves it, or the method that comes to it.
  struct Use {
    let visit: MapMeeting.Visit
    let place: AccessPath
    let function: FunctionID
  }
  var left: [Use] = []
  var reached: [Use] = []
}

extension MapMeetings {
  /// Of one map so many visits are compared.
  private static let outsideLimit = 16

  /// The meetings of what constructors leave behind with what methods do.
  func outsideMeetings(_ isWanted: (LockAccess, LockAccess) -> Bool) -> [MapMeeting] {
    var found: [MapMeeting] = []
    for left in outside.left.prefix(Self.outsideLimit) {
      guard let entry = left.visit.entry, let type = namedType(left.place.root) else { continue }
      for reached in outside.reached.prefix(Self.outsideLimit) {
        guard namedType(reached.place.root) == type, reached.place.fields == left.place.fields,
          isWanted(left.visit.access, reached.visit.access), mayBeCalledMeanwhile(reached.function, entry)
        else { continue }
        let isWrite = reached.visit.access.isWrite
        found.append(
          MapMeeting(
            place: reached.place, write: isWrite ? reached.visit : left.visit,
            other: isWrite ? left.visit : reached.visit))
      }
    }
    return found
  }

  /// Whether a function makes the value that holds a place, starts a goroutine on it that goes on for good, and returns it.
  func leavesBehind(_ entry: EntryPoint, _ place: AccessPath, in function: FunctionID) -> Bool {
    let info = graph[function]
    guard info.object != nil, !info.isInTest, place.root.isLocal, !place.root.isParameter, !place.fields.isEmpty,
      namedType(place.root) != nil, place.root.declaration.map({ info.node.contains($0) }) ?? false,
      entry.kind == .goroutine, runsForGood(entry.function)
    else { return false }
    return info.node.descendants.contains { node in
      guard node.kind == .returnStmt else { return false }
      return node.children.contains { unit.variable($0) == place.root }
    }
  }

  /// Whether a function has a `for { … }`.
  private func runsForGood(_ function: FunctionID) -> Bool {
    graph[function].node.descendants.contains { $0.kind == .forStmt && $0.child(.cond) == nil }
  }

  /// Whether a function is an exported method and a place lies behind its receiver.
  func isOfReceiver(_ place: AccessPath, in function: FunctionID) -> Bool {
    let info = graph[function]
    guard let object = info.object, object.isMethod, object.isExported, !info.isInTest, !place.fields.isEmpty,
      let receiver = info.node.child(.recv)?.child(.field)?.child(.name)
    else { return false }
    return place.root.declaration == receiver
  }

  /// Whether others may call a method while a goroutine runs: it is no part of the goroutine, does not end it, and tells nobody
  /// anything on channels, which might be when it is whose turn.
  private func mayBeCalledMeanwhile(_ method: FunctionID, _ entry: EntryPoint) -> Bool {
    if flow.concurrency.entries(reaching: method).contains(where: { $0.start == entry.start }) { return false }
    // For tests alone.
    if graph.calls(of: method).isEmpty, graph.isNamedInTests(method) { return false }
    let name = graph[method].object?.name.string.lowercased() ?? ""
    if ["close", "stop", "shut", "start", "wait", "run", "destroy", "reset"].contains(where: name.contains) {
      return false
    }
    return !tells(method, depth: 0)
  }

  private func tells(_ function: FunctionID, depth: Int) -> Bool {
    let isTelling = graph[function].node.descendants.contains { node in
      switch node.kind {
      case .sendStmt, .selectStmt: true
      case .unaryExpr: node.token == .arrow
      case .callExpr: unit.builtin(node) == .close
      default: false
      }
    }
    if isTelling { return true }
    guard depth < 1 else { return false }
    return graph.calls(from: function).contains { $0.callee != function && tells($0.callee, depth: depth + 1) }
  }

  /// The named type that a variable is of or points to.
  private func namedType(_ variable: Object) -> Object? {
    let type = variable.type.unaliased
    return type.kind == .pointer ? type.elem.unaliased.object : type.object
  }
}
