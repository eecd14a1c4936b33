/// A node as it is stored: all that is asked of a node lies side by side.
@usableFromInline
struct NodeRecord: BitwiseCopyable {
  @usableFromInline var start: UInt32
  @usableFromInline var end: UInt32
  @usableFromInline var parent: UInt32
  @usableFromInline var subtreeEnd: UInt32
  @usableFromInline var name: Name
  @usableFromInline var kind: Kind
  @usableFromInline var role: Role
  @usableFromInline var token: Token
}

/// What lies behind one file's tree. Owned by a `SourceFile`; read through `Node`.
@usableFromInline
struct TreeStorage: @unchecked Sendable {
  var count: UInt32
  /// Index of the file within the run, set once by whoever owns the file; 0 until then.
  @usableFromInline var fileIndex: UInt32
  @usableFromInline var bytes: UnsafePointer<UInt8>
  @usableFromInline var records: UnsafeMutablePointer<NodeRecord>
}

/// A node of a file's syntax tree: a pointer and an index, without reference counting.
///
/// Nodes are numbered in pre-order, so a subtree is the half-open range of ids
/// `id ..< subtreeEnd`. A node is valid as long as its `SourceFile` lives; whoever keeps nodes
/// keeps the file.
@usableFromInline
package struct Node: Hashable, @unchecked Sendable {
  @usableFromInline let tree: UnsafePointer<TreeStorage>
  /// Position in pre-order; 0 is the file itself.
  @usableFromInline package let id: UInt32

  @inlinable
  init(tree: UnsafePointer<TreeStorage>, id: UInt32) {
    self.tree = tree
    self.id = id
  }

  @inlinable
  package static func == (a: Node, b: Node) -> Bool { a.tree == b.tree && a.id == b.id }

  @inlinable
  package func hash(into hasher: inout Hasher) {
    hasher.combine(tree)
    hasher.combine(id)
  }

  @inlinable
  package func _rawHashValue(seed: Int) -> Int {
    IdentityHash.value(UInt64(UInt(bitPattern: tree)) &+ UInt64(id) &* 0xFF51_AFD7_ED55_8CCD, seed: seed)
  }

  @inlinable var record: UnsafeMutablePointer<NodeRecord> { tree.pointee.records + Int(id) }

  @inlinable package var kind: Kind { record.pointee.kind }
  @inlinable package var role: Role { record.pointee.role }
  @inlinable package var token: Token { record.pointee.token }
  /// Byte offset of the first byte, from 0.
  @inlinable package var start: UInt32 { record.pointee.start }
  /// Byte offset after the last byte.
  @inlinable package var end: UInt32 { record.pointee.end }
  /// The name of an `ident`; `Name.none` for any other kind.
  @inlinable package var name: Name { record.pointee.name }
  /// The id after the last node of this subtree.
  @inlinable package var subtreeEnd: UInt32 { record.pointee.subtreeEnd }
  /// Which file of the run the node belongs to.
  @inlinable package var fileIndex: UInt32 { tree.pointee.fileIndex }

  /// The enclosing node, nil for the file.
  @inlinable package var parent: Node? {
    id == 0 ? nil : Node(tree: tree, id: record.pointee.parent)
  }

  /// The node with another id in the same file.
  @inlinable
  package func at(_ id: UInt32) -> Node { Node(tree: tree, id: id) }

  /// The file's root.
  @inlinable package var root: Node { at(0) }

  /// The bytes of the node's source text.
  @inlinable package var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: tree.pointee.bytes + Int(start), count: Int(end - start))
  }

  /// The source text as a string: for messages, not for comparisons.
  package var textString: String { String(decoding: text, as: UTF8.self) }

  /// Whether `other` is this node or lies below it.
  @inlinable
  package func contains(_ other: Node) -> Bool {
    tree == other.tree && id <= other.id && other.id < subtreeEnd
  }

  /// The direct children in source order.
  package var children: Children { Children(parent: self) }

  /// The first child in a role.
  @inlinable
  package func child(_ role: Role) -> Node? {
    var next = id + 1
    let end = subtreeEnd
    let records = tree.pointee.records
    while next < end {
      if records[Int(next)].role == role { return at(next) }
      next = records[Int(next)].subtreeEnd
    }
    return nil
  }

  /// The children in a role, in source order.
  package func children(_ role: Role) -> RoleChildren { RoleChildren(parent: self, role: role) }

  /// All nodes below this one in pre-order, without the node itself.
  package var descendants: Descendants { Descendants(tree: tree, first: id + 1, end: subtreeEnd) }

  /// The enclosing nodes from the parent outwards.
  package var ancestors: Ancestors { Ancestors(node: self) }
}

/// The direct children of a node.
package struct Children: Sequence, IteratorProtocol {
  let tree: UnsafePointer<TreeStorage>
  var upcoming: UInt32
  let end: UInt32

  init(parent: Node) {
    tree = parent.tree
    upcoming = parent.id + 1
    end = parent.subtreeEnd
  }

  package mutating func next() -> Node? {
    guard upcoming < end else { return nil }
    defer { upcoming = tree.pointee.records[Int(upcoming)].subtreeEnd }
    return Node(tree: tree, id: upcoming)
  }
}

/// The direct children of a node that fill one role.
package struct RoleChildren: Sequence, IteratorProtocol {
  var all: Children
  let role: Role

  init(parent: Node, role: Role) {
    all = Children(parent: parent)
    self.role = role
  }

  package mutating func next() -> Node? {
    while let node = all.next() {
      if node.role == role { return node }
    }
    return nil
  }

  /// How many children fill the role.
  package var count: Int {
    var copy = self
    var total = 0
    while copy.next() != nil { total += 1 }
    return total
  }

  /// The first child in the role.
  package var first: Node? {
    var copy = self
    return copy.next()
  }
}

/// The nodes of a subtree in pre-order.
package struct Descendants: Sequence, IteratorProtocol {
  let tree: UnsafePointer<TreeStorage>
  var upcoming: UInt32
  let end: UInt32

  init(tree: UnsafePointer<TreeStorage>, first: UInt32, end: UInt32) {
    self.tree = tree
    upcoming = first
    self.end = end
  }

  package mutating func next() -> Node? {
    guard upcoming < end else { return nil }
    defer { upcoming += 1 }
    return Node(tree: tree, id: upcoming)
  }
}

/// The nodes around a node, innermost first.
package struct Ancestors: Sequence, IteratorProtocol {
  var current: Node?

  init(node: Node) { current = node.parent }

  package mutating func next() -> Node? {
    guard let node = current else { return nil }
    current = node.parent
    return node
  }
}
