import GoSyntax

/// Names a function, a method or a container of a package, so that all packages of a run mean the same by it.
package struct FactName: Hashable, Comparable, Sendable {
  /// The import path.
  package var package: String
  /// The type that has the method or field; empty for what is package-level.
  package var owner: String
  package var name: String

  package init(package: String, owner: String, name: String) {
    self.package = package
    self.owner = owner
    self.name = name
  }

  /// All of it as one text, as containers are named in reports.
  var identifier: String { owner.isEmpty ? "\(package).\(name)" : "\(package).\(owner).\(name)" }

  package static func < (a: FactName, b: FactName) -> Bool {
    (a.package, a.owner, a.name) < (b.package, b.owner, b.name)
  }
}

/// A place in a file of a package: no path of the machine is part of it.
package struct FactPlace: Hashable, Comparable, Sendable {
  /// The name of the file in the package's directory.
  package var file: String
  package var start: Point
  package var end: Point

  package init(file: String, start: Point, end: Point) {
    self.file = file
    self.start = start
    self.end = end
  }

  package static func < (a: FactPlace, b: FactPlace) -> Bool {
    (a.file, a.start.offset, a.end.offset) < (b.file, b.start.offset, b.end.offset)
  }
}

/// What one package knows that others of its run want to know: values alone, which hold without the source at hand.
package struct PackageFacts: Hashable, Sendable {
  /// A use of a map that a function comes to which other packages may call, with no lock on the way.
  package struct OpenUse: Hashable, Sendable {
    package var container: FactName
    /// The exported function, or the method with an exported name.
    package var function: FactName
    /// From the function's receiver to the map, or from a variable, with its name.
    package var way: String
    package var isWrite: Bool
    /// What uses the map.
    package var place: FactPlace
  }

  /// A call of a function of another package that a function comes to which other packages may call, with no lock on the way:
  /// where calls of the one meet, so do calls of the other.
  package struct OpenCall: Hashable, Sendable {
    package var function: FactName
    /// From the function's receiver to that of the called one, or from a variable, with its name.
    package var way: String
    package var callee: FactName
    package var place: FactPlace
  }

  /// A method that implements one of an interface of its own package: calls of the interface's may be calls of it.
  package struct Implementation: Hashable, Sendable {
    package var interface: FactName
    package var method: FactName
  }

  /// A call of a function of another package, and what runs it beside others.
  package struct Call: Hashable, Sendable {
    package enum Start: UInt8, Sendable {
      /// A server starts it for each request.
      case request
      /// A loop starts a goroutine in each turn.
      case loop
      /// A goroutine is started once.
      case goroutine
      /// The function that starts the other goroutine comes to the call.
      case starter
    }
    package var function: FactName
    package var place: FactPlace
    package var start: Start
    /// What starts the goroutine.
    package var startPlace: FactPlace?
  }

  /// Two calls that may run at the same time, on one value where they are of methods, with no lock that both hold.
  package struct Meeting: Hashable, Sendable {
    package var first: Call
    /// Nil where the call meets itself.
    package var second: Call?
    /// Whether the ways there are few and plain.
    package var isSure: Bool
  }

  /// Calls in the package of a method of another one whose receiver has locks that others can take, there or by its methods. All
  /// records of a method together tell what holds at all of its calls.
  package struct LockedCalls: Hashable, Sendable {
    package var function: FactName
    /// The locks that all of the calls hold for certain, by the way to them from the receiver; sorted. One that is held is also
    /// held for reading.
    package var locks: [String]

    /// Stand for what the receiver's methods Lock and RLock take, for which see their summaries.
    package static let byLock = "Lock()"
    package static let byRLock = "RLock()"

    /// The name of a lock held for reading at least.
    package static func reading(_ lock: String) -> String { lock + " (read)" }
  }

  package var package: String
  package var openUses: [OpenUse] = []
  package var openCalls: [OpenCall] = []
  package var implementations: [Implementation] = []
  package var meetings: [Meeting] = []
  package var lockedCalls: [LockedCalls] = []
  package var summaries: [Summary] = []
  package var mapUses: [MapUse] = []

  package init(package: String) { self.package = package }

  package var isEmpty: Bool {
    openUses.isEmpty && openCalls.isEmpty && implementations.isEmpty && meetings.isEmpty && lockedCalls.isEmpty
      && summaries.isEmpty && mapUses.isEmpty
  }
}
