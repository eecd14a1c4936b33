import GoSyntax

/// The identifiers of a unit by name, made once when first asked for. What an identifier means is looked into only when an
/// object of its name is asked for: a selector needs the type of what stands before it.
struct ReferenceIndex: Sendable {
  /// All identifiers, those of one name in a row, in file and offset order.
  private var nodes: [Node] = []
  private var groups: [Name: Range<Int>] = [:]
  /// Identifiers by the object they mean, for the names in `resolved`.
  private var found: [UInt32: [Node]] = [:]
  private var resolved: Set<Name> = []
  /// The same for objects that no selector means.
  private var foundPlain: [UInt32: [Node]] = [:]
  private var resolvedPlain: Set<Name> = []

  init(_ unit: UnsafeMutablePointer<UnitStorage>) {
    var counts: [UInt32] = []
    func forEachIdentifier(_ body: (Node, Int) -> Void) {
      for position in 0..<unit.pointee.fileCount {
        for node in unit.pointee.file(at: position).root.descendants where node.kind == .ident {
          body(node, Int(node.name.id))
        }
      }
    }
    var total = 0
    forEachIdentifier { _, name in
      if name >= counts.count { counts += repeatElement(0, count: name + 1 - counts.count + counts.count / 2) }
      counts[name] += 1
      total += 1
    }
    var start: UInt32 = 0
    for name in counts.indices where counts[name] > 0 {
      let count = counts[name]
      groups[Name(id: UInt32(name))] = Int(start)..<Int(start + count)
      counts[name] = start
      start += count
    }
    nodes = Array(unsafeUninitializedCapacity: total) { buffer, count in
      forEachIdentifier { node, name in
        buffer.initializeElement(at: Int(counts[name]), to: node)
        counts[name] += 1
      }
      count = total
    }
  }

  /// The identifiers that mean an object, in file and offset order.
  mutating func references(to object: Object, _ unit: UnsafeMutablePointer<UnitStorage>) -> [Node] {
    guard let group = groups[object.name] else { return [] }
    var checker = Checker(unit.pointee.world, unit: unit)
    if let scope = object.scope {
      let first = nodes[group].partitioningIndex { !Self.precedes($0, scope.id, scope.fileIndex, unit) }
      return nodes[first..<group.upperBound].prefix { scope.contains($0) }
        .filter { $0.role != .sel && checker.object(of: $0)?.id == object.id }
    }
    if object.record?.pointee.package == unit.pointee.package, !object.isField, !object.isMethod {
      if resolvedPlain.insert(object.name).inserted {
        for node in nodes[group] where node.role != .sel {
          if let object = checker.object(of: node) { foundPlain[object.id, default: []].append(node) }
        }
      }
      return foundPlain[object.id] ?? []
    }
    if resolved.insert(object.name).inserted {
      for node in nodes[group] {
        if let object = checker.object(of: node) { found[object.id, default: []].append(node) }
      }
    }
    return found[object.id] ?? []
  }

  /// Whether a node stands before one given by its id and file, in the order of the unit's files.
  private static func precedes(
    _ node: Node, _ id: UInt32, _ file: UInt32, _ unit: UnsafeMutablePointer<UnitStorage>
  ) -> Bool {
    if node.fileIndex == file { return node.id < id }
    return unit.pointee.position(of: node.fileIndex) < unit.pointee.position(of: file)
  }
}

extension Object {
  /// The innermost statement or function around the declaration of a local object: nothing outside it means the object.
  fileprivate var scope: Node? {
    guard isLocal, let declaration else { return nil }
    for node in declaration.ancestors {
      switch node.kind {
      case .blockStmt, .caseClause, .commClause, .ifStmt, .forStmt, .rangeStmt, .switchStmt, .typeSwitchStmt,
        .selectStmt, .funcLit, .funcDecl:
        return node
      default: continue
      }
    }
    return nil
  }
}

extension ArraySlice {
  /// The first index whose element satisfies the condition, where all after it do too.
  fileprivate func partitioningIndex(where isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension UnitStorage {
  func references(to object: Object, _ unit: UnsafeMutablePointer<UnitStorage>) -> [Node] {
    index.withLock { index in
      if index == nil, let scope = object.scope, mayWalk(scope) {
        var checker = Checker(world, unit: unit)
        return scope.descendants.filter {
          $0.kind == .ident && $0.name == object.name && $0.role != .sel && checker.object(of: $0)?.id == object.id
        }
      }
      if index == nil { index = ReferenceIndex(unit) }
      return index?.references(to: object, unit) ?? []
    }
  }

  /// Whether to look through a scope is less work than to make the index: as long as all that was looked through is less than the
  /// unit.
  private func mayWalk(_ scope: Node) -> Bool {
    let size = Int(scope.subtreeEnd - scope.id)
    let walked = walkedNodes.add(size, ordering: .relaxed).newValue
    return walked < (0..<fileCount).reduce(0) { $0 + file(at: $1).nodeCount }
  }
}
