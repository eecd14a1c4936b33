import GoSyntax
import GoTypes

/// What one mention of a channel does with it, and which goroutine does it.
package struct ChannelUse {
  package enum Kind {
    case send, receive, close
    /// `len`, `cap` and comparisons with nil.
    case asked
    /// The function that makes the channel returns it.
    case returned
  }
  package let kind: Kind
  /// The operation: the send, the receive, the `range`, the call of `close`.
  package let node: Node
  /// The function it stands in: the one whose channel it is, a literal in it, or one that the channel is handed to.
  package let function: Node
  /// What starts the goroutine: the innermost `go` statement, or the call `group.Go(f)`; nil in the function whose channel it
  /// is.
  package let goroutine: Node?
  /// Whether a deferred call does it.
  package let isDeferred: Bool
  /// The select statement that it is a case of.
  package let select: Node?
  /// Whether nothing else can end the wait: no select with another case.
  package let isAlone: Bool
  /// How the channel is called there.
  package let channel: Object
}

extension PackageFlow {
  /// All that is done with a channel that is a local variable of a function; nil where it may go elsewhere: stored, captured
  /// by a function that is kept, handed to code that is not seen. Functions of the unit that it is handed to are looked
  /// through.
  package func channelUses(of channel: Object, in home: Node) -> [ChannelUse]? {
    var finder = ChannelUseFinder(flow: self)
    return finder.find(channel, home, nil, isDeferred: false, depth: 0) ? finder.uses : nil
  }
}

private struct ChannelUseFinder {
  let flow: PackageFlow
  var uses: [ChannelUse] = []

  /// How far a channel is followed from function to function.
  private static let depthLimit = 3
  private static let useLimit = 64

  private var unit: Unit { flow.unit }

  /// Adds the uses of a channel in a function that runs on a goroutine; false where the channel may go elsewhere.
  mutating func find(
    _ channel: Object, _ function: Node, _ goroutine: Node?, isDeferred: Bool, depth: Int
  ) -> Bool {
    guard depth <= Self.depthLimit, let names = unit.uses(of: channel, in: function) else { return false }
    for name in names where name != channel.declaration {
      guard uses.count < Self.useLimit, let place = place(of: name, in: function) else { return false }
      let runner = place.goroutine ?? goroutine
      guard add(name, channel, runner, isDeferred: isDeferred || place.isDeferred, depth, isHome: depth == 0) else {
        return false
      }
    }
    return true
  }

  private mutating func add(
    _ name: Node, _ channel: Object, _ goroutine: Node?, isDeferred: Bool, _ depth: Int, isHome: Bool
  ) -> Bool {
    let value = name.withParentheses
    guard let parent = value.parent, let function = name.enclosingFunction else { return false }
    let kind: ChannelUse.Kind
    switch (parent.kind, value.role) {
    case (.sendStmt, .channel): kind = .send
    case (.unaryExpr, .x) where parent.token == .arrow: kind = .receive
    case (.rangeStmt, .x): kind = .receive
    case (.binaryExpr, _) where parent.token == .eql || parent.token == .neq: kind = .asked
    case (.returnStmt, _) where isHome && goroutine == nil && !isDeferred: kind = .returned
    case (.callExpr, .arg):
      switch unit.builtin(parent) {
      case .close: kind = .close
      case .len, .cap: kind = .asked
      case nil: return handOn(value, parent, goroutine, isDeferred: isDeferred, depth)
      default: return false
      }
    default: return false
    }
    let isDeferred = isDeferred || parent.parent?.kind == .deferStmt
    let select = Self.select(of: parent)
    let isAlone = select.map { $0.child(.body)?.children.filter { $0.kind == .commClause }.count == 1 } ?? true
    uses.append(
      ChannelUse(
        kind: kind, node: parent, function: function, goroutine: goroutine, isDeferred: isDeferred, select: select,
        isAlone: isAlone, channel: channel))
    return true
  }

  /// The channel as an argument: what the function that it becomes a parameter of does with it.
  private mutating func handOn(_ value: Node, _ call: Node, _ goroutine: Node?, isDeferred: Bool, _ depth: Int) -> Bool
  {
    guard call.token != .ellipsis, let index = Array(call.children(.arg)).firstIndex(of: value) else { return false }
    var callee = call.child(.fun)?.unparenthesized
    if callee?.kind != .funcLit { callee = unit.callee(of: call).flatMap { flow.function(of: $0)?.node } }
    guard let callee, let name = callee.parameter(at: index) else { return false }
    if name.textString == "_" { return true }
    guard let parameter = unit.object(of: name) else { return false }
    var runner = goroutine
    var isLate = isDeferred
    switch call.parent?.kind {
    case .goStmt: runner = call.parent
    case .deferStmt: isLate = true
    default: break
    }
    return find(parameter, callee, runner, isDeferred: isLate, depth: depth + 1)
  }

  /// Which goroutine of a function a node in it or in its literals runs on; nil when a literal around it may run at any time.
  private func place(of node: Node, in function: Node) -> (goroutine: Node?, isDeferred: Bool)? {
    var goroutine: Node?
    var isDeferred = false
    var inner = node
    // Literals in literals: a short chain.
    for _ in 0..<16 {
      guard let around = inner.enclosingFunction else { return nil }
      if around == function { return (goroutine, isDeferred) }
      let literal = around.withParentheses
      guard let call = literal.parent, call.kind == .callExpr else { return nil }
      if literal.role == .fun {
        switch call.parent?.kind {
        case .goStmt: goroutine = goroutine ?? call.parent
        case .deferStmt: if goroutine == nil { isDeferred = true }
        default: break
        }
      } else {
        guard flow.startsGoroutine(call) else { return nil }
        goroutine = goroutine ?? call
      }
      inner = around
    }
    return nil
  }

  /// The select that an operation is a case of; in the body of a clause the select is over.
  private static func select(of operation: Node) -> Node? {
    for outer in operation.ancestors {
      if outer.kind == .commClause {
        return outer.child(.comm)?.contains(operation) == true ? outer.ancestors.first { $0.kind == .selectStmt } : nil
      }
      if outer.kind == .funcLit || outer.kind == .blockStmt { return nil }
    }
    return nil
  }
}

extension PackageFlow {
  private static let goName = Name.of("Go")

  /// Whether a call runs its argument on a goroutine of its own: `Go` of sync.WaitGroup and errgroup.Group.
  fileprivate func startsGoroutine(_ call: Node) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == Self.goName,
      let operand = fun.child(.x)
    else { return false }
    let type = unit.type(of: operand).unaliased
    let base = type.kind == .pointer ? type.elem : type
    return base.isNamed("sync", .of("WaitGroup")) || base.isNamed("golang.org/x/sync/errgroup", .of("Group"))
  }
}
