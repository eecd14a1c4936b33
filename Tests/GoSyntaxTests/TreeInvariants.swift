#if canImport(GoSyntax)
  @testable import GoSyntax
#endif

/// What every tree promises, whatever bytes it was made from. Used by the tests and, compiled into one module with the
/// parser, by the fuzzer.
enum TreeInvariants {
  /// What a tree breaks of it; empty for a sound one.
  static func problems(of file: SourceFile) -> [String] {
    var problems: [String] = []
    let root = file.root
    let byteCount = UInt32(file.bytes.count)
    let count = UInt32(file.nodeCount)
    func check(_ holds: Bool, _ node: Node, _ what: String) {
      if !holds { problems.append("\(node.kind) \(node.id) [\(node.start), \(node.end)): \(what)") }
    }
    check(root.kind == .file && root.role == .none && root.parent == nil, root, "no root")
    check(root.start == 0 && root.end == byteCount, root, "the file's range")
    check(root.subtreeEnd == count, root, "nodes outside the root")
    for id in 0..<count {
      let node = root.at(id)
      check(node.start <= node.end && node.end <= byteCount, node, "range")
      check(node.subtreeEnd > id && node.subtreeEnd <= count, node, "subtree")
      check((node.kind == .ident) == (node.name != .none), node, "name")
      if node.kind == .ident { check(node.name.bytes.elementsEqual(node.text), node, "another name") }
      guard let parent = node.parent else { continue }
      check(parent.id < id && parent.contains(node), node, "parent \(parent.id)")
      check(node.subtreeEnd <= parent.subtreeEnd, node, "longer than its parent's subtree")
      // go/ast has the `func` of a declaration in its type, around receiver and name.
      check(node.start >= parent.start && node.end <= parent.end, node, "outside \(parent.kind) \(parent.id)")
      if node.role == .none {
        check(
          isDamage(parent.kind) || file.isDamaged(node.start..<max(node.end, node.start + 1))
            || touchesDamage(file, parent),
          node, "no role below \(parent.kind)")
      }
    }
    var visited: UInt32 = 1
    var pending = [root]
    while let node = pending.popLast() {
      for child in node.children {
        check(child.parent == node, child, "a child of another parent")
        visited += 1
        pending.append(child)
      }
    }
    check(visited == count, root, "\(visited) of \(count) nodes are someone's children")
    var last: UInt32 = 0
    for range in file.damaged {
      check(range.upperBound <= byteCount && range.lowerBound >= last, root, "damage \(range)")
      check(file.isDamaged(range) || range.isEmpty, root, "damage \(range) is not found")
      last = range.upperBound
    }
    last = 0
    for comment in file.comments {
      check(
        comment.start >= last && comment.end > comment.start && comment.end <= byteCount, root, "comment \(comment)")
      last = comment.end
    }
    check(file.position(of: byteCount).line == file.lineStarts.count, root, "lines")
    return problems
  }

  private static func isDamage(_ kind: Kind) -> Bool { kind == .badDecl || kind == .badStmt || kind == .badExpr }

  private static func touchesDamage(_ file: SourceFile, _ node: Node) -> Bool {
    file.isDamaged(node.start..<max(node.end, node.start + 1))
  }
}
