import CTreeSitterGo

/// Turns the grammar's tree into go/ast's shape.
///
/// The work is a stack of items, so nesting costs heap and never the thread's stack: `run` pops an item, `expand` emits its
/// node and plans the items of its children in source order.
struct Lowering: ~Copyable {
  /// What is still to do.
  enum Item {
    /// Lower a node of the grammar's tree into a role.
    case visit(UInt32, Role)
    /// Start a node that the grammar's tree does not have.
    case open(Kind, Role, Token, UInt32, UInt32)
    /// A node without children that the grammar's tree does not have.
    case leaf(Kind, Role, Token, UInt32, UInt32)
    /// An identifier that the grammar's tree does not have.
    case name(Role, UInt32, UInt32)
    /// End the node started last.
    case close
  }

  /// The nodes lowered so far. A parser takes them when the file is done.
  var records = GrowingBuffer<NodeRecord>()
  /// Damage found while lowering: syntax the grammar takes and Go does not.
  private(set) var damaged: [Range<UInt32>] = []
  /// Where the `=` of generic aliases stand, which the parser did not see.
  var aliasSigns: Set<UInt32> = []
  var stack: [Item] = []
  var names = NameCache()
  private var current: UInt32 = 0
  /// Nodes known to have no star to move out (`hoistStars`).
  var starless: Range<UInt32> = 0..<0
  /// Operators by the grammar's symbol.
  let operators: [Token] = (0...255).map { RawTree.operatorTokens[$0] ?? .none }

  var raw = UnsafeMutableBufferPointer<RawNode>(start: nil, count: 0)
  var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Starts a file: its root is open from now on.
  mutating func begin(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    records.removeAll()
    damaged.removeAll(keepingCapacity: true)
    aliasSigns.removeAll()
    current = 0
    open(.file, .none, .none, 0, UInt32(bytes.count))
  }

  /// Ends the file; the result is in `records` and `damaged`.
  mutating func finish() { close() }

  /// Lowers the declarations of the file, or of a part of it. `onlyAtLineStarts` takes what is set in for damage.
  mutating func lower(_ raw: UnsafeMutableBufferPointer<RawNode>, onlyAtLineStarts: Bool = false) {
    self.raw = raw
    stack.removeAll(keepingCapacity: true)
    starless = 0..<0
    planFile(onlyAtLineStarts: onlyAtLineStarts)
    stack.reverse()
    while let item = stack.popLast() {
      switch item {
      case .close: close()
      case .open(let kind, let role, let token, let start, let end):
        open(kind, role, token, start, end)
      case .leaf(let kind, let role, let token, let start, let end):
        leaf(kind, role, token, start, end)
      case .name(let role, let start, let end): ident(role, start, end)
      case .visit(let index, let role):
        let mark = stack.count
        expand(index, role)
        reverseStack(from: mark)
      }
    }
  }

  /// What was planned in source order is to be taken from the end. (`stack[mark...].reverse()` copies the whole stack.)
  private mutating func reverseStack(from mark: Int) {
    var (low, high) = (mark, stack.count - 1)
    while low < high {
      stack.swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Emits a node that stays open until a planned `close`.
  mutating func open(_ kind: Kind, _ role: Role, _ token: Token, _ start: UInt32, _ end: UInt32) {
    let id = UInt32(records.count)
    records.append(
      NodeRecord(
        start: start, end: end, parent: current, subtreeEnd: id + 1, name: .none, kind: kind, role: role, token: token))
    current = id
  }

  mutating func leaf(
    _ kind: Kind, _ role: Role, _ token: Token, _ start: UInt32, _ end: UInt32, name: Name = .none
  ) {
    let id = UInt32(records.count)
    records.append(
      NodeRecord(
        start: start, end: end, parent: current, subtreeEnd: id + 1, name: name, kind: kind, role: role, token: token))
    widen(start, end)
  }

  private mutating func close() {
    let closed = records[Int(current)]
    records[Int(current)].subtreeEnd = UInt32(records.count)
    current = closed.parent
    widen(closed.start, closed.end)
  }

  /// Children lie inside their parent: in damaged source what is moved or regrouped may not by itself.
  private mutating func widen(_ start: UInt32, _ end: UInt32) {
    if records[Int(current)].start > start { records[Int(current)].start = start }
    if records[Int(current)].end < end { records[Int(current)].end = end }
  }

  mutating func plan(_ index: UInt32, _ role: Role) { stack.append(.visit(index, role)) }
  mutating func planOpen(
    _ kind: Kind, _ role: Role, _ start: UInt32, _ end: UInt32, _ token: Token = .none
  ) {
    stack.append(.open(kind, role, token, start, end))
  }
  mutating func planLeaf(_ kind: Kind, _ role: Role, _ start: UInt32, _ end: UInt32) {
    stack.append(.leaf(kind, role, .none, start, end))
  }
  mutating func planClose() { stack.append(.close) }

  mutating func noteDamage(_ range: Range<UInt32>) { damaged.append(range) }

  subscript(_ index: UInt32) -> RawNode { raw[Int(index)] }

  func symbol(_ index: UInt32) -> Int { Int(raw[Int(index)].symbol) }

  /// The first child in a field.
  func child(_ parent: UInt32, _ field: Int) -> UInt32? {
    var index = parent + 1
    let end = self[parent].next
    while index < end {
      if Int(self[index].field) == field && self[index].symbol != RawNode.error { return index }
      index = self[index].next
    }
    return nil
  }

  /// The first child with a symbol.
  func child(_ parent: UInt32, symbol: Int) -> UInt32? {
    var index = parent + 1
    let end = self[parent].next
    while index < end {
      if self.symbol(index) == symbol { return index }
      index = self[index].next
    }
    return nil
  }

  /// The children of a node, tokens included.
  func children(_ parent: UInt32) -> RawChildren {
    RawChildren(raw: UnsafeBufferPointer(raw), next: parent + 1, end: self[parent].next)
  }

  /// Whether a child stands for a node, not for an operator or a bracket.
  func isNode(_ index: UInt32) -> Bool {
    symbol(index) < MVG_SYMBOL_KEYWORD_PACKAGE || self[index].symbol == RawNode.error
  }

  /// Plans all children that are nodes in one role, damage included.
  mutating func planAll(_ parent: UInt32, _ role: Role) {
    for child in children(parent) where isNode(child) { plan(child, role) }
  }

  /// Plans the damaged children, for nodes whose other children are planned by field.
  mutating func planErrors(_ parent: UInt32) {
    for child in children(parent) where self[child].symbol == RawNode.error { plan(child, .none) }
  }
}

/// The direct children of a node of the grammar's tree.
struct RawChildren: Sequence, IteratorProtocol {
  let raw: UnsafeBufferPointer<RawNode>
  var upcoming: UInt32
  let end: UInt32

  init(raw: UnsafeBufferPointer<RawNode>, next: UInt32, end: UInt32) {
    self.raw = raw
    upcoming = next
    self.end = end
  }

  mutating func next() -> UInt32? {
    guard upcoming < end else { return nil }
    defer { upcoming = raw[Int(upcoming)].next }
    return upcoming
  }
}
