/// The census as values: what `mapvet audit` prints and what its reports are made of. Schema `mapvet/census/1`.
///
/// Nothing here refers to syntax or types: a report can be kept, merged with those of other packages and compared with that
/// of another revision. Containers are sorted by path, line and id; the same bytes for every number of threads.
package struct CensusReport: Hashable, Sendable {
  package static let schema = "mapvet/census/1"

  package var containers: [Container]

  package init(containers: [Container] = []) { self.containers = containers }

  /// A map, or what holds maps.
  package struct Container: Hashable, Sendable {
    /// The same in every run as long as package, owner and name are: no line numbers.
    package var id: String
    package var kind: Kind
    /// `visits`, `Server.sessions`, or `Handler.func.seen` for a local variable.
    package var name: String
    package var path: String
    package var line: Int
    package var scope: Scope
    /// Nil for a `sync.Pool` and a `sync.Map`, which take any; of a slice or array of maps, those of the maps.
    package var key: Part?
    package var value: Part?
    /// Bytes of table for an entry of a map with a million of them, without what keys and values point to; nil where the
    /// sizes are not known.
    package var entryBytes: Int?
    /// Whether keys or values hold pointers that the garbage collector follows; nil where that is not known.
    package var holdsPointers: Bool?
    package var guardedBy: Guard?
    package var growth: Growth
    package var bound: Bound?
    /// What takes entries out, in the order of `Shrink`.
    package var shrinks: [Shrink]
    /// Whether two goroutines may be at it at the same time; nil where that is not known.
    package var concurrent: Bool?
    /// In order of path and line.
    package var sites: [Site]
    /// Set where growth and bound hang on what functions of other packages do, until that is known.
    package var openLifetime: Lifetime?

    package init(
      id: String, kind: Kind, name: String, path: String, line: Int, scope: Scope, key: Part? = nil, value: Part? = nil,
      entryBytes: Int? = nil, holdsPointers: Bool? = nil, guardedBy: Guard? = nil, growth: Growth = .unknown,
      bound: Bound? = nil, shrinks: [Shrink] = [], concurrent: Bool? = nil, sites: [Site] = []
    ) {
      self.id = id
      self.kind = kind
      self.name = name
      self.path = path
      self.line = line
      self.scope = scope
      self.key = key
      self.value = value
      self.entryBytes = entryBytes
      self.holdsPointers = holdsPointers
      self.guardedBy = guardedBy
      self.growth = growth
      self.bound = bound
      self.shrinks = shrinks
      self.concurrent = concurrent
      self.sites = sites
    }
  }

  package enum Kind: String, CaseIterable, Sendable {
    case map
    case syncMap = "sync.Map"
    case sliceOfMaps = "slice of maps"
    case arrayOfMaps = "array of maps"
    case syncPool = "sync.Pool"
  }

  package enum Scope: String, CaseIterable, Sendable {
    /// A package-level variable.
    case package
    /// A field of a struct type of the package.
    case field
    /// A local variable that function literals, other goroutines or pointers share.
    case local
  }

  /// A key's or value's type as Go writes it, and its size.
  package struct Part: Hashable, Sendable {
    package var type: String
    package var size: Int?

    package init(type: String, size: Int?) {
      self.type = type
      self.size = size
    }
  }

  /// The lock that is held at most accesses.
  package struct Guard: Hashable, Sendable {
    /// As at the accesses, the receiver's type in the place of its name: `Server.mu`, `registryMu`.
    package var lock: String
    package var mode: Mode
    /// The accesses that hold it, of all that count: those before the value is shared do not.
    package var held: Int
    package var of: Int
    package var source: Source

    package enum Mode: String, Sendable {
      /// Held for writing at every one of these accesses.
      case write
      /// At some of them for reading only.
      case read
    }

    package enum Source: String, Sendable { case inferred, annotation }

    package init(lock: String, mode: Mode, held: Int, of: Int, source: Source) {
      self.lock = lock
      self.mode = mode
      self.held = held
      self.of = of
      self.source = source
    }
  }

  package enum Growth: String, CaseIterable, Sendable {
    /// Nothing adds entries.
    case none
    /// Only constant keys, or only while the value is being made.
    case fixed
    /// Keys that are worked out while the program runs.
    case open
    /// It goes where its uses cannot be followed.
    case unknown
  }

  /// What keeps the number of entries down.
  package enum Bound: String, CaseIterable, Sendable {
    /// The key's type has few values.
    case keyType = "key type"
    case constantKeys = "constant keys"
    /// Its length is compared before it grows, or entries go when it is too long.
    case length
    /// A list beside it decides which entry goes: an LRU.
    case list
    /// Entries go when they are old.
    case age
  }

  package enum Shrink: String, CaseIterable, Sendable { case delete, clear, replace }

  /// One place that touches a container.
  package struct Site: Hashable, Sendable {
    package var kind: SiteKind
    package var path: String
    package var line: Int
    /// As go/types prints it; empty outside functions.
    package var function: String
    /// The locks that are held for certain, a lock held for reading with ` (read)` after it.
    package var locks: [String]
    /// Whether other goroutines may run at the same time: false before the value is shared, nil where not known.
    package var concurrent: Bool?

    package init(
      kind: SiteKind, path: String, line: Int, function: String, locks: [String] = [], concurrent: Bool? = nil
    ) {
      self.kind = kind
      self.path = path
      self.line = line
      self.function = function
      self.locks = locks
      self.concurrent = concurrent
    }
  }

  package enum SiteKind: String, CaseIterable, Sendable {
    /// Where it gets its first map: a declaration with a value, a field in a literal of its struct.
    case make
    case read, write, delete, range, len, clear
    /// Another map takes its place.
    case replace
    /// Compared with nil.
    case compare
    case `return`
    /// The struct it is part of is copied.
    case copy
    /// Another variable or field gets the same map.
    case alias
    /// Its address is taken.
    case address
    /// An argument of a call.
    case pass
  }
}
