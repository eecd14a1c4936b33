import GoSyntax

/// The identifiers of a unit by the object they mean, made once when first asked for.
struct ReferenceIndex: Sendable {
  /// Where the identifiers of an object start in `nodes`.
  var ranges: [UInt32: Range<Int>] = [:]
  var nodes: [Node] = []

  init(_ unit: UnsafeMutablePointer<UnitStorage>) {
    var checker = Checker(unit.pointee.world, unit: unit)
    var found: [(object: UInt32, node: Node)] = []
    for position in 0..<unit.pointee.fileCount {
      let file = unit.pointee.file(at: position)
      for node in file.root.descendants where node.kind == .ident {
        guard let object = checker.object(of: node) else { continue }
        found.append((object.id, node))
      }
    }
    // Stable by construction: equal objects keep the order of files and offsets.
    let order = found.indices.sorted { (found[$0].object, $0) < (found[$1].object, $1) }
    nodes.reserveCapacity(found.count)
    var start = 0
    for (position, index) in order.enumerated() {
      nodes.append(found[index].node)
      let isLast = position + 1 == order.count || found[order[position + 1]].object != found[index].object
      if isLast {
        ranges[found[index].object] = start..<(position + 1)
        start = position + 1
      }
    }
  }
}

extension UnitStorage {
  func references(to object: Object, _ unit: UnsafeMutablePointer<UnitStorage>) -> [Node] {
    index.withLock { index in
      let known = index ?? ReferenceIndex(unit)
      index = known
      guard let range = known.ranges[object.id] else { return [] }
      return Array(known.nodes[range])
    }
  }
}
