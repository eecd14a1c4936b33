import GoSyntax
import GoTypes

/// A map, or what holds maps: one variable or field of a unit, with every place in the unit that touches it.
package struct Container: Sendable {
  /// The variable or field.
  package let object: Object
  /// The identifier that declares it.
  package let declaration: Node
  package let kind: CensusReport.Kind
  package let scope: CensusReport.Scope
  /// The type of the map, or of the maps of a slice or array; nil for `sync.Map` and `sync.Pool`.
  package let map: Type?
  /// The struct type that a field belongs to.
  package let structType: Node?
  /// In order of file and offset; those through an alias stand among them.
  package internal(set) var sites: [Site] = []
  /// Where uses go that cannot be followed: the sites do not tell all that is done to it.
  package internal(set) var unknownUses: [Site] = []
  /// A `// +checklocks:mu` on its declaration: the name of the lock.
  package internal(set) var annotation: Name?

  /// Whether the sites are all that the unit does to it.
  package var hasUnknownUses: Bool { !unknownUses.isEmpty }

  /// Whether other packages can touch it by name. Values of an unexported type get out too: through a function, an
  /// interface, an embedding type.
  package var isExported: Bool { scope != .local && object.isExported }
}

/// One place that touches a container.
package struct Site: Sendable {
  package let kind: CensusReport.SiteKind
  /// The identifier or selector expression that names the container or its alias.
  package let node: Node
  /// What does it: the index expression, the call, the statement.
  package let operation: Node
  /// The key that is read, written or deleted, where one stands for it.
  package var key: Node?
  /// What the key or the container gets, where one expression stands for it.
  package var value: Node?
  /// Of an alias: the variable or field that gets the map, where it is an assignment or declaration of its own.
  package var target: Node?
  /// Of a map whose values are maps: what is done to the value that this site reads (`m[a][b] = v` is a write).
  package var inner: CensusReport.SiteKind?
  /// Of a slice or array of maps: whether this is done to one of the maps.
  package var isElement = false
  /// The local variable that holds the same map here, where the container is not named itself.
  package internal(set) var alias: Object?
  /// Of an argument: the function that is called, if it is known, and which argument it is.
  package var callee: Object?
  package var argument = 0
  /// Of an argument: what the called function of the unit does to it, where all of that is known.
  package internal(set) var effects: Set<CensusReport.SiteKind>?
  /// The places in the called function, and in those it calls, that have these effects: not all where there are many.
  package internal(set) var effectPlaces: [Node] = []

  /// Whether the table is read or changed.
  package var isAccess: Bool {
    switch kind {
    case .read, .write, .delete, .range, .len, .clear: true
    default: false
    }
  }

  /// Whether the table is changed in place.
  package var isWrite: Bool { kind == .write || kind == .delete || kind == .clear }

  package init(kind: CensusReport.SiteKind, node: Node, operation: Node) {
    self.kind = kind
    self.node = node
    self.operation = operation
  }
}
