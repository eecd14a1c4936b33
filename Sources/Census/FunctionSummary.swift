extension PackageFacts {
  /// A place that a function and its callers both know, by the way to it: from its receiver, a parameter, or a package-level
  /// variable.
  package struct Way: Hashable, Sendable {
    package enum Start: Hashable, Sendable {
      case receiver
      /// Counted from 0, as arguments are.
      case parameter(Int)
      /// A variable of the function's package: its name comes first in `fields`.
      case variable
    }
    package var start: Start
    /// `table.rows`; empty for a receiver or parameter itself.
    package var fields: String

    package init(_ start: Start, _ fields: String) {
      self.start = start
      self.fields = fields
    }
  }

  /// What a function with an exported name does to what its callers know too, through what it calls in its package as well.
  /// Nothing is said of what is not certain.
  package struct Summary: Hashable, Sendable {
    package struct Lock: Hashable, Sendable {
      package var way: Way
      package var isWrite: Bool
    }
    /// A map that callers get, no copy of it.
    package struct Result: Hashable, Sendable {
      package var way: Way
      /// The field or variable that holds it.
      package var container: FactName
    }
    /// A map that callers hand over.
    package struct Parameter: Hashable, Sendable {
      package var index: Int
      /// All that is done to it, of reads and changes of its table, in the order of `SiteKind`.
      package var effects: [CensusReport.SiteKind]
      /// Where it is changed, or read if it is not.
      package var place: FactPlace?

      /// Whether its table is changed.
      package var isChanged: Bool { effects.contains(where: \.changesTable) }
    }
    package var function: FactName
    /// Locks that are held on every way when it returns, and that it did not find held.
    package var taken: [Lock] = []
    /// Locks of its callers that it releases on every way.
    package var released: [Lock] = []
    /// What it returns where it has one result.
    package var results: [Result] = []
    /// The parameters of which everything is known that becomes of them.
    package var parameters: [Parameter] = []

    package init(function: FactName) { self.function = function }

    var isEmpty: Bool { taken.isEmpty && released.isEmpty && results.isEmpty && parameters.isEmpty }
  }

  /// What a package does to a map of another package of the run: to an exported field or variable, or to what a function
  /// returned.
  package struct MapUse: Hashable, Sendable {
    /// The field, variable or function.
    package var map: FactName
    package var isResult: Bool
    package var kind: CensusReport.SiteKind
    package var place: FactPlace
    /// The function around it as go/types prints it; empty outside functions.
    package var function: String
    /// The locks that are held for certain, as reports tell them.
    package var locks: [String]
    /// Whether certainly none is held.
    package var isBare: Bool
    /// Whether other goroutines may run at the same time; nil where not known.
    package var isConcurrent: Bool?
    /// Whether what becomes of the map there is not known.
    package var isUnknown: Bool
    /// Whether it adds keys that are worked out.
    package var adds: Bool
  }
}

/// The summaries of all packages of a run, by function.
package struct FactSummaries: Sendable {
  private let byFunction: [FactName: PackageFacts.Summary]

  package init(_ facts: some Sequence<PackageFacts>) {
    byFunction = Dictionary(facts.lazy.flatMap(\.summaries).map { ($0.function, $0) }) { first, _ in first }
  }

  package subscript(_ function: FactName) -> PackageFacts.Summary? { byFunction[function] }

  /// What a function does to a map that it is handed; nil where that is not known.
  package func parameter(_ index: Int, of function: FactName) -> PackageFacts.Summary.Parameter? {
    byFunction[function]?.parameters.first { $0.index == index }
  }

  /// The locks that are held around a method's calls, those among them that callers took by methods of its receiver named by the
  /// way to them.
  package func locks(heldAt calls: PackageFacts.LockedCalls) -> Set<String> {
    var held = Set(calls.locks)
    let methods = [
      (PackageFacts.LockedCalls.byLock, "Lock"), (PackageFacts.LockedCalls.byRLock, "RLock"),
    ]
    for (mark, name) in methods where held.contains(mark) {
      var method = calls.function
      method.name = name
      for lock in byFunction[method]?.taken ?? [] where lock.way.start == .receiver {
        held.insert(PackageFacts.LockedCalls.reading(lock.way.fields))
        if lock.isWrite { held.insert(lock.way.fields) }
      }
    }
    return held
  }
}
