import GoSyntax
import GoTypes

/// A function of a unit: a declaration with a body, or a function literal. Numbered in source order of the unit's files.
package struct FunctionID: Hashable, Comparable, Sendable {
  let index: Int32

  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  package static func < (a: FunctionID, b: FunctionID) -> Bool { a.index < b.index }

  package func _rawHashValue(seed: Int) -> Int { IdentityHash.value(UInt64(UInt32(bitPattern: index)), seed: seed) }
}

/// A place that runs a function of the unit, or may.
package struct CallSite: Sendable {
  package enum Kind: Sendable {
    /// `f()`, `x.m()`, `func() { … }()`.
    case direct
    /// `defer f()`: runs when the caller ends.
    case deferred
    /// `go f()`.
    case goroutine
    /// The function is handed to one that calls it before it returns: `sort.Slice(s, less)`, `once.Do(f)`.
    case atOnce
    /// Called through a variable, parameter or field that holds it.
    case value
    /// Called through an interface that its receiver's type has or may have.
    case dispatch
  }
  /// The call.
  package let call: Node
  /// The function that the call stands in; nil in a package-level declaration.
  package let caller: FunctionID?
  package let callee: FunctionID
  package let kind: Kind
  /// Whether the call stands in a loop of its function.
  package let isInLoop: Bool
  /// Whether it stands in a test and the callee does not: what tests do says nothing about the program.
  let isOnlyTest: Bool
  /// Where the graph has the site, from 0.
  fileprivate(set) var number = 0

  /// Whether caller and callee run on one goroutine, one after the other.
  package var isSynchronous: Bool { kind != .goroutine }
}

/// Who calls whom within a unit: static calls, literals called where they stand, function values kept in variables and fields,
/// and interface calls by the types of the unit.
///
/// Calls through values and interfaces are over-approximated; `areCallersKnown` says where nothing can be missing.
package final class CallGraph: @unchecked Sendable {
  package struct Function: Sendable {
    /// The `funcDecl` or `funcLit`.
    package let node: Node
    /// The function or method; nil for a literal.
    package let object: Object?
    /// The function a literal stands in.
    package let outer: FunctionID?
    package let isInTest: Bool
    /// Where a literal or a function used as a value goes.
    package internal(set) var uses: [ValueUse] = []
  }

  package let unit: Unit
  package private(set) var functions: [Function]
  private let byNode: [Node: FunctionID]
  private let byObject: [Object: FunctionID]
  /// Ordered by caller, then source.
  private let sites: [CallSite]
  private let outgoing: [Range<Int32>]
  /// Indices into `sites` in the order of callees.
  private let incomingOrder: [Int32]
  private let incoming: [Range<Int32>]
  /// Names that a selector of the unit has whose meaning is not known: it may be any method. Those in files for tests count for
  /// functions there.
  private let unresolved: Set<Name>
  private let unresolvedInTests: Set<Name>
  /// Names of the methods of the unit's interfaces.
  private let interfaceMethods: Set<Name>
  /// The strongly connected components, callees before callers.
  package let components: [[FunctionID]]
  private let componentOf: [Int32]
  /// How many calls and values were looked at: for tests of linearity.
  package let work: Int

  /// - Parameter leavesOutTests: whether functions for tests are nobody's concern: what they call is not looked at then.
  package init(_ unit: Unit, leavesOutTests: Bool = false) {
    var builder = CallGraphBuilder(unit)
    builder.build(leavesOutTests: leavesOutTests)
    self.unit = unit
    functions = builder.functions
    byNode = builder.byNode
    byObject = builder.byObject
    unresolved = builder.unresolved
    unresolvedInTests = builder.unresolvedInTests
    interfaceMethods = builder.interfaceMethods
    let count = builder.functions.count
    // Package-level callers come last.
    var sites = builder.sites.enumerated().sorted {
      ($0.element.caller?.index ?? .max, $0.offset) < ($1.element.caller?.index ?? .max, $1.offset)
    }.map(\.element)
    for index in sites.indices { sites[index].number = index }
    self.sites = sites
    outgoing = Self.ranges(sites.map { $0.caller?.index ?? Int32(count) }, count)
    let incomingOrder = sites.indices.filter { !sites[$0].isOnlyTest }.sorted {
      (sites[$0].callee.index, $0) < (sites[$1].callee.index, $1)
    }
    self.incomingOrder = incomingOrder.map { Int32($0) }
    incoming = Self.ranges(incomingOrder.map { sites[$0].callee.index }, count)
    var finder = ComponentFinder(count: count, sites: sites, outgoing: outgoing)
    finder.run()
    components = finder.components
    componentOf = finder.componentOf
    work = builder.work + finder.work
  }

  /// The range of each value `0..<count` in a sorted list.
  private static func ranges(_ sorted: [Int32], _ count: Int) -> [Range<Int32>] {
    var result: [Range<Int32>] = []
    result.reserveCapacity(count)
    var start = 0
    for value in 0..<count {
      var end = start
      while end < sorted.count, sorted[end] == Int32(value) { end += 1 }
      result.append(Int32(start)..<Int32(end))
      start = end
    }
    return result
  }

  package subscript(_ function: FunctionID) -> Function { functions[Int(function.index)] }

  package var all: [FunctionID] { functions.indices.map { FunctionID($0) } }

  /// The function of a `funcDecl` or `funcLit`.
  package func function(_ node: Node) -> FunctionID? { byNode[node] }

  /// The declaration of a function or method of the unit.
  package func function(_ object: Object) -> FunctionID? { byObject[object] }

  /// The function a node stands in; of a function itself, the one around it.
  package func function(enclosing node: Node) -> FunctionID? { node.enclosingFunction.flatMap { byNode[$0] } }

  /// How many places run a function of the unit, or may.
  var siteCount: Int { sites.count }

  /// What a function calls, in source order.
  package func calls(from function: FunctionID) -> ArraySlice<CallSite> {
    let range = outgoing[Int(function.index)]
    return sites[Int(range.lowerBound)..<Int(range.upperBound)]
  }

  /// The calls of a function, in the order of callers. What tests call is no part of the program: where the function is not one of
  /// a test their calls are not among these.
  package func calls(of function: FunctionID) -> [CallSite] {
    let range = incoming[Int(function.index)]
    return incomingOrder[Int(range.lowerBound)..<Int(range.upperBound)].map { sites[Int($0)] }
  }

  /// Whether files for tests name a declared function.
  package func isNamedInTests(_ function: FunctionID) -> Bool {
    guard let object = self[function].object else { return false }
    return unit.files.contains { file in
      file.isForTests
        && file.root.descendants.contains {
          $0.kind == .ident && $0.name == object.name && $0.role != .name && unit.object(of: $0) == object
        }
    }
  }

  /// The component of a function: its index in `components`.
  package func component(of function: FunctionID) -> Int { Int(componentOf[Int(function.index)]) }

  /// Whether a function may call itself, directly or through others.
  package func isRecursive(_ function: FunctionID) -> Bool {
    components[component(of: function)].count > 1
      || calls(from: function).contains { $0.callee == function && $0.isSynchronous }
  }

  // MARK: Where nothing can be missing

  /// Whether `calls(of:)` are all calls of a function that there can be: it is not exported (in package main nothing is seen
  /// from outside), no interface can call it, and every value of it goes where its calls are seen.
  package func areCallersKnown(_ function: FunctionID) -> Bool {
    let info = self[function]
    if let object = info.object {
      if unresolved.contains(object.name) || info.isInTest && unresolvedInTests.contains(object.name) { return false }
      if object.isMethod {
        if object.isExported || interfaceMethods.contains(object.name) { return false }
      } else if object.isExported && unit.package.name != Self.main || Self.isStart(object.name) {
        return false
      }
    }
    return info.uses.allSatisfy(isTracked)
  }

  /// Whether the calls of a function value are all seen.
  private func isTracked(_ use: ValueUse) -> Bool {
    switch use {
    case .called, .atOnce, .goroutine: return true
    case .escapes: return false
    case .held(let holder):
      // Of a variable of one function all uses are looked at; others may be set or called from anywhere.
      guard holder.isLocal else { return false }
      return unit.references(to: holder).allSatisfy { name in
        switch unit.use(of: name) {
        case .declared, .comparedWithNil, .assigned: return true
        default: break
        }
        let value = name.withParentheses
        return value.role == .fun && value.parent?.kind == .callExpr || value.parent?.kind == .field
      }
    }
  }

  static let main = Name.of("main")
  static let initName = Name.of("init")

  /// Whether a package-level function of this name is run by the runtime.
  static func isStart(_ name: Name) -> Bool { name == main || name == initName }
}

/// Where a function goes that is used as a value.
package enum ValueUse: Hashable, Sendable {
  /// Called where it stands, deferred too.
  case called
  /// Started where it stands: `go func() { … }()`.
  case goroutine
  /// Handed to a call that runs it before it returns.
  case atOnce(Node)
  /// Kept in a variable, parameter or field.
  case held(Object)
  /// Anywhere else: the expression, and the call that takes it where it is an argument.
  case escapes(Node, call: Node?)
}
